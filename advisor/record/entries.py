"""What a record states about itself, in any of the usual forms: front matter, a list, a section, a line of links.

MADR 3 and 4 keep the status in front matter, MADR 2 and log4brains in a list under the title, adr-tools in a section
of its own. Records are other people's files: what cannot be read is passed over, nothing here raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from advisor.errors import InputError
from advisor.loading.yamltext import parse

Form = Literal["front matter", "list", "section", "link"]
Key = Literal["status", "date", "supersedes", "superseded by", "review"]
Line = tuple[int, str]

_KEYS: dict[str, Key] = {
    "status": "status",
    "date": "date",
    "supersedes": "supersedes",
    "supercedes": "supersedes",
    "replaces": "supersedes",
    "supersededby": "superseded by",
    "supercededby": "superseded by",
    "replacedby": "superseded by",
    "review": "review",
    "reviewby": "review",
    "reviewdate": "review",
    "nextreview": "review",
}
_BOLD = r"(?:\*\*|__)?"
_MARK = r" {0,3}(?:[*+-][ \t]+)?" + _BOLD
_FIELD = re.compile(r"(\w[\w -]{0,40}):(?=\s|$)")
LISTED = re.compile(rf"(?P<before>{_MARK}(?P<key>[A-Za-z][A-Za-z _-]{{0,30}}){_BOLD}:{_BOLD}[ \t]*)(?P<text>.*)")
_LINKS = re.compile(
    rf"{_MARK}(?P<key>super[sc]edes|super[sc]eded by|replaces|replaced by){_BOLD}:?{_BOLD}[ \t]+(?P<text>.+)",
    re.IGNORECASE,
)
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_HIDING = tuple(
    (re.compile(begin), re.compile(end))
    for begin, end in (
        (r"<!-- advisor:begin \S+ -->\s*$", r"<!-- advisor:end \S+ -->\s*$"),
        (r" {0,3}```", r" {0,3}```"),
        (r" {0,3}~~~", r" {0,3}~~~"),
    )
)
_COMMENT_END = re.compile(r".*-->")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement: its text, and the lines that it takes, counted from 0 up to, not including, `stop`."""

    key: Key
    text: str
    start: int
    stop: int
    form: Form


@dataclass(frozen=True, slots=True)
class Stated:
    """What a record states: its title, where the front matter ends, and all statements, front matter first."""

    title: str
    body: int
    entries: tuple[Entry, ...]

    def first(self, key: Key) -> Entry | None:
        """Return the statement that counts where there are several."""
        return next((entry for entry in self.entries if entry.key == key), None)


def stated(lines: Sequence[str]) -> Stated:
    """Read the lines of a record."""
    body = front_matter_end(lines)
    visible = list(visible_lines(lines, body))
    title = next((found[2] for _, line in visible if (found := _HEADING.match(line)) and found[1] == "#"), "")
    entries = (*_front_matter(lines, body), *_listed(visible), *_sections(visible), *_links(visible))
    return Stated(title.strip("# \t\r"), body, entries)


def front_matter_end(lines: Sequence[str]) -> int:
    """Return the number of the first line after the front matter, 0 where there is none."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    return next((n + 1 for n, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)


def visible_lines(lines: Sequence[str], start: int = 0) -> Iterator[Line]:
    """Yield the lines that people wrote as text, with their numbers: no code, no comments, no generated part.

    What is passed over lasts up to the line that ends it.
    """
    end: re.Pattern[str] | None = None
    for n, line in enumerate(lines[start:], start):
        if end:
            end = None if end.match(line) else end
        else:
            end = _hiding(line)
            if not (end and end is not _COMMENT_END):
                yield n, _COMMENT.sub("", line.rstrip())


def _hiding(line: str) -> re.Pattern[str] | None:
    """Return what ends the hidden lines that begin with, or behind, this one."""
    for begin, end in _HIDING:
        if begin.match(line):
            return end
    return _COMMENT_END if line.rfind("<!--") > line.rfind("-->") else None


def heading(line: str) -> tuple[int, str] | None:
    """Return the level and the text of a heading, None for another line."""
    found = _HEADING.match(line)
    return (len(found[1]), found[2].rstrip("# \t\r")) if found else None


def _key(word: str) -> Key | None:
    return _KEYS.get(re.sub(r"[ _-]", "", word).lower())


def _front_matter(lines: Sequence[str], end: int) -> Iterator[Entry]:
    seen: set[Key] = set()
    for n in range(1, end - 1):
        found = _FIELD.match(lines[n])
        key = found and _key(found[1])
        if found and key and key not in seen:
            seen.add(key)
            stop = _end_of_value(lines, n, end - 1)
            yield Entry(key, _value("\n".join(lines[n:stop]), found.end()), n, stop, "front matter")


def _end_of_value(lines: Sequence[str], start: int, end: int) -> int:
    """Return the first line that is not part of a value, which goes on indented or as a list."""
    stop = start + 1
    for n in range(start + 1, end):
        if lines[n][:1] not in (" ", "\t", "-", "\r", ""):
            break
        stop = n + 1 if lines[n].strip() else stop
    return stop


def _value(text: str, after: int) -> str:
    """Return a value as text; one that is not valid YAML counts as it is written."""
    try:
        data = parse(text, "front matter").data
    except InputError:
        return text[after:].strip()
    (value,) = data.values() if isinstance(data, dict) and len(data) == 1 else ("",)
    return _as_text(value)


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""


def _listed(visible: Sequence[Line]) -> Iterator[Entry]:
    """Yield what stands before the first heading under the title."""
    for n, line in visible:
        told, found = heading(line), LISTED.match(line)
        if told and told[0] > 1:
            return
        key = found and _key(found["key"])
        if found and key:
            yield Entry(key, found["text"].strip(), n, n + 1, "list")


def _sections(visible: Sequence[Line]) -> Iterator[Entry]:
    """Yield the first line of each section that is called Status or Date."""
    key: Key | None = None
    for n, line in visible:
        told = heading(line)
        if told:
            key = _key(told[1]) if told[0] > 1 else None
        elif key and line.strip():
            yield Entry(key, line.strip(), n, n + 1, "section")
            key = None


def _links(visible: Sequence[Line]) -> Iterator[Entry]:
    """Yield the lines that name other records."""
    for n, line in visible:
        found = _LINKS.match(line)
        key = found and _key(found["key"])
        if found and key:
            yield Entry(key, found["text"].strip(), n, n + 1, "link")
