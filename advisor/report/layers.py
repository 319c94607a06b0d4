"""Overlays as people read them: which of them a rule comes from, what they change and retire, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from advisor.model.overlay import Layer, Touch
from advisor.model.rulebase import Constraint, Rule, RuleBase
from advisor.report.sensitivity import Chapter, Told
from advisor.report.words import listed

SHOWN = 12
_VERBS = {"added": "added by", "changed": "changed by", "retired": "retired by"}


def mark(base: RuleBase, kind: str, id_: str) -> str:
    """Say in a few words what overlays did to something, as `changed by acme`; empty for what is as it was."""
    return ", ".join(f"{_VERBS[touch.act]} {layer.id}" for layer, touch in base.touches(kind, id_))


def layer_of(base: RuleBase, row: Rule | Constraint) -> str:
    """Return the id of the overlay, or of the rule base, that a rule or constraint comes from.

    What a route makes comes from where the sources of its weakest step do.
    """
    kind = "rule" if isinstance(row, Rule) else "constraint"
    if base.touches(kind, row.id):
        return base.layer_of(kind, row.id)
    homes = [base.layer_of("source", citation.source) for citation in row.sources]
    return homes[0] if homes and row.id.startswith("route:") else base.settings.id


def overlay_chapters(base: RuleBase) -> tuple[Chapter, ...]:
    """Tell which overlays lie over a rule base; nothing where there are none."""
    told = tuple(each for layer in base.layers for each in _told(layer))
    return (Chapter("Overlays", told),) if told else ()


def _told(layer: Layer) -> Iterator[Told]:
    by = f", by {layer.by}" if layer.by else ""
    yield Told(f"{layer.title} (version {layer.version}{by}): {_counts(layer)}.", layer.id)
    reasoned = [touch for touch in layer.touches if touch.act != "added"]
    yield from (Told(touch_text(touch), f"{touch.kind}:{touch.id}") for touch in reasoned[:SHOWN])
    if len(reasoned) > SHOWN:
        yield Told(f"and {len(reasoned) - SHOWN} more, which --format json lists.", layer.id)


def touch_text(touch: Touch) -> str:
    """Say what an overlay did to something, and why."""
    keys = f" ({listed(touch.keys, 'and')})" if touch.keys else ""
    reason = f" Why: {touch.reason}" if touch.reason else ""
    return f"{touch.act.capitalize()}{keys}: {touch.title}{reason}"


def _counts(layer: Layer) -> str:
    found = Counter((touch.act, touch.kind) for touch in layer.touches)
    parts = [f"{count} {kind}{'' if count == 1 else 's'} {act}" for (act, kind), count in found.items()]
    return listed(parts, "and").replace("criterions", "criteria") if parts else "it changes nothing"


def overlays_shape(base: RuleBase) -> list[dict[str, Any]]:
    """Return the overlays as plain data, with everything that they touch."""
    return [
        {
            "id": layer.id,
            "title": layer.title,
            "version": layer.version,
            "by": layer.by,
            "digest": layer.digest,
            "touches": [
                {
                    "act": touch.act,
                    "kind": touch.kind,
                    "id": touch.id,
                    "title": touch.title,
                    "reason": touch.reason,
                    "keys": list(touch.keys),
                }
                for touch in layer.touches
            ],
        }
        for layer in base.layers
    ]
