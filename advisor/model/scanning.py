"""How code is recognised: what a component looks like in a repository, and what seeing it tells of a project."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from advisor.model.base import Id, Model, Number, Share, Text

Registry = Literal[
    "python", "conda", "npm", "maven", "gradle-plugin", "nuget", "pods", "swift", "cmake", "cargo", "go", "arduino"
]
Way = Literal["import", "call", "include", "package", "image", "file", "resource", "version"]
Level = Literal["low", "medium", "high"]
LEVELS: dict[Level, float] = {"low": 0.5, "medium": 0.7, "high": 0.9}
DOTTED = r"^[A-Za-z_*][\w*]*(\.[\w*]+)*$"
Dotted = Annotated[str, Field(pattern=DOTTED, max_length=200)]


class FileKind(Model):
    """Files by name, a pattern with `*`; with `holding`, those alone that hold this text near their beginning."""

    name: Text
    holding: Text | None = None


def _as_kind(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


Kind = Annotated[FileKind, BeforeValidator(_as_kind)]


class SeenAs(Model):
    """What something looks like in a repository.

    `imports` are Python modules, seen where they or what lies beneath them is imported; `calls` are dotted names, seen
    wherever they are used. `packages` are named as their registry names them, `images` without tag, `resources` as
    group of a Kubernetes API, `group/Kind`, or `group:format` for a model server's format. Names may hold `*`.
    """

    imports: tuple[Dotted, ...] = ()
    calls: tuple[Dotted, ...] = ()
    includes: tuple[Text, ...] = ()
    packages: dict[Registry, tuple[Text, ...]] = Field(default_factory=dict)
    images: tuple[Text, ...] = ()
    files: tuple[Kind, ...] = ()
    resources: tuple[Text, ...] = ()
    versions: tuple[Text, ...] = ()


class Wheels(Model):
    """Which versions of a Python package can be installed on a Python version, as read on the day `seen`, and `where`.

    From `at_least` up to, not including, `below`; none at all where neither is given.
    """

    package: Id
    python: str = Field(pattern=r"^\d+\.\d+$")
    at_least: str | None = Field(None, pattern=r"^\d+(\.\d+)*$")
    below: str | None = Field(None, pattern=r"^\d+(\.\d+)*$")
    seen: dt.date
    where: Text


class Area(Model):
    """Folders whose code counts less than a product's own, and by how much; nothing in them counts at 0."""

    id: Id
    weight: Share
    folders: tuple[Text, ...] = ()
    files: tuple[Text, ...] = ()


class Tell(Model):
    """What seeing something tells: answers to questions, how surely, and why.

    `answers` is told by all that it names; with `question` and `options` instead, each component tells an option.
    It is seen when a component of `seen` is, or what `seen_as` describes, in one of the `ways` (in any, where none is
    named); with `needs` only where one of those components is seen as well, with `unless` where none of those is.
    """

    id: Id
    answers: dict[Id, Id] = Field(default_factory=dict)
    question: Id | None = None
    options: dict[Id, Id] = Field(default_factory=dict)
    seen: tuple[Id, ...] = ()
    seen_as: SeenAs | None = None
    ways: tuple[Way, ...] = ()
    needs: tuple[Id, ...] = ()
    unless: tuple[Id, ...] = ()
    confidence: Level
    because: Text

    @property
    def components(self) -> tuple[Id, ...]:
        """The components by which it is seen."""
        return (*self.seen, *self.options)

    def said_by(self, component: Id | None) -> dict[Id, Id]:
        """Return the answers that a component, or another sign (None), tells."""
        own = {self.question: self.options[component]} if self.question and component in self.options else {}
        return self.answers | own


class Framework(Model):
    """Code of one framework: the components it is seen by, and the alternatives to which such code belongs.

    `known_as` are the answers to the question `existing_code` that say that there was such code.
    """

    title: Text
    seen: tuple[Id, ...] = Field(min_length=1)
    belongs_to: tuple[Id, ...] = Field(min_length=1)
    known_as: tuple[Id, ...] = ()


class Scanning(Model):
    """`scan.yaml`: how evidence leads to answers.

    An answer is given from the confidence `answered_from` on. Where a question takes one answer and several are told,
    those give way that are less than `rivals_from` times as sure as the surest, and those that less than the share
    `divided_from` of the files tell; if several are left, the answer is what `divided` names, or none.

    `skipped` folders and `areas` come on top of those that repositories of every kind hold (advisor.scan.ordinary); an
    area of the same id takes the place of one of those. `existing_code` is the question that asks what is there.
    """

    levels: dict[Level, Share] = Field(default_factory=lambda: dict(LEVELS))
    answered_from: Share = 0.4
    divided_from: Number = Field(0.2, gt=0, le=0.5)
    rivals_from: Number = Field(0.75, gt=0, le=1)
    divided: dict[Id, Id] = Field(default_factory=dict)
    existing_code: Id | None = None
    skipped: tuple[Text, ...] = ()
    areas: tuple[Area, ...] = ()
    tells: tuple[Tell, ...] = ()
    frameworks: tuple[Framework, ...] = ()
