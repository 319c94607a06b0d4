"""The rule base on one day, compiled, to try answers on: who is recommended, and whether that needs a rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from advisor.engine.decision import decide_with, default_alternatives
from advisor.engine.knowledge import Knowledge, take
from advisor.engine.program import Program, Row, compile_program
from advisor.engine.scoring import Scorer, unit_of, weights_of
from advisor.model.profile import Answer, Profile
from advisor.model.rulebase import Priority, Question, RuleBase


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
            near = base.settings.verdict.toss_up_below * unit_of(base, priorities)
            self._judgings[key] = Judging(self, scorer, near)
        return self._judgings[key]

    def must(self, masks: Mapping[str, int]) -> int:
        """Return the terms that hold for answers, of which those to questions that are not asked do not count."""
        must = may = self.program.everything
        for id_, table in self.program.tables.items():
            silent = table.relevant and not may & table.relevant
            certain, possible = table[0 if silent else masks.get(id_)]
            must &= certain
            may &= possible
        return must

    def decided(self, profile: Profile, without: str = "") -> str | None:
        """Return what the engine recommends, as if the rule `without` had not been written."""
        program = self.program
        if profile.alternatives:
            program = compile_program(self.knowledge.base, program.as_of, profile.alternatives)
        rules = tuple(row for row in program.rules if row.id != without)
        return decide_with(replace(program, rules=rules), self.knowledge, profile).alternative


@dataclass(frozen=True)
class Judging:
    """A stage with weights: who leads by at least `near` points, which is what being recommended takes at least."""

    stage: Stage
    scorer: Scorer
    near: float

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

    def _leader(self, scores: Sequence[float], among: Sequence[int], must: int) -> int | None:
        standing = [n for n in among if not self.stage.against[n] & must]
        if not standing:
            return None
        leader = max(standing, key=scores.__getitem__)
        far = all(scores[leader] - scores[n] >= self.near for n in standing if n != leader)
        return leader if far else None


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
