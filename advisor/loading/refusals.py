"""What an overlay may not do to what it lies over, whatever comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.errors import InputError, RuleBaseError
from advisor.loading.pieces import Act, Pieces
from advisor.loading.yamltext import Document, shown
from advisor.model.catalogue import Component
from advisor.model.overlay import OverlayFile
from advisor.model.rulebase import Alternative, Question, RuleBase

KEPT = ("id", "family")
_DID = {"changes": "changed", "retired": "retired"}


def refuse_misfit(base: RuleBase, about: OverlayFile, document: Document) -> None:
    """Raise InputError for an overlay that cannot lie over a rule base, whatever else it says."""
    own, given = base.settings.id, shown(about.id)
    if about.over.id != own:
        hint = f"this is {own}; an overlay fits only the rule base it is written for"
        message = f"the overlay is written for the rule base {shown(about.over.id)}"
        raise InputError(message, document.place(("over", "id")), hint)
    if about.id == own:
        raise InputError(f"{given} is the id of the rule base itself", document.place(("id",)), "choose another id")
    if about.id in (layer.id for layer in base.layers):
        hint = "give each overlay once, and two overlays two ids"
        raise InputError(f"an overlay {given} is laid already", document.place(("id",)), hint)


def refuse_repeated(pieces: Pieces, act: Act) -> None:
    """Refuse a second entry for the same thing, of which one would be lost; raise RuleBaseError."""
    kind, id_ = act.item.kind, act.item.id
    first = next(one for one in pieces.acts if (one.item.kind, one.item.id) == (kind, id_))
    if first is not act:
        twice = f"{_DID[act.key]} twice" if first.key == act.key else "both changed and retired"
        hint = f"the first entry stands at {pieces.place(first, kind)}: make one of the two"
        raise RuleBaseError(f"the {kind} {id_!r} is {twice}", pieces.place(act, kind), hint)


def refuse_kept(pieces: Pieces, act: Act, more_kept: Iterable[str]) -> None:
    """Refuse a change of what stays as it is; raise RuleBaseError."""
    for key in (*KEPT, *more_kept):
        if key in act.change.to or key in act.change.add:
            where = "to" if key in act.change.to else "add"
            hint = "retire it and add another" if key == "id" else "leave this key out"
            raise RuleBaseError(f"{key} cannot be changed", pieces.place(act, where, key, key=True), hint)


def refuse_idle(pieces: Pieces, act: Act, before: Any, after: Any) -> None:
    """Refuse a change after which everything is as before; raise RuleBaseError."""
    if not (act.change.to or act.change.add):
        hint = "say what becomes of it under `to` or `add`"
    elif before == after:
        hint = "it says so already: take the entry out, or give another value"
    else:
        return
    raise RuleBaseError("it changes nothing", pieces.place(act), hint)


def refuse_options(pieces: Pieces, act: Act, question: Question, home: str) -> None:
    """Refuse added options that would stand at the wrong place of an order, or are there; raise RuleBaseError."""
    options = act.change.add.get("options", ())
    if options and question.kind == "level":
        message = f"the options of {question.id} have an order, and `add` would put these last"
        hint = "give all of them, from low to high, under `to: {options: [...]}`"
        raise RuleBaseError(message, pieces.place(act, "add", "options", key=True), hint)
    known = [option.id for option in question.options]
    for n, option in enumerate(options):
        if isinstance(option, dict) and option.get("id") in known:
            message = f"the option (of {question.id}) id {option['id']!r} is taken already"
            hint = f"{home} has it: choose another id, or give all options anew under `to`"
            raise RuleBaseError(message, pieces.place(act, "add", "options", n, "id"), hint)


def refuse_needed(pieces: Pieces, act: Act, component: Component, models: Iterable[Any]) -> None:
    """Refuse to retire a component that an alternative begins with; raise RuleBaseError."""
    users = [m.id for m in models if isinstance(m, Alternative) and m.trains_with == component.id]
    if users:
        message = f"`trains_with` of {', '.join(users)} names the component {component.id!r}"
        hint = "exclude what begins with it by a constraint instead"
        raise RuleBaseError(message, pieces.place(act, "component"), hint)
