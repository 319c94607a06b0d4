"""What becomes of a decision when some of the evidence is taken away.

Without a source a rule counts as far as its other sources support it, and not at all where it has none. The routes
stay as they are: what is taken away are rules and constraints, those of routes among them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from math import fsum

from advisor.analysis.vantage import Vantage, all_first, lead_of
from advisor.engine.program import confidence
from advisor.engine.scoring import SCORE_BASE
from advisor.model.rulebase import Constraint, Rule

YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Without:
    """Who leads by how much without some evidence: `what` names the source, the rule, or the date.

    `leader` is None where nothing is left that holds, or everybody is excluded; `level_with` are those that then lead
    with the same score. It `changes` the decision where nobody who leads now still does, not even level with others.
    """

    what: str
    leader: str | None
    lead: float | None
    changes: bool
    level_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Robustness:
    """The decision without each source cited, without secondary ones, without older rules, without single rules.

    `rules` has only the rules and constraints that alone, if wrong, let another alternative lead.
    """

    sources: tuple[Without, ...]
    secondary: Without
    older: Without
    rules: tuple[Without, ...]


def robustness(vantage: Vantage, older_than: dt.date | None = None) -> Robustness:
    """Take evidence away in every way, one at a time; `older_than` is by default a year before the day."""
    taker = _Taker(vantage)
    base = vantage.recommendation.base
    secondary = {source.id for source in base.sources if source.kind == "secondary"}
    day = older_than or max(vantage.recommendation.as_of - YEAR, base.settings.since)
    without_rules = (taker.without_rule(id_) for id_ in taker.held)
    return Robustness(
        sources=tuple(taker.without_sources({id_}, id_) for id_ in taker.cited),
        secondary=taker.without_sources(secondary, "secondary"),
        older=taker.without(lambda rule: 0.0 if rule.since < day else 1.0, str(day)),
        rules=tuple(sorted((w for w in without_rules if w.changes), key=lambda w: (-(w.lead or 0.0), w.what))),
    )


class _Taker:
    """Weighs the rules that hold again, each with some share of its support."""

    def __init__(self, vantage: Vantage) -> None:
        base, must = vantage.recommendation.base, vantage.must
        self.vantage = vantage
        self.sources = {source.id: source for source in base.sources}
        self.rules: Mapping[str, Rule | Constraint] = base.rules | {c.id: c for c in base.constraints}
        self.blocks = {c: [r for r in block.rows if r.bits & must] for c, block in vantage.scorer.blocks.items()}
        self.parts = {c: block[must & block.bits] for c, block in vantage.scorer.blocks.items()}
        self.vetoes = [row for row in vantage.program.constraints if row.bits & must]
        self.held = tuple(row.id for rows in (*self.blocks.values(), self.vetoes) for row in rows)

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """The sources behind what holds, in the order of the rule base; what holds by definition needs none."""
        ids = {citation.source for id_ in self.held for citation in self.rules[id_].sources}
        return tuple(id_ for id_, source in self.sources.items() if id_ in ids and source.kind != "definition")

    def without_sources(self, gone: AbstractSet[str], what: str) -> Without:
        """Weigh again without some sources."""
        return self.without(lambda rule: self._left(rule, gone), what)

    def without_rule(self, id_: str) -> Without:
        """Weigh again without one rule or constraint."""
        return self.without(lambda rule: float(rule.id != id_), id_)

    def without(self, left: Callable[[Rule | Constraint], float], what: str) -> Without:
        """Weigh again, with so much left of each rule; one of which nothing is left does not hold."""
        share = {id_: left(self.rules[id_]) for id_ in self.held}
        parts = [self._part(criterion, share) for criterion in self.blocks]
        scores = [SCORE_BASE + fsum(p[n] for p in parts) for n in range(len(self.vantage.program.alternatives))]
        excluded = [any(row.strengths[n] and share[row.id] for row in self.vetoes) for n in range(len(scores))]
        leaders = all_first(scores, excluded) if any(share.values()) else frozenset[int]()
        now, names = self.vantage.leaders, self.vantage.program.alternatives
        leader = min(leaders & now or leaders, default=None)
        lead = lead_of(leader, scores, excluded)
        level = tuple(names[n] for n in sorted(leaders - {leader}))
        return Without(what, self.vantage.name(leader), lead, leaders != now and not leaders & now, level)

    def _part(self, criterion: str, share: Mapping[str, float]) -> tuple[float, ...]:
        """Return what a criterion adds to each alternative's score."""
        rows = self.blocks[criterion]
        if all(share[row.id] == 1.0 for row in rows):
            return self.parts[criterion]
        kept = [replace(r, strengths=tuple(s * share[r.id] for s in r.strengths)) for r in rows if share[r.id]]
        block = self.vantage.scorer.blocks[criterion]
        return tuple(block.weight * value for value in block.values_of(kept))

    def _left(self, rule: Rule | Constraint, gone: AbstractSet[str]) -> float:
        """Return the share of a rule's support that other sources give."""
        others = [citation for citation in rule.sources if citation.source not in gone]
        if len(others) == len(rule.sources):
            return 1.0
        base, day = self.vantage.recommendation.base, self.vantage.recommendation.as_of
        left, whole = (confidence(cited, self.sources, day, base) for cited in (others, rule.sources))
        return left / whole if isinstance(rule, Rule) else float(bool(others))
