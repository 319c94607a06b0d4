"""Decision cases: profiles whose outcome is known, as YAML that a domain reader can check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pydantic import Field, model_validator

from advisor.engine.decision import default_alternatives
from advisor.errors import Fault, FileError, InputError, Place
from advisor.loading.checking import check
from advisor.loading.profiles import ProfileReader
from advisor.loading.yamltext import Document, Step, decoded, limited, parse
from advisor.model.base import Id, Model, Text
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation, Verdict
from advisor.model.rulebase import Priority, RuleBase
from advisor.quality.bench import Bench


class Decided(Protocol):
    """What was decided: a recommendation, or the outcome of a weighing."""

    @property
    def verdict(self) -> Verdict:
        """How sure it is."""

    @property
    def alternative(self) -> str | None:
        """What is recommended, None for nothing."""

    @property
    def contenders(self) -> tuple[str, ...]:
        """What is too close to call."""


class Expectation(Model):
    """What a recommendation must be; what is left out is not asked. `fires` and `silent` name rules."""

    alternative: Id | None = None
    verdict: Verdict | None = None
    contenders: tuple[Id, ...] = ()
    never: tuple[Id, ...] = ()
    excluded: tuple[Id, ...] = ()
    routes: Mapping[Id, Mapping[Id, tuple[Id, ...]]] = Field(default_factory=dict)
    fires: tuple[Id, ...] = ()
    silent: tuple[Id, ...] = ()

    @classmethod
    def of(cls, found: Decided) -> Expectation:
        """Expect what was found, as far as it is recommended."""
        if found.alternative:
            return cls(alternative=found.alternative, verdict=found.verdict)
        return cls(verdict=found.verdict, contenders=found.contenders)

    def differs(self, found: Recommendation) -> str | None:
        """Say how a recommendation differs from this, None where it does not."""
        return self.misses(found) or self.misfires(found)

    def misfires(self, found: Recommendation) -> str | None:
        """Say which rule should have fired and did not, or the other way round."""
        if not self.fires and not self.silent:
            return None
        speaking = fired(found)
        missing, surplus = set(self.fires) - speaking, set(self.silent) & speaking
        if missing:
            return f"expected {', '.join(sorted(missing))} to fire"
        return f"expected {', '.join(sorted(surplus))} to be silent" if surplus else None

    def misses(self, found: Recommendation) -> str | None:
        """Say how what is recommended differs, whatever rules led there."""
        decided = self.misdecides(found)
        if decided:
            return decided
        eligible = set(self.excluded) & {s.alternative for s in found.standings if s.eligible != "no"}
        if eligible:
            return f"expected {', '.join(sorted(eligible))} to be excluded"
        return next(self._off_route(found), None)

    def misdecides(self, found: Decided) -> str | None:
        """Say how the decision differs, which is what points can change of what is recommended."""
        if self.alternative and found.alternative != self.alternative:
            return f"expected {self.alternative}, found {found.alternative or found.verdict}"
        if self.verdict and found.verdict != self.verdict:
            return f"expected the verdict {self.verdict}, found {found.verdict} ({found.alternative})"
        missing = set(self.contenders) - set(found.contenders)
        if missing:
            return f"expected {', '.join(sorted(missing))} among the contenders"
        if found.alternative in self.never:
            return f"expected anything but {found.alternative}"
        return None

    def _off_route(self, found: Recommendation) -> Iterator[str]:
        """Say which best ways do not go through the steps expected; no step expected means that no way is open."""
        for alternative, targets in self.routes.items():
            best = {reach.target: reach.best.steps if reach.best else () for reach in found.reaches[alternative]}
            for target, steps in targets.items():
                taken = best.get(target, ())
                if bool(taken) is not bool(steps) or not set(steps) <= set(taken):
                    yield f"expected {alternative} to reach {target} by {steps or 'no way'}, found {taken or 'no way'}"


def fired(found: Recommendation) -> set[str]:
    """Return the rules that fired, those without effect too."""
    return {c.rule for s in found.standings for c in s.contributions} | {rule for rule, _ in found.neutral_rules}


class Case(Model):
    """One scenario. `expected` is an alternative, or what the recommendation must be in more detail.

    `reason` and `sources` say why; `as_of` is the case's own date where it is not the file's.
    """

    case: Id
    scenario: Text
    expected: Id | Expectation
    profile: Mapping[str, Any]
    reason: Text | None = None
    sources: tuple[Id, ...] = ()
    as_of: dt.date | None = None

    @property
    def expectation(self) -> Expectation:
        """What must come out."""
        return _expectation(self.expected)


class Example(Model):
    """A small profile for which a rule fires, or is silent; what must be recommended there may be left out."""

    profile: Mapping[str, Any]
    expected: Id | Expectation | None = None
    as_of: dt.date | None = None


class RuleExamples(Model):
    """A rule, with profiles for which it fires and others for which it does not."""

    rule: Id
    fires: tuple[Example, ...] = ()
    silent: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _shows_something(self) -> RuleExamples:
        if not self.fires and not self.silent:
            raise ValueError("it has no example: give one under `fires` or `silent`")
        return self


class CaseFile(Model):
    """Cases that share a date and the alternatives compared; or the examples of rules.

    With `only` recommendations are made as if no criterion but this one counted.
    """

    about: Text
    only: Id | None = None
    as_of: dt.date | None = None
    alternatives: tuple[Id, ...] | None = None
    cases: tuple[Case, ...] = ()
    rules: tuple[RuleExamples, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """A case that was read: its profile checked, its day and alternatives settled."""

    case: str
    place: Place
    expectation: Expectation
    profile: Profile
    day: dt.date
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case went; `difference` is None where it passed."""

    case: str
    place: Place
    difference: str | None
    profile: Profile
    recommendation: Recommendation
    expectation: Expectation


def case_files(path: Path) -> list[Path]:
    """Return the case files of a folder, or the one file; raise InputError where there is none."""
    found = sorted(path.rglob("*.yaml")) if path.is_dir() else [path] if path.is_file() else []
    if not found:
        raise InputError(f"no case files at {path}", hint="name a YAML file or a folder that holds some")
    return found


def read_cases(bench: Bench, paths: Iterable[Path]) -> list[Ready]:
    """Read every case of every file. Raises InputError with every fault of every file and profile, FileError."""
    reader = ProfileReader(bench.base)
    ready: list[Ready] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            document = _document(path)
            file = check(CaseFile, document, InputError)
        except InputError as error:
            faults += error.faults
            continue
        for name, at, case, expectation in _listed(file):
            day = case.as_of or file.as_of or bench.base.settings.reviewed
            try:
                profile = reader.checked(document.at((*at, "profile")))
            except InputError as error:
                faults += error.faults
                continue
            if file.only:
                profile = profile.model_copy(update={"priorities": alone(file.only, bench.base)})
            names = profile.alternatives or file.alternatives or default_alternatives(bench.knowledge(day).base)
            ready.append(Ready(name, document.place(at), expectation, profile, day, names))
    if faults:
        raise InputError.of(limited(faults, lambda fault: fault))
    return ready


def _document(path: Path) -> Document:
    try:
        return parse(decoded(path.read_bytes(), str(path)), str(path))
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}", hint="check the path and its permissions") from None


def alone(criterion: str, base: RuleBase) -> dict[str, Priority]:
    """Return the priorities by which no criterion counts but one."""
    return {c.id: "ignore" for c in base.criteria if c.id != criterion}


def _listed(file: CaseFile) -> Iterator[tuple[str, tuple[Step, ...], Case | Example, Expectation]]:
    """Yield what a file holds as a name, where it stands, and what must come out."""
    for n, case in enumerate(file.cases):
        yield case.case, ("cases", n), case, case.expectation
    for n, examples in enumerate(file.rules):
        for word, group in (("fires", examples.fires), ("silent", examples.silent)):
            for m, example in enumerate(group):
                expectation = _expectation(example.expected).model_copy(update={word: (examples.rule,)})
                yield f"{examples.rule}:{word}:{m + 1}", ("rules", n, word, m), example, expectation


def _expectation(expected: Id | Expectation | None) -> Expectation:
    return expected if isinstance(expected, Expectation) else Expectation(alternative=expected)


def run_cases(base: RuleBase, paths: Iterable[Path]) -> Iterator[Outcome]:
    """Run every case of every file. Raises InputError for a file or a profile that is not valid."""
    bench = Bench(base)
    for case in read_cases(bench, paths):
        found = bench.decide(case.profile, case.day, case.names)
        difference = case.expectation.differs(found)
        yield Outcome(case.case, case.place, difference, case.profile, found, case.expectation)


def one_sided(base: RuleBase, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Say which rules lack a case that names them as firing, or one that names them as silent.

    A standing rule cannot be silent on a day when it speaks, so it needs no such case; nor do the rules of a rule base
    that overlays are laid over.
    """
    fires = {rule for outcome in outcomes for rule in outcome.expectation.fires}
    silent = {rule for outcome in outcomes for rule in outcome.expectation.silent}
    rules = base.own("rule", base.rules)
    lacking = [f"no case says that {rule.id} fires" for rule in rules if rule.id not in fires]
    conditional = [rule.id for rule in rules if rule.when != "always"]
    return (*lacking, *(f"no case says that {id_} is silent" for id_ in conditional if id_ not in silent))
