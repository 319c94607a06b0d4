"""What lies beside a record, read back: the profile it was made from, the date, and the recommendation as it was."""

from __future__ import annotations

import datetime as dt
import json
from math import fsum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from advisor.check.inputs import read_bounded
from advisor.errors import InputError, Place
from advisor.loading.checking import check
from advisor.loading.yamltext import Document
from advisor.model.recommendation import Verdict

SAME = 1e-6
Points = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]


class _Read(BaseModel):
    """A part of a published shape: later versions may have more keys."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class RuleBaseRead(_Read):
    """Which rule base decided."""

    version: str
    digest: str


class OverlayRead(_Read):
    """An overlay that lay over the rule base."""

    id: str
    version: str
    digest: str


class ResultRead(_Read):
    """What was recommended."""

    alternative: str | None
    verdict: Verdict
    contenders: tuple[str, ...]
    headline: str


class ContributionRead(_Read):
    """What a rule added."""

    rule: str
    points: Points


class RouteRead(_Read):
    """The way to a target."""

    target: str
    steps: tuple[str, ...]


class AlternativeRead(_Read):
    """How an alternative stood."""

    id: str
    score: Points
    contributions: tuple[ContributionRead, ...]
    routes: tuple[RouteRead, ...]


class RecommendationRead(_Read):
    """The recommendation as it was recorded."""

    rule_base: RuleBaseRead
    recommendation: ResultRead
    score_base: Points
    alternatives: tuple[AlternativeRead, ...]

    @property
    def points(self) -> dict[tuple[str, str], float]:
        """Points by alternative and rule."""
        return {(a.id, c.rule): c.points for a in self.alternatives for c in a.contributions}

    def wrong_sums(self) -> tuple[str, ...]:
        """Say which scores are not the sum of their parts."""
        sums = {a.id: fsum((self.score_base, *(c.points for c in a.contributions))) for a in self.alternatives}
        return tuple(
            f"{a.id}: its parts add up to {sums[a.id]:.1f}, its score says {a.score:.1f}"
            for a in self.alternatives
            if not abs(sums[a.id] - a.score) <= SAME
        )


class Sidecar(_Read):
    """`advisor.record/1`. `base_digest` is the rule base's own; the oldest records do not tell it."""

    format: Literal["advisor.record/1"]
    as_of: dt.date
    base_digest: str | None = None
    overlays: tuple[OverlayRead, ...] = ()
    profile: dict[str, Any]
    recommendation: RecommendationRead
    parts: dict[str, str]


def read_sidecar(path: Path) -> Sidecar:
    """Read a sidecar; raise InputError with what is wrong with it, OSError where it cannot be read."""
    file, text = str(path), read_bounded(path)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"not valid JSON: {error.msg}", Place(file, error.lineno, error.colno)) from None
    except (RecursionError, ValueError):
        raise InputError("not valid JSON: nested too deep, or a number too long", Place(file)) from None
    return check(Sidecar, Document(file, data, None), InputError)
