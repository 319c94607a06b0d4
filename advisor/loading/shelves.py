"""A rule base taken apart into its files' lists, so that they can be added to, and put together again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.errors import Place
from advisor.loading.yamltext import Document, Step
from advisor.model.catalogue import Component, Target
from advisor.model.rulebase import Constraint, Criterion, Rule, RuleBase, Section
from advisor.model.settings import Settings

LISTS = {
    "questions": "question",
    "groups": "group",
    "alternatives": "alternative",
    "rules": "rule",
    "constraints": "constraint",
    "components": "component",
    "targets": "target",
    "sources": "source",
    "claims": "claim",
    "not_scored": "",
}
SPACES = {
    "questions": "question",
    "groups": "alternative or group",
    "alternatives": "alternative or group",
    "rules": "rule or constraint",
    "constraints": "rule or constraint",
    "components": "component",
    "targets": "target",
    "sources": "source",
    "claims": "claim",
}
"""Among what an id of each list is the only one."""
NAMES = {"groups": "alternatives", "not_scored": "not-scored"}


@dataclass(frozen=True)
class Entry:
    """One thing of a rule base, and where it stands if an overlay brought or changed it."""

    model: Any
    document: Document | None = None

    def is_row(self, id_: str) -> bool:
        """Tell whether this is the rule or constraint with an id."""
        return isinstance(self.model, Rule | Constraint) and self.model.id == id_

    def without(self, successor: str) -> Entry:
        """Return this, not superseded by something that is gone."""
        if not isinstance(self.model, Rule | Constraint) or successor not in self.model.superseded_by:
            return self
        left = _others(self.model.superseded_by, successor)
        return Entry(self.model.model_copy(update={"superseded_by": left}), self.document)

    def without_format(self, format_: str) -> Entry:
        """Return this, taking and giving a format no more."""
        if not isinstance(self.model, Component) or format_ not in (*self.model.takes, *self.model.gives):
            return self
        left = {"takes": _others(self.model.takes, format_), "gives": _others(self.model.gives, format_)}
        return Entry(self.model.model_copy(update=left), self.document)

    def place(self, *path: Step) -> Place | None:
        """Return where a part stands in the overlay that brought it; None for what no overlay in hand did."""
        return self.document.place(path) if self.document else None


def _others(ids: tuple[str, ...], without: str) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if id_ != without)


@dataclass
class Shelf:
    """The things of one list of one file."""

    entries: list[Entry] = field(default_factory=list)

    @property
    def models(self) -> tuple[Any, ...]:
        """The things alone."""
        return tuple(entry.model for entry in self.entries)


Shelves = dict[tuple[str, str], Shelf]


def title_of(item: Any) -> str:
    """Return what a thing says, or is called."""
    found = next((text for key in ("because", "prompt", "title", "claim") if (text := getattr(item, key, None))), "")
    return str(found)


def title_in(base: RuleBase, item: Any) -> str:
    """Return what a thing of a rule base says, or is called; a target is called as the option that asks for it."""
    if not isinstance(item, Target):
        return title_of(item)
    options = base.questions[item.question].options if item.question in base.questions else ()
    return next((option.label for option in options if option.id == item.id), item.id)


def shelves_of(base: RuleBase) -> Shelves:
    """Take a rule base apart."""
    shelves: Shelves = {}
    for section in base.sections:
        shelves[f"questions/{section.section}.yaml", "questions"] = _shelf(section.questions)
    for criterion in base.criteria:
        shelves[f"criteria/{criterion.id}.yaml", "rules"] = _shelf(criterion.rules)
    for component in base.components:
        shelf = shelves.setdefault((f"components/{component.family}.yaml", "components"), Shelf())
        shelf.entries.append(Entry(component))
    for key in ("groups", "alternatives", "constraints", "targets", "sources", "claims", "not_scored"):
        shelves[f"{NAMES.get(key, key)}.yaml", key] = _shelf(getattr(base, key))
    return shelves


def _shelf(models: tuple[Any, ...]) -> Shelf:
    return Shelf([Entry(model) for model in models])


def base_of(base: RuleBase, settings: Settings, heads: Mapping[str, Section | Criterion], shelves: Shelves) -> RuleBase:
    """Put a rule base together again from its settings, sections and criteria, and lists."""

    def filled(file: str, head: Section | Criterion, key: str) -> Any:
        models = shelves[file, key].models if (file, key) in shelves else ()
        return head.model_copy(update={key: models})

    of_kind = {key: tuple(m for (_, k), shelf in shelves.items() if k == key for m in shelf.models) for key in LISTS}
    parts = {key: models for key, models in of_kind.items() if key not in ("questions", "rules")}
    return base.replacing(
        settings=settings,
        sections=tuple(filled(file, head, "questions") for file, head in heads.items() if isinstance(head, Section)),
        criteria=tuple(filled(file, head, "rules") for file, head in heads.items() if isinstance(head, Criterion)),
        **parts,
    )
