"""Why not: how near each rule that does not hold is to holding, and what each alternative that lost would need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice

from advisor.analysis.flips import Changed, answer_of
from advisor.analysis.vantage import Vantage
from advisor.analysis.weights import Turn, overtaking
from advisor.engine.conditions import Literal
from advisor.engine.program import Row
from advisor.model.rulebase import Question

SHOWN = 3
Needs = dict[str, int]


@dataclass(frozen=True, slots=True)
class Unfired:
    """A rule that does not hold: the fewest changes of answers that make it hold, and what it would then add.

    `distance` is None where no answers make it hold. `points` are by alternative.
    """

    rule: str
    criterion: str
    distance: int | None
    changes: tuple[Changed, ...]
    points: dict[str, float]


@dataclass(frozen=True, slots=True)
class Loser:
    """An alternative that did not come first: by how many points it is behind, and what brings it nearer.

    `turn` is the smallest change of one weight that puts it before the leader; `rules` those that are nearest to
    holding and bring most, each with the points by which it would catch up.
    """

    alternative: str
    behind: float
    turn: Turn | None
    rules: tuple[tuple[Unfired, float], ...]


@dataclass(frozen=True, slots=True)
class Ineligible:
    """An excluded alternative: the constraints on it, and the single changes that lift all of them."""

    alternative: str
    constraints: tuple[str, ...]
    lifting: tuple[Changed, ...]


class Nearness:
    """Finds the fewest changes of answers that make terms hold."""

    def __init__(self, vantage: Vantage) -> None:
        self.vantage = vantage

    @cached_property
    def _terms(self) -> Mapping[int, Sequence[tuple[str, Sequence[Literal]]]]:
        """By term, the literals on each question."""
        terms: dict[int, list[tuple[str, Sequence[Literal]]]] = {}
        for id_, table in self.vantage.program.tables.items():
            for bit, literals in table.literals:
                terms.setdefault(bit, []).append((id_, literals))
        return terms

    def of(self, bits: int) -> tuple[int, Needs] | None:
        """Return how many changes make one of some terms hold at least, and the answers then; None for never."""
        best: tuple[int, Needs] | None = None
        while bits:
            bit = bits & -bits
            bits ^= bit
            found = self._term(bit, best[0] if best else None)
            if found and (best is None or found[0] < best[0]):
                best = found
        return best

    def _term(self, bit: int, limit: int | None) -> tuple[int, Needs] | None:
        distance, needs = 0, {}
        for id_, literals in self._terms.get(bit, ()):
            found = self._answer(id_, tuple(literals))
            if found is None or (limit is not None and distance + found[0] >= limit):
                return None
            if found[0]:
                needs[id_] = found[1]
                distance += found[0]
        return distance, needs

    def _answer(self, id_: str, literals: tuple[Literal, ...]) -> tuple[int, int] | None:
        """Return the nearest answer to a question for which literals hold, and how many changes it is away."""
        answer = self.vantage.masks[id_]
        if answer is not None and all(literal.value(answer) for literal in literals):
            return 0, answer
        question = self.vantage.question(id_)
        tries = _toggled(question, answer, literals) if question.kind == "many" else _others(question)
        return next(((cost, mask) for cost, mask in tries if all(lit.value(mask) for lit in literals)), None)


def _others(question: Question) -> Iterator[tuple[int, int]]:
    yield from ((1, 1 << n) for n in range(len(question.options)))


def _toggled(question: Question, answer: int | None, literals: Sequence[Literal]) -> Iterator[tuple[int, int]]:
    """Yield answers to a question with many, with ever more options ticked or not, of those that literals name."""
    named = 0
    for literal in literals:
        named |= literal.mask
    bits = [1 << n for n in range(len(question.options)) if named >> n & 1]
    start = answer or 0
    if answer is None:
        yield 1, 0
        spare = ~named & ((1 << len(question.options)) - 1)
        yield from ((1, bit) for bit in ([spare & -spare] if spare else ()))
    for size in range(1, len(bits) + 1):
        for some in combinations(bits, size):
            mask = start
            for bit in some:
                mask ^= bit
            yield size, mask


def unfired(vantage: Vantage) -> tuple[Unfired, ...]:
    """Return the rules that do not hold and would move a score, the nearest first, then those that move most."""
    nearness = Nearness(vantage)
    rows = (r for r in vantage.program.rules if not r.bits & vantage.must and any(r.strengths))
    made = (_unfired(vantage, row, nearness.of(row.bits)) for row in rows)
    return tuple(sorted(made, key=lambda u: (u.distance is None, u.distance or 0, -_most(u), u.rule)))


def _unfired(vantage: Vantage, row: Row, near: tuple[int, Needs] | None) -> Unfired:
    points = dict(zip(vantage.program.alternatives, vantage.scorer.marginal(row, vantage.must), strict=True))
    changes = changes_to(vantage, near[1]) if near else ()
    return Unfired(row.id, row.criterion, near[0] if near else None, changes, points)


def _most(rule: Unfired) -> float:
    return max(rule.points.values()) - min(rule.points.values())


def changes_to(vantage: Vantage, needs: Mapping[str, int]) -> tuple[Changed, ...]:
    """Return answers, as masks, as changes of those given."""
    given = vantage.profile.answers
    return tuple(Changed(id_, given.get(id_), answer_of(vantage, id_, mask)) for id_, mask in needs.items())


def losers(vantage: Vantage, rules: Sequence[Unfired]) -> tuple[Loser, ...]:
    """Return what each eligible alternative that does not lead would have needed, in the order of rank."""
    standings = [s for s in vantage.recommendation.standings if s.eligible != "no"]
    return tuple(_loser(vantage, rules, standings[0].alternative, s.alternative, standings[0].score - s.score)
                 for s in standings[1:])  # fmt: skip


def _loser(vantage: Vantage, rules: Sequence[Unfired], leader: str, name: str, behind: float) -> Loser:
    gains = [(rule, rule.points[name] - rule.points[leader]) for rule in rules if _is_asked(vantage, rule)]
    helpful = sorted(
        (g for g in gains if g[1] > 0 and g[0].points[name] > 0), key=lambda g: (g[0].distance or 0, -g[1], g[0].rule)
    )
    turn = overtaking(vantage, vantage.program.alternatives.index(name))
    return Loser(name, behind, turn, tuple(islice(helpful, SHOWN)))


def _is_asked(vantage: Vantage, rule: Unfired) -> bool:
    """Tell whether answers can make a rule hold, all to questions that may be asked as things stand."""
    asked = (vantage.asked[change.question] for change in rule.changes)
    return rule.distance is not None and all(not bits or bits & vantage.may for bits in asked)


def ineligible(vantage: Vantage) -> tuple[Ineligible, ...]:
    """Return the excluded alternatives, in the order in which they are ranked."""
    return tuple(
        Ineligible(
            s.alternative,
            tuple(v.constraint for v in s.vetoes if not v.open_questions),
            _lifting(vantage, s.alternative),
        )
        for s in vantage.recommendation.standings
        if s.eligible == "no"
    )


def _lifting(vantage: Vantage, name: str) -> tuple[Changed, ...]:
    against = vantage.against[vantage.program.alternatives.index(name)]
    singles = (
        (id_, mask)
        for id_, answer in vantage.masks.items()
        if answer is not None
        for mask in _single(vantage.question(id_), answer)
    )
    return tuple(
        Changed(id_, vantage.profile.answers[id_], answer_of(vantage, id_, mask))
        for id_, mask in singles
        if not vantage.program.look_up({**vantage.masks, id_: mask})[0] & against
    )


def _single(question: Question, answer: int) -> Iterator[int]:
    """Yield the answers that one change makes of an answer."""
    for n in range(len(question.options)):
        if question.kind == "many":
            yield answer ^ 1 << n
        elif answer != 1 << n:
            yield 1 << n
