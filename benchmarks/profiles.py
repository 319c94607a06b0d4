"""Random profiles as people fill them in: most relevant questions answered, common options more often."""

from __future__ import annotations

import datetime as dt
from random import Random

from advisor.engine.program import compile_program
from advisor.model.profile import Answer
from advisor.model.rulebase import Question, RuleBase

Answers = dict[str, Answer]
ALTERNATIVES = ("tensorflow", "pytorch", "hybrid")


def random_profiles(base: RuleBase, day: dt.date, count: int, seed: int) -> list[Answers]:
    """Return the answers of `count` distinct profiles, the same for the same seed.

    Each answers between half and all of its relevant questions; a question of kind `many` with none to two options.
    """
    random = Random(seed)
    program = compile_program(base, day, ALTERNATIVES)
    found: dict[tuple[tuple[str, Answer], ...], Answers] = {}
    while len(found) < count:
        answers: Answers = {}
        share = random.uniform(0.5, 1.0)
        for question in base.questions.values():
            masks = program.encode(answers)
            relevant = question.id in program.open_questions(masks, program.look_up(masks)[1])
            if relevant and random.random() < share:
                answers[question.id] = _answer(question, random)
        found[tuple(answers.items())] = answers
    return list(found.values())


def _answer(question: Question, random: Random) -> Answer:
    ids = [option.id for option in question.options]
    usual = [option.usual for option in question.options]
    if question.kind != "many":
        return random.choices(ids, usual)[0]
    chosen = set(random.choices(ids, usual, k=random.randint(0, 2)))
    return tuple(id_ for id_ in ids if id_ in chosen)
