"""`advisor rules coverage`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from advisor.cli.shared import Output, emit, rule_base
from advisor.cli.thresholds import hold
from advisor.cli.what_if import TwoFormats
from advisor.errors import EXIT_GATE_FAILED

CASES = Path("tests/cases")
CasePaths = Annotated[
    list[Path] | None, typer.Argument(metavar="[PATH]...", help="Case files, or folders of them; else tests/cases.")
]


def coverage(
    paths: CasePaths = None,
    fail_under: Annotated[
        float, typer.Option("--fail-under", metavar="PERCENT", min=0, max=100, help="Exit 1 where a share is less.")
    ] = 0,
    format_: Annotated[TwoFormats, typer.Option("--format", help="How to show it.")] = TwoFormats.text,
    output: Output = None,
) -> None:
    """Tell which rules, effects and options the cases exercise, and what evidence is behind the rules.

    Exits with 1 where something has no source, or a share is below the threshold.
    """
    from advisor.quality.bench import Bench
    from advisor.quality.case_files import case_files
    from advisor.quality.cases import read_cases
    from advisor.quality.coverage import coverage as covered
    from advisor.quality.evidence import evidence
    from advisor.quality.telling_coverage import coverage_json, coverage_text

    bench = Bench(rule_base())
    files = [file for path in paths or [CASES] for file in case_files(path)]
    cases = tuple(read_cases(bench, files))
    shares, found = covered(bench, cases), evidence(bench.base)
    tell = coverage_json if format_ is TwoFormats.json else coverage_text
    emit(tell(shares, found, len(cases)), output)
    if found.without:
        raise typer.Exit(EXIT_GATE_FAILED)
    hold((share.what, share.percent, fail_under) for share in shares)
