"""A decision record as others write them too: its number, its status, its dates, and which records it names.

MADR keeps the status in front matter (3, 4) or in a list (2), others in a section of its own. Generated parts are
passed over: what a profile says in them is no statement of the record's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from advisor.errors import Place

MAX_FRONT = 200
MAX_LINE = 1000
_NUMBER = re.compile(r"(\d{4})-.+\.md", re.IGNORECASE)
_FRONT = re.compile(r"([\w-]+)\s*:\s*(.*?)\s*(?:\s#.*)?$")
_BULLET = re.compile(r"[*-]\s*\**(\w+)\**\s*:\**\s*(.*)$")
_MARKER = re.compile(r"<!-- advisor:(begin|end) \S+ -->$")
_FENCE = re.compile(r"\s*(```|~~~)")
_RELATION = re.compile(r"[\s>*_-]*(?:status\W+)?(supers?[ce]e?ded by|supersedes|supercedes)\b:?\s*(.*)", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
_NAMED = re.compile(r"\bADR[- #]?(\d{1,6})\b", re.IGNORECASE)
_BARE = re.compile(r"\s*#?(\d{1,6})\b")
REVIEW_KEYS = ("review-by", "review_by", "reviewby", "review-date", "review_date")


@dataclass(frozen=True, slots=True)
class Reference:
    """A record that another names: by number, by file, or by words alone; and the line where it stands."""

    number: int | None
    file: str | None
    words: str
    line: int


@dataclass(frozen=True)
class Record:
    """A record's text, and what it says of itself. `lines` are without its generated parts and its code."""

    path: Path
    text: str

    @property
    def number(self) -> int | None:
        """The number in its file name."""
        match = _NUMBER.fullmatch(self.path.name)
        return int(match[1], 10) if match else None

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its lines; those that are not a human's statements are empty."""
        return tuple(_own(self.text))

    @cached_property
    def front(self) -> dict[str, tuple[str, int]]:
        """The front matter: values without quotes, and their lines, by key in small letters."""
        if not self.lines or self.lines[0].rstrip() != "---":
            return {}
        made: dict[str, tuple[str, int]] = {}
        for number, line in enumerate(self.lines[1:MAX_FRONT], 2):
            if line.rstrip() in ("---", "..."):
                return made
            match = _FRONT.match(line)
            if match:
                made.setdefault(match[1].lower(), (match[2].strip("\"'"), number))
        return {}

    @cached_property
    def status(self) -> tuple[str, int]:
        """The status as it is written, and its line; empty where it has none."""
        return self.front.get("status") or self._listed("status") or self._section("status") or ("", 1)

    @property
    def state(self) -> str:
        """The first word of the status in small letters."""
        words = self.status[0].lower().split()
        return "superseded" if words[:1] == ["superceded"] else words[0] if words else ""

    @property
    def is_current(self) -> bool:
        """Whether the decision is meant to hold, or is about to."""
        return self.state not in ("superseded", "deprecated", "rejected")

    @cached_property
    def title(self) -> str:
        """The first heading, else the file's name."""
        heading = next((line for line in self.lines if line.startswith("# ")), "")
        return heading[2:].replace("\\", "").strip() or self.path.name

    @property
    def date(self) -> dt.date | None:
        """When it was last updated, as far as it says."""
        said = self.front.get("date") or self._listed("date")
        return _day(said[0]) if said else None

    @property
    def review(self) -> tuple[dt.date | None, str, int] | None:
        """The day by which it is to be looked at again, as it is written, and its line; no day where that is none."""
        said = next((self.front[key] for key in REVIEW_KEYS if self.front.get(key, ("",))[0]), None)
        return (_day(said[0]), said[0], said[1]) if said else None

    @cached_property
    def superseded_by(self) -> tuple[Reference, ...]:
        """The records that it says have taken its place."""
        return tuple(r for word, r in self._relations() if word != "supersedes")

    @cached_property
    def supersedes(self) -> tuple[Reference, ...]:
        """The records whose place it says it has taken."""
        return tuple(r for word, r in self._relations() if word == "supersedes")

    def place(self, line: int = 1) -> Place:
        """Return the place of a line."""
        return Place(str(self.path), line)

    def line_of(self, pattern: str) -> int:
        """Return the first line that begins with a pattern, whoever wrote it; 1 where there is none."""
        lines = self.text.splitlines()
        return next((n for n, line in enumerate(lines, 1) if re.match(pattern, line)), 1)

    def _listed(self, key: str) -> tuple[str, int] | None:
        """Return what a list before the second heading says of a key."""
        for number, line in enumerate(self.lines, 1):
            match = _BULLET.match(line)
            if match and match[1].lower() == key:
                return match[2].strip(), number
            if line.startswith("## "):
                return None
        return None

    def _section(self, heading: str) -> tuple[str, int] | None:
        """Return the first line of a section."""
        inside = False
        for number, line in enumerate(self.lines, 1):
            if line.startswith("## "):
                inside = line[3:].strip().lower() == heading
            elif inside and line.strip():
                return line.strip(), number
        return None

    def _relations(self) -> Iterator[tuple[str, Reference]]:
        for number, line in enumerate(self.lines, 1):
            match = _RELATION.match(line.replace('"', "").replace("'", ""))
            if match:
                word = "supersedes" if match[1].lower().endswith("es") else "superseded by"
                for reference in _references(match[2], number):
                    yield word, reference


def is_record(record: Record, sidecar: bool) -> bool:
    """Tell whether a Markdown file is a record: it says a status, or has a sidecar."""
    return sidecar or bool(record.status[0])


def _own(text: str) -> Iterator[str]:
    """Yield the lines of a text, those inside generated parts and code as empty ones."""
    generated = code = False
    for line in text.splitlines():
        marker = _MARKER.match(line)
        if marker:
            generated = marker[1] == "begin"
        elif not generated and _FENCE.match(line):
            code = not code
        yield "" if generated or code or marker else line[:MAX_LINE]


def _references(words: str, line: int) -> Iterator[Reference]:
    """Yield each record that some words name; words that name none are one reference that leads nowhere."""
    links = _LINK.findall(words)
    for title, target in links:
        name = target.rsplit("/", 1)[-1].partition("#")[0]
        numbered = _NUMBER.fullmatch(name)
        number = int(numbered[1], 10) if numbered else _number(title)
        yield Reference(number, name if name.lower().endswith(".md") else None, title or name, line)
    if not links:
        numbers = [int(n, 10) for n in _NAMED.findall(words)] or [n for n in (_number(words),) if n is not None]
        for number in numbers:
            yield Reference(number, None, f"ADR-{number:04d}", line)
        if not numbers and words.strip():
            yield Reference(None, None, words.strip(), line)


def _number(words: str) -> int | None:
    match = _NAMED.search(words) or _BARE.match(words)
    return int(match[1], 10) if match else None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
