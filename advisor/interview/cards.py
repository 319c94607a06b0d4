"""What an asker needs to know to put one step to a person; every text in it is one clean line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from advisor.engine.program import Row
from advisor.interview.state import NORMAL, Interview
from advisor.loading.writing import NONE_OF_THESE
from advisor.model.profile import Answer
from advisor.model.rulebase import Priority, Question, RuleBase
from advisor.report.words import clean

MAX_RULES = 5
NONE = ""  # the id of the choice that stands for an empty answer
BULLET = "- "
_WEIGHTS_WHY = "What matters more counts for more: these levels are the weights of the criteria, and nothing else."


class Move(Enum):
    """What a person may do instead of answering."""

    BACK = auto()
    SKIP = auto()
    KEEP = auto()
    QUIT = auto()


Reply = Answer | Move
PriorityReply = dict[str, Priority] | Move


@dataclass(frozen=True)
class Choice:
    """One line to choose, with one line of help."""

    id: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Card:
    """One question as it is put. `answer` is what was said before, `settled` whether it was put before."""

    section: str
    progress: str
    prompt: str
    choices: tuple[Choice, ...]
    many: bool
    answer: Answer | None
    settled: bool
    first: bool
    why: tuple[str, ...]

    def answer_of(self, chosen: frozenset[str]) -> Answer:
        """Return the answer that a set of choices of a question with many stands for."""
        return tuple(choice.id for choice in self.choices if choice.id in chosen and choice.id != NONE)

    @property
    def chosen(self) -> frozenset[str]:
        """The ids of the choices that `answer` stands for."""
        if self.answer is None:
            return frozenset()
        return frozenset((self.answer,) if isinstance(self.answer, str) else self.answer or (NONE,))

    def told(self, answer: Answer | None) -> str:
        """Return an answer in words."""
        chosen = (answer,) if isinstance(answer, str) else answer
        labels = [choice.label for choice in self.choices if chosen and choice.id in chosen]
        return "not known" if chosen is None else ", ".join(labels) or NONE_OF_THESE.lower()


@dataclass(frozen=True)
class PriorityCard:
    """All criteria at once, each with its level."""

    prompt: str
    choices: tuple[Choice, ...]
    levels: tuple[Priority, ...]
    stated: Mapping[str, Priority]
    first: bool
    why: tuple[str, ...]

    def level(self, criterion: str) -> Priority:
        """Return how much a criterion matters as the card stands."""
        return self.stated.get(criterion, NORMAL)


class Asker(Protocol):
    """Puts a step to a person. Raises KeyboardInterrupt when interrupted and EOFError at the end of input."""

    def question(self, card: Card) -> Reply:
        """Put a question."""

    def priorities(self, card: PriorityCard) -> PriorityReply:
        """Put all criteria, to be weighed against each other."""


def priority_card(base: RuleBase, interview: Interview) -> PriorityCard:
    """Return the card of the priorities."""
    return PriorityCard(
        prompt="How much does each of these matter to the project?",
        choices=tuple(Choice(c.id, clean(c.title), clean(c.judges)) for c in base.criteria),
        levels=tuple(base.settings.priorities),
        stated=interview.priorities,
        first=interview.is_first,
        why=(_WEIGHTS_WHY,),
    )


def question_card(base: RuleBase, interview: Interview) -> Card:
    """Return the card of the question that is being asked."""
    question = base.questions[str(interview.step)]
    number, total = interview.progress
    return Card(
        section=next(clean(s.title) for s in base.sections if s.section == question.section),
        progress=f"{number} of {total}",
        prompt=clean(question.prompt),
        choices=tuple(_choices(question)),
        many=question.kind == "many",
        answer=interview.answers.get(question.id),
        settled=interview.step in interview.trail,
        first=interview.is_first,
        why=tuple(_why(base, interview, question)),
    )


def _choices(question: Question) -> Iterator[Choice]:
    for option in question.options:
        yield Choice(option.id, clean(option.label), clean(option.help or ""))
    if question.kind == "many":
        yield Choice(NONE, NONE_OF_THESE, "Not the same as skipping: it says that nothing here applies.")


def _why(base: RuleBase, interview: Interview, question: Question) -> Iterator[str]:
    """Yield why a question is asked, and what the rules that read it say, the strongest first."""
    yield f"Why it is asked: {clean(question.why, limit=1000)}"
    because = {c.id: c.because for c in base.constraints} | {r.id: r.because for r in base.rules.values()}
    readers = [row for row in _rows(interview) if question.id in row.questions]
    if readers:
        yield "Rules that read the answer:"
    for row in readers[:MAX_RULES]:
        yield f"{BULLET}{clean(because[row.id], limit=1000)} [{row.id}]"
    if len(readers) > MAX_RULES:
        yield f"{BULLET}and {len(readers) - MAX_RULES} more"


def _rows(interview: Interview) -> list[Row]:
    """Return the constraints, then the rules by strength."""
    program = interview.program
    by_strength = sorted(program.rules, key=lambda row: -max(map(abs, row.strengths)))
    return [*program.constraints, *by_strength]
