"""What would change a decision, as text."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from advisor.analysis.sensitivity import Sensitivity
from advisor.model.recommendation import Recommendation
from advisor.report.layers import overlays_in_use
from advisor.report.sensitivity import flip_chapters
from advisor.report.text import printed, section, told
from advisor.report.words import headline


def flips_text(recommendation: Recommendation, sensitivity: Sensitivity, *, width: int, colour: bool) -> str:
    """Render for a terminal."""
    return printed(Group(*_parts(recommendation, sensitivity)), width=width, colour=colour)


def _parts(recommendation: Recommendation, sensitivity: Sensitivity) -> Iterator[RenderableType]:
    yield Text(headline(recommendation), style="bold")
    for chapter in (*flip_chapters(recommendation, sensitivity), *overlays_in_use(recommendation.base)):
        yield from section(chapter.title, *told(chapter))
