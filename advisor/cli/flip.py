"""`advisor flip`."""

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
    warn,
)
from advisor.cli.what_if import TwoFormats
from advisor.errors import InputError

BUDGET = 100_000


def flip(
    profile: ProfilePath,
    fixed: Annotated[
        list[str] | None, typer.Option("--fixed", metavar="QUESTION", help="An answer that cannot be changed.")
    ] = None,
    format_: Annotated[TwoFormats, typer.Option("--format", help="How to show it.")] = TwoFormats.text,
    output: Output = None,
    as_of: AsOf = None,
    changes: Changes = None,
) -> None:
    """Show the fewest answers, and the weights, that would change the decision."""
    from advisor.analysis.sensitivity import sensitivity_of
    from advisor.analysis.vantage import Vantage
    from advisor.engine.decision import decide
    from advisor.report.flip import flips_text
    from advisor.report.sensitivity_json import flips_json

    base = rule_base()
    _check(fixed or [], list(base.questions))
    checked = read_profile(profile, base, changes)
    result = decide(base, checked, parse_date(as_of, "--as-of"))
    found = sensitivity_of(Vantage.of(result, checked), fixed or (), BUDGET)
    warn(result.warnings)
    if format_ is TwoFormats.json:
        emit(flips_json(result, found, fixed or []), output)
    else:
        emit(flips_text(result, found, width=columns(), colour=wants_colour(output)), output)


def _check(fixed: list[str], questions: list[str]) -> None:
    from advisor.loading.checking import nearest
    from advisor.loading.yamltext import shown

    for id_ in fixed:
        if id_ not in questions:
            hint = nearest(id_, questions) or "`advisor schema profile` names them all"
            raise InputError(f"--fixed: {shown(id_)} names no question", hint=hint)
