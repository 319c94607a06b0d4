"""What comes out: ranking, verdict, and the trace of every point. Plain frozen data, made only by the engine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from advisor.model.catalogue import Status, StatusEntry
from advisor.model.rulebase import Rule, RuleBase

Verdict = Literal["clear", "lean", "toss-up", "none-eligible"]
Eligibility = Literal["yes", "open", "no"]
Doubt = Literal["margin", "eligibility", "weights", "evidence"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one rule adds to one alternative's score, in points of the 0-100 scale; negative when it speaks against."""

    rule: str
    criterion: str
    points: float


@dataclass(frozen=True, slots=True)
class Veto:
    """A constraint that excludes an alternative, or could (`open_questions` then names what would tell)."""

    constraint: str
    open_questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How one alternative stands.

    `score` lies between `low` and `high`, which bound it over every way of answering the open questions.
    `rank` counts from 1 among the alternatives that are not vetoed, equal scores sharing a rank; None when vetoed.
    """

    alternative: str
    eligible: Eligibility
    rank: int | None
    score: float
    low: float
    high: float
    contributions: tuple[Contribution, ...]
    vetoes: tuple[Veto, ...]


@dataclass(frozen=True, slots=True)
class UnknownRule:
    """A rule that waits for an answer, and what it would move if it held: points by alternative."""

    rule: str
    criterion: str
    open_questions: tuple[str, ...]
    points: dict[str, float]


@dataclass(frozen=True, slots=True)
class Silenced:
    """A rule that no longer speaks, because a component that it relies on has ended since the rule was written."""

    rule: Rule
    component: str
    entry: StatusEntry


@dataclass(frozen=True, slots=True)
class Route:
    """One way from training to a target: the components in order, and the format handed over between each two.

    `status` is that of the weakest step. A route through an archived component is kept only to tell why there is none.
    """

    alternative: str
    target: str
    steps: tuple[str, ...]
    formats: tuple[str, ...]
    status: Status
    weakest: str

    @property
    def is_live(self) -> bool:
        """Whether every step can still be taken."""
        return self.status != "archived"


@dataclass(frozen=True, slots=True)
class Reach:
    """How one alternative reaches one target of the profile: the best way, the others, and what to watch for."""

    target: str
    best: Route | None
    others: tuple[Route, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How an alternative fares over all weights that respect the priorities (SMAA-2).

    `ranks` are the shares of weights that give it rank 1, 2 and so on, ranks that others share with it in equal parts;
    `central` the mean of those that put it first, by criterion, None where none does. `level_with` are the alternatives
    that have the same score under every weight.
    """

    ranks: tuple[float, ...]
    central: dict[str, float] | None
    level_with: tuple[str, ...] = ()

    @property
    def first(self) -> float:
        """The first-rank acceptability."""
        return self.ranks[0]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The result for one profile on one date.

    `base` is the rule base as it stood on that date: what was in force, with the rows that routes make.

    `alternative` is None for the verdicts `toss-up` and `none-eligible`. `margin` is in points of the score,
    `unit` is what one moderate rule on a criterion of normal weight is worth in these points, so that
    `margin / unit` is what the verdict's thresholds are compared with. `standings` are in the order of rank.
    `worn_margin` is what is left of the margin when old and thin evidence counts less; `doubts` say what keeps the
    verdict from being clear; `acceptance` is by eligible alternative.
    """

    as_of: dt.date
    base: RuleBase
    verdict: Verdict
    alternative: str | None
    contenders: tuple[str, ...]
    runner_up: str | None
    margin: float | None
    worn_margin: float | None
    doubts: tuple[Doubt, ...]
    unit: float
    score_base: float
    weights: dict[str, float]
    standings: tuple[Standing, ...]
    neutral_rules: tuple[tuple[str, str], ...]
    unknown_rules: tuple[UnknownRule, ...]
    silenced_rules: tuple[Silenced, ...]
    acceptance: dict[str, Acceptance]
    reaches: dict[str, tuple[Reach, ...]]
    open_questions: tuple[str, ...]
    warnings: tuple[str, ...]

    def standing(self, alternative: str) -> Standing:
        """Return how an alternative stands; raise KeyError for one that was not compared."""
        for standing in self.standings:
            if standing.alternative == alternative:
                return standing
        raise KeyError(alternative)
