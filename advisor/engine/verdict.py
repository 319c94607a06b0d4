"""From scores to a verdict: who is ahead, by how much, and whether that is enough to recommend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from advisor.model.recommendation import Acceptance, Doubt, Standing, Verdict
from advisor.model.settings import Thresholds


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, and what it was drawn from. Margins are in points; None with fewer than two eligible."""

    verdict: Verdict
    alternative: str | None
    contenders: tuple[str, ...]
    runner_up: str | None
    margin: float | None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Measures:
    """What a lead is measured by: `unit` is one moderate rule in points, `worn` the lead on worn evidence.

    `accepted` says whether enough weights put the leader first; `acceptance` is needed only where they do not.
    """

    unit: float
    thresholds: Thresholds
    acceptance: Mapping[str, Acceptance]
    worn: float | None
    blank: bool
    accepted: bool


def judge(standings: Sequence[Standing], by: Measures) -> Outcome:
    """Draw the verdict from standings in the order of rank. A blank profile is always a toss-up."""
    eligible = [s for s in standings if s.eligible != "no"]
    if not eligible:
        return Outcome("none-eligible", None, (), None, None)
    leader, rivals = eligible[0], eligible[1:]
    near = [s.alternative for s in eligible if leader.score - s.score < by.thresholds.toss_up_below * by.unit]
    runner_up = rivals[0].alternative if rivals else None
    margin = leader.score - rivals[0].score if rivals else None
    close: tuple[Doubt, ...] = ("margin",) if by.blank or len(near) > 1 else ()
    if not by.accepted:
        close += ("weights",)
        near = _contested(eligible, near, by)
    if close:
        return Outcome("toss-up", None, tuple(near), runner_up, margin, close)
    doubts = _doubts(leader, margin, by)
    return Outcome("lean" if doubts else "clear", leader.alternative, tuple(near), runner_up, margin, doubts)


def _contested(eligible: Sequence[Standing], near: Sequence[str], by: Measures) -> list[str]:
    """Return who leads, but is not first for enough weights, and those who are for the rest of so many."""
    leaders = {s.alternative for s in eligible if s.score == eligible[0].score}
    shares = {s.alternative: by.acceptance[s.alternative].first for s in eligible}
    found, chosen = fsum(shares[name] for name in leaders), {*leaders, *near}
    for share in sorted({share for name, share in shares.items() if name not in leaders}, reverse=True):
        if found >= by.thresholds.accepted_from:
            break
        equals = {name for name in shares.keys() - leaders if shares[name] == share}
        found += share * len(equals)
        chosen |= equals
    return [name for name in shares if name in chosen]


def _doubts(leader: Standing, margin: float | None, by: Measures) -> tuple[Doubt, ...]:
    needed = by.thresholds.lean_below * by.unit
    found: list[Doubt] = []
    if leader.eligible == "open":
        found.append("eligibility")
    if margin is not None and margin < needed:
        found.append("margin")
    elif by.worn is not None and by.worn < needed:
        found.append("evidence")
    return tuple(found)
