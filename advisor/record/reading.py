"""Records as they lie on disk, ours or anybody's: number, title, status, dates, and what supersedes what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import unquote

from advisor.errors import FileError
from advisor.loading.yamltext import MAX_BYTES, decoded
from advisor.record.entries import Entry, Form, Key, Stated, stated

Status = Literal["draft", "proposed", "rejected", "accepted", "deprecated", "superseded"]
STATUSES: tuple[Status, ...] = get_args(Status)
_RESERVED = re.compile(r"(?:template|readme|index|backlog|adr-template.*)\.md", re.IGNORECASE)
_NUMBER = re.compile(r"(?:adr|decision)?[ _-]?([0-9]{1,5})(?=[_.-])(?!-[0-9]{2}-[0-9]{2})", re.IGNORECASE)
_TITLE_NUMBER = re.compile(
    r"(?:(?:adr|decision)[ #_-]*)?[0-9]{1,5}[ \t]*[.:\u2013\u2014-][ \t]+|adr[ #_-]*[0-9]{1,5}[ \t]+", re.I
)
_STATUS = re.compile(rf"[\W_]*(?:(?P<known>{'|'.join(STATUSES)})|(?P<odd>superceded))(?![^\W_])", re.IGNORECASE)
_SUPERSEDED_BY = re.compile(r"super[sc]eded[ \t]+by:?[ \t]*", re.IGNORECASE)
_DATE = re.compile(r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
_REFERENCE = re.compile(
    r"\[(?P<text>[^][]{0,300})\]\((?P<target>[^()\s]{0,500})\)"
    r"|(?:adr|madr|decision|record)?[ \t#_-]{0,2}(?P<number>[0-9]{1,5})(?![0-9]|-[0-9]{2})[\w-]*",
    re.IGNORECASE,
)
_NEXT = re.compile(r"[ \t]*(?:,[ \t]*and\b|,|;|&|\band\b)[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """Another record as a record names it: its number, the path linked to as it is written, "" for none; the line.

    `words` are what it is called there, as ADR-0012 for a number alone.
    """

    number: int | None
    target: str
    line: int
    words: str = field(default="", compare=False)

    @property
    def file(self) -> str | None:
        """The name of the Markdown file linked to, None where there is none."""
        name = _file_name(self.target)
        return name if name.lower().endswith(".md") else None


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A record as it lies on disk.

    `status` is None where the record states none or one that is not usual; `status_text` is what stands there, and
    `form` how: MADR 3 and 4 use front matter, MADR 2 a list, adr-tools a section. `number` is that of the file name.
    Lines count from 1. `review` is the date on which the decision is to be looked at again, None also where what stands
    there, `review_text`, is no date. `astray` are words in the place of a record that name none.
    """

    path: Path
    number: int | None
    title: str
    status: Status | None
    status_text: str
    status_line: int
    form: Form | None
    date: dt.date | None
    review: dt.date | None
    supersedes: tuple[Reference, ...]
    superseded_by: tuple[Reference, ...]
    date_line: int = 1
    review_text: str = ""
    review_line: int = 1
    astray: tuple[tuple[Key, Reference], ...] = ()

    @property
    def is_current(self) -> bool:
        """Whether the decision is meant to hold, or is about to."""
        return self.status not in ("superseded", "deprecated", "rejected")

    def led_astray(self, key: Key) -> tuple[Reference, ...]:
        """Return the words under a key that name no record."""
        return tuple(reference for its_key, reference in self.astray if its_key == key)


def record_paths(folder: Path) -> tuple[Path, ...]:
    """Return the Markdown files of a folder that can be records, by name; none where there is no such folder."""
    found = folder.glob("*.md") if folder.is_dir() else ()
    return tuple(sorted(path for path in found if path.is_file() and not _RESERVED.fullmatch(path.name)))


def read_record(path: Path) -> RecordFile:
    """Read a record; raise FileError where it cannot be read, InputError where it is no UTF-8 text or far too long."""
    return parse_record(read_record_text(path), path)


def read_record_text(path: Path) -> str:
    """Return the text of a record with the line ends that it has; errors as for `read_record`."""
    try:
        with path.open("rb") as file:
            return decoded(file.read(MAX_BYTES + 1), str(path))
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}", hint="check the path and its permissions") from None


def parse_record(text: str, path: Path) -> RecordFile:
    """Read a record's text. Nothing in it is an error: what a record does not state, or not legibly, is left open."""
    told = stated(text.split("\n"))
    status, date, review = told.first("status"), told.first("date"), told.first("review")
    status_text = status.text if status else ""
    return RecordFile(
        path=path,
        number=number_of(path.name),
        title=told.title[found.end() :] if (found := _TITLE_NUMBER.match(told.title)) else told.title,
        status=status_of(status_text),
        status_text=status_text,
        status_line=status.start + 1 if status else 1,
        form=status.form if status else None,
        date=_date(date),
        review=_date(review),
        supersedes=_references(told, "supersedes"),
        superseded_by=_references(told, "superseded by"),
        date_line=date.start + 1 if date else 1,
        review_text=review.text if review else "",
        review_line=review.start + 1 if review else 1,
        astray=tuple(_astray(told)),
    )


def number_of(name: str) -> int | None:
    """Return the number that a file name begins with, as 0012-title.md or adr-12-title.md; a date is none."""
    found = _NUMBER.match(name)
    return int(found[1], 10) if found else None


def status_of(text: str) -> Status | None:
    """Return the usual status that a text states; None for none, an unusual one, or a choice left in a template."""
    found = _STATUS.match(text)
    if _is_choice(text) or not found:
        return None
    if found["odd"] or _SUPERSEDED_BY.search(text):
        return "superseded"
    return next(status for status in STATUSES if status == found["known"].lower())


def _is_choice(text: str) -> bool:
    return text[:1] in ("[", "{") and "|" in text


def _date(entry: Entry | None) -> dt.date | None:
    found = entry and _DATE.search(entry.text)
    try:
        return dt.date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def _references(told: Stated, key: Key) -> tuple[Reference, ...]:
    """Return the records named under a key, and for `superseded by` in the status, each once."""
    found: dict[int | str, Reference] = {}
    for its_key, text, line in _naming(told):
        for reference in references_in(text, line) if its_key == key else ():
            found.setdefault(reference.number or reference.target, reference)
    return tuple(found.values())


def _astray(told: Stated) -> Iterator[tuple[Key, Reference]]:
    for key, text, line in _naming(told):
        if text.strip() and not references_in(text, line):
            yield key, Reference(None, "", line, text.strip())


def _naming(told: Stated) -> Iterator[tuple[Key, str, int]]:
    """Yield the texts in which other records are named, with what they are to this one, and the lines."""
    for entry in told.entries:
        key: Key = entry.key
        by = _SUPERSEDED_BY.search(entry.text) if key == "status" else None
        if by:
            key = "superseded by"
        if key in ("supersedes", "superseded by") and not _is_choice(entry.text):
            yield key, entry.text[by.end() if by else 0 :], entry.start + 1


def references_in(text: str, line: int) -> tuple[Reference, ...]:
    """Return the records that a text names from its beginning on, as links, numbers, or a list of these."""
    text = text.strip()
    found: list[Reference] = []
    at = _REFERENCE.match(text)
    while at:
        found.append(_reference(at, line))
        following = _NEXT.match(text, at.end())
        at = _REFERENCE.match(text, following.end()) if following else None
    return tuple(reference for reference in found if reference.number is not None or reference.target.endswith(".md"))


def _reference(found: re.Match[str], line: int) -> Reference:
    if found["number"]:
        number = int(found["number"], 10)
        return Reference(number, "", line, f"ADR-{number:04d}")
    name, text = _file_name(found["target"]), found["text"].strip()
    label = _REFERENCE.match(text)
    in_label = label["number"] if label else None
    return Reference(number_of(name) or (int(in_label, 10) if in_label else None), found["target"], line, text or name)


def _file_name(target: str) -> str:
    return unquote(re.split("[#?]", target)[0]).rsplit("/", 1)[-1]
