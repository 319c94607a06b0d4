"""`advisor rules ...`: the rule base as a product."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from advisor.cli.rules_diff import diff_rules
from advisor.cli.shared import Output, columns, emit, rule_base, today_or, wants_colour
from advisor.cli.what_if import TwoFormats
from advisor.errors import EXIT_GATE_FAILED, InputError

app = typer.Typer(
    help="List, show and test the rules.", rich_markup_mode=None, no_args_is_help=True, add_completion=False
)
AsFormat = Annotated[TwoFormats, typer.Option("--format", help="How to show it.")]


@app.command("list")
def list_rules(format_: AsFormat = TwoFormats.text, output: Output = None) -> None:
    """List every rule by criterion."""
    base = rule_base()
    if format_ is TwoFormats.json:
        rows = [
            {"rule": r.id, "criterion": c.id, "because": r.because, "effect": r.effect, "since": str(r.since)}
            for c in base.criteria
            for r in c.rules
        ]
        emit(json.dumps({"format": "advisor.rules/1", "rules": rows}, indent=2, ensure_ascii=False) + "\n", output)
        return
    from advisor.report.rules import rules_text

    emit(rules_text(base, width=columns(), colour=wants_colour(output)), output)


app.command("diff")(diff_rules)


@app.command("show")
def show_rule(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule's id.")],
    format_: AsFormat = TwoFormats.text,
    output: Output = None,
) -> None:
    """Tell one rule in full; the same as `advisor explain rule:RULE`."""
    from advisor.cli.explain import explain

    explain(f"rule:{rule}", format_, output)


@app.command("test")
def test_rules(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A case file, or a folder of them.")] = Path(
        "tests/cases"
    ),
    format_: AsFormat = TwoFormats.text,
    output: Output = None,
) -> None:
    """Run decision cases against the rule base; exit 1 where one fails."""
    from advisor.quality.cases import case_files, run_cases
    from advisor.quality.telling import cases_json, cases_text

    outcomes = tuple(run_cases(rule_base(), case_files(path)))
    emit(cases_json(outcomes) if format_ is TwoFormats.json else cases_text(outcomes), output)
    if any(outcome.difference for outcome in outcomes):
        raise typer.Exit(EXIT_GATE_FAILED)


@app.command("coverage")
def coverage(format_: AsFormat = TwoFormats.text, output: Output = None) -> None:
    """Count the evidence behind rules and components by its kind; exit 1 where something has no source."""
    from advisor.quality.evidence import evidence
    from advisor.quality.telling import evidence_json, evidence_text

    found = evidence(rule_base())
    emit(evidence_json(found) if format_ is TwoFormats.json else evidence_text(found), output)
    if found.without:
        raise typer.Exit(EXIT_GATE_FAILED)


@app.command("lint")
def lint(
    stale_after: Annotated[
        str | None, typer.Option("--stale-after", metavar="DAYS", help="As 180d; by default what the rule base says.")
    ] = None,
    today: Annotated[str | None, typer.Option("--today", metavar="DATE", help="The date to count from.")] = None,
    format_: AsFormat = TwoFormats.text,
    output: Output = None,
) -> None:
    """List the facts that are due for another look; exit 1 where there are any."""
    from advisor.quality.evidence import due
    from advisor.quality.telling import due_json, due_text

    base = rule_base()
    days = _days(stale_after) if stale_after else base.settings.stale_after
    found = tuple(due(base, today_or(today), days))
    emit(due_json(found, days) if format_ is TwoFormats.json else due_text(found, days), output)
    if found:
        raise typer.Exit(EXIT_GATE_FAILED)


def _days(text: str) -> int:
    number = text.removesuffix("d")
    if not number.isascii() or not number.isdigit():
        raise InputError(f"--stale-after {text!r} is not a number of days", hint="write it as 180d")
    return int(number)
