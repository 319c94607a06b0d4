"""Answers still to be given, as bits: what every way of going on has in common, and what some way can bring.

A question that is not settled may be answered in any way, or left open for good. A situation says for each question
what is settled; its completions are all ways of settling the rest. `must` has the terms that hold in every completion,
`can` those that hold in some, `stands` those that hold where all that is unsettled stays open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import or_

from advisor.engine.conditions import Literal
from advisor.engine.program import Program, Table
from advisor.model.condition import questions_in
from advisor.model.rulebase import Question

LEFT = -1  # the value of a question that stays open
IRRELEVANT = 0
FEW = 16


@dataclass(frozen=True, slots=True)
class Partial:
    """Options of a question with many that are chosen, and those that are not decided on yet."""

    chosen: int
    undecided: int


Value = int | Partial
Situation = Mapping[str, Value]
Row = tuple[int, int, int, int]  # must, may, can, stands


class Field:
    """A question as a choice between values: what each leaves certain and possible."""

    def __init__(self, question: Question, table: Table) -> None:
        self.id = question.id
        self.question = question
        self.table = table
        self.relevant = table.relevant
        self.parents = frozenset(questions_in(question.asked_when))
        self.many = question.kind == "many"
        every = (1 << len(question.options)) - 1
        self.read = every & reduce(or_, (lit.mask for _, literals in table.literals for lit in literals), 0)
        unread = every & ~self.read
        self.single = () if self.many else (*_bits(self.read), *_bits(unread)[:1])  # those unread are all alike
        self._rows: dict[Value | None, Row] = {}

    def listed(self, value: Partial | None, *, unsure: bool) -> tuple[int, ...]:
        """Return what an open question can come to, of answers alike only one; nothing where that is too much."""
        if not self.many:
            ends = self.single
        else:
            ends = _subsets(value or Partial(0, self.read))
            if not ends:
                return ()
        left = (LEFT,) if value is None else ()
        return (*ends, *left, *((IRRELEVANT,) if unsure else ()))

    def row(self, value: Value | None) -> Row:
        """Return what a value leaves certain, possible, reachable, and certain where nothing more is said."""
        found = self._rows.get(value)
        if found is None:
            found = self._rows[value] = self._partial(value) if isinstance(value, Partial) else self._whole(value)
        return found

    def _whole(self, value: int | None) -> Row:
        must, may = self.table[None if value == LEFT else value]
        return must, may, may if value is None else must, must

    def _partial(self, value: Partial) -> Row:
        must = may = self.table.indifferent
        for bit, literals in self.table.literals:
            values = [decided(literal, value) for literal in literals]
            must |= bit if all(values) else 0
            may |= bit if False not in values else 0
        return must, may, may, self.table[value.chosen][0]


def _bits(mask: int) -> list[int]:
    return [1 << n for n in range(mask.bit_length()) if mask >> n & 1]


def _subsets(value: Partial) -> tuple[int, ...]:
    """Return every mask that decides on what is undecided; none where there are too many."""
    bits = _bits(value.undecided)
    if 1 << len(bits) > FEW:
        return ()
    return tuple(value.chosen | sum(chosen) for chosen in product(*[(0, bit) for bit in bits]))


def decided(literal: Literal, value: Partial) -> bool | None:
    """Tell whether a literal holds, None where options that are not decided on can tell either way."""
    low, high = literal.value(value.chosen), literal.value(value.chosen | value.undecided)
    return low if low is high else None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the completions of a situation have in common.

    `open` has the fields that can still be settled and `values` what each can come to, empty where that is too much to
    list; `others` has for each the terms that are certain but for this field. `unsure` names those that another open
    question may make irrelevant.
    """

    must: int
    can: int
    stands: int
    open: tuple[Field, ...]
    values: tuple[tuple[int, ...], ...]
    others: tuple[int, ...]
    unsure: frozenset[str]


class Space:
    """All questions of a program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.fields = tuple(Field(q, program.tables[q.id]) for q in program.questions)
        self.by_id = {field.id: field for field in self.fields}

    def look(self, situation: Situation) -> Outlook:
        """Look ahead from a situation. A question that is irrelevant in every completion is settled.

        One that some completions make irrelevant counts both ways.
        """
        must = may = can = stands = self.program.everything
        unsettled: set[str] = set()
        open_: list[Field] = []
        values: list[tuple[int, ...]] = []
        rows: list[Row] = []
        places: list[int] = []
        unsures: set[str] = set()
        for field in self.fields:
            value, relevant = situation.get(field.id), field.relevant
            row = field.row(value)
            if relevant and not may & relevant:
                row = field.row(IRRELEVANT)
            else:
                unsure = bool(relevant) and not must & relevant and not unsettled.isdisjoint(field.parents)
                if unsure:
                    unsures.add(field.id)
                    row = _either(row, field.row(IRRELEVANT))
                if value is None or isinstance(value, Partial):
                    places.append(len(rows))
                    open_.append(field)
                    values.append(field.listed(value, unsure=unsure))
                    unsettled.add(field.id)
                elif unsure:
                    unsettled.add(field.id)
            rows.append(row)
            must &= row[0]
            may &= row[1]
            can &= row[2]
            stands &= row[3]
        others = _others(rows, places, self.program.everything)
        return Outlook(must, can, stands, tuple(open_), tuple(values), others, frozenset(unsures))


def _others(rows: Sequence[Row], places: Sequence[int], everything: int) -> tuple[int, ...]:
    """Return for each place the terms that all other rows leave certain."""
    before, after = [everything], [everything]
    for row in rows:
        before.append(before[-1] & row[0])
    for row in reversed(rows):
        after.append(after[-1] & row[0])
    return tuple(before[n] & after[len(rows) - 1 - n] for n in places)


def _either(row: Row, other: Row) -> Row:
    """Return what two rows leave certain and possible together; what stands is that of the first."""
    return row[0] & other[0], row[1] | other[1], row[2] | other[2], row[3]
