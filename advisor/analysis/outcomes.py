"""Who is recommended where certain terms hold: the engine's verdict, reduced to what can be told fast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from advisor.engine.acceptability import is_accepted
from advisor.engine.program import Program
from advisor.engine.scoring import Scorer, unit_of, weights_of
from advisor.model.rulebase import RuleBase
from advisor.model.settings import Priority

TOSS_UP = -1
NONE_ELIGIBLE = -2

Contenders = int  # a bit for each alternative of the program; 0 where none is eligible


@dataclass(frozen=True, slots=True)
class Judge:
    """Draws the contenders from terms that hold: one where it is recommended, several for a toss-up."""

    program: Program
    scorer: Scorer
    near: float  # points of lead below which it is a toss-up
    accepted_from: float  # the share of weights below which it is a toss-up as well
    vetoes: tuple[tuple[int, Contenders], ...]  # the terms of each constraint, and whom it excludes
    vetoing: int

    @classmethod
    def of(cls, base: RuleBase, program: Program, priorities: Mapping[str, Priority]) -> Judge:
        """Return the judge for what matters to a project."""
        scorer = Scorer(program, weights_of(base, priorities), base.settings.saturation)
        verdict = base.settings.verdict
        near = verdict.toss_up_below * unit_of(base, priorities)
        vetoes = tuple((r.bits, members(n for n, s in enumerate(r.strengths) if s)) for r in program.constraints)
        return cls(program, scorer, near, verdict.accepted_from, vetoes, reduce(or_, (bits for bits, _ in vetoes), 0))

    def vetoed(self, terms: int) -> Contenders:
        """Return the alternatives that some constraint excludes where these terms hold."""
        if not terms & self.vetoing:
            return 0
        return reduce(or_, (excluded for bits, excluded in self.vetoes if bits & terms), 0)

    def contenders(self, must: int) -> Contenders:
        """Return the contenders where these terms hold and no other does."""
        out = self.vetoed(must)
        scores = [(score, n) for n, score in enumerate(self.scorer.scores_at(must)) if not out >> n & 1]
        if not scores:
            return 0
        lead = max(score for score, _ in scores)
        first = next(n for score, n in scores if score == lead)
        return members(n for score, n in scores if lead - score < self.near) | 1 << first

    def accepts(self, leader: int, must: int) -> bool:
        """Tell whether an alternative is first for enough weights where these terms hold and no other does."""
        out = self.vetoed(must)
        rivals = [n for n in range(len(self.program.alternatives)) if not out >> n & 1]
        values = self.scorer.values_at(must)
        return is_accepted(values, self.scorer.weights, rivals, leader, self.accepted_from)


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
    """Return what makes two outcomes the same: the alternative recommended, TOSS_UP or NONE_ELIGIBLE."""
    one = single(contenders)
    return one if one is not None else TOSS_UP if contenders else NONE_ELIGIBLE
