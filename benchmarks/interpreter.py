"""The rules read plainly: walk each rule's condition as it was written, add up what holds.

What can be worked out before the first profile is: which rules are in force, what each gives to each alternative
(strength x confidence) and the weights. So a profile costs the walk and the sums alone, as in the engine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.engine.program import confidence
from advisor.engine.scoring import SCORE_BASE, SCORE_SPAN, weights_of
from advisor.model.profile import Answer
from advisor.model.rulebase import Rule, RuleBase

Known = dict[str, Answer]
Order = Mapping[str, Mapping[str, int]]
IRRELEVANT: Answer = ()


@dataclass(frozen=True, slots=True)
class Sides:
    """What a rule gives for and takes from alternatives, by their position."""

    pro: tuple[tuple[int, float], ...]
    con: tuple[tuple[int, float], ...]


class Interpreter:
    """Scores profiles by walking the rules; answers are given by question id."""

    def __init__(self, base: RuleBase, day: dt.date, alternatives: Sequence[str]) -> None:
        self.count = len(alternatives)
        self.saturation = base.settings.saturation
        self.order: Order = {
            q.id: {option.id: n for n, option in enumerate(q.options)} for q in base.questions.values()
        }
        self.conditional = [(q.id, plain(q.asked_when)) for q in base.questions.values() if q.asked_when != "always"]
        weights = weights_of(base, {})
        self.criteria = [
            (
                SCORE_SPAN * weights[c.id],
                [(plain(r.when), sides) for r, sides in in_force(base, c.rules, day, alternatives)],
            )
            for c in base.criteria
        ]

    def scores(self, answers: Mapping[str, Answer]) -> list[float]:
        """Return each alternative's score."""
        known = self.with_relevance(answers)
        order = self.order
        return self.weighed((holds(when, known, order) is True for when, _ in rules) for _, rules in self.criteria)

    def with_relevance(self, answers: Mapping[str, Answer]) -> Known:
        """Return the answers, with an empty one for each open question that is certainly irrelevant."""
        known = dict(answers)
        for id_, asked_when in self.conditional:
            if id_ not in known and holds(asked_when, known, self.order) is False:
                known[id_] = IRRELEVANT
        return known

    def weighed(self, holding: Iterable[Iterable[bool]]) -> list[float]:
        """Return the scores where these rules hold: one truth value for each rule, by criterion."""
        scores = [SCORE_BASE] * self.count
        for (weight, rules), truths in zip(self.criteria, holding, strict=True):
            pros, cons = [0.0] * self.count, [0.0] * self.count
            for (_, sides), true in zip(rules, truths, strict=True):
                if true:
                    for n, size in sides.pro:
                        pros[n] += size
                    for n, size in sides.con:
                        cons[n] += size
            for n, (pro, con) in enumerate(zip(pros, cons, strict=True)):
                scores[n] += weight * (pro / (self.saturation + pro) - con / (self.saturation + con))
        return scores


def plain(condition: Any) -> Any:
    """Return a condition as it stands in the YAML: dicts, lists and text."""
    return condition if condition == "always" else condition.model_dump(by_alias=True, mode="json", exclude_none=True)


def holds(when: Any, known: Mapping[str, Answer], order: Order) -> bool | None:
    """Tell whether a condition holds, by Kleene's logic; None where that is unknown."""
    if when == "always":
        return True
    if "question" in when:
        answer = known.get(when["question"])
        return None if answer is None else _test(when, answer, order)
    if "not" in when:
        inner = holds(when["not"], known, order)
        return None if inner is None else not inner
    decisive = "any" in when
    unknown = False
    for part in when["any" if decisive else "all"]:
        value = holds(part, known, order)
        if value is decisive:
            return decisive
        unknown = unknown or value is None
    return None if unknown else not decisive


def _test(when: Any, answer: Answer, order: Order) -> bool:
    chosen = (answer,) if isinstance(answer, str) else answer
    if "in" in when:
        return any(option in when["in"] for option in chosen)
    if "is" in when:
        return when["is"] in chosen
    if "has" in when:
        return any(option in when["has"] for option in chosen)
    if "has_all" in when:
        return all(option in chosen for option in when["has_all"])
    place = order[when["question"]]
    if "at_least" in when:
        return any(place[option] >= place[when["at_least"]] for option in chosen)
    return any(place[option] <= place[when["at_most"]] for option in chosen)


def in_force(
    base: RuleBase, rules: Iterable[Rule], day: dt.date, alternatives: Sequence[str]
) -> Iterable[tuple[Rule, Sides]]:
    """Yield the rules that hold on a day and move something, with what they give and take."""
    sources = {source.id: source for source in base.sources}
    for rule in rules:
        support = confidence(rule.sources, sources, day, base)
        if rule.holds_on(day) and support and rule.effect:
            sizes = [
                (alternatives.index(member), word, base.settings.strengths[word.lstrip("-")] * support)  # type: ignore[index]
                for name, word in rule.effect.items()
                for member in base.members[name]
                if member in alternatives
            ]
            pro = tuple((n, size) for n, word, size in sizes if not word.startswith("-"))
            con = tuple((n, size) for n, word, size in sizes if word.startswith("-"))
            yield rule, Sides(pro, con)
