"""Decision cases: profiles whose outcome is known, as YAML that a domain reader can check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from advisor.engine.decision import decide_with, default_alternatives
from advisor.engine.knowledge import Knowledge, take
from advisor.engine.program import Program, compile_program
from advisor.errors import Fault, FileError, InputError, Place
from advisor.loading.checking import check
from advisor.loading.profiles import ProfileReader
from advisor.loading.yamltext import Document, decoded, limited, parse
from advisor.model.base import Id, Model, Text
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation, Verdict
from advisor.model.rulebase import RuleBase


class Expectation(Model):
    """What a recommendation must be; what is left out is not asked."""

    alternative: Id | None = None
    verdict: Verdict | None = None
    contenders: tuple[Id, ...] = ()
    never: tuple[Id, ...] = ()
    excluded: tuple[Id, ...] = ()
    routes: Mapping[Id, Mapping[Id, tuple[Id, ...]]] = Field(default_factory=dict)

    def differs(self, found: Recommendation) -> str | None:
        """Say how a recommendation differs from this, None where it does not."""
        if self.alternative and found.alternative != self.alternative:
            return f"expected {self.alternative}, found {found.alternative or found.verdict}"
        if self.verdict and found.verdict != self.verdict:
            return f"expected the verdict {self.verdict}, found {found.verdict} ({found.alternative})"
        missing = set(self.contenders) - set(found.contenders)
        if missing:
            return f"expected {', '.join(sorted(missing))} among the contenders"
        if found.alternative in self.never:
            return f"expected anything but {found.alternative}"
        eligible = set(self.excluded) & {s.alternative for s in found.standings if s.eligible != "no"}
        if eligible:
            return f"expected {', '.join(sorted(eligible))} to be excluded"
        return next(self._off_route(found), None)

    def _off_route(self, found: Recommendation) -> Iterator[str]:
        """Say which best ways do not go through the steps expected; no step expected means that no way is open."""
        for alternative, targets in self.routes.items():
            best = {reach.target: reach.best.steps if reach.best else () for reach in found.reaches[alternative]}
            for target, steps in targets.items():
                taken = best.get(target, ())
                if bool(taken) is not bool(steps) or not set(steps) <= set(taken):
                    yield f"expected {alternative} to reach {target} by {steps or 'no way'}, found {taken or 'no way'}"


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
        return self.expected if isinstance(self.expected, Expectation) else Expectation(alternative=self.expected)


class CaseFile(Model):
    """Cases that share a date and the alternatives compared."""

    about: Text
    as_of: dt.date | None = None
    alternatives: tuple[Id, ...] | None = None
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case went; `difference` is None where it passed."""

    case: str
    place: Place
    difference: str | None
    profile: Profile
    recommendation: Recommendation


def case_files(path: Path) -> list[Path]:
    """Return the case files of a folder, or the one file; raise InputError where there is none."""
    found = sorted(path.rglob("*.yaml")) if path.is_dir() else [path] if path.is_file() else []
    if not found:
        raise InputError(f"no case files at {path}", hint="name a YAML file or a folder that holds some")
    return found


def run_cases(base: RuleBase, paths: Iterable[Path]) -> Iterator[Outcome]:
    """Run every case of every file. Raises InputError with every fault of every file and profile, FileError."""
    known: dict[dt.date, Knowledge] = {}
    programs: dict[tuple[dt.date, tuple[str, ...]], Program] = {}
    for scenario in _scenarios(base, paths):
        file, case, profile = scenario.file, scenario.case, scenario.profile
        day = case.as_of or file.as_of or base.settings.reviewed
        if day not in known:
            known[day] = take(base, day)
        knowledge = known[day]
        names = profile.alternatives or file.alternatives or default_alternatives(knowledge.base)
        if (day, names) not in programs:
            programs[day, names] = compile_program(knowledge.base, day, names)
        found = decide_with(programs[day, names], knowledge, profile)
        yield Outcome(case.case, scenario.place, case.expectation.differs(found), profile, found)


@dataclass(frozen=True, slots=True)
class _Scenario:
    """A case that can be run."""

    file: CaseFile
    case: Case
    place: Place
    profile: Profile


def _scenarios(base: RuleBase, paths: Iterable[Path]) -> list[_Scenario]:
    """Read the cases of every file. Raises InputError with every fault of all of them."""
    reader = ProfileReader(base)
    scenarios: list[_Scenario] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            document = _document(path)
            file = check(CaseFile, document, InputError)
        except InputError as error:
            faults += error.faults
            continue
        for n, case in enumerate(file.cases):
            try:
                profile = reader.checked(document.at(("cases", n, "profile")))
                scenarios.append(_Scenario(file, case, document.place(("cases", n)), profile))
            except InputError as error:
                faults += error.faults
    if faults:
        raise InputError.of(limited(faults, lambda fault: fault))
    return scenarios


def _document(path: Path) -> Document:
    try:
        return parse(decoded(path.read_bytes(), str(path)), str(path))
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}", hint="check the path and its permissions") from None
