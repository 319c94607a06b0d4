"""The rule base as it would be with one rule changed, compiled as far as cases ask for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from advisor.engine.decision import decide_with
from advisor.engine.knowledge import Knowledge
from advisor.engine.program import Program, compile_program
from advisor.engine.scoring import Scorer, weights_of
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Priority, Rule
from advisor.quality.cases import Bench


class World:
    """A bench whose rule base has `rule` in the place of the rule with its id."""

    def __init__(self, bench: Bench, rule: Rule) -> None:
        self.bench = bench
        self.rule = rule
        self._known: dict[dt.date, Knowledge] = {}
        self._programs: dict[tuple[dt.date, tuple[str, ...]], Program] = {}
        self._scorers: dict[tuple[object, ...], Scorer] = {}

    def knowledge(self, day: dt.date) -> Knowledge:
        """Return what is known on a day, with the changed rule where it speaks."""
        if day not in self._known:
            known = self.bench.knowledge(day)
            speaks = self.bench.speaks(self.rule, day)
            home = self.bench.home[self.rule.id]
            criteria = tuple(
                c.model_copy(update={"rules": _with(c.rules, self.rule, speaks)}) if c.id == home else c
                for c in known.base.criteria
            )
            self._known[day] = replace(known, base=known.base.replacing(criteria=criteria))
        return self._known[day]

    def program(self, day: dt.date, names: tuple[str, ...]) -> Program:
        """Return the changed program for a day and alternatives."""
        if (day, names) not in self._programs:
            self._programs[day, names] = compile_program(self.knowledge(day).base, day, names)
        return self._programs[day, names]

    def scorer(self, day: dt.date, names: tuple[str, ...], priorities: Mapping[str, Priority]) -> Scorer:
        """Return what scores by the changed program."""
        key = (day, names, *priorities.items())
        if key not in self._scorers:
            base, program = self.bench.base, self.program(day, names)
            self._scorers[key] = Scorer(program, weights_of(base, priorities), base.settings.saturation)
        return self._scorers[key]

    def decide(self, profile: Profile, day: dt.date, names: tuple[str, ...]) -> Recommendation:
        """Decide a profile on a day, among alternatives."""
        return decide_with(self.program(day, names), self.knowledge(day), profile)


def _with(rules: Iterable[Rule], changed: Rule, speaks: bool) -> tuple[Rule, ...]:
    others = tuple(rule for rule in rules if rule.id != changed.id)
    return (*others, changed) if speaks else others
