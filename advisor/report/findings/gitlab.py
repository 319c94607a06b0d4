"""Findings as GitLab Code Quality."""

from __future__ import annotations

import json

from advisor.model.finding import Finding, Severity
from advisor.report.findings.run import Run, fingerprints, paragraphs

_SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "note": "info"}


def to_code_quality(run: Run) -> str:
    """Render what is not waived; the format has no word for what is."""
    marks = zip(run.open, fingerprints(run.open), strict=True)
    return json.dumps([_issue(finding, mark) for finding, mark in marks], indent=2, ensure_ascii=False) + "\n"


def _issue(finding: Finding, fingerprint: str) -> dict[str, object]:
    return {
        "description": " ".join((finding.message, *paragraphs(finding))),
        "check_name": finding.check,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.place.file, "lines": {"begin": finding.place.line}},
    }
