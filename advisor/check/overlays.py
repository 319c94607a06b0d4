"""The overlays in use: do they fit the rule base, and does all that they say count?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from advisor.check.checks import found
from advisor.engine.overlays import mismatches, not_yet
from advisor.errors import Place
from advisor.model.finding import Finding
from advisor.model.rulebase import RuleBase


def look_at_overlays(base: RuleBase, day: dt.date, today: dt.date, files: Sequence[str]) -> Iterator[Finding]:
    """Yield what has to be said of overlays; `day` is that of the knowledge, `files` describe them, in their order."""
    places = {layer.id: Place(file) for layer, file in zip(base.layers, files, strict=True)}
    for layer, told in mismatches(base):
        hint = f"try it, then add {base.settings.version} to the versions under `over`"
        yield found("overlay-version", _sentence(told), places[layer.id], layer.id, hint=hint)
    for each in not_yet(base, day):
        ids = " ".join(id_ for _, id_, _ in each.rows)
        finding = found("overlay-not-counted", _sentence(each.told(day)), places[each.layer.id], ids)
        yield finding if each.first <= today else replace(finding, severity="note")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
