"""Which unanswered questions could move the ranking most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from advisor.model.recommendation import Recommendation


@dataclass(frozen=True, slots=True)
class Stake:
    """An open question, and by how many points the rules that wait for it could at most move two alternatives apart."""

    question: str
    points: float
    rules: tuple[str, ...]


def stakes(recommendation: Recommendation) -> tuple[Stake, ...]:
    """Return the open questions that some rule waits for, the weightiest first."""
    waiting: dict[str, list[tuple[str, float]]] = {}
    for rule in recommendation.unknown_rules:
        for question in rule.open_questions:
            waiting.setdefault(question, []).append((rule.rule, _spread(rule.points.values())))
    found = (Stake(q, fsum(p for _, p in rules), tuple(r for r, _ in rules)) for q, rules in waiting.items())
    return tuple(sorted(found, key=lambda stake: (-stake.points, stake.question)))


def _spread(points: Iterable[float]) -> float:
    values = tuple(points)
    return max(values) - min(values)
