"""The report for a terminal: verdict first, then the ranking, what makes the difference, and what was left open."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from advisor.analysis.sensitivity import Sensitivity
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.report.origins import marked
from advisor.report.sensitivity import Chapter
from advisor.report.view import OpenQuestion, Possible, Ranked, Reason, Side, View, Weighed, view_of
from advisor.report.ways import Fallen, Way
from advisor.report.words import listed, signed

BAR = 24
NARROWEST = 40
SHOWN_SOURCES = 10
STYLES = {"clear": "bold green", "lean": "bold yellow", "toss-up": "bold yellow", "none-eligible": "bold red"}
LEGEND = "# the score, - where it may go while questions are open"
MORE = "--format json has every reason and number, `advisor explain ID` every rule."


def to_text(
    profile: Profile, recommendation: Recommendation, sensitivity: Sensitivity | None, *, width: int, colour: bool
) -> str:
    """Render for a terminal `width` columns wide; without `colour` no escape sequence is written."""
    view = view_of(profile, recommendation, sensitivity)
    return printed(Group(*_parts(view)), width=width, colour=colour)


def printed(renderable: RenderableType, *, width: int, colour: bool) -> str:
    """Return what rich would print, as a string, lines without trailing blanks."""
    console = Console(
        file=io.StringIO(),
        width=max(width, NARROWEST),
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
    yield Text(f"Verdict: {view.verdict_words} ({view.thresholds}).", style="dim")
    yield Text(f"As of {view.as_of}, rule base {view.rule_base}.", style="dim")
    for warning in view.warnings:
        yield Text(f"! {warning}", style="yellow")
    yield from section("Ranking", _ranking(view), Text(LEGEND, style="dim"))
    if view.possible_exclusions:
        yield from section("May still be excluded", *(_possible(e) for e in view.possible_exclusions))
    if view.separation:
        found = view.separation
        title = found.title if found.level else f"{found.title}: {signed(found.margin)}"
        yield from section(title, *_side(found.side))
    for chapter in view.chapters:
        yield from section(chapter.title, *told(chapter))
    for ranked in view.ranking:
        yield from section(f"{ranked.title}: {ranked.score:.1f}, from {view.score_base:.0f}", *_reasons(ranked))
    if view.fallen:
        yield from section("No longer counted", *(_fallen(each) for each in view.fallen))
    if view.neutral and view.verdict == "toss-up":
        yield from section("Makes no difference", *(_reason(reason, "", "dim") for reason in view.neutral))
    if view.open_count:
        yield from section(f"Not answered: {view.open_count}", _open_questions(view))
    yield from section("What weighs", Text(_weights(view)))
    yield from section("Sources", *_sources(view))
    yield Text()
    yield Text(MORE, style="dim")


def section(title: str, *parts: RenderableType) -> Iterator[RenderableType]:
    """Yield a titled part of a report, indented."""
    yield Text()
    yield Text(title, style="bold underline")
    yield from (Padding(part, (0, 0, 0, 2)) for part in parts)


def told(chapter: Chapter) -> Iterator[RenderableType]:
    """Lay out sentences, each with what leads to more."""
    for each in chapter.told:
        trail = f" [{each.beside}]" if each.trail else ""
        yield row("*", Text.assemble(each.text, (trail, "dim")), "dim")


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
    low, high, score = (round(x * (BAR - 1)) for x in (ranked.bar.low, ranked.bar.high, ranked.bar.score))
    cells = ["-" if low <= n <= high else " " for n in range(BAR)]
    cells[score] = "#"
    return Text("".join(cells), style="cyan")


def _possible(exclusion: Possible) -> RenderableType:
    waits = f"{listed(exclusion.questions, 'and')} can exclude {listed(exclusion.titles, 'or')}"
    many = len(exclusion.constraints)
    named = exclusion.constraints[0] if many == 1 else f"{many} constraints"
    trail = f" [{marked(named, *exclusion.layers)}]"
    return row("-", Text.assemble(waits, (trail, "dim")), "dim")


def _reasons(ranked: Ranked) -> Iterator[RenderableType]:
    yield Text(ranked.description, style="dim")
    for exclusion in ranked.exclusions:
        layer = f", {exclusion.layer}" if exclusion.layer else ""
        trail = (f" [{exclusion.constraint}{layer}]", "dim")
        yield Text.assemble((f"Excluded: {exclusion.because}", "red"), f" {exclusion.lift}", trail)
    yield from (_way(way, ranked.rank == 1) for way in ranked.ways)
    yield from _side(ranked.pro)
    yield from _side(ranked.con)
    if not (ranked.pro.reasons or ranked.con.reasons):
        yield Text("No rule speaks for or against it.", style="dim")


def _way(way: Way, in_full: bool) -> RenderableType:
    """Tell a way in one line, for the leader with what to watch for."""
    status = "" if way.status in ("active", "none") else f" ({way.status})"
    layer = f" [{way.layer}]" if way.layer else ""
    text = Text.assemble((f"{way.target}: ", "bold"), way.chain, (status, "yellow"), (layer, "dim"))
    if in_full or way.status == "none":
        text.append("".join(f"\n! {warning}" for warning in way.warnings), "yellow")
    return row(">", text, "cyan")


def _side(side: Side) -> Iterator[RenderableType]:
    for reason in side.reasons:
        yield _reason(reason, signed(reason.points), _style(reason.points))
    if side.more:
        yield row(signed(side.more_points), Text(f"{side.more} more", style="dim"), _style(side.more_points))


def _style(points: float) -> str:
    return "green" if points > 0 else "red"


def _reason(reason: Reason, points: str, style: str) -> RenderableType:
    rule = f"{reason.rule}, {reason.layer}" if reason.layer else reason.rule
    trail = f" [{reason.criterion}; {rule}; {', '.join(reason.sources)}]"
    return row(points, Text.assemble(reason.because, (trail, "dim")), style)


def row(points: str, text: Text, style: str) -> Table:
    """Lay out a number or mark with a text that hangs beside it."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=5, justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(points, style=style), text)
    return grid


def _fallen(each: Fallen) -> RenderableType:
    return row("x", Text.assemble(f"{each.because} {each.reason}.", (f" [{each.rule}]", "dim")), "dim")


def _open_questions(view: View) -> RenderableType:
    if not view.open_questions:
        return Text("No single answer to any of them moves the lead.")
    lines: list[RenderableType] = [Text("What one answer can move the lead by, at most:", style="dim")]
    lines += [row(f"{q.points:.1f}", _open_question(q), "") for q in view.open_questions]
    return Group(*lines)


def _open_question(question: OpenQuestion) -> Text:
    flips = f" Another alternative leads with: {', '.join(question.flips)}." if question.flips else ""
    return Text.assemble(question.prompt, (flips, "bold"), (f" [{question.id}]", "dim"))


def _weights(view: View) -> str:
    if view.equal_weights:
        return f"All {len(view.weights)} criteria weigh the same."
    return ", ".join(_weight(weighed) for weighed in view.weights)


def _weight(weighed: Weighed) -> str:
    layer = f" ({weighed.layer})" if weighed.layer else ""
    return f"{weighed.title} {weighed.percent:g}\N{NO-BREAK SPACE}%{layer}"


def _sources(view: View) -> Iterator[RenderableType]:
    """List the sources where they are few; else count them."""
    if len(view.sources) > SHOWN_SOURCES:
        kinds = Counter(source.evidence for source in view.sources)
        counts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        yield Text(
            f"{len(view.sources)}: {counts}. --format markdown lists them, `advisor explain source:ID` tells one."
        )
        return
    for source in view.sources:
        date = f", {source.date}" if source.date else ", undated"
        yield row(
            "-", Text.assemble((source.id, ""), f": {source.title}", (f"{date}, read {source.read}", "dim")), "dim"
        )
