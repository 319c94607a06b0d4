"""`advisor rules ...`: the rule base as a product."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from advisor.cli.rules_coverage import coverage
from advisor.cli.rules_diff import diff_rules
from advisor.cli.rules_lint import lint
from advisor.cli.rules_mutate import mutate
from advisor.cli.shared import Output, columns, emit, rule_base, wants_colour, warn
from advisor.cli.what_if import TwoFormats
from advisor.errors import EXIT_GATE_FAILED, InputError

app = typer.Typer(
    help="List, show and test the rules.", rich_markup_mode=None, no_args_is_help=True, add_completion=False
)
app.command("lint")(lint)
app.command("coverage")(coverage)
app.command("mutate")(mutate)
AsFormat = Annotated[TwoFormats, typer.Option("--format", help="How to show it.")]


@app.command("list")
def list_rules(format_: AsFormat = TwoFormats.text, output: Output = None) -> None:
    """List every rule by criterion."""
    from advisor.report.rules import rules_json, rules_text

    base = rule_base()
    if format_ is TwoFormats.json:
        emit(rules_json(base), output)
        return

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

    base = rule_base()
    if rule not in base.rules and (rule in {c.id for c in base.constraints} or base.touches("constraint", rule)):
        raise InputError(f"{rule!r} is a constraint, not a rule", hint=f"`advisor explain {rule}` shows it")
    explain(f"rule:{rule}", format_, output)


@app.command("test")
def test_rules(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A case file, or a folder of them.")] = Path(
        "tests/cases"
    ),
    both_ways: Annotated[
        bool, typer.Option("--both-ways", help="Also ask for a case that fires each rule, and one that does not.")
    ] = False,
    format_: AsFormat = TwoFormats.text,
    output: Output = None,
) -> None:
    """Run decision cases against the rule base; exit 1 where one fails."""
    from advisor.engine.overlays import overlay_warnings
    from advisor.quality.case_files import case_files
    from advisor.quality.cases import one_sided, run_cases
    from advisor.quality.telling import cases_json, cases_text

    base = rule_base()
    warn(overlay_warnings(base, base.settings.reviewed))
    outcomes = tuple(run_cases(base, case_files(path)))
    lacking = one_sided(base, outcomes) if both_ways else ()
    emit(cases_json(outcomes, lacking) if format_ is TwoFormats.json else cases_text(outcomes, lacking), output)
    if lacking or any(outcome.difference for outcome in outcomes):
        raise typer.Exit(EXIT_GATE_FAILED)
