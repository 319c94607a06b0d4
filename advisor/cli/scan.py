"""`advisor scan`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.scanning import scan_of, seen_from_here
from advisor.cli.shared import AsOf, Changes, Output, columns, emit, parse_date, rule_base, today_or, wants_colour
from advisor.errors import EXIT_GATE_FAILED, InputError

if TYPE_CHECKING:
    from advisor.check.policy import PolicyFile
    from advisor.model.finding import Severity
    from advisor.model.profile import Profile
    from advisor.model.rulebase import RuleBase
    from advisor.model.scanned import Scan
    from advisor.report.findings import FindingsFormat


class ScanFormat(StrEnum):
    """How a scan can be shown; all but `profile` show findings as well."""

    text = "text"
    json = "json"
    profile = "profile"
    sarif = "sarif"
    junit = "junit"
    github = "github"
    gitlab = "gitlab"


ANSWERS = (ScanFormat.text, ScanFormat.json, ScanFormat.profile)


def scan(
    path: Annotated[str, typer.Argument(metavar="PATH", help="The folder of a repository.")],
    findings: Annotated[
        bool, typer.Option("--findings", help="List what is deprecated, archived or renamed, not what the code tells.")
    ] = False,
    format_: Annotated[ScanFormat | None, typer.Option("--format", help="How to show it.")] = None,
    output: Output = None,
    changes: Changes = None,
    as_of: AsOf = None,
    fail_on: Annotated[
        str | None, typer.Option("--fail-on", metavar="SEVERITY", help="With --findings: exit 1 on error, warning...")
    ] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 whatever is found.")] = False,
    config: Annotated[
        str | None, typer.Option("--config", metavar="FILE", help="The policy; by default it is looked for.")
    ] = None,
    today: Annotated[str | None, typer.Option("--today", metavar="DATE", help="The day for waivers.")] = None,
) -> None:
    """Read a repository: what its code tells of the project, and what in it has died. Nothing of it is run."""
    from advisor.report.scan import profile_of

    chosen = _format(format_, findings=findings, output=output)
    base = rule_base()
    read = scan_of(base, path)
    profile = _changed(base, profile_of(read), changes or ())
    if not findings:
        emit(_rendered(chosen, base, read, profile, output), output)
        return
    failed = _show_findings(chosen, base, read, profile, path, output, as_of, fail_on, config, today)
    if failed and not exit_zero and (fail_on is not None or chosen is not ScanFormat.sarif):
        raise typer.Exit(EXIT_GATE_FAILED)


def _format(given: ScanFormat | None, *, findings: bool, output: str | None) -> ScanFormat:
    """Return the format: a file becomes a profile, unless another is asked for. Raises InputError for a misfit."""
    if given is None:
        return ScanFormat.profile if output and not findings else ScanFormat.text
    if findings and given is ScanFormat.profile:
        raise InputError("--format profile: findings are no profile", hint="leave out --findings")
    if not findings and given not in ANSWERS:
        raise InputError(f"--format {given} shows findings", hint="add --findings")
    return given


def _changed(base: RuleBase, profile: Profile, changes: list[str] | tuple[str, ...]) -> Profile:
    from advisor.loading.profiles import load_profile
    from advisor.loading.writing import profile_yaml

    return load_profile(profile_yaml(base, profile), "the scan", base, changes) if changes else profile


def _rendered(chosen: ScanFormat, base: RuleBase, read: Scan, profile: Profile, output: str | None) -> str:
    from advisor.report import scan as report

    if chosen is ScanFormat.json:
        return report.to_json(read, profile)
    if chosen is ScanFormat.text:
        return report.to_text(base, read, profile, width=columns(), colour=wants_colour(output))
    if output and Path(output).is_file():
        raise InputError(f"{output} exists already", hint="name another file, or remove it first")
    return report.to_profile(base, read, profile)


def _show_findings(
    chosen: ScanFormat,
    base: RuleBase,
    read: Scan,
    profile: Profile,
    path: str,
    output: str | None,
    as_of: str | None,
    fail_on: str | None,
    config: str | None,
    today: str | None,
) -> bool:
    """Write the findings, and tell whether they fail."""
    from advisor.cli.check import severity_of
    from advisor.cli.ci import from_repository, tell_runner
    from advisor.engine.knowledge import take
    from advisor.model.code_checks import CODE_CHECKS
    from advisor.report.findings import FindingsFormat, fails, render_findings
    from advisor.scan.findings import dead_parts

    policy = _policy(config, path)
    severity: Severity = severity_of(fail_on) or policy.policy.fail_on
    day = take(base, parse_date(as_of, "--as-of")).as_of
    found = dead_parts(base, read, day, profile.answers)
    ids = {check.id for check in CODE_CHECKS} | {"waiver-expired"}
    checks = [check for check in policy.policy.checks if check.id in ids]
    judged = policy.judged(seen_from_here(found, path), today_or(today))
    format_: FindingsFormat = FindingsFormat(chosen)
    text = render_findings(
        format_,
        judged,
        checks,
        command="scan",
        fail_on=severity,
        path_of=from_repository(),
        width=columns(),
        colour=wants_colour(output),
    )
    emit(text, output)
    tell_runner(judged, checks, command="scan", fail_on=severity)
    return fails(judged, severity)


def _policy(config: str | None, path: str) -> PolicyFile:
    from advisor.check.policy import find_policy, read_policy

    return read_policy(config) if config else find_policy(Path(path).resolve())
