"""What conditions have to do with each other, decided exactly on complete answers.

A condition's terms are tried one by one. Options of a question that a term's literals do not tell apart are alike, so
that a question has few answers to try, and none that matters is left out. An answer that is not empty needs the
question to be asked: its `asked_when` has to hold as well, so that what is found is a profile that can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from advisor.engine.conditions import Term, terms_of
from advisor.model.condition import Condition
from advisor.model.rulebase import Question

Masks = dict[str, int]
Wanted = tuple[Condition, bool]


class Logic:
    """Decides about conditions over one set of questions; keeps what it has worked out."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self.questions = questions
        self.order = {id_: n for n, id_ in enumerate(questions)}
        self._answers: dict[tuple[str, Term], tuple[int, ...]] = {}
        self._asked = {
            (q.id, wanted): terms_of(q.asked_when, questions, wanted)
            for q in questions.values()
            for wanted in (False, True)
        }

    def witness(self, *conditions: Wanted) -> Masks | None:
        """Return answers, as masks, under which each condition holds or, if not wanted, fails; None if there are none.

        Questions left out do not matter.
        """
        return next(self.witnesses(*conditions), None)

    def witnesses(self, *conditions: Wanted) -> Iterator[Masks]:
        """Yield such answers for each combination of terms that can hold together."""
        choices = [terms_of(condition, self.questions, wanted) for condition, wanted in conditions]
        for chosen in product(*choices):
            found = self._settle(tuple(lit for term in chosen for lit in term), {})
            if found is not None:
                yield found

    def implies(self, first: Condition, second: Condition) -> bool:
        """Tell whether a condition can never hold without another."""
        return self.witness((first, True), (second, False)) is None

    def _settle(self, literals: Term, settled: Masks) -> Masks | None:
        """Settle the last question that literals speak of, then what that asks of earlier ones."""
        waiting = {lit.question for lit in literals} - settled.keys()
        if not waiting:
            return settled
        last = max(waiting, key=self.order.__getitem__)
        for mask in self._fitting(last, tuple(dict.fromkeys(lit for lit in literals if lit.question == last))):
            for needed in self._needed(last, mask):
                found = self._settle((*literals, *needed), {**settled, last: mask})
                if found is not None:
                    return found
        return None

    def _needed(self, id_: str, mask: int) -> Sequence[Term]:
        """Return what has to hold, in one way or another, for an answer to be given, or for there to be none."""
        if mask:
            return self._asked[id_, True]
        return ((),) if self.questions[id_].kind == "many" else self._asked[id_, False]

    def _fitting(self, id_: str, literals: Term) -> tuple[int, ...]:
        """Return the answers that fulfil literals on one question, the shortest first, of those alike only one."""
        found = self._answers.get((id_, literals))
        if found is None:
            question = self.questions[id_]
            bits = [1 << n for n in range(len(question.options))]
            masks = _subsets(_alike(bits, literals)) if question.kind == "many" else [0, *bits]
            fit = (mask for mask in masks if all(literal.value(mask) for literal in literals))
            found = self._answers[id_, literals] = tuple(sorted(fit, key=lambda mask: (mask.bit_count(), mask)))
        return found


def _alike(bits: Sequence[int], literals: Term) -> list[list[int]]:
    """Group the options that literals name by the literals that name them."""
    groups: dict[tuple[bool, ...], list[int]] = {}
    for bit in bits:
        groups.setdefault(tuple(bool(lit.mask & bit) for lit in literals), []).append(bit)
    return [group for named, group in groups.items() if any(named)]


def _subsets(groups: Sequence[Sequence[int]]) -> list[int]:
    """Return masks with none, one or all of each group: no test tells more apart."""
    return [sum(chosen) for chosen in product(*[sorted({0, group[0], sum(group)}) for group in groups])]
