"""How much of what could be weighed puts each alternative first: SMAA-2 (Lahdelma & Salminen 2001).

All weights are considered that keep the order of the weights in use: a criterion of higher priority never weighs less
than one of lower priority, an ignored one weighs nothing. They are drawn evenly from that part of the simplex, by a
Richtmyer sequence in whole numbers, so that every platform draws the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from math import fsum, isqrt, lcm
from operator import add, itemgetter, mul

from advisor.model.recommendation import Acceptance

DRAWS = 1000
SCALE = 1 << 32
HALF = SCALE >> 1

Drawn = tuple[int, ...]


def acceptability(
    values: Mapping[str, Sequence[float]], weights: Mapping[str, float], alternatives: Mapping[int, str]
) -> dict[str, Acceptance]:
    """Return for each alternative the share of weights that gives it each rank, and the mean of those for the first.

    `values` are by criterion, in the order of the program's alternatives; `alternatives` are those that compete, by
    their number there. Equal scores split the ranks that they take up between them, in equal parts.
    """
    if not alternatives:
        return {}
    criteria, groups = _in_order(weights)
    columns = {n: [values[c][n] for c in criteria] for n in alternatives}
    tally, whole = _tally(columns, draws(groups)), _parts_of(len(columns))
    return {
        alternatives[n]: Acceptance(
            tuple(count / (DRAWS * whole) for count in counts),
            _central(criteria, counts[0], sums),
            tuple(name for m, name in alternatives.items() if m != n and columns[m] == columns[n]),
        )
        for n, (counts, sums) in tally.items()
    }


def is_accepted(
    values: Mapping[str, Sequence[float]],
    weights: Mapping[str, float],
    rivals: Sequence[int],
    leader: int,
    share: float,
) -> bool:
    """Tell whether an alternative is first for at least a share of the weights; ends as soon as that is known."""
    criteria, groups = _in_order(weights)
    columns = [[values[c][n] for c in criteria] for n in rivals if n != leader]
    own = [values[c][leader] for c in criteria]
    whole = _parts_of(len(columns) + 1)
    first, left = 0, DRAWS * whole
    for drawn in draws(groups):
        if first / (DRAWS * whole) >= share or (first + left) / (DRAWS * whole) < share:
            break
        left -= whole
        first += _first(drawn, own, columns, whole)
    return first / (DRAWS * whole) >= share


def _first(weights: Drawn, own: Sequence[float], columns: Sequence[Sequence[float]], whole: int) -> int:
    """Return how much of the first place is an alternative's: all, nothing, or its part where others are level."""
    score, level = fsum(map(mul, weights, own)), 1
    for column in columns:
        other = fsum(map(mul, weights, column))
        if other > score:
            return 0
        level += other == score
    return whole // level


def _parts_of(count: int) -> int:
    """Return in how many parts a place is cut, so that any number of alternatives can share it in whole parts."""
    return lcm(*range(1, count + 1))


def _in_order(weights: Mapping[str, float]) -> tuple[list[str], tuple[int, ...]]:
    """Return the criteria that weigh something, the heaviest first, and how many there are of each weight."""
    levels = sorted({weight for weight in weights.values() if weight}, reverse=True)
    groups = [[id_ for id_, weight in weights.items() if weight == level] for level in levels]
    return [id_ for group in groups for id_ in group], tuple(len(group) for group in groups)


def _tally(columns: Mapping[int, Sequence[float]], drawn: Sequence[Drawn]) -> dict[int, tuple[list[int], list[int]]]:
    """Count each alternative's ranks, and add up the weights that put it first, both in parts of a place."""
    width, whole = len(drawn[0]), _parts_of(len(columns))
    tally = {n: ([0] * len(columns), [0] * width) for n in columns}
    for weights in drawn:
        scores = sorted((-fsum(map(mul, weights, column)), n) for n, column in columns.items())
        rank = 0
        for _, group in groupby(scores, key=itemgetter(0)):
            level = [n for _, n in group]
            part = whole // len(level)
            for n in level:
                counts, sums = tally[n]
                for taken in range(rank, rank + len(level)):
                    counts[taken] += part
                if not rank:
                    sums[:] = map(add, sums, (weight * part for weight in weights))
            rank += len(level)
    return tally


def _central(criteria: Sequence[str], first: int, sums: Sequence[int]) -> dict[str, float] | None:
    """Return the mean of the weights that put an alternative first; None where none does."""
    return {id_: part / (first * SCALE) for id_, part in zip(criteria, sums, strict=True)} if first else None


@lru_cache(maxsize=64)
def draws(groups: tuple[int, ...]) -> tuple[Drawn, ...]:
    """Return weights in units of 1/SCALE, each adding up to it, none of a group less than any of the next."""
    size = sum(groups)
    if not size:
        return ((),) * DRAWS
    steps = [isqrt(prime << 64) % SCALE for prime in _primes(size - 1)]
    return tuple(
        _ordered(_spacings([(n * step + HALF) % SCALE for step in steps]), groups) for n in range(1, DRAWS + 1)
    )


def _spacings(cuts: list[int]) -> list[int]:
    """Cut the whole at random places: the parts are spread evenly over the simplex."""
    cuts.sort()
    return [b - a for a, b in zip([0, *cuts], [*cuts, SCALE], strict=True)]


def _ordered(parts: Sequence[int], groups: tuple[int, ...]) -> Drawn:
    """Give the largest parts to the first group and so on; within a group they keep their order, which is random."""
    if len(groups) == 1:
        return tuple(parts)
    order = sorted(range(len(parts)), key=lambda n: (-parts[n], n))
    given: list[int] = []
    for size in groups:
        begin = len(given)
        given += [parts[n] for n in sorted(order[begin : begin + size])]
    return tuple(given)


@lru_cache(maxsize=64)
def _primes(count: int) -> tuple[int, ...]:
    found: list[int] = []
    candidate = 2
    while len(found) < count:
        if all(candidate % prime for prime in found):
            found.append(candidate)
        candidate += 1
    return tuple(found)
