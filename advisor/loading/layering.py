"""One overlay laid over a rule base: what it adds, changes and retires, and where a fault of the whole stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from advisor.errors import AdvisorError, Fault, InputError, RuleBaseError
from advisor.loading.brief import values_of
from advisor.loading.catalogue import Catalogue
from advisor.loading.checking import check, nearest
from advisor.loading.patchwork import Patch, Patchwork
from advisor.loading.references import KEYS, reference_faults
from advisor.loading.shelves import LISTS, Entry, Shelf, base_of, shelves_of, title_of
from advisor.loading.yamltext import MAX_FAULTS, Document, shown
from advisor.model.base import Model
from advisor.model.catalogue import Component
from advisor.model.overlay import Change, Layer, OverlayFile, Retirement, Touch
from advisor.model.rulebase import Constraint, Criterion, Rule, RuleBase, Section, Settings

OVERLAY = "overlay.yaml"
KEPT = ("id", "family")


@dataclass(frozen=True)
class Pieces:
    """An overlay as it was read: `overlay.yaml`, its other files as models by name, and their texts."""

    about: OverlayFile
    digest: str
    files: Mapping[str, Any]
    documents: Mapping[str, Document]


def lay(base: RuleBase, pieces: Pieces) -> RuleBase:
    """Return a rule base with one overlay over it.

    Raises InputError for an overlay of another rule base, RuleBaseError with every fault, each at its place in the
    overlay.
    """
    over = pieces.about.over
    if over.id != base.settings.id:
        place = pieces.documents[OVERLAY].place(("over", "id"))
        hint = f"this is {base.settings.id}; an overlay fits only the rule base it is written for"
        raise InputError(f"the overlay is written for the rule base {shown(over.id)}", place, hint)
    return _Layering(base, pieces).laid()


@dataclass
class _Layering:
    base: RuleBase
    pieces: Pieces
    faults: list[Fault] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    closed: list[Component] = field(default_factory=list)

    def laid(self) -> RuleBase:
        self.settings = self.base.settings
        self.heads: dict[str, Section | Criterion] = {
            **{f"questions/{section.section}.yaml": section for section in self.base.sections},
            **{f"criteria/{criterion.id}.yaml": criterion for criterion in self.base.criteria},
        }
        self.shelves = shelves_of(self.base)
        for file, model in self.pieces.files.items():
            self._add_file(file, model)
        for n, change in enumerate(self.pieces.about.changes):
            self._tried(self._change, change, n)
        for n, retirement in enumerate(self.pieces.about.retired):
            self._tried(self._retire, retirement, n)
        self._raise()
        made = base_of(self.base, self.settings, self.heads, self.shelves).with_allow_lists()
        self.faults += self._reference_faults(made)
        self._raise()
        return made.replacing(layers=(*self.base.layers, self._layer()))

    def _raise(self) -> None:
        if self.faults:
            raise RuleBaseError.of(tuple(self.faults[:MAX_FAULTS]))

    def _tried(self, do: Any, item: Change | Retirement, n: int) -> None:
        try:
            do(item, n)
        except AdvisorError as error:
            self.faults.extend(error.faults)

    def _layer(self) -> Layer:
        about = self.pieces.about
        return Layer(
            id=about.id,
            title=about.title,
            version=about.version,
            by=about.by,
            written_for=about.over.versions,
            digest=self.pieces.digest,
            touches=tuple(self.touches),
            laid_over=self.base.digest,
            closed=tuple(self.closed),
        )

    def _add_file(self, file: str, model: Model) -> None:
        """Add what a file holds; a section or criterion that is new comes with its title and so on."""
        document = self.pieces.documents[file]
        if isinstance(model, Section | Criterion):
            self._add_head(file, model, document)
        for key, kind in LISTS.items():
            for n, item in enumerate(getattr(model, key, ())):
                shelf = self.shelves.setdefault((file, key), Shelf())
                shelf.entries.append(Entry(item, document.at((key, n))))
                if kind:
                    self.touches.append(Touch(act="added", kind=kind, id=item.id, title=title_of(item)))

    def _add_head(self, file: str, model: Section | Criterion, document: Document) -> None:
        known = self.heads.get(file)
        if known is None:
            self.heads[file] = model
            if isinstance(model, Section):
                sections = (*self.settings.sections, model.section)
                self.settings = self.settings.model_copy(update={"sections": sections})
            else:
                self.touches.append(Touch(act="added", kind="criterion", id=model.id, title=model.title))
            return
        for key in ("title", "judges", "weight") if isinstance(model, Criterion) else ("title",):
            if getattr(model, key) != getattr(known, key):
                hint = f"change it under `changes` of {OVERLAY}, with a reason"
                self.faults.append(Fault(f"{key}: the rule base has another", document.place((key,), key=True), hint))

    def _found(self, item: Change | Retirement, n: int, key: str) -> tuple[list[Entry], int]:
        """Return where something lies. Raises RuleBaseError for what the rule base lacks."""
        known: list[str] = []
        for (_, list_), shelf in self.shelves.items():
            for m, entry in enumerate(shelf.entries if LISTS[list_] == item.kind else ()):
                known.append(entry.model.id)
                if entry.model.id == item.id:
                    return shelf.entries, m
        raise self._unknown(item, n, key, known)

    def _unknown(self, item: Change | Retirement, n: int, key: str, known: list[str]) -> RuleBaseError:
        place = self.pieces.documents[OVERLAY].place((key, n, item.kind))
        return RuleBaseError(f"there is no {item.kind} {item.id!r}", place, nearest(item.id, known))

    def _change(self, change: Change, n: int) -> None:
        before = self._as_it_is(change)
        if change.kind == "setting":
            self._change_setting(change, n)
        elif change.kind == "criterion":
            self._change_criterion(change, n)
        else:
            entries, m = self._found(change, n, "changes")
            entry = self._changed(change, n, entries[m].model)
            entries[m] = entry
        after = self._as_it_is(change)
        title = f"The setting {change.id}" if change.kind == "setting" else title_of(after)
        self._note(change, "changed", title, **values_of(change, before, after))

    def _as_it_is(self, change: Change) -> Any:
        """Return what a change is about as it stands now; None where nothing has that name."""
        if change.kind == "setting":
            return getattr(self.settings, change.id)
        if change.kind == "criterion":
            return self.heads.get(f"criteria/{change.id}.yaml")
        lists = (shelf.models for (_, list_), shelf in self.shelves.items() if LISTS[list_] == change.kind)
        return next((model for models in lists for model in models if model.id == change.id), None)

    def _note(self, item: Change | Retirement, act: Any, title: str, **more: tuple[str, ...]) -> None:
        self.touches.append(Touch(act=act, kind=item.kind, id=item.id, title=title, reason=item.reason, **more))

    def _change_setting(self, change: Change, n: int) -> None:
        raw = self.settings.model_dump(mode="json", by_alias=True)
        document = self.pieces.documents[OVERLAY].at(("changes", n))
        replaced = {change.id: {**raw[change.id], **change.to}}
        self.settings = check(Settings, Patch.of(document, raw, {}, replaced, under=change.id), RuleBaseError)

    def _change_criterion(self, change: Change, n: int) -> None:
        file = f"criteria/{change.id}.yaml"
        known = self.heads.get(file)
        if not isinstance(known, Criterion):
            raise self._unknown(change, n, "changes", [h.id for h in self.heads.values() if isinstance(h, Criterion)])
        bare = known.model_copy(update={"rules": ()})
        self.heads[file] = self._changed(change, n, bare, ("rules",)).model

    def _changed(self, change: Change, n: int, model: Any, more_kept: tuple[str, ...] = ()) -> Entry:
        """Return something with the keys of a change. Raises RuleBaseError with every fault, each at its place."""
        document = self.pieces.documents[OVERLAY].at(("changes", n))
        for key in (*KEPT, *more_kept):
            if key in change.to or key in change.add:
                where = "to" if key in change.to else "add"
                hint = "retire it and add another" if key == "id" else "leave this key out"
                raise RuleBaseError(f"{key} cannot be changed", document.place((where, key), key=True), hint)
        if not (change.to or change.add):
            raise RuleBaseError("it changes nothing", document.place(), "say what becomes of it under `to` or `add`")
        raw = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        if isinstance(model, Constraint) and {"excludes", "allows"} & change.to.keys():
            raw = {key: value for key, value in raw.items() if key not in ("excludes", "allows")}
        patch = Patch.of(document, raw, change.add, replaced=change.to)
        return Entry(check(type(model), patch, RuleBaseError), patch)

    def _retire(self, retirement: Retirement, n: int) -> None:
        entries, m = self._found(retirement, n, "retired")
        gone = entries[m].model
        self._note(retirement, "retired", title_of(gone))
        if isinstance(gone, Component):
            self.closed.append(gone)
            closed = gone.model_copy(update={"takes": (), "gives": (), "runs_on": ()})
            entries[m] = Entry(closed, entries[m].document)
            self._retire_resting(retirement, gone)
        else:
            self._drop(gone.id)

    def _retire_resting(self, retirement: Retirement, component: Component) -> None:
        """Retire the rules that rely on a component which no longer counts."""
        entries = [entry for shelf in self.shelves.values() for entry in shelf.entries]
        for rule in (entry.model for entry in entries if isinstance(entry.model, Rule)):
            if component.id in rule.relies_on:
                reason = f"It relies on {component.title}. {retirement.reason}"[:1000]
                touch = Touch(act="retired", kind="rule", id=rule.id, title=title_of(rule), reason=reason)
                self.touches.append(touch)
                self._drop(rule.id)

    def _drop(self, id_: str) -> None:
        """Take away a rule or constraint, and its mention as a successor of others."""
        for shelf in self.shelves.values():
            shelf.entries[:] = [entry.without(id_) for entry in shelf.entries if not entry.is_row(id_)]

    def _reference_faults(self, made: RuleBase) -> Iterator[Fault]:
        documents = self._documents()
        found = chain(reference_faults(made, documents), Catalogue(made, documents).faults())
        return (self._placed(fault) for fault in islice(found, MAX_FAULTS))

    def _documents(self) -> dict[str, Document]:
        """Return every file of the whole, each part placed where it stands in the overlay."""
        files = dict.fromkeys((OVERLAY, "rulebase.yaml", *self.heads, *(file for file, _ in self.shelves)))
        made: dict[str, Document] = {}
        for file in files:
            folder, _, name = file.partition("/")
            shelves = {key: shelf for (of, key), shelf in self.shelves.items() if of == file}
            head = {KEYS[folder]: name.removesuffix(".yaml")} if folder in KEYS else {}
            made[file] = Patchwork.of(file, head, shelves, self.pieces.documents.get(file))
        return made

    def _placed(self, fault: Fault) -> Fault:
        """Give a fault of the rule base's own part, which the overlay has brought about, a place in the overlay."""
        if fault.place is None or fault.place.file not in self._documents():
            return fault
        place = self.pieces.documents[OVERLAY].place(("changes",), key=True)
        hint = f"{fault.place.file} of {self.base.settings.id} no longer fits with what is changed or retired here"
        return Fault(fault.message, place, hint)
