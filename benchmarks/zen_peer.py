"""The same rules in ZEN, in the fastest form found for it: one expression that lists which rules hold.

ZEN knows no third truth value (`null` fails a test, but also its negation's opposite), so negations are pushed down
to the tests and each of these asks for an answer. The sums stay in Python, the same as the plain interpreter's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import zen

from advisor.model.condition import AllOf, Condition, Not, Test
from advisor.model.profile import Answer
from advisor.model.rulebase import Question, RuleBase
from benchmarks.interpreter import Interpreter

Context = dict[str, Any]


class ZenPeer:
    """Scores profiles by one ZEN expression; a profile comes as the context that ZEN reads."""

    def __init__(self, base: RuleBase, interpreter: Interpreter, rule_ids: list[list[str]]) -> None:
        self.interpreter = interpreter
        self.names = {id_: f"q{n}" for n, id_ in enumerate(base.questions)}
        self.base = base
        self.sizes = [len(ids) for ids in rule_ids]
        rules = (self.written(base.rules[id_].when, True) for ids in rule_ids for id_ in ids)
        self.expression = zen.compile_expression(f"[{', '.join(rules)}]")

    def context(self, answers: Mapping[str, Answer]) -> Context:
        """Return the answers under names that an expression can hold, null where open."""
        return {name: _value(answers.get(id_)) for id_, name in self.names.items()}

    def scores(self, context: Context) -> list[float]:
        """Return each alternative's score."""
        truths = iter(self.expression.evaluate(context))
        return self.interpreter.weighed([next(truths) for _ in range(size)] for size in self.sizes)

    def written(self, condition: Condition, wanted: bool) -> str:
        """Write an expression that is true where the condition surely holds, or surely fails where not `wanted`."""
        if isinstance(condition, str):
            return str(wanted).lower()
        if isinstance(condition, Test):
            return self._test(condition, wanted)
        if isinstance(condition, Not):
            return self.written(condition.not_, not wanted)
        both = isinstance(condition, AllOf)
        parts = [
            self.written(part, wanted) for part in (condition.all if isinstance(condition, AllOf) else condition.any)
        ]
        return f"({(' and ' if both is wanted else ' or ').join(parts)})"

    def _test(self, test: Test, wanted: bool) -> str:
        question = self.base.questions[test.question]
        name = self.names[question.id]
        options = _options(test, question)
        if question.kind != "many":
            found = f"{name} == '{options[0]}'" if len(options) == 1 else f"{name} in {options}"
        else:
            joined = " and " if test.operator == "has_all" else " or "
            found = f"{name} != null and ({joined.join(f'{o!r} in {name}' for o in options)})"
        if wanted:
            return f"({found})"
        failed = f"({name} != null and not ({found}))"
        if question.asked_when == "always":
            return failed
        return f"({failed} or ({name} == null and {self.written(question.asked_when, False)}))"


def _value(answer: Answer | None) -> Any:
    return list(answer) if isinstance(answer, tuple) else answer


def _options(test: Test, question: Question) -> list[str]:
    ids = [option.id for option in question.options]
    if test.operator == "at_least":
        return ids[ids.index(test.options[0]) :]
    if test.operator == "at_most":
        return ids[: ids.index(test.options[0]) + 1]
    return list(test.options)
