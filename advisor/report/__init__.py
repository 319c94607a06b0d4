"""A recommendation as text, JSON, Markdown: every format is a function from result to string."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation


class Format(StrEnum):
    """What a recommendation can be rendered as."""

    text = "text"
    json = "json"
    markdown = "markdown"


def render(
    format_: Format,
    profile: Profile,
    recommendation: Recommendation,
    *,
    width: int = 80,
    colour: bool = False,
) -> str:
    """Render a recommendation, ending in a newline. `width` (columns) and `colour` concern `text` alone."""
    match format_:
        case Format.json:
            from advisor.report.json_v1 import to_json

            return to_json(profile, recommendation)
        case Format.text:
            from advisor.report.text import to_text

            return to_text(profile, recommendation, width=width, colour=colour)
        case Format.markdown:
            from advisor.report.markdown import to_markdown

            return to_markdown(profile, recommendation)
        case _:
            assert_never(format_)
