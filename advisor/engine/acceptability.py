"""How much of what could be weighed puts each alternative first: SMAA-2 (Lahdelma & Salminen 2001).

All weights are considered that keep the order of the weights in use: a criterion of higher priority never weighs less
than one of lower priority, an ignored one weighs nothing. They are drawn evenly from that part of the simplex, by a
Richtmyer sequence in whole numbers, so that every platform draws the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import fsum, isqrt
from operator import add, mul

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
    their number there. Equal scores rank in the order of the alternatives.
    """
    if not alternatives:
        return {}
    criteria, groups = _in_order(weights)
    columns = {n: [values[c][n] for c in criteria] for n in alternatives}
    tally = _tally(columns, draws(groups))
    return {alternatives[n]: _acceptance(criteria, counts, sums) for n, (counts, sums) in tally.items()}


def is_accepted(
    values: Mapping[str, Sequence[float]],
    weights: Mapping[str, float],
    rivals: Sequence[int],
    leader: int,
    share: float,
) -> bool:
    """Tell whether an alternative is first for at least a share of the weights; ends as soon as that is known."""
    criteria, groups = _in_order(weights)
    leads = [([values[c][leader] - values[c][n] for c in criteria], n < leader) for n in rivals if n != leader]
    first, left = 0, DRAWS
    for drawn in draws(groups):
        if first >= share * DRAWS or first + left < share * DRAWS:
            break
        left -= 1
        first += all(_leads(fsum(map(mul, drawn, lead)), strictly) for lead, strictly in leads)
    return first >= share * DRAWS


def _leads(lead: float, strictly: bool) -> bool:
    return lead > 0 or (lead == 0 and not strictly)


def _in_order(weights: Mapping[str, float]) -> tuple[list[str], tuple[int, ...]]:
    """Return the criteria that weigh something, the heaviest first, and how many there are of each weight."""
    levels = sorted({weight for weight in weights.values() if weight}, reverse=True)
    groups = [[id_ for id_, weight in weights.items() if weight == level] for level in levels]
    return [id_ for group in groups for id_ in group], tuple(len(group) for group in groups)


def _tally(columns: Mapping[int, Sequence[float]], drawn: Sequence[Drawn]) -> dict[int, tuple[list[int], list[int]]]:
    """Count each alternative's ranks, and add up the weights that put it first."""
    width = len(drawn[0])
    tally = {n: ([0] * len(columns), [0] * width) for n in columns}
    for weights in drawn:
        scores = [(-fsum(map(mul, weights, column)), n) for n, column in columns.items()]
        scores.sort()
        for rank, (_, n) in enumerate(scores):
            tally[n][0][rank] += 1
        first = tally[scores[0][1]][1]
        first[:] = map(add, first, weights)
    return tally


def _acceptance(criteria: Sequence[str], counts: Sequence[int], sums: Sequence[int]) -> Acceptance:
    first = counts[0] * SCALE
    central = {id_: part / first for id_, part in zip(criteria, sums, strict=True)} if first else None
    return Acceptance(tuple(count / DRAWS for count in counts), central)


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
