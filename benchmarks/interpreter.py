"""The rules read plainly: walk each rule's condition as it was written, add up what holds.

What can be worked out before the first profile is: which rules are in force, what each gives to each alternative
(strength x confidence) and the weights. So a profile costs the walk and the sums alone, as in the engine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from typing import Any

from advisor.engine.program import confidence
from advisor.engine.scoring import SCORE_BASE, SCORE_SPAN, weights_of
from advisor.model.profile import Answer
from advisor.model.rulebase import Rule, RuleBase

Known = dict[str, Answer]
Order = Mapping[str, Mapping[str, int]]
IRRELEVANT: Answer = ()


class Interpreter:
    """Scores profiles by walking the rules; answers are given by question id.

    `gives` holds what each rule adds where it holds: pairs of a slot and a size. A criterion has two slots for each
    alternative, for and against.
    """

    def __init__(self, base: RuleBase, day: dt.date, alternatives: Sequence[str]) -> None:
        self.base = base
        self.day = day
        self.alternatives = alternatives
        self.saturation = base.settings.saturation
        self.order: Order = {
            q.id: {option.id: n for n, option in enumerate(q.options)} for q in base.questions.values()
        }
        self.asked_when = {q.id: plain(q.asked_when) for q in base.questions.values() if q.asked_when != "always"}
        self.weights = [SCORE_SPAN * weight for weight in weights_of(base, {}).values()]
        found = [(rule, self._gives(rule, n)) for n, c in enumerate(base.criteria) for rule in c.rules]
        self.rules = [rule for rule, gives in found if gives]
        self.gives = [gives for _, gives in found if gives]
        self.conditions = [plain(rule.when) for rule in self.rules]

    def _gives(self, rule: Rule, criterion: int) -> list[tuple[int, float]]:
        """Return what a rule adds and to which slots; nothing where it is not in force or neutral."""
        if not rule.holds_on(self.day):
            return []
        support = confidence(rule.sources, {source.id: source for source in self.base.sources}, self.day, self.base)
        first = 2 * criterion * len(self.alternatives)
        return [
            (first + 2 * self.alternatives.index(member) + word.startswith("-"), self._size(word) * support)
            for name, word in rule.effect.items()
            for member in self.base.members[name]
            if member in self.alternatives and support
        ]

    def _size(self, word: str) -> float:
        return self.base.settings.strengths[word.lstrip("-")]  # type: ignore[index]

    def scores(self, answers: Mapping[str, Answer]) -> list[float]:
        """Return each alternative's score."""
        known, order = self.with_relevance(answers), self.order
        return self.weighed([holds(when, known, order) is True for when in self.conditions])

    def with_relevance(self, answers: Mapping[str, Answer]) -> Known:
        """Return the answers, with an empty one for each open question that is certainly irrelevant."""
        known = dict(answers)
        for id_, asked_when in self.asked_when.items():
            if id_ not in known and holds(asked_when, known, self.order) is False:
                known[id_] = IRRELEVANT
        return known

    def weighed(self, truths: Iterable[bool]) -> list[float]:
        """Return the scores, given for each rule whether it holds."""
        count, k = len(self.alternatives), self.saturation
        totals = [0.0] * (2 * count * len(self.weights))
        for gives in compress(self.gives, truths):
            for slot, size in gives:
                totals[slot] += size
        scores = [SCORE_BASE] * count
        for n, (pro, con) in enumerate(zip(totals[::2], totals[1::2], strict=True)):
            if pro or con:
                scores[n % count] += self.weights[n // count] * (pro / (k + pro) - con / (k + con))
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
