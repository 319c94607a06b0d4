"""Which step of an overlay brought it about that something which it does not touch no longer fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from advisor.errors import Fault, Place
from advisor.loading.patchwork import Elsewhere
from advisor.loading.pieces import Pieces
from advisor.model.overlay import KINDS, RETIRABLE
from advisor.model.rulebase import RuleBase


@dataclass
class Causes:
    """Finds causes by laying fewer steps of the overlay and looking whether the fault is there yet."""

    base: RuleBase
    pieces: Pieces
    faults_of: Callable[[Pieces], Iterable[Fault]]
    _found: dict[int, frozenset[tuple[str, Place | None]]] = field(default_factory=dict)

    def placed(self, fault: Fault) -> Fault:
        """Give a fault of the rule base's own part the place of the step that brought it about."""
        if not isinstance(fault.place, Elsewhere):
            return fault
        kind, id_ = fault.place.kind, fault.place.id
        name = id_ if kind == "file" else f"the {kind} {id_!r}"
        what = f"{name} of {self._home(kind, id_)}"
        ways = ("change" if kind in KINDS else "", "retire" if kind in RETIRABLE else "")
        advice = f"{' or '.join(way for way in ways if way)} it as well, or " if any(ways) else ""
        place = self.pieces.place_of(self._step_of(fault))
        return Fault(f"{what} no longer fits: {fault.message}", place, f"{advice}take back what is done here")

    def _home(self, kind: str, id_: str) -> str:
        """Name what something comes from, and the overlay that changed it last."""
        home, touches = self.base.layer_of(kind, id_), self.base.touches(kind, id_)
        changed = [layer.id for layer, touch in touches if touch.act == "changed"]
        return f"{home}, changed by {changed[-1]}," if changed else home

    def _step_of(self, fault: Fault) -> int:
        """Return the number of a step with which the fault is there and without which it is not."""
        without, there = 0, self.pieces.steps
        while there - without > 1:
            middle = (without + there) // 2
            is_there = (fault.message, fault.place) in self._after(middle)
            without, there = (without, middle) if is_there else (middle, there)
        return there

    def _after(self, steps: int) -> frozenset[tuple[str, Place | None]]:
        if steps not in self._found:
            self._found[steps] = frozenset((f.message, f.place) for f in self.faults_of(self.pieces.first(steps)))
        return self._found[steps]
