"""Two recommendations side by side, as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from advisor.analysis.comparison import Comparison, Moved
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.report.text import printed
from advisor.report.words import headline, signed, titles

SHOWN_MOVES = 12


def comparison_text(base: RuleBase, comparison: Comparison, *, width: int, colour: bool) -> str:
    """Render a comparison for a terminal."""
    return printed(Group(*_parts(base, comparison)), width=width, colour=colour)


def _parts(base: RuleBase, comparison: Comparison) -> Iterator[RenderableType]:
    yield Text(f"Before: {headline(base, comparison.before)}")
    yield Text(f"After:  {headline(base, comparison.after)}", style="bold")
    yield Text("The recommendation changes." if comparison.is_flip else "The recommendation stays.")
    yield Text()
    yield _scores(base, comparison)
    yield Text()
    shown = comparison.moved[:SHOWN_MOVES]
    yield Text("Rules that moved points, the most first:" if shown else "No rule moved a point.")
    if shown:
        yield _moves(base, shown)
    if len(comparison.moved) > len(shown):
        yield Text(f"and {len(comparison.moved) - len(shown)} smaller ones; --format json shows all")


def _scores(base: RuleBase, comparison: Comparison) -> Table:
    title = titles(base)
    table = Table("Alternative", "Before", "After", "Change", box=None, pad_edge=False)
    for shifted in comparison.shifted:
        both = shifted.before is not None and shifted.after is not None
        change = signed(shifted.after - shifted.before) if both else ""  # type: ignore[operator]
        table.add_row(title[shifted.alternative], _number(shifted.before), _number(shifted.after), change)
    return table


def _number(score: float | None) -> str:
    return "-" if score is None else f"{score:.1f}"


def _moves(base: RuleBase, moves: tuple[Moved, ...]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for moved in moves:
        reason = Text.assemble(base.rules[moved.rule].because, (f" [{moved.rule}]", "dim"))
        table.add_row(Text(signed(moved.change)), Text(titles(base)[moved.alternative]), reason)
    return table


def comparison_json(base: RuleBase, comparison: Comparison) -> str:
    """Render a comparison as JSON."""
    shape = {
        "format": "advisor.comparison/1",
        "before": _side(base, comparison.before),
        "after": _side(base, comparison.after),
        "changes_recommendation": comparison.is_flip,
        "scores": [{"alternative": s.alternative, "before": s.before, "after": s.after} for s in comparison.shifted],
        "rules": [
            {"rule": m.rule, "alternative": m.alternative, "before": m.before, "after": m.after}
            for m in comparison.moved
        ],
    }
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


def _side(base: RuleBase, recommendation: Recommendation) -> dict[str, object]:
    return {
        "as_of": recommendation.as_of.isoformat(),
        "alternative": recommendation.alternative,
        "verdict": recommendation.verdict,
        "contenders": list(recommendation.contenders),
        "margin": recommendation.margin,
        "headline": headline(base, recommendation),
    }
