"""The page people forward: one HTML file that asks for nothing from anywhere, from `templates/*.html.j2`."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from advisor.analysis.sensitivity import Sensitivity
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.report.page import page_of
from advisor.resources import bundled

MINUS = "\N{MINUS SIGN}"


def to_html(
    profile: Profile,
    recommendation: Recommendation,
    sensitivity: Sensitivity | None,
    whole: RuleBase | None = None,
    index: str | None = None,
) -> str:
    """Render as a page. `whole` is the rule base of every day, for the timeline; `index` the page to lead back to."""
    page = page_of(profile, recommendation, sensitivity, whole)
    return rendered("report.html.j2", scripted=True, page=page, view=page.view, index=index)


def rendered(template: str, *, scripted: bool, **shown: object) -> str:
    """Render a template with the style, and the script where it has one, inline and named in its policy by hash."""
    style = _text("report.css")
    script = _text("report.js") if scripted else ""
    policy = f"default-src 'none'; style-src {_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    if script:
        policy += f"; script-src {_hash(script)}"
    parts = {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704  our own files
    return environment().get_template(template).render(**shown, **parts)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment of the packaged pages: everything is escaped, an undefined name is an error."""
    made = Environment(
        loader=FunctionLoader(_text),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=True,
    )
    made.filters.update(points=points, gained=gained, coded=coded)
    return made


def points(value: float) -> str:
    """Write points of the scale, one decimal."""
    return f"{value:.1f}"


def gained(value: float) -> str:
    """Write points gained or lost with their sign, one decimal."""
    return f"{value:+.1f}".replace("-", MINUS)


def coded(text: str) -> Markup:
    """Escape a sentence, what it has between backticks becoming code, and keep numbers with their per cent."""
    told = str(escape(text)).replace(" %", "\N{NO-BREAK SPACE}%")
    pieces = told.split("`")
    if len(pieces) % 2:
        told = "".join(f"<code>{piece}</code>" if n % 2 else piece for n, piece in enumerate(pieces))
    return Markup(told)  # noqa: S704  escaped above


def _text(name: str) -> str:
    return (bundled("templates") / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
