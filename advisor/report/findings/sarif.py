"""Findings as SARIF 2.1.0, with what GitHub asks for beyond the standard."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from advisor import __version__
from advisor.model.finding import Check, Finding, Severity
from advisor.report.findings.run import Run, fingerprints, paragraphs

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RESULTS = 25_000  # GitHub refuses a run with more
MAX_DESCRIPTION = 1024
_PROBLEM: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "recommendation"}


def to_sarif(run: Run) -> str:
    """Render as SARIF. Beyond what GitHub takes, the least bad findings are left out, and that is said."""
    findings = run.findings[:MAX_RESULTS]
    checks = _listed(run)
    order = {check.id: n for n, check in enumerate(checks)}
    driver = {
        "name": "framework-advisor",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(check) for check in checks],
    }
    results = [_result(f, order[f.check], mark) for f, mark in zip(findings, fingerprints(findings), strict=True)]
    only_run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"advisor-{run.command.replace(' ', '-')}/"},
        "invocations": [_invocation(len(run.findings) - len(findings))],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [only_run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _listed(run: Run) -> list[Check]:
    """Return all checks, those too that only a finding names."""
    unlisted = {f.check: f.severity for f in run.findings if f.check not in run.checks}
    return [*run.checks.values(), *(Check(id_, severity, id_, id_) for id_, severity in unlisted.items())]


def _rule(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "shortDescription": {"text": check.title[:MAX_DESCRIPTION]},
        "fullDescription": {"text": check.about[:MAX_DESCRIPTION]},
        "help": {"text": f"{check.about}\n\n`advisor explain check:{check.id}` tells it again."},
        "defaultConfiguration": {"level": check.severity},
        "properties": {"problem.severity": _PROBLEM[check.severity], "precision": "very-high", "tags": ["advisor"]},
    }


def _result(finding: Finding, rule: int, fingerprint: str) -> dict[str, Any]:
    place = finding.place
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.line,
        "endColumn": place.column + 1,
    }
    waiver = finding.waiver
    accepted = {"kind": "external", "status": "accepted", "justification": waiver.reason} if waiver else None
    return {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": "\n".join((finding.message, *paragraphs(finding)))},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": quote(place.file)}, "region": region}},
        ],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint, "advisorFinding/v1": fingerprint},
        "suppressions": [accepted] if accepted else [],
    }


def _invocation(left_out: int) -> dict[str, Any]:
    if not left_out:
        return {"executionSuccessful": True}
    text = f"{left_out} more findings were left out: GitHub takes {MAX_RESULTS}"
    notice = {"level": "warning", "message": {"text": text}}
    return {"executionSuccessful": True, "toolExecutionNotifications": [notice]}
