"""Changes to the text of a record that leave every other byte of it as it is."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from urllib.parse import quote

from advisor.record.entries import LISTED, Entry, Stated, heading, stated, visible_lines
from advisor.record.reading import number_of
from advisor.report.words import listed

LINKS = "More Information"
_BULLET = re.compile(r"[ \t]*(?:[*+-][ \t]+)?")


def identifier(name: str) -> str:
    """Return what a record is called in others, as ADR-0012; `name` is its file name."""
    return f"ADR-{number_of(name) or 0:04d}"


def link_to(name: str) -> str:
    """Return a Markdown link to a record in the same folder, whatever its file name holds."""
    return f"[{identifier(name)}]({quote(os.fsencode(name), safe='')})"


def superseding(text: str, names: Sequence[str]) -> str:
    """Return a record with a sentence that links to the records it supersedes."""
    return with_sentence(text, f"Supersedes {listed([link_to(name) for name in names], 'and')}.")


def superseded(text: str, name: str) -> str:
    """Return a record with the status superseded by another and a link to it.

    The status is written where and as the record keeps it: in front matter as MADR 4 wants it, the link then under
    More Information; in a list or a section with the link in it. A record without a status gets it in front matter.
    """
    lines = text.split("\n")
    told = stated(lines)
    status = told.first("status")
    if status and status.form != "front matter":
        lines[status.start] = _restated(lines[status.start], status, name)
        return "\n".join(lines)
    return with_sentence("\n".join(_in_front_matter(lines, told, status, name)), f"Superseded by {link_to(name)}.")


def _restated(line: str, status: Entry, name: str) -> str:
    """Return the line of a status in a list or a section with another status."""
    found = LISTED.match(line) if status.form == "list" else None
    before = found["before"] if found else line[: _BULLET.match(line).end()]  # type: ignore[union-attr]
    words = "Superseded by" if status.text[:1].isupper() or status.form == "section" else "superseded by"
    closing = "**" if before.count("**") % 2 else ""
    return f"{before}{words} {link_to(name)}{closing}{_line_end(line)}"


def _in_front_matter(lines: Sequence[str], told: Stated, status: Entry | None, name: str) -> list[str]:
    """Return the lines with the status in front matter, which is made where there is none."""
    end = _line_end(lines[0])
    key = lines[status.start].split(":")[0] if status else "status"
    line = f'{key}: "superseded by {identifier(name)}"{end}'
    if status:
        return [*lines[: status.start], line, *lines[status.stop :]]
    if told.body:
        return [lines[0], line, *lines[1:]]
    return [f"---{end}", line, f"---{end}", end, *lines]


def with_sentence(text: str, sentence: str) -> str:
    """Return a record with a paragraph at the end of its More Information, outside of generated parts."""
    lines = text.split("\n")
    end = _line_end(lines[0])
    at, found = _end_of_section(lines, LINKS)
    while at > 0 and not lines[at - 1].strip():
        at -= 1
    missing = [] if found else [end, f"## {LINKS}{end}"]
    if at == len(lines) and at > 0:
        lines[at - 1] = lines[at - 1].removesuffix("\r") + end  # the last line had no end
    before, after = [*lines[:at], *missing, end, f"{sentence}{end}"], lines[at:] or [""]
    return "\n".join([*before, *after])


def _end_of_section(lines: Sequence[str], title: str) -> tuple[int, bool]:
    """Return where a section ends, and whether there is one; without one that is the end of the text."""
    level = 0
    for n, line in visible_lines(lines, stated(lines).body):
        told = heading(line)
        if told and level and told[0] <= level:
            return n, True
        if told and told[1].casefold() == title.casefold():
            level = told[0]
    return len(lines), level > 0


def _line_end(line: str) -> str:
    """Return what a line ends with before its newline: a carriage return or nothing."""
    return "\r" if line.endswith("\r") else ""
