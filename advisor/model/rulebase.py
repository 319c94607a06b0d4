"""The rule base as data: questions, alternatives, criteria with their rules, constraints, components, sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import Literal, Protocol, TypeVar

from pydantic import Field, model_validator

from advisor.model.base import Factor, Id, Model, Positive, Text
from advisor.model.catalogue import Component, Target
from advisor.model.condition import Condition
from advisor.model.overlay import Layer, Touch
from advisor.model.scanning import Scanning
from advisor.model.settings import Settings, Strength


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str:
        """The id."""


T = TypeVar("T", bound=Named)
QuestionKind = Literal["one", "many", "yes-no", "level"]
Evidence = Literal["registry", "repository", "documentation", "issue", "secondary", "article", "definition"]


class Option(Model):
    """One possible answer; `usual` is how common it is among projects, relative to its neighbours."""

    id: Id
    label: Text
    help: Text | None = None
    usual: Factor = 1.0


class Question(Model):
    """Something asked about the project; `asked_when` makes it relevant."""

    id: Id
    kind: QuestionKind
    prompt: Text
    why: Text
    options: tuple[Option, ...] = Field(min_length=2)
    asked_when: Condition = "always"
    reading: Literal["every", "any"] = "every"
    claims: tuple[Id, ...] = ()

    @property
    def section(self) -> str:
        """The part of the id before the dot: the profile's section."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The part of the id after the dot: the key inside the section."""
        return self.id.partition(".")[2]

    def option(self, id_: str) -> Option:
        """Return the option with this id; raise KeyError where there is none."""
        for option in self.options:
            if option.id == id_:
                return option
        raise KeyError(id_)


class Section(Model):
    """A part of the profile, with its questions in the order in which they are asked."""

    section: Id
    title: Text
    questions: tuple[Question, ...]


class Group(Model):
    """A set of alternatives about which one statement can be made."""

    id: Id
    title: Text


class Alternative(Model):
    """What is chosen between.

    `trains_with` is the component that its routes begin with, None in a subject without routes; `hands_over` the
    families of the formats that its routes may end with, any where it names none.
    """

    id: Id
    title: Text
    description: Text
    trains_with: Id | None = None
    ships_through: Text | None = None
    hands_over: tuple[Id, ...] = ()
    groups: tuple[Id, ...] = ()


class Citation(Model):
    """Where a rule's statement was read; `hedged` where the source itself softens it."""

    source: Id
    claims: tuple[Id, ...] = ()
    hedged: bool = False


class Source(Model):
    """A text that was read. `date` is when it was published, null where it does not say.

    `evidence` is how it was read: from a package itself, a repository, official documentation, an issue thread...
    """

    id: Id
    title: Text
    kind: Literal["primary", "secondary", "definition"]
    evidence: Evidence
    date: dt.date | None = None
    read: dt.date
    author: Text | None = None
    where: Text | None = None
    note: Text | None = None


class Dated(Model):
    """What holds from `since` up to, not including, `until`."""

    since: dt.date
    until: dt.date | None = None
    superseded_by: tuple[Id, ...] = ()

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether this is in force on a day."""
        return self.since <= day and (self.until is None or day < self.until)


class Rule(Dated):
    """When the profile is so, these alternatives gain or lose this much on the criterion it stands under."""

    id: Id
    when: Condition
    effect: dict[Id, Strength]
    because: Text
    sources: tuple[Citation, ...] = Field(min_length=1)
    relies_on: tuple[Id, ...] = ()
    note: Text | None = None


class Criterion(Model):
    """What is judged, how much it weighs by default, and the rules that judge it."""

    id: Id
    title: Text
    judges: Text
    weight: Positive = 1.0
    rules: tuple[Rule, ...] = ()


class Constraint(Dated):
    """A knock-out: when the profile is so, these alternatives are not eligible.

    One that `allows` some excludes all others: loading a rule base fills in whom it `excludes`.
    """

    id: Id
    when: Condition
    excludes: tuple[Id, ...] = ()
    allows: tuple[Id, ...] = ()
    because: Text
    lift: Text
    sources: tuple[Citation, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hits_some(self) -> Constraint:
        if bool(self.excludes) is bool(self.allows):
            names = "both whom it excludes and whom it allows" if self.allows else "no one"
            raise ValueError(f"it names {names}: give either `excludes` or `allows`")
        return self

    @property
    def as_written(self) -> Constraint:
        """The constraint without what its allow list excludes."""
        return self.model_copy(update={"excludes": ()}) if self.allows else self


Statement = Rule | Constraint


class Retired(Model):
    """A rule, with the criterion that it stood under, or a constraint, as it was before an overlay retired it."""

    row: Statement
    criterion: Id | None = None


class Claim(Model):
    """What an article says, in our words."""

    id: Id
    source: Id
    section: Text
    claim: Text
    favors: Text
    strength: Literal["slight", "moderate", "strong"]
    condition: Text
    hedge: Text | None = None


class NotScored(Model):
    """Claims that no rule scores, and why."""

    claims: tuple[Id, ...] = Field(min_length=1)
    reason: Text


class RuleBase(Model):
    """Everything in `rules/`, checked, in the order of its files; `layers` are the overlays laid over it.

    `retired` is what they took away.
    """

    settings: Settings
    sections: tuple[Section, ...]
    groups: tuple[Group, ...]
    alternatives: tuple[Alternative, ...]
    criteria: tuple[Criterion, ...]
    constraints: tuple[Constraint, ...]
    components: tuple[Component, ...]
    targets: tuple[Target, ...] = ()
    scanning: Scanning = Field(default_factory=Scanning)
    sources: tuple[Source, ...]
    claims: tuple[Claim, ...] = ()
    not_scored: tuple[NotScored, ...] = ()
    digest: str = ""
    layers: tuple[Layer, ...] = ()
    retired: tuple[Retired, ...] = ()

    def replacing(self, **parts: object) -> RuleBase:
        """Return a rule base with other parts; unlike model_copy it carries no cached property along."""
        own = {name: getattr(self, name) for name in type(self).model_fields}
        return RuleBase.model_construct(**{**own, **parts})

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by id, in the order asked."""
        return {q.id: q for section in self.sections for q in section.questions}

    @cached_property
    def members(self) -> dict[str, tuple[str, ...]]:
        """What an effect may name, alternative or group, with the alternatives it stands for."""
        groups = {g.id: tuple(a.id for a in self.alternatives if g.id in a.groups) for g in self.groups}
        return {a.id: (a.id,) for a in self.alternatives} | groups

    def with_allow_lists(self) -> RuleBase:
        """Return the rule base with what its allow lists exclude written out."""
        if not any(constraint.allows for constraint in self.constraints):
            return self
        return self.replacing(constraints=tuple(map(self._written_out, self.constraints)))

    def _written_out(self, constraint: Constraint) -> Constraint:
        if not constraint.allows:
            return constraint
        allowed = {member for name in constraint.allows for member in self.members.get(name, ())}
        excluded = tuple(a.id for a in self.alternatives if a.id not in allowed)
        return constraint.model_copy(update={"excludes": excluded})

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Every rule by id."""
        return {rule.id: rule for criterion in self.criteria for rule in criterion.rules}

    @cached_property
    def _touched(self) -> dict[tuple[str, str], tuple[tuple[Layer, Touch], ...]]:
        found: dict[tuple[str, str], tuple[tuple[Layer, Touch], ...]] = {}
        for layer in self.layers:
            for touch in layer.touches:
                key = touch.kind, touch.id
                found[key] = (*found.get(key, ()), (layer, touch))
        return found

    def touches(self, kind: str, id_: str) -> tuple[tuple[Layer, Touch], ...]:
        """Return what overlays did to one thing, in the order in which they were laid."""
        return self._touched.get((kind, id_), ())

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """Every rule and constraint by id; no two share one."""
        return {**self.rules, **{constraint.id: constraint for constraint in self.constraints}}

    def own(self, kind: str, all_: Iterable[T]) -> tuple[T, ...]:
        """Return of things of a kind those that overlays brought in or changed; all where there is no overlay."""
        return tuple(thing for thing in all_ if not self.layers or self.touches(kind, thing.id))

    @cached_property
    def own_statements(self) -> tuple[Statement, ...]:
        """The rules and constraints that overlays brought in or changed; all where there is no overlay."""
        return (*self.own("rule", self.rules.values()), *self.own("constraint", self.constraints))

    def layer_of(self, kind: str, id_: str) -> str:
        """Return the id of the overlay that brought a thing in, or of the rule base itself."""
        added = (layer.id for layer, touch in self.touches(kind, id_) if touch.act == "added")
        return next(added, self.settings.id)
