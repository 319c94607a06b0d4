"""Where an interview stands: a frozen value, and the moves that lead from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from advisor.engine.program import Program
from advisor.model.profile import Answer, Profile
from advisor.model.settings import Priority

PRIORITIES = "priorities"
NORMAL: Priority = "normal"

Answers = Mapping[str, Answer]
Order = Callable[["Interview"], str | None]


def file_order(interview: Interview) -> str | None:
    """Ask every relevant question, in the order of the rule base."""
    return next(iter(interview.candidates), None)


@dataclass(frozen=True)
class Interview:
    """What was said so far, and the step that is being asked now.

    `order` chooses the next question among the `candidates`, None to ask no more. A step is a question's id or
    PRIORITIES. `trail` holds the steps that were settled, by an answer or by leaving them open, in the order in
    which that happened; `step` is None once nothing is left to ask. Answers to questions that other answers make
    irrelevant are dropped. `again` names steps that are put although they were settled before.
    """

    program: Program
    order: Order
    answers: Answers
    priorities: Mapping[str, Priority]
    trail: tuple[str, ...] = ()
    step: str | None = None
    again: frozenset[str] = frozenset()

    @classmethod
    def begin(
        cls,
        program: Program,
        profile: Profile,
        settled: Collection[str] = (),
        order: Order = file_order,
        again: Collection[str] = (),
    ) -> Interview:
        """Start from what a profile says already; `settled` names steps that were asked before and left open.

        Those in `again` are put once more.
        """
        answers = relevant_answers(program, profile.answers)
        known = {*answers, *settled, *([PRIORITIES] if profile.priorities else [])}
        known -= set(again)
        bare = cls(program, order, answers, dict(profile.priorities), again=frozenset(again))
        steps = (PRIORITIES, *program.tables)
        return _onward(replace(bare, trail=tuple(s for s in steps if s in known and s in bare.relevant)))

    def answer(self, value: Answer) -> Interview:
        """Answer the question that is being asked, then ask what is next."""
        return _settle(self, {**self.answers, str(self.step): value})

    def skip(self) -> Interview:
        """Leave the question that is being asked open, then ask what is next."""
        return _settle(self, {id_: value for id_, value in self.answers.items() if id_ != self.step})

    def prioritise(self, priorities: Mapping[str, Priority]) -> Interview:
        """State the priorities, then ask what is next; a normal one need not be stated."""
        stated = {criterion: level for criterion, level in priorities.items() if level != NORMAL}
        return _settle(replace(self, priorities=stated), self.answers)

    def back(self) -> Interview:
        """Return to the step before this one; the first stays."""
        before = self.trail[: self.trail.index(self.step)] if self.step in self.trail else self.trail
        return self if self.is_first else replace(self, step=before[-1])

    def next(self) -> Interview:
        """Go on and leave this step as it is: along the trail first, then to what was not asked yet."""
        if self.step not in self.trail:
            return _settle(self, self.answers)
        later = self.trail[self.trail.index(self.step) + 1 :]
        return replace(self, step=later[0]) if later else _onward(self)

    def at(self, step: str) -> Interview:
        """Return to a step that was settled, whichever it is."""
        return replace(self, step=step)

    def ended(self) -> Interview:
        """Ask no more."""
        return replace(self, step=None)

    @cached_property
    def candidates(self) -> tuple[str, ...]:
        """The questions that are relevant, or may be, and were not asked yet, in the order of the rule base."""
        open_ = {*self._open, *(self.again & self.answers.keys())}
        return tuple(id_ for id_ in self.program.tables if id_ in open_ and id_ not in self.trail)

    @cached_property
    def relevant(self) -> frozenset[str]:
        """Every step that belongs to this interview as it stands."""
        return frozenset((PRIORITIES, *self.answers, *self._open))

    @property
    def settled(self) -> tuple[str, ...]:
        """The steps that were asked and left open; PRIORITIES where they were asked."""
        return tuple(step for step in self.trail if step not in self.answers)

    @property
    def is_first(self) -> bool:
        """Whether there is no step to go back to."""
        return not self.trail or self.trail[0] == self.step

    @property
    def progress(self) -> tuple[int, int]:
        """The number of the question that is being asked, from 1, and of how many."""
        asked = [step for step in self.trail if step != PRIORITIES]
        number = asked.index(self.step) if self.step in asked else len(asked)
        return number + 1, len(self.relevant) - 1

    def profile(self, begun: Profile) -> Profile:
        """Return the profile that the interview began with, with what was said since."""
        answers = {id_: self.answers[id_] for id_ in self.program.tables if id_ in self.answers}
        priorities = {c: self.priorities[c] for c in self.program.criteria if c in self.priorities}
        return begun.model_copy(update={"answers": answers, "priorities": priorities})

    @cached_property
    def _open(self) -> tuple[str, ...]:
        masks = self.program.encode(self.answers)
        return self.program.open_questions(masks, self.program.look_up(masks)[1])


def _settle(interview: Interview, answers: Answers) -> Interview:
    """Take answers over, count the step that is being asked among the settled ones, and ask what is next."""
    said = replace(interview, answers=relevant_answers(interview.program, answers))
    asked = () if interview.step in interview.trail else (str(interview.step),)
    return _onward(replace(said, trail=tuple(s for s in (*interview.trail, *asked) if s in said.relevant)))


def _onward(interview: Interview) -> Interview:
    wanted = PRIORITIES in interview.again or not interview.again
    first = wanted and PRIORITIES not in interview.trail
    return replace(interview, step=PRIORITIES if first else interview.order(interview))


def relevant_answers(program: Program, answers: Answers) -> Answers:
    """Keep the answers to questions that the answers before them leave relevant."""
    masks = program.encode(answers)
    while True:
        _, may = program.look_up(masks)
        asked = ((id_, table.relevant) for id_, table in program.tables.items() if table.relevant)
        stale = (id_ for id_, relevant in asked if masks[id_] is not None and not may & relevant)
        first = next(stale, None)
        if first is None:
            return {id_: value for id_, value in answers.items() if masks.get(id_) is not None}
        masks[first] = None
