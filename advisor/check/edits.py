"""What was done to the rules that a record was made with: to the rule base itself, and to what lay over it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.check.sidecars import Sidecar
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.report.origins import own_digest, rule_origin

VISIBLE = 0.05
SHOWN = 4
DIGEST = 15


def edits(sidecar: Sidecar, made: Recommendation) -> Iterator[str]:
    """Say which rules were edited, where a decision made again on its own day comes out otherwise than recorded."""
    old = sidecar.recommendation.points
    new = {(s.alternative, c.rule): c.points for s in made.standings for c in s.contributions}
    moved = {key: new.get(key, 0.0) - old.get(key, 0.0) for key in old.keys() | new.keys()}
    visible = sorted((key for key, by in moved.items() if abs(by) >= VISIBLE), key=lambda key: (-abs(moved[key]), key))
    if visible or not _same_result(sidecar, made):
        yield from _edited(sidecar, made.base)
    for alternative, rule in visible[:SHOWN]:
        points = f"{old.get((alternative, rule), 0.0):+.1f} -> {new.get((alternative, rule), 0.0):+.1f}"
        touched = rule_origin(made.base, rule).mark
        yield f"on {sidecar.as_of}, rule {rule}{f' ({touched})' if touched else ''} gives {alternative} {points}"
    if len(visible) > SHOWN:
        yield f"and {len(visible) - SHOWN} more"


def _same_result(sidecar: Sidecar, made: Recommendation) -> bool:
    was = sidecar.recommendation.recommendation
    return (was.alternative, was.verdict, was.contenders) == (made.alternative, made.verdict, made.contenders)


def _edited(sidecar: Sidecar, base: RuleBase) -> Iterator[str]:
    """Say what differs: the rule base itself, and each overlay that was edited, added, or laid in another place."""
    was, version = sidecar.recommendation.rule_base, base.settings.version
    if _is_base_edited(sidecar, base):
        old = sidecar.base_digest or was.digest
        yield f"the rule base itself was edited: {_named(was.version, old)} -> {_named(version, own_digest(base))}"
    overlays = {overlay.id: overlay for overlay in sidecar.overlays}
    for layer in base.layers:
        before = overlays.get(layer.id)
        if before is None:
            yield f"the overlay {layer.name} was added: the record was made without it"
        elif before.digest != layer.digest:
            told = f"{_named(before.version, before.digest)} -> {_named(layer.version, layer.digest)}"
            yield f"the overlay {layer.id} was edited: {told}"
    order = [layer.id for layer in base.layers if layer.id in overlays]
    if order != [id_ for id_ in overlays if id_ in order]:
        yield f"the overlays are laid in another order: {', '.join(overlays)} -> {', '.join(order)}"


def _is_base_edited(sidecar: Sidecar, base: RuleBase) -> bool:
    """Tell whether it is the rule base itself that differs; an old record tells only the digest of the whole."""
    was = sidecar.recommendation.rule_base
    if sidecar.base_digest:
        return sidecar.base_digest != own_digest(base)
    same = [overlay.digest for overlay in sidecar.overlays] == [layer.digest for layer in base.layers]
    return was.version != base.settings.version or (same and was.digest != base.digest)


def _named(version: str, digest: str) -> str:
    return f"{version} ({digest[:DIGEST]})"
