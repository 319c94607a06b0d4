"""All that is found out about one recommendation beyond itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.analysis.flips import BUDGET, Flips, flips
from advisor.analysis.reasons import Reason, sufficient
from advisor.analysis.robustness import Robustness, robustness
from advisor.analysis.stakes import Stake, stakes
from advisor.analysis.standing import Standing, standing
from advisor.analysis.vantage import Vantage
from advisor.analysis.weights import Interval, Turn, intervals, smallest
from advisor.analysis.whynot import Ineligible, Loser, Unfired, ineligible, losers, unfired


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How sure a recommendation is, why, and what would change it."""

    intervals: tuple[Interval, ...]
    turn: Turn | None
    flips: Flips
    reason: Reason | None
    stakes: tuple[Stake, ...]
    standing: Standing | None
    robustness: Robustness
    unfired: tuple[Unfired, ...]
    losers: tuple[Loser, ...]
    ineligible: tuple[Ineligible, ...]


def sensitivity_of(vantage: Vantage, fixed: Sequence[str] = (), budget: int = BUDGET) -> Sensitivity:
    """Run every analysis; the answers to `fixed` questions cannot be changed."""
    spans = intervals(vantage)
    not_holding = unfired(vantage)
    return Sensitivity(
        intervals=spans,
        turn=smallest(spans),
        flips=flips(vantage, fixed, budget=budget),
        reason=sufficient(vantage),
        stakes=stakes(vantage),
        standing=standing(vantage),
        robustness=robustness(vantage),
        unfired=not_holding,
        losers=losers(vantage, not_holding),
        ineligible=ineligible(vantage),
    )
