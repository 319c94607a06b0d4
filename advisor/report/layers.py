"""Overlays as people read them: what they add, change and retire, old to new, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from advisor.model.overlay import Layer, Touch
from advisor.model.rulebase import RuleBase
from advisor.report.sensitivity import Chapter, Told
from advisor.report.words import listed

SHOWN = 12
SHOWN_ADDED = 8


def overlay_chapters(base: RuleBase) -> tuple[Chapter, ...]:
    """Tell what the overlays over a rule base do to it; nothing where there are none."""
    return _chapter(told for layer in base.layers for told in _told(layer))


def overlays_in_use(base: RuleBase) -> tuple[Chapter, ...]:
    """Tell in a line each which overlays lie over a rule base; nothing where there are none."""
    return _chapter(_headline(layer) for layer in base.layers)


def _chapter(told: Iterable[Told]) -> tuple[Chapter, ...]:
    every = tuple(told)
    return (Chapter("Overlays", every),) if every else ()


def _told(layer: Layer) -> Iterator[Told]:
    yield _headline(layer)
    added = [touch for touch in layer.touches if touch.act == "added"]
    reasoned = [touch for touch in layer.touches if touch.act != "added"]
    for touches, shown in ((added, SHOWN_ADDED), (reasoned, SHOWN)):
        yield from (Told(touch_text(touch), f"{touch.kind}:{touch.id}") for touch in touches[:shown])
        if len(touches) > shown:
            word = "added" if touches is added else "changed or retired"
            yield Told(f"And {len(touches) - shown} more {word}, which --format json lists.", f"overlay:{layer.id}")


def _headline(layer: Layer) -> Told:
    by = f", by {layer.by}" if layer.by else ""
    return Told(f"{layer.title} (version {layer.version}{by}) {_counts(layer)}.", f"overlay:{layer.id}")


def touch_text(touch: Touch) -> str:
    """Say what an overlay did to something, old to new, and why."""
    title = touch.title if touch.title.endswith((".", "?", "!")) else f"{touch.title}."
    said = "".join(f" {text}." for text in values_text(touch))
    reason = f" Why: {touch.reason}" if touch.reason else ""
    return f"{touch.act.capitalize()}: {title}{said}{reason}"


def values_text(touch: Touch) -> Iterator[str]:
    """Say of each key that an overlay changes what it was and is, or what is added to it."""
    for key, before, after in zip(touch.keys, touch.before, touch.after, strict=True):
        yield f"{key}: {before} -> {after}" if before else f"{key}: {after} added"


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
                    "before": list(touch.before),
                    "after": list(touch.after),
                }
                for touch in layer.touches
            ],
        }
        for layer in base.layers
    ]
