"""How far each criterion's weight can move before another alternative leads: exact, one inequality per rival.

The weight of one criterion becomes t, the others share 1 - t in the proportion that they have. Scores are then linear
in t, so the leader stays ahead of a rival on one side of a single point (Triantaphyllou & Sanchez 1997).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from advisor.analysis.vantage import Vantage

Values = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Turn:
    """The weight at which a rival draws level with the leader, and beyond which it leads."""

    criterion: str
    weight: float
    at: float
    rival: str

    @property
    def change(self) -> float:
        """By how much the weight would have to move."""
        return abs(self.at - self.weight)


@dataclass(frozen=True, slots=True)
class Interval:
    """From where to where a criterion's weight may go while the leader leads; the rivals who lead beyond."""

    criterion: str
    weight: float
    low: float
    high: float
    below: str | None
    above: str | None

    @property
    def turns(self) -> Iterator[Turn]:
        """The ends at which another takes over."""
        if self.below is not None:
            yield Turn(self.criterion, self.weight, self.low, self.below)
        if self.above is not None:
            yield Turn(self.criterion, self.weight, self.high, self.above)


def intervals(vantage: Vantage) -> tuple[Interval, ...]:
    """Return the stability interval of each criterion's weight; none where there is no leader or no rival."""
    if vantage.leader is None:
        return ()
    values = vantage.scorer.values_at(vantage.must)
    rivals = _rivals(vantage)
    return tuple(_interval(vantage, c, values, rivals) for c in values) if rivals else ()


def smallest(found: Sequence[Interval]) -> Turn | None:
    """Return the smallest change of one weight that lets another alternative lead; None where none does."""
    turns = (turn for interval in found for turn in interval.turns)
    return min(turns, key=lambda turn: (turn.change, turn.criterion), default=None)


def overtaking(vantage: Vantage, rival: int) -> Turn | None:
    """Return the smallest change of one weight that puts one rival before the present leader."""
    values = vantage.scorer.values_at(vantage.must)
    return smallest([_interval(vantage, criterion, values, [rival]) for criterion in values])


def _rivals(vantage: Vantage) -> list[int]:
    excluded = [bits & vantage.must for bits in vantage.against]
    return [n for n in range(len(excluded)) if not excluded[n] and n != vantage.leader]


def _interval(vantage: Vantage, criterion: str, values: Values, rivals: Sequence[int]) -> Interval:
    weights = vantage.scorer.weights
    weight, names = weights[criterion], vantage.program.alternatives
    low, high, below, above = 0.0, 1.0, None, None
    for rival in rivals:
        lead = {c: v[vantage.leader or 0] - v[rival] for c, v in values.items()}
        here, elsewhere = lead[criterion], _elsewhere(lead, weights, criterion)
        if elsewhere < 0 < here:
            at = min(weight, elsewhere / (elsewhere - here))
            low, below = (at, names[rival]) if below is None or at > low else (low, below)
        elif here < 0:
            at = max(weight, max(0.0, elsewhere) / (max(0.0, elsewhere) - here))
            high, above = (at, names[rival]) if above is None or at < high else (high, above)
    return Interval(criterion, weight, low, high, below, above)


def _elsewhere(lead: Mapping[str, float], weights: Mapping[str, float], criterion: str) -> float:
    """Return the lead on all other criteria together, by their weights."""
    rest = fsum(weight for id_, weight in weights.items() if id_ != criterion)
    return fsum(weight * lead[id_] for id_, weight in weights.items() if id_ != criterion) / (rest or 1.0)
