"""The additive value model (MAVT, Keeney & Raiffa 1976) on bounded values, with exact contributions.

For criterion c and alternative a, P and N are the sums of strength x confidence of the rules that hold for and
against; the value is f(P) - f(N) with f(s) = s / (k + s); the score is 50 + 50 x the weighted sum of values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from math import fsum
from operator import or_

from advisor.engine.program import CACHE_LIMIT, Given, Program, Row
from advisor.model.rulebase import RuleBase

SCORE_BASE = 50.0
SCORE_SPAN = 50.0


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


class Block(dict[int, tuple[float, ...]]):
    """For one criterion: bits of its terms that hold -> what it adds to each alternative's score."""

    __slots__ = ("bits", "count", "rows", "saturation", "weight")

    def __init__(self, rows: Sequence[Row], weight: float, saturation: float, count: int) -> None:
        self.rows = rows
        self.weight = weight
        self.saturation = saturation
        self.count = count
        self.bits = reduce(or_, (row.bits for row in rows), 0)

    def __missing__(self, key: int) -> tuple[float, ...]:
        if len(self) >= CACHE_LIMIT:
            self.clear()
        values = self.values_of([row for row in self.rows if row.bits & key])
        points = self[key] = tuple([self.weight * value for value in values])
        return points

    def values_of(self, rows: Sequence[Row]) -> list[float]:
        """Return each alternative's value on the criterion where these rows hold."""
        if not rows:
            return [0.0] * self.count
        columns = zip(*[row.strengths for row in rows], strict=True)
        return [self.side(column, 1) - self.side(column, -1) for column in columns]

    def side(self, strengths: Iterable[float], sign: int) -> float:
        """Return the bounded sum of the strengths of one sign."""
        return bounded(fsum([sign * s for s in strengths if s * sign > 0]), self.saturation)

    def span(self, n: int, must: int, may: int) -> tuple[float, float]:
        """Return an alternative's lowest and highest value over every outcome of the rules still unknown."""
        sure = [r.strengths[n] for r in self.rows if r.bits & must]
        possible = [r.strengths[n] for r in self.rows if r.bits & may]
        return self.side(sure, 1) - self.side(possible, -1), self.side(possible, 1) - self.side(sure, -1)


@dataclass(frozen=True)
class Scorer:
    """Scores profiles against one program with one set of weights."""

    program: Program
    weights: Mapping[str, float]
    saturation: float

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """The criteria that can move a score: with a weight, and a rule that is not neutral."""
        blocks = {}
        for criterion in self.program.criteria:
            rows = [r for r in self.program.rules if r.criterion == criterion and any(r.strengths)]
            if self.weights[criterion] and rows:
                weight = SCORE_SPAN * self.weights[criterion]
                blocks[criterion] = Block(rows, weight, self.saturation, len(self.program.alternatives))
        return blocks

    def scores(self, answers: Mapping[str, Given]) -> tuple[float, ...]:
        """Return each alternative's score, in the program's order; unknown rules give nothing. The fast path."""
        must, _ = self.program.look_up(answers)
        return self.scores_at(must)

    def scores_at(self, must: int) -> tuple[float, ...]:
        """Return each alternative's score where the terms in `must` hold."""
        parts = [block[must & block.bits] for block in self.blocks.values()]
        if not parts:
            return (SCORE_BASE,) * len(self.program.alternatives)
        return tuple([SCORE_BASE + fsum(column) for column in zip(*parts, strict=True)])

    def values_at(self, must: int) -> dict[str, list[float]]:
        """Return each alternative's value on every criterion, whatever it weighs, where the terms in `must` hold."""
        holding = [row for row in self.program.rules if row.bits & must and any(row.strengths)]
        block = Block((), 1.0, self.saturation, len(self.program.alternatives))
        return {c: block.values_of([r for r in holding if r.criterion == c]) for c in self.program.criteria}

    def bounds(self, must: int, may: int) -> list[tuple[float, float]]:
        """Return each alternative's lowest and highest score over every outcome of the rules still unknown."""
        found = []
        for n in range(len(self.program.alternatives)):
            spans = [(block.weight, *block.span(n, must, may)) for block in self.blocks.values()]
            low, high = fsum(w * low for w, low, _ in spans), fsum(w * high for w, _, high in spans)
            found.append((SCORE_BASE + low, SCORE_BASE + high))
        return found

    def spans_at(self, must: int, may: int) -> dict[str, list[tuple[float, float]]]:
        """Return each alternative's lowest and highest value on every criterion, whatever it weighs."""
        numbers = range(len(self.program.alternatives))
        blocks = {c: self._unweighed(c) for c in self.program.criteria}
        return {c: [block.span(n, must, may) for n in numbers] for c, block in blocks.items()}

    def _unweighed(self, criterion: str) -> Block:
        rows = [r for r in self.program.rules if r.criterion == criterion and any(r.strengths)]
        return Block(rows, 1.0, self.saturation, len(self.program.alternatives))

    def shares(self, must: int) -> list[list[tuple[Row, float, float]]]:
        """Return for each alternative each rule that holds, its strength, and what that is divided by for its share.

        A share of the bounded sum that the rule is part of is `strength / divisor` of the criterion's weight.
        """
        columns: list[list[tuple[Row, float, float]]] = [[] for _ in self.program.alternatives]
        for criterion in self.program.criteria:
            holding = [r for r in self._unweighed(criterion).rows if r.bits & must]
            for n, column in enumerate(columns):
                for sign in (1, -1):
                    one_sided = [(row, row.strengths[n]) for row in holding if row.strengths[n] * sign > 0]
                    divisor = self.saturation + fsum(sign * strength for _, strength in one_sided)
                    column.extend((row, strength, divisor) for row, strength in one_sided)
        return columns

    def contributions(self, must: int) -> list[list[tuple[Row, float]]]:
        """Return for each alternative what each rule that holds adds to its score, in points.

        A rule's contribution is its share of the bounded sum that it is part of, so contributions add up to
        score - base and keep the sign of their strength.
        """
        blocks = self.blocks
        return [
            [(row, blocks[row.criterion].weight / divisor * s) for row, s, divisor in column if row.criterion in blocks]
            for column in self.shares(must)
        ]

    def marginal(self, row: Row, must: int) -> list[float]:
        """Return what a rule that does not hold would add to each alternative's score if it did."""
        block = self.blocks.get(row.criterion)
        if block is None:
            return [0.0] * len(self.program.alternatives)
        holding = [r for r in block.rows if r.bits & must]
        before, after = block.values_of(holding), block.values_of([*holding, row])
        return [block.weight * (b - a) for a, b in zip(before, after, strict=True)]
