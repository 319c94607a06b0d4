"""`advisor rules lint`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.progress import progress
from advisor.cli.shared import Output, columns, emit, rule_base, rule_folders, today_or, wants_colour
from advisor.errors import EXIT_GATE_FAILED, InputError, RuleBaseError
from advisor.report.findings import FindingsFormat

if TYPE_CHECKING:
    from advisor.model.finding import Check, Finding
    from advisor.quality.lint.subject import Subject
    from advisor.report.findings import Subject as Shown

COMMAND = "rules lint"


def lint(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="A whole rule base; by default the one in use.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--check", metavar="ID", help="Run this check alone; may be given again.")
    ] = None,
    stale_after: Annotated[
        str | None, typer.Option("--stale-after", metavar="DAYS", help="As 180d; by default what the rule base says.")
    ] = None,
    today: Annotated[str | None, typer.Option("--today", metavar="DATE", help="The date to count from.")] = None,
    fail_on: Annotated[
        str,
        typer.Option("--fail-on", metavar="SEVERITY", help="Exit 1 on findings as bad as this: error|warning|note."),
    ] = "note",
    witnesses: Annotated[
        bool, typer.Option("--witnesses", help="Also show a profile that proves each rule and alternative of use.")
    ] = False,
    excluded: Annotated[
        bool, typer.Option("--excluded", help="In text, also list what lint.yaml excludes, with the reasons.")
    ] = False,
    format_: Annotated[FindingsFormat, typer.Option("--format", help="How to show it.")] = FindingsFormat.text,
    output: Output = None,
) -> None:
    """Check the rules for faults: ids, conditions, double counting, dead rules, evidence, wording."""
    from advisor.model.finding import SEVERITIES
    from advisor.quality.lint.registry import CHECKS
    from advisor.report.findings import fails, render_findings

    if fail_on not in SEVERITIES:
        raise InputError(f"--fail-on: there is no severity {fail_on!r}", hint=f"valid here: {', '.join(SEVERITIES)}")
    checks = _chosen(only, CHECKS)
    findings, shown = _found(folder, checks, stale_after, today, witnesses)
    told, more = _told(findings, format_, excluded)
    text = render_findings(
        format_,
        told,
        checks,
        command=COMMAND,
        subjects=shown,
        fail_on=fail_on,
        width=columns(),
        colour=wants_colour(output),
    )
    emit(text + more, output)
    if fails(findings, fail_on):
        raise typer.Exit(EXIT_GATE_FAILED)


def _told(findings: tuple[Finding, ...], format_: FindingsFormat, all_: bool) -> tuple[tuple[Finding, ...], str]:
    """Leave out of a text what was excluded, and say so; programs get everything."""
    if all_ or format_ is not FindingsFormat.text:
        return findings, ""
    told = tuple(finding for finding in findings if finding.waiver is None)
    left = len(findings) - len(told)
    return told, f"{left} more are excluded with a reason: --excluded lists them.\n" if left else ""


def _chosen(only: list[str] | None, checks: tuple[Check, ...]) -> tuple[Check, ...]:
    from advisor.loading.checking import nearest
    from advisor.loading.yamltext import shown

    known = [check.id for check in checks]
    for id_ in only or ():
        if id_ not in known:
            raise InputError(f"--check: there is no check {shown(id_)}", hint=nearest(id_, known))
    return tuple(check for check in checks if not only or check.id in only)


def _found(
    folder: Path | None, checks: tuple[Check, ...], stale_after: str | None, today: str | None, witnesses: bool
) -> tuple[tuple[Finding, ...], tuple[Shown, ...]]:
    """Run the checks; a rule base that cannot be read is a finding, too."""
    from advisor.loading.exclusions import load_exclusions
    from advisor.loading.overlays import is_overlay
    from advisor.loading.places import shown_path
    from advisor.quality.lint.registry import LINTS, invalid, lint
    from advisor.quality.lint.witnesses import shown_witnesses

    if folder is not None and not folder.is_dir():
        raise InputError(f"there is no folder {folder}", hint="name the folder that holds rulebase.yaml")
    if folder is not None and is_overlay(folder):
        raise InputError(f"{folder} is an overlay", hint=f"lint it with what it lies over: --rules {folder}")
    folders = (folder,) if folder else rule_folders()
    with progress("Looking for profiles that need each rule") as told:
        try:
            subject = _subject(folder, folders, stale_after, today, told)
            exclusions = tuple(exclusion for place in folders for exclusion in load_exclusions(place))
        except RuleBaseError as error:
            return invalid(error, str(folders[-1])), ()
        beneath = shown_path(folders[0]) if len(folders) > 1 else None
        findings = lint(subject, exclusions, [one for one in LINTS if one.check in checks], beneath)
        return findings, shown_witnesses(subject) if witnesses else ()


def _subject(
    folder: Path | None,
    folders: Sequence[Traversable],
    stale_after: str | None,
    today: str | None,
    told: Callable[[float], None],
) -> Subject:
    from advisor.loading.places import Places
    from advisor.loading.rules import load_claims, load_rules
    from advisor.quality.lint.subject import Subject

    base = load_rules(folder) if folder else rule_base()
    days = _days(stale_after) if stale_after else base.settings.stale_after
    return Subject(base, Places.read(folders), today_or(today), days, load_claims(folders[0]), told)


def _days(text: str) -> int:
    number = text.removesuffix("d")
    if not number.isascii() or not number.isdigit():
        raise InputError(f"--stale-after {text!r} is not a number of days", hint="write it as 180d")
    return int(number)
