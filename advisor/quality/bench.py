"""A rule base to try profiles on: what is known on each day, compiled for each choice of alternatives, and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from advisor.engine.dating import silenced_by
from advisor.engine.decision import decide_with, weigh
from advisor.engine.knowledge import Knowledge, take
from advisor.engine.program import Program, among, compile_program
from advisor.engine.scoring import Scorer, weights_of
from advisor.engine.verdict import Outcome
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Priority, Rule, RuleBase


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

    def speaks(self, rule: Rule, day: dt.date) -> bool:
        """Tell whether a rule is in force on a day, and not silenced."""
        return rule.holds_on(day) and silenced_by(rule, self._components, day) is None

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

    def outcome(self, profile: Profile, day: dt.date, names: tuple[str, ...]) -> Outcome:
        """Return the verdict alone, which is the same and found sooner."""
        return weigh(self.program(day, names), self.knowledge(day), profile, thorough=False).outcome


class World(Bench):
    """A bench whose rule base has `rule` in the place of the rule with its id."""

    def __init__(self, bench: Bench, rule: Rule) -> None:
        super().__init__(bench.base)
        self._bench = bench
        self._rule = rule

    def _taken(self, day: dt.date) -> Knowledge:
        known, home = self._bench.knowledge(day), self.home[self._rule.id]
        speaks = self.speaks(self._rule, day)
        criteria = tuple(
            c.model_copy(update={"rules": _with(c.rules, self._rule, speaks)}) if c.id == home else c
            for c in known.base.criteria
        )
        return replace(known, base=known.base.replacing(criteria=criteria))


def _with(rules: Iterable[Rule], changed: Rule, speaks: bool) -> tuple[Rule, ...]:
    others = tuple(rule for rule in rules if rule.id != changed.id)
    return (*others, changed) if speaks else others
