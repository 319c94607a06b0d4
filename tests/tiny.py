"""A rule base of seven questions, and interviews and cards on it."""

from __future__ import annotations

from pathlib import Path

from advisor.engine.program import compile_program
from advisor.interview.cards import Card, PriorityCard, priority_card, question_card
from advisor.interview.guide import Guide, Plan
from advisor.interview.state import PRIORITIES, Interview
from advisor.loading.rules import load_rules
from advisor.model.profile import Answer, Profile

TINY = Path(__file__).parent / "data" / "tiny_rules"
BASE = load_rules(TINY)
PROGRAM = compile_program(BASE, BASE.settings.reviewed, ("left", "right"))
GUIDE = Guide(BASE, PROGRAM, Plan.ALL)
ALL = ("project.stage", "project.targets", "project.python", "team.skill", "team.code", "team.moves", "team.owner")


def begun(*settled: str, **answers: Answer) -> Interview:
    """Begin with answers, given as section_name=answer."""
    profile = Profile(answers={id_.replace("_", "."): answer for id_, answer in answers.items()})
    return Interview.begin(PROGRAM, profile, settled)


def card_of(question: str, **answers: Answer) -> Card:
    """Return the card of a question, whichever is asked next."""
    interview = begun(PRIORITIES, **answers)
    return question_card(GUIDE, Interview(PROGRAM, interview.order, interview.answers, {}, interview.trail, question))


def priorities() -> PriorityCard:
    """Return the card of the priorities at the beginning."""
    return priority_card(GUIDE, begun())
