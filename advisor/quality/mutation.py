"""Mutation: do the cases notice when a rule is changed?

For each mutant only the cases are looked at in which the changed rule holds where it did not, or otherwise. Whether
scores change is found for all of these until one does; whether a recommendation does, for at most `DECIDED` of them,
those first that scores bring nearest to another verdict. So the shares killed by recommendations are lower bounds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from advisor.engine.conditions import Term, bits_of, evaluate, mask_of, terms_of
from advisor.engine.program import Program
from advisor.engine.scoring import Scorer, unit_of, weights_of
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Priority, Rule, RuleBase
from advisor.quality.cases import Bench, Ready
from advisor.quality.mutants import Mutant
from advisor.quality.proposals import Proposal, Proposer
from advisor.quality.world import World

DECIDED = 10
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """What noticed a mutant.

    `expected`: a case's expectation about what is recommended fails; `any_expected`: or one about which rules fire;
    `recommended`: a case's verdict, alternative or contenders change, expected or not; `scores`: a score changes.
    `scoring` tells whether the rule can change scores at all. `proposal` is an example that would be `expected`.
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
    def found(self) -> Recommendation:
        """What is recommended."""
        return self.bench.decide(self.case.profile, self.case.day, self.case.names)

    @cached_property
    def scores(self) -> tuple[float, ...]:
        """The scores, in the order of the case's alternatives."""
        base = self.bench.base
        weights = weights_of(base, self.case.profile.priorities)
        return Scorer(self._program, weights, base.settings.saturation).scores(self.masks)

    @cached_property
    def eligible(self) -> tuple[int, ...]:
        """The numbers of the alternatives that no constraint excludes."""
        must, _ = self._program.look_up(self.masks)
        out = [row.strengths for row in self._program.constraints if row.bits & must]
        return tuple(n for n in range(len(self.case.names)) if not any(strengths[n] for strengths in out))

    @property
    def setting(self) -> tuple[dt.date, tuple[str, ...], Mapping[str, Priority]]:
        """What a scorer depends on: the day, the alternatives, the priorities."""
        return self.case.day, self.case.names, self.case.profile.priorities

    @property
    def _program(self) -> Program:
        return self.bench.program(self.case.day, self.case.names)


class Trial:
    """Tries mutants on cases; make it once per process. It can `propose` an example for each that is not expected."""

    def __init__(self, base: RuleBase, cases: Sequence[Ready], *, propose: bool = False) -> None:
        self.bench = Bench(base)
        self.proposer = Proposer(self.bench) if propose else None
        self.base = base
        self.baselines = [Baseline.of(case, self.bench) for case in cases]

    def judge(self, mutant: Mutant) -> Verdict:
        """Try one mutant."""
        rule = self.base.rules[mutant.rule]
        affected = list(self._affected(rule, mutant))
        misfires = any(_names(one.case, rule.id) for one, before, after in affected if before is not after)
        if not rule.effect:
            return Verdict(mutant, False, misfires, False, False, scoring=False)
        changed = World(self.bench, mutant.mutated)
        scored = [(one, changed.scorer(*one.setting).scores(one.masks)) for one, _, _ in affected]
        moved = [(one, scores) for one, scores in scored if _differ(scores, one.scores)]
        expected, recommended = self._decisions(changed, moved)
        proposal = self.proposer.propose(mutant) if self.proposer and not expected else None
        return Verdict(mutant, expected, expected or misfires, recommended, bool(moved), True, proposal)

    def _affected(self, rule: Rule, mutant: Mutant) -> Iterator[tuple[Baseline, bool, bool]]:
        """Yield the cases in which a mutant can matter, and whether the rule held there before, and holds now."""
        old, new = (terms_of(r.when, self.base.questions) for r in (rule, mutant.mutated))
        for one in self.baselines:
            before = self.bench.speaks(rule, one.case.day) and _holds(old, one.masks)
            after = self.bench.speaks(mutant.mutated, one.case.day) and _holds(new, one.masks)
            if before is not after or (before and mutant.kind in ("sign", "strength")):
                yield one, before, after

    def _decisions(self, changed: World, moved: Sequence[tuple[Baseline, tuple[float, ...]]]) -> tuple[bool, bool]:
        """Tell whether an expectation about a recommendation fails, and whether a recommendation changes."""
        recommended = False
        for one, _ in sorted(moved, key=lambda pair: _calm(pair[0], pair[1], self.base))[:DECIDED]:
            found = changed.decide(one.case.profile, one.case.day, one.case.names)
            if one.case.expectation.misses(found):
                return True, True
            recommended = recommended or _recommended(found) != _recommended(one.found)
        return False, recommended


def _holds(terms: Sequence[Term], masks: Mapping[str, int | None]) -> bool:
    return any(all(literal.value(masks[literal.question]) for literal in term) for term in terms)


def _differ(scores: Sequence[float], others: Sequence[float]) -> bool:
    return any(abs(a - b) > SAME for a, b in zip(scores, others, strict=True))


def _names(case: Ready, rule: str) -> bool:
    return rule in case.expectation.fires or rule in case.expectation.silent


def _recommended(found: Recommendation) -> tuple[object, ...]:
    return found.verdict, found.alternative, found.contenders


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
