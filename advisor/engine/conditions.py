"""Conditions in Kleene's three-valued logic (K3), turned into terms that can be looked up answer by answer.

A condition becomes its disjunctive normal form: a tuple of terms, each a tuple of literals. K3 is a distributive
lattice with De Morgan negation, so the normal form has the value of the tree (Kleene 1952, section 64).
An answer is a bit mask over the question's options, None while it is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from advisor.model.condition import MAX_WAYS, AllOf, AnyOf, Condition, Not, Test, parts_of
from advisor.model.rulebase import Question


@dataclass(frozen=True, slots=True)
class Literal:
    """A test on one question: any (or with `every` all) of the options in `mask` chosen, or the contrary."""

    question: str
    mask: int
    every: bool
    wanted: bool

    def value(self, answer: int | None) -> bool | None:
        """Tell whether the literal holds for an answer; None where the answer is open."""
        if answer is None:
            return None
        holds = answer & self.mask == self.mask if self.every else bool(answer & self.mask)
        return holds is self.wanted


Term = tuple[Literal, ...]


def bits_of(question: Question) -> dict[str, int]:
    """Return the bit that stands for each option of a question, in the order of the options."""
    return {option.id: 1 << n for n, option in enumerate(question.options)}


def mask_of(options: Iterable[str], bits: Mapping[str, int]) -> int:
    """Return the bit mask of options, given the bit of each; raise KeyError for one that has none."""
    mask = 0
    for option in options:
        mask |= bits[option]
    return mask


def _test_mask(test: Test, question: Question) -> int:
    operator, mask = test.operator, mask_of(test.options, bits_of(question))
    if operator == "at_least":
        return (1 << len(question.options)) - mask  # the option's bit and all above it
    return mask | mask - 1 if operator == "at_most" else mask  # the option's bit and all below it


def terms_of(condition: Condition, questions: Mapping[str, Question], wanted: bool = True) -> tuple[Term, ...]:
    """Return the terms of a condition, or of its negation where it is not `wanted`.

    No terms: never holds; an empty term: always holds. Raises ValueError for more than MAX_WAYS terms.
    """
    if isinstance(condition, str):
        return ((),) if wanted else ()
    if isinstance(condition, Test):
        mask = _test_mask(condition, questions[condition.question])
        return ((Literal(condition.question, mask, condition.operator == "has_all", wanted),),)
    if isinstance(condition, Not):
        return terms_of(condition.not_, questions, not wanted)
    parts = [terms_of(p, questions, wanted) for p in parts_of(condition)]
    if isinstance(condition, AllOf) is wanted:
        return _conjunction(parts)
    return tuple(dict.fromkeys(term for part in parts for term in part))


def _conjunction(parts: list[tuple[Term, ...]]) -> tuple[Term, ...]:
    size = 1
    for part in parts:
        size *= len(part)
    if size > MAX_WAYS:
        raise ValueError(f"the condition has more than {MAX_WAYS} ways to hold; split the rule")
    merged = (tuple(dict.fromkeys(lit for term in choice for lit in term)) for choice in product(*parts))
    return tuple(dict.fromkeys(merged))


def evaluate(condition: Condition, answers: Mapping[str, int | None], questions: Mapping[str, Question]) -> bool | None:
    """Evaluate a condition by walking its tree: the plain reading of K3, None for unknown.

    The engine looks terms up instead; this is what it is tested against and what explains a single rule.
    """
    if isinstance(condition, str):
        return True
    if isinstance(condition, Test):
        ((literal,),) = terms_of(condition, questions)
        return literal.value(answers.get(condition.question))
    if isinstance(condition, Not):
        inner = evaluate(condition.not_, answers, questions)
        return None if inner is None else not inner
    decisive = isinstance(condition, AnyOf)
    values = [evaluate(p, answers, questions) for p in parts_of(condition)]
    if decisive in values:
        return decisive
    return None if None in values else not decisive
