"""A recommendation as text, JSON, Markdown, HTML: every format is a function from result to string."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation

if TYPE_CHECKING:
    from advisor.analysis.sensitivity import Sensitivity
    from advisor.model.rulebase import RuleBase


class Format(StrEnum):
    """What a recommendation can be rendered as."""

    text = "text"
    json = "json"
    markdown = "markdown"
    html = "html"


def render(
    format_: Format,
    profile: Profile,
    recommendation: Recommendation,
    *,
    width: int = 80,
    colour: bool = False,
    brief: bool = False,
    whole: RuleBase | None = None,
) -> str:
    """Render a recommendation, ending in a newline. `width` (columns) and `colour` concern `text` alone.

    What it depends on is found out as well, unless it is to be `brief`. `whole` is the rule base of every day, from
    which `html` tells what happened since the articles.
    """
    sensitivity = None if brief else _found(profile, recommendation)
    match format_:
        case Format.json:
            from advisor.report.json_v1 import to_json

            return to_json(profile, recommendation, sensitivity)
        case Format.text:
            from advisor.report.text import to_text

            return to_text(profile, recommendation, sensitivity, width=width, colour=colour)
        case Format.markdown:
            from advisor.report.markdown import to_markdown

            return to_markdown(profile, recommendation, sensitivity)
        case Format.html:
            from advisor.report.html import to_html

            return to_html(profile, recommendation, sensitivity, whole)
        case _:
            assert_never(format_)


def _found(profile: Profile, recommendation: Recommendation) -> Sensitivity:
    from advisor.analysis.sensitivity import sensitivity_of
    from advisor.analysis.vantage import Vantage

    return sensitivity_of(Vantage.of(recommendation, profile))
