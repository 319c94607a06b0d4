"""Verifies a recommendation: one outcome for each Python and system that the profile asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.errors import InputError
from advisor.model.catalogue import Component
from advisor.model.profile import Answer, Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.model.settings import Systems
from advisor.verify.conflict import Ask, Combination, Conflict, elsewhere, explain
from advisor.verify.resolver import Resolved, Unsolved
from advisor.verify.stack import Wanted, not_covered, shut_out, steps_of, unreached, wanted_by


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out for one combination: the versions by package and what extras they lack, or the conflict."""

    at: Combination
    wanted: tuple[Wanted, ...]
    pins: dict[str, str]
    conflict: Conflict | None
    lacking: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to resolve: no step is a Python package, and none is shut out."""
        return not self.wanted and self.conflict is None


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether one alternative's stack installs.

    Where the profile leaves the Python open, one that resolves on each system will do; `system_open` says that the
    usual system was taken.
    """

    alternative: str
    title: str
    steps: tuple[Component, ...]
    not_covered: tuple[Component, ...]
    unreached: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    python_open: bool
    system_open: bool

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to resolve anywhere, so that nothing is said about its installing."""
        return all(outcome.is_empty for outcome in self.outcomes)

    @property
    def resolves(self) -> bool:
        """Whether it installs wherever the profile asks for it."""
        by_system: dict[str, list[bool]] = {}
        for outcome in self.outcomes:
            by_system.setdefault(outcome.at.system, []).append(outcome.conflict is None)
        return all((any if self.python_open else all)(good) for good in by_system.values())


def alternatives_to_verify(recommendation: Recommendation, asked: str | None) -> tuple[str, ...]:
    """Return the alternative asked for, else what is recommended, else each contender.

    Raises InputError for one that was not compared, and where none is eligible.
    """
    compared = [standing.alternative for standing in recommendation.standings]
    if asked is not None:
        if asked not in compared:
            raise InputError(f"--alternative: {asked!r} was not compared", hint=f"valid here: {', '.join(compared)}")
        return (asked,)
    if not recommendation.contenders:
        raise InputError("no alternative is eligible, so there is none to verify", hint="name one with --alternative")
    return recommendation.contenders


def verify(recommendation: Recommendation, profile: Profile, alternative: str, ask: Ask) -> Verified:
    """Resolve what an alternative's ways ask for, on each Python and system.

    Raises UnavailableError where the package index cannot be asked, InputError for a rule base without systems.
    """
    base = recommendation.base
    steps = steps_of(recommendation, alternative)
    field = _Field(recommendation, profile, steps, ask)
    return Verified(
        alternative,
        next(a.title for a in base.alternatives if a.id == alternative),
        steps,
        not_covered(steps),
        unreached(recommendation, alternative),
        tuple(field.outcomes()),
        field.python_question not in profile.answers,
        not profile.answers.get(field.systems.question),
    )


class _Field:
    """The Pythons and systems of a rule base, and what the steps want on each."""

    def __init__(
        self, recommendation: Recommendation, profile: Profile, steps: tuple[Component, ...], ask: Ask
    ) -> None:
        self.base, self.day = recommendation.base, recommendation.as_of
        self.profile, self.steps, self.ask = profile, steps, ask
        self.systems = _systems(self.base)
        self.python_question = self.base.settings.versions_asked["python"]

    def outcomes(self) -> Iterator[Outcome]:
        answers = self.profile.answers
        python, systems = answers.get(self.python_question), answers.get(self.systems.question)
        pythons = (str(python),) if python else self._pythons()
        asked = (systems,) if isinstance(systems, str) else systems or (self.systems.usual,)
        for system in asked:
            yield from (self._outcome(self._at(python, system)) for python in pythons)

    def _outcome(self, at: Combination) -> Outcome:
        wanted = self._wanted(at)
        answer, bounds = self._asked(at)
        if isinstance(answer, Resolved) and not bounds:
            return Outcome(at, wanted, answer.pins, None, answer.lacking)
        good = [other for other in self._others(at) if self._fits(other)]
        return Outcome(at, wanted, {}, explain(wanted, at, bounds, elsewhere(good, at), self.ask))

    def _asked(self, at: Combination) -> tuple[Resolved | Unsolved, tuple[str, ...]]:
        """Return uv's answer, and the bounds on Python that are broken."""
        answer = self.ask(self._wanted(at), at)
        pins = answer.pins if isinstance(answer, Resolved) else {}
        return answer, shut_out(self.steps, at.python, self.day, pins)

    def _fits(self, at: Combination) -> bool:
        answer, bounds = self._asked(at)
        return isinstance(answer, Resolved) and not bounds

    def _wanted(self, at: Combination) -> tuple[Wanted, ...]:
        here: dict[str, Answer] = {self.python_question: at.python, self.systems.question: (at.system,)}
        return wanted_by(self.steps, self.base, {**self.profile.answers, **here})

    def _others(self, at: Combination) -> Iterator[Combination]:
        """Yield the other Pythons on this system, and this Python on systems with other wheels."""
        yield from (self._at(python, at.system) for python in self._pythons() if python != at.python)
        for system, platform in self.systems.platforms.items():
            if platform != at.platform:
                yield self._at(at.python, system)

    def _pythons(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.base.questions[self.python_question].options)

    def _at(self, python: str, system: str) -> Combination:
        title = self.base.questions[self.systems.question].option(system).label
        return Combination(python, system, title, self.systems.platforms[system])


def _systems(base: RuleBase) -> Systems:
    settings = base.settings
    if settings.systems is None or "python" not in settings.versions_asked:
        raise InputError(
            "this rule base does not say for which systems and Pythons to verify",
            hint="give `systems`, and `versions_asked` with `python`, in its rulebase.yaml",
        )
    return settings.systems
