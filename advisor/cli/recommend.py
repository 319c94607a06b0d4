"""`advisor recommend`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

import typer

from advisor.cli.shared import (
    STDIN,
    AsOf,
    Changes,
    Output,
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

ProfilePaths = Annotated[
    list[str],
    typer.Argument(
        metavar="PROFILE", help="The profile's YAML file, or - for standard input; several make pages in a folder."
    ),
]


def recommend(
    profiles: ProfilePaths,
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
    """Recommend an alternative for a project profile, and show why.

    Several profiles with --format html and -o FOLDER make a page each, and an index that compares them.
    """
    gate = _verdicts(fail_on)
    day = parse_date(as_of, "--as-of")
    if len(profiles) > 1:
        from advisor.cli.pages import write_pages

        verdicts = write_pages(profiles, _folder(format_, output), day, changes or (), brief=brief)
    else:
        verdicts = (_recommend(profiles[0], format_, output, day, changes or (), brief=brief),)
    if any(verdict in gate for verdict in verdicts):
        raise typer.Exit(EXIT_GATE_FAILED)


def _recommend(
    profile: str, format_: Format, output: str | None, day: dt.date | None, changes: Sequence[str], *, brief: bool
) -> str:
    from advisor.engine.decision import decide
    from advisor.report import render

    base = rule_base()
    checked = read_profile(profile, base, changes)
    result = decide(base, checked, day)
    colour = wants_colour(output)
    emit(render(format_, checked, result, width=columns(), colour=colour, brief=brief, whole=base), output)
    return result.verdict


def _folder(format_: Format, output: str | None) -> str:
    """Return the folder for the pages of several profiles; raise InputError for options that make none."""
    if format_ is not Format.html or output in (None, STDIN):
        raise InputError("several profiles make pages in a folder", hint="write --format html -o FOLDER")
    return str(output)


def _verdicts(text: str) -> tuple[str, ...]:
    named = tuple(part.strip() for part in text.split(",") if part.strip())
    for verdict in named:
        if verdict not in VERDICTS:
            raise InputError(f"--fail-on: there is no verdict {verdict!r}", hint=f"valid here: {', '.join(VERDICTS)}")
    return named
