"""What to ask next, and whether asking more can still change who is recommended.

The next question is the open one whose answer tells most about the outcome over drawn completions. Once nearly all of
them agree that says little, and what is asked is what narrows most by how far the outcome can still move, so that a
proof comes soon. Of questions nearly as good as the best, one of the section that was asked last is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from advisor.analysis.completions import Sampler
from advisor.analysis.information import information
from advisor.analysis.leads import Parts, View
from advisor.analysis.narrowing import narrowing, to_go
from advisor.analysis.outcomes import TOSS_UP, Contenders, Judge, kind, members, numbers, single
from advisor.analysis.settling import Claim, Prover
from advisor.analysis.situations import LEFT, Outlook, Situation, Space
from advisor.engine.program import Answers, Program
from advisor.model.rulebase import RuleBase
from advisor.model.settings import Priority

LIKELY = 0.95
TINY = 1e-6  # breaks ties
NEARLY = 0.75  # of the best question's worth: enough for one that is related to the last
WEIGHED = 12  # drawn completions in which it is tried whether enough weights accept the leader
LIMIT = 25  # situations that a proof may visit between two questions


@dataclass(frozen=True, slots=True)
class Prospect:
    """How an interview stands.

    `alternative` is who leads as it stands, None for a toss-up by margin. `settled` tells whether no answer to the
    open questions can change that and enough weights accept it, None where it was not found out. `trainer` is what
    every contender trains with whatever the answers, where only the runtime is still open. `share` is the part of the
    drawn completions with the same outcome. `order` has the candidates, the best question first, and about `to_go` of
    them are still needed.
    """

    contenders: tuple[str, ...]
    alternative: str | None
    settled: bool | None
    trainer: str | None
    share: float
    order: tuple[str, ...]
    to_go: int


class Inquiry:
    """Questions about one rule base on one day, for one set of alternatives; keeps what it worked out."""

    def __init__(self, base: RuleBase, program: Program, limit: int = LIMIT) -> None:
        self.base = base
        self.program = program
        self.limit = limit
        self.space = Space(program)
        self.sampler = Sampler(self.space)
        trains_with = {a.id: a.trains_with for a in base.alternatives}
        self.trainers = tuple(trains_with[id_] for id_ in program.alternatives)
        self.everyone = members(range(len(self.trainers)))
        self._prover: tuple[dict[str, Priority], Prover] | None = None

    def prover(self, priorities: Mapping[str, Priority]) -> Prover:
        """Return the prover for what matters to a project; kept until that changes."""
        if self._prover is None or self._prover[0] != priorities:
            judge = Judge.of(self.base, self.program, priorities)
            self._prover = dict(priorities), Prover(self.space, judge, Parts(judge))
        return self._prover[1]

    def situation(self, answers: Answers, left: Collection[str]) -> dict[str, int]:
        """Return answers, and questions that stay open, as a situation."""
        masks = self.program.encode(answers)
        return {id_: mask for id_, mask in masks.items() if mask is not None} | {
            id_: LEFT for id_ in left if id_ in masks and masks[id_] is None
        }

    def prospect(
        self, answers: Answers, priorities: Mapping[str, Priority], left: Collection[str] = (), last: str = ""
    ) -> Prospect:
        """Tell how things stand after some answers; `left` stay open, `last` is the question asked before."""
        prover = self.prover(priorities)
        situation = self.situation(answers, left)
        look = self.space.look(situation)
        blank = not answers and not priorities
        now = prover.judge.contenders(look.stands)
        claim = Claim(self.everyone, toss_up=True) if blank or kind(now) == TOSS_UP else Claim(now)
        completions = self.sampler.completions(situation)
        drawn = [prover.judge.contenders(c.must) for c in completions]
        musts = [c.must for c in completions[:WEIGHED]]
        outcomes = [kind(contenders) for contenders in drawn]
        share = sum(outcome == claim.kind for outcome in outcomes) / len(outcomes)
        view = View(prover.parts.at(look.must, look.can), look)
        doubts = prover.doubts(view, claim)
        worth = narrowing(view, doubts)
        if share < LIKELY:
            worth = {f.id: information(f, completions, outcomes) + TINY * worth[f.id] for f in look.open}
        return Prospect(
            contenders=tuple(self.program.alternatives[n] for n in numbers(now)),
            alternative=None if claim.toss_up or not now else self.program.alternatives[numbers(now)[0]],
            settled=None if blank else self._settled(prover, situation, claim, drawn, [look.stands, *musts]),
            trainer=None if blank else self._trainer(prover, situation, now, drawn),
            share=share,
            order=self._ordered(look, worth, last),
            to_go=to_go(view, doubts),
        )

    def _settled(
        self, prover: Prover, situation: Situation, claim: Claim, drawn: Collection[Contenders], musts: Iterable[int]
    ) -> bool | None:
        """Prove a claim; that enough weights accept who leads is only tried, where the terms in `musts` hold."""
        proven = self._proven(prover, situation, claim, drawn)
        leader = None if claim.toss_up else single(claim.group)
        return proven and (leader is None or all(prover.judge.accepts(leader, must) for must in musts))

    def _proven(self, prover: Prover, situation: Situation, claim: Claim, drawn: Collection[Contenders]) -> bool | None:
        """Prove a claim unless a drawn completion breaks it."""
        return all(map(claim.holds_for, drawn)) and prover.proves(situation, claim, self.limit)

    def _trainer(
        self, prover: Prover, situation: Situation, now: Contenders, drawn: Collection[Contenders]
    ) -> str | None:
        """Return what every contender trains with whatever the answers; None where that is open, or but one has it."""
        found = {self.trainers[n] for n in numbers(now)}
        group = members(n for n, trainer in enumerate(self.trainers) if trainer in found)
        if len(found) != 1 or None in found or single(group) is not None:
            return None
        return found.pop() if self._proven(prover, situation, Claim(group), drawn) else None

    def _ordered(self, look: Outlook, worth: Mapping[str, float], last: str) -> tuple[str, ...]:
        """Return questions by worth, a related one first where it is nearly as good; equals in the base's order."""
        fair = _handed_up(look, worth)
        best = max(fair.values(), default=0.0)
        of = {field.id: field.question.section for field in self.space.fields}
        near = {id_ for id_ in fair if of[id_] == of.get(last) and fair[id_] >= NEARLY * best}
        return tuple(sorted(fair, key=lambda id_: (id_ not in near, -fair[id_])))


def _handed_up(look: Outlook, worth: Mapping[str, float]) -> dict[str, float]:
    """Keep back questions that another open one may make irrelevant; that one is worth as much as they are."""
    fair = {field.id: worth[field.id] for field in look.open}
    for field in reversed(look.open):
        if field.id in look.unsure:
            mine = fair.pop(field.id)
            for parent in field.parents & fair.keys():
                fair[parent] = max(fair[parent], mine)
    return fair
