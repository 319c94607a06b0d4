"""What a record says before it decides: the situation as it was answered, and the criteria that weigh most."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from advisor.model.profile import Answer, Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Question, RuleBase, Section
from advisor.report.origins import weight_origin
from advisor.report.words import listed

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Topic:
    """A section of the profile with its answered questions: prompt and answer in words."""

    title: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Driver:
    """A criterion, its weight, the priority that was stated for it, and what overlays did to the weight."""

    title: str
    percent: float
    judges: str
    priority: str | None
    layer: str = ""


def topics(base: RuleBase, profile: Profile) -> tuple[Topic, ...]:
    """Return what the profile says, by section; sections without an answer are left out."""
    told = (Topic(section.title, tuple(_answered(section, profile))) for section in base.sections)
    return tuple(topic for topic in told if topic.answers)


def _answered(section: Section, profile: Profile) -> Iterator[tuple[str, str]]:
    for question in section.questions:
        answer = profile.answers.get(question.id)
        if answer is not None:
            yield question.prompt, in_words(question, answer)


def in_words(question: Question, answer: Answer) -> str:
    """Return the labels of an answer as part of a sentence."""
    chosen = (answer,) if isinstance(answer, str) else answer
    return listed([question.option(id_).label for id_ in chosen], "and") if chosen else "none of these"


def drivers(
    base: RuleBase, profile: Profile, recommendation: Recommendation, phrase: Callable[[str], str]
) -> tuple[tuple[Driver, ...], tuple[Driver, ...]]:
    """Return the criteria that weigh at least as much as they do on average, the heaviest first, and the others."""
    weights = recommendation.weights
    weighing = sorted((c for c in base.criteria if weights[c.id] > 0), key=lambda c: -weights[c.id])
    mean = 1 / max(1, len(weighing))
    made = [
        Driver(
            c.title, 100 * weights[c.id], phrase(c.judges), profile.priorities.get(c.id), weight_origin(base, c.id).mark
        )
        for c in weighing
    ]
    heavy = sum(weights[c.id] >= mean - ROUNDING for c in weighing)
    return tuple(made[:heavy]), tuple(made[heavy:])
