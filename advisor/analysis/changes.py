"""Which facts and rules changed between two days, and by how many points each moved a recommendation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum

from advisor.analysis.comparison import Comparison, Moved
from advisor.engine.dating import status_on
from advisor.model.catalogue import Component, StatusEntry
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Rule, RuleBase

OVER = "No longer so: "


@dataclass(frozen=True, slots=True)
class Change:
    """A fact or rule that changed, with the rules it moved. `points` is the sum of all that they moved, unsigned."""

    what: str
    why: str
    day: dt.date | None
    sources: tuple[str, ...]
    moved: tuple[Moved, ...]

    @property
    def net(self) -> dict[str, float]:
        """By how many points it moved each alternative, all its rules together."""
        names = dict.fromkeys(move.alternative for move in self.moved)
        return {name: fsum(m.change for m in self.moved if m.alternative == name) for name in names}

    @property
    def points(self) -> float:
        """By how many points it moved two alternatives apart, or all of them together, whichever is more."""
        moves = (0.0, *self.net.values())
        return max(moves) - min(moves)


@dataclass(frozen=True, slots=True)
class Turn:
    """A component's status that became another between two days; `existed` says whether it was there on the first."""

    component: str
    before: str | None
    entry: StatusEntry
    existed: bool = True


def changes(whole: RuleBase, comparison: Comparison) -> tuple[Change, ...]:
    """Return what moved the scores between two recommendations, what moved most first.

    `whole` is the rule base with all its rules, of whatever day. Rules that moved for no reason of their own share
    their criterion with one that changed: they are told together, last.
    """
    explain = _Explainer(whole, comparison.before, comparison.after)
    by_reason: dict[tuple[str, str, dt.date | None, tuple[str, ...]], list[Moved]] = {}
    for move in comparison.moved:
        by_reason.setdefault(explain.reason(move.rule), []).append(move)
    made = (Change(*reason, tuple(moves)) for reason, moves in by_reason.items())
    return tuple(sorted(made, key=lambda c: (not c.what, -c.points, c.what)))


def turns(whole: RuleBase, before: dt.date, after: dt.date) -> Iterator[Turn]:
    """Yield the components whose status became another; what was merely not known before is no change."""
    for component in whole.components:
        turn = _turn(component, before, after)
        if turn:
            yield turn


def _turn(component: Component, before: dt.date, after: dt.date) -> Turn | None:
    old, new = status_on(component, before), status_on(component, after)
    began = new.entry is not None and new.entry.since is not None and new.entry.since > before
    if new.entry and (old.value != new.value or not old.exists) and (began or old.entry or not old.exists):
        return Turn(component.id, old.value if old.entry else None, new.entry, old.exists)
    return None


class _Explainer:
    """Finds why a rule counts on one day and not on the other."""

    def __init__(self, whole: RuleBase, before: Recommendation, after: Recommendation) -> None:
        self.rules = whole.rules
        self.sources = {source.id: source for source in whole.sources}
        self.before, self.after = before, after
        self.silenced = {s.rule.id: s for s in (*before.silenced_rules, *after.silenced_rules)}

    def reason(self, rule: str) -> tuple[str, str, dt.date | None, tuple[str, ...]]:
        """Return what changed, why, since when, and on what sources; empty where the rule itself did not change."""
        old, new = self.before.base.rules.get(rule), self.after.base.rules.get(rule)
        if old and new and old.effect == new.effect:
            return self._supported(new)
        if rule in self.silenced:
            entry, component = self.silenced[rule].entry, self.silenced[rule].component
            return f"component:{component}", f"{component} is {entry.value}", entry.day, entry.sources
        found = new or old
        if rule in self.rules:
            return self._dated(self.rules[rule])
        said = f"{'' if new else OVER}{found.because}" if found else ""
        return f"route:{rule.split(':', 1)[1]}", said, None, _sources(found)

    def _supported(self, rule: Rule) -> tuple[str, str, dt.date | None, tuple[str, ...]]:
        for source in (self.sources[id_] for id_ in _sources(rule)):
            if source.date and self.before.as_of < source.date <= self.after.as_of:
                return f"source:{source.id}", "rests on one more source from", source.date, (source.id,)
        return "", "shares its criterion with rules that changed", None, ()

    def _dated(self, rule: Rule) -> tuple[str, str, dt.date | None, tuple[str, ...]]:
        begins = rule.since > self.before.as_of
        word = "counts from" if begins else "no longer counts from"
        return f"rule:{rule.id}", word, rule.since if begins else rule.until, _sources(rule)


def _sources(rule: Rule | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.source for c in rule.sources)) if rule else ()
