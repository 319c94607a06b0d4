"""What was so on a date: a component's status, and whether a rule still rests on living parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from advisor.model.catalogue import Component, Status, StatusEntry
from advisor.model.recommendation import Silenced
from advisor.model.rulebase import Rule

ENDED: tuple[Status, ...] = ("deprecated", "archived")


@dataclass(frozen=True, slots=True)
class StatusOn:
    """A component's status on a day.

    `entry` is the timeline's entry that says so; None where none does by then, and the component counts as usable.
    `exists` is False before a component's first release.
    """

    value: Status
    entry: StatusEntry | None
    exists: bool = True


def status_on(component: Component, day: dt.date) -> StatusOn:
    """Return a component's status on a day, from what its timeline says by then; unverified entries do not count."""
    known = [entry for entry in component.status if entry.day <= day and not entry.unverified]
    if component.begins and day < component.begins:
        return StatusOn("active", None, exists=False)
    if not known:
        return StatusOn("active", None)
    entry = max(known, key=lambda e: e.day)
    return StatusOn(entry.value, entry)


def silenced_by(rule: Rule, components: Mapping[str, Component], day: dt.date) -> Silenced | None:
    """Return what silences a rule on a day: the first component it relies on that ended after the rule began."""
    for id_ in rule.relies_on:
        status = status_on(components[id_], day)
        if status.entry and status.value in ENDED and status.entry.day > rule.since:
            return Silenced(rule, id_, status.entry)
    return None
