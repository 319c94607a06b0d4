"""What every model shares: frozen, closed (unknown keys are errors), names as in the YAML."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticKnownError

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.+-]*$", max_length=80)]
INK = r"\S"
Text = Annotated[str, Field(min_length=1, max_length=1000, pattern=INK)]
SMALLEST, LARGEST = 0.001, 1000.0
"""Bounds of every number that something is multiplied by: wide enough to mean anything, and no sum runs over."""


def _not_truth(value: Any) -> Any:
    """Refuse `true` and `false`, which Python counts as 1 and 0."""
    if isinstance(value, bool):
        raise PydanticKnownError("float_type")
    return value


def _bounded(value: float) -> float:
    """Refuse what no share or factor can be; raise ValueError."""
    if value and not SMALLEST <= value <= LARGEST:
        raise ValueError(f"{value:g} is not between {SMALLEST:g} and {LARGEST:g}")
    return value


Number = Annotated[float, BeforeValidator(_not_truth)]
Whole = Annotated[int, BeforeValidator(_not_truth)]
Factor = Annotated[Number, Field(ge=0), AfterValidator(_bounded)]
"""A number of 0, or from SMALLEST to LARGEST."""
Positive = Annotated[Number, Field(gt=0), AfterValidator(_bounded)]
"""A number from SMALLEST to LARGEST."""
Share = Annotated[Number, Field(ge=0, le=1)]


class Model(BaseModel):
    """Base of all models; a number is finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, populate_by_name=True, allow_inf_nan=False)
