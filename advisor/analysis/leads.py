"""How far one alternative can get ahead of another over all completions of a situation: a sound upper bound.

On each criterion the lead of x over y is f(P_x) - f(N_x) - f(P_y) + f(N_y) with f(s) = s / (k + s). f is concave, so a
tangent bounds it from above and a chord bounds -f. With both the lead becomes a sum of one number per undecided rule,
and since a rule holds only for some answers to a question that it reads, the rules sort by question: the bound is the
sum over the questions of the most that one answer brings. Tangents are laid twice, the second time where the first
bound is reached; the lower of the two bounds counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from advisor.analysis.outcomes import Judge
from advisor.analysis.situations import Outlook
from advisor.engine.program import Row
from advisor.engine.scoring import Block

CACHE_LIMIT = 2_000
NONE = -1


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion in a situation: the rules that are undecided, and what the others give.

    `sides[n]` has for the n-th alternative what speaks for it and against it for certain, and at most.
    """

    block: Block
    undecided: tuple[Row, ...]
    sides: tuple[tuple[float, float, float, float], ...]
    midway: dict[tuple[int, int], tuple[float, list[float]]] = field(default_factory=dict)

    def linear(self, x: int, y: int, holding: Sequence[bool] | None) -> tuple[float, list[float]]:
        """Return a constant and one number per undecided rule, with tangents where some of these rules hold.

        None lays them midway, the same for every situation that shares the part.
        """
        if holding is not None and self.undecided:
            return _linear(self, x, y, holding)
        if (x, y) not in self.midway:
            self.midway[x, y] = _linear(self, x, y, None)
        return self.midway[x, y]


@dataclass(frozen=True, slots=True)
class Reading:
    """An undecided rule as a choice of values of one question: a bit for each value.

    It may hold only for the values `possible` of the open question number `field`, and holds for certain for the
    values `sure` of the one numbered `firm`. NONE where no single question tells.
    """

    field: int
    possible: int
    firm: int
    sure: int


@dataclass(frozen=True, slots=True)
class Lead:
    """The most that one alternative can be ahead of another, and where: what each value of each question has in it."""

    most: float
    gains: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...]

    @property
    def chosen(self) -> tuple[int, ...]:
        """The place of the value that the bound supposes for each open question; NONE where they are not listed."""
        return tuple(gains.index(max(gains)) if gains else NONE for gains in self.gains)


class Parts:
    """The criteria of a judge, split into what is certain and what is not; kept, since situations share much."""

    def __init__(self, judge: Judge) -> None:
        self.blocks = tuple(judge.scorer.blocks.values())
        self.known: dict[tuple[int, int, int], Part] = {}

    def at(self, must: int, can: int) -> tuple[Part, ...]:
        """Return the parts where the terms in `must` hold for certain and no others than those in `can` may."""
        if len(self.known) >= CACHE_LIMIT:
            self.known.clear()
        return tuple(self._part(n, block, must & block.bits, can & block.bits) for n, block in enumerate(self.blocks))

    def _part(self, n: int, block: Block, must: int, can: int) -> Part:
        found = self.known.get((n, must, can))
        if found is None:
            sure = [row.strengths for row in block.rows if row.bits & must]
            undecided = tuple(row for row in block.rows if row.bits & can and not row.bits & must)
            sides = tuple(_sides(m, sure, undecided) for m in range(block.count))
            found = self.known[n, must, can] = Part(block, undecided, sides)
        return found


def _sides(n: int, sure: Sequence[Sequence[float]], undecided: Sequence[Row]) -> tuple[float, float, float, float]:
    more = [row.strengths[n] for row in undecided]
    plus, minus = sum(s[n] for s in sure if s[n] > 0), -sum(s[n] for s in sure if s[n] < 0)
    return plus, plus + sum(s for s in more if s > 0), minus, minus - sum(s for s in more if s < 0)


class View:
    """A situation made ready for bounds on the lead of any alternative over any other."""

    def __init__(self, parts: Sequence[Part], look: Outlook) -> None:
        self.parts = parts
        self.look = look
        self.rules = tuple(row for part in parts for row in part.undecided)
        self.readings = tuple(self._readings())

    def _readings(self) -> Iterator[Reading]:
        place = {field.id: n for n, field in enumerate(self.look.open)}
        rows = [[field.row(v) for v in values] for field, values in zip(self.look.open, self.look.values, strict=True)]
        others = self.look.others
        for rule in self.rules:
            field = firm = NONE
            possible = sure = 0
            reachable = rule.bits & self.look.can
            for n in [place[id_] for id_ in rule.questions if id_ in place]:
                values = rows[n]
                if field == NONE and values:
                    possible = _where(reachable, values, 2)
                    field = n if possible != (1 << len(values)) - 1 else NONE
                if firm == NONE and rule.bits & others[n]:
                    sure = _where(rule.bits & others[n], values, 0)
                    firm = n if sure else NONE
            yield Reading(field, possible, firm, sure)

    def lead(self, x: int, y: int) -> Lead:
        """Return how far x can be ahead of y."""
        first = self._bound(x, y, None)
        second = self._bound(x, y, self._held(first))
        return min(first, second, key=lambda lead: lead.most)

    def _held(self, lead: Lead) -> list[bool]:
        """Tell of each undecided rule whether it holds for the values that a bound supposes."""
        chosen = lead.chosen
        return [
            (r.field == NONE or bool(r.possible >> chosen[r.field] & 1))
            if weight > 0
            else (r.firm != NONE and bool(r.sure >> chosen[r.firm] & 1))
            for weight, r in zip(lead.weights, self.readings, strict=True)
        ]

    def _bound(self, x: int, y: int, held: Sequence[bool] | None) -> Lead:
        most, weights = self._linear(x, y, held)
        gains = [[0.0] * len(values) for values in self.look.values]
        for weight, reading in zip(weights, self.readings, strict=True):
            if weight > 0:
                if reading.field == NONE:
                    most += weight
                else:
                    _add(gains[reading.field], weight, reading.possible)
            elif weight < 0 and reading.firm != NONE:
                _add(gains[reading.firm], weight, reading.sure)
        most += sum(max(values) for values in gains if values)
        return Lead(most, tuple(map(tuple, gains)), tuple(weights))

    def _linear(self, x: int, y: int, held: Sequence[bool] | None) -> tuple[float, list[float]]:
        """Return a constant and one number per undecided rule; their sum over those that hold is never too low."""
        constant, weights, at = 0.0, [], 0
        for part in self.parts:
            count = len(part.undecided)
            holding = None if held is None else held[at : at + count]
            at += count
            more, numbers = part.linear(x, y, holding)
            constant += more
            weights += numbers
        return constant, weights


def _linear(part: Part, x: int, y: int, holding: Sequence[bool] | None) -> tuple[float, list[float]]:
    k, weight = part.block.saturation, part.block.weight
    px, nx = part.sides[x][:2], part.sides[x][2:]
    py, ny = part.sides[y][:2], part.sides[y][2:]
    up = _tangent(px, k, _sum(part, x, 1, holding))
    down = _chord(nx, k)
    up_y = _tangent(ny, k, _sum(part, y, -1, holding))
    down_y = _chord(py, k)
    constant = up[0] - down[0] - down_y[0] + up_y[0]
    numbers = []
    for row in part.undecided:
        a, b = row.strengths[x], row.strengths[y]
        number = a * (up[1] if a > 0 else down[1]) - b * (down_y[1] if b > 0 else up_y[1])
        numbers.append(weight * number)
    return weight * constant, numbers


Line = tuple[float, float]  # value at the least sum, and slope


def _sum(part: Part, n: int, sign: int, holding: Sequence[bool] | None) -> float | None:
    """Return how much more than for certain speaks for (sign 1) or against an alternative where some rules hold."""
    if holding is None:
        return None
    return sum(
        sign * row.strengths[n]
        for row, holds in zip(part.undecided, holding, strict=True)
        if holds and sign * row.strengths[n] > 0
    )


def _tangent(span: tuple[float, float], k: float, more: float | None) -> Line:
    """Return a line that is nowhere below f, touching it at some sum."""
    low, high = span
    at = (low + high) / 2 if more is None else low + more
    slope = k / (k + at) ** 2
    return at / (k + at) - slope * (at - low), slope


def _chord(span: tuple[float, float], k: float) -> Line:
    """Return the line through both ends, nowhere above f between them."""
    low, high = span
    start = low / (k + low)
    return start, (high / (k + high) - start) / (high - low) if high > low else 0.0


def _where(terms: int, rows: Sequence[tuple[int, ...]], column: int) -> int:
    """Return a bit for each row that leaves some of the terms."""
    bits = 0
    for n, row in enumerate(rows):
        if terms & row[column]:
            bits |= 1 << n
    return bits


def _add(gains: list[float], weight: float, values: int) -> None:
    for n in range(len(gains)):
        if values >> n & 1:
            gains[n] += weight
