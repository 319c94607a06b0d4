"""A decision record as the gate looks at it: what it states of itself, and its text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from advisor.errors import Place
from advisor.record.reading import RecordFile, Reference, parse_record


@dataclass(frozen=True)
class Record:
    """A record's text, and what it says of itself."""

    path: Path
    text: str

    @cached_property
    def told(self) -> RecordFile:
        """What it states, in whichever form."""
        return parse_record(self.text, self.path)

    @property
    def number(self) -> int | None:
        """The number in its file name."""
        return self.told.number

    @property
    def status(self) -> tuple[str, int]:
        """The status as it is written, and its line; empty where it has none."""
        return self.told.status_text, self.told.status_line

    @property
    def state(self) -> str:
        """The status in a word of small letters, empty where it has none."""
        return self.told.status or next(iter(self.told.status_text.lower().split()), "")

    @property
    def is_current(self) -> bool:
        """Whether the decision is meant to hold, or is about to."""
        return self.told.is_current

    @property
    def title(self) -> str:
        """The first heading, else the file's name."""
        return self.told.title.replace("\\", "") or self.path.name

    @property
    def date(self) -> dt.date | None:
        """When it was last updated, as far as it says."""
        return self.told.date

    @property
    def superseded_by(self) -> tuple[Reference, ...]:
        """The records that it says have taken its place."""
        return (*self.told.superseded_by, *self.told.led_astray("superseded by"))

    @property
    def supersedes(self) -> tuple[Reference, ...]:
        """The records whose place it says it has taken."""
        return (*self.told.supersedes, *self.told.led_astray("supersedes"))

    def place(self, line: int = 1) -> Place:
        """Return the place of a line."""
        return Place(str(self.path), line)

    def line_of(self, pattern: str) -> int:
        """Return the first line that begins with a pattern, whoever wrote it; 1 where there is none."""
        lines = self.text.splitlines()
        return next((n for n, line in enumerate(lines, 1) if re.match(pattern, line)), 1)


def is_record(record: Record, sidecar: bool) -> bool:
    """Tell whether a Markdown file is a record: it says a status, or has a sidecar."""
    return sidecar or bool(record.status[0])
