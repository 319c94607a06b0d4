"""How a recommendation fares if the open questions were answered as such projects usually answer them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, lcm

from advisor.analysis.completions import Sampler
from advisor.analysis.situations import Space
from advisor.analysis.vantage import Vantage, all_first

LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class Likely:
    """From where to where an alternative's score lies in nine of ten completions, and in what share it leads.

    A completion in which several lead with the same score counts for each of them in part.
    """

    alternative: str
    low: float
    high: float
    leads: float


@dataclass(frozen=True, slots=True)
class Standing:
    """In what share of the completions drawn the leader still leads."""

    count: int
    stands: float
    likely: tuple[Likely, ...]


def standing(vantage: Vantage) -> Standing | None:
    """Return how the leader fares over drawn completions; None where nothing is open, or nobody leads."""
    if not vantage.recommendation.open_questions or vantage.leader is None:
        return None
    sampler = Sampler(Space(vantage.program))
    given = {id_: mask for id_, mask in vantage.masks.items() if mask is not None}
    columns: list[tuple[float, ...]] = []
    names = vantage.program.alternatives
    whole = lcm(*range(1, len(names) + 1))
    led = [0] * len(names)
    for completion in sampler.completions(given):
        scores = vantage.scorer.scores_at(completion.must)
        columns.append(scores)
        leaders = all_first(scores, [bits & completion.must for bits in vantage.against])
        for n in leaders:
            led[n] += whole // len(leaders)
    shares = [parts / (whole * sampler.count) for parts in led]
    likely = (Likely(name, *_span([s[n] for s in columns]), shares[n]) for n, name in enumerate(names))
    return Standing(sampler.count, shares[vantage.leader], tuple(likely))


def _span(scores: Sequence[float]) -> tuple[float, float]:
    """Return the 5th and the 95th percentile, each a score that was drawn (nearest rank)."""
    ordered = sorted(scores)
    return ordered[ceil(LOW * len(ordered)) - 1], ordered[ceil(HIGH * len(ordered)) - 1]
