"""What would change a decision, as text."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from advisor.analysis.findings import Findings
from advisor.model.recommendation import Recommendation
from advisor.report.findings import flip_chapters
from advisor.report.text import printed, section, told
from advisor.report.words import headline


def flips_text(recommendation: Recommendation, findings: Findings, *, width: int, colour: bool) -> str:
    """Render for a terminal."""
    return printed(Group(*_parts(recommendation, findings)), width=width, colour=colour)


def _parts(recommendation: Recommendation, findings: Findings) -> Iterator[RenderableType]:
    yield Text(headline(recommendation), style="bold")
    for chapter in flip_chapters(recommendation, findings):
        yield from section(chapter.title, *told(chapter))
