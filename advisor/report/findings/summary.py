"""Findings as the Markdown of a job's summary page."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.finding import Finding
from advisor.report.findings.run import Run, paragraphs
from advisor.report.words import markdown

MAX_ROWS = 100
MAX_PARAGRAPHS = 4


def to_summary(run: Run) -> str:
    """Render the count, what was found and what was looked at, each list cut where it grows long."""
    lines = [f"## advisor {markdown(run.command)}", "", f"{run.counted()}.", *_found(run), *_checked(run)]
    return "\n".join(lines) + "\n"


def _found(run: Run) -> Iterator[str]:
    if run.findings:
        yield from ("", "| | Check | Where | What |", "|---|---|---|---|")
        yield from (_row(finding) for finding in run.findings[:MAX_ROWS])
        yield from _more(len(run.findings))


def _row(finding: Finding) -> str:
    word = "waived" if finding.waiver else finding.severity
    what = "<br>".join(markdown(text) for text in (finding.message, *paragraphs(finding)[:MAX_PARAGRAPHS]))
    where = markdown(f"{finding.place.file}:{finding.place.line}")
    return f"| {word} | {markdown(finding.check)} | {where} | {what} |"


def _checked(run: Run) -> Iterator[str]:
    if run.subjects:
        yield from ("", "| Checked | Where | How it stands |", "|---|---|---|")
        for subject in run.subjects[:MAX_ROWS]:
            yield f"| {markdown(subject.name)} | {markdown(subject.place.file)} | {markdown(subject.state)} |"
        yield from _more(len(run.subjects))


def _more(count: int) -> Iterator[str]:
    if count > MAX_ROWS:
        yield f"\nand {count - MAX_ROWS} more"
