"""What all models of published JSON have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A closed object: it has the keys named, and no others."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
