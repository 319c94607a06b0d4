"""What has to be known of overlays whenever something is decided with them, lest they be thought to count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from advisor.model.overlay import Layer, Touch
from advisor.model.rulebase import Constraint, Rule, RuleBase

SHOWN = 5


@dataclass(frozen=True, slots=True)
class NotYet:
    """Rules and constraints by which an overlay would count, but only from a later day: their kinds, ids and days."""

    layer: Layer
    rows: tuple[tuple[str, str, dt.date], ...]

    @property
    def first(self) -> dt.date:
        """The day from which the first of them counts."""
        return min(since for _, _, since in self.rows)

    def told(self, day: dt.date) -> str:
        """Say what does not count on a day, from when it does, and how that day is taken."""
        if len(self.rows) == 1:
            ((kind, id_, since),) = self.rows
            return (
                f"the {kind} {id_} of the overlay {self.layer.id} does not count on {day}: "
                f"it counts from {since}; --as-of {since} takes it"
            )
        named = ", ".join(f"{id_} from {since}" for _, id_, since in self.rows[:SHOWN])
        more = f" and {len(self.rows) - SHOWN} more" if len(self.rows) > SHOWN else ""
        return (
            f"{len(self.rows)} rules and constraints of the overlay {self.layer.id} do not count on {day}: "
            f"{named}{more}; --as-of with one of these dates takes them"
        )


def overlay_warnings(base: RuleBase, day: dt.date) -> tuple[str, ...]:
    """Return what has to be said of the overlays over a whole rule base, where something is decided on a day."""
    return (*(mismatch for _, mismatch in mismatches(base)), *(each.told(day) for each in not_yet(base, day)))


def mismatches(base: RuleBase) -> Iterator[tuple[Layer, str]]:
    """Yield the overlays that were written for other versions of the rule base, with a sentence that says so."""
    for layer in base.layers:
        if not layer.is_tried:
            written = ", ".join(layer.written_for)
            told = f"the overlay {layer.id} was written for version {written}; the rule base is {base.settings.version}"
            yield layer, told


def not_yet(base: RuleBase, day: dt.date) -> Iterator[NotYet]:
    """Yield the overlays of which something begins only after a day; `base` holds what counts on any day."""
    if not base.layers:
        return
    published = {source.id: source.date or dt.date.min for source in base.sources}
    begins = {("rule", rule.id): _first_day(rule, published) for rule in base.rules.values()}
    begins |= {("constraint", constraint.id): _first_day(constraint, published) for constraint in base.constraints}
    for layer in base.layers:
        dated = dict.fromkeys((touch.kind, touch.id) for touch in layer.touches if _dates(touch))
        rows = tuple((*row, begins[row]) for row in dated if row in begins and begins[row] > day)
        if rows:
            yield NotYet(layer, rows)


def _first_day(row: Rule | Constraint, published: Mapping[str, dt.date]) -> dt.date:
    """Return the day from which something counts: it holds, and a source of it has been published."""
    return max(row.since, min(published[citation.source] for citation in row.sources))


def _dates(touch: Touch) -> bool:
    """Tell whether an overlay says from when something holds."""
    return touch.act == "added" or (touch.act == "changed" and bool({"since", "sources"}.intersection(touch.keys)))
