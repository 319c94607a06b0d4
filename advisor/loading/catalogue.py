"""What the catalogue of components and targets says about itself: formats, targets and sources that must exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from advisor.errors import Fault
from advisor.loading.checking import missing
from advisor.loading.yamltext import Document, Step
from advisor.model.catalogue import Component, Target
from advisor.model.rulebase import RuleBase
from advisor.model.settings import Systems

Path = tuple[Step, ...]


class Catalogue:
    """Checks one rule base; a fault's place is a file of `documents` and the path of keys inside it."""

    def __init__(self, base: RuleBase, documents: dict[str, Document]) -> None:
        self.base = base
        self.documents = documents

    def faults(self) -> Iterator[Fault]:
        """Yield every reference that leads nowhere."""
        for component, (name, n) in zip(self.base.components, self._homes(), strict=True):
            yield from self._component(component, name, ("components", n))
        for n, target in enumerate(self.base.targets):
            yield from self._target(target, ("targets", n))
        for n, alternative in enumerate(self.base.alternatives):
            spot: Path = ("alternatives", n, "hands_over")
            yield from self._all("alternatives.yaml", spot, alternative.hands_over, self._families, "family")
        for package, question in self.base.settings.versions_asked.items():
            path = "versions_asked", package
            yield from self._one("rulebase.yaml", path, question, list(self.base.questions), "question")
        if self.base.settings.systems:
            yield from self._systems(self.base.settings.systems)
        criterion = self.base.settings.routes_criterion
        if criterion:
            known = [c.id for c in self.base.criteria]
            yield from self._one("rulebase.yaml", ("routes_criterion",), criterion, known, "criterion")

    def _homes(self) -> Iterator[tuple[str, int]]:
        """Yield the file of each component, and its position there; a rule base has them in this order."""
        for name, document in self.documents.items():
            if name.startswith("components/"):
                yield from ((name, n) for n in range(len(document.data["components"])))

    @cached_property
    def _sources(self) -> list[str]:
        return [source.id for source in self.base.sources]

    @cached_property
    def _components(self) -> list[str]:
        return [component.id for component in self.base.components]

    @cached_property
    def _formats(self) -> list[str]:
        return [component.id for component in self.base.components if component.kind == "format"]

    @cached_property
    def _families(self) -> list[str]:
        return list(dict.fromkeys(component.family for component in self.base.components))

    @cached_property
    def _targets(self) -> list[str]:
        return [target.id for target in self.base.targets]

    def _component(self, component: Component, file: str, path: Path) -> Iterator[Fault]:
        named: tuple[tuple[str, Iterable[str], list[str], str], ...] = (
            ("sources", component.sources, self._sources, "source"),
            ("takes", component.takes, self._formats, "format"),
            ("gives", component.gives, self._formats, "format"),
            ("runs_on", component.runs_on, self._targets, "target"),
            ("successors", component.successors, self._components, "component"),
        )
        family = self.documents[file].data["family"]
        if component.family != family:
            yield self._fault(file, (*path, "family"), f"this file holds the family {family!r}", "leave this key out")
        for key, ids, known, kind in named:
            yield from self._all(file, (*path, key), ids, known, kind)
        if component.renamed_to:
            yield from self._one(file, (*path, "renamed_to"), component.renamed_to, self._components, "component")
        for n, entry in enumerate(component.status):
            yield from self._all(file, (*path, "status", n, "sources"), entry.sources, self._sources, "source")
        for n, pin in enumerate(component.pins):
            yield from self._one(file, (*path, "pins", n, "source"), pin.source, self._sources, "source")
        for n, installation in enumerate(component.installs):
            yield from self._one(file, (*path, "installs", n, "source"), installation.source, self._sources, "source")

    def _systems(self, systems: Systems) -> Iterator[Fault]:
        file, question = "rulebase.yaml", self.base.questions.get(systems.question)
        if question is None:
            yield from self._one(file, ("systems", "question"), systems.question, list(self.base.questions), "question")
            return
        options, platforms = [o.id for o in question.options], list(systems.platforms)
        for option in platforms:
            yield from self._one(file, ("systems", "platforms", option), option, options, "option")
        yield from self._one(file, ("systems", "usual"), systems.usual, platforms, "platform for")
        for option in options:
            if option not in platforms:
                yield self._fault(file, ("systems", "platforms"), f"there is no platform for {option!r}", None)

    def _target(self, target: Target, path: Path) -> Iterator[Fault]:
        file = "targets.yaml"
        question = self.base.questions.get(target.question)
        if question is None:
            yield from self._one(file, (*path, "question"), target.question, list(self.base.questions), "question")
        else:
            yield from self._one(file, (*path, "id"), target.id, [o.id for o in question.options], "option")
        if target.format:
            yield from self._one(file, (*path, "format"), target.format, self._formats, "format")
        yield from self._all(file, (*path, "sources"), target.sources, self._sources, "source")
        if self._targets.count(target.id) > 1:
            yield self._fault(file, (*path, "id"), f"the target {target.id!r} stands here twice", None)

    def _all(self, file: str, path: Path, ids: Iterable[str], known: list[str], kind: str) -> Iterator[Fault]:
        for n, id_ in enumerate(ids):
            yield from self._one(file, (*path, n), id_, known, kind)

    def _one(self, file: str, path: Path, id_: str, known: list[str], kind: str) -> Iterator[Fault]:
        if id_ not in known:
            yield missing(kind, id_, known, self.documents[file].place(path))

    def _fault(self, file: str, path: Path, message: str, hint: str | None) -> Fault:
        return Fault(message, self.documents[file].place(path), hint)
