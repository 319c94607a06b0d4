"""The additive value model (MAVT, Keeney & Raiffa 1976) on bounded values, with exact contributions.

For criterion c and alternative a, P and N are the sums of strength x confidence of the rules that hold for and
against; the value is f(P) - f(N) with f(s) = s / (k + s); the score is 50 + 50 x the weighted sum of values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum

from advisor.engine.program import Program, Row
from advisor.model.rulebase import RuleBase

SCORE_BASE = 50.0
SCORE_SPAN = 50.0
CACHE_LIMIT = 65_536


def bounded(points: float, saturation: float) -> float:
    """Map points (0 or more) to a value from 0 up to, not including, 1; half is reached at `saturation`."""
    return points / (saturation + points)


def weights_of(base: RuleBase, priorities: Mapping[str, str]) -> dict[str, float]:
    """Return each criterion's weight: its default times the factor of the stated priority, normalised to sum 1.

    Where every criterion is ignored all of them weigh 0, and every score is the base.
    """
    factors = base.settings.priorities
    raw = {c.id: c.weight * factors[priorities.get(c.id, "normal")] for c in base.criteria}  # type: ignore[index]
    total = fsum(raw.values())
    return {id_: value / total if total else 0.0 for id_, value in raw.items()}


def unit_of(base: RuleBase, priorities: Mapping[str, str]) -> float:
    """Return what one moderate rule on a criterion of normal weight is worth, in points of the score."""
    factors = base.settings.priorities
    total = fsum(c.weight * factors[priorities.get(c.id, "normal")] for c in base.criteria)  # type: ignore[index]
    moderate = bounded(base.settings.strengths["moderate"], base.settings.saturation)
    return SCORE_SPAN * moderate * factors["normal"] / total if total else SCORE_SPAN * moderate


@dataclass(frozen=True)
class Scorer:
    """Scores profiles against one program with one set of weights."""

    program: Program
    weights: Mapping[str, float]
    saturation: float

    @cached_property
    def _blocks(self) -> dict[str, tuple[float, int, tuple[Row, ...], dict[int, tuple[float, ...]]]]:
        """By criterion with a weight: weight, bits, rows that move something, and the values already worked out."""
        blocks = {}
        for criterion in self.program.criteria:
            rows = tuple(r for r in self.program.rules if r.criterion == criterion and any(r.strengths))
            bits = 0
            for row in rows:
                bits |= row.bits
            if self.weights[criterion] and rows:
                cache: dict[int, tuple[float, ...]] = {}
                blocks[criterion] = self.weights[criterion] * SCORE_SPAN, bits, rows, cache
        return blocks

    def scores(self, masks: Mapping[str, int | None]) -> tuple[float, ...]:
        """Return each alternative's score, in the program's order; unknown rules give nothing. The fast path."""
        must, _ = self.program.look_up(masks)
        return self.scores_at(must)

    def scores_at(self, must: int) -> tuple[float, ...]:
        """Return each alternative's score where the terms in `must` hold."""
        parts = []
        for weight, bits, rows, cache in self._blocks.values():
            key = must & bits
            values = cache.get(key)
            if values is None:
                if len(cache) >= CACHE_LIMIT:
                    cache.clear()
                values = cache[key] = tuple(weight * v for v in self._values([r for r in rows if r.bits & key]))
            parts.append(values)
        if not parts:
            return (SCORE_BASE,) * len(self.program.alternatives)
        return tuple([SCORE_BASE + fsum(column) for column in zip(*parts, strict=True)])

    def _values(self, rows: Sequence[Row]) -> list[float]:
        if not rows:
            return [0.0] * len(self.program.alternatives)
        columns = zip(*(row.strengths for row in rows), strict=True)
        return [self._bounded_sum(column, 1) - self._bounded_sum(column, -1) for column in columns]

    def _bounded_sum(self, strengths: Sequence[float], sign: int) -> float:
        return bounded(fsum(sign * s for s in strengths if s * sign > 0), self.saturation)

    def bounds(self, must: int, may: int) -> list[tuple[float, float]]:
        """Return each alternative's lowest and highest score over every outcome of the rules still unknown."""
        lows: list[list[float]] = [[] for _ in self.program.alternatives]
        highs: list[list[float]] = [[] for _ in self.program.alternatives]
        for weight, _, rows, _ in self._blocks.values():
            for n in range(len(self.program.alternatives)):
                sure = [r.strengths[n] for r in rows if r.bits & must]
                possible = [r.strengths[n] for r in rows if r.bits & may]
                lows[n].append(weight * (self._bounded_sum(sure, 1) - self._bounded_sum(possible, -1)))
                highs[n].append(weight * (self._bounded_sum(possible, 1) - self._bounded_sum(sure, -1)))
        return [(SCORE_BASE + fsum(low), SCORE_BASE + fsum(high)) for low, high in zip(lows, highs, strict=True)]

    def contributions(self, must: int) -> list[list[tuple[Row, float]]]:
        """Return for each alternative what each rule that holds adds to its score, in points.

        A rule's contribution is its share of the bounded sum that it is part of, so contributions add up to
        score - base and keep the sign of their strength.
        """
        columns: list[list[tuple[Row, float]]] = [[] for _ in self.program.alternatives]
        for weight, _, rows, _ in self._blocks.values():
            holding = [row for row in rows if row.bits & must]
            for n, column in enumerate(columns):
                for sign in (1, -1):
                    total = fsum(sign * row.strengths[n] for row in holding if row.strengths[n] * sign > 0)
                    share = weight / (self.saturation + total)
                    column.extend((row, share * row.strengths[n]) for row in holding if row.strengths[n] * sign > 0)
        return columns

    def marginal(self, row: Row, must: int) -> list[float]:
        """Return what a rule that does not hold would add to each alternative's score if it did."""
        if row.criterion not in self._blocks:
            return [0.0] * len(self.program.alternatives)
        weight, _, rows, _ = self._blocks[row.criterion]
        holding = [r for r in rows if r.bits & must]
        before, after = self._values(holding), self._values([*holding, row])
        return [weight * (b - a) for a, b in zip(before, after, strict=True)]
