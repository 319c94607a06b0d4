"""What `analyses` looks like in `advisor.recommendation/1`: how sure, why, and what would change it."""

from __future__ import annotations

from pydantic import Field

from advisor.report.schema_base import Shape, Touchable


class SentenceShape(Shape):
    """A sentence for people, and the ids that lead to more."""

    text: str
    about: str
    mark: str = Field(description="what overlays did to what it is about; empty where they did nothing")


class ChapterShape(Shape):
    """Sentences under a heading."""

    title: str
    sentences: list[SentenceShape]


class IntervalShape(Touchable):
    """From where to where the weight of a criterion may go, the others rescaled, while the leader leads."""

    criterion: str
    weight: float
    low: float
    high: float
    leader_below: str | None
    leader_above: str | None


class TurnShape(Shape):
    """The weight of a criterion at which another alternative takes the lead."""

    criterion: str
    weight: float
    at: float
    leader: str


class ChangedShape(Shape):
    """An answer before, null where the question was open, and after."""

    question: str
    before: str | list[str] | None
    after: str | list[str]


class FlipShape(Shape):
    """Answers that together let another alternative lead."""

    changes: list[ChangedShape]
    leader: str | None = Field(description="null where no alternative is eligible then")
    lead: float | None
    changes_training: bool = Field(description="whether what it begins with (`trains_with`) changes")


class FlipsShape(Shape):
    """The flips with the fewest changes; where nothing is recommended, the answers that settle it."""

    size: int = Field(description="the number of changes; without flips, the number up to which was searched")
    complete: bool = Field(description="false where the search ended before all of this size were tried")
    flips: list[FlipShape]


class ReasonShape(Shape):
    """Answers that alone decide, whatever the others given had been."""

    questions: list[str]
    minimal: bool = Field(description="false where a proof was too long, so that some may be dispensable")


class LikelyShape(Shape):
    """The 5th and 95th percentile of a score, and the share of completions in which the alternative leads."""

    id: str
    score_p5: float
    score_p95: float
    leads: float


class CompletionsShape(Shape):
    """What comes out when open questions are answered as such projects usually answer them."""

    count: int
    stands: float
    alternatives: list[LikelyShape]


class StakeShape(Shape):
    """An open question, and the answer to it that moves the lead most."""

    question: str
    option: str
    points: float
    leader: str | None
    flips: list[str] = Field(description="the answers after which another alternative leads")


class WithoutShape(Shape):
    """Who leads without some evidence; null where nothing is left."""

    without: str
    leader: str | None
    level_with: list[str] = Field(description="those that then lead with the same score")
    lead: float | None
    changes: bool = Field(description="whether nobody who leads now still does, not even level with others")


class EvidenceShape(Shape):
    """What becomes of the decision without some of its evidence."""

    without_source: list[WithoutShape]
    without_secondary: WithoutShape
    without_older: WithoutShape
    rules_that_decide: list[WithoutShape] = Field(description="rules and constraints that alone change who leads")


class UnfiredShape(Shape):
    """A rule that does not hold, the fewest changes that make it hold, and what it would add."""

    rule: str
    criterion: str
    distance: int | None = Field(description="null where no answers make it hold")
    changes: list[ChangedShape]
    points: dict[str, float]


class NearRuleShape(Shape):
    """A rule that would bring an alternative nearer to the first."""

    rule: str
    distance: int | None
    gain: float


class LoserShape(Shape):
    """What an eligible alternative that is not first would have needed."""

    alternative: str
    behind: float
    weight_change: TurnShape | None = Field(description="the smallest change of one weight that puts it ahead")
    rules: list[NearRuleShape]


class IneligibleShape(Shape):
    """What excludes an alternative, and the single answers that would lift it."""

    alternative: str
    constraints: list[str]
    lifted_by: list[ChangedShape]


class AnalysesShape(Shape):
    """Everything that was found out about a recommendation, and the sentences that tell it."""

    told: list[ChapterShape]
    weights: list[IntervalShape]
    smallest_weight_change: TurnShape | None
    flips: FlipsShape
    sufficient_reason: ReasonShape | None
    completions: CompletionsShape | None
    open_questions: list[StakeShape]
    evidence: EvidenceShape
    unfired_rules: list[UnfiredShape]
    losers: list[LoserShape]
    ineligible: list[IneligibleShape]
