"""Where each part of a rule base stands in its files, for those who report about one that is valid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from advisor.errors import Place, RuleBaseError
from advisor.loading.yamltext import Document, Step, decoded, parse

LISTS = {
    "rules": "rule",
    "constraints": "constraint",
    "components": "component",
    "sources": "source",
    "targets": "target",
    "alternatives": "alternative",
    "groups": "group",
    "claims": "claim",
    "questions": "question",
}
CHANGED = (*LISTS.values(), "criterion")


@dataclass(frozen=True)
class Places:
    """The parts of a rule base by kind and id; what is not known stands at the beginning of the first file.

    What an overlay changes stands where it is changed.
    """

    known: Mapping[tuple[str, str], tuple[Document, tuple[Step, ...]]] = field(default_factory=dict)
    file: str = "rules"

    @classmethod
    def read(cls, folders: Iterable[Traversable]) -> Places:
        """Read the files of folders, each laid over those before. Raises RuleBaseError for one that is no YAML."""
        documents = [document for folder in folders for document in _documents(folder)]
        known = {(kind, id_): spot for document in documents for kind, id_, spot in _parts(document)}
        return cls(known, documents[0].file if documents else "rules")

    def of(self, kind: str, id_: str, *steps: Step, key: bool = False) -> Place:
        """Return where a part of something stands, as `of("rule", "some-id", "effect", "one")`."""
        if (kind, id_) not in self.known:
            return Place(self.file)
        document, path = self.known[kind, id_]
        return document.place((*path, *steps), key)


def shown_path(path: Traversable) -> str:
    """Return how messages call a file: from the working folder where it is inside."""
    whole = Path(str(path))
    return whole.relative_to(Path.cwd()).as_posix() if whole.is_relative_to(Path.cwd()) else str(path)


def _documents(folder: Traversable) -> Iterator[Document]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_dir():
            yield from _documents(path)
        elif path.name.endswith(".yaml"):
            yield document_of(path)


def document_of(path: Traversable) -> Document:
    """Parse a file of a rule base. Raises RuleBaseError for one that is no YAML."""
    name = shown_path(path)
    return parse(decoded(path.read_bytes(), name, RuleBaseError), name, RuleBaseError, printable=True)


def _parts(document: Document) -> Iterator[tuple[str, str, tuple[Document, tuple[Step, ...]]]]:
    data = document.data if isinstance(document.data, dict) else {}
    if "judges" in data:
        yield "criterion", str(data.get("id")), (document, ())
    if "strengths" in data:
        yield "settings", "", (document, ())
    for key, kind in LISTS.items():
        items: Any = data.get(key)
        for n, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict) and "id" in item:
                yield kind, str(item["id"]), (document, (key, n))
    changes: Any = data.get("changes")
    for n, change in enumerate(changes if isinstance(changes, list) else ()):
        yield from ((kind, str(change[kind]), (document, ("changes", n))) for kind in CHANGED if kind in change)
