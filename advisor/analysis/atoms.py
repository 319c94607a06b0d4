"""Single changes of answers, and how much each can do at most: what a search for flips is pruned by.

One change is one option of an answer ticked or not, another option where one is chosen, or an open question answered
with one option or none. A change matters only through the terms (advisor.engine.program) of which it makes a part
true (`gained`) or may make one false (`lost`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from advisor.analysis.vantage import Vantage
from advisor.engine.conditions import Literal
from advisor.engine.program import Row, Table
from advisor.engine.scoring import bounded
from advisor.model.rulebase import Question


@dataclass(frozen=True, slots=True)
class Atom:
    """One change: the answer becomes `mask`, or where it `toggles` the options in `mask` are ticked or unticked."""

    question: str
    mask: int
    toggles: bool
    gained: int
    lost: int
    gates: bool

    def applied(self, answer: int | None) -> int:
        """Return the answer after the change."""
        return (answer or 0) ^ self.mask if self.toggles else self.mask


class Atoms:
    """Every change that does something, to questions that may be changed."""

    def __init__(self, vantage: Vantage, fixed: Sequence[str] = ()) -> None:
        self.vantage = vantage
        self.tables = vantage.program.tables
        self.all = tuple(
            atom
            for question in vantage.recommendation.base.questions.values()
            if question.id not in fixed and self.tables[question.id].literals
            for atom in self._of(question)
            if atom.gained or atom.lost
        )

    def _of(self, question: Question) -> Iterator[Atom]:
        answer = self.vantage.masks[question.id]
        bits = [1 << n for n in range(len(question.options))]
        if question.kind != "many":
            yield from (self._atom(question.id, bit, False, answer, bit) for bit in bits if bit != answer)
            return
        if answer is None:
            yield self._atom(question.id, 0, False, None, 0)
        yield from (self._atom(question.id, bit, True, answer, (answer or 0) ^ bit) for bit in bits)

    def _atom(self, id_: str, mask: int, toggles: bool, before: int | None, after: int) -> Atom:
        gained = lost = 0
        for bit, literals in self.tables[id_].literals:
            gained |= bit if any(_moves(literal, before, after, toggles, True) for literal in literals) else 0
            lost |= bit if any(_moves(literal, before, after, toggles, False) for literal in literals) else 0
        led = self._led(id_, gained | lost)
        return Atom(id_, mask, toggles, gained | led, lost | led, bool(led))

    def _led(self, id_: str, moved: int) -> int:
        """Return the bits of all terms on open questions that this may make relevant or irrelevant."""
        bits = 0
        for other, relevant in self.vantage.asked.items():
            if other != id_ and self.vantage.masks[other] is None and (moved | bits) & relevant:
                bits |= _bits_of(self.tables[other])
        return bits

    @cached_property
    def distance(self) -> Mapping[int, int]:
        """By term, a lower bound of how many changes it is from holding: the questions that speak against it."""
        counted: dict[int, int] = {}
        for id_, table in self.tables.items():
            answer = self.vantage.masks[id_]
            free = answer is None and table.relevant
            for bit, literals in table.literals:
                missing = not free and not all(literal.value(answer) for literal in literals)
                counted[bit] = counted.get(bit, 0) + missing
        return {bit: max(1, count) for bit, count in counted.items()}

    def nearness(self, bits: int) -> int:
        """Return a lower bound of how many changes make one of these terms hold."""
        least = 1 << 30
        while bits:
            bit = bits & -bits
            bits ^= bit
            least = min(least, self.distance.get(bit, 1))
        return least

    @cached_property
    def near(self) -> Mapping[str, int]:
        """By rule, a lower bound of the changes until it holds."""
        return {row.id: self.nearness(row.bits) for row in self.vantage.program.rules}

    @cached_property
    def solid(self) -> int:
        """The bits of the terms that hold always."""
        bits = self.vantage.program.everything
        for table in self.tables.values():
            bits &= table.indifferent
        return bits

    def gains(self, ahead: int, behind: int, size: int) -> list[float]:
        """Return for each change the most points it can bring one alternative forward against another.

        For `size` changes in all the sum of their gains bounds what they do together: a rule that needs d changes
        gives each at most a d-th part of what it moves, counted where it moves most: beside the rules that always hold.
        """
        gains = [0.0] * len(self.all)
        for row, on, off in self._swings(ahead, behind):
            reach = self.near[row.id] if not row.bits & self.vantage.must else 1
            if reach > size or not (on or off):
                continue
            for n in self._touching(row):
                atom = self.all[n]
                if atom.gained & row.bits:
                    gains[n] += on / reach
                if atom.lost & row.bits & self.vantage.must:
                    gains[n] += off
        return gains

    @cached_property
    def _by_question(self) -> tuple[Mapping[str, Sequence[int]], Sequence[int]]:
        found: dict[str, list[int]] = {}
        for n, atom in enumerate(self.all):
            if not atom.gates:
                found.setdefault(atom.question, []).append(n)
        return found, [n for n, atom in enumerate(self.all) if atom.gates]

    def _touching(self, row: Row) -> Iterator[int]:
        found, gating = self._by_question
        yield from gating
        for question in row.questions:
            yield from found.get(question, ())

    def _swings(self, ahead: int, behind: int) -> Iterator[tuple[Row, float, float]]:
        """Yield each rule with what it may move at most by beginning to hold, and by ceasing to."""
        must, k = self.vantage.must, self.vantage.scorer.saturation
        for block in self.vantage.scorer.blocks.values():
            floor = _floor([r for r in block.rows if r.bits & self.solid], ahead, behind)
            weight = block.weight
            for row in block.rows:
                if row.bits & self.solid:
                    continue
                sides = (row.strengths[ahead], -row.strengths[behind])
                holds = bool(row.bits & must)
                on = sum(_step(floor[n, s > 0], abs(s), k) for n, s in enumerate(sides) if s > 0)
                off = sum(_step(floor[n, s > 0], abs(s), k) for n, s in enumerate(sides) if s < 0)
                yield row, 0.0 if holds else weight * on, weight * off if holds else 0.0


def _floor(rows: Sequence[Row], ahead: int, behind: int) -> dict[tuple[int, bool], float]:
    """Return the strengths that stay whatever changes, by alternative and by whether they help the one ahead."""
    floor = {(n, helps): 0.0 for n in (0, 1) for helps in (True, False)}
    for row in rows:
        for n, strength in enumerate((row.strengths[ahead], -row.strengths[behind])):
            floor[n, strength > 0] += abs(strength)
    return floor


def _step(floor: float, strength: float, saturation: float) -> float:
    return bounded(floor + strength, saturation) - bounded(floor, saturation)


def _bits_of(table: Table) -> int:
    bits = 0
    for bit, _ in table.literals:
        bits |= bit
    return bits


def _moves(literal: Literal, before: int | None, after: int, toggles: bool, towards: bool) -> bool:
    """Tell whether a change brings a literal nearer to being true (or, not `towards`, to being false)."""
    if literal.value(before) is not towards and literal.value(after) is towards:
        return True
    if literal.value(before) is towards or not toggles:
        return False
    adds = bool(after & ~(before or 0))
    touched = (after ^ (before or 0)) & literal.mask
    return bool(touched) and (adds is literal.wanted) is towards
