"""What refers to what in a rule base, so that each page can say who leans on the thing it tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from advisor.model.catalogue import Component
from advisor.model.condition import questions_in
from advisor.model.rulebase import Claim, Constraint, Question, Rule, RuleBase, Source

Users = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Crossing:
    """A rule base with the references in it turned round; each table maps an id to the ids that name it."""

    base: RuleBase
    claims: Mapping[str, Claim]

    @cached_property
    def source(self) -> Mapping[str, Source]:
        """The sources by id."""
        return {source.id: source for source in self.base.sources}

    @cached_property
    def component(self) -> Mapping[str, Component]:
        """The components by id."""
        return {component.id: component for component in self.base.components}

    @cached_property
    def questions_read_by_rules(self) -> Users:
        """By question, the rules whose condition reads it."""
        return _turned((rule.id, questions_in(rule.when)) for rule in self.base.rules.values())

    @cached_property
    def questions_read_by_constraints(self) -> Users:
        """By question, the constraints whose condition reads it."""
        return _turned((c.id, questions_in(c.when)) for c in self.base.constraints)

    @cached_property
    def questions_waiting(self) -> Users:
        """By question, the questions that are asked only where it was answered in a certain way."""
        return _turned((q.id, questions_in(q.asked_when)) for q in self.base.questions.values())

    @cached_property
    def rules_relying(self) -> Users:
        """By component, the rules that fall silent with it."""
        return _turned((rule.id, rule.relies_on) for rule in self.base.rules.values())

    @cached_property
    def superseding(self) -> Users:
        """By rule or constraint, those that it came in place of."""
        dated: list[Rule | Constraint] = [*self.base.rules.values(), *self.base.constraints]
        return _turned((one.id, one.superseded_by) for one in dated)

    @cached_property
    def rules_resting(self) -> Users:
        """By source, the rules that cite it."""
        return _turned((rule.id, (c.source for c in rule.sources)) for rule in self.base.rules.values())

    @cached_property
    def constraints_resting(self) -> Users:
        """By source, the constraints that cite it."""
        return _turned((one.id, (c.source for c in one.sources)) for one in self.base.constraints)

    @cached_property
    def components_resting(self) -> Users:
        """By source, the components of which it says something: that they exist, their status, what they need."""
        return _turned((component.id, _sources_of(component)) for component in self.base.components)

    @cached_property
    def targets_resting(self) -> Users:
        """By source, the targets of which it says what they take."""
        return _turned((target.id, target.sources) for target in self.base.targets)

    @cached_property
    def components_running(self) -> Users:
        """By target, the components that run on it."""
        return _turned((component.id, component.runs_on) for component in self.base.components)

    def rules_about(self, alternative: str) -> int:
        """Count the rules that move an alternative."""
        members = self.base.members
        return sum(any(alternative in members[name] for name in rule.effect) for rule in self.base.rules.values())

    def options_leading(self, question: Question) -> frozenset[str]:
        """Name the options of a question that are targets."""
        return frozenset(target.id for target in self.base.targets if target.question == question.id)


def _sources_of(component: Component) -> Iterator[str]:
    yield from component.named_in
    yield from component.sources
    yield from (pin.source for pin in component.pins)
    yield from (id_ for entry in component.status if not entry.unverified for id_ in entry.sources)


def _turned(named: Iterable[tuple[str, Iterable[str]]]) -> Users:
    users: dict[str, dict[str, None]] = {}
    for user, ids in named:
        for id_ in ids:
            users.setdefault(id_, {})[user] = None
    return {id_: tuple(found) for id_, found in users.items()}
