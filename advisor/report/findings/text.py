"""Findings for a terminal: each with its place, then what was looked at, then the count."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from advisor.model.finding import Finding
from advisor.report.findings.run import Run, Subject, paragraphs
from advisor.report.text import printed, section
from advisor.report.words import clean, listed

READABLE = 24  # columns for how something stands
MARGINS = 8
STYLES = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan", "waived": "dim"}


def to_text(run: Run, *, width: int, colour: bool) -> str:
    """Render for a terminal `width` columns wide; without `colour` no escape sequence is written."""
    return printed(Group(*_parts(run, width)), width=width, colour=colour)


def _parts(run: Run, width: int) -> Iterator[RenderableType]:
    for finding in run.findings:
        yield from _finding(finding)
    if run.findings:
        yield Text()
    if run.subjects:
        yield _table(run) if _fits(run, width) else _listed(run)
        yield Text()
    if run.overlays:
        many = "s" if len(run.overlays) > 1 else ""
        yield Text(f"With the overlay{many} {listed([clean(layer.name) for layer in run.overlays], 'and')}.")
    yield Text(f"{run.counted()}.", style="bold red" if run.failed else "bold")
    if run.findings:
        yield Text("`advisor explain check:ID` tells what a check means.", style="dim")


def _finding(finding: Finding) -> Iterator[RenderableType]:
    word = "waived" if finding.waiver else finding.severity
    yield Text.assemble(f"{finding.place}: ", (f"{word}[{finding.check}]", STYLES[word]), f": {finding.message}")
    for paragraph in paragraphs(finding):
        yield Padding(Text(paragraph, style="dim" if finding.waiver else ""), (0, 0, 0, 4))


def _table(run: Run) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="underline")
    table.add_column("What", min_width=_longest(run))
    table.add_column("Where", no_wrap=True)
    table.add_column("How it stands", overflow="fold")
    table.add_column("Findings", justify="right")
    for subject, count in zip(run.subjects, _counts(run), strict=True):
        table.add_row(Text(subject.name), Text(_where(subject)), Text(subject.state), Text(str(count), style="dim"))
    return Group(*list(section("Checked", table))[1:])


def _listed(run: Run) -> RenderableType:
    """Lay out what was looked at below each other, for a terminal in which columns would break names and paths."""
    lines: list[RenderableType] = []
    for subject, count in zip(run.subjects, _counts(run), strict=True):
        said = f"{subject.name}, {count} {'finding' if count == 1 else 'findings'}"
        more = Text(f"{_where(subject)}\n{subject.state}", style="dim")
        lines += [Text(said), Padding(more, (0, 0, 0, 4))]
    return Group(*list(section("Checked", *lines))[1:])


def _where(subject: Subject) -> str:
    place = subject.place
    return place.file if place.line == 1 else f"{place.file}:{place.line}"


def _longest(run: Run) -> int:
    """Return the length of the longest word in what the subjects are called."""
    return max(len(word) for subject in run.subjects for word in (*subject.name.split(), ""))


def _fits(run: Run, width: int) -> bool:
    """Tell whether columns leave room for how things stand without breaking a name or a path."""
    taken = _longest(run) + max(len(_where(subject)) for subject in run.subjects)
    return taken + READABLE + len("Findings") + MARGINS <= width


def _counts(run: Run) -> list[int]:
    """Count the findings about each subject: those from its line on, up to the next subject of its file."""
    starts: dict[str, list[tuple[int, int]]] = {}
    for n, subject in enumerate(run.subjects):
        starts.setdefault(subject.place.file, []).append((subject.place.line, n))
    counts = [0] * len(run.subjects)
    for finding in run.open:
        here = sorted(starts.get(finding.place.file, ()))
        after = bisect_right(here, (finding.place.line, len(counts)))
        if here:
            counts[here[max(0, after - 1)][1]] += 1
    return counts
