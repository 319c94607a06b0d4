"""What analyses found as plain data: the key `analyses` of `advisor.recommendation/1`, and `advisor.flips/1`."""

from __future__ import annotations

import json
from typing import Any

from advisor.analysis.flips import Changed, Flips
from advisor.analysis.robustness import Without
from advisor.analysis.sensitivity import Sensitivity
from advisor.analysis.weights import Interval, Turn
from advisor.analysis.whynot import Loser, Unfired
from advisor.model.profile import Answer
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.report.layers import overlays_shape
from advisor.report.origins import weight_origin
from advisor.report.sensitivity import chapters, chapters_shape, flip_chapters


def analyses(recommendation: Recommendation, sensitivity: Sensitivity) -> dict[str, Any]:
    """Return everything that was found, and the sentences that tell it."""
    reason, standing, robust = sensitivity.reason, sensitivity.standing, sensitivity.robustness
    return {
        "told": chapters_shape(chapters(recommendation, sensitivity)),
        "weights": [_interval(recommendation.base, interval) for interval in sensitivity.intervals],
        "smallest_weight_change": _turn(sensitivity.turn),
        "flips": flips_shape(sensitivity.flips),
        "sufficient_reason": {"questions": list(reason.questions), "minimal": reason.minimal} if reason else None,
        "completions": {
            "count": standing.count,
            "stands": standing.stands,
            "alternatives": [
                {"id": x.alternative, "score_p5": x.low, "score_p95": x.high, "leads": x.leads} for x in standing.likely
            ],
        }
        if standing
        else None,
        "open_questions": [
            {"question": s.question, "option": s.option, "points": s.points, "leader": s.leader, "flips": list(s.flips)}
            for s in sensitivity.stakes
        ],
        "evidence": {
            "without_source": [_without(w) for w in robust.sources],
            "without_secondary": _without(robust.secondary),
            "without_older": _without(robust.older),
            "rules_that_decide": [_without(w) for w in robust.rules],
        },
        "unfired_rules": [_unfired(rule) for rule in sensitivity.unfired],
        "losers": [_loser(loser) for loser in sensitivity.losers],
        "ineligible": [
            {
                "alternative": x.alternative,
                "constraints": list(x.constraints),
                "lifted_by": [_changed(change) for change in x.lifting],
            }
            for x in sensitivity.ineligible
        ],
    }


def flips_shape(found: Flips) -> dict[str, Any]:
    """Return flips as plain data."""
    return {
        "size": found.size,
        "complete": found.complete,
        "flips": [
            {
                "changes": [_changed(change) for change in flip.changes],
                "leader": flip.leader,
                "lead": flip.lead,
                "changes_training": flip.retrains,
            }
            for flip in found.flips
        ],
    }


def flips_json(recommendation: Recommendation, sensitivity: Sensitivity, fixed: list[str]) -> str:
    """Render what would change a decision as JSON."""
    shape = {
        "format": "advisor.flips/1",
        "as_of": recommendation.as_of.isoformat(),
        "alternative": recommendation.alternative,
        "verdict": recommendation.verdict,
        "fixed": fixed,
        "told": chapters_shape(flip_chapters(recommendation, sensitivity)),
        "answers": flips_shape(sensitivity.flips),
        "weights": [_interval(recommendation.base, interval) for interval in sensitivity.intervals],
        "smallest_weight_change": _turn(sensitivity.turn),
        "overlays": overlays_shape(recommendation.base),
    }
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


def _interval(base: RuleBase, interval: Interval) -> dict[str, Any]:
    return {
        "criterion": interval.criterion,
        "weight": interval.weight,
        "low": interval.low,
        "high": interval.high,
        "leader_below": interval.below,
        "leader_above": interval.above,
    } | weight_origin(base, interval.criterion).shape


def _turn(turn: Turn | None) -> dict[str, Any] | None:
    if turn is None:
        return None
    return {"criterion": turn.criterion, "weight": turn.weight, "at": turn.at, "leader": turn.rival}


def _changed(change: Changed) -> dict[str, Any]:
    return {"question": change.question, "before": _answer(change.before), "after": _answer(change.after)}


def _answer(answer: Answer | None) -> str | list[str] | None:
    return list(answer) if isinstance(answer, tuple) else answer


def _without(without: Without) -> dict[str, Any]:
    return {
        "without": without.what,
        "leader": without.leader,
        "level_with": list(without.level_with),
        "lead": without.lead,
        "changes": without.changes,
    }


def _unfired(rule: Unfired) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "criterion": rule.criterion,
        "distance": rule.distance,
        "changes": [_changed(change) for change in rule.changes],
        "points": rule.points,
    }


def _loser(loser: Loser) -> dict[str, Any]:
    return {
        "alternative": loser.alternative,
        "behind": loser.behind,
        "weight_change": _turn(loser.turn),
        "rules": [{"rule": rule.rule, "distance": rule.distance, "gain": gain} for rule, gain in loser.rules],
    }
