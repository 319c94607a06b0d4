"""One sufficient reason: answers that alone decide, whatever the others had been (Shih, Choi & Darwiche 2018)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.analysis.leads import Parts
from advisor.analysis.outcomes import Judge
from advisor.analysis.settling import Claim, Prover
from advisor.analysis.situations import LEFT, Space, Value
from advisor.analysis.vantage import Vantage

LIMIT = 1


@dataclass(frozen=True, slots=True)
class Reason:
    """Questions whose answers alone keep the recommended alternative ahead, whatever is answered to the others given.

    What is open stays open. None of them can be left out, unless, not `minimal`, a proof was too long to be finished.
    """

    questions: tuple[str, ...]
    minimal: bool


def sufficient(vantage: Vantage, limit: int = LIMIT) -> Reason | None:
    """Return a sufficient reason, by leaving answers out as long as the rest decides; None for a toss-up.

    Answers are left out in the order of how little they move the lead. `limit` bounds the length of each proof in
    situations; with 1 the bound on leads (advisor.analysis.leads) must tell at once.
    """
    if vantage.recommendation.alternative is None or vantage.leader is None:
        return None
    prover, claim = _prover(vantage), Claim(1 << vantage.leader)
    kept = dict.fromkeys(_by_weight(vantage))
    minimal = True
    for question in tuple(kept):
        rest = {id_: mask for id_, mask in _settled(vantage, kept).items() if id_ != question}
        proven = prover.proves(rest, claim, limit)
        minimal = minimal and proven is not None
        if proven:
            del kept[question]
    return Reason(tuple(id_ for id_ in vantage.masks if id_ in kept), minimal)


def _prover(vantage: Vantage) -> Prover:
    judge = Judge.of(vantage.recommendation.base, vantage.program, vantage.profile.priorities)
    return Prover(Space(vantage.program), judge, Parts(judge))


def _settled(vantage: Vantage, kept: Iterable[str]) -> dict[str, Value]:
    """Return what is settled where only these answers are: they, and that what was open stays open."""
    chosen = set(kept)
    settled = {id_: LEFT if mask is None else mask for id_, mask in vantage.masks.items()}
    return {id_: value for id_, value in settled.items() if id_ in chosen or value == LEFT}


def _by_weight(vantage: Vantage) -> list[str]:
    """Return the questions answered, the one whose answer moves the lead least first."""
    given = [id_ for id_, mask in vantage.masks.items() if mask is not None]
    moves: Mapping[str, float] = {id_: _moved(vantage, id_) for id_ in given}
    return sorted(given, key=lambda id_: moves[id_])


def _moved(vantage: Vantage, question: str) -> float:
    """Return by how much the leader's lead would differ were a question open."""
    now = vantage.scorer.scores_at(vantage.must)
    then = vantage.scorer.scores_at(vantage.program.look_up({**vantage.masks, question: None})[0])
    leader = vantage.leader or 0
    changes = ((now[leader] - s) - (then[leader] - t) for s, t in zip(now, then, strict=True))
    return max(abs(change) for change in changes)
