"""The language of `when`: a closed tree of tests on questions, no expression strings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from advisor.model.base import Model

Operator = Literal["is", "in", "has", "has_all", "at_least", "at_most"]
MAX_WAYS = 4096
"""The most ways to hold that one condition may have: the engine writes each of them out."""
OPERATORS: tuple[Operator, ...] = ("is", "in", "has", "has_all", "at_least", "at_most")


class Test(Model):
    """One question compared with one or more of its options.

    `is`, `in`, `at_least` and `at_most` read a question that has one answer; `has` (any of them) and
    `has_all` read a question with many.
    """

    question: str
    is_: str | None = Field(None, alias="is")
    in_: tuple[str, ...] | None = Field(None, alias="in")
    has: tuple[str, ...] | None = None
    has_all: tuple[str, ...] | None = None
    at_least: str | None = None
    at_most: str | None = None

    @model_validator(mode="after")
    def _one_operator(self) -> Test:
        if len(self._given()) != 1:
            raise ValueError(f"a test takes exactly one of {', '.join(OPERATORS)}")
        return self

    def _given(self) -> list[Operator]:
        return [o for o in OPERATORS if getattr(self, f"{o}_" if o in ("is", "in") else o) is not None]

    @cached_property
    def operator(self) -> Operator:
        """The one operator that this test uses."""
        return self._given()[0]

    @cached_property
    def options(self) -> tuple[str, ...]:
        """The option or options compared with, as written."""
        operator = self.operator
        value = getattr(self, f"{operator}_" if operator in ("is", "in") else operator)
        return (value,) if isinstance(value, str) else value


class AllOf(Model):
    """Holds when every part holds."""

    all: tuple[Condition, ...] = Field(min_length=1)


class AnyOf(Model):
    """Holds when at least one part holds."""

    any: tuple[Condition, ...] = Field(min_length=1)


class Not(Model):
    """Holds when its part does not; an unknown part stays unknown."""

    not_: Condition = Field(alias="not")


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return "<always>"
    keys = value if isinstance(value, dict) else getattr(value, "__dict__", ())
    return next((f"<{k.strip('_')}>" for k in ("all", "any", "not", "not_") if k in keys), "<test>")


Condition = Annotated[
    Annotated[Literal["always"], Tag("<always>")]
    | Annotated[AllOf, Tag("<all>")]
    | Annotated[AnyOf, Tag("<any>")]
    | Annotated[Not, Tag("<not>")]
    | Annotated[Test, Tag("<test>")],
    Discriminator(_kind),
]


def tests_in(condition: Condition) -> Iterator[Test]:
    """Yield every test of a condition, in the order written."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from tests_in(condition.not_)
    elif isinstance(condition, AllOf | AnyOf):
        for part in parts_of(condition):
            yield from tests_in(part)


def parts_of(condition: AllOf | AnyOf) -> tuple[Condition, ...]:
    """Return the parts that an `all` or `any` joins."""
    return condition.all if isinstance(condition, AllOf) else condition.any


def questions_in(condition: Condition) -> tuple[str, ...]:
    """Name the questions that a condition reads, each once, in the order written."""
    return tuple(dict.fromkeys(test.question for test in tests_in(condition)))
