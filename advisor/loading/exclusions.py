"""`lint.yaml`: findings that a rule base decided to live with, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources.abc import Traversable

from pydantic import Field

from advisor.errors import Place, RuleBaseError
from advisor.loading.checking import check
from advisor.loading.places import document_of
from advisor.model.base import Id, Model, Text

NAME = "lint.yaml"


class Exclusion(Model):
    """Findings of one check that are meant: their keys, as `rules lint --format json` gives them, and why."""

    check: Id
    ids: tuple[Text, ...] = Field(min_length=1)
    reason: Text


@dataclass(frozen=True, slots=True)
class Placed:
    """An exclusion, and where it stands."""

    exclusion: Exclusion
    place: Place


class ExclusionsFile(Model):
    """`lint.yaml`."""

    exclusions: tuple[Exclusion, ...]


def load_exclusions(folder: Traversable) -> tuple[Placed, ...]:
    """Return what a rule base excludes; nothing where it has no such file. Raises RuleBaseError for a faulty one."""
    path = folder / NAME
    if not path.is_file():
        return ()
    document = document_of(path)
    listed = check(ExclusionsFile, document, RuleBaseError).exclusions
    return tuple(Placed(exclusion, document.place(("exclusions", n))) for n, exclusion in enumerate(listed))
