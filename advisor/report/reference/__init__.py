"""The reference pages: everything in a rule base, the commands, exit codes and checks, as linked Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import Environment

from advisor.model.rulebase import Claim, RuleBase
from advisor.report.markdown import environment
from advisor.report.reference.commands import CommandPage, ExitCode
from advisor.report.reference.crossing import Crossing
from advisor.report.reference.pages import CheckTable, Page, pages_of
from advisor.report.reference.wording import filters


def reference(
    base: RuleBase,
    claims: Iterable[Claim],
    commands: Iterable[CommandPage],
    exits: Iterable[ExitCode],
    tables: Iterable[CheckTable],
) -> dict[str, str]:
    """Return the text of each page by its path inside `docs/`, in the order in which an index lists them."""
    crossing = Crossing(base, {claim.id: claim for claim in claims})
    pages = pages_of(base, tuple(commands), tuple(exits), tuple(tables))
    homes = {named: page.path for page in pages for named in page.holds}
    return {page.path: _rendered(page, crossing, homes) for page in pages}


def _rendered(page: Page, crossing: Crossing, homes: dict[tuple[str, str], str]) -> str:
    made: Environment = environment().overlay()
    made.filters = {**made.filters, **filters(page.path, homes, crossing.base)}
    text = made.get_template(f"reference/{page.template}.md.j2").render(page=page, crossing=crossing, **page.context)
    return _tidied(text)


def _tidied(text: str) -> str:
    """Leave one empty line where templates leave several, and none at the end."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).rstrip("\n") + "\n"
