"""The catalogue: named tools, formats and devices with their dated statuses, and the targets that routes lead to."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from advisor.model.base import Id, Model, Text
from advisor.model.condition import Condition
from advisor.model.scanning import SeenAs, Wheels

VERSION = r"^\d+(\.\d+)*$"
REQUIREMENT = (
    r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(\[[A-Za-z0-9._-]+(,[A-Za-z0-9._-]+)*\])?"
    r"((===?|~=|!=|<=?|>=?)[0-9][0-9A-Za-z.+!*]*(,(===?|~=|!=|<=?|>=?)[0-9][0-9A-Za-z.+!*]*)*)?$"
)
Status = Literal["active", "beta", "maintenance", "deprecated", "archived"]


class StatusEntry(Model):
    """A component's status from a day on: `since` where a source says when it began, else `seen`, when it was read."""

    value: Status
    since: dt.date | None = None
    seen: dt.date | None = None
    sources: tuple[Id, ...] = Field(min_length=1)
    note: Text | None = None
    unverified: bool = False

    @model_validator(mode="after")
    def _one_day(self) -> StatusEntry:
        if (self.since is None) is (self.seen is None):
            raise ValueError("a status has either since or seen")
        return self

    @property
    def day(self) -> dt.date:
        """The day from which the status counts."""
        return self.since or self.seen or dt.date.max


class Pin(Model):
    """What a component needs of a package (or of `python`, `cuda`): versions from `at_least` up to, not including,
    `below`, as read on the day `seen`."""

    package: Id
    at_least: str | None = Field(None, pattern=VERSION)
    below: str | None = Field(None, pattern=VERSION)
    seen: dt.date
    source: Id
    note: Text | None = None


Requirement = Annotated[str, Field(pattern=REQUIREMENT, max_length=200)]


class Installation(Model):
    """What to install from a Python package index for a component, where the condition holds for the profile.

    A requirement is a name, extras and versions; no address, no marker, no option of an installer.
    """

    needs: tuple[Requirement, ...] = Field(min_length=1)
    when: Condition = "always"
    source: Id


class Component(Model):
    """A named tool, format, device or architecture.

    It takes formats and gives formats; a runtime runs on targets. `begins` is its first release where that matters.
    `install` and `call` are the one line each that a user needs: what to install, which call exports or runs.
    `seen_as` says how it is recognised in code, `wheels` which versions of its package install on which Python.
    """

    id: Id
    title: Text
    family: Id
    kind: Id
    jobs: tuple[Id, ...] = ()
    aliases: tuple[Text, ...] = ()
    description: Text
    named_in: tuple[Id, ...] = ()
    claims: tuple[Id, ...] = ()
    sources: tuple[Id, ...] = ()
    takes: tuple[Id, ...] = ()
    gives: tuple[Id, ...] = ()
    runs_on: tuple[Id, ...] = ()
    package: Text | None = None
    version: Text | None = None
    install: Text | None = None
    call: Text | None = None
    pins: tuple[Pin, ...] = ()
    seen_as: SeenAs | None = None
    wheels: tuple[Wheels, ...] = ()
    installs: tuple[Installation, ...] = ()
    begins: dt.date | None = None
    renamed_to: Id | None = None
    successors: tuple[Id, ...] = ()
    status: tuple[StatusEntry, ...] = ()
    unverified: bool = False


class Target(Model):
    """Where the way must lead, or a format that must be handed over: one option of a question.

    `closed` says that its maker lists what it takes, so that an alternative without a way there is excluded.
    `format` names the format where handing it over is all that is asked.
    """

    id: Id
    title: Text
    question: Id
    closed: bool = False
    format: Id | None = None
    because: Text | None = None
    sources: tuple[Id, ...] = Field(min_length=1)
