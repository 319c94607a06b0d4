"""One overlay laid over a rule base: what it adds, changes and retires, and where a fault of the whole stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

from advisor.errors import AdvisorError, Fault, Place, RuleBaseError
from advisor.loading.brief import values_of
from advisor.loading.catalogue import Catalogue
from advisor.loading.causes import Causes
from advisor.loading.checking import Missing, check, missing
from advisor.loading.patchwork import Patch, Patchwork, unseen
from advisor.loading.pieces import OVERLAY, Act, Pieces
from advisor.loading.references import KEYS, doubled_faults, reference_faults
from advisor.loading.refusals import refuse_idle, refuse_kept, refuse_needed, refuse_options, refuse_repeated
from advisor.loading.shelves import LISTS, SPACES, Entry, Shelf, base_of, shelves_of, title_in, title_of
from advisor.loading.versions import admits
from advisor.loading.yamltext import MAX_FAULTS, Document
from advisor.model.base import Model
from advisor.model.catalogue import Component
from advisor.model.overlay import KINDS, Change, Layer, Touch
from advisor.model.rulebase import Constraint, Criterion, Question, Retired, Rule, RuleBase, Section

ORDER = "if another overlay adds it, lay that one first: overlays are laid in the order given"


def lay(base: RuleBase, pieces: Pieces) -> RuleBase:
    """Return a rule base with one overlay over it.

    Raises RuleBaseError with every fault, each at its place in the overlay.
    """
    layering = _Layering(base, pieces)
    made = layering.made()
    found = tuple(islice(layering.reference_faults(made), MAX_FAULTS))
    if found:
        causes = Causes(base, pieces, _faults_of(base))
        raise RuleBaseError.of(tuple(_in_order(causes.placed(fault)) for fault in found))
    return made.replacing(layers=(*base.layers, layering.layer(made)))


def _faults_of(base: RuleBase) -> Any:
    """Return what tells which references lead nowhere once some pieces are laid."""

    def faults(pieces: Pieces) -> Iterator[Fault]:
        layering = _Layering(base, pieces)
        return layering.reference_faults(layering.made())

    return faults


def _in_order(fault: Fault) -> Fault:
    """Hint at the order of overlays where something is named that nothing here is called."""
    if not isinstance(fault, Missing):
        return fault
    return Fault(fault.message, fault.place, f"{fault.hint} or {ORDER}" if fault.is_near else ORDER)


@dataclass
class _Layering:
    base: RuleBase
    pieces: Pieces
    faults: list[Fault] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    gone: list[Retired] = field(default_factory=list)
    closed: list[Component] = field(default_factory=list)

    def made(self) -> RuleBase:
        """Return the whole, its references not yet followed. Raises RuleBaseError."""
        self.settings = self.base.settings
        self.heads: dict[str, Section | Criterion] = {
            **{f"questions/{section.section}.yaml": section for section in self.base.sections},
            **{f"criteria/{criterion.id}.yaml": criterion for criterion in self.base.criteria},
        }
        self.shelves = shelves_of(self.base)
        self.taken = {
            (SPACES[list_], entry.model.id): entry
            for (_, list_), shelf in self.shelves.items()
            for entry in shelf.entries
            if list_ in SPACES
        }
        for file, model in self.pieces.files.items():
            self._add_file(file, model)
        for act in self.pieces.acts:
            self._tried(act)
        if self.faults:
            raise RuleBaseError.of(tuple(self.faults[:MAX_FAULTS]))
        made = base_of(self.base, self.settings, self.heads, self.shelves).with_allow_lists()
        return made.replacing(retired=(*self.base.retired, *self.gone))

    def layer(self, made: RuleBase) -> Layer:
        """Return what the overlay did, told of the rule base that it made."""
        about = self.pieces.about
        targets = {target.id: title_in(made, target) for target in made.targets}
        touches = (t.model_copy(update={"title": targets[t.id]}) if t.kind == "target" else t for t in self.touches)
        return Layer(
            id=about.id,
            title=about.title,
            version=about.version,
            by=about.by,
            written_for=about.over.versions,
            is_tried=any(admits(entry, self.base.settings.version) for entry in about.over.versions),
            digest=self.pieces.digest,
            touches=tuple(touches),
            laid_over=self.base.digest,
            closed=tuple(self.closed),
        )

    def reference_faults(self, made: RuleBase) -> Iterator[Fault]:
        """Yield every reference that leads nowhere; one of what the overlay has not touched has an Unseen place."""
        documents = self._documents()
        doubled = tuple(doubled_faults(made, documents))
        others = chain(reference_faults(made, documents), Catalogue(made, documents).faults())
        return iter(doubled) if doubled else others

    def _tried(self, act: Act) -> None:
        try:
            refuse_repeated(self.pieces, act)
            (self._change if isinstance(act.item, Change) else self._retire)(act)
        except AdvisorError as error:
            self.faults.extend(error.faults)

    def _add_file(self, file: str, model: Model) -> None:
        """Add what a file holds; a section or criterion that is new comes with its title and so on."""
        document = self.pieces.documents[file]
        if isinstance(model, Section | Criterion):
            self._add_head(file, model, document)
        for key, kind in LISTS.items():
            for n, item in enumerate(getattr(model, key, ())):
                self._add_item(file, key, kind, Entry(item, document.at((key, n))))

    def _add_item(self, file: str, key: str, kind: str, entry: Entry) -> None:
        if kind:
            space, id_ = SPACES[key], entry.model.id
            first = self.taken.setdefault((space, id_), entry)
            if first is not entry:
                self.faults.append(self._doubled(kind, f"{space} id", id_, first, entry.place("id")))
                return
            self.touches.append(Touch(act="added", kind=kind, id=id_, title=title_of(entry.model)))
        self.shelves.setdefault((file, key), Shelf()).entries.append(entry)

    def _doubled(self, kind: str, what: str, id_: str, first: Entry, place: Place | None) -> Fault:
        """Say that an id is taken, and whose it is."""
        hint = f"choose another id; the first stands at {first.place('id')}"
        if first.document is None:
            change = f"change it under `changes` of {OVERLAY}, or " if kind in KINDS else ""
            hint = f"{self.base.layer_of(kind, id_)} has it: {change}choose another id"
        return Fault(f"the {what} {id_!r} is taken already", place, hint)

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

    def _found(self, act: Act) -> tuple[tuple[str, str], int]:
        """Return the shelf on which something lies, and where. Raises RuleBaseError for what the rule base lacks."""
        known: list[str] = []
        for name, shelf in self.shelves.items():
            for m, entry in enumerate(shelf.entries if LISTS[name[1]] == act.item.kind else ()):
                known.append(entry.model.id)
                if entry.model.id == act.item.id:
                    return name, m
        raise self._unknown(act, known)

    def _unknown(self, act: Act, known: list[str]) -> RuleBaseError:
        kind, id_ = act.item.kind, act.item.id
        place, by = self.pieces.place(act, kind), self._retired_by(kind, id_)
        if by:
            return RuleBaseError(f"the {kind} {id_!r} is retired already", place, f"{by} Take this entry out.")
        fault = _in_order(missing(kind, id_, known, place))
        return RuleBaseError(fault.message, fault.place, fault.hint)

    def _retired_by(self, kind: str, id_: str) -> str | None:
        """Say who retired something that is gone, and why; None for what nobody retired."""
        mine = [(self.pieces.about.id, touch) for touch in self.touches if (touch.kind, touch.id) == (kind, id_)]
        found = [*((layer.id, touch) for layer, touch in self.base.touches(kind, id_)), *mine]
        by, touch = found[-1] if found else ("", None)
        return f"{by} retired it: {touch.reason}" if touch and touch.act == "retired" else None

    def _change(self, act: Act) -> None:
        before = self._as_it_is(act.change)
        if act.item.kind == "setting":
            title = self._change_setting(act)
        elif act.item.kind == "criterion":
            title = self._change_criterion(act)
        else:
            title = self._change_listed(act)
        self._note(act, "changed", title, **values_of(act.change, before, self._as_it_is(act.change)))

    def _change_listed(self, act: Act) -> str:
        (file, key), m = self._found(act)
        entries = self.shelves[file, key].entries
        made, patch = self._changed(act, entries[m].model)
        entries[m] = Entry(made, replace(patch, rest=entries[m].document or unseen(file, key, made)))
        return title_of(made)

    def _as_it_is(self, change: Change) -> Any:
        """Return what a change is about as it stands now; None where nothing has that name."""
        if change.kind == "setting":
            return getattr(self.settings, change.id)
        if change.kind == "criterion":
            return self.heads.get(f"criteria/{change.id}.yaml")
        lists = (shelf.models for (_, list_), shelf in self.shelves.items() if LISTS[list_] == change.kind)
        return next((model for models in lists for model in models if model.id == change.id), None)

    def _note(self, act: Act, did: Any, title: str, **more: tuple[str, ...]) -> None:
        item = act.item
        self.touches.append(Touch(act=did, kind=item.kind, id=item.id, title=title, reason=item.reason, **more))

    def _change_setting(self, act: Act) -> str:
        change, raw = act.change, self.settings.model_dump(mode="json", by_alias=True)
        if change.add:
            raise RuleBaseError("a setting holds no list", self.pieces.place(act, "add"), "give its keys under `to`")
        replaced = {change.id: {**raw[change.id], **change.to}}
        patch = Patch.of(self._document(act), raw, {}, replaced, under=change.id)
        made = check(type(self.settings), patch, RuleBaseError)
        refuse_idle(self.pieces, act, self.settings, made)
        self.settings = made
        return f"The setting {change.id}"

    def _change_criterion(self, act: Act) -> str:
        file = f"criteria/{act.item.id}.yaml"
        known = self.heads.get(file)
        if not isinstance(known, Criterion):
            raise self._unknown(act, [h.id for h in self.heads.values() if isinstance(h, Criterion)])
        bare = known.model_copy(update={"rules": ()})
        made: Criterion = self._changed(act, bare, ("rules",))[0]
        self.heads[file] = made
        return made.title

    def _document(self, act: Act) -> Document:
        return self.pieces.documents[OVERLAY].at((act.key, act.n))

    def _changed(self, act: Act, model: Any, more_kept: tuple[str, ...] = ()) -> tuple[Any, Patch]:
        """Return something with the keys of a change, and where they stand.

        Raises RuleBaseError with every fault, each at its place.
        """
        change, document = act.change, self._document(act)
        refuse_kept(self.pieces, act, more_kept)
        if isinstance(model, Question):
            refuse_options(self.pieces, act, model, self._home(model))
        before = model.as_written if isinstance(model, Constraint) else model
        raw = before.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        if isinstance(model, Constraint) and {"excludes", "allows"} & change.to.keys():
            raw = {key: value for key, value in raw.items() if key not in ("excludes", "allows")}
        patch = Patch.of(document, raw, change.add, replaced=change.to)
        made = check(type(model), patch, RuleBaseError)
        refuse_idle(self.pieces, act, before, made)
        return made, patch

    def _home(self, question: Question) -> str:
        mine = any((t.kind, t.id, t.act) == ("question", question.id, "added") for t in self.touches)
        return self.pieces.about.id if mine else self.base.layer_of("question", question.id)

    def _retire(self, act: Act) -> None:
        (file, key), m = self._found(act)
        entries = self.shelves[file, key].entries
        gone = entries[m].model
        if isinstance(gone, Component):
            self._refuse_needed(act, gone)
            self._note(act, "retired", title_of(gone))
            self.closed.append(gone)
            closed = gone.model_copy(update={"takes": (), "gives": (), "runs_on": ()})
            entries[m] = Entry(closed, entries[m].document)
            self._retire_resting(act, gone)
            if gone.kind == "format":
                self._close_format(gone.id)
        else:
            self._note(act, "retired", title_of(gone))
            self._drop(gone, file)

    def _refuse_needed(self, act: Act, component: Component) -> None:
        """Refuse to retire a component twice, or one that an alternative begins with."""
        by = self._retired_by("component", component.id)
        if by:
            place = self.pieces.place(act, "component")
            raise RuleBaseError(f"the component {component.id!r} is retired already", place, f"{by} Take this out.")
        models = (entry.model for shelf in self.shelves.values() for entry in shelf.entries)
        refuse_needed(self.pieces, act, component, models)

    def _retire_resting(self, act: Act, component: Component) -> None:
        """Retire the rules that rely on a component which no longer counts."""
        found = [(entry.model, file) for (file, _), shelf in self.shelves.items() for entry in shelf.entries]
        for rule, file in found:
            if isinstance(rule, Rule) and component.id in rule.relies_on:
                reason = f"It relies on {component.title}. {act.item.reason}"[:1000]
                touch = Touch(act="retired", kind="rule", id=rule.id, title=title_of(rule), reason=reason)
                self.touches.append(touch)
                self._drop(rule, file)

    def _close_format(self, id_: str) -> None:
        """Let no component take or give a format any more."""
        for shelf in self.shelves.values():
            shelf.entries[:] = [entry.without_format(id_) for entry in shelf.entries]

    def _drop(self, row: Rule | Constraint, file: str) -> None:
        """Take away a rule or constraint, and its mention as a successor of others."""
        for shelf in self.shelves.values():
            shelf.entries[:] = [entry.without(row.id) for entry in shelf.entries if not entry.is_row(row.id)]
        head = self.heads.get(file)
        self.gone.append(Retired(row=row, criterion=head.id if isinstance(head, Criterion) else None))

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
