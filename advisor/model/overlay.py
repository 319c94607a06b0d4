"""An organisation's folder laid over a rule base: what it says in `overlay.yaml`, and what came of it."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from advisor.model.base import Id, Model, Text
from advisor.model.catalogue import Component

Act = Literal["added", "changed", "retired"]
KINDS = ("rule", "constraint", "question", "alternative", "criterion", "component", "target", "source", "setting")
RETIRABLE = ("rule", "constraint", "component")
SETTINGS = ("verdict", "priorities", "confidence", "wear", "routes")


class Touch(Model):
    """What an overlay does to one thing of the rule base, and why; `keys` are those that it changes.

    `before` and `after` say in short what each of these keys was and is; of a list that is added to, what came to it.
    `title` is what the thing says.
    """

    act: Act
    kind: Text
    id: Text
    title: Text
    reason: Text | None = None
    keys: tuple[Text, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Layer(Model):
    """An overlay as it was laid: who it is by, for which versions of the rule base it was written, what it did.

    `is_tried` tells whether the rule base is of one of those versions, `laid_over` is the digest of what it was laid
    over; `closed` are the components that it retired, as they were.
    """

    id: Id
    title: Text
    version: Text
    by: Text | None = None
    written_for: tuple[Text, ...] = ()
    is_tried: bool = True
    digest: str
    touches: tuple[Touch, ...] = ()
    laid_over: str = ""
    closed: tuple[Component, ...] = ()

    @property
    def name(self) -> str:
        """Id and version, as reports call it."""
        return f"{self.id} {self.version}"


class Over(Model):
    """The rule base that an overlay is written for, and the versions, or ranges of them, with which it was tried."""

    id: Id
    versions: tuple[Text, ...] = Field(min_length=1)


class _Named(Model):
    """Names one thing by its kind, and says why it is touched."""

    kinds: ClassVar[tuple[str, ...]] = KINDS
    reason: Text
    rule: Id | None = None
    constraint: Id | None = None
    component: Id | None = None
    question: Id | None = None
    alternative: Id | None = None
    criterion: Id | None = None
    target: Id | None = None
    source: Id | None = None
    setting: Literal["verdict", "priorities", "confidence", "wear", "routes"] | None = None

    @property
    def kind(self) -> str:
        """The kind of what is named."""
        return next(kind for kind in KINDS if getattr(self, kind, None) is not None)

    @property
    def id(self) -> str:
        """The id of what is named."""
        return str(getattr(self, self.kind))

    @model_validator(mode="after")
    def _one_thing(self) -> _Named:
        named = [kind for kind in KINDS if getattr(self, kind, None) is not None]
        if len(named) != 1:
            raise ValueError(f"names {len(named) or 'no'} things: name one by {', '.join(self.kinds)}")
        if named[0] not in self.kinds:
            raise ValueError(f"no {named[0]} can be retired, only a rule, a constraint or a component")
        return self


class Change(_Named):
    """Other values for keys of one thing (`to`), and items added to its lists (`add`)."""

    to: dict[str, Any] = Field(default_factory=dict)
    add: dict[str, list[Any]] = Field(default_factory=dict)


class Retirement(_Named):
    """Something that no longer counts: a rule or constraint is gone, no way goes through a component."""

    kinds = RETIRABLE


class OverlayFile(Model):
    """`overlay.yaml`."""

    id: Id
    title: Text
    version: Text
    by: Text | None = None
    over: Over
    changes: tuple[Change, ...] = ()
    retired: tuple[Retirement, ...] = ()
