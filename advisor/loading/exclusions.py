"""`lint.yaml`: findings that a rule base decided to live with, each with its reason."""

from __future__ import annotations

from importlib.resources.abc import Traversable

from pydantic import Field

from advisor.errors import RuleBaseError
from advisor.loading.checking import check
from advisor.loading.places import document_of
from advisor.model.base import Id, Model, Text

NAME = "lint.yaml"


class Exclusion(Model):
    """Findings of one check that are meant: their keys, as `rules lint --format json` gives them, and why."""

    check: Id
    ids: tuple[Text, ...] = Field(min_length=1)
    reason: Text


class ExclusionsFile(Model):
    """`lint.yaml`."""

    exclusions: tuple[Exclusion, ...]


def load_exclusions(folder: Traversable) -> tuple[Exclusion, ...]:
    """Return what a rule base excludes; nothing where it has no such file. Raises RuleBaseError for a faulty one."""
    path = folder / NAME
    return check(ExclusionsFile, document_of(path), RuleBaseError).exclusions if path.is_file() else ()
