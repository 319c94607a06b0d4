"""An overlay as it was read, and the steps in which it is laid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any, Literal

from advisor.errors import Place
from advisor.loading.yamltext import Document, Step
from advisor.model.overlay import Change, OverlayFile, Retirement

OVERLAY = "overlay.yaml"


@dataclass(frozen=True)
class Act:
    """An entry of `changes` or `retired`, and its number there."""

    key: Literal["changes", "retired"]
    n: int
    item: Change | Retirement

    @property
    def change(self) -> Change:
        """The entry, which is one of `changes`."""
        assert isinstance(self.item, Change)  # noqa: S101  the key says so
        return self.item


@dataclass(frozen=True)
class Pieces:
    """An overlay as it was read: `overlay.yaml`, its other files as models by name, and their texts."""

    about: OverlayFile
    digest: str
    files: Mapping[str, Any]
    documents: Mapping[str, Document]

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """What is changed and retired, in the order in which that is done."""
        changes = (Act("changes", n, change) for n, change in enumerate(self.about.changes))
        return (*changes, *(Act("retired", n, one) for n, one in enumerate(self.about.retired)))

    @property
    def steps(self) -> int:
        """How many steps there are: first the files are added, then comes each act."""
        return len(self.files) + len(self.acts)

    def first(self, steps: int) -> Pieces:
        """Return the overlay of the first steps alone."""
        acts = self.acts[: max(0, steps - len(self.files))]
        changes = tuple(act.item for act in acts if act.key == "changes")
        retired = tuple(act.item for act in acts if act.key == "retired")
        about = self.about.model_copy(update={"changes": changes, "retired": retired})
        return replace(self, about=about, files=dict(islice(self.files.items(), steps)))

    def place(self, act: Act, *steps: Step, key: bool = False) -> Place:
        """Return where a part of an entry stands."""
        return self.documents[OVERLAY].place((act.key, act.n, *steps), key)

    def place_of(self, step: int) -> Place:
        """Return where the step of a number, counted from 1, stands."""
        if step <= len(self.files):
            return self.documents[list(self.files)[step - 1]].place()
        return self.place(self.acts[step - len(self.files) - 1])
