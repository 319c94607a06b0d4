"""Whether anything still to be answered can change a claim about the outcome: branch and bound over all completions.

A claim is that the contenders are always among certain alternatives, or that it is always a toss-up. At each
situation bounds on leads tell whether the claim holds in all its completions; else one question is settled in each
possible way. A completion that breaks the claim ends the search.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.analysis.leads import NONE, Lead, Parts, View
from advisor.analysis.outcomes import Contenders, Judge, kind, numbers
from advisor.analysis.situations import LEFT, Field, Outlook, Partial, Situation, Space, Value
from advisor.engine.program import Row

EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Claim:
    """That all contenders are among `group`; or with `toss_up`, that there are always several."""

    group: Contenders
    toss_up: bool = False

    def holds_for(self, contenders: Contenders) -> bool:
        """Tell whether the claim holds where these contend."""
        if self.toss_up:
            return kind(contenders) == TOSS_UP
        return bool(contenders) and not contenders & ~self.group


TOSS_UP = -1


@dataclass(frozen=True, slots=True)
class Gap:
    """What keeps a claim from being certain: a lead that is possible, or a constraint that may exclude."""

    lead: Lead | None
    constraint: Row | None = None


class Prover:
    """Proves claims, or finds completions that break them."""

    def __init__(self, space: Space, judge: Judge, parts: Parts) -> None:
        self.space = space
        self.judge = judge
        self.parts = parts
        self.everyone = (1 << len(judge.program.alternatives)) - 1
        self.visited = 0

    def proves(self, situation: Situation, claim: Claim, limit: int) -> bool | None:
        """Tell whether a claim holds in every completion; None where `limit` situations were not enough to tell."""
        stack: list[dict[str, Value]] = [dict(situation)]
        self.visited = 0
        while stack:
            if self.visited == limit:
                return None
            self.visited += 1
            state = stack.pop()
            look = self.space.look(state)
            if not claim.holds_for(self.judge.contenders(look.stands)):
                return False
            view = View(self.parts.at(look.must, look.can), look)
            gap = self.gap(view, claim)
            if gap is None:
                continue
            if gap.lead is not None and self._breaks(state, view, gap.lead, claim):
                return False
            stack.extend(_branches(state, view, gap))
        return True

    def _breaks(self, state: dict[str, Value], view: View, lead: Lead, claim: Claim) -> bool:
        """Try the completion that a bound supposes."""
        tried = dict(state)
        for field, values, n in zip(view.look.open, view.look.values, lead.chosen, strict=True):
            if n != NONE:
                tried[field.id] = values[n]
        return not claim.holds_for(self.judge.contenders(self.space.look(tried).stands))

    def gap(self, view: View, claim: Claim) -> Gap | None:
        """Return what keeps a claim from being certain in a situation, the widest of it; None where it is certain."""
        look = view.look
        vetoed = self.judge.vetoed(look.must)
        pillars = claim.group & ~self.judge.vetoed(look.can)
        if not pillars:
            return self._veto(look, claim.group & ~vetoed)
        threats = (self.everyone if claim.toss_up else ~claim.group & self.everyone) & ~vetoed
        limit = self.judge.near if claim.toss_up else -self.judge.near
        widest: Lead | None = None
        for x in numbers(threats):
            leads = (view.lead(x, y) for y in numbers(pillars) if y != x)
            lead = min(leads, key=lambda lead: lead.most, default=None)
            if lead is None:
                return self._veto(look, claim.group & ~vetoed & ~(1 << x))
            if lead.most >= limit - EPSILON and (widest is None or lead.most > widest.most):
                widest = lead
        return None if widest is None else Gap(widest)

    def _veto(self, look: Outlook, group: Contenders) -> Gap:
        """Return a constraint on some of a group that is still undecided."""
        for row in self.judge.program.constraints:
            hits = any(row.strengths[n] for n in numbers(group))
            if hits and row.bits & look.can and not row.bits & look.must:
                return Gap(None, row)
        return Gap(None)


def _branches(state: dict[str, Value], view: View, gap: Gap) -> Iterator[dict[str, Value]]:
    """Yield the situations that settle one question more, the most promising last."""
    n = _deciding(view, gap)
    if n == NONE:
        return
    field, values = view.look.open[n], view.look.values[n]
    if not values:
        yield from _bitwise(state, view, gap, field)
        return
    gains = gap.lead.gains[n] if gap.lead else (0.0,) * len(values)
    for v in sorted(range(len(values)), key=lambda v: gains[v]):
        yield {**state, field.id: values[v]}


def _deciding(view: View, gap: Gap) -> int:
    """Return the place of the open question to settle next; NONE where all is settled."""
    open_ = view.look.open
    if gap.lead is not None:
        spreads = [max(gains) - min(gains) if gains else 0.0 for gains in gap.lead.gains]
        if any(spreads):
            return spreads.index(max(spreads))
        reading = {id_ for rule in view.rules for id_ in rule.questions}
    else:
        reading = set(gap.constraint.questions) if gap.constraint else set()
    return next((n for n, field in enumerate(open_) if field.id in reading), 0 if open_ else NONE)


def _bitwise(state: dict[str, Value], view: View, gap: Gap, field: Field) -> Iterator[dict[str, Value]]:
    """Yield the ways to go on with a question of so many answers that they are not listed."""
    value = state.get(field.id)
    if value is None:
        yield {**state, field.id: LEFT}
    partial = value if isinstance(value, Partial) else Partial(0, field.read)
    bit = _weighty(view, gap, field, partial.undecided)
    rest = partial.undecided & ~bit
    yield {**state, field.id: Partial(partial.chosen, rest)}
    yield {**state, field.id: Partial(partial.chosen | bit, rest)}


def _weighty(view: View, gap: Gap, field: Field, undecided: int) -> int:
    """Return the option that the weightiest undecided rule turns on."""
    rules = [gap.constraint] if gap.constraint else []
    if gap.lead is not None:
        weights = gap.lead.weights
        rules = [view.rules[n] for n in sorted(range(len(weights)), key=lambda n: -abs(weights[n]))]
    masks = (
        literal.mask & undecided
        for rule in rules
        for bit, literals in field.table.literals
        if bit & rule.bits & view.look.can
        for literal in literals
    )
    mask = next((mask for mask in masks if mask), undecided)
    return mask & -mask
