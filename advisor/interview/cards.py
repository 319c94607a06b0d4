"""What an asker needs to know to put one step to a person; every text in it is one clean line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from advisor.engine.program import Row
from advisor.interview.guide import Ground, Guide
from advisor.interview.state import NORMAL, PRIORITIES, Interview
from advisor.loading.writing import NONE_OF_THESE
from advisor.model.profile import Answer
from advisor.model.rulebase import Question
from advisor.model.settings import Priority
from advisor.report.words import clean, listed, started

MAX_RULES = 5
NEARLY = 99
STOP = "stop"
GO_ON = "go-on"
NONE = ""  # the id of the choice that stands for an empty answer
BULLET = "- "
_WEIGHTS_WHY = "What matters more counts for more: these levels are the weights of the criteria, and nothing else."


class Move(Enum):
    """What a person may do instead of answering."""

    BACK = auto()
    SKIP = auto()
    KEEP = auto()
    QUIT = auto()
    EDIT = auto()


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
    """One question as it is put.

    `answer` is what was said before, `settled` whether it was put before. `standing` has the alternatives with their
    scores as they stand, the first first, `agreement` how many likely ways to go on agree. One that `edits` lists what
    was answered before.
    """

    section: str
    progress: str
    prompt: str
    choices: tuple[Choice, ...]
    many: bool
    answer: Answer | None
    settled: bool
    first: bool
    why: tuple[str, ...]
    standing: tuple[str, ...] = ()
    agreement: str = ""
    edits: bool = False

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


def priority_card(guide: Guide, interview: Interview) -> PriorityCard:
    """Return the card of the priorities."""
    return PriorityCard(
        prompt="How much does each of these matter to the project?",
        choices=tuple(Choice(c.id, clean(c.title), clean(c.judges)) for c in guide.base.criteria),
        levels=tuple(guide.base.settings.priorities),
        stated=interview.priorities,
        first=interview.is_first,
        why=(_WEIGHTS_WHY,),
    )


def question_card(guide: Guide, interview: Interview) -> Card:
    """Return the card of the question that is being asked."""
    question = guide.base.questions[str(interview.step)]
    return Card(
        section=next(clean(s.title) for s in guide.base.sections if s.section == question.section),
        progress=guide.progress(interview),
        prompt=clean(question.prompt),
        choices=tuple(_choices(question)),
        many=question.kind == "many",
        answer=interview.answers.get(question.id),
        settled=interview.step in interview.trail or interview.step in interview.answers,
        first=interview.is_first,
        why=tuple(_why(guide, interview, question)),
        standing=guide.standing(interview),
        agreement=f"{percent(guide.prospect(interview).share)} of likely answers agree",
    )


def offer_card(guide: Guide, interview: Interview, ground: Ground) -> Card:
    """Return the card that offers to stop."""
    return Card(
        section="Enough is known",
        progress=_left(len(interview.candidates)),
        prompt=_offered(guide, interview, ground),
        choices=(
            Choice(STOP, "Stop here", "Show the recommendation; `advisor ask --resume` can go on later."),
            Choice(GO_ON, "Go on asking", "More answers make scores, routes and warnings more exact."),
        ),
        many=False,
        answer=None,
        settled=False,
        first=interview.is_first,
        why=(_GROUNDS.get(ground) or clean(guide.base.settings.words.settled_because),),
        standing=guide.standing(interview),
    )


def edit_card(guide: Guide, interview: Interview) -> Card:
    """Return the card that lists what was settled so far, to change some of it."""
    return Card(
        section="Your answers",
        progress=f"{len(interview.trail)} so far",
        prompt="Which one should be put again?",
        choices=tuple(_settled(guide, interview)),
        many=False,
        answer=None,
        settled=False,
        first=False,
        why=("The question is put again, and what comes after follows the new answer.",),
        edits=True,
    )


def _settled(guide: Guide, interview: Interview) -> Iterator[Choice]:
    for step in interview.trail:
        if step == PRIORITIES:
            stated = [f"{clean(c.title)}: {interview.priorities[c.id]}" for c in guide.base.criteria
                      if c.id in interview.priorities]  # fmt: skip
            yield Choice(step, "Priorities", ", ".join(stated) or "all normal")
        else:
            card = question_card(guide, interview.at(step))
            yield Choice(step, card.prompt, card.told(card.answer))


_GROUNDS = {
    Ground.PROVEN: "Every way to answer what is left, or to leave it open, was ruled out or comes to the same.",
    Ground.LIKELY: "Ways to answer what is left were drawn by how common each option is. It is likely, not certain.",
}


def _offered(guide: Guide, interview: Interview, ground: Ground) -> str:
    prospect = guide.prospect(interview)
    if prospect.alternative is not None:
        outcome = f"{guide.titles([prospect.alternative])[0]} is recommended"
    elif prospect.contenders:
        outcome = f"it is too close to call between {listed(guide.titles(prospect.contenders), 'and')}"
    else:
        outcome = "no alternative is eligible"
    if ground is Ground.PROVEN:
        return f"Whatever else you answer, {outcome}."
    if ground is Ground.RUNTIME:
        settled = started(guide.base, guide.base.settings.words.settled, prospect.trainer or "")
        return f"Whatever else you answer, {clean(settled)}."
    return f"As it stands {outcome}; {percent(prospect.share)} of likely ways to answer the rest come to the same."


def percent(share: float) -> str:
    """Return a share in words, rounded, but nothing less than all as 100 %."""
    return f"{100 if share >= 1 else min(100 * share, NEARLY):.0f} %"


def _left(number: int) -> str:
    return f"{number} question{'' if number == 1 else 's'} left"


def _choices(question: Question) -> Iterator[Choice]:
    for option in question.options:
        yield Choice(option.id, clean(option.label), clean(option.help or ""))
    if question.kind == "many":
        yield Choice(NONE, NONE_OF_THESE, "Not the same as skipping: it says that nothing here applies.")


def _why(guide: Guide, interview: Interview, question: Question) -> Iterator[str]:
    """Yield why a question is asked, and the rules that read it with what they could move, the strongest first."""
    yield f"Why it is asked: {clean(question.why, limit=1000)}"
    because = {c.id: c.because for c in guide.base.constraints} | {r.id: r.because for r in guide.base.rules.values()}
    readers = [row for row in _rows(interview) if question.id in row.questions]
    if readers:
        yield "Rules that read the answer:"
    for row in readers[:MAX_RULES]:
        yield f"{BULLET}{clean(because[row.id], limit=1000)} [{row.id}] {guide.moved(interview, row)}"
    if len(readers) > MAX_RULES:
        yield f"{BULLET}and {len(readers) - MAX_RULES} more"


def _rows(interview: Interview) -> list[Row]:
    """Return the constraints, then the rules by strength."""
    program = interview.program
    by_strength = sorted(program.rules, key=lambda row: -max(map(abs, row.strengths)))
    return [*program.constraints, *by_strength]
