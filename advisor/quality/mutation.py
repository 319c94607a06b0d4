"""Mutation: do the cases notice when a rule is changed?

For each mutant only the cases are looked at in which the changed rule holds where it did not, or otherwise, or holds
and counts otherwise; those first that their scores bring nearest to another verdict. A case that does not come out with
the rules as they are notices nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from advisor.engine.conditions import Term, bits_of, evaluate, mask_of, terms_of
from advisor.engine.decision import Weighing
from advisor.engine.scoring import unit_of
from advisor.model.rulebase import Rule, RuleBase, Statement
from advisor.quality.bench import Bench, World
from advisor.quality.cases import Ready
from advisor.quality.mutants import Mutant
from advisor.quality.proposals import Proposal, Proposer

SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """What noticed a mutant.

    `expected`: a case's expectation about what is recommended fails; `any_expected`: or one about which rules fire;
    `recommended`: a case's verdict, alternative, contenders or who is excluded change, expected or not; `scores`: a
    score changes, or who is excluded. `scoring` tells whether it can change any of these at all. `proposal` is an
    example that would be `expected`.
    """

    mutant: Mutant
    expected: bool
    any_expected: bool
    recommended: bool
    scores: bool
    scoring: bool
    proposal: Proposal | None = None


@dataclass(frozen=True)
class Baseline:
    """A case with its answers as masks, and what the rules as they are make of it, found when it is asked for."""

    case: Ready
    bench: Bench
    masks: Mapping[str, int | None]

    @classmethod
    def of(cls, case: Ready, bench: Bench) -> Baseline:
        """Encode a case; questions that are not asked count as answered with nothing, as the engine counts them."""
        masks: dict[str, int | None] = {}
        for question in bench.base.questions.values():
            answer = case.profile.answers.get(question.id)
            chosen = (answer,) if isinstance(answer, str) else answer
            mask = None if chosen is None else mask_of(chosen, bits_of(question))
            silent = mask is None and evaluate(question.asked_when, masks, bench.base.questions) is False
            masks[question.id] = 0 if silent else mask
        return cls(case, bench, masks)

    @cached_property
    def weighing(self) -> Weighing:
        """What is decided, and who stands how."""
        return self.weighed(self.bench)

    @cached_property
    def scores(self) -> tuple[float, ...]:
        """The scores, in the order of the case's alternatives."""
        return self.scored(self.bench)

    @cached_property
    def eligible(self) -> tuple[int, ...]:
        """The numbers of the alternatives that no constraint excludes."""
        program = self.bench.program(self.case.day, self.case.names)
        must, _ = program.look_up(self.masks)
        out = [row.strengths for row in program.constraints if row.bits & must]
        return tuple(n for n in range(len(self.case.names)) if not any(strengths[n] for strengths in out))

    def weighed(self, bench: Bench) -> Weighing:
        """Return what is decided with the rules of a bench."""
        return bench.weighed(self.case.profile, self.case.day, self.case.names)

    def scored(self, bench: Bench) -> tuple[float, ...]:
        """Return the scores with the rules of a bench."""
        return bench.scorer(self.case.day, self.case.names, self.case.profile.priorities).scores(self.masks)

    def notices(self, weighing: Weighing) -> bool:
        """Tell whether what is expected fails with a weighing, and only there."""
        return self._misses(weighing) and not self._misses(self.weighing)

    def _misses(self, weighing: Weighing) -> bool:
        expectation = self.case.expectation
        return bool(expectation.misdecides(weighing.outcome) or expectation.misexcludes(weighing.standings))

    def names(self, rule: str, fires: bool) -> bool:
        """Tell whether the case says that a rule fires, or is silent, as it does with the rules as they are."""
        return rule in (self.case.expectation.fires if fires else self.case.expectation.silent)


Affected = tuple[Baseline, bool, bool]
Scored = tuple[Baseline, tuple[float, ...]]


class Trial:
    """Tries mutants on cases; make it once per process. It can `propose` an example for each that is not expected."""

    def __init__(self, base: RuleBase, cases: Sequence[Ready], *, propose: bool = False) -> None:
        self.bench = Bench(base)
        self.proposer = Proposer(self.bench) if propose else None
        self.base = base
        self.baselines = [Baseline.of(case, self.bench) for case in cases]

    def judge(self, mutant: Mutant) -> Verdict:
        """Try one mutant."""
        statement = self.base.statements[mutant.id]
        affected = list(self._affected(statement, mutant))
        misfires = any(one.names(mutant.id, before) for one, before, after in affected if before is not after)
        if isinstance(statement, Rule) and not statement.effect:
            return Verdict(mutant, False, misfires, False, False, scoring=False)
        expected, recommended, scores = self._moved(World(self.bench, mutant.mutated), mutant, affected)
        proposal = self.proposer.propose(mutant) if self.proposer and not expected else None
        return Verdict(mutant, expected, expected or misfires, recommended, scores, True, proposal)

    def _affected(self, statement: Statement, mutant: Mutant) -> Iterator[Affected]:
        """Yield the cases in which a mutant can matter, and whether it held there before it was changed, and after."""
        old, new = (terms_of(s.when, self.base.questions) for s in (statement, mutant.mutated))
        for one in self.baselines:
            before = self.bench.speaks(statement, one.case.day) and _holds(old, one.masks)
            after = self.bench.speaks(mutant.mutated, one.case.day) and _holds(new, one.masks)
            if before is not after or (before and mutant.kind in ("sign", "strength", "exclusion")):
                yield one, before, after

    def _moved(self, changed: World, mutant: Mutant, affected: Sequence[Affected]) -> tuple[bool, bool, bool]:
        """Tell whether an expectation about a recommendation fails, and whether recommendations and scores change.

        The cases that name the rule come first: they were written for it, and one that notices is enough.
        """
        recommended = scores = False
        named = [one for one, before, _ in affected if one.names(mutant.id, before)]
        others = [one for one, before, _ in affected if not one.names(mutant.id, before)]
        for group in (named, others):
            moved = list(self._otherwise(changed, mutant, group))
            expected, decided_otherwise = self._decisions(changed, moved)
            recommended, scores = recommended or decided_otherwise, scores or bool(moved)
            if expected:
                return True, True, True
        return False, recommended, scores

    def _otherwise(self, changed: World, mutant: Mutant, group: Sequence[Baseline]) -> Iterator[Scored]:
        """Yield the cases in which a score, or who is excluded, differs, with the scores."""
        for one in group:
            points = one.scored(changed)
            excludes = mutant.changes == "constraint" and _excluded(one.weighed(changed)) != _excluded(one.weighing)
            if excludes or _differ(points, one.scores):
                yield one, points

    def _decisions(self, changed: World, moved: Sequence[Scored]) -> tuple[bool, bool]:
        """Tell whether an expectation about a recommendation fails, and whether a recommendation changes."""
        recommended = False
        for one, _ in sorted(moved, key=lambda pair: _calm(pair[0], pair[1], self.base)):
            weighing = one.weighed(changed)
            if one.notices(weighing):
                return True, True
            recommended = recommended or _recommended(weighing) != _recommended(one.weighing)
        return False, recommended


def _holds(terms: Sequence[Term], masks: Mapping[str, int | None]) -> bool:
    return any(all(literal.value(masks[literal.question]) for literal in term) for term in terms)


def _differ(scores: Sequence[float], others: Sequence[float]) -> bool:
    return any(abs(a - b) > SAME for a, b in zip(scores, others, strict=True))


def _recommended(found: Weighing) -> tuple[object, ...]:
    return found.outcome.verdict, found.outcome.alternative, found.outcome.contenders, _excluded(found)


def _excluded(found: Weighing) -> frozenset[str]:
    return frozenset(s.alternative for s in found.standings if s.eligible == "no")


def _calm(one: Baseline, scores: tuple[float, ...], base: RuleBase) -> tuple[bool, float]:
    """Return how little a change of scores can be expected to do: nothing to who is near, then how far from it."""
    unit = unit_of(base, one.case.profile.priorities)
    thresholds = base.settings.verdict.toss_up_below * unit, base.settings.verdict.lean_below * unit
    before, after = (_lead([s[n] for n in one.eligible]) for s in (one.scores, scores))
    crossed = any((before[1] < t) is not (after[1] < t) for t in thresholds) or before[0] != after[0]
    return not crossed, min(abs(after[1] - t) for t in thresholds)


def _lead(scores: Sequence[float]) -> tuple[int, float]:
    """Return who leads, and by how much."""
    if len(scores) < 2:  # noqa: PLR2004  a lead needs two
        return 0, float("inf")
    leader = max(range(len(scores)), key=scores.__getitem__)
    return leader, scores[leader] - max(score for n, score in enumerate(scores) if n != leader)
