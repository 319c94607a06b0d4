"""Checks of conditions, each decided exactly over the finite answers of the questions concerned."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.condition import Condition
from advisor.model.finding import Check, Finding
from advisor.quality.lint.subject import Lint, Subject, found

EXACT = "exact, over all complete answers to the questions that the condition reads"


def _conditions(subject: Subject) -> Iterator[tuple[str, str, str, Condition]]:
    """Yield every condition with the kind and id of what it belongs to, and its key there."""
    for rule in subject.base.rules.values():
        yield "rule", rule.id, "when", rule.when
    for constraint in subject.base.constraints:
        yield "constraint", constraint.id, "when", constraint.when
    for question in subject.base.questions.values():
        yield "question", question.id, "asked_when", question.asked_when


def _never(check: Check, subject: Subject) -> Iterator[Finding]:
    for kind, id_, key, condition in _conditions(subject):
        if subject.logic.witness((condition, True)) is None:
            done = "asked" if kind == "question" else "fires"
            message = f"the {kind} {id_!r} is never {done}" if kind == "question" else f"the {kind} {id_!r} never fires"
            hint = "no answers fulfil the condition, together with when its questions are asked"
            yield found(check, subject.spot(kind, id_, key), id_, message, hint=hint)


def _always(check: Check, subject: Subject) -> Iterator[Finding]:
    for kind, id_, key, condition in _conditions(subject):
        if condition != "always" and subject.logic.witness((condition, False)) is None:
            message = f"the condition of the {kind} {id_!r} holds whatever is answered"
            hint = f"write `{key}: always`" if kind != "question" else "leave asked_when out"
            yield found(check, subject.spot(kind, id_, key), id_, message, hint=hint)


NEVER_FIRES = Lint(
    Check(
        "never-fires",
        "error",
        "A condition that no profile fulfils",
        "The rule, constraint or question can never count: its tests contradict each other, or read a question that "
        "is not asked where the other tests hold.",
        EXACT,
    ),
    _never,
)
ALWAYS_FIRES = Lint(
    Check(
        "always-fires",
        "warning",
        "A condition that every profile fulfils",
        "The condition looks at answers and holds whatever they are, so it misleads its readers, and waits for "
        "answers that change nothing.",
        EXACT,
    ),
    _always,
)
CHECKS = (NEVER_FIRES, ALWAYS_FIRES)
