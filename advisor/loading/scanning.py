"""What the scan's part of a rule base names: components, questions, options and alternatives that must exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from advisor.errors import Fault
from advisor.loading.checking import nearest
from advisor.loading.yamltext import Document, Step
from advisor.model.rulebase import RuleBase
from advisor.model.scanning import SeenAs, Tell

FILE = "scan.yaml"
LEVELS = ("low", "medium", "high")
Path = tuple[Step, ...]


def scanning_faults(base: RuleBase, documents: dict[str, Document]) -> Iterator[Fault]:
    """Find every reference of `scan.yaml` and of components' `seen_as` and `wheels` that leads nowhere."""
    yield from _Scanning(base, documents).faults()


class _Scanning:
    def __init__(self, base: RuleBase, documents: dict[str, Document]) -> None:
        self.base = base
        self.documents = documents

    def faults(self) -> Iterator[Fault]:
        yield from self._components()
        if FILE not in self.documents:
            return
        scanning = self.base.scanning
        missing = [level for level in LEVELS if level not in scanning.levels]
        if missing:
            yield self._fault(FILE, ("levels",), f"levels lacks {', '.join(missing)}")
        for question, option in scanning.divided.items():
            yield from self._answer(question, option, ("divided", question))
        ids: dict[str, int] = {}
        for n, tell in enumerate(scanning.tells):
            if ids.setdefault(tell.id, n) != n:
                yield self._fault(FILE, ("tells", n, "id"), f"the id {tell.id!r} is taken already")
            yield from self._tell(tell, ("tells", n))
        for n, framework in enumerate(scanning.frameworks):
            yield from self._all(framework.seen, self.component_ids, "component", ("frameworks", n, "seen"))
            alternatives = [alternative.id for alternative in self.base.alternatives]
            yield from self._all(framework.belongs_to, alternatives, "alternative", ("frameworks", n, "belongs_to"))
        yield from self._existing_code()

    @cached_property
    def component_ids(self) -> list[str]:
        return [component.id for component in self.base.components]

    def _components(self) -> Iterator[Fault]:
        seen: dict[str, int] = {}
        for component in self.base.components:
            n = seen[component.family] = seen.get(component.family, -1) + 1
            file, path = f"components/{component.family}.yaml", ("components", n)
            if component.seen_as:
                yield from self._names(component.seen_as, file, (*path, "seen_as"))

    def _names(self, seen_as: SeenAs, file: str, path: Path) -> Iterator[Fault]:
        if seen_as == SeenAs():
            yield self._fault(file, path, "seen_as says nothing", "name an import, a package, an image or a file")
        for key in ("imports", "calls"):
            for n, name in enumerate(getattr(seen_as, key)):
                if "*" in name.partition(".")[0]:
                    yield self._fault(file, (*path, key, n), f"{name} begins with *", "begin with the name of a module")

    def _existing_code(self) -> Iterator[Fault]:
        """Find answers that no question takes: what a framework is known as, and the question itself."""
        scanning = self.base.scanning
        if scanning.existing_code and scanning.existing_code not in self.base.questions:
            yield from self._answer(scanning.existing_code, "", ("existing_code",))
            return
        for n, framework in enumerate(scanning.frameworks):
            for m, option in enumerate(framework.known_as):
                if not scanning.existing_code:
                    hint = "name the question that it answers as `existing_code`"
                    yield self._fault(FILE, ("frameworks", n, "known_as"), "there is no existing_code", hint)
                    break
                yield from self._answer(scanning.existing_code, option, ("frameworks", n, "known_as", m))

    def _tell(self, tell: Tell, path: Path) -> Iterator[Fault]:
        if bool(tell.answers) is bool(tell.question and tell.options):
            hint = "`answers` says what all of it tells, `question` and `options` what each component does"
            yield self._fault(FILE, path, f"{tell.id} has either answers, or question and options", hint)
        if not (tell.seen or tell.seen_as or tell.options):
            yield self._fault(FILE, path, f"{tell.id} is never seen", "give `seen` or `seen_as`")
        for question, option in tell.answers.items():
            yield from self._answer(question, option, (*path, "answers", question))
        for component, option in tell.options.items():
            spot: Path = (*path, "options", component)
            yield from self._all((component,), self.component_ids, "component", spot[:-1], numbered=False)
            yield from self._answer(tell.question or "", option, spot)
        for key in ("seen", "needs", "unless"):
            yield from self._all(getattr(tell, key), self.component_ids, "component", (*path, key))
        if tell.seen_as:
            yield from self._names(tell.seen_as, FILE, (*path, "seen_as"))

    def _answer(self, question: str, option: str, path: Path) -> Iterator[Fault]:
        known = self.base.questions.get(question)
        if known is None:
            hint = nearest(question, list(self.base.questions))
            yield self._fault(FILE, path, f"there is no question {question!r}", hint)
            return
        options = [o.id for o in known.options]
        if option not in options:
            yield self._fault(FILE, path, f"{question} has no option {option!r}", nearest(option, options))

    def _all(
        self, ids: Iterable[str], known: list[str], kind: str, path: Path, *, numbered: bool = True
    ) -> Iterator[Fault]:
        for n, id_ in enumerate(ids):
            if id_ not in known:
                spot = (*path, n) if numbered else (*path, id_)
                yield self._fault(FILE, spot, f"there is no {kind} {id_!r}", nearest(id_, known))

    def _fault(self, file: str, path: Path, message: str, hint: str | None = None) -> Fault:
        return Fault(message, self.documents[file].place(path), hint)
