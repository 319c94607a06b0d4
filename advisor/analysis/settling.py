"""Whether anything still to be answered can change a claim about the outcome: branch and bound over all completions.

A claim is that the contenders are always among certain alternatives, or that it is always a toss-up. At each
situation bounds on leads tell whether the claim holds in all its completions; else one question is settled in each
possible way. A completion that breaks the claim ends the search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.analysis.leads import NONE, Lead, Parts, View
from advisor.analysis.outcomes import TOSS_UP, Contenders, Judge, kind, numbers
from advisor.analysis.situations import LEFT, Field, Outlook, Partial, Situation, Space, Value
from advisor.engine.program import Row

EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Claim:
    """That all contenders are among `group`; that there is none where it is empty; with `toss_up`, several."""

    group: Contenders
    toss_up: bool = False

    @property
    def kind(self) -> int:
        """The outcome claimed, as `kind` tells it; that of `group` for a claim of one alternative or none."""
        return TOSS_UP if self.toss_up else kind(self.group)

    def holds_for(self, contenders: Contenders) -> bool:
        """Tell whether the claim holds where these contend."""
        if self.toss_up:
            return kind(contenders) == TOSS_UP
        if not self.group:
            return not contenders
        return bool(contenders) and not contenders & ~self.group


@dataclass(frozen=True, slots=True)
class Doubts:
    """What keeps a claim from being certain: leads that are possible with what each has too much, and constraints."""

    leads: tuple[tuple[Lead, float], ...]
    constraints: tuple[Row, ...]

    def __bool__(self) -> bool:
        return bool(self.leads or self.constraints)

    @property
    def widest(self) -> Lead | None:
        """The lead to look into next; None where a constraint comes first."""
        return None if self.constraints else max(self.leads, key=lambda pair: pair[1])[0]


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
            doubts = self.doubts(view, claim)
            if not doubts:
                continue
            if doubts.widest is not None and self._breaks(state, view, doubts.widest, claim):
                return False
            stack.extend(_branches(state, view, doubts))
        return True

    def _breaks(self, state: dict[str, Value], view: View, lead: Lead, claim: Claim) -> bool:
        """Try the completion that a bound supposes."""
        tried = dict(state)
        for field, values, n in zip(view.look.open, view.look.values, lead.chosen, strict=True):
            if n != NONE:
                tried[field.id] = values[n]
        return not claim.holds_for(self.judge.contenders(self.space.look(tried).stands))

    def doubts(self, view: View, claim: Claim) -> Doubts:
        """Return what keeps a claim from being certain in a situation."""
        out, may_be_out = self.judge.vetoed(view.look.must), self.judge.vetoed(view.look.can)
        group, rivals = claim.group & ~out, (self.everyone if claim.toss_up else ~claim.group & self.everyone) & ~out
        firm = group & ~may_be_out
        limit = self.judge.near if claim.toss_up else -self.judge.near
        leads, constraints = [], () if firm else self._undecided(view.look, group)
        for x in numbers(rivals):
            pillars = firm & ~(1 << x)
            if firm and not pillars:
                constraints = (*constraints, *self._undecided(view.look, group & ~(1 << x)))
            options = [view.lead(x, y) for y in numbers(pillars or group) if y != x]
            lead = min(options, key=lambda lead: lead.most, default=None)
            if lead is not None and lead.most >= limit - EPSILON:
                leads.append((lead, lead.most - limit))
        return Doubts(tuple(leads), constraints)

    def _undecided(self, look: Outlook, group: Contenders) -> tuple[Row, ...]:
        """Return the constraints that may exclude some of a group."""
        hit = (r for r in self.judge.program.constraints if any(r.strengths[n] for n in numbers(group)))
        return tuple(r for r in hit if r.bits & look.can and not r.bits & look.must)


def _branches(state: dict[str, Value], view: View, doubts: Doubts) -> Iterator[dict[str, Value]]:
    """Yield the situations that settle one question more, the most promising last."""
    n = _deciding(view, doubts)
    if n == NONE:
        return
    field, values = view.look.open[n], view.look.values[n]
    if not values:
        yield from _bitwise(state, view, doubts, field)
        return
    gains = doubts.widest.gains[n] if doubts.widest else (0.0,) * len(values)
    for v in sorted(range(len(values)), key=lambda v: gains[v]):
        yield {**state, field.id: values[v]}


def _deciding(view: View, doubts: Doubts) -> int:
    """Return the place of the open question to settle next; NONE where all is settled."""
    open_ = view.look.open
    if doubts.widest is not None:
        spreads = [max(gains) - min(gains) if gains else 0.0 for gains in doubts.widest.gains]
        if any(spreads):
            return spreads.index(max(spreads))
    reading = {id_ for rule in doubts.constraints or view.rules for id_ in rule.questions}
    return next((n for n, field in enumerate(open_) if field.id in reading), 0 if open_ else NONE)


def _bitwise(state: dict[str, Value], view: View, doubts: Doubts, field: Field) -> Iterator[dict[str, Value]]:
    """Yield the ways to go on with a question of so many answers that they are not listed."""
    value = state.get(field.id)
    if value is None:
        yield {**state, field.id: LEFT}
    partial = value if isinstance(value, Partial) else Partial(0, field.read)
    bit = _weighty(view, doubts, field, partial.undecided)
    rest = partial.undecided & ~bit
    yield {**state, field.id: Partial(partial.chosen, rest)}
    yield {**state, field.id: Partial(partial.chosen | bit, rest)}


def _weighty(view: View, doubts: Doubts, field: Field, undecided: int) -> int:
    """Return the option that the weightiest undecided rule turns on."""
    rules: Sequence[Row] = doubts.constraints
    if doubts.widest is not None:
        weights = doubts.widest.weights
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
