"""`advisor check`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.ci import from_repository, tell_runner
from advisor.cli.scanning import comparing
from advisor.cli.shared import (
    AsOf,
    Output,
    columns,
    emit,
    overlay_files,
    parse_date,
    rule_base,
    rules_given,
    today_or,
    use_rules,
    wants_colour,
)
from advisor.errors import EXIT_GATE_FAILED
from advisor.model.finding import Severity
from advisor.report.findings import FindingsFormat

if TYPE_CHECKING:
    from advisor.check.policy import PolicyFile

MANY = 10
FailOn = Annotated[
    str | None,
    typer.Option("--fail-on", metavar="SEVERITY", help="Exit 1 on findings as bad as error, warning or note."),
]


def check(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATHS]", help="Profiles, records, folders or globs.")
    ] = None,
    format_: Annotated[FindingsFormat, typer.Option("--format", help="How to show it.")] = FindingsFormat.text,
    output: Output = None,
    fail_on: FailOn = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 whatever is found.")] = False,
    base_ref: Annotated[
        str | None, typer.Option("--base", metavar="REF", help="Compare record numbers with this branch or commit.")
    ] = None,
    config: Annotated[
        str | None, typer.Option("--config", metavar="FILE", help="The policy; by default it is looked for.")
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="DIR", help="Compare the code in this folder with accepted records.")
    ] = None,
    as_of: AsOf = None,
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="The day for reviews, waivers and ages.")
    ] = None,
) -> None:
    """Check profiles and decision records against today's knowledge, a policy and each other.

    Folders given with --rules take the place of those that the policy names.
    """
    from advisor.check.gate import Settings, run_gate
    from advisor.check.inputs import gather
    from advisor.report.findings import fails, render_findings

    policy = _policy(config)
    severity = severity_of(fail_on) or policy.policy.fail_on
    if not rules_given():
        use_rules(policy.rules())
    base = rule_base()
    folder = code or (str(policy.folder / policy.policy.code) if policy.policy.code else None)
    compare = comparing(base, folder) if folder else None
    day = parse_date(as_of, "--as-of")
    settings = Settings(policy, today_or(today), day, base_ref, compare, overlay_files(base), whole=not paths)
    inputs = gather(paths or policy.paths, base, Path())
    with _progress(len(inputs.profiles) + len(inputs.records)) as step:
        outcome = run_gate(base, inputs, settings, step)
    text = render_findings(
        format_,
        outcome.findings,
        outcome.checks,
        command="check",
        subjects=outcome.subjects,
        fail_on=severity,
        overlays=base.layers,
        path_of=from_repository(),
        width=columns(),
        colour=wants_colour(output),
    )
    emit(text, output)
    tell_runner(outcome.findings, outcome.checks, command="check", subjects=outcome.subjects, fail_on=severity)
    gated = not exit_zero and (fail_on is not None or format_ is not FindingsFormat.sarif)
    if gated and fails(outcome.findings, severity):
        raise typer.Exit(EXIT_GATE_FAILED)


def _policy(config: str | None) -> PolicyFile:
    from advisor.check.policy import find_policy, read_policy

    return read_policy(config) if config else find_policy(Path.cwd())


def severity_of(text: str | None) -> Severity | None:
    """Return the severity that an option names; raise InputError for one that there is not."""
    from advisor.errors import InputError
    from advisor.model.finding import SEVERITIES

    if text is None:
        return None
    for severity in SEVERITIES:
        if severity == text:
            return severity
    raise InputError(f"--fail-on: there is no severity {text!r}", hint=f"valid here: {', '.join(SEVERITIES)}")


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """Show how far the work has come, where somebody watches a terminal and there is something to wait for."""
    if total < MANY or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Checking", total=total)
        yield lambda: bar.advance(task)
