"""The same rules in ZEN, in the fastest form found for it: one expression that lists which rules hold.

ZEN has two truth values, and `not` turns a test on an open question true; so negations are pushed down to the tests,
and each of these asks for an answer first. The sums stay in Python, the same as the plain interpreter's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import zen

from advisor.model.condition import AllOf, Condition, Not, Test, parts_of
from advisor.model.profile import Answer
from advisor.model.rulebase import Question, RuleBase
from benchmarks.interpreter import Interpreter

Context = dict[str, Any]


class ZenPeer:
    """Scores profiles by one ZEN expression; a profile comes as the context that ZEN reads."""

    def __init__(self, base: RuleBase, interpreter: Interpreter) -> None:
        self.base = base
        self.interpreter = interpreter
        self.names = {id_: f"q{n}" for n, id_ in enumerate(base.questions)}
        written = (self.written(rule.when, True) for rule in interpreter.rules)
        self.expression = zen.compile_expression(f"[{', '.join(written)}]")

    def context(self, answers: Mapping[str, Answer]) -> Context:
        """Return the answers under names that an expression can hold; an open one reads as null."""
        return {self.names[id_]: list(a) if isinstance(a, tuple) else a for id_, a in answers.items()}

    def scores(self, context: Context) -> list[float]:
        """Return each alternative's score."""
        return self.interpreter.weighed(self.expression.evaluate(context))

    def written(self, condition: Condition, wanted: bool) -> str:
        """Write an expression that is true where the condition surely holds, or surely fails where not `wanted`."""
        if isinstance(condition, str):
            return str(wanted).lower()
        if isinstance(condition, Test):
            return self._test(condition, wanted)
        if isinstance(condition, Not):
            return self.written(condition.not_, not wanted)
        joined = " and " if isinstance(condition, AllOf) is wanted else " or "
        return f"({joined.join(self.written(part, wanted) for part in parts_of(condition))})"

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


def _options(test: Test, question: Question) -> list[str]:
    ids = [option.id for option in question.options]
    if test.operator == "at_least":
        return ids[ids.index(test.options[0]) :]
    if test.operator == "at_most":
        return ids[: ids.index(test.options[0]) + 1]
    return list(test.options)
