"""One profile on two days, or two profiles: what changed and how many points it moved, as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from advisor.analysis.changes import Change, Turn
from advisor.analysis.comparison import Comparison
from advisor.model.recommendation import Recommendation
from advisor.report.comparison import because, moves_shape, origin, scores_table, side
from advisor.report.layers import overlays_in_use, overlays_shape
from advisor.report.origins import marked
from advisor.report.text import printed, row, section, told
from advisor.report.ways import chain
from advisor.report.words import headline, signed, titles

SHOWN = 15


def changes_text(
    comparison: Comparison, found: Sequence[Change], turned: Sequence[Turn], *, width: int, colour: bool
) -> str:
    """Render what changed between two days for a terminal."""
    return printed(Group(*_parts(comparison, found, turned)), width=width, colour=colour)


def _parts(comparison: Comparison, found: Sequence[Change], turned: Sequence[Turn]) -> Iterator[RenderableType]:
    before, after = comparison.before, comparison.after
    yield Text(f"{before.as_of}: {headline(before)}")
    yield Text(f"{after.as_of}: {headline(after)}", style="bold")
    yield Text("The recommendation changes." if comparison.is_flip else "The recommendation stays.")
    yield from section("Scores", scores_table(comparison))
    own = [change for change in found if change.what]
    if own:
        yield from section("What moved the scores, the most first", *(_change(comparison, c) for c in own[:SHOWN]))
    if len(own) > SHOWN:
        yield Text(f"  and {len(own) - SHOWN} more; --format json has all")
    yield from _routes(before, after)
    if turned:
        yield from section("Components whose status changed", *(_turn(comparison, turn) for turn in turned))
    for chapter in overlays_in_use(after.base):
        yield from section(chapter.title, *told(chapter))


def _change(comparison: Comparison, change: Change) -> RenderableType:
    names = titles(comparison.after.base)
    gained = ", ".join(f"{names[alternative]} {signed(points)}" for alternative, points in change.net.items())
    day = f" {change.day}" if change.day else ""
    rules = list(dict.fromkeys(m.rule for m in change.moved))
    marks = dict.fromkeys(origin(comparison, rule).mark for rule in rules)
    sources = f" [{marked(change.what, *marks)}; {', '.join(change.sources)}]"
    said = because(comparison, rules[0]) if len(rules) == 1 else f"{len(rules)} rules"
    why = f" ({change.why}{day})" if change.why != said else day
    return row("*", Text.assemble(said, f"{why} ", (gained, "bold"), (sources, "dim")), "dim")


def _routes(before: Recommendation, after: Recommendation) -> Iterator[RenderableType]:
    moved = [
        row("*", Text(f"{titles(after.base)[alternative]}, {target}: {old} -> {new}"), "dim")
        for alternative, target, old, new in changed_routes(before, after)
    ]
    if moved:
        yield from section("Routes that changed", *moved)


def changed_routes(before: Recommendation, after: Recommendation) -> Iterator[tuple[str, str, str, str]]:
    """Yield alternative, target and the best way before and after, where it differs."""
    for alternative, reaches in after.reaches.items():
        earlier = {reach.target: reach for reach in before.reaches.get(alternative, ())}
        for reach in reaches:
            old = earlier.get(reach.target)
            ways = [_said(before, old.best if old else None), _said(after, reach.best)]
            if old and ways[0] != ways[1]:
                yield alternative, reach.target, ways[0], ways[1]


def _said(recommendation: Recommendation, route: object) -> str:
    from advisor.model.recommendation import Route

    if not isinstance(route, Route):
        return "no way"
    return f"{chain(recommendation.base, route)} ({route.status})"


def _turn(comparison: Comparison, turn: Turn) -> RenderableType:
    title = next(c.title for c in comparison.after.base.components if c.id == turn.component)
    word = "since" if turn.entry.since else "seen"
    before = (turn.before or "usable") if turn.existed else "did not exist"
    text = f"{title}: {before} -> {turn.entry.value}, {word} {turn.entry.day}"
    return row("*", Text.assemble(text, (f" [{', '.join(turn.entry.sources)}]", "dim")), "dim")


def changes_json(comparison: Comparison, found: Sequence[Change], turned: Sequence[Turn]) -> str:
    """Render what changed between two days as JSON."""
    shape = {
        "format": "advisor.changes/1",
        "before": side(comparison.before),
        "after": side(comparison.after),
        "changes_recommendation": comparison.is_flip,
        "scores": [{"alternative": s.alternative, "before": s.before, "after": s.after} for s in comparison.shifted],
        "changes": [_change_shape(comparison, change) for change in found],
        "routes": [
            {"alternative": alternative, "target": target, "before": old, "after": new}
            for alternative, target, old, new in changed_routes(comparison.before, comparison.after)
        ],
        "components": [
            {
                "component": turn.component,
                "before": turn.before,
                "existed": turn.existed,
                "after": turn.entry.value,
                "since": turn.entry.since.isoformat() if turn.entry.since else None,
                "seen": turn.entry.seen.isoformat() if turn.entry.seen else None,
                "sources": list(turn.entry.sources),
            }
            for turn in turned
        ],
        "overlays": overlays_shape(comparison.after.base),
    }
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


def _change_shape(comparison: Comparison, change: Change) -> dict[str, object]:
    return {
        "what": change.what or None,
        "why": change.why,
        "date": change.day.isoformat() if change.day else None,
        "sources": list(change.sources),
        "points": change.points,
        "rules": moves_shape(comparison, change.moved),
    }
