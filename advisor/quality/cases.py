"""Decision cases made ready and run: profiles whose outcome is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.engine.decision import default_alternatives
from advisor.errors import Fault, InputError, Place
from advisor.loading.checking import check
from advisor.loading.profiles import ProfileReader
from advisor.loading.yamltext import Document, limited
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.model.settings import Priority
from advisor.quality.bench import Bench
from advisor.quality.case_faults import case_faults
from advisor.quality.case_files import CaseFile, Listed, case_document, listed
from advisor.quality.expectations import Expectation


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


def read_cases(bench: Bench, paths: Iterable[Path]) -> list[Ready]:
    """Read every case of every file. Raises InputError with every fault of every file and profile, FileError."""
    reading = _Reading(bench)
    for path in paths:
        reading.read(path)
    if reading.faults:
        raise InputError.of(limited(reading.faults, lambda fault: fault))
    return reading.ready


class _Reading:
    """Gathers cases, and what is wrong with them."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.reader = ProfileReader(bench.base)
        self.ready: list[Ready] = []
        self.faults: list[Fault] = []

    def read(self, path: Path) -> None:
        try:
            document = case_document(path)
            file = check(CaseFile, document, InputError)
        except InputError as error:
            self.faults += error.faults
            return
        found = list(case_faults(file, document, self.bench.base))
        self.faults += found
        for one in listed(file) if not found else ():
            try:
                self.ready.append(self._ready(document, file, one))
            except InputError as error:
                self.faults += error.faults

    def _ready(self, document: Document, file: CaseFile, one: Listed) -> Ready:
        base = self.bench.base
        day = one.case.as_of or file.as_of or base.settings.reviewed
        profile = self.reader.checked(document.at((*one.at, "profile")))
        if file.only:
            profile = profile.model_copy(update={"priorities": alone(file.only, base)})
        names = profile.alternatives or file.alternatives or default_alternatives(self.bench.knowledge(day).base)
        return Ready(one.name, document.place(one.at), one.expectation, profile, day, names)


def alone(criterion: str, base: RuleBase) -> dict[str, Priority]:
    """Return the priorities by which no criterion counts but one."""
    return {c.id: "ignore" for c in base.criteria if c.id != criterion}


def run_cases(base: RuleBase, paths: Iterable[Path]) -> Iterator[Outcome]:
    """Run every case of every file. Raises InputError for a file or a profile that is not valid."""
    bench = Bench(base)
    for case in read_cases(bench, paths):
        found = bench.decide(case.profile, case.day, case.names)
        difference = case.expectation.differs(found)
        yield Outcome(case.case, case.place, difference, case.profile, found, case.expectation)


def one_sided(base: RuleBase, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Say which rules and constraints lack a case that names them as firing, or one that names them as silent.

    A standing rule cannot be silent on a day when it speaks, so it needs no such case; nor do the rules of a rule base
    that overlays are laid over.
    """
    fires = {rule for outcome in outcomes for rule in outcome.expectation.fires}
    silent = {rule for outcome in outcomes for rule in outcome.expectation.silent}
    lacking = [f"no case says that {one.id} fires" for one in base.own_statements if one.id not in fires]
    conditional = [one.id for one in base.own_statements if one.when != "always"]
    return (*lacking, *(f"no case says that {id_} is silent" for id_ in conditional if id_ not in silent))
