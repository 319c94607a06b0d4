"""A recommendation made ready to be varied: the program it came from, the answers as masks, and who leads where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from advisor.engine.program import Program, compile_program
from advisor.engine.scoring import Scorer
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Question

Masks = Mapping[str, int | None]


@dataclass(frozen=True)
class Vantage:
    """What every analysis starts from. Alternatives are meant by their number in the program."""

    recommendation: Recommendation
    profile: Profile
    program: Program
    scorer: Scorer
    masks: Masks

    @classmethod
    def of(cls, recommendation: Recommendation, profile: Profile) -> Vantage:
        """Compile the program again, for the alternatives that were compared, in their own order."""
        base = recommendation.base
        compared = {s.alternative for s in recommendation.standings}
        names = tuple(a.id for a in base.alternatives if a.id in compared)
        program = compile_program(base, recommendation.as_of, names)
        scorer = Scorer(program, recommendation.weights, base.settings.saturation)
        return cls(recommendation, profile, program, scorer, program.encode(profile.answers))

    @cached_property
    def looked_up(self) -> tuple[int, int]:
        """The bits of the terms that hold, and of those that may."""
        return self.program.look_up(self.masks)

    @property
    def must(self) -> int:
        """The bits of the terms that hold."""
        return self.looked_up[0]

    @property
    def may(self) -> int:
        """The bits of the terms that hold or may hold."""
        return self.looked_up[1]

    @cached_property
    def against(self) -> tuple[int, ...]:
        """For each alternative the bits of the terms that exclude it."""
        rows = self.program.constraints
        return tuple(
            reduce(or_, (r.bits for r in rows if r.strengths[n]), 0) for n in range(len(self.program.alternatives))
        )

    @cached_property
    def leader(self) -> int | None:
        """Who leads as things stand."""
        return self.leader_at(self.must)

    @cached_property
    def leaders(self) -> frozenset[int]:
        """Who leads as things stand, all with the same score."""
        return all_first(self.scorer.scores_at(self.must), [bits & self.must for bits in self.against])

    def leader_at(self, must: int) -> int | None:
        """Return who leads where these terms hold, the first listed where scores are equal; None for nobody."""
        return first_of(self.scorer.scores_at(must), [bits & must for bits in self.against])

    @cached_property
    def asked(self) -> Mapping[str, int]:
        """By question, the bits of the terms that make it relevant; 0 where it always is."""
        return {id_: table.relevant for id_, table in self.program.tables.items()}

    def question(self, id_: str) -> Question:
        """Return a question of the rule base."""
        return self.recommendation.base.questions[id_]

    def name(self, n: int | None) -> str | None:
        """Return the id of an alternative, None for nobody."""
        return None if n is None else self.program.alternatives[n]


def first_of(scores: Sequence[float], excluded: Sequence[object]) -> int | None:
    """Return the first of the highest scores among those not excluded; None where all are."""
    standing = [n for n in range(len(scores)) if not excluded[n]]
    return min(standing, key=lambda n: (-scores[n], n)) if standing else None


def all_first(scores: Sequence[float], excluded: Sequence[object]) -> frozenset[int]:
    """Return all that have the highest score among those not excluded."""
    first = first_of(scores, excluded)
    level = (n for n, score in enumerate(scores) if first is not None and score == scores[first] and not excluded[n])
    return frozenset(level)


def lead_of(leader: int | None, scores: Sequence[float], excluded: Sequence[object]) -> float | None:
    """Return by how much a leader is ahead of the next; None where there are not two."""
    second = first_of(scores, [n == leader or out for n, out in enumerate(excluded)])
    return scores[leader] - scores[second] if leader is not None and second is not None else None
