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


def own_digest(base: RuleBase) -> str:
    """Return the digest of the rule base itself, without what lies over it."""
    return base.layers[0].laid_over if base.layers else base.digest


def mark(base: RuleBase, row: Rule | Constraint) -> str:
    """Say in a few words what overlays did to a rule or constraint, as `changed by acme`; empty for one as it was."""
    touches = base.touches("rule" if isinstance(row, Rule) else "constraint", row.id)
    home = layer_of(base, row)
    if not touches and home != base.settings.id:
        return f"from {home}"
    return ", ".join(f"{_VERBS[touch.act]} {layer.id}" for layer, touch in touches)


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
    yield Told(f"{layer.title} (version {layer.version}{by}) {_counts(layer)}.", layer.id)
    reasoned = [touch for touch in layer.touches if touch.act != "added"]
    yield from (Told(touch_text(touch), f"{touch.kind}:{touch.id}") for touch in reasoned[:SHOWN])
    if len(reasoned) > SHOWN:
        yield Told(f"and {len(reasoned) - SHOWN} more, which --format json lists.", layer.id)


def touch_text(touch: Touch) -> str:
    """Say what an overlay did to something, and why."""
    keys = f" ({listed(touch.keys, 'and')})" if touch.keys else ""
    title = touch.title if touch.title.endswith((".", "?", "!")) else f"{touch.title}."
    reason = f" Why: {touch.reason}" if touch.reason else ""
    return f"{touch.act.capitalize()}{keys}: {title}{reason}"


def _counts(layer: Layer) -> str:
    parts = []
    for act, verb in (("added", "adds"), ("changed", "changes"), ("retired", "retires")):
        found = Counter(touch.kind for touch in layer.touches if touch.act == act)
        if found:
            parts.append(f"{verb} {listed([_counted(kind, count) for kind, count in found.items()], 'and')}")
    return "; ".join(parts) or "changes nothing"


def _counted(kind: str, count: int) -> str:
    plural = "criteria" if kind == "criterion" else f"{kind}s"
    return f"{count} {kind if count == 1 else plural}"


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
