"""Documents put together from parts of others, so that a fault of the whole is told where its part was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.errors import Place
from advisor.loading.shelves import LISTS, Shelf
from advisor.loading.yamltext import Document, Step


@dataclass(frozen=True)
class Patch(Document):
    """Something of a rule base with an overlay's change: keys that it replaces (`to`), lists that it adds to (`add`).

    `change` is the change as written; `added` says for each list how many items it had before, `under` names the key
    that all of `to` stands under. `rest` is where the thing itself stands, once it is known to be valid.
    """

    change: Document = field(default_factory=lambda: Document("", None, None))
    added: Mapping[str, int] = field(default_factory=dict)
    under: str | None = None
    rest: Document | None = None

    @classmethod
    def of(
        cls,
        change: Document,
        raw: Mapping[str, Any],
        add: Mapping[str, list[Any]],
        replaced: Mapping[str, Any] | None = None,
        under: str | None = None,
    ) -> Patch:
        """Lay a change over something's plain data; what is to become null goes back to its default."""
        data = {key: value for key, value in {**raw, **(replaced or {})}.items() if value is not None}
        lists = {key: data[key] if isinstance(data.get(key), list) else [] for key in add}
        data |= {key: [*lists[key], *items] for key, items in add.items()}
        return cls(change.file, data, None, change, {key: len(items) for key, items in lists.items()}, under)

    def place(self, path: tuple[Step, ...] = (), key: bool = False) -> Place:
        """Return where a part stands in the change; what the change leaves alone stands in the rest, if that is known,
        else where the change begins."""
        first, rest = path[:1], path[1:]
        if not first:
            return self.change.place()
        if first[0] == self.under:
            return self.change.place(("to", *rest), key)
        name, before = str(first[0]), self.added.get(str(first[0]), 0)
        n = rest[0] if rest and isinstance(rest[0], int) else before
        if name in self.added and n >= before:
            return self.change.place(("add", name, *((n - before, *rest[1:]) if rest else ())), key)
        if name in (self.change.data.get("to") or {}):
            return self.change.place(("to", *path), key)
        return self.rest.place(path, key) if self.rest else self.change.place()


@dataclass(frozen=True, order=True)
class Elsewhere(Place):
    """A place that is known by what stands there alone."""

    kind: str = ""
    id: str = ""


@dataclass(frozen=True)
class Unseen(Document):
    """Something of a rule base whose text is not at hand."""

    data: Any = None
    root: Any = None
    kind: str = ""
    id: str = ""

    def place(self, path: tuple[Step, ...] = (), key: bool = False) -> Place:  # noqa: ARG002  one place for all of it
        """Say what stands here."""
        return Elsewhere(self.file, kind=self.kind, id=self.id)


def unseen(file: str, key: str, model: Any) -> Unseen:
    """Return what stands for a thing in a list of a file of the rule base."""
    return Unseen(file, kind=LISTS[key] or "entry", id=getattr(model, "id", key))


@dataclass(frozen=True)
class Patchwork(Document):
    """A file of the whole rule base, whose items may stand elsewhere."""

    parts: Mapping[tuple[str, int], Document] = field(default_factory=dict)
    rest: Document = field(default_factory=lambda: Unseen(""))

    @classmethod
    def of(cls, file: str, head: Mapping[str, Any], shelves: Mapping[str, Shelf], own: Document | None) -> Patchwork:
        """Put a file together: `own` is the overlay's part of it, `head` the key that it is named after."""
        parts = {
            (key, n): entry.document or unseen(file, key, entry.model)
            for key, shelf in shelves.items()
            for n, entry in enumerate(shelf.entries)
        }
        data = {**head, **{key: [None] * len(shelf.entries) for key, shelf in shelves.items()}}
        return cls(file, data, None, parts, own or Unseen(file, kind="file", id=file))

    def place(self, path: tuple[Step, ...] = (), key: bool = False) -> Place:
        """Return where a part stands; of what comes from the rule base itself only what it is is known."""
        part = self.parts.get((str(path[0]), path[1])) if len(path) > 1 and isinstance(path[1], int) else None
        return part.place(path[2:], key) if part else self.rest.place(path, key)
