"""`advisor rules mutate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.progress import progress
from advisor.cli.rules_coverage import CASES, CasePaths
from advisor.cli.shared import Output, emit, rule_base, rule_folders
from advisor.cli.what_if import TwoFormats
from advisor.errors import EXIT_GATE_FAILED, Place

if TYPE_CHECKING:
    from advisor.quality.mutants import Mutant


def mutate(
    paths: CasePaths = None,
    sample: Annotated[
        int | None, typer.Option("--sample", metavar="N", min=1, help="Try so many mutants only, drawn at random.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Draw others.")] = 1,
    jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=0, help="Processes; 0 for all.")] = 0,
    survivors: Annotated[bool, typer.Option(help="List the mutants that survive every expectation.")] = True,
    fail_under: Annotated[
        float,
        typer.Option(
            "--fail-under", metavar="PERCENT", min=0, max=100, help="Exit 1 where fewer are killed by any expectation."
        ),
    ] = 0,
    format_: Annotated[TwoFormats, typer.Option("--format", help="How to show it.")] = TwoFormats.text,
    output: Output = None,
) -> None:
    """Change rules, one thing at a time (signs, strengths, conditions, dates), and tell what the cases notice."""
    from advisor.loading.places import Places
    from advisor.quality.cases import Bench, case_files, read_cases
    from advisor.quality.mutants import mutants
    from advisor.quality.mutating import mutate as tried
    from advisor.quality.mutating import sampled
    from advisor.quality.telling_quality import killed, mutation_json, mutation_text

    base = rule_base()
    files = [file for path in paths or [CASES] for file in case_files(path)]
    cases = tuple(read_cases(Bench(base), files))
    places = Places.read(rule_folders())
    chosen = sampled(tuple(mutants(base)), sample, seed)
    with progress(f"Trying {len(chosen)} mutants on {len(cases)} cases") as told:
        verdicts = tried(base, cases, chosen, told, jobs)

    def place_of(mutant: Mutant) -> Place:
        return places.of("rule", mutant.rule, *mutant.steps)

    if format_ is TwoFormats.json:
        emit(mutation_json(verdicts, place_of), output)
    else:
        emit(mutation_text(verdicts, place_of, survivors=survivors), output)
    if killed([v for v in verdicts if v.scoring], "any_expected") < fail_under:
        raise typer.Exit(EXIT_GATE_FAILED)
