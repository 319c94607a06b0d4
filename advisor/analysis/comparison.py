"""What changes between two recommendations: scores, the verdict, and which rule moved how much."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.model.recommendation import Recommendation


@dataclass(frozen=True, slots=True)
class Moved:
    """A rule whose contribution to an alternative differs, in points before and after (0 where it did not hold)."""

    alternative: str
    rule: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """Points gained, negative when lost."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Shifted:
    """An alternative's score before and after; None where it was not compared."""

    alternative: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two recommendations side by side."""

    before: Recommendation
    after: Recommendation
    shifted: tuple[Shifted, ...]
    moved: tuple[Moved, ...]

    @property
    def is_flip(self) -> bool:
        """Whether another alternative is recommended, or one where there was none."""
        return self.before.alternative != self.after.alternative


def compare(before: Recommendation, after: Recommendation) -> Comparison:
    """Compare two recommendations rule by rule; the rules that moved most come first."""
    names = [s.alternative for s in after.standings]
    names += [s.alternative for s in before.standings if s.alternative not in names]
    return Comparison(
        before=before,
        after=after,
        shifted=tuple(Shifted(name, _score(before, name), _score(after, name)) for name in names),
        moved=tuple(sorted(_moved(before, after), key=lambda m: (-abs(m.change), m.alternative, m.rule))),
    )


def _score(recommendation: Recommendation, alternative: str) -> float | None:
    return next((s.score for s in recommendation.standings if s.alternative == alternative), None)


def _moved(before: Recommendation, after: Recommendation) -> list[Moved]:
    old, new = _points(before), _points(after)
    changes = (Moved(*key, old.get(key, 0.0), new.get(key, 0.0)) for key in old.keys() | new.keys())
    return [moved for moved in changes if moved.before != moved.after]


def _points(recommendation: Recommendation) -> dict[tuple[str, str], float]:
    return {(s.alternative, c.rule): c.points for s in recommendation.standings for c in s.contributions}
