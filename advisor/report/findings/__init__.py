"""Findings in every format that people and CI systems read.

Whatever checks something (the gate, the lint of the rule base, the scan of a repository) hands over its findings,
the list of its checks and, if it likes, the subjects it looked at, and gets a string::

    render_findings(FindingsFormat.sarif, findings, CHECKS, command="rules lint")

Findings come in plain text, from wherever: they are made harmless and bounded once, here, and each format then
escapes for itself. `fails` tells whether a gate is to fail; `step_summary` and `step_outputs` are what GitHub takes
through `$GITHUB_STEP_SUMMARY` and `$GITHUB_OUTPUT`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import assert_never

from advisor.model.finding import SEVERITIES, Check, Finding, Severity
from advisor.model.overlay import Layer
from advisor.report.findings.run import Subject, run_of

__all__ = ["FindingsFormat", "Subject", "fails", "render_findings", "step_outputs", "step_summary"]


class FindingsFormat(StrEnum):
    """What findings can be rendered as."""

    text = "text"
    json = "json"
    sarif = "sarif"
    junit = "junit"
    github = "github"
    gitlab = "gitlab"


def fails(findings: Iterable[Finding], fail_on: Severity) -> bool:
    """Tell whether a finding that is not waived is as bad as `fail_on`, or worse."""
    bad = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return any(finding.severity in bad and finding.waiver is None for finding in findings)


def render_findings(
    format_: FindingsFormat,
    findings: Sequence[Finding],
    checks: Sequence[Check],
    *,
    command: str,
    subjects: Sequence[Subject] = (),
    fail_on: Severity = "error",
    overlays: Sequence[Layer] | None = None,
    path_of: Callable[[str], str] = str,
    width: int = 80,
    colour: bool = False,
) -> str:
    """Render findings, ending in a newline; equal arguments give equal bytes.

    `command` names what was run, as `check`. `overlays` are those in use, None where the command does not tell
    (text, json). `path_of` turns a file as the user named it into a path from the top of
    the repository, which is how CI systems know it (sarif, junit, github, gitlab). `width` (columns) and `colour`
    concern `text` alone.
    """
    made = run_of(findings, checks, command, subjects, fail_on)
    run = replace(made, overlays=None if overlays is None else tuple(overlays))
    match format_:
        case FindingsFormat.text:
            from advisor.report.findings.text import to_text

            return to_text(run, width=width, colour=colour)
        case FindingsFormat.json:
            from advisor.report.findings.json_v1 import to_json

            return to_json(run)
        case FindingsFormat.sarif:
            from advisor.report.findings.sarif import to_sarif

            return to_sarif(run.at(path_of))
        case FindingsFormat.junit:
            from advisor.report.findings.junit import to_junit

            return to_junit(run.at(path_of))
        case FindingsFormat.github:
            from advisor.report.findings.github import to_annotations

            return to_annotations(run.at(path_of))
        case FindingsFormat.gitlab:
            from advisor.report.findings.gitlab import to_code_quality

            return to_code_quality(run.at(path_of))
        case _:
            assert_never(format_)


def step_summary(
    findings: Sequence[Finding],
    checks: Sequence[Check],
    *,
    command: str,
    subjects: Sequence[Subject] = (),
    fail_on: Severity = "error",
) -> str:
    """Render Markdown for `$GITHUB_STEP_SUMMARY`, well below the size that GitHub takes."""
    from advisor.report.findings.summary import to_summary

    return to_summary(run_of(findings, checks, command, subjects, fail_on))


def step_outputs(findings: Sequence[Finding], fail_on: Severity = "error") -> str:
    """Render the lines for `$GITHUB_OUTPUT`: `passed`, and how many errors, warnings, notes and waived findings."""
    run = run_of(findings, (), "", (), fail_on)
    counts = "".join(f"{name}s={count}\n" for name, count in run.counts.items())
    return f"passed={'false' if run.failed else 'true'}\n{counts}waived={len(run.waived)}\n"
