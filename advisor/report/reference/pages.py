"""Which pages the reference has, and what each of them holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.model.catalogue import Component
from advisor.model.finding import Check
from advisor.model.rulebase import RuleBase
from advisor.report.reference.commands import CommandPage, ExitCode

Named = tuple[str, str]
EVIDENCE = {
    "registry": "packages and registries",
    "repository": "repositories",
    "documentation": "official documentation",
    "issue": "issue threads",
    "article": "the articles",
    "secondary": "other secondary texts",
    "definition": "definitions",
}


@dataclass(frozen=True, slots=True)
class CheckTable:
    """The checks that one command makes; `slug` names their page."""

    command: str
    slug: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its path inside `docs/`, its template with what that needs, and what has its anchor on it."""

    path: str
    template: str
    context: Mapping[str, Any]
    holds: tuple[Named, ...] = field(default=())


def pages_of(
    base: RuleBase,
    commands: tuple[CommandPage, ...],
    exits: tuple[ExitCode, ...],
    tables: tuple[CheckTable, ...],
) -> tuple[Page, ...]:
    """Return every page, in the order of an index."""
    return (
        Page("reference/commands.md", "commands", {"commands": commands}),
        Page("reference/exit-codes.md", "exit-codes", {"exits": exits}),
        *(Page(f"reference/checks/{table.slug}.md", "checks", {"table": table}) for table in tables),
        *_alternatives(base),
        *_questions(base),
        *_rules(base),
        *_components(base),
        *_sources(base),
    )


def _held(kind: str, things: Any) -> tuple[Named, ...]:
    return tuple((kind, thing.id) for thing in things)


def _alternatives(base: RuleBase) -> Iterator[Page]:
    held = (*_held("alternative", base.alternatives), *_held("group", base.groups))
    yield Page("reference/alternatives.md", "alternatives", {"base": base}, held)
    yield Page("reference/criteria.md", "criteria", {"base": base}, _held("criterion", base.criteria))


def _questions(base: RuleBase) -> Iterator[Page]:
    for section in base.sections:
        held = _held("question", section.questions)
        yield Page(f"reference/questions/{section.section}.md", "questions", {"section": section}, held)


def _rules(base: RuleBase) -> Iterator[Page]:
    for criterion in base.criteria:
        path = f"reference/rules/{criterion.id}.md"
        yield Page(path, "rules", {"criterion": criterion}, _held("rule", criterion.rules))
    yield Page("reference/constraints.md", "constraints", {"base": base}, _held("constraint", base.constraints))


def _components(base: RuleBase) -> Iterator[Page]:
    families: dict[str, list[Component]] = {}
    for component in base.components:
        if not component.unverified:
            families.setdefault(component.family, []).append(component)
    for family, components in families.items():
        context = {"family": family, "components": components}
        yield Page(f"reference/components/{family}.md", "components", context, _held("component", components))
    yield Page("reference/targets.md", "targets", {"base": base}, _held("target", base.targets))


def _sources(base: RuleBase) -> Iterator[Page]:
    for evidence, words in EVIDENCE.items():
        sources = [source for source in base.sources if source.evidence == evidence]
        if sources:
            context = {"words": words, "sources": sources}
            yield Page(f"reference/sources/{evidence}.md", "sources", context, _held("source", sources))
