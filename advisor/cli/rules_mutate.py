"""`advisor rules mutate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.progress import progress
from advisor.cli.rules_coverage import CASES, CasePaths
from advisor.cli.shared import Output, emit, rule_base, rule_folders
from advisor.cli.thresholds import hold, thresholds
from advisor.cli.what_if import TwoFormats
from advisor.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.model.rulebase import RuleBase, Statement
    from advisor.quality.mutants import Mutant


def mutate(
    paths: CasePaths = None,
    sample: Annotated[
        int | None, typer.Option("--sample", metavar="N", min=1, help="Try so many mutants only, drawn at random.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="ID",
            help="Change this rule, constraint or criterion's rules only; repeatable.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Draw others.")] = 1,
    jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=0, help="Processes; 0 for all.")] = 0,
    survivors: Annotated[bool, typer.Option(help="List the mutants that survive every expectation.")] = True,
    propose: Annotated[
        bool,
        typer.Option("--propose", help="Propose an example for each that no expectation about what comes out notices."),
    ] = False,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-under",
            metavar="[SHARE=]PERCENT",
            help="Exit 1 where fewer are killed by any expectation, or by expected, recommended, scores; repeatable.",
        ),
    ] = None,
    format_: Annotated[TwoFormats, typer.Option("--format", help="How to show it.")] = TwoFormats.text,
    output: Output = None,
) -> None:
    """Change rules, one thing at a time (signs, strengths, conditions, dates), and tell what the cases notice."""
    from advisor.loading.places import Places
    from advisor.quality.bench import Bench
    from advisor.quality.case_files import case_files
    from advisor.quality.cases import read_cases
    from advisor.quality.mutants import mutants
    from advisor.quality.mutating import Plan, sampled
    from advisor.quality.mutating import mutate as tried
    from advisor.quality.telling_mutation import FIGURES, killed, mutation_json, mutation_text

    limits = thresholds(fail_under, tuple(FIGURES), usual="any_expected")
    base = rule_base()
    files = [file for path in paths or [CASES] for file in case_files(path)]
    cases = tuple(read_cases(Bench(base), files))
    places = Places.read(rule_folders())
    chosen = sampled(tuple(mutants(base, _chosen(only, base))), sample, seed)
    with progress(f"Trying {len(chosen)} mutants on {len(cases)} cases") as told:
        verdicts = tried(Plan(base, cases, propose), chosen, told, jobs)

    def place_of(mutant: Mutant) -> Place:
        return places.of(mutant.changes, mutant.id, *mutant.steps)

    if format_ is TwoFormats.json:
        emit(mutation_json(verdicts, place_of), output)
    else:
        emit(mutation_text(verdicts, place_of, base.settings.reviewed, survivors=survivors), output)
    scoring = [verdict for verdict in verdicts if verdict.scoring]
    hold((name, killed(scoring, name), least) for name, least in limits.items())


def _chosen(only: Sequence[str] | None, base: RuleBase) -> Sequence[Statement]:
    """Return the rules named, by themselves or by their criterion; where none is, all, or those of overlays.

    Raises InputError for an id that is neither.
    """
    from advisor.loading.checking import nearest
    from advisor.loading.yamltext import shown

    criteria = {criterion.id: [rule.id for rule in criterion.rules] for criterion in base.criteria}
    known = {id_: [id_] for id_ in base.statements} | criteria
    for id_ in only or ():
        if id_ not in known:
            message = f"--only: there is no rule, constraint or criterion {shown(id_)}"
            raise InputError(message, hint=nearest(id_, tuple(known)))
    named = {id_: base.statements[id_] for given in only or () for id_ in known[given]}
    return tuple(named.values()) if only else base.own_statements
