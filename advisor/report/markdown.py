"""Reports from the Jinja templates in `templates/`: Markdown, through filters that make text harmless."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, FunctionLoader, StrictUndefined

from advisor.analysis.sensitivity import Sensitivity
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.report.mermaid import flowchart
from advisor.report.view import view_of
from advisor.report.words import clean, markdown, signed
from advisor.resources import bundled


def to_markdown(profile: Profile, recommendation: Recommendation, sensitivity: Sensitivity | None) -> str:
    """Render as Markdown."""
    return environment().get_template("report.md.j2").render(view=view_of(profile, recommendation, sensitivity))


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment of the packaged templates; an undefined name is an error."""
    folder = bundled("templates")
    made = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  the filter `md` escapes for Markdown
    )
    made.filters.update(md=markdown, signed=signed, clean=clean, flowchart=flowchart)
    return made
