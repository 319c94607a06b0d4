"""What a decision case expects of a recommendation, and how one differs from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from pydantic import Field

from advisor.model.base import Id, Model
from advisor.model.recommendation import Recommendation, Standing, Verdict


class Decided(Protocol):
    """What was decided: a recommendation, or the outcome of a weighing."""

    @property
    def verdict(self) -> Verdict:
        """How sure it is."""

    @property
    def alternative(self) -> str | None:
        """What is recommended, None for nothing."""

    @property
    def contenders(self) -> tuple[str, ...]:
        """What is too close to call."""


class Expectation(Model):
    """What a recommendation must be; what is left out is not asked. `fires` and `silent` name rules."""

    alternative: Id | None = None
    verdict: Verdict | None = None
    contenders: tuple[Id, ...] = ()
    never: tuple[Id, ...] = ()
    excluded: tuple[Id, ...] = ()
    routes: Mapping[Id, Mapping[Id, tuple[Id, ...]]] = Field(default_factory=dict)
    fires: tuple[Id, ...] = ()
    silent: tuple[Id, ...] = ()

    @classmethod
    def of(cls, found: Decided) -> Expectation:
        """Expect what was found, as far as it is recommended."""
        if found.alternative:
            return cls(alternative=found.alternative, verdict=found.verdict)
        return cls(verdict=found.verdict, contenders=found.contenders)

    def differs(self, found: Recommendation) -> str | None:
        """Say how a recommendation differs from this, None where it does not."""
        return self.misses(found) or self.misfires(found)

    def misfires(self, found: Recommendation) -> str | None:
        """Say which rule should have fired and did not, or the other way round."""
        if not self.fires and not self.silent:
            return None
        speaking = fired(found)
        missing, surplus = set(self.fires) - speaking, set(self.silent) & speaking
        if missing:
            return f"expected {', '.join(sorted(missing))} to fire"
        return f"expected {', '.join(sorted(surplus))} to be silent" if surplus else None

    def misses(self, found: Recommendation) -> str | None:
        """Say how what is recommended differs, whatever rules led there."""
        decided = self.misdecides(found)
        if decided:
            return decided
        return self.misexcludes(found.standings) or next(self._off_route(found), None)

    def misexcludes(self, standings: Iterable[Standing]) -> str | None:
        """Say who should have been excluded and is not."""
        eligible = set(self.excluded) & {s.alternative for s in standings if s.eligible != "no"}
        return f"expected {', '.join(sorted(eligible))} to be excluded" if eligible else None

    def misdecides(self, found: Decided) -> str | None:
        """Say how the decision differs, which is what points can change of what is recommended."""
        if self.alternative and found.alternative != self.alternative:
            return f"expected {self.alternative}, found {found.alternative or found.verdict}"
        if self.verdict and found.verdict != self.verdict:
            return f"expected the verdict {self.verdict}, found {found.verdict} ({found.alternative})"
        missing = set(self.contenders) - set(found.contenders)
        if missing:
            return f"expected {', '.join(sorted(missing))} among the contenders"
        if found.alternative in self.never:
            return f"expected anything but {found.alternative}"
        return None

    def _off_route(self, found: Recommendation) -> Iterator[str]:
        """Say which best ways do not go through the steps expected; no step expected means that no way is open."""
        for alternative, targets in self.routes.items():
            best = {reach.target: reach.best.steps if reach.best else () for reach in found.reaches[alternative]}
            for target, steps in targets.items():
                taken = best.get(target, ())
                if bool(taken) is not bool(steps) or not set(steps) <= set(taken):
                    yield f"expected {alternative} to reach {target} by {steps or 'no way'}, found {taken or 'no way'}"


def fired(found: Recommendation) -> set[str]:
    """Return the rules that fired, those without effect too, and the constraints that exclude somebody."""
    rules = {c.rule for s in found.standings for c in s.contributions} | {rule for rule, _ in found.neutral_rules}
    return rules | {v.constraint for s in found.standings for v in s.vetoes if not v.open_questions}
