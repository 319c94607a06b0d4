"""The pages that tests look at: of examples, of profiles made to break them, and of hostile rule bases."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from advisor.analysis.sensitivity import sensitivity_of
from advisor.analysis.vantage import Vantage
from advisor.engine.decision import decide
from advisor.loading.profiles import load_profile
from advisor.model.profile import Profile
from advisor.model.rulebase import RuleBase
from advisor.report.html import to_html
from tests.running import EXAMPLES, ROOT, base

HARD = sorted((ROOT / "tests" / "data" / "hard_profiles").glob("*.yaml"))
HOSTILE = """</script><script>alert(1)</script><img src=x onerror=alert(2)> "'`&lt; {{ 7 * 7 }} --> ]]>"""


@cache
def profile(path: Path) -> Profile:
    """Return a profile of the repository."""
    return load_profile(path.read_text("utf-8"), path.name, base())


def example(name: str) -> Profile:
    """Return an example's profile by its name."""
    return profile(ROOT / "examples" / f"{name}.yaml")


def page(checked: Profile, rules: RuleBase | None = None, *, brief: bool = False) -> str:
    """Return a profile's page, with the timeline and, unless it is to be brief, all analyses."""
    rules = rules or base()
    recommendation = decide(rules, checked)
    found = None if brief else sensitivity_of(Vantage.of(recommendation, checked))
    return to_html(checked, recommendation, found, rules)


def example_page(name: str) -> str:
    """Return an example's page by its name, made once."""
    return page_of(ROOT / "examples" / f"{name}.yaml")


@cache
def page_of(path: Path) -> str:
    """Return the page of a profile of the repository, made once."""
    return page(profile(path))


def hostile_rules() -> RuleBase:
    """Return the rule base with hostile text wherever a page takes text from it."""
    rules = base()

    def named(number: int) -> str:
        return f"{number} {HOSTILE}"

    cited = {"title": HOSTILE, "author": HOSTILE, "where": HOSTILE}

    return rules.replacing(
        alternatives=tuple(
            a.model_copy(update={"title": named(n), "description": HOSTILE}) for n, a in enumerate(rules.alternatives)
        ),
        criteria=tuple(
            c.model_copy(
                update={
                    "title": named(n),
                    "rules": tuple(r.model_copy(update={"because": HOSTILE, "note": HOSTILE}) for r in c.rules),
                }
            )
            for n, c in enumerate(rules.criteria)
        ),
        sources=tuple(s.model_copy(update=cited) for s in rules.sources),
        components=tuple(
            c.model_copy(update={"title": named(n), "install": HOSTILE}) for n, c in enumerate(rules.components)
        ),
        targets=tuple(t.model_copy(update={"title": named(n)}) for n, t in enumerate(rules.targets)),
    )


ALL = (*EXAMPLES, *HARD)
