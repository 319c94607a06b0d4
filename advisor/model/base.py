"""What every model shares: frozen, closed (unknown keys are errors), names as in the YAML."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.+-]*$", max_length=80)]
Text = Annotated[str, Field(min_length=1, max_length=1000)]


class Model(BaseModel):
    """Base of all models; a number is finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, populate_by_name=True, allow_inf_nan=False)
