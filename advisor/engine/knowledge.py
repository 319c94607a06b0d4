"""The rule base as it stood on a day: what was in force, what had fallen silent, which ways led to which target."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from advisor.engine.dating import silenced_by
from advisor.engine.overlays import overlay_warnings
from advisor.engine.routes import Router, route_rows
from advisor.errors import InputError
from advisor.model.recommendation import Silenced
from advisor.model.rulebase import RuleBase


@dataclass(frozen=True)
class Knowledge:
    """A rule base taken on a day. `base` holds only what counts then, with the rows that routes make.

    `overlay_warnings` say which overlays do not count as one may think.
    """

    as_of: dt.date
    base: RuleBase
    silenced: tuple[Silenced, ...]
    router: Router
    overlay_warnings: tuple[str, ...] = ()


def take(base: RuleBase, as_of: dt.date | None = None) -> Knowledge:
    """Return what a rule base holds on a day, by default the one up to which it was reviewed.

    Raises InputError for a day before the rule base begins.
    """
    day = as_of or base.settings.reviewed
    if day < base.settings.since:
        raise InputError(
            f"the rule base knows nothing of {day}: it begins on {base.settings.since}",
            hint=f"take a date from {base.settings.since} to {base.settings.reviewed}",
        )
    components = {c.id: c for c in base.components}
    rules = [rule for rule in base.rules.values() if rule.holds_on(day)]
    silenced = {s.rule.id: s for s in (silenced_by(rule, components, day) for rule in rules) if s}
    router = Router(base, day)
    more_rules, more_constraints = route_rows(base, router, day)
    criteria = tuple(
        criterion.model_copy(
            update={
                "rules": (
                    *(r for r in criterion.rules if r.holds_on(day) and r.id not in silenced),
                    *(more_rules if criterion.id == base.settings.routes_criterion else ()),
                )
            }
        )
        for criterion in base.criteria
    )
    constraints = (*(c for c in base.constraints if c.holds_on(day)), *more_constraints)
    taken = base.replacing(criteria=criteria, constraints=constraints)
    return Knowledge(day, taken, tuple(silenced.values()), router, overlay_warnings(base, day))
