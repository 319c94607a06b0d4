"""Files of decision cases, and of examples of rules, as YAML that a domain reader can check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Discriminator, Tag, model_validator

from advisor.errors import FileError, InputError
from advisor.loading.yamltext import Document, Step, decoded, parse
from advisor.model.base import Id, Model, Text
from advisor.quality.expectations import Expectation


def _kind(value: object) -> str:
    return "<id>" if isinstance(value, str) else "<details>"


Expected = Annotated[
    Annotated[Id, Tag("<id>")] | Annotated[Expectation, Tag("<details>")],
    Discriminator(_kind),
]


class Case(Model):
    """One scenario. `expected` is an alternative, or what the recommendation must be in more detail.

    `reason` and `sources` say why; `as_of` is the case's own date where it is not the file's.
    """

    case: Id
    scenario: Text
    expected: Expected
    profile: Mapping[str, Any]
    reason: Text | None = None
    sources: tuple[Id, ...] = ()
    as_of: dt.date | None = None

    @property
    def expectation(self) -> Expectation:
        """What must come out."""
        return _expectation(self.expected)


class Example(Model):
    """A small profile for which a rule fires, or is silent; what must be recommended there may be left out."""

    profile: Mapping[str, Any]
    expected: Expected | None = None
    as_of: dt.date | None = None


class RuleExamples(Model):
    """A rule or constraint, with profiles for which it fires and others for which it does not."""

    rule: Id
    fires: tuple[Example, ...] = ()
    silent: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _shows_something(self) -> RuleExamples:
        if not self.fires and not self.silent:
            raise ValueError("it has no example: give one under `fires` or `silent`")
        return self


class CaseFile(Model):
    """Cases that share a date and the alternatives compared; or the examples of rules.

    With `only` recommendations are made as if no criterion but this one counted.
    """

    about: Text
    only: Id | None = None
    as_of: dt.date | None = None
    alternatives: tuple[Id, ...] | None = None
    cases: tuple[Case, ...] = ()
    rules: tuple[RuleExamples, ...] = ()


def case_files(path: Path) -> list[Path]:
    """Return the case files of a folder, or the one file; raise InputError where there is none."""
    names = (*path.rglob("*.yaml"), *path.rglob("*.yml")) if path.is_dir() else ()
    found = sorted(names) if path.is_dir() else [path] if path.is_file() else []
    if not found:
        raise InputError(f"no case files at {path}", hint="name a YAML file or a folder that holds some")
    return found


def case_document(path: Path) -> Document:
    """Parse a case file. Raises InputError for one that is no YAML, FileError for one that cannot be read."""
    try:
        return parse(decoded(path.read_bytes(), str(path)), str(path))
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}", hint="check the path and its permissions") from None


@dataclass(frozen=True, slots=True)
class Listed:
    """A case or example as it stands in a file: its name, where it is, and what must come out."""

    name: str
    at: tuple[Step, ...]
    case: Case | Example
    expectation: Expectation


def listed(file: CaseFile) -> Iterator[Listed]:
    """Yield what a file holds."""
    for n, case in enumerate(file.cases):
        yield Listed(case.case, ("cases", n), case, case.expectation)
    for n, examples in enumerate(file.rules):
        for word, group in (("fires", examples.fires), ("silent", examples.silent)):
            for m, example in enumerate(group):
                expectation = _expectation(example.expected).model_copy(update={word: (examples.rule,)})
                yield Listed(f"{examples.rule}:{word}:{m + 1}", ("rules", n, word, m), example, expectation)


def _expectation(expected: Id | Expectation | None) -> Expectation:
    return expected if isinstance(expected, Expectation) else Expectation(alternative=expected)
