"""Examples that would notice a mutant: small profiles whose recommendation it changes.

For a rule its criterion alone counts; for a constraint one alternative alone is looked at, which it excludes or not.
Answers are fixed that make the rule matter (found exactly, see `lint.logic`), and the rest is drawn, more of it from
probe to probe: the same probes every time. What is found is made as short as it gets and checked by the engine. Where
nothing is found an example may exist all the same: a search is no proof.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice
from random import Random

from advisor.analysis.completions import draws
from advisor.engine.decision import default_alternatives
from advisor.model.profile import Profile
from advisor.model.rulebase import Statement
from advisor.model.settings import Priority
from advisor.quality.bench import Bench, World
from advisor.quality.cases import alone
from advisor.quality.expectations import Expectation, fired
from advisor.quality.lint.logic import Logic, Masks, Wanted
from advisor.quality.lint.stage import Judging, Stage, profile_of
from advisor.quality.mutants import Mutant

PROBES = 1500
CHECKED = 12
SEED = 20250101
Among = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """An example of a rule or constraint, which fires there or not, with what comes out.

    Only `criterion` counts, where it is named. `names` are the alternatives compared, None for those by default.
    """

    id: str
    criterion: str | None
    fires: bool
    profile: Profile
    day: dt.date
    names: tuple[str, ...] | None
    expectation: Expectation


class Proposer:
    """Proposes examples for mutants of one rule base; keeps what it has compiled and drawn."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.base = bench.base
        self.logic = Logic(bench.base.questions)
        self._draws = {
            q.id: draws(q, PROBES, Random(f"{SEED} {q.id}"))  # noqa: S311  no secret
            for q in bench.base.questions.values()
        }

    def propose(self, mutant: Mutant) -> Proposal | None:
        """Return the first example found that notices a mutant by what is recommended, None where none is found."""
        rule = self.base.statements[mutant.id]
        world = World(self.bench, mutant.mutated)
        for day in self._days(rule, mutant.mutated):
            found = _Search(self, rule, world, day).proposal(self._fixed(rule, mutant.mutated))
            if found:
                return found
        return None

    def _days(self, rule: Statement, mutated: Statement) -> Iterator[dt.date]:
        """Yield days on which a mutant can matter: where dates moved those between, else those of the rule."""
        one_day, reviewed = dt.timedelta(days=1), self.base.settings.reviewed
        if (rule.since, rule.until) != (mutated.since, mutated.until):
            moved = {rule.since, rule.until} ^ {mutated.since, mutated.until}
            first, beyond = sorted(day for day in moved if day)
            yield from sorted({beyond - one_day, first}, key=lambda day: (day > reviewed, -day.toordinal()))
        else:
            yield min(reviewed, rule.until - one_day) if rule.until else reviewed
            yield rule.since

    def _fixed(self, rule: Statement, mutated: Statement) -> list[Masks]:
        """Return answers under which the rule holds; where its condition was changed, only one of both does."""
        wanted: tuple[tuple[Wanted, ...], ...] = (((rule.when, True),),)
        if rule.when != mutated.when:
            wanted = ((rule.when, True), (mutated.when, False)), ((rule.when, False), (mutated.when, True))
        return [masks for conditions in wanted for masks in self.logic.witnesses(*conditions)]

    def probes(self, id_: str, fixed: list[Masks], questions: tuple[str, ...]) -> Iterator[Masks]:
        """Yield answers: what is fixed alone at first, then with more and more that is drawn."""
        chance = Random(f"{SEED} {id_}")  # noqa: S311  no secret
        for n in range(PROBES if fixed else 0):
            drawn = {id_: self._draws[id_][n] for id_ in questions if chance.random() < n / PROBES}
            yield drawn | fixed[n % len(fixed)]


class _Search:
    """A search on one day: who is in front with the rule as it is, and as it was changed."""

    def __init__(self, proposer: Proposer, statement: Statement, world: World, day: dt.date) -> None:
        self.proposer = proposer
        self.bench = proposer.bench
        self.id = statement.id
        self.world = world
        self.day = day
        self.criterion = self.bench.home.get(statement.id)
        self.alone: dict[str, Priority] = alone(self.criterion, self.bench.base) if self.criterion else {}
        numbers = tuple(range(len(self.bench.names)))
        self.sets = (numbers, *combinations(numbers, 2)) if self.criterion else tuple((n,) for n in numbers)

    def proposal(self, fixed: list[Masks]) -> Proposal | None:
        """Return a short example that tells the rule from its mutant."""
        before, after = self._stage(self.bench), self._stage(self.world)
        judgings = before.judging(self.alone), after.judging(self.alone)
        probes = self.proposer.probes(self.id, fixed, self._questions(before, after))
        found = ((masks, among) for masks in probes if (among := self._apart(*judgings, masks)) is not None)
        noticed = (pair for pair in islice(found, CHECKED) if self._expectation(*pair) is not None)
        first = next(noticed, None)
        return self._made(*self._shortened(*first)) if first else None

    def _questions(self, before: Stage, after: Stage) -> tuple[str, ...]:
        """Return the questions whose answers can matter, in their order."""
        rules = (*before.program.rules, *after.program.rules)
        rows = [*(row for row in rules if row.criterion == self.criterion), *before.program.constraints]
        read = {question for row in rows for question in row.questions}
        return tuple(question for question in self.bench.base.questions if question in read)

    def _stage(self, bench: Bench) -> Stage:
        return Stage(bench.knowledge(self.day), bench.program(self.day, self.bench.names))

    def _profile(self, masks: Masks) -> Profile:
        return profile_of(self.bench.base, masks, self.alone)

    def _expectation(self, masks: Masks, among: Among) -> Expectation | None:
        """Return what is expected, where the mutant fails it."""
        names = tuple(self.bench.names[n] for n in among)
        profile = self._profile(masks)
        expectation = Expectation.of(self.bench.weighed(profile, self.day, names).outcome)
        return expectation if expectation.misdecides(self.world.weighed(profile, self.day, names).outcome) else None

    def _shortened(self, masks: Masks, among: Among) -> tuple[Masks, Among]:
        """Drop answers, and options of answers, as long as the example still notices the mutant."""
        for shorter in _shorter(masks):
            if self._expectation(shorter, among) is not None:
                return self._shortened(shorter, among)
        return masks, among

    def _made(self, masks: Masks, among: Among) -> Proposal:
        names = tuple(self.bench.names[n] for n in among)
        profile = self._profile(masks)
        found = self.bench.decide(profile, self.day, names)
        usual = default_alternatives(self.bench.knowledge(self.day).base)
        return Proposal(
            self.id,
            self.criterion,
            self.id in fired(found),
            profile,
            self.day,
            None if names == usual else names,
            Expectation.of(found),
        )

    def _apart(self, before: Judging, after: Judging, masks: Mapping[str, int]) -> Among | None:
        """Return alternatives among which answers have another outcome before and after."""
        first, second = before.outlook(masks), after.outlook(masks)
        return next((among for among in self.sets if first.verdict(among) != second.verdict(among)), None)


def _shorter(masks: Masks) -> Iterator[Masks]:
    for id_, mask in masks.items():
        yield {other: kept for other, kept in masks.items() if other != id_}
        if mask.bit_count() > 1:
            yield from (masks | {id_: mask & ~(1 << n)} for n in range(mask.bit_length()) if mask >> n & 1)
