"""Small changes of rules and constraints that the cases should notice: signs, strengths, conditions, dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

from advisor.engine.conditions import Term, terms_of
from advisor.engine.program import confidence
from advisor.loading.yamltext import Step
from advisor.model.condition import AllOf, AnyOf, Condition, Not, Operator, Test, parts_of
from advisor.model.rulebase import Constraint, Question, Rule, RuleBase, Statement
from advisor.model.settings import Strength
from advisor.quality.lint.logic import Logic

Kind = Literal["sign", "strength", "exclusion", "condition", "date"]
SIZES = ("slight", "moderate", "strong")
SHIFT = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule or constraint as it was not meant: what was changed, in words, and where in it that stands."""

    kind: Kind
    change: str
    steps: tuple[Step, ...]
    mutated: Statement

    @property
    def id(self) -> str:
        """The id of the rule or constraint."""
        return self.mutated.id

    @property
    def changes(self) -> str:
        """What is changed: a rule or a constraint."""
        return "rule" if isinstance(self.mutated, Rule) else "constraint"


def mutants(base: RuleBase, statements: Iterable[Statement] | None = None) -> Iterator[Mutant]:
    """Yield the mutants of rules and constraints, by default of all, in their order.

    A condition that holds for the same complete answers as before is no mutant, nor is a date before the rule base
    begins, nor one moved over days on which none of the rule's sources was published: nothing could notice these. A
    condition that several changes lead to is one mutant.
    """
    logic = Logic(base.questions)
    for statement in base.statements.values() if statements is None else statements:
        if isinstance(statement, Rule):
            yield from _signs(statement)
            yield from _strengths(statement)
        else:
            yield from _exclusions(statement, base)
        yield from _ways(statement, base.questions, logic)
        yield from _dates(statement, base)


def _exclusions(constraint: Constraint, base: RuleBase) -> Iterator[Mutant]:
    """Let one that is excluded compete, and exclude the first of those that are not."""
    steps = ("allows" if constraint.allows else "excludes",)
    for name in constraint.excludes:
        kept = tuple(other for other in constraint.excludes if other != name)
        mutated = constraint.model_copy(update={"excludes": kept})
        yield Mutant("exclusion", f"{name} is not excluded", steps, mutated)
    excluded = {member for name in constraint.excludes for member in base.members[name]}
    for name in [a.id for a in base.alternatives if a.id not in excluded][:1]:
        mutated = constraint.model_copy(update={"excludes": (*constraint.excludes, name)})
        yield Mutant("exclusion", f"{name} is excluded", steps, mutated)


def _ways(statement: Statement, questions: dict[str, Question], logic: Logic) -> Iterator[Mutant]:
    seen: set[frozenset[Term]] = set()
    for change, steps, condition in _conditions(statement.when, questions, ("when",)):
        terms, when = frozenset(terms_of(condition, questions)), statement.when
        same = terms in seen or (logic.implies(condition, when) and logic.implies(when, condition))
        seen.add(terms)
        if not same:
            yield Mutant("condition", change, steps, statement.model_copy(update={"when": condition}))


def _signs(rule: Rule) -> Iterator[Mutant]:
    for name, word in rule.effect.items():
        yield _effect(rule, "sign", name, word.lstrip("-") if word[0] == "-" else f"-{word}")


def _strengths(rule: Rule) -> Iterator[Mutant]:
    for name, word in rule.effect.items():
        size = SIZES.index(word.lstrip("-"))
        for other in (size - 1, size + 1):
            if 0 <= other < len(SIZES):
                yield _effect(rule, "strength", name, word.replace(SIZES[size], SIZES[other]))


def _effect(rule: Rule, kind: Kind, name: str, word: str) -> Mutant:
    effect = {**rule.effect, name: cast("Strength", word)}
    change = f"{name}: {rule.effect[name]} becomes {word}"
    return Mutant(kind, change, ("effect", name), rule.model_copy(update={"effect": effect}))


def _dates(rule: Statement, base: RuleBase) -> Iterator[Mutant]:
    sources = {source.id: source for source in base.sources}
    for key in ("since", "until"):
        day: dt.date | None = getattr(rule, key)
        for moved in (day - SHIFT, day + SHIFT) if day else ():
            until = moved if key == "until" else rule.until
            since = moved if key == "since" else rule.since
            between = max(day or moved, moved) - dt.timedelta(days=1)
            told = confidence(rule.sources, sources, between, base)  # else it counts for nothing on any day between
            if told and since >= base.settings.since and (until is None or since < until):
                change = f"{key}: {day} becomes {moved}"
                yield Mutant("date", change, (key,), rule.model_copy(update={key: moved}))


Changed = tuple[str, tuple[Step, ...], Condition]


def _conditions(condition: Condition, questions: dict[str, Question], at: tuple[Step, ...]) -> Iterator[Changed]:
    """Yield a condition changed in one place each."""
    if isinstance(condition, str):
        return
    if isinstance(condition, Test):
        yield from ((change, at, test) for change, test in _tests(condition, questions[condition.question]))
        yield "a test is negated", at, Not.model_validate({"not": condition})
    elif isinstance(condition, Not):
        yield "a `not` is dropped", at, condition.not_
        for change, steps, inner in _conditions(condition.not_, questions, (*at, "not")):
            yield change, steps, Not.model_validate({"not": inner})
    else:
        yield from _joined(condition, questions, at)


def _joined(condition: AllOf | AnyOf, questions: dict[str, Question], at: tuple[Step, ...]) -> Iterator[Changed]:
    parts = parts_of(condition)
    word, other = ("all", "any") if isinstance(condition, AllOf) else ("any", "all")
    if len(parts) > 1:
        yield f"`{word}` becomes `{other}`", at, _join(other, parts)
    for n, part in enumerate(parts):
        for change, steps, inner in _conditions(part, questions, (*at, word, n)):
            yield change, steps, _join(word, (*parts[:n], inner, *parts[n + 1 :]))


def _join(word: str, parts: tuple[Condition, ...]) -> Condition:
    return AllOf(all=parts) if word == "all" else AnyOf(any=parts)


def _tests(test: Test, question: Question) -> Iterator[tuple[str, Test]]:
    """Yield a test with an option less or more, or with the next option in its place."""
    ids, options, operator = [o.id for o in question.options], test.options, test.operator
    if operator in ("at_least", "at_most", "is"):
        for other in _beside(ids, options[0], both=operator != "is"):
            yield f"{question.id}: {options[0]} becomes {other}", _test(question, operator, other)
        return
    for option in options if len(options) > 1 else ():
        kept = tuple(o for o in options if o != option)
        yield f"{question.id}: {option} is dropped", _test(question, operator, kept)
    left = [id_ for id_ in ids if id_ not in options]
    after = [id_ for id_ in left if ids.index(id_) > ids.index(options[-1])]
    for added in (after or left)[:1]:
        yield f"{question.id}: {added} is added", _test(question, operator, (*options, added))
    if operator in ("has", "has_all") and len(options) > 1:
        other = "has_all" if operator == "has" else "has"
        yield f"{question.id}: {operator} becomes {other}", _test(question, other, options)


def _beside(ids: list[str], id_: str, *, both: bool) -> list[str]:
    """Return the options next to one: the one after it, or where it is the last the one before, or both."""
    n = ids.index(id_)
    found = [*ids[n + 1 : n + 2], *ids[n - 1 : n]] if n else ids[1:2]
    return found if both else found[:1]


def _test(question: Question, operator: Operator | str, options: str | tuple[str, ...]) -> Test:
    return Test.model_validate({"question": question.id, operator: options})
