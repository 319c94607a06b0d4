"""Documents put together from parts of others, so that a fault of the whole is told where its part was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.errors import Place
from advisor.loading.shelves import Shelf
from advisor.loading.yamltext import Document, Step


@dataclass(frozen=True)
class Patch(Document):
    """Something of a rule base with an overlay's change: keys that it replaces (`to`), lists that it adds to (`add`).

    `change` is the change as written; `added` says for each list how many items it had before, `under` names the key
    that all of `to` stands under.
    """

    change: Document = field(default_factory=lambda: Document("", None, None))
    added: Mapping[str, int] = field(default_factory=dict)
    under: str | None = None

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
        """Return where a part stands in the change; what the change leaves alone stands where the change begins."""
        first, rest = path[:1], path[1:]
        if not first:
            return self.change.place()
        if first[0] == self.under:
            return self.change.place(("to", *rest), key)
        name, data = str(first[0]), self.change.data
        if name in self.added and rest and isinstance(rest[0], int) and rest[0] >= self.added[name]:
            return self.change.place(("add", name, rest[0] - self.added[name], *rest[1:]), key)
        where = next((part for part in ("to", "add") if name in (data.get(part) or {})), None)
        return self.change.place((where, *path), key) if where else self.change.place()


@dataclass(frozen=True)
class Patchwork(Document):
    """A file of the whole rule base, whose items may stand elsewhere."""

    parts: Mapping[tuple[str, int], Document] = field(default_factory=dict)
    own: Document | None = None

    @classmethod
    def of(cls, file: str, head: Mapping[str, Any], shelves: Mapping[str, Shelf], own: Document | None) -> Patchwork:
        """Put a file together: `own` is the overlay's part of it, `head` the key that it is named after."""
        parts = {
            (key, n): entry.document
            for key, shelf in shelves.items()
            for n, entry in enumerate(shelf.entries)
            if entry.document
        }
        data = {**head, **{key: [None] * len(shelf.entries) for key, shelf in shelves.items()}}
        return cls(file, data, None, parts, own)

    def place(self, path: tuple[Step, ...] = (), key: bool = False) -> Place:
        """Return where a part stands; only the file's name is known of what comes from the rule base itself."""
        if len(path) > 1 and isinstance(path[1], int):
            part = self.parts.get((str(path[0]), path[1]))
            return part.place(path[2:], key) if part else Place(self.file)
        return self.own.place(path, key) if self.own else Place(self.file)
