"""The rule base on one day, compiled, to try answers on: who is recommended, and whether that needs a rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from math import inf

from advisor.engine.decision import default_alternatives, weigh
from advisor.engine.knowledge import Knowledge, take
from advisor.engine.program import Program, Row, among, compile_program
from advisor.engine.scoring import Scorer, unit_of, weights_of
from advisor.model.profile import Answer, Profile
from advisor.model.rulebase import Question, RuleBase
from advisor.model.settings import Priority


@dataclass(frozen=True)
class Stage:
    """What is known on a day, with the alternatives compared by default."""

    knowledge: Knowledge
    program: Program

    @classmethod
    def on(cls, base: RuleBase, day: dt.date) -> Stage:
        """Compile a rule base for a day."""
        knowledge = take(base, day)
        return cls(knowledge, compile_program(knowledge.base, day, default_alternatives(knowledge.base)))

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """The program's rules by id."""
        return {row.id: row for row in self.program.rules}

    @cached_property
    def against(self) -> Sequence[int]:
        """For each alternative the bits of the terms that exclude it."""
        against = [0] * len(self.program.alternatives)
        for row in self.program.constraints:
            for n, strength in enumerate(row.strengths):
                against[n] |= row.bits if strength else 0
        return against

    @cached_property
    def _judgings(self) -> dict[tuple[tuple[str, Priority], ...], Judging]:
        return {}

    def judging(self, priorities: dict[str, Priority]) -> Judging:
        """Return what judges by these priorities."""
        key = tuple(priorities.items())
        if key not in self._judgings:
            base = self.knowledge.base
            scorer = Scorer(self.program, weights_of(base, priorities), base.settings.saturation)
            unit, thresholds = unit_of(base, priorities), base.settings.verdict
            self._judgings[key] = Judging(self, scorer, thresholds.toss_up_below * unit, thresholds.lean_below * unit)
        return self._judgings[key]

    def must(self, masks: Mapping[str, int]) -> int:
        """Return the terms that hold for answers, of which those to questions that are not asked do not count."""
        return self.look_up(masks)[0]

    def look_up(self, masks: Mapping[str, int]) -> tuple[int, int]:
        """Return the terms that hold for such answers, and those that may hold."""
        must = may = self.program.everything
        for id_, table in self.program.tables.items():
            silent = table.relevant and not may & table.relevant
            certain, possible = table[0 if silent else masks.get(id_)]
            must &= certain
            may &= possible
        return must, may

    def decided(self, profile: Profile, without: str = "") -> str | None:
        """Return what the engine recommends, as if the rule `without` had not been written."""
        program = among(self.program, profile.alternatives or self.program.alternatives)
        rules = tuple(row for row in program.rules if row.id != without)
        return weigh(replace(program, rules=rules), self.knowledge, profile, thorough=False).outcome.alternative


@dataclass(frozen=True)
class Judging:
    """A stage with weights: who leads by at least `near` points, which is what being recommended takes at least.

    A lead of `sure` points is what a clear verdict takes.
    """

    stage: Stage
    scorer: Scorer
    near: float
    sure: float

    def recommended(self, must: int) -> int | None:
        """Return the alternative in front where these terms hold, None where it is not far enough in front."""
        return self._leader(self.scorer.scores_at(must), range(len(self.stage.against)), must)

    def needs(self, row: Row, must: int, *, of_two: bool) -> tuple[int, ...] | None:
        """Return the alternatives among which another, or none, would be in front without a rule that holds.

        Only all of them are tried, or every two.
        """
        block = self.scorer.blocks.get(row.criterion)
        if block is None:
            return None
        before = self.scorer.scores_at(must)
        left = block.values_of([r for r in block.rows if r.bits & must and r is not row])
        now = block[must & block.bits]
        after = [s - p + block.weight * v for s, p, v in zip(before, now, left, strict=True)]
        numbers = tuple(range(len(before)))
        return next(
            (a for a in _among(numbers, of_two) if self._leader(before, a, must) != self._leader(after, a, must)), None
        )

    def outlook(self, masks: Mapping[str, int]) -> Outlook:
        """Return what answers look like."""
        must, may = self.stage.look_up(masks)
        return Outlook(self, self.scorer.scores_at(must), must, may)

    def lead(self, scores: Sequence[float], among: Sequence[int], must: int) -> tuple[int | None, float]:
        """Return who of those not excluded is in front, and by how much."""
        standing = [n for n in among if not self.stage.against[n] & must]
        if not standing:
            return None, 0.0
        leader = max(standing, key=scores.__getitem__)
        return leader, min((scores[leader] - scores[n] for n in standing if n != leader), default=inf)

    def _leader(self, scores: Sequence[float], among: Sequence[int], must: int) -> int | None:
        leader, margin = self.lead(scores, among, must)
        return leader if margin >= self.near else None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What answers look like to a judging: the scores, the terms that hold, and those that may hold."""

    judging: Judging
    scores: tuple[float, ...]
    must: int
    may: int

    def verdict(self, among: Sequence[int]) -> tuple[int | None, bool]:
        """Return who would be recommended of these, and whether clearly, as far as scores and constraints tell."""
        leader, margin = self.judging.lead(self.scores, among, self.must)
        if leader is None or margin < self.judging.near:
            return None, False
        return leader, margin >= self.judging.sure and not self.judging.stage.against[leader] & self.may


def _among(numbers: tuple[int, ...], of_two: bool) -> Iterable[tuple[int, ...]]:
    return combinations(numbers, 2) if of_two else (numbers,)


def profile_of(
    base: RuleBase,
    masks: Mapping[str, int],
    priorities: dict[str, Priority],
    alternatives: tuple[str, ...] | None = None,
) -> Profile:
    """Return answers given as masks as a profile, in the order of the questions; those not asked are left out."""
    given = {id_: masks[id_] for id_ in base.questions if id_ in masks}
    answers = {id_: _answer(base.questions[id_], mask) for id_, mask in given.items()}
    said = {id_: answer for id_, answer in answers.items() if answer is not None}
    return Profile(answers=said, priorities=priorities, alternatives=alternatives)


def _answer(question: Question, mask: int) -> Answer | None:
    chosen = tuple(option.id for n, option in enumerate(question.options) if mask >> n & 1)
    return chosen if question.kind == "many" else chosen[0] if chosen else None
