"""Two recommendations side by side, as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from advisor.analysis.changes import OVER
from advisor.analysis.comparison import Comparison, Moved
from advisor.engine.routes import is_route
from advisor.model.recommendation import Recommendation
from advisor.report.layers import overlays_in_use, overlays_shape
from advisor.report.origins import Origin, marked, rule_origin
from advisor.report.text import printed, section, told
from advisor.report.words import headline, signed, titles

SHOWN_MOVES = 12


def comparison_text(comparison: Comparison, *, width: int, colour: bool) -> str:
    """Render a comparison for a terminal."""
    return printed(Group(*_parts(comparison)), width=width, colour=colour)


def _parts(comparison: Comparison) -> Iterator[RenderableType]:
    yield Text(f"Before: {headline(comparison.before)}")
    yield Text(f"After:  {headline(comparison.after)}", style="bold")
    yield Text("The recommendation changes." if comparison.is_flip else "The recommendation stays.")
    yield Text()
    yield scores_table(comparison)
    yield Text()
    shown = comparison.moved[:SHOWN_MOVES]
    yield Text("Rules that moved points, the most first:" if shown else "No rule moved a point.")
    if shown:
        yield _moves(comparison, shown)
    if len(comparison.moved) > len(shown):
        yield Text(f"and {len(comparison.moved) - len(shown)} smaller ones; --format json shows all")
    for chapter in overlays_in_use(comparison.after.base):
        yield from section(chapter.title, *told(chapter))


def scores_table(comparison: Comparison) -> Table:
    """Lay out each alternative's score before and after."""
    title = titles(comparison.after.base)
    table = Table("Alternative", "Before", "After", "Change", box=None, pad_edge=False)
    for shifted in comparison.shifted:
        both = shifted.before is not None and shifted.after is not None
        change = signed(shifted.after - shifted.before) if both else ""  # type: ignore[operator]
        table.add_row(title[shifted.alternative], _number(shifted.before), _number(shifted.after), change)
    return table


def _number(score: float | None) -> str:
    return "-" if score is None else f"{score:.1f}"


def _moves(comparison: Comparison, moves: tuple[Moved, ...]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for moved in moves:
        trail = marked(moved.rule, origin(comparison, moved.rule).mark)
        reason = Text.assemble(because(comparison, moved.rule), (f" [{trail}]", "dim"))
        table.add_row(Text(signed(moved.change)), Text(titles(comparison.after.base)[moved.alternative]), reason)
    return table


def because(comparison: Comparison, rule: str) -> str:
    """Say what a rule says, from whichever side holds it; of a way that is no longer so, say that as well."""
    now, before = comparison.after.base.rules.get(rule), comparison.before.base.rules.get(rule)
    if before and not now and is_route(before):
        return f"{OVER}{before.because}"
    return (now or comparison.before.base.rules[rule]).because


def origin(comparison: Comparison, rule: str) -> Origin:
    """Return where a rule comes from, by whichever side holds it."""
    held = comparison.after if rule in comparison.after.base.rules else comparison.before
    return rule_origin(held.base, rule)


def moves_shape(comparison: Comparison, moves: Iterable[Moved]) -> list[dict[str, object]]:
    """Return the rules that moved points as plain data."""
    return [
        {"rule": m.rule, "alternative": m.alternative, "before": m.before, "after": m.after}
        | origin(comparison, m.rule).shape
        for m in moves
    ]


def comparison_json(comparison: Comparison) -> str:
    """Render a comparison as JSON."""
    shape = {
        "format": "advisor.comparison/1",
        "before": side(comparison.before),
        "after": side(comparison.after),
        "changes_recommendation": comparison.is_flip,
        "scores": [{"alternative": s.alternative, "before": s.before, "after": s.after} for s in comparison.shifted],
        "rules": moves_shape(comparison, comparison.moved),
        "overlays": overlays_shape(comparison.after.base),
    }
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


def side(recommendation: Recommendation) -> dict[str, object]:
    """Return one of two recommendations, in short, as plain data."""
    return {
        "as_of": recommendation.as_of.isoformat(),
        "alternative": recommendation.alternative,
        "verdict": recommendation.verdict,
        "contenders": list(recommendation.contenders),
        "margin": recommendation.margin,
        "headline": headline(recommendation),
    }
