"""What a check found: shared by the gate, the lint of the rule base and the scan of a repository."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from advisor.errors import Place

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of fault that is looked for: its id, how bad it is, and what it means in a sentence and in full.

    `method` says how it is looked for, where a check may miss something or others of its kind do.
    """

    id: str
    severity: Severity
    title: str
    about: str
    method: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that somebody has decided to live with, why, and until when."""

    reason: str
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: which check found it, where, what is wrong, what led to it, and what to do.

    `key` tells it from the other findings of its check in the same file and stays the same when lines move, so that
    a report can follow it over time. `sources` are ids of the rule base. Findings are told in plain text; each format
    escapes for itself.
    """

    check: str
    severity: Severity
    message: str
    place: Place
    key: str
    details: tuple[str, ...] = ()
    hint: str | None = None
    sources: tuple[str, ...] = ()
    waiver: Waiver | None = None
