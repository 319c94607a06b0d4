"""`advisor recommend`."""

from __future__ import annotations

from typing import Annotated

import typer

from advisor.cli.shared import (
    AsOf,
    Changes,
    Output,
    ProfilePath,
    columns,
    emit,
    parse_date,
    read_profile,
    rule_base,
    wants_colour,
)
from advisor.errors import EXIT_GATE_FAILED, InputError
from advisor.report import Format

VERDICTS = ("toss-up", "lean", "none-eligible", "clear")


def recommend(
    profile: ProfilePath,
    format_: Annotated[Format, typer.Option("--format", help="How to show it.")] = Format.text,
    output: Output = None,
    as_of: AsOf = None,
    changes: Changes = None,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="VERDICTS", help="Exit 1 on these verdicts, as toss-up,lean.")
    ] = "",
    brief: Annotated[
        bool, typer.Option("--brief", help="The recommendation alone, without what would change it.")
    ] = False,
) -> None:
    """Recommend a framework for a project profile, and show why."""
    from advisor.engine.decision import decide
    from advisor.report import render

    gate = _verdicts(fail_on)
    base = rule_base()
    checked = read_profile(profile, base, changes)
    result = decide(base, checked, parse_date(as_of, "--as-of"))
    emit(
        render(format_, checked, result, width=columns(), colour=wants_colour(output), brief=brief, whole=base), output
    )
    if result.verdict in gate:
        raise typer.Exit(EXIT_GATE_FAILED)


def _verdicts(text: str) -> tuple[str, ...]:
    named = tuple(part.strip() for part in text.split(",") if part.strip())
    for verdict in named:
        if verdict not in VERDICTS:
            raise InputError(f"--fail-on: there is no verdict {verdict!r}", hint=f"valid here: {', '.join(VERDICTS)}")
    return named
