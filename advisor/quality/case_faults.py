"""What a case file names of the rule base must be there: what is expected of nothing would always come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from advisor.errors import Fault
from advisor.loading.checking import nearest
from advisor.loading.yamltext import Document, Step, shown
from advisor.model.rulebase import RuleBase
from advisor.quality.case_files import CaseFile, listed
from advisor.quality.expectations import Expectation

Path = tuple[Step, ...]
ROUTE = "route:"  # rows made from routes, which no file names


def case_faults(file: CaseFile, document: Document, base: RuleBase) -> Iterator[Fault]:
    """Find ids that nothing defines, names that are taken, and dates before the rule base begins."""
    return _Faults(file, document, base).found()


@dataclass(frozen=True)
class _Faults:
    file: CaseFile
    document: Document
    base: RuleBase

    def found(self) -> Iterator[Fault]:
        yield from self._known("criterion", [c.id for c in self.base.criteria], {("only",): self.file.only})
        yield from self._alternatives((), self.file.alternatives or (), "alternatives")
        for n, examples in enumerate(self.file.rules):
            yield from self._rules(("rules", n, "rule"), examples.rule)
        for n, case in enumerate(self.file.cases):
            cited: dict[Path, str] = {("cases", n, "sources", m): id_ for m, id_ in enumerate(case.sources)}
            yield from self._known("source", [source.id for source in self.base.sources], cited)
        yield from self._doubled()
        yield from self._dates()
        for one in listed(self.file):
            if isinstance(one.case.expected, Expectation):
                yield from self._expectation((*one.at, "expected"), one.case.expected)
            elif one.case.expected:
                yield from self._known("alternative", self._names, {(*one.at, "expected"): one.case.expected})

    def _expectation(self, at: Path, expected: Expectation) -> Iterator[Fault]:
        if not expected.model_fields_set:
            yield Fault("expected says nothing", self.document.place(at), "say what must come out, or leave it out")
        yield from self._known("alternative", self._names, {(*at, "alternative"): expected.alternative})
        for key in ("contenders", "never", "excluded"):
            yield from self._alternatives(at, getattr(expected, key), key)
        for key in ("fires", "silent"):
            for n, id_ in enumerate(getattr(expected, key)):
                yield from self._rules((*at, key, n), id_)
        yield from self._routes((*at, "routes"), expected)

    def _routes(self, at: Path, expected: Expectation) -> Iterator[Fault]:
        targets, components = [t.id for t in self.base.targets], [c.id for c in self.base.components]
        for alternative, ways in expected.routes.items():
            yield from self._known("alternative", self._names, {(*at, alternative): alternative}, key=True)
            yield from self._known("target", targets, {(*at, alternative, target): target for target in ways}, key=True)
            steps = {(*at, alternative, t, n): step for t, way in ways.items() for n, step in enumerate(way)}
            yield from self._known("component", components, steps)

    @cached_property
    def _names(self) -> list[str]:
        return [alternative.id for alternative in self.base.alternatives]

    def _alternatives(self, at: Path, ids: Iterable[str], key: str) -> Iterator[Fault]:
        yield from self._known("alternative", self._names, {(*at, key, n): id_ for n, id_ in enumerate(ids)})

    def _rules(self, at: Path, id_: str) -> Iterator[Fault]:
        if not id_.startswith(ROUTE):
            yield from self._known("rule or constraint", list(self.base.statements), {at: id_})

    def _known(
        self, kind: str, known: list[str], given: Mapping[Path, str | None], key: bool = False
    ) -> Iterator[Fault]:
        for path, id_ in given.items():
            if id_ is not None and id_ not in known:
                yield Fault(f"there is no {kind} {shown(id_)}", self.document.place(path, key), nearest(id_, known))

    def _doubled(self) -> Iterator[Fault]:
        first: dict[str, Path] = {}
        for n, case in enumerate(self.file.cases):
            earlier = first.setdefault(case.case, ("cases", n, "case"))
            if earlier != ("cases", n, "case"):
                hint = f"choose another; the first stands at {self.document.place(earlier)}"
                yield Fault(f"the name {shown(case.case)} is taken", self.document.place(("cases", n, "case")), hint)

    def _dates(self) -> Iterator[Fault]:
        since = self.base.settings.since
        dated = [((), self.file.as_of), *((one.at, one.case.as_of) for one in listed(self.file))]
        for at, day in dated:
            if day and day < since:
                place = self.document.place((*at, "as_of"))
                yield Fault(f"as_of: the rule base begins on {since}", place, "take a date from then on")
