"""`advisor explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from advisor.cli.shared import Output, columns, emit, rule_base, wants_colour
from advisor.cli.what_if import TwoFormats


def explain(
    name: Annotated[str, typer.Argument(metavar="[KIND:]ID", help="As rule:ID, or ID alone where it is unique.")],
    format_: Annotated[TwoFormats, typer.Option("--format", help="How to show it.")] = TwoFormats.text,
    output: Output = None,
) -> None:
    """Tell a rule, criterion, constraint, component, source, question, alternative, group, route or check in full.

    Also overlay:ID, what an overlay does, and setting:NAME, a setting that overlays may change.
    """
    from advisor.check.checks import CHECKS
    from advisor.loading.rules import load_claims
    from advisor.quality.lint.registry import CHECKS as LINT_CHECKS
    from advisor.report import explain as explaining
    from advisor.report.explain_overlays import overlay_entry

    base = rule_base()
    entry = overlay_entry(base, name)
    if entry is None:
        entry = explaining.explain(base, name, base.claims or load_claims(), (*CHECKS, *LINT_CHECKS))
    if format_ is TwoFormats.json:
        emit(explaining.entry_json(entry), output)
    else:
        emit(explaining.entry_text(entry, width=columns(), colour=wants_colour(output)), output)
