"""Random small rule bases and profiles for property tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from advisor.model.profile import Profile
from advisor.model.rulebase import Question, RuleBase

DAY = dt.date(2025, 1, 1)
KINDS = ("one", "many", "yes-no", "level")
STRENGTHS = ("slight", "moderate", "strong", "-slight", "-moderate", "-strong")
PRIORITIES = ("ignore", "low", "normal", "high", "critical")
ALTERNATIVES = ("red", "green", "blue")
SETTINGS: dict[str, Any] = {
    "id": "invented",
    "title": "An invented choice",
    "version": "1",
    "since": DAY,
    "reviewed": dt.date(2025, 6, 1),
    "sections": ["s"],
    "strengths": {"slight": 1, "moderate": 2, "strong": 3},
    "saturation": 4,
    "priorities": {"ignore": 0, "low": 0.5, "normal": 1, "high": 2, "critical": 4},
    "confidence": {"primary": 0.9, "secondary": 0.6, "definition": 1, "hedged": 0.5},
    "verdict": {"toss_up_below": 0.25, "lean_below": 0.75},
}
SOURCES = [
    {"id": "first", "title": "First", "kind": "primary", "evidence": "documentation", "read": DAY},
    {"id": "second", "title": "Second", "kind": "secondary", "evidence": "article", "read": DAY},
]


def option_ids(question: dict[str, Any]) -> list[str]:
    return [option["id"] for option in question["options"]]


@st.composite
def tests_on(draw: st.DrawFn, questions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    question = draw(st.sampled_from(list(questions)))
    ids = option_ids(question)
    some = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True))
    if question["kind"] == "many":
        operators = ["has", "has_all"]
    else:
        operators = ["is", "in"] + (["at_least", "at_most"] if question["kind"] == "level" else [])
    operator = draw(st.sampled_from(operators))
    return {"question": question["id"], operator: some if operator in ("in", "has", "has_all") else some[0]}


def conditions(questions: Sequence[dict[str, Any]]) -> st.SearchStrategy[Any]:
    def parts(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
        return st.lists(inner, min_size=1, max_size=3)

    return st.recursive(
        tests_on(questions),
        lambda inner: (
            parts(inner).map(lambda x: {"all": x})
            | parts(inner).map(lambda x: {"any": x})
            | inner.map(lambda x: {"not": x})
        ),
        max_leaves=4,
    )


@st.composite
def question_lists(draw: st.DrawFn, size: int) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for n in range(size):
        kind = draw(st.sampled_from(KINDS))
        ids = ["yes", "no"] if kind == "yes-no" else [f"o{m}" for m in range(draw(st.integers(2, 4)))]
        question = {
            "id": f"s.q{n}",
            "kind": kind,
            "prompt": "?",
            "why": "because",
            "options": [{"id": id_, "label": id_} for id_ in ids],
        }
        if made and draw(st.integers(0, 3)) == 0:
            question["asked_when"] = draw(conditions(made))
        made.append(question)
    return made


@st.composite
def rule_bases(draw: st.DrawFn, max_questions: int = 4, constraints: bool = True) -> RuleBase:
    questions = draw(question_lists(draw(st.integers(1, max_questions))))
    effects = st.dictionaries(st.sampled_from(ALTERNATIVES), st.sampled_from(STRENGTHS), max_size=3)
    citations = st.lists(st.sampled_from(["first", "second"]), min_size=1, max_size=2, unique=True)

    def rule(id_: str) -> dict[str, Any]:
        return {
            "id": id_,
            "when": draw(st.just("always") | conditions(questions)),
            "effect": draw(effects),
            "because": id_,
            "sources": [{"source": s, "hedged": draw(st.booleans())} for s in draw(citations)],
            "since": DAY,
        }

    criteria = [
        {
            "id": f"c{n}",
            "title": f"C{n}",
            "judges": "x",
            "rules": [rule(f"c{n}-r{m}") for m in range(draw(st.integers(0, 4)))],
        }
        for n in range(draw(st.integers(1, 3)))
    ]
    excluding = [
        {**rule(f"k{n}"), "excludes": [draw(st.sampled_from(ALTERNATIVES))], "lift": "x"}
        for n in range(draw(st.integers(0, 2)) if constraints else 0)
    ]
    for constraint in excluding:
        del constraint["effect"]
    return RuleBase.model_validate(
        {
            "settings": SETTINGS,
            "sections": [{"section": "s", "title": "S", "questions": questions}],
            "groups": [],
            "alternatives": [
                {"id": a, "title": a, "description": a, "trains_with": "x", "ships_through": "x"} for a in ALTERNATIVES
            ],
            "criteria": criteria,
            "constraints": excluding,
            "components": [],
            "sources": SOURCES,
        }
    )


def answers_to(question: Question) -> st.SearchStrategy[Any]:
    ids = [option.id for option in question.options]
    if question.kind == "many":
        return st.lists(st.sampled_from(ids), unique=True).map(lambda some: tuple(i for i in ids if i in some))
    return st.sampled_from(ids)


@st.composite
def profiles(draw: st.DrawFn, base: RuleBase, complete: bool = False) -> Profile:
    answers = {}
    for question in base.questions.values():
        if complete or draw(st.booleans()):
            answers[question.id] = draw(answers_to(question))
    priorities = {c.id: draw(st.sampled_from(PRIORITIES)) for c in base.criteria if draw(st.booleans())}
    return Profile(answers=answers, priorities=priorities, alternatives=ALTERNATIVES)


@st.composite
def bases_and_profiles(draw: st.DrawFn, constraints: bool = True) -> tuple[RuleBase, Profile]:
    base = draw(rule_bases(constraints=constraints))
    return base, draw(profiles(base))
