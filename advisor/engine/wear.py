"""How age and thinness wear evidence: what is left of a lead once each rule counts only as far as its sources last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from math import fsum

from advisor.model.recommendation import Contribution
from advisor.model.rulebase import Rule, RuleBase, Source

DAYS_A_YEAR = 365.25


def worn_margin(base: RuleBase, first: Sequence[Contribution], second: Sequence[Contribution], day: dt.date) -> float:
    """Return the lead of one alternative over another, each rule's share in it times what is left of its evidence."""
    sources = {source.id: source for source in base.sources}
    left = {c.rule: left_of(base.rules[c.rule], base, sources, day) for c in (*first, *second)}
    return fsum((*(left[c.rule] * c.points for c in first), *(-left[c.rule] * c.points for c in second)))


def left_of(rule: Rule, base: RuleBase, sources: Mapping[str, Source], day: dt.date) -> float:
    """Return what is left of a rule's evidence, from 0 to 1: h / (h + years of its newest source), less if thin.

    A source counts from its date, from the day it was read where it has none; what holds by definition does not wear.
    """
    wear = base.settings.wear
    cited = [sources[id_] for id_ in {citation.source for citation in rule.sources}]
    counted = [source for source in cited if source.date is None or source.date <= day]
    if any(source.kind == "definition" for source in counted):
        return 1.0
    newest = max((source.date or source.read for source in counted), default=day)
    years = max(0, (day - newest).days) / DAYS_A_YEAR
    thin = len(counted) == 1 and counted[0].kind == "secondary"
    return wear.half_after_years / (wear.half_after_years + years) * (wear.single_secondary if thin else 1.0)
