"""Where a rule, a constraint, a weight or a step of a way comes from, where overlays lie over a rule base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from advisor.engine.routes import PREFIX, Router
from advisor.model.condition import tests_in
from advisor.model.rulebase import Constraint, Rule, RuleBase

_VERBS = {"added": "added by", "changed": "changed by", "retired": "retired by"}


@dataclass(frozen=True, slots=True)
class Origin:
    """The overlay that brought a thing in, if one did, and those that changed it since, in order; by their ids.

    `mark` says the same in a few words; it is empty for what is as the rule base has it.
    """

    added_by: str | None = None
    changed_by: tuple[str, ...] = ()
    mark: str = ""

    @property
    def layers(self) -> tuple[str, ...]:
        """The overlays that had a hand in it."""
        return tuple(dict.fromkeys(layer for layer in (self.added_by, *self.changed_by) if layer))

    @property
    def shape(self) -> dict[str, Any]:
        """The origin as plain data."""
        return {"added_by": self.added_by, "changed_by": list(self.changed_by)}


def own_digest(base: RuleBase) -> str:
    """Return the digest of the rule base itself, without what lies over it."""
    return base.layers[0].laid_over if base.layers else base.digest


def origin_of(base: RuleBase, kind: str, id_: str) -> Origin:
    """Return where a thing comes from."""
    touches = [(layer.id, touch.act) for layer, touch in base.touches(kind, id_)]
    return Origin(
        next((layer for layer, act in touches if act == "added"), None),
        tuple(dict.fromkeys(layer for layer, act in touches if act != "added")),
        ", ".join(f"{_VERBS[act]} {layer}" for layer, act in touches),
    )


def row_origin(base: RuleBase, row: Rule | Constraint) -> Origin:
    """Return where a rule or constraint comes from; one that a route makes, by the hands in the way and its target."""
    if row.id.startswith(PREFIX):
        return _route_origin(base, row) if base.layers else Origin()
    return origin_of(base, "rule" if isinstance(row, Rule) else "constraint", row.id)


def rule_origin(base: RuleBase, rule: str) -> Origin:
    """Return where a rule comes from, by its id; of nowhere known where the rule base lacks it."""
    found = base.rules.get(rule)
    return row_origin(base, found) if found else Origin()


def weight_origin(base: RuleBase, criterion: str) -> Origin:
    """Return which overlays brought in a criterion or changed its default weight."""
    touches = base.touches("criterion", criterion)
    added = next((layer.id for layer, touch in touches if touch.act == "added"), None)
    changed = tuple(layer.id for layer, touch in touches if touch.act == "changed" and "weight" in touch.keys)
    marks = [f"added by {added}"] if added else []
    return Origin(added, changed, ", ".join((*marks, *(f"weight changed by {layer}" for layer in changed))))


def mark(base: RuleBase, row: Rule | Constraint) -> str:
    """Say in a few words what overlays did to a rule or constraint, as `changed by acme`; empty for one as it was."""
    return row_origin(base, row).mark


def marked(*names: str) -> str:
    """Join an id and what overlays did to it, as reports write them beside a sentence."""
    return ", ".join(name for name in names if name)


def layer_of(base: RuleBase, row: Rule | Constraint) -> str:
    """Return the id of the overlay, or of the rule base, that a rule or constraint comes from.

    What a route makes comes from where the sources of its weakest step do.
    """
    kind = "rule" if isinstance(row, Rule) else "constraint"
    if base.touches(kind, row.id):
        return base.layer_of(kind, row.id)
    homes = [base.layer_of("source", citation.source) for citation in row.sources]
    return homes[0] if homes and row.id.startswith(PREFIX) else base.settings.id


def step_origins(base: RuleBase, steps: Iterable[str]) -> Iterator[tuple[str, Origin]]:
    """Yield the steps of a way that overlays brought in or changed."""
    for step in steps:
        origin = origin_of(base, "component", step)
        if origin.mark:
            yield step, origin


def _route_origin(base: RuleBase, row: Rule | Constraint) -> Origin:
    """Return whose hands are in a row that a route makes: it is added with its target, changed with what lies on it."""
    alternative, router = row.id.split(":")[1], Router(base, row.since)
    targets = next(iter(tests_in(row.when))).options
    best = router.best(alternative, targets[0])
    lost = next((lost for target in targets if (lost := router.lost(alternative, target))), None)
    steps = (*(best.steps if best else ()), *((lost.component.id,) if lost else ()))
    homes = [(target, origin_of(base, "target", target)) for target in targets]
    hands = [(router.components[step].title, origin) for step, origin in step_origins(base, steps)]
    hands += [(router.targets[target].title, origin) for target, origin in homes if origin.mark]
    added = next((origin.added_by for _, origin in homes if origin.added_by), None)
    others = dict.fromkeys(id_ for _, o in hands for id_ in o.layers if id_ != added)
    return Origin(added, tuple(others), ", ".join(f"{title} {origin.mark}" for title, origin in hands))
