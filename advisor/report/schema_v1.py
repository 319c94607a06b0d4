"""What `advisor.recommendation/1` looks like: models for its JSON Schema alone, so that making the JSON loads none."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from advisor.report.schema_analyses import AnalysesShape
from advisor.report.schema_base import Shape as _Shape
from advisor.report.schema_base import Touchable


class RuleBaseShape(_Shape):
    """Which rule base decided."""

    id: str
    version: str
    digest: str = Field(description="sha256 of its content, whatever the layout of its files")


class ProfileShape(_Shape):
    """What was decided about."""

    name: str
    digest: str = Field(description="sha256 of what the profile says, whatever its layout")
    answers: dict[str, str | list[str]]
    priorities: dict[str, str]
    answered: list[str]
    unanswered: list[str] = Field(description="relevant questions without an answer")


class ResultShape(_Shape):
    """The recommendation itself."""

    alternative: str | None = Field(description="null for toss-up and none-eligible")
    verdict: Literal["clear", "lean", "toss-up", "none-eligible"]
    contenders: list[str]
    common: dict[str, str] = Field(description="what all contenders share")
    runner_up: str | None
    margin: float | None = Field(description="points between the first and the second")
    headline: str
    worn_margin: float | None = Field(description="what is left of the margin when old and thin evidence counts less")
    doubts: list[Literal["margin", "eligibility", "weights", "evidence"]] = Field(
        description="what keeps the verdict from being clear"
    )


class CriterionShape(Touchable):
    """A criterion and its share of the whole."""

    id: str
    weight: float = Field(description="all weights add up to 1")


class ContributionShape(Touchable):
    """What one rule adds to the score."""

    rule: str
    criterion: str
    points: float
    because: str
    sources: list[str]
    layer: str = Field(description="the id of the overlay, or of the rule base, that it comes from")


class VetoShape(Touchable):
    """A constraint that excludes, or with open questions may exclude, the alternative."""

    constraint: str
    because: str
    lift: str
    open_questions: list[str]
    layer: str = Field(description="the id of the overlay, or of the rule base, that it comes from")


class StepShape(Touchable):
    """A component on a way that an overlay brought in or changed."""

    step: str


class WayShape(_Shape):
    """A chain of components, and the formats handed over between each two."""

    status: str
    steps: list[str]
    formats: list[str]
    touched_steps: list[StepShape] = Field(description="those of the steps that overlays brought in or changed")


class RouteShape(_Shape):
    """The best way from where an alternative begins to a target, and the others; status `none` where none is open."""

    target: str
    status: str
    steps: list[str]
    formats: list[str]
    touched_steps: list[StepShape] = Field(description="those of the steps that overlays brought in or changed")
    warnings: list[str]
    others: list[WayShape]


class SilencedShape(_Shape):
    """A rule that no longer counts, because a component it relies on has ended."""

    rule: str
    component: str
    status: str
    since: str | None
    seen: str | None


class AlternativeShape(_Shape):
    """How one alternative stands; `score` is `score_base` plus the points of all its contributions."""

    id: str
    title: str
    rank: int | None = Field(description="null when vetoed")
    eligible: Literal["yes", "open", "no"]
    score: float
    score_low: float
    score_high: float
    contributions: list[ContributionShape]
    vetoes: list[VetoShape]
    routes: list[RouteShape]


class UnknownRuleShape(_Shape):
    """A rule that waits for an answer, and what it would add to each alternative if it held."""

    rule: str
    criterion: str
    open_questions: list[str]
    points: dict[str, float]


class NeutralRuleShape(Touchable):
    """A statement that holds and speaks for nobody."""

    rule: str
    criterion: str
    because: str
    layer: str = Field(description="the id of the overlay, or of the rule base, that it comes from")


class TouchShape(_Shape):
    """What an overlay did to one thing of the rule base, and why; `keys` are those that it changes.

    `before` and `after` say of each key in short what it was and is, of a list that is added to what came to it.
    """

    act: Literal["added", "changed", "retired"]
    kind: str
    id: str
    title: str
    reason: str | None
    keys: list[str]
    before: list[str]
    after: list[str]


class OverlayShape(_Shape):
    """A folder of rules laid over the rule base."""

    id: str
    title: str
    version: str
    by: str | None
    digest: str = Field(description="sha256 of what its files say, whatever their layout")
    touches: list[TouchShape]


class AcceptabilityShape(_Shape):
    """How an alternative fares over all weights that respect the priorities (SMAA-2)."""

    alternative: str
    ranks: list[float] = Field(
        description="the share of weights that gives it rank 1, 2 and so on; equal scores split the ranks they take up"
    )
    central_weights: dict[str, float] | None = Field(description="the mean of the weights that put it first")
    level_with: list[str] = Field(description="those that have the same score under every weight")


class RecommendationShape(_Shape):
    """A recommendation, version 1."""

    format: Literal["advisor.recommendation/1"]
    rule_base: RuleBaseShape
    as_of: dt.date
    profile: ProfileShape
    recommendation: ResultShape
    criteria: list[CriterionShape]
    score_base: float
    alternatives: list[AlternativeShape]
    neutral_rules: list[NeutralRuleShape] = Field(description="rules that hold and make no difference")
    unknown_rules: list[UnknownRuleShape]
    silenced_rules: list[SilencedShape]
    warnings: list[str]
    acceptability: list[AcceptabilityShape]
    overlays: list[OverlayShape] = Field(description="in the order in which they were laid")
    analyses: AnalysesShape | None = Field(description="null in a brief recommendation")
