"""Findings as the workflow commands that GitHub turns into annotations."""

from __future__ import annotations

from advisor.model.finding import Finding, Severity
from advisor.report.findings.run import Run, paragraphs

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def to_annotations(run: Run) -> str:
    """Render one command for each finding that is not waived, the worst first, since GitHub shows ten; then a count."""
    lines = [_annotation(run, finding) for finding in run.open]
    return "\n".join([*lines, f"advisor {run.command}: {run.counted()}."]) + "\n"


def _annotation(run: Run, finding: Finding) -> str:
    place = finding.place
    properties = {
        "file": place.file,
        "line": str(place.line),
        "col": str(place.column),
        "title": f"{run.title(finding.check)} [{finding.check}]",
    }
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {said}::{_data(chr(10).join((finding.message, *paragraphs(finding))))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
