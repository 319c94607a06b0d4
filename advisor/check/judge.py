"""Weighs many profiles on the same knowledge: what a day and a set of alternatives need is made once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache, cached_property

from advisor.engine.decision import Weighing, decide_with, default_alternatives, weigh
from advisor.engine.knowledge import Knowledge, take
from advisor.engine.program import Program, compile_program
from advisor.loading.profiles import ProfileReader
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase


class Judge:
    """One rule base for a whole run. `as_of` is the date given for it, None for each profile's own."""

    def __init__(self, base: RuleBase, as_of: dt.date | None = None) -> None:
        self.base = base
        self.as_of = as_of
        self.knowledge: Callable[[dt.date], Knowledge] = cache(lambda day: take(base, day))
        self._usual: Callable[[dt.date], tuple[str, ...]] = cache(
            lambda day: default_alternatives(self.knowledge(day).base)
        )
        self._program: Callable[[dt.date, tuple[str, ...]], Program] = cache(self._compiled)

    @cached_property
    def reader(self) -> ProfileReader:
        """What reads profiles for this rule base."""
        return ProfileReader(self.base)

    @property
    def now(self) -> dt.date:
        """The date on which knowledge counts as today's: the one given, else that of the last review."""
        return self.as_of or self.base.settings.reviewed

    def day(self, profile: Profile) -> dt.date:
        """Return the date on which a profile is weighed by itself."""
        return self.as_of or profile.as_of or self.base.settings.reviewed

    def weigh(self, profile: Profile) -> Weighing:
        """Weigh a profile on its day; raise InputError for a date before the rule base begins."""
        return weigh(*self._ready(profile, self.day(profile)), profile, thorough=False)

    def decide(self, profile: Profile, day: dt.date) -> Recommendation:
        """Weigh a profile on a day, with the whole trace; raise InputError for a date before the rule base begins."""
        return decide_with(*self._ready(profile, day), profile)

    def _ready(self, profile: Profile, day: dt.date) -> tuple[Program, Knowledge]:
        knowledge = self.knowledge(day)
        return self._program(day, profile.alternatives or self._usual(day)), knowledge

    def _compiled(self, day: dt.date, alternatives: tuple[str, ...]) -> Program:
        return compile_program(self.knowledge(day).base, day, alternatives)
