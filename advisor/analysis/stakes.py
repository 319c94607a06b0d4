"""What each unanswered question could do: the most that one answer moves, and whether it changes who leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from advisor.engine.program import Program, compile_program
from advisor.engine.scoring import Scorer
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Question


@dataclass(frozen=True, slots=True)
class Stake:
    """An open question and the answer to it that moves the leader's lead most.

    `points` is by how much that one answer moves the lead; `leader` is who then leads, None where nobody is eligible.
    `flips` lists the options after which somebody else leads.
    """

    question: str
    option: str
    points: float
    leader: str | None
    flips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Position:
    leader: int | None
    lead: float


def stakes(recommendation: Recommendation, profile: Profile) -> tuple[Stake, ...]:
    """Return the open questions of which one answer moves the lead: those that can change the leader come first."""
    names = tuple(s.alternative for s in recommendation.standings)
    program = compile_program(recommendation.base, recommendation.as_of, names)
    saturation = recommendation.base.settings.saturation
    teller = _Teller(program, Scorer(program, recommendation.weights, saturation), program.encode(profile.answers))
    open_questions = (recommendation.base.questions[id_] for id_ in recommendation.open_questions)
    found = (stake for question in open_questions if (stake := teller.stake(question)))
    return tuple(sorted(found, key=lambda s: (not s.flips, -s.points, s.question)))


@dataclass(frozen=True, slots=True)
class _Teller:
    program: Program
    scorer: Scorer
    masks: Mapping[str, int | None]

    def stake(self, question: Question) -> Stake | None:
        """Return what a question could do; None where no single answer moves anything."""
        now = self._position(dict(self.masks))
        outcomes = [(option, self._position({**self.masks, question.id: mask})) for option, mask in _answers(question)]
        moves = [(abs(then.lead - now.lead), option, then) for option, then in outcomes]
        points, option, then = max(moves, key=lambda move: move[0])
        flips = tuple(option for option, after in outcomes if after.leader != now.leader)
        if not flips and points < 1e-9:  # noqa: PLR2004  below what any rule moves
            return None
        leader = None if then.leader is None else self.program.alternatives[then.leader]
        return Stake(question.id, option, points, leader, flips)

    def _position(self, masks: Mapping[str, int | None]) -> _Position:
        """Return who leads, and by how much over the next; the first listed where they are level."""
        must, _ = self.program.look_up(masks)
        excluded = [any(r.strengths[n] and r.bits & must for r in self.program.constraints) for n in self._indices]
        scores = self.scorer.scores_at(must)
        order = sorted((n for n in self._indices if not excluded[n]), key=lambda n: (-scores[n], n))
        lead = scores[order[0]] - scores[order[1]] if len(order) > 1 else 0.0
        return _Position(order[0] if order else None, lead)

    @property
    def _indices(self) -> range:
        return range(len(self.program.alternatives))


def _answers(question: Question) -> Iterator[tuple[str, int]]:
    """Yield single answers as option and mask; `none` for an empty answer to a question with many."""
    if question.kind == "many":
        yield "none", 0
    yield from ((option.id, 1 << n) for n, option in enumerate(question.options))
