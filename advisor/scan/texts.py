"""What readers of all kinds of files share: the file given to them, places in its text, and what they cannot read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from advisor.errors import Place
from advisor.model.scanned import Trace
from advisor.model.scanning import Way

MAX_MISSES = 200
_KEY = re.compile(r"[ \t]*(?:[\"']?([\w.-]+?)[\"']?[ \t]*=|\[(?:[^\]\n]*\.)?[\"']?([\w-]+)[\"']?\])")
_STRING = r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
_C_COMMENT = re.compile(rf"({_STRING})|/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
_HASH_COMMENT = re.compile(rf"({_STRING})|#[^\n]*")


class UnreadableError(Exception):
    """A file is not what its name says; the message says what is wrong."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file, with its path relative to the root, and its area."""

    name: str
    area: str
    text: str

    def trace(self, way: Way, name: str, line: int, column: int = 1, *, detail: str = "", area: str = "") -> Trace:
        """Return what stands at a line of this file."""
        return Trace(way, name, Place(self.name, max(line, 1), max(column, 1)), area or self.area, detail)


Reader = Callable[[Text], Iterator[Trace]]


class Lines:
    """Finds the lines of things that a parser has read in the order of the file without saying where they stood."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.misses = 0

    def of(self, *written: str) -> int:
        """Return the line on which one of these stands next; where none does any more, the line found last."""
        if self.misses > MAX_MISSES:
            return self.line
        found = [at for at in (self.text.find(word, self.at) for word in written if word) if at >= 0]
        if found:
            self.line += self.text.count("\n", self.at, min(found))
            self.at = min(found)
        else:
            self.misses += 1
        return self.line

    @cached_property
    def keys(self) -> dict[str, int]:
        """The line of each TOML key, and of each table by the last part of its name, where it stands first."""
        found: dict[str, int] = {}
        for number, line in enumerate(self.text.splitlines(), 1):
            key = _KEY.match(line)
            if key:
                found.setdefault(key[1] or key[2], number)
        return found

    def back(self) -> None:
        """Begin at the top again."""
        self.at, self.line = 0, 1


class Numbering:
    """Numbers the lines of positions that come in the order of the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1

    def of(self, at: int) -> int:
        """Return the line of a position."""
        if at < self.at:
            self.at, self.line = 0, 1
        self.line += self.text.count("\n", self.at, at)
        self.at = at
        return self.line


def without_c_comments(text: str) -> str:
    """Blank out `//` and `/* */` comments, so that places stay the same."""
    return _C_COMMENT.sub(_blank, text)


def without_hash_comments(text: str) -> str:
    """Blank out `#` comments, so that places stay the same."""
    return _HASH_COMMENT.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    return found[1] or re.sub(r"[^\n]", " ", found[0])
