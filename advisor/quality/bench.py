"""A rule base to try profiles on: what is known on each day, compiled for each choice of alternatives, and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from advisor.engine.dating import silenced_by
from advisor.engine.decision import Weighing, decide_with, weigh
from advisor.engine.knowledge import Knowledge, take
from advisor.engine.program import Program, among, compile_program
from advisor.engine.scoring import Scorer, weights_of
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Constraint, Rule, RuleBase, Statement
from advisor.model.settings import Priority


class Bench:
    """A rule base on the bench. `home` tells under which criterion each rule stands, `names` are all alternatives."""

    def __init__(self, base: RuleBase) -> None:
        self.base = base
        self.home = {rule.id: c.id for c in base.criteria for rule in c.rules}
        self.names = tuple(alternative.id for alternative in base.alternatives)
        self._components = {component.id: component for component in base.components}
        self._known: dict[dt.date, Knowledge] = {}
        self._programs: dict[tuple[dt.date, tuple[str, ...]], Program] = {}
        self._scorers: dict[tuple[object, ...], Scorer] = {}

    def speaks(self, statement: Statement, day: dt.date) -> bool:
        """Tell whether a rule or constraint is in force on a day, and not silenced."""
        silenced = isinstance(statement, Rule) and silenced_by(statement, self._components, day)
        return statement.holds_on(day) and not silenced

    def knowledge(self, day: dt.date) -> Knowledge:
        """Return what is known on a day."""
        if day not in self._known:
            self._known[day] = self._taken(day)
        return self._known[day]

    def _taken(self, day: dt.date) -> Knowledge:
        return take(self.base, day)

    def program(self, day: dt.date, names: tuple[str, ...]) -> Program:
        """Return the program for a day and alternatives."""
        if (day, names) not in self._programs:
            if names == self.names:
                self._programs[day, names] = compile_program(self.knowledge(day).base, day, names)
            else:
                self._programs[day, names] = among(self.program(day, self.names), names)
        return self._programs[day, names]

    def scorer(self, day: dt.date, names: tuple[str, ...], priorities: Mapping[str, Priority]) -> Scorer:
        """Return what scores on a day, among alternatives, by priorities."""
        key = (day, names, *priorities.items())
        if key not in self._scorers:
            weights = weights_of(self.base, priorities)
            self._scorers[key] = Scorer(self.program(day, names), weights, self.base.settings.saturation)
        return self._scorers[key]

    def decide(self, profile: Profile, day: dt.date, names: tuple[str, ...]) -> Recommendation:
        """Decide a profile on a day, among alternatives."""
        return decide_with(self.program(day, names), self.knowledge(day), profile)

    def weighed(self, profile: Profile, day: dt.date, names: tuple[str, ...]) -> Weighing:
        """Return the verdict and who stands how, which are the same and found sooner."""
        return weigh(self.program(day, names), self.knowledge(day), profile, thorough=False)


class World(Bench):
    """A bench whose rule base has `changed` in the place of the rule or constraint with its id."""

    def __init__(self, bench: Bench, changed: Statement) -> None:
        super().__init__(bench.base)
        self._bench = bench
        self._changed = changed

    def _taken(self, day: dt.date) -> Knowledge:
        known, changed = self._bench.knowledge(day), self._changed
        added = [changed] if self.speaks(changed, day) else []
        if isinstance(changed, Constraint):
            constraints = (*(c for c in known.base.constraints if c.id != changed.id), *added)
            return replace(known, base=known.base.replacing(constraints=constraints))
        criteria = tuple(
            c.model_copy(update={"rules": (*(r for r in c.rules if r.id != changed.id), *added)})
            if c.id == self.home[changed.id]
            else c
            for c in known.base.criteria
        )
        return replace(known, base=known.base.replacing(criteria=criteria))
