"""`rulebase.yaml` as data: what holds for a whole rule base, with every number of the method."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from advisor.model.base import SMALLEST, Factor, Id, Model, Number, Positive, Share, Text, Whole
from advisor.model.catalogue import Status
from advisor.model.words import Words

Strength = Literal["slight", "moderate", "strong", "-slight", "-moderate", "-strong"]
Size = Literal["slight", "moderate", "strong"]
SIZES: tuple[Size, ...] = ("slight", "moderate", "strong")
Priority = Literal["ignore", "low", "normal", "high", "critical"]


class Confidence(Model):
    """How support becomes a factor; see docs/method.md."""

    primary: Positive = Field(le=1)
    secondary: Positive = Field(le=1)
    definition: Positive = Field(le=1)
    hedged: Positive = Field(le=1)


class Thresholds(Model):
    """Margins, in units of one moderate rule on a criterion of normal weight.

    `accepted_from` is the share of weights that must put an alternative first for it to be recommended.
    """

    toss_up_below: Positive
    lean_below: Positive
    accepted_from: Share = 0.5

    @model_validator(mode="after")
    def _in_order(self) -> Thresholds:
        if self.lean_below < self.toss_up_below:
            raise ValueError(f"lean_below ({self.lean_below:g}) is less than toss_up_below ({self.toss_up_below:g})")
        return self


class Wear(Model):
    """How evidence weakens: after how many years it counts half, and what is left of a single secondary source."""

    half_after_years: Number = Field(4, ge=SMALLEST)
    single_secondary: Positive = Field(0.75, le=1)


class Systems(Model):
    """The question that asks for operating systems, what to take where it is open, and by option the wheels' platform.

    A platform is written as uv writes it, `x86_64-manylinux_2_35`.
    """

    question: Id
    usual: Id
    platforms: dict[Id, Annotated[str, Field(pattern=r"^[a-z0-9_-]+$")]] = Field(min_length=1)


def _growing(strengths: dict[Size, float]) -> dict[Size, float]:
    """Refuse strengths that do not grow with their names; raise ValueError."""
    for (less, low), (more, high) in pairwise((size, strengths[size]) for size in SIZES if size in strengths):
        if high <= low:
            raise ValueError(f"{more} ({high:g}) is not more than {less} ({low:g})")
    return strengths


def _rising(priorities: dict[Priority, float]) -> dict[Priority, float]:
    """Refuse priorities that fall, or by which nothing counts that nobody spoke of; raise ValueError."""
    given = [(name, priorities[name]) for name in get_args(Priority) if name in priorities]
    for (less, low), (more, high) in pairwise(given):
        if high < low:
            raise ValueError(f"{more} ({high:g}) is less than {less} ({low:g})")
    if priorities.get("normal") == 0:
        raise ValueError("normal is 0, and so would be every criterion for which a profile states no priority")
    return priorities


def _against(routes: dict[Status | Literal["none"], Strength]) -> dict[Status | Literal["none"], Strength]:
    """Refuse points for a weak way to a target; raise ValueError."""
    for status, strength in routes.items():
        if not strength.startswith("-"):
            raise ValueError(f"{status} is {strength}, but a weak way only takes points away: write -{strength}")
    return routes


class Settings(Model):
    """`rulebase.yaml`: what holds for the whole rule base."""

    id: Id
    title: Text
    version: Text
    since: dt.date
    reviewed: dt.date
    sections: tuple[Id, ...]
    strengths: Annotated[dict[Size, Positive], AfterValidator(_growing)]
    saturation: Positive
    priorities: Annotated[dict[Priority, Factor], AfterValidator(_rising)]
    confidence: Confidence
    verdict: Thresholds
    wear: Wear = Wear()
    routes: Annotated[dict[Status | Literal["none"], Strength], AfterValidator(_against)] = Field(default_factory=dict)
    routes_criterion: Id | None = None
    versions_asked: dict[Id, str] = Field(default_factory=dict)
    systems: Systems | None = None
    stale_after: Whole = Field(180, gt=0, le=36_500)
    words: Words = Words()
