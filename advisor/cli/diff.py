"""`advisor diff`."""

from __future__ import annotations

from typing import Annotated

import typer

from advisor.cli.shared import (
    Changes,
    Output,
    ProfilePath,
    columns,
    emit,
    parse_date,
    read_profile,
    rule_base,
    wants_colour,
    warn,
)
from advisor.cli.what_if import TwoFormats
from advisor.errors import InputError

DATES = "One date; or two, to compare one profile on both."


def diff(
    profile: ProfilePath,
    other: Annotated[str | None, typer.Argument(metavar="OTHER", help="Another profile to compare with.")] = None,
    as_of: Annotated[list[str] | None, typer.Option("--as-of", metavar="DATE", help=DATES)] = None,
    changes: Changes = None,
    format_: Annotated[TwoFormats, typer.Option("--format", help="How to show it.")] = TwoFormats.text,
    output: Output = None,
) -> None:
    """Compare two profiles, or one profile on two dates, and say what makes the difference."""
    from advisor.analysis.comparison import compare
    from advisor.engine.decision import decide

    days = [parse_date(day, "--as-of") for day in as_of or ()]
    if (other is None) is not (len(days) == 2):  # noqa: PLR2004
        raise InputError("compare two profiles, or one on two dates", hint="write A B, or A --as-of DATE --as-of DATE")
    base = rule_base()
    first = read_profile(profile, base, changes)
    second = read_profile(other, base, changes) if other else first
    before, after = (decide(base, p, d) for p, d in zip((first, second), (days * 2 or [None] * 2)[:2], strict=True))
    comparison = compare(before, after)
    warn((*before.warnings, *after.warnings))
    width, colour = columns(), wants_colour(output)
    as_json = format_ is TwoFormats.json
    if other:
        from advisor.report.comparison import comparison_json, comparison_text

        emit(
            comparison_json(comparison) if as_json else comparison_text(comparison, width=width, colour=colour), output
        )
    else:
        from advisor.analysis.changes import changes as changed
        from advisor.analysis.changes import turns
        from advisor.report.changes import changes_json, changes_text

        told = comparison, changed(base, comparison), tuple(turns(base, before.as_of, after.as_of))
        emit(changes_json(*told) if as_json else changes_text(*told, width=width, colour=colour), output)
