"""Leads an interview: which question is next, how things stand, and when to offer to stop."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum

from advisor.analysis.inquiry import LIKELY, Inquiry, Prospect
from advisor.analysis.outcomes import Judge
from advisor.engine.program import Program, Row
from advisor.interview.state import PRIORITIES, Interview
from advisor.model.rulebase import RuleBase
from advisor.report.words import clean, listed


class Plan(Enum):
    """Which questions an interview puts, and in what order."""

    TELLING = "what tells most, until no answer can change the outcome"
    ALL = "all, in the order of the rule base"
    AGAIN = "some, once more"


class Ground(Enum):
    """What an offer to stop stands on, the weakest first."""

    LIKELY = "likely"
    RUNTIME = "runtime"
    PROVEN = "proven"


@dataclass
class Guide:
    """Follows one interview; `base` is the rule base on the day, `declined` the offers that were not taken."""

    base: RuleBase
    program: Program
    plan: Plan = Plan.TELLING
    declined: set[Ground] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.inquiry = Inquiry(self.base, self.program)
        self._known: dict[object, Prospect] = {}

    def order(self, interview: Interview) -> str | None:
        """Return the question to ask next; None to ask no more."""
        candidates = interview.candidates
        if self.plan is Plan.TELLING and candidates:
            again = [id_ for id_ in candidates if id_ in interview.again]
            return next((id_ for id_ in (*again, *self.prospect(interview).order) if id_ in candidates), candidates[0])
        if self.plan is Plan.AGAIN:
            candidates = tuple(id_ for id_ in candidates if id_ in interview.again)
        return next(iter(candidates), None)

    def prospect(self, interview: Interview) -> Prospect:
        """Tell how an interview stands; the same question is not worked out twice."""
        left = tuple(id_ for id_ in interview.settled if id_ != PRIORITIES)
        last = interview.trail[-1] if interview.trail else ""
        key = (tuple(sorted(interview.answers.items())), tuple(sorted(interview.priorities.items())), left, last)
        if key not in self._known:
            self._known[key] = self.inquiry.prospect(interview.answers, interview.priorities, left, last)
        return self._known[key]

    def offer(self, interview: Interview) -> Ground | None:
        """Return what an offer to stop could stand on now; None where there is none, or it was made before."""
        if self.plan is not Plan.TELLING or interview.step not in interview.candidates:
            return None
        ground = ground_of(self.prospect(interview))
        strongest = [*Ground].index(ground) if ground else -1
        return ground if strongest > max(([*Ground].index(g) for g in self.declined), default=-1) else None

    def progress(self, interview: Interview) -> str:
        """Return the number of the question that is being asked, and of how many."""
        number, total = interview.progress
        if self.plan is Plan.AGAIN:
            asked = [s for s in interview.trail if s in interview.again and s != PRIORITIES]
            number = asked.index(interview.step) + 1 if interview.step in asked else len(asked) + 1
            return f"{number} of {len(interview.again - {PRIORITIES})}"
        if self.plan is Plan.ALL or interview.step in interview.trail or Ground.PROVEN in self.declined:
            return f"{number} of {total}"
        return f"{number} of about {min(number - 1 + self.prospect(interview).to_go, total)}"

    def standing(self, interview: Interview) -> tuple[str, ...]:
        """Return the ranking as it stands in parts that can be joined: title and score, the first first."""
        judge = self.judge(interview)
        masks = self.program.encode(interview.answers)
        must, _ = self.program.look_up(masks)
        out, scores = judge.vetoed(must), judge.scorer.scores_at(must)
        order = sorted(range(len(scores)), key=lambda n: (out >> n & 1, -scores[n], n))
        return tuple(f"{self.title(n)} {'excluded' if out >> n & 1 else f'{scores[n]:.1f}'}" for n in order)

    def moved(self, interview: Interview, row: Row) -> str:
        """Say what a rule or constraint does, or could, as things stand."""
        must, may = self.program.look_up(self.program.encode(interview.answers))
        tense = 0 if row.bits & must else 1 if row.bits & may else 2
        if not row.criterion:
            excluded = [self.title(n) for n, strength in enumerate(row.strengths) if strength]
            return f"{('excludes', 'could exclude', 'does not exclude')[tense]} {listed(excluded, 'and')}"
        moved = [f"{self.title(n)} {p:+.1f}" for n, p in enumerate(self._points(interview, row, must)) if p]
        if not moved or not row.bits & may:
            return "moves nothing"
        return f"{('moves', 'could move')[tense]} {listed(moved, 'and')}"

    def _points(self, interview: Interview, row: Row, must: int) -> list[float]:
        """Return what a rule adds to each score where it holds together with those that hold anyway."""
        block = self.judge(interview).scorer.blocks.get(row.criterion)
        if block is None:
            return []
        others = [other for other in block.rows if other.bits & must and other is not row]
        pairs = zip(block.values_of([*others, row]), block.values_of(others), strict=True)
        return [block.weight * (after - before) for after, before in pairs]

    def judge(self, interview: Interview) -> Judge:
        """Return what weighs scores by the priorities stated."""
        return self.inquiry.prover(interview.priorities).judge

    def title(self, n: int) -> str:
        """Return the title of the program's n-th alternative."""
        return self.titles([self.program.alternatives[n]])[0]

    def titles(self, ids: Collection[str]) -> list[str]:
        """Return the titles of alternatives."""
        titles = {a.id: clean(a.title) for a in self.base.alternatives}
        return [titles[id_] for id_ in ids]


def ground_of(prospect: Prospect) -> Ground | None:
    """Return the strongest ground there is for stopping."""
    if prospect.settled:
        return Ground.PROVEN
    if prospect.trainer is not None:
        return Ground.RUNTIME
    return Ground.LIKELY if prospect.share >= LIKELY else None
