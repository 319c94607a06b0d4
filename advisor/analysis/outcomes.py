"""Who is recommended where certain terms hold: the engine's verdict, reduced to what can be told fast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.engine.program import Program
from advisor.engine.scoring import Scorer, unit_of, weights_of
from advisor.model.rulebase import Priority, RuleBase

Contenders = int  # a bit for each alternative of the program; 0 where none is eligible


@dataclass(frozen=True, slots=True)
class Judge:
    """Draws the contenders from terms that hold: one where it is recommended, several for a toss-up."""

    program: Program
    scorer: Scorer
    near: float  # points of lead below which it is a toss-up

    @classmethod
    def of(cls, base: RuleBase, program: Program, priorities: Mapping[str, Priority]) -> Judge:
        """Return the judge for what matters to a project."""
        scorer = Scorer(program, weights_of(base, priorities), base.settings.saturation)
        return cls(program, scorer, base.settings.verdict.toss_up_below * unit_of(base, priorities))

    def vetoed(self, terms: int) -> Contenders:
        """Return the alternatives that some constraint excludes where these terms hold."""
        out = 0
        for row in self.program.constraints:
            if row.bits & terms:
                out |= members(n for n, strength in enumerate(row.strengths) if strength)
        return out

    def contenders(self, must: int) -> Contenders:
        """Return the contenders where these terms hold and no other does."""
        out = self.vetoed(must)
        scores = [(score, n) for n, score in enumerate(self.scorer.scores_at(must)) if not out >> n & 1]
        if not scores:
            return 0
        lead = max(score for score, _ in scores)
        first = next(n for score, n in scores if score == lead)
        return members(n for score, n in scores if lead - score < self.near) | 1 << first


def members(numbers: Iterable[int]) -> Contenders:
    """Return the bits of some alternatives."""
    bits = 0
    for n in numbers:
        bits |= 1 << n
    return bits


def numbers(contenders: Contenders) -> list[int]:
    """Return the numbers of the alternatives whose bits are set."""
    return [n for n in range(contenders.bit_length()) if contenders >> n & 1]


def single(contenders: Contenders) -> int | None:
    """Return the one contender; None for a toss-up and where none is eligible."""
    return contenders.bit_length() - 1 if contenders and not contenders & (contenders - 1) else None


def kind(contenders: Contenders) -> int:
    """Return what makes two outcomes the same: the alternative recommended, -1 for a toss-up, -2 for none."""
    one = single(contenders)
    return one if one is not None else -1 if contenders else -2
