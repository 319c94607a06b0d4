"""What all models of published JSON have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """A closed object: it has the keys named, and no others."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Touchable(Shape):
    """What an overlay may have brought in or changed."""

    added_by: str | None = Field(description="the id of the overlay that brought it in; null for the rule base itself")
    changed_by: list[str] = Field(description="the ids of the overlays that changed it, in the order they were laid")
