"""What in a rule base uses a question or a source, by kind: labelled lines, as `advisor explain` shows them."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.model.catalogue import Component, Installation
from advisor.model.condition import questions_in
from advisor.model.rulebase import Constraint, Rule, RuleBase

Parts = list[tuple[str, list[str]]]


def row_line(row: Rule | Constraint) -> str:
    """Say a rule or constraint in a line."""
    return f"{row.id}: {row.because}" + (f" (until {row.until})" if row.until else "")


def uses_of_question(base: RuleBase, id_: str) -> Parts:
    """Return the rules, constraints, targets and components that use a question."""
    return [
        ("Rules that read it", [row_line(rule) for rule in base.rules.values() if id_ in _read(rule)]),
        ("Constraints that read it", [row_line(c) for c in base.constraints if id_ in _read(c)]),
        ("Targets that it asks for", [target.id for target in base.targets if target.question == id_]),
        ("Components that read it", [c.id for c in base.components if id_ in _read(*c.installs)]),
    ]


def uses_of_source(base: RuleBase, id_: str) -> Parts:
    """Return the rules, constraints, targets and components that a source supports, and the components it names."""
    return [
        ("Rules that rest on it", [row_line(rule) for rule in base.rules.values() if id_ in _cited(rule)]),
        ("Constraints that rest on it", [row_line(c) for c in base.constraints if id_ in _cited(c)]),
        ("Targets that rest on it", [target.id for target in base.targets if id_ in target.sources]),
        ("Components it names", [c.id for c in base.components if id_ in c.named_in]),
        ("Components that rest on it", [c.id for c in base.components if id_ in _shown_by(c)]),
    ]


def _read(*conditional: Rule | Constraint | Installation) -> set[str]:
    return {question for each in conditional for question in questions_in(each.when)}


def _cited(row: Rule | Constraint) -> set[str]:
    return {citation.source for citation in row.sources}


def _shown_by(component: Component) -> set[str]:
    """Return the sources of what a component's entry says."""
    dated: Iterable[str] = (source for entry in component.status for source in entry.sources)
    needs = {*(pin.source for pin in component.pins), *(each.source for each in component.installs)}
    return {*component.sources, *dated, *needs}
