"""The project's situation: answers to questions, and how much each criterion matters to it."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from advisor.model.base import Model
from advisor.model.settings import Priority

Answer = str | tuple[str, ...]


class Profile(Model):
    """A checked profile.

    `answers` holds answered questions only, by question id: an option, or for a question of kind `many` a tuple
    of options, empty for "none of these". `priorities` holds the priorities stated, by criterion id.
    """

    name: str = "Unnamed project"
    alternatives: tuple[str, ...] | None = None
    as_of: dt.date | None = None
    answers: dict[str, Answer] = Field(default_factory=dict)
    priorities: dict[str, Priority] = Field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was said: no answer and no priority."""
        return not self.answers and not self.priorities
