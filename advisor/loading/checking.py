"""Pydantic's findings as located faults in the user's words, with the nearest valid name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from advisor.errors import AdvisorError, Fault, Place
from advisor.loading.yamltext import Document, Step, limited, shown
from advisor.model.base import INK

M = TypeVar("M", bound=BaseModel)
FEW = 40
SHORT = 8
LONG = 80
UNION_TAGS = ("<always>", "<all>", "<any>", "<not>", "<test>", "<id>", "<details>")
_KEY = "[key]"
_PLAIN = re.compile(r"[\w.+-]{1,80}")
_MEANT = {
    "string_type": "text",
    "tuple_type": "a list",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_LIMITS = {
    "string_pattern_mismatch": "{given} does not match {pattern}",
    "string_too_long": "longer than {max_length} characters",
    "string_too_short": "empty",
    "blank": "nothing but blanks",
    "too_short": "at least {min_length} needed",
    "greater_than": "{given} is not more than {gt:g}",
    "greater_than_equal": "{given} is less than {ge:g}",
    "less_than_equal": "{given} is more than {le:g}",
}
_HINTS = {
    "a date": "write it as 2025-03-31",
    "an id": "an id holds small letters, digits, hyphens, dots and plus signs",
}


def check(model: type[M], document: Document, error: type[AdvisorError]) -> M:
    """Turn a document into a model. Raises `error` with every fault, each at its place."""
    try:
        return model.model_validate(document.data)
    except ValidationError as found:
        details = [one for one in found.errors(include_url=False) if not _is_echo(one)]
        raise error.of(limited(details, lambda one: _fault(one, model, document))) from None


@dataclass(frozen=True)
class Missing(Fault):
    """Something named that is not there; `is_near` where something of nearly that name is."""

    is_near: bool = False


def missing(kind: str, id_: str, known: Sequence[str], place: Place | None) -> Missing:
    """Say that there is nothing of an id, and what comes close to it."""
    close = _close(id_, known)
    return Missing(f"there is no {kind} {id_!r}", place, nearest(id_, known, SHORT), bool(close))


def nearest(name: str, known: Sequence[str], few: int = FEW) -> str | None:
    """Return a hint that names the closest valid name, or all of them where they are few."""
    close = _close(name, known)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"valid here: {', '.join(known)}" if known and len(known) <= few else None


def _close(name: str, known: Sequence[str]) -> list[str]:
    return get_close_matches(name.lower(), known, n=1, cutoff=0.6) if len(name) <= LONG else []


def _is_echo(details: ErrorDetails) -> bool:
    """Tell whether a list is called too short only because pydantic did not count its faulty items."""
    return details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]


def _fault(details: ErrorDetails, model: type[BaseModel], document: Document) -> Fault:
    unknown, loc = details["type"] == "extra_forbidden", details["loc"]
    is_key = unknown or loc[-1:] == (_KEY,)
    steps = loc[:-1] if is_key and not unknown else loc
    path = tuple(s for n, s in enumerate(steps, 1) if s not in UNION_TAGS or (is_key and n == len(steps)))
    if unknown:
        message, hint = f"unknown key {shown(path[-1])}", nearest(str(path[-1]), keys_at(model, loc[:-1]))
    else:
        message, hint = _words(details, _dotted(path))
    return Fault(message, document.place(path, key=is_key), hint)


def _words(details: ErrorDetails, name: str) -> tuple[str, str | None]:
    kind, value, context = details["type"], details["input"], details.get("ctx", {})
    kind, given = "blank" if context.get("pattern") == INK else kind, shown(value)
    meant = _meant(kind, context)
    if meant:
        hint = "put it in quotes" if kind == "string_type" and isinstance(value, bool) else _HINTS.get(meant)
        return f"{name}: {given} is not {meant}", hint
    if kind in _LIMITS:
        return f"{name}: {_LIMITS[kind].format(given=given, **context)}", None
    if kind == "missing":
        return f"{name} is missing", None
    if kind == "literal_error":
        return _no_option(name, value, _quoted(str(context.get("expected", ""))))
    if kind == "value_error":
        told = context.get("error", details["msg"])
        return f"{name}: {told}" if details["loc"] else str(told), None
    return f"{name}: {given} does not fit: {_lower(details['msg'])}", None


def _meant(kind: str, context: dict[str, Any]) -> str | None:
    """Name what a value should be, where that is a matter of its type."""
    if kind.startswith("date_"):
        return "a date"
    return "an id" if str(context.get("pattern")).startswith("^[a-z") else _MEANT.get(kind)


def _no_option(name: str, value: object, options: list[str]) -> tuple[str, str | None]:
    if isinstance(value, str):
        return f"{name}: {shown(value)} is not one of its options", nearest(value, options)
    return f"{name}: takes one option, not {shown(value)}", nearest("", options)


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def _quoted(expected: str) -> list[str]:
    """Take the options out of pydantic's sentence: `'a', 'b' or 'c'`."""
    return [part.strip("' ") for part in expected.replace(" or ", ", ").split(", ") if part.strip("' ")]


def _dotted(path: tuple[Step, ...]) -> str:
    text = ""
    for step in path:
        word = str(step) if _PLAIN.fullmatch(str(step)) else shown(step)
        text += f"[{word}]" if isinstance(step, int) else f".{word}" if text else word
    return text or "the file"


def keys_at(model: type[BaseModel], loc: tuple[Step, ...]) -> list[str]:
    """Return the keys that are valid at a location of a model."""
    here: list[Any] = [model]
    for step in loc:
        here = [inner for kind in here for inner in _inside(kind, step)]
    names = (f.alias or name for kind in here for m in _models(kind) for name, f in m.model_fields.items())
    return list(dict.fromkeys(names))


def _inside(kind: Any, step: Step) -> Iterator[Any]:
    for model in _models(kind):
        named = (f for name, f in model.model_fields.items() if step in (name, f.alias))
        yield from (field.annotation for field in named)
    if isinstance(step, str) and step in UNION_TAGS:
        yield from _models(kind, step)
    elif isinstance(step, int) or get_origin(kind) is dict:
        yield from (arg for arg in get_args(kind) if arg is not Ellipsis)


def _models(kind: Any, tag: str | None = None) -> Iterator[type[BaseModel]]:
    """Yield the models that an annotation admits at this level, or only the one that a union tag names."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        return
    if get_origin(kind) in (tuple, list, dict):
        return
    for arg in (getattr(kind, "__origin__", None), *get_args(kind)):
        tags = [m.tag for m in getattr(arg, "__metadata__", ()) if isinstance(m, Tag)]
        if arg is not None and (tag is None or not tags or tag in tags):
            yield from _models(arg, tag)
