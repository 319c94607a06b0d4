"""Values of a rule base said in short, so that a change can be told as old and new."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from advisor.model.overlay import Change

LONGEST = 160


def values_of(change: Change, before: Any, after: Any) -> dict[str, tuple[str, ...]]:
    """Return the keys that a change names, with what each was and is; of what it only adds to, what came to it.

    `before` and `after` are the thing that is changed.
    """
    old, new = _plain(before), _plain(after)
    keys = tuple(dict.fromkeys((*change.to, *change.add)))
    return {
        "keys": keys,
        "before": tuple(in_short(old.get(key)) if key in change.to else "" for key in keys),
        "after": tuple(in_short(new.get(key)) if key in change.to else _added(change.add[key]) for key in keys),
    }


def in_short(value: Any) -> str:
    """Say a value as it would be written in one line of YAML, cut where it is long."""
    text = _said(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _said(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_said(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_said, value))}]"
    return str(value)


def _added(items: list[Any]) -> str:
    """Name what is added to a list by its ids, where it has some."""
    return in_short([item.get("id", item) if isinstance(item, dict) else item for item in items])


def _plain(thing: Any) -> dict[str, Any]:
    if isinstance(thing, BaseModel):
        return thing.model_dump(mode="json", by_alias=True, exclude_none=True)
    return dict(thing)
