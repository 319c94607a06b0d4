"""The report for a terminal: verdict first, then the ranking, the reasons, and what was left open."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.report.view import Possible, Ranked, Reason, Side, View, view_of
from advisor.report.words import listed, signed

BAR = 24
STYLES = {"clear": "bold green", "lean": "bold yellow", "toss-up": "bold yellow", "none-eligible": "bold red"}


def to_text(profile: Profile, recommendation: Recommendation, *, width: int, colour: bool) -> str:
    """Render for a terminal `width` columns wide; without `colour` no escape sequence is written."""
    view = view_of(profile, recommendation)
    return printed(Group(*_parts(view)), width=width, colour=colour)


def printed(renderable: RenderableType, *, width: int, colour: bool) -> str:
    """Return what rich would print, as a string, lines without trailing blanks."""
    console = Console(
        file=io.StringIO(),
        width=max(width, 40),
        color_system="standard" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    )
    with console.capture() as capture:
        console.print(renderable)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()).rstrip("\n") + "\n"


def _parts(view: View) -> Iterator[RenderableType]:
    yield Text(view.name, style="bold")
    yield Text(view.headline, style=STYLES[view.verdict])
    yield Text(f"Verdict: {view.verdict_words}. As of {view.as_of}, rule base {view.rule_base}.", style="dim")
    for warning in view.warnings:
        yield Text(f"! {warning}", style="yellow")
    yield from _section("Ranking", _ranking(view))
    if view.possible_exclusions:
        yield from _section("May still be excluded", *(_possible(e) for e in view.possible_exclusions))
    for ranked in view.ranking:
        yield from _section(f"{ranked.title}: {ranked.score:.1f}", *_reasons(ranked, view))
    if view.neutral and view.verdict == "toss-up":
        yield from _section("Makes no difference", *(_reason(reason, "", "dim") for reason in view.neutral))
    if view.open_count:
        yield from _section(f"Not answered: {view.open_count}", _open_questions(view))
    yield from _section("What weighs", Text(", ".join(f"{w.title} {w.percent} %" for w in view.weights)))
    yield from _section("Sources", *_sources(view))


def _section(title: str, *parts: RenderableType) -> Iterator[RenderableType]:
    yield Text()
    yield Text(title, style="bold underline")
    yield from (Padding(part, (0, 0, 0, 2)) for part in parts)


def _ranking(view: View) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    for ranked in view.ranking:
        excluded = ranked.eligible == "no"
        place = "x" if excluded else f"{ranked.rank}."
        span = "excluded" if excluded else f"{ranked.low:.1f} to {ranked.high:.1f}"
        style = "dim" if excluded else "bold" if ranked.rank == 1 else ""
        table.add_row(Text(place), Text(ranked.title, style=style), f"{ranked.score:.1f}", _bar(ranked), Text(span))
    return table


def _bar(ranked: Ranked) -> Text:
    """Draw the range as dashes and the score as a block in it."""
    low, high, score = (round(x * (BAR - 1)) for x in (ranked.bar.low, ranked.bar.high, ranked.bar.score))
    cells = ["-" if low <= n <= high else " " for n in range(BAR)]
    cells[score] = "#"
    return Text("".join(cells), style="cyan")


def _possible(exclusion: Possible) -> Text:
    waits = f"Depends on {listed(exclusion.waits_for, 'and')}: {listed(exclusion.titles, 'and')}"
    return Text.assemble(waits, (f" [{exclusion.constraint}]", "dim"))


def _reasons(ranked: Ranked, view: View) -> Iterator[RenderableType]:
    for exclusion in ranked.exclusions:
        trail = (f" [{exclusion.constraint}]", "dim")
        yield Text.assemble((f"Excluded: {exclusion.because}", "red"), f" {exclusion.lift}", trail)
    yield from _side(ranked.pro, "green", "for")
    yield from _side(ranked.con, "red", "against")
    if not (ranked.pro.reasons or ranked.con.reasons):
        yield Text(f"No rule speaks for or against it: {view.score_base:.1f}, the base.", style="dim")


def _side(side: Side, style: str, word: str) -> Iterator[RenderableType]:
    for reason in side.reasons:
        yield _reason(reason, signed(reason.points), style)
    if side.more:
        yield _row(signed(side.more_points), Text(f"{side.more} more {word} it", style="dim"), style)


def _reason(reason: Reason, points: str, style: str) -> RenderableType:
    trail = f" [{reason.criterion}; {reason.rule}; {', '.join(reason.sources)}]"
    return _row(points, Text.assemble(reason.because, (trail, "dim")), style)


def _row(points: str, text: Text, style: str) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=5, justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(points, style=style), text)
    return grid


def _open_questions(view: View) -> RenderableType:
    lines: list[RenderableType] = [
        Text("These could move the ranking most (points between alternatives):", style="dim")
    ]
    lines += [_row(f"{q.points:.1f}", Text.assemble(q.prompt, (f" [{q.id}]", "dim")), "") for q in view.open_questions]
    return Group(*lines) if view.open_questions else Text("None of them can move the ranking.")


def _sources(view: View) -> Sequence[Text]:
    return [
        Text.assemble(f"{s.id}: {s.title}, ", (s.date.isoformat() if s.date else "undated", "dim"), f", read {s.read}")
        for s in view.sources
    ]
