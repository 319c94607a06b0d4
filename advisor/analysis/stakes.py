"""What each unanswered question could do: the most that one answer moves, and whether it changes who leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.analysis.vantage import Masks, Vantage, all_first, first_of, lead_of
from advisor.model.rulebase import Question


@dataclass(frozen=True, slots=True)
class Stake:
    """An open question and the answer to it that moves the leader's lead most.

    `points` is by how much that one answer moves the lead; `leader` is who then leads, None where nobody is eligible.
    `flips` lists the options after which somebody else leads: nobody who leads now is first any more, not even level.
    """

    question: str
    option: str
    points: float
    leader: str | None
    flips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Position:
    leader: int | None
    leaders: frozenset[int]
    lead: float


def stakes(vantage: Vantage) -> tuple[Stake, ...]:
    """Return the open questions of which one answer moves the lead: those that can change the leader come first."""
    teller = _Teller(vantage)
    open_questions = (vantage.question(id_) for id_ in vantage.recommendation.open_questions)
    found = (stake for question in open_questions if (stake := teller.stake(question)))
    return tuple(sorted(found, key=lambda s: (not s.flips, -s.points, s.question)))


@dataclass(frozen=True, slots=True)
class _Teller:
    vantage: Vantage

    def stake(self, question: Question) -> Stake | None:
        """Return what a question could do; None where no single answer moves anything."""
        masks = self.vantage.masks
        now = self._position(masks)
        outcomes = [(option, self._position({**masks, question.id: mask})) for option, mask in _answers(question)]
        moves = [(abs(then.lead - now.lead), option, then) for option, then in outcomes]
        points, option, then = max(moves, key=lambda move: move[0])
        flips = tuple(option for option, after in outcomes if not _keeps(now, after))
        if not flips and points < 1e-9:  # noqa: PLR2004  below what any rule moves
            return None
        return Stake(question.id, option, points, self.vantage.name(then.leader), flips)

    def _position(self, masks: Masks) -> _Position:
        """Return who leads, and by how much over the next."""
        must, _ = self.vantage.program.look_up(masks)
        scores = self.vantage.scorer.scores_at(must)
        excluded = [bits & must for bits in self.vantage.against]
        leader = first_of(scores, excluded)
        return _Position(leader, all_first(scores, excluded), lead_of(leader, scores, excluded) or 0.0)


def _keeps(now: _Position, then: _Position) -> bool:
    """Tell whether somebody who leads now still does, or nobody did and does."""
    return now.leaders == then.leaders or bool(now.leaders & then.leaders)


def _answers(question: Question) -> Iterator[tuple[str, int]]:
    """Yield single answers as option and mask; `none` for an empty answer to a question with many."""
    if question.kind == "many":
        yield "none", 0
    yield from ((option.id, 1 << n) for n, option in enumerate(question.options))
