"""Why one alternative stands before another: the rules that make the difference between their scores."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.model.recommendation import Recommendation


@dataclass(frozen=True, slots=True)
class Difference:
    """How many points a rule puts the first alternative before the second, negative where it puts it behind."""

    rule: str
    criterion: str
    points: float


def separation(recommendation: Recommendation, first: str, second: str) -> tuple[Difference, ...]:
    """Return the rules that separate two alternatives, the most first; their points add up to the margin."""
    ahead = {c.rule: c for c in recommendation.standing(first).contributions}
    behind = {c.rule: c for c in recommendation.standing(second).contributions}
    made = []
    for rule in ahead.keys() | behind.keys():
        points = (ahead[rule].points if rule in ahead else 0.0) - (behind[rule].points if rule in behind else 0.0)
        made.append(Difference(rule, (ahead.get(rule) or behind[rule]).criterion, points))
    return tuple(sorted((d for d in made if d.points), key=lambda d: (-abs(d.points), d.rule)))
