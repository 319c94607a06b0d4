"""The fewest answers to change until another alternative leads, or where nothing is recommended, until something is.

Iterative deepening: all single changes, then all pairs and so on, without those that provably cannot reach it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import fsum, prod

from advisor.analysis.atoms import Atom, Atoms
from advisor.analysis.vantage import Vantage, first_of, lead_of
from advisor.engine.acceptability import is_accepted
from advisor.model.profile import Answer

LARGEST = 4
BUDGET = 4_000
MOST = 8
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Changed:
    """An answer before and after; None before where the question was open."""

    question: str
    before: Answer | None
    after: Answer


@dataclass(frozen=True, slots=True)
class Flip:
    """Answers that together let another alternative lead: who then leads by how many points, None for nobody.

    `trains_with` tells whether the framework that is trained with changes too, not the runtime alone.
    """

    changes: tuple[Changed, ...]
    size: int
    leader: str | None
    lead: float | None
    retrains: bool


@dataclass(frozen=True, slots=True)
class Flips:
    """The flips of the smallest size; no smaller one exists.

    `size` is up to where was searched where none was found. Not `complete`: there may be more of this size, or where
    none was found one of it.
    """

    flips: tuple[Flip, ...]
    size: int
    complete: bool


@dataclass(frozen=True, slots=True)
class _Aim:
    """A way to flip: one alternative ahead of another by so much (None: at all), or one excluded (`ahead` None)."""

    ahead: int | None
    behind: int | None
    need: float


def flips(
    vantage: Vantage, fixed: Sequence[str] = (), largest: int = LARGEST, budget: int = BUDGET, most: int = MOST
) -> Flips:
    """Return the smallest flips, without changing the `fixed` questions, trying at most `budget` sets of changes.

    Those that change fewest given answers come first, then those with the most usual answers. Where nothing is
    recommended each has to be shown to be accepted by enough weights: the search ends with `most` of them.
    """
    search = _Search(vantage, Atoms(vantage, fixed), budget)
    for size in range(1, largest + 1):
        found = sorted(search.of_size(size), key=lambda flip: _order(vantage, flip))
        accepted = found if search.decided else [*islice(filter(search.accepts, found), most)]
        if accepted or search.exhausted:
            cut = not search.decided and len(accepted) == most
            return Flips(tuple(accepted), size, not (search.exhausted or cut))
    return Flips((), largest, complete=True)


def _order(vantage: Vantage, flip: Flip) -> tuple[bool, int, float, float, tuple[str, ...]]:
    given = sum(change.before is not None for change in flip.changes)
    usual = prod(_usual(vantage, change) for change in flip.changes)
    words = tuple(f"{c.question}={c.after}" for c in flip.changes)
    return flip.leader is None, given, -usual, -(flip.lead or 0.0), words


def _usual(vantage: Vantage, change: Changed) -> float:
    """Return how common what a change brings in is among the options of its question; what it takes away is even."""
    options = {option.id: option.usual for option in vantage.question(change.question).options}
    before, after = ({a} if isinstance(a, str) else set(a or ()) for a in (change.before, change.after))
    total = fsum(options.values()) or 1.0
    return prod(options[id_] / total for id_ in sorted(after - before)) if after - before else 1 / len(options)


class _Search:
    """Tries sets of changes against one vantage, each once, until the budget is spent."""

    def __init__(self, vantage: Vantage, atoms: Atoms, budget: int) -> None:
        self.vantage = vantage
        self.atoms = atoms
        self.left = budget
        self.exhausted = False
        result = vantage.recommendation
        self.decided = result.alternative is not None
        self.needed = result.base.settings.verdict.toss_up_below * result.unit

    def of_size(self, size: int) -> list[Flip]:
        """Return the flips of a size."""
        seen: set[tuple[int, ...]] = set()
        found: list[Flip] = []
        for chosen in self._candidates(size):
            if chosen in seen:
                continue
            seen.add(chosen)
            if not self.left:
                self.exhausted = True
                break
            self.left -= 1
            flip = self._tried([self.atoms.all[n] for n in chosen])
            if flip:
                found.append(flip)
        return found

    def _candidates(self, size: int) -> Iterator[tuple[int, ...]]:
        for aim in self._aims():
            must_lift = self._lifting(aim)
            if must_lift is not None and not must_lift:
                continue  # no answer lifts what excludes it
            gains = self._gains(aim, size)
            order = sorted(range(len(gains)), key=lambda n: (-gains[n], n))
            for chosen in _subsets(order, gains, size, aim.need - ROUNDING):
                if must_lift is None or any(n in must_lift for n in chosen):
                    yield tuple(sorted(chosen))

    def _aims(self) -> Iterator[_Aim]:
        """Yield what would be a flip: sets of changes that reach none of these are none."""
        vantage, leader = self.vantage, self.vantage.leader
        scores = vantage.scorer.scores_at(vantage.must)
        excluded = [bits & vantage.must for bits in vantage.against]
        lead = 0.0 if self.decided else self.needed
        if leader is None:
            yield from (_Aim(n, None, float("-inf")) for n in range(len(scores)))
            return
        yield _Aim(None, leader, 1.0)
        yield from (_Aim(n, leader, scores[leader] - scores[n] + lead) for n in range(len(scores)) if n != leader)
        second = first_of(scores, [n == leader or out for n, out in enumerate(excluded)])
        if not self.decided:
            yield _Aim(leader, second, lead - scores[leader] + scores[second] if second is not None else float("-inf"))
        if not self.decided and second is not None:
            yield _Aim(None, second, 1.0)

    def _gains(self, aim: _Aim, size: int) -> list[float]:
        """Return how far each change may bring an aim, so that those of a set together must reach its need."""
        if aim.ahead is not None:
            behind = aim.behind
            return [0.0] * len(self.atoms.all) if behind is None else self.atoms.gains(aim.ahead, behind, size)
        against = self.vantage.against[aim.behind or 0] & ~self.vantage.must
        shares = {1 << n: 1 / self.atoms.distance.get(1 << n, 1) for n in range(against.bit_length())}
        return [max((shares[bit] for bit in _each(atom.gained & against)), default=0.0) for atom in self.atoms.all]

    def _lifting(self, aim: _Aim) -> set[int] | None:
        """Return the changes of which one is needed to make an excluded alternative eligible; None where it is."""
        against = self.vantage.against[aim.ahead] & self.vantage.must if aim.ahead is not None else 0
        return {n for n, atom in enumerate(self.atoms.all) if atom.lost & against} if against else None

    def _tried(self, chosen: Sequence[Atom]) -> Flip | None:
        masks = _applied(self.vantage.masks, chosen)
        if masks is None:
            return None
        must, may = self.vantage.program.look_up(masks)
        scores = self.vantage.scorer.scores_at(must)
        excluded = [bits & must for bits in self.vantage.against]
        leader = first_of(scores, excluded)
        lead = lead_of(leader, scores, excluded)
        if not self._reached(leader, lead):
            return None
        asked = self.vantage.asked
        if any(asked[atom.question] and not asked[atom.question] & may for atom in chosen):
            return None
        return Flip(self._changes(chosen, masks), len(chosen), self.vantage.name(leader), lead, self._retrains(leader))

    def _reached(self, leader: int | None, lead: float | None) -> bool:
        if self.decided:
            return leader != self.vantage.leader
        return leader is not None and (lead is None or lead >= self.needed)

    def accepts(self, flip: Flip) -> bool:
        """Tell whether enough weights put the leader after a flip first."""
        vantage = self.vantage
        answers = {change.question: change.after for change in flip.changes}
        must, _ = vantage.program.look_up({**vantage.masks, **answers})
        eligible = [n for n, bits in enumerate(vantage.against) if not bits & must]
        leader = vantage.program.alternatives.index(flip.leader or "")
        share = vantage.recommendation.base.settings.verdict.accepted_from
        return is_accepted(vantage.scorer.values_at(must), vantage.scorer.weights, eligible, leader, share)

    def _changes(self, chosen: Sequence[Atom], masks: Mapping[str, int | None]) -> tuple[Changed, ...]:
        changed = {atom.question for atom in chosen}
        return tuple(
            Changed(id_, self.vantage.profile.answers.get(id_), answer_of(self.vantage, id_, masks[id_] or 0))
            for id_ in self.vantage.masks
            if id_ in changed
        )

    def _retrains(self, leader: int | None) -> bool:
        trainers = {a.id: a.trains_with for a in self.vantage.recommendation.base.alternatives}
        now, then = self.vantage.name(self.vantage.leader), self.vantage.name(leader)
        return now is None or then is None or trainers[now] != trainers[then]


def answer_of(vantage: Vantage, question: str, mask: int) -> Answer:
    """Return a mask as the answer that a profile would give."""
    asked = vantage.question(question)
    chosen = tuple(option.id for n, option in enumerate(asked.options) if mask >> n & 1)
    return chosen if asked.kind == "many" else chosen[0]


def _applied(masks: Mapping[str, int | None], chosen: Sequence[Atom]) -> dict[str, int | None] | None:
    """Return the answers after changes; None for changes that cannot be made together."""
    changed: dict[str, int | None] = dict(masks)
    done: dict[str, bool] = {}
    for atom in chosen:
        if atom.question in done and not (atom.toggles and done[atom.question]):
            return None
        done[atom.question] = atom.toggles
        changed[atom.question] = atom.applied(changed[atom.question])
    return changed


def _subsets(order: Sequence[int], gains: Sequence[float], size: int, need: float) -> Iterator[tuple[int, ...]]:
    """Yield every set of so many changes whose gains together reach what is needed; `order` is by falling gain."""
    for place, n in enumerate(order):
        if gains[n] * size < need:
            return
        if size == 1:
            yield (n,)
        else:
            for rest in _subsets(order[place + 1 :], gains, size - 1, need - gains[n]):
                yield (n, *rest)


def _each(bits: int) -> Iterator[int]:
    while bits:
        bit = bits & -bits
        bits ^= bit
        yield bit
