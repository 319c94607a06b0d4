"""`advisor.recommendation/1`: the published JSON, apart from the inner model.

Version 1 may gain keys, never lose or change one. Numbers are as the engine made them, not rounded.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from advisor.loading.profiles import profile_digest
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation, Standing
from advisor.model.rulebase import RuleBase
from advisor.report.words import clean, common, headline, titles

FORMAT: Literal["advisor.recommendation/1"] = "advisor.recommendation/1"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class RuleBaseShape(_Shape):
    """Which rule base decided."""

    id: str
    version: str
    digest: str = Field(description="sha256 of its content, whatever the layout of its files")


class ProfileShape(_Shape):
    """What was decided about."""

    name: str
    digest: str = Field(description="sha256 of what the profile says, whatever its layout")
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


class CriterionShape(_Shape):
    """A criterion and its share of the whole."""

    id: str
    weight: float = Field(description="all weights add up to 1")


class ContributionShape(_Shape):
    """What one rule adds to the score."""

    rule: str
    criterion: str
    points: float
    because: str
    sources: list[str]


class VetoShape(_Shape):
    """A constraint that excludes, or with open questions may exclude, the alternative."""

    constraint: str
    because: str
    lift: str
    open_questions: list[str]


class RouteShape(_Shape):
    """A way from training to a target."""

    target: str
    status: str
    steps: list[str]
    formats: list[str]
    warnings: list[str]


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


class NeutralRuleShape(_Shape):
    """A statement that holds and speaks for nobody."""

    rule: str
    criterion: str
    because: str


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
    silenced_rules: list[str]
    warnings: list[str]


def to_json(base: RuleBase, profile: Profile, recommendation: Recommendation) -> str:
    """Render as JSON of version 1, indented by two, ending in a newline."""
    import json

    shaped = json.dumps(shape(base, profile, recommendation), indent=2, ensure_ascii=False)
    return shaped + "\n"


def shape(base: RuleBase, profile: Profile, recommendation: Recommendation) -> dict[str, Any]:
    """Return the recommendation in the published shape, as plain data; `RecommendationShape` describes it."""
    settings = base.settings
    return {
        "format": FORMAT,
        "rule_base": {"id": settings.id, "version": settings.version, "digest": base.digest},
        "as_of": recommendation.as_of.isoformat(),
        "profile": {
            "name": clean(profile.name),
            "digest": profile_digest(profile),
            "answered": [id_ for id_ in base.questions if id_ in profile.answers],
            "unanswered": list(recommendation.open_questions),
        },
        "recommendation": _result(base, recommendation),
        "criteria": [{"id": id_, "weight": weight} for id_, weight in recommendation.weights.items()],
        "score_base": recommendation.score_base,
        "alternatives": [_alternative(base, standing) for standing in recommendation.standings],
        "neutral_rules": [
            {"rule": rule, "criterion": criterion, "because": base.rules[rule].because}
            for rule, criterion in recommendation.neutral_rules
        ],
        "unknown_rules": [
            {
                "rule": unknown.rule,
                "criterion": unknown.criterion,
                "open_questions": list(unknown.open_questions),
                "points": unknown.points,
            }
            for unknown in recommendation.unknown_rules
        ],
        "silenced_rules": list(recommendation.silenced_rules),
        "warnings": list(recommendation.warnings),
    }


def _result(base: RuleBase, recommendation: Recommendation) -> dict[str, Any]:
    return {
        "alternative": recommendation.alternative,
        "verdict": recommendation.verdict,
        "contenders": list(recommendation.contenders),
        "common": common(base, recommendation.contenders),
        "runner_up": recommendation.runner_up,
        "margin": recommendation.margin,
        "headline": headline(base, recommendation),
    }


def _alternative(base: RuleBase, standing: Standing) -> dict[str, Any]:
    return {
        "id": standing.alternative,
        "title": titles(base)[standing.alternative],
        "rank": standing.rank,
        "eligible": standing.eligible,
        "score": standing.score,
        "score_low": standing.low,
        "score_high": standing.high,
        "contributions": [_contribution(base, c.rule, c.criterion, c.points) for c in standing.contributions],
        "vetoes": [_veto(base, veto.constraint, veto.open_questions) for veto in standing.vetoes],
        "routes": [],
    }


def _contribution(base: RuleBase, rule: str, criterion: str, points: float) -> dict[str, Any]:
    found = base.rules[rule]
    sources = list(dict.fromkeys(citation.source for citation in found.sources))
    return {"rule": rule, "criterion": criterion, "points": points, "because": found.because, "sources": sources}


def _veto(base: RuleBase, constraint: str, open_questions: tuple[str, ...]) -> dict[str, Any]:
    found = next(c for c in base.constraints if c.id == constraint)
    return {
        "constraint": constraint,
        "because": found.because,
        "lift": found.lift,
        "open_questions": list(open_questions),
    }
