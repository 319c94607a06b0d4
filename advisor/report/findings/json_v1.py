"""`advisor.findings/1`: the published shape of findings, which may gain keys but never lose or change one."""

from __future__ import annotations

import json
from typing import Any

from advisor import __version__
from advisor.model.finding import Check, Finding
from advisor.model.overlay import Layer
from advisor.report.findings.run import Run, Subject, fingerprints
from advisor.report.words import clean

FORMAT = "advisor.findings/1"


def to_json(run: Run) -> str:
    """Render as JSON."""
    counts = {str(severity): count for severity, count in run.counts.items()}
    shape: dict[str, Any] = {
        "format": FORMAT,
        "tool": {"name": "framework-advisor", "version": __version__},
        "command": run.command,
        "fail_on": run.fail_on,
        "failed": run.failed,
        "counts": counts | {"waived": len(run.waived)},
        "overlays": None if run.overlays is None else [_overlay(layer) for layer in run.overlays],
        "subjects": [_subject(subject) for subject in run.subjects],
        "findings": [_finding(*pair) for pair in zip(run.findings, fingerprints(run.findings), strict=True)],
        "checks": [_check(check) for check in run.checks.values()],
    }
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


def _overlay(layer: Layer) -> dict[str, str]:
    return {"id": layer.id, "version": clean(layer.version), "digest": layer.digest}


def _subject(subject: Subject) -> dict[str, Any]:
    place = subject.place
    return {
        "file": place.file,
        "line": place.line,
        "kind": subject.kind,
        "name": subject.name,
        "state": subject.state,
    }


def _finding(finding: Finding, fingerprint: str) -> dict[str, Any]:
    waiver = finding.waiver
    until = waiver.until.isoformat() if waiver and waiver.until else None
    return {
        "check": finding.check,
        "severity": finding.severity,
        "message": finding.message,
        "file": finding.place.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "key": finding.key,
        "fingerprint": fingerprint,
        "details": list(finding.details),
        "hint": finding.hint,
        "sources": list(finding.sources),
        "waiver": {"reason": waiver.reason, "until": until} if waiver else None,
    }


def _check(check: Check) -> dict[str, str]:
    return {"id": check.id, "severity": check.severity, "title": check.title, "about": check.about}
