"""Where a CI system is told more than what is printed: the top of the repository, a job's summary, its outputs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from advisor.errors import FileError
from advisor.model.finding import Check, Finding, Severity
from advisor.report.findings import Subject, step_outputs, step_summary

ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


def from_repository() -> Callable[[str], str]:
    """Return what turns a path from here into one from the top of the repository; what lies outside stays as it is."""
    here, top = Path.cwd(), _top(Path.cwd())

    def path_of(file: str) -> str:
        whole = Path(os.path.normpath(here / file))
        return whole.relative_to(top).as_posix() if whole.is_relative_to(top) else Path(file).as_posix()

    return path_of


def _top(here: Path) -> Path:
    """Return the folder that a CI system calls the top, where this is below it; else the nearest repository's."""
    named = [Path(os.environ[name]).resolve() for name in ROOTS if os.environ.get(name)]
    above = [folder for folder in (here, *here.parents) if (folder / ".git").exists()]
    return next((folder for folder in (*named, *above) if here.is_relative_to(folder)), here)


def tell_runner(
    findings: Sequence[Finding],
    checks: Sequence[Check],
    *,
    command: str,
    subjects: Sequence[Subject] = (),
    fail_on: Severity = "error",
) -> None:
    """Add to the summary and the outputs of a GitHub job, where there is one; raise FileError where that fails."""
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        _append(summary, step_summary(findings, checks, command=command, subjects=subjects, fail_on=fail_on))
    if outputs := os.environ.get("GITHUB_OUTPUT"):
        _append(outputs, step_outputs(findings, fail_on))


def _append(file: str, text: str) -> None:
    try:
        with Path(file).open("a", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except OSError as error:
        raise FileError(f"cannot write {file}: {error.strerror}", hint="check the folder and its permissions") from None
