"""The way from training to the device: which components hand which formats on, and how good the way is.

A route begins at the component an alternative trains with, goes through converters, and ends at a runtime on the
target, or where the target is a format, once that format is there. The best route has the best worst status, then
the fewest steps. An archived component is no way at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from advisor.engine.dating import StatusOn, status_on
from advisor.model.catalogue import Component, Status, Target
from advisor.model.condition import AllOf, Not, Test
from advisor.model.overlay import Layer
from advisor.model.recommendation import Route
from advisor.model.rulebase import Alternative, Citation, Constraint, Rule, RuleBase
from advisor.model.settings import Strength

LEVELS: tuple[Status, ...] = ("active", "maintenance", "beta", "deprecated")
MAX_STEPS = 6
PREFIX = "route:"


@dataclass(frozen=True, slots=True)
class _Path:
    """How a format is reached: the steps up to the one that gives it, and the formats handed over before it."""

    steps: tuple[str, ...]
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A component that an overlay has retired, without which there is no way, or only a worse one."""

    component: Component
    layer: Layer

    def __str__(self) -> str:
        return f"{self.component.title}, which the overlay {self.layer.id} has retired"


class Router:
    """Finds routes among the components of a rule base as they stood on a day."""

    def __init__(self, base: RuleBase, day: dt.date) -> None:
        self.base = base
        self.day = day
        self.components = {c.id: c for c in base.components}
        self.alternatives = {a.id: a for a in base.alternatives}
        self.targets = {t.id: t for t in base.targets}
        self.status: dict[str, StatusOn] = {
            c.id: status_on(c, day) for c in base.components if c.takes or c.gives or c.runs_on
        }
        self._reached: dict[tuple[str, int], dict[str, _Path]] = {}

    @cached_property
    def _takers(self) -> Mapping[str, Sequence[Component]]:
        """By format, the components that take it and exist on the day."""
        takers: dict[str, list[Component]] = {}
        for id_, status in self.status.items():
            for taken in self.components[id_].takes if status.exists else ():
                takers.setdefault(taken, []).append(self.components[id_])
        return takers

    @cached_property
    def _runtimes(self) -> Mapping[str, Sequence[Component]]:
        """By target, the components that run there and exist on the day."""
        runtimes: dict[str, list[Component]] = {}
        for id_, status in self.status.items():
            for target in self.components[id_].runs_on if status.exists else ():
                runtimes.setdefault(target, []).append(self.components[id_])
        return runtimes

    def routes(self, alternative: str, target: str) -> tuple[Route, ...]:
        """Return the best route over each runtime, the best first; dead ones come last."""
        found: dict[str, Route] = {}
        for level in range(len(LEVELS) + 1):
            for route in self._at_level(self.alternatives[alternative], self.targets[target], level):
                found.setdefault(route.steps[-1], route)
        order = {id_: n for n, id_ in enumerate(self.components)}
        return tuple(sorted(found.values(), key=lambda r: (_rank(r.status), len(r.steps), order[r.steps[-1]])))

    def best(self, alternative: str, target: str) -> Route | None:
        """Return the best live route, None where there is none."""
        for level in range(len(LEVELS)):
            found = list(self._at_level(self.alternatives[alternative], self.targets[target], level))
            if found:
                return min(found, key=lambda route: len(route.steps))
        return None

    def lost(self, alternative: str, target: str) -> Lost | None:
        """Return what an overlay has closed of a way that would be better than the best one left; None if nothing."""
        if self._before_retirement is None:
            return None
        was, now = self._before_retirement.best(alternative, target), self.best(alternative, target)
        if was is None or (now and _rank(now.status) <= _rank(was.status)):
            return None
        closed = {component.id: Lost(component, layer) for layer in self.base.layers for component in layer.closed}
        return next((closed[step] for step in was.steps if step in closed), None)

    @cached_property
    def _before_retirement(self) -> Router | None:
        """The routes as they would be with the components that overlays have retired; None if there are none."""
        closed = {component.id: component for layer in self.base.layers for component in layer.closed}
        whole = tuple(closed.get(component.id, component) for component in self.base.components)
        return Router(self.base.replacing(components=whole, layers=()), self.day) if closed else None

    def _at_level(self, alternative: Alternative, target: Target, level: int) -> Iterator[Route]:
        """Yield the routes whose steps are no worse than a level: one per runtime, each the shortest."""
        reached = self._formats(alternative.trains_with, level) if alternative.trains_with else {}
        if target.format is not None:
            path = reached.get(target.format)
            if path and self._may_hand_over(alternative, target.format, path.steps[-1]):
                yield self._route(alternative, target, path.steps, (*path.formats, target.format))
            return
        for runtime in self._runtimes.get(target.id, ()) if reached else ():
            if not self._passable(runtime.id, level):
                continue
            handed = [f for f in runtime.takes if f in reached and runtime.id not in reached[f].steps]
            handed = [f for f in handed if self._may_hand_over(alternative, f)]
            if handed:
                format_ = min(handed, key=lambda f: len(reached[f].steps))
                path = reached[format_]
                yield self._route(alternative, target, (*path.steps, runtime.id), (*path.formats, format_))

    def _may_hand_over(self, alternative: Alternative, *ids: str) -> bool:
        """Tell whether an alternative ships this: a format, or the tool that wrote it, is of one of its families."""
        families = {self.components[id_].family for id_ in ids}
        return not alternative.hands_over or bool(families.intersection(alternative.hands_over))

    def _formats(self, start: str, level: int) -> dict[str, _Path]:
        """Return every format that can be had from a trainer with steps no worse than a level, by a shortest path."""
        key = start, level
        if key not in self._reached:
            self._reached[key] = self._search(start, level)
        return self._reached[key]

    def _search(self, start: str, level: int) -> dict[str, _Path]:
        if start not in self.components or not self._passable(start, level):
            return {}
        reached = {given: _Path((start,), ()) for given in self.components[start].gives}
        frontier = list(reached)
        while frontier:
            following: list[str] = []
            for format_ in frontier:
                path = reached[format_]
                for taker in self._takers.get(format_, ()) if len(path.steps) < MAX_STEPS else ():
                    if not taker.gives or not self._passable(taker.id, level):
                        continue
                    for given in taker.gives:
                        if given not in reached:
                            reached[given] = _Path((*path.steps, taker.id), (*path.formats, format_))
                            following.append(given)
            frontier = following
        return reached

    def _passable(self, id_: str, level: int) -> bool:
        status = self.status.get(id_)
        return status is not None and status.exists and _rank(status.value) <= level

    def _route(
        self, alternative: Alternative, target: Target, steps: tuple[str, ...], formats: tuple[str, ...]
    ) -> Route:
        weakest = max(reversed(steps), key=lambda id_: _rank(self.status[id_].value))
        return Route(alternative.id, target.id, steps, formats, self.status[weakest].value, weakest)


def _rank(status: Status) -> int:
    return LEVELS.index(status) if status in LEVELS else len(LEVELS)


def is_route(row: Rule | Constraint) -> bool:
    """Tell whether a rule or constraint was made from a route."""
    return row.id.startswith(PREFIX)


def route_rows(base: RuleBase, router: Router, day: dt.date) -> tuple[list[Rule], list[Constraint]]:
    """Turn what the routes say on a day into rules and constraints over single answers: all is weighed alike."""
    maker = _Rows(base, router, day)
    for target in base.targets:
        if base.questions[target.question].reading == "every":
            for alternative in base.alternatives:
                maker.add_every(alternative, target)
    for question in base.questions.values():
        targets = [t for t in base.targets if t.question == question.id and question.reading == "any"]
        for alternative in base.alternatives if targets else ():
            maker.add_any(alternative, question.id, targets)
    return maker.rules, maker.constraints


class _Rows:
    """Makes the rows of routes."""

    def __init__(self, base: RuleBase, router: Router, day: dt.date) -> None:
        self.base = base
        self.router = router
        self.day = day
        self.rules: list[Rule] = []
        self.constraints: list[Constraint] = []

    def add_every(self, alternative: Alternative, target: Target) -> None:
        """Add the row of a target that must be reached, where the way there is weak or missing."""
        operator = "has" if self.base.questions[target.question].kind == "many" else "in_"
        fields: dict[str, Any] = {"question": target.question, operator: (target.id,)}
        when = Test.model_construct(**fields)
        self._add(f"{PREFIX}{alternative.id}:{target.id}", alternative, (target,), when)

    def add_any(self, alternative: Alternative, question: str, targets: Sequence[Target]) -> None:
        """Add the rows of a question of which one answer will do: one for each level no answer betters."""
        levels: dict[int, list[Target]] = {}
        for target in targets:
            best = self.router.best(alternative.id, target.id)
            levels.setdefault(_rank(best.status) if best else len(LEVELS), []).append(target)
        for level in sorted(levels):
            here = Test.model_construct(question=question, has=tuple(t.id for t in levels[level]))
            better = tuple(t.id for n in levels if n < level for t in levels[n])
            worse = Not.model_construct(not_=Test.model_construct(question=question, has=better))
            when = AllOf.model_construct(all=(here, worse)) if better else here
            name = question.partition(".")[2]
            word = LEVELS[level] if level < len(LEVELS) else "none"
            self._add(f"{PREFIX}{alternative.id}:{name}:{word}", alternative, tuple(levels[level]), when)

    def _add(self, id_: str, alternative: Alternative, targets: Sequence[Target], when: AllOf | Test) -> None:
        best = self.router.best(alternative.id, targets[0].id)
        row: dict[str, Any] = {"id": id_, "since": self.day, "when": when, "sources": self._citations(targets, best)}
        if best is None and any(t.closed for t in targets):
            said: dict[str, Any] = {
                "because": self._no_way(alternative, targets),
                "lift": _lift(targets, self._lost(alternative, targets)),
                "excludes": (alternative.id,),
            }
            self.constraints.append(Constraint.model_construct(**row, **said))
        elif strength := self._strength(best):
            because = self._weak(alternative, targets, best) if best else self._no_way(alternative, targets)
            effect = {alternative.id: strength}
            self.rules.append(Rule.model_construct(**row, because=because, effect=effect))

    def _strength(self, best: Route | None) -> Strength | None:
        """Return what a way costs; None for a good one."""
        return self.base.settings.routes.get(best.status if best else "none")

    def _weak(self, alternative: Alternative, targets: Sequence[Target], best: Route) -> str:
        weakest, said = self.router.components[best.weakest].title, _said(best.status)
        lost = self._lost(alternative, targets)
        more = f"; a better one led through {lost}" if lost else ""
        return f"The best way from {alternative.title} to {_titles(targets)} leads through {weakest}, {said}{more}."

    def _lost(self, alternative: Alternative, targets: Sequence[Target]) -> Lost | None:
        return next((lost for t in targets if (lost := self.router.lost(alternative.id, t.id))), None)

    def _no_way(self, alternative: Alternative, targets: Sequence[Target]) -> str:
        lost = next(((t, lost) for t in targets if (lost := self.router.lost(alternative.id, t.id))), None)
        if lost:
            where = "there" if len(targets) == 1 else f"to {lost[0].title}"
            return (
                f"No way from {alternative.title} to {_titles(targets)} is left: the one {where} led through {lost[1]}."
            )
        dead = [r for t in targets for r in self.router.routes(alternative.id, t.id)]
        text = f"No way from {alternative.title} to {_titles(targets)} is known"
        if dead:
            ended = self.router.components[dead[0].weakest].title
            return f"{text}: the one there was led through {ended}, which is archived."
        reason = targets[0].because
        return f"{text}. {reason}" if reason else f"{text}."

    def _citations(self, targets: Sequence[Target], best: Route | None) -> tuple[Citation, ...]:
        entry = self.router.status[best.weakest].entry if best else None
        ids = entry.sources if entry else tuple(dict.fromkeys(s for t in targets for s in t.sources))
        return tuple(Citation(source=id_) for id_ in ids)


def _lift(targets: Sequence[Target], lost: Lost | None) -> str:
    """Say what would let an alternative reach targets to which no way is known."""
    if lost is None:
        return f"Choose another target than {_titles(targets)}, or show a way there that is not known here."
    by = lost.layer.by or f"whoever keeps the overlay {lost.layer.id}"
    return f"Choose another target than {_titles(targets)}, show another way there, or ask {by} about the retirement."


def _titles(targets: Sequence[Target]) -> str:
    return " or ".join(t.title for t in targets)


def _said(status: Status) -> str:
    return {"beta": "still in beta", "deprecated": "which is deprecated"}.get(status, status)
