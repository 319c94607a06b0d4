"""How a score comes about: from the base, criterion by criterion, each with the rules that hold under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, fsum

from advisor.analysis.vantage import Vantage
from advisor.engine.scoring import SCORE_SPAN
from advisor.model.rulebase import Rule, Source
from advisor.report.origins import mark
from advisor.report.words import rounded_parts

STEP = 10

Shares = Sequence[tuple[str, float, float]]


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of the points' axis between two tens; places on it are in percent of its length."""

    bottom: float
    top: float

    @classmethod
    def over(cls, points: Sequence[float]) -> Scale:
        """Return the shortest scale that holds these points."""
        bottom = STEP * floor(min(points) / STEP)
        return cls(bottom, max(bottom + STEP, STEP * ceil(max(points) / STEP)))

    def at(self, points: float) -> float:
        """Return where points lie."""
        return round(100 * (points - self.bottom) / (self.top - self.bottom), 2)

    @property
    def ticks(self) -> tuple[tuple[int, float], ...]:
        """The tens on the scale, each with its place."""
        return tuple((ten, self.at(ten)) for ten in range(int(self.bottom), int(self.top) + 1, STEP))


@dataclass(frozen=True, slots=True)
class Portion:
    """A rule's part in a criterion's points, with what it says, since when, and on what sources."""

    rule: Rule
    points: float
    sources: tuple[Source, ...]
    layer: str


@dataclass(frozen=True, slots=True)
class Fall:
    """What one criterion adds to a score, from `start` to `end` on the points' axis. `points` are as shown."""

    criterion: str
    title: str
    points: float
    start: float
    end: float
    portions: tuple[Portion, ...]


@dataclass(frozen=True)
class Shared:
    """For one alternative, by criterion, each rule that holds with its strength and the divisor of its share."""

    by_criterion: dict[str, Shares]

    @classmethod
    def all_of(cls, vantage: Vantage) -> tuple[Shared, ...]:
        """Return them for every alternative of the program; the strongest rules come first."""
        columns = vantage.scorer.shares(vantage.must)
        made = []
        for column in columns:
            found: dict[str, list[tuple[str, float, float]]] = {c: [] for c in vantage.program.criteria}
            for row, strength, divisor in column:
                found[row.criterion].append((row.id, strength, divisor))
            for shares in found.values():
                shares.sort(key=lambda share: (-abs(share[1] / share[2]), share[0]))
            made.append(cls({c: tuple(shares) for c, shares in found.items()}))
        return tuple(made)


def falls(vantage: Vantage, n: int, shared: Shared) -> tuple[Fall, ...]:
    """Return the steps from the base to one alternative's score: what is gained first, then what is lost."""
    recommendation, scorer = vantage.recommendation, vantage.scorer
    values = scorer.values_at(vantage.must)
    points = {c: SCORE_SPAN * scorer.weights[c] * values[c][n] for c, shares in shared.by_criterion.items() if shares}
    order = sorted(points, key=lambda c: (points[c] < 0, -abs(points[c])))
    shown = rounded_parts([points[c] for c in order], fsum(points.values()))
    titles = {criterion.id: criterion.title for criterion in recommendation.base.criteria}
    made, start = [], recommendation.score_base
    for c, rounded in zip(order, shown, strict=True):
        end = start + points[c]
        portions = tuple(_portions(vantage, shared.by_criterion[c], SCORE_SPAN * scorer.weights[c], rounded))
        made.append(Fall(c, titles[c], rounded, start, end, portions))
        start = end
    return tuple(made)


def _portions(vantage: Vantage, shares: Shares, weight: float, total: float) -> Iterator[Portion]:
    base = vantage.recommendation.base
    sources = {source.id: source for source in base.sources}
    points = rounded_parts([weight / divisor * strength for _, strength, divisor in shares], total)
    for (id_, _, _), shown in zip(shares, points, strict=True):
        rule = base.rules[id_]
        cited = dict.fromkeys(citation.source for citation in rule.sources)
        yield Portion(rule, shown, tuple(sources[source] for source in cited), mark(base, rule))
