"""Profiles and cases decided with two rule bases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from advisor.engine.decision import default_alternatives
from advisor.errors import InputError, Place
from advisor.loading.checking import check
from advisor.loading.profiles import ProfileReader
from advisor.loading.yamltext import Document, decoded, parse
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.quality.bench import Bench
from advisor.quality.case_files import CaseFile, case_files

SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Scenario:
    """A profile, from a file of its own or out of a case; the date and the alternatives are those of its file."""

    name: str
    place: Place
    document: Document
    as_of: dt.date | None = None
    alternatives: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """A scenario with both outcomes; None, with the reason, where one of the rule bases cannot read the profile."""

    scenario: Scenario
    before: Recommendation | None
    after: Recommendation | None
    obstacle: str | None = None

    @property
    def shifts(self) -> tuple[tuple[str, float | None, float | None], ...]:
        """The alternatives whose score differs, with both scores; None where it was not compared."""
        old, new = _scores(self.before), _scores(self.after)
        pairs = ((name, old.get(name), new.get(name)) for name in {**new, **old})
        return tuple((n, a, b) for n, a, b in pairs if a is None or b is None or abs(a - b) > SAME)

    @property
    def decides_otherwise(self) -> bool:
        """Whether the alternative recommended, the verdict, or who is excluded differs."""
        return _decision(self.before) != _decision(self.after)


def _scores(found: Recommendation | None) -> dict[str, float]:
    return {s.alternative: s.score for s in found.standings} if found else {}


def _decision(found: Recommendation | None) -> tuple[object, ...]:
    excluded = frozenset(s.alternative for s in found.standings if s.eligible == "no") if found else None
    return (found.alternative, found.verdict, excluded) if found else ()


def scenarios(paths: Iterable[Path]) -> Iterator[Scenario]:
    """Read profiles and cases, of files and of folders. Raises InputError for a file that is neither."""
    for path in (file for given in paths for file in case_files(given)):
        document = parse(decoded(path.read_bytes(), str(path)), str(path))
        if not isinstance(document.data, dict) or "cases" not in document.data:
            yield Scenario(path.stem, document.place(), document)
            continue
        file = check(CaseFile, document, InputError)
        for n, case in enumerate(file.cases):
            profile = document.at(("cases", n, "profile"))
            day = case.as_of or file.as_of
            yield Scenario(case.case, document.place(("cases", n)), profile, day, file.alternatives)


def trials(before: RuleBase, after: RuleBase, found: Iterable[Scenario]) -> Iterator[Trial]:
    """Decide every scenario with both rule bases. Raises InputError for a profile that neither can read."""
    old, new = _Judge(before), _Judge(after)
    for scenario in found:
        first, obstacle = _tried(old, scenario)
        second, other = _tried(new, scenario)
        if obstacle and other:
            raise other
        said = "the first" if obstacle else "the second"
        error = obstacle or other
        yield Trial(scenario, first, second, f"{said} cannot read it: {error.faults[0].message}" if error else None)


def _tried(judge: _Judge, scenario: Scenario) -> tuple[Recommendation | None, InputError | None]:
    try:
        return judge.decide(scenario), None
    except InputError as error:
        return None, error


class _Judge:
    """Decides with one rule base."""

    def __init__(self, base: RuleBase) -> None:
        self.bench = Bench(base)
        self.reader = ProfileReader(base)

    def decide(self, scenario: Scenario) -> Recommendation:
        profile = self.reader.checked(scenario.document)
        day = scenario.as_of or profile.as_of or self.bench.base.settings.reviewed
        usual = default_alternatives(self.bench.knowledge(day).base)
        given = profile.alternatives or scenario.alternatives or usual
        return self.bench.decide(profile, day, tuple(name for name in self.bench.names if name in given))
