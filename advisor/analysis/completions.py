"""Likely ways to answer what is open: completions drawn by how usual each option is.

The draws are the same for every profile (common random numbers), so that between two questions only what an answer
brings changes, not the luck of the draw; and the same profile always gives the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from advisor.analysis.situations import IRRELEVANT, Field, Row, Situation, Space
from advisor.model.rulebase import Question

COUNT = 300
SEED = 20250101
MOST_OPTIONS = 2


@dataclass(frozen=True, slots=True)
class Completion:
    """One way of going on: the terms that hold in it, and the answer drawn for each question that it asks."""

    must: int
    answers: Mapping[str, int]


class Sampler:
    """Draws of every question, kept; answers given take the place of what was drawn."""

    def __init__(self, space: Space, count: int = COUNT, seed: int = SEED) -> None:
        self.space = space
        self.count = count
        self.draws = {f.id: draws(f.question, count, Random(f"{seed} {f.id}")) for f in space.fields}  # noqa: S311

    def completions(self, situation: Situation) -> tuple[Completion, ...]:
        """Return the drawn ways to go on from a situation in which every settled question is settled as a whole."""
        must = may = self.space.program.everything
        varying = []
        for field in self.space.fields:
            known = situation.get(field.id)
            if known is None or field.relevant:
                varying.append((field, None if known is None else field.row(known)))
            else:
                certain, possible, _, _ = field.row(known)
                must &= certain
                may &= possible
        return tuple(self._completion(must, may, varying, n) for n in range(self.count))

    def _completion(self, must: int, may: int, varying: Sequence[tuple[Field, Row | None]], n: int) -> Completion:
        asked: dict[str, int] = {}
        for field, known in varying:
            if field.relevant and not may & field.relevant:
                row = field.table[IRRELEVANT]
            elif known is not None:
                row = known[:2]
            else:
                answer = asked[field.id] = self.draws[field.id][n]
                row = field.table[answer]
            must &= row[0]
            may &= row[1]
        return Completion(must, asked)


def draws(question: Question, count: int, random: Random) -> Sequence[int]:
    """Draw answers as masks: one option, or for a question with many none to two."""
    heights = list(accumulate(option.usual for option in question.options))
    if not heights[-1]:
        heights = list(range(1, len(heights) + 1))
    options = [1 << n for n in range(len(heights))]
    if question.kind != "many":
        return random.choices(options, cum_weights=heights, k=count)
    return [
        _some(random.choices(options, cum_weights=heights, k=random.randint(0, MOST_OPTIONS))) for _ in range(count)
    ]


def _some(options: Sequence[int]) -> int:
    mask = 0
    for option in options:
        mask |= option
    return mask
