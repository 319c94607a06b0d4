"""`advisor.recommendation/1`: the published JSON, apart from the inner model.

Version 1 may gain keys, never lose or change one. Numbers are as the engine made them, not rounded.
`advisor.report.schema_v1` describes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.analysis.sensitivity import Sensitivity
from advisor.loading.profiles import profile_digest
from advisor.model.profile import Profile
from advisor.model.recommendation import Reach, Recommendation, Route, Silenced, Standing
from advisor.model.rulebase import RuleBase
from advisor.report.layers import overlays_shape
from advisor.report.origins import layer_of, row_origin, step_origins, weight_origin
from advisor.report.sensitivity_json import analyses
from advisor.report.words import clean, common, headline, titles

FORMAT = "advisor.recommendation/1"


def to_json(profile: Profile, recommendation: Recommendation, sensitivity: Sensitivity | None = None) -> str:
    """Render as JSON of version 1, indented by two, ending in a newline."""
    import json

    shaped = json.dumps(shape(profile, recommendation, sensitivity), indent=2, ensure_ascii=False)
    return shaped + "\n"


def shape(profile: Profile, recommendation: Recommendation, sensitivity: Sensitivity | None = None) -> dict[str, Any]:
    """Return the recommendation in the published shape, as plain data."""
    base = recommendation.base
    settings = base.settings
    return {
        "format": FORMAT,
        "rule_base": {"id": settings.id, "version": settings.version, "digest": base.digest},
        "as_of": recommendation.as_of.isoformat(),
        "profile": {
            "name": clean(profile.name),
            "digest": profile_digest(profile),
            "answers": {
                id_: given if isinstance(given, str) else list(given) for id_, given in profile.answers.items()
            },
            "priorities": dict(profile.priorities),
            "answered": [id_ for id_ in base.questions if id_ in profile.answers],
            "unanswered": list(recommendation.open_questions),
        },
        "recommendation": _result(base, recommendation),
        "criteria": [
            {"id": id_, "weight": weight} | weight_origin(base, id_).shape
            for id_, weight in recommendation.weights.items()
        ],
        "score_base": recommendation.score_base,
        "alternatives": [
            _alternative(base, standing, recommendation.reaches[standing.alternative])
            for standing in recommendation.standings
        ],
        "neutral_rules": [
            {
                "rule": rule,
                "criterion": criterion,
                "because": base.rules[rule].because,
                "layer": layer_of(base, base.rules[rule]),
            }
            | row_origin(base, base.rules[rule]).shape
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
        "silenced_rules": [_silenced(silenced) for silenced in recommendation.silenced_rules],
        "warnings": list(recommendation.warnings),
        "acceptability": [
            {
                "alternative": id_,
                "ranks": list(found.ranks),
                "central_weights": found.central,
                "level_with": list(found.level_with),
            }
            for id_, found in recommendation.acceptance.items()
        ],
        "overlays": overlays_shape(base),
        "analyses": analyses(recommendation, sensitivity) if sensitivity else None,
    }


def _result(base: RuleBase, recommendation: Recommendation) -> dict[str, Any]:
    return {
        "alternative": recommendation.alternative,
        "verdict": recommendation.verdict,
        "contenders": list(recommendation.contenders),
        "common": common(base, recommendation.contenders),
        "runner_up": recommendation.runner_up,
        "margin": recommendation.margin,
        "worn_margin": recommendation.worn_margin,
        "doubts": list(recommendation.doubts),
        "headline": headline(recommendation),
    }


def _silenced(silenced: Silenced) -> dict[str, Any]:
    days = {name: day.isoformat() if (day := getattr(silenced.entry, name)) else None for name in ("since", "seen")}
    return {"rule": silenced.rule.id, "component": silenced.component, "status": silenced.entry.value, **days}


def _way(base: RuleBase, route: Route | None) -> dict[str, Any]:
    if route is None:
        return {"status": "none", "steps": [], "formats": [], "touched_steps": []}
    return {
        "status": route.status,
        "steps": list(route.steps),
        "formats": list(route.formats),
        "touched_steps": [{"step": step} | origin.shape for step, origin in step_origins(base, route.steps)],
    }


def _route(base: RuleBase, reach: Reach) -> dict[str, Any]:
    best = _way(base, reach.best)
    others = [_way(base, route) for route in reach.others]
    return {"target": reach.target, **best, "warnings": list(reach.warnings), "others": others}


def _alternative(base: RuleBase, standing: Standing, reaches: Sequence[Reach]) -> dict[str, Any]:
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
        "routes": [_route(base, reach) for reach in reaches],
    }


def _contribution(base: RuleBase, rule: str, criterion: str, points: float) -> dict[str, Any]:
    found = base.rules[rule]
    sources = list(dict.fromkeys(citation.source for citation in found.sources))
    named = {"rule": rule, "criterion": criterion, "points": points, "because": found.because, "sources": sources}
    return named | {"layer": layer_of(base, found)} | row_origin(base, found).shape


def _veto(base: RuleBase, constraint: str, open_questions: tuple[str, ...]) -> dict[str, Any]:
    found = next(c for c in base.constraints if c.id == constraint)
    return {
        "constraint": constraint,
        "because": found.because,
        "lift": found.lift,
        "open_questions": list(open_questions),
        "layer": layer_of(base, found),
    } | row_origin(base, found).shape
