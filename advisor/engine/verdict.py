"""From scores to a verdict: who is ahead, by how much, and whether that is enough to recommend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.model.recommendation import Standing, Verdict
from advisor.model.rulebase import Thresholds


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, and what it was drawn from. `margin` is in points; None with fewer than two eligible."""

    verdict: Verdict
    alternative: str | None
    contenders: tuple[str, ...]
    runner_up: str | None
    margin: float | None


def judge(standings: Sequence[Standing], unit: float, thresholds: Thresholds, blank: bool) -> Outcome:
    """Draw the verdict from standings in the order of rank.

    A margin is compared in units of one moderate rule (`unit` points). A blank profile is always a toss-up.
    """
    eligible = [s for s in standings if s.eligible != "no"]
    if not eligible:
        return Outcome("none-eligible", None, (), None, None)
    leader, rivals = eligible[0], eligible[1:]
    near = tuple(s.alternative for s in eligible if leader.score - s.score < thresholds.toss_up_below * unit)
    runner_up = rivals[0].alternative if rivals else None
    margin = leader.score - rivals[0].score if rivals else None
    if blank or len(near) > 1:
        return Outcome("toss-up", None, near, runner_up, margin)
    unsure = leader.eligible == "open" or (margin is not None and margin < thresholds.lean_below * unit)
    return Outcome("lean" if unsure else "clear", leader.alternative, near, runner_up, margin)
