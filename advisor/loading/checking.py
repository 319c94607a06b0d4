"""Pydantic's findings as located faults in the user's words, with the nearest valid name."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from advisor.errors import AdvisorError, Fault
from advisor.loading.yamltext import Document, Step

M = TypeVar("M", bound=BaseModel)
_SHOWN = 60


def check(model: type[M], document: Document, error: type[AdvisorError]) -> M:
    """Turn a document into a model. Raises `error` with every fault, each at its place."""
    try:
        return model.model_validate(document.data)
    except ValidationError as found:
        raise error.of(tuple(_fault(details, model, document) for details in found.errors())) from None


def nearest(name: str, known: tuple[str, ...] | list[str]) -> str | None:
    """Return a hint that names the closest valid name, or all of them where they are few."""
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"valid here: {', '.join(known)}" if known and len(known) <= 15 else None


def shown(value: object) -> str:
    """Quote a user's value for a message, shortened."""
    text = repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _fault(details: ErrorDetails, model: type[BaseModel], document: Document) -> Fault:
    path = tuple(step for step in details["loc"] if not (isinstance(step, str) and step.startswith("<")))
    about_key = details["type"] == "extra_forbidden" or (path and path[-1] == "[key]")
    path = tuple(step for step in path if step != "[key]")
    message, hint = _words(details, path, model)
    return Fault(message, document.place(path, key=bool(about_key)), hint)


def _words(details: ErrorDetails, path: tuple[Step, ...], model: type[BaseModel]) -> tuple[str, str | None]:
    name, given, kind = _dotted(path), details["input"], details["type"]
    context = details.get("ctx", {})
    if kind == "extra_forbidden":
        return f"unknown key {shown(path[-1])}", nearest(str(path[-1]), keys_at(model, details["loc"][:-1]))
    if kind == "missing":
        return f"{name} is missing", None
    if kind == "literal_error":
        options = _quoted(str(context.get("expected", "")))
        return f"{name}: {shown(given)} is not one of its options", nearest(str(given), options)
    if kind == "value_error":
        return f"{name}: {context.get('error', details['msg'])}", None
    return f"{name}: {shown(given)} does not fit: {_lower(details['msg'])}", None


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def _quoted(expected: str) -> list[str]:
    """Take the options out of pydantic's sentence: `'a', 'b' or 'c'`."""
    return [part.strip("' ") for part in expected.replace(" or ", ", ").split(", ") if part.strip("' ")]


def _dotted(path: tuple[Step, ...]) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "the file"


def keys_at(model: type[BaseModel], loc: tuple[Step, ...]) -> list[str]:
    """Return the keys that are valid at a location of a model."""
    here: list[Any] = [model]
    for step in loc:
        here = [inner for kind in here for inner in _inside(kind, step)]
    return [f.alias or name for kind in here for m in _models(kind) for name, f in m.model_fields.items()]


def _inside(kind: Any, step: Step) -> Iterator[Any]:
    for model in _models(kind):
        if isinstance(step, str):
            named = (f for name, f in model.model_fields.items() if step in (name, f.alias))
            yield from (field.annotation for field in named)
    if isinstance(step, str) and step.startswith("<"):
        yield from (m for m in _models(kind, step))
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
