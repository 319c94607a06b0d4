"""`advisor what-if`."""

from __future__ import annotations

from enum import StrEnum
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
    read_text,
    rule_base,
    shown_path,
    wants_colour,
    warn,
)
from advisor.errors import InputError


class TwoFormats(StrEnum):
    """Formats of the smaller results."""

    text = "text"
    json = "json"


def what_if(
    profile: ProfilePath,
    changes: Changes = None,
    format_: Annotated[TwoFormats, typer.Option("--format", help="How to show it.")] = TwoFormats.text,
    output: Output = None,
    as_of: AsOf = None,
) -> None:
    """Show the decision beside the one that changed answers would give."""
    from advisor.analysis.comparison import compare
    from advisor.engine.decision import decide
    from advisor.loading.profiles import load_profile
    from advisor.report.comparison import comparison_json, comparison_text

    if not changes:
        raise InputError("nothing is changed", hint="add --set QUESTION=VALUE, as often as needed")
    base = rule_base()
    text = read_text(profile)
    day = parse_date(as_of, "--as-of")
    before, after = (decide(base, load_profile(text, shown_path(profile), base, c), day) for c in ((), changes))
    comparison = compare(before, after)
    warn((*before.warnings, *after.warnings))
    if format_ is TwoFormats.json:
        emit(comparison_json(comparison), output)
    else:
        emit(comparison_text(comparison, width=columns(), colour=wants_colour(output)), output)
