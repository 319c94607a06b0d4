"""What `advisor.findings/1` looks like: models for its JSON Schema alone, so that making the JSON loads none."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from advisor.report.schema_base import Shape

Word = Literal["error", "warning", "note"]


class ToolShape(Shape):
    """The program that looked."""

    name: str
    version: str


class CountsShape(Shape):
    """How many findings there are; the first three count those that are not waived."""

    error: int
    warning: int
    note: int
    waived: int


class SubjectShape(Shape):
    """Something that was looked at."""

    file: str
    line: int
    kind: str
    name: str
    state: str


class WaiverShape(Shape):
    """Why somebody lives with a finding, and until when."""

    reason: str
    until: dt.date | None


class FindingShape(Shape):
    """One fault."""

    check: str
    severity: Word
    message: str
    file: str
    line: int = Field(ge=1)
    column: int = Field(ge=1)
    key: str = Field(description="tells it from other findings of its check in the same file")
    fingerprint: str = Field(description="the same as long as check, file and key are")
    details: list[str]
    hint: str | None
    sources: list[str] = Field(description="ids of the rule base")
    waiver: WaiverShape | None


class CheckShape(Shape):
    """One kind of fault that is looked for."""

    id: str
    severity: Word
    title: str
    about: str


class OverlayShape(Shape):
    """A folder of rules laid over the rule base."""

    id: str
    version: str
    digest: str


class FindingsShape(Shape):
    """`advisor.findings/1`. Version 1 may gain keys; it never loses or changes one."""

    format: Literal["advisor.findings/1"]
    tool: ToolShape
    command: str
    fail_on: Word
    failed: bool
    counts: CountsShape
    overlays: list[OverlayShape] | None = Field(description="in the order laid; null where the command does not tell")
    subjects: list[SubjectShape]
    findings: list[FindingShape]
    checks: list[CheckShape]
