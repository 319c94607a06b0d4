"""TOML as data, and where in the file each key stands, which the standard library does not say."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from advisor.errors import InputError, Place
from advisor.loading.yamltext import Document, Step

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_HEADER = re.compile(r"\s*\[(\[?)([^\[\]]+)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


@dataclass(frozen=True)
class TomlDocument(Document):
    """Parsed TOML: plain data, and the place of each key; what stands inside a value is placed at its key."""

    places: dict[tuple[Step, ...], Place] = field(default_factory=dict)
    base: tuple[Step, ...] = ()

    def place(self, path: tuple[Step, ...] = (), key: bool = False) -> Place:  # noqa: ARG002  one place for both
        """Return where a part stands, or the nearest thing around it."""
        whole = (*self.base, *path)
        found = (self.places[whole[:n]] for n in range(len(whole), 0, -1) if whole[:n] in self.places)
        return next(found, Place(self.file))

    def at(self, path: tuple[Step, ...]) -> TomlDocument:
        """Return a part as a document of its own; raise KeyError or IndexError where there is none."""
        data = self.data
        for step in path:
            data = data[step]
        return TomlDocument(self.file, data, None, self.places, (*self.base, *path))


def parse_toml(text: str, file: str) -> TomlDocument:
    """Parse TOML; raise InputError with the place of what is wrong."""
    try:
        data = tomllib.loads(text)
    except ValueError as error:  # also for a number with too many digits
        found = _AT.search(str(error))
        last = Place(file, text.count("\n") + 1)
        place = Place(file, int(found[1]), int(found[2])) if found and found[1] else last
        raise InputError(f"not valid TOML: {_AT.sub('', str(error))}", place) from None
    except RecursionError:
        raise InputError("not valid TOML: nested too deep", Place(file), "flatten it") from None
    return TomlDocument(file, data, None, _places(text, file))


def _places(text: str, file: str) -> dict[tuple[Step, ...], Place]:
    """Find the lines that open a table or set a key."""
    places: dict[tuple[Step, ...], Place] = {}
    seen: Counter[tuple[Any, ...]] = Counter()
    table: tuple[Step, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        header, key = _HEADER.match(line), _KEY.match(line)
        path = table
        if header:
            path = table = _names(header[2])
            if header[1]:
                path = table = (*table, seen[table])
                seen[table[:-1]] += 1
        elif key:
            path = (*table, *_names(key[1]))
        places.setdefault(path, Place(file, number, len(line) - len(line.lstrip()) + 1))
    return places


def _names(dotted: str) -> tuple[Step, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
