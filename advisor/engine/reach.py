"""What a profile's own targets ask of the routes, and what to watch for on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.engine.dating import status_on
from advisor.engine.knowledge import Knowledge
from advisor.model.catalogue import Component, Pin, Target
from advisor.model.profile import Profile
from advisor.model.recommendation import Reach, Route

VERSION = re.compile(r"\d+(\.\d+)*")


def reaches(knowledge: Knowledge, profile: Profile, alternative: str) -> tuple[Reach, ...]:
    """Return how an alternative reaches each target, device and format that a profile names."""
    return tuple(_reach(knowledge, profile, alternative, target) for target in _targets(knowledge, profile))


def _targets(knowledge: Knowledge, profile: Profile) -> Iterator[Target]:
    for target in knowledge.base.targets:
        answer = profile.answers.get(target.question, ())
        if target.id in ((answer,) if isinstance(answer, str) else answer):
            yield target


def _reach(knowledge: Knowledge, profile: Profile, alternative: str, target: Target) -> Reach:
    found = knowledge.router.routes(alternative, target.id)
    live = [route for route in found if route.is_live]
    if not live:
        return Reach(target.id, None, (), (*_retired(knowledge, alternative, target), *_why_none(knowledge, found)))
    watched = (*_retired(knowledge, alternative, target), *warnings(knowledge, live[0], profile))
    return Reach(target.id, live[0], tuple(live[1:]), watched)


def _retired(knowledge: Knowledge, alternative: str, target: Target) -> Iterator[str]:
    lost = knowledge.router.lost(alternative, target.id)
    if lost:
        way = "a better way" if knowledge.router.best(alternative, target.id) else "the way there"
        yield f"{way} led through {lost}"


def _why_none(knowledge: Knowledge, dead: Sequence[Route]) -> Iterator[str]:
    for route in dead[:1]:
        component = knowledge.router.components[route.weakest]
        entry = knowledge.router.status[route.weakest].entry
        day = f" since {entry.since}" if entry and entry.since else ""
        yield f"{component.title} is archived{day}{_instead(knowledge, component)}"


def _instead(knowledge: Knowledge, component: Component) -> str:
    titles = [knowledge.router.components[id_].title for id_ in component.successors]
    return f"; its successor: {', '.join(titles)}" if titles else ""


def warnings(knowledge: Knowledge, route: Route, profile: Profile) -> Iterator[str]:
    """Yield what to watch for on a route: weak steps, new names, versions that do not fit together or the profile."""
    steps = [knowledge.router.components[id_] for id_ in route.steps]
    for component in steps:
        yield from _step_warnings(knowledge, component)
    yield from _pin_warnings(steps, knowledge)
    yield from _asked_warnings(steps, knowledge, profile)
    unknown = [c.title for c in steps if c.status and status_on(c, knowledge.as_of).entry is None]
    if unknown:
        yield f"status not known on {knowledge.as_of}, taken as usable: {', '.join(unknown)}"


def _step_warnings(knowledge: Knowledge, component: Component) -> Iterator[str]:
    status = status_on(component, knowledge.as_of)
    if status.entry and status.value != "active":
        note = f": {status.entry.note}" if status.entry.note else ""
        yield f"{component.title} is {'in ' if status.value in ('beta', 'maintenance') else ''}{status.value}{note}"
    if component.renamed_to:
        yield f"{component.title} is now called {knowledge.router.components[component.renamed_to].title}"


@dataclass(frozen=True, slots=True)
class _Range:
    """The versions of a package that a component works with: from `low` up to, not including, `high`."""

    component: Component
    low: tuple[int, ...]
    high: tuple[int, ...] | None

    @classmethod
    def of(cls, component: Component, pin: Pin) -> _Range:
        return cls(component, _version(pin.at_least or "0"), _version(pin.below) if pin.below else None)

    def meets(self, other: _Range) -> bool:
        """Whether some version suits both."""
        return (self.high is None or other.low < self.high) and (other.high is None or self.low < other.high)

    def holds(self, version: tuple[int, ...]) -> bool:
        """Whether a version lies in the range."""
        return self.low <= version and (self.high is None or version < self.high)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _ranges(steps: Sequence[Component], knowledge: Knowledge) -> dict[str, list[_Range]]:
    """Return what the steps need of each package, as far as known on the day."""
    needed: dict[str, list[_Range]] = {}
    for component in steps:
        for pin in component.pins:
            if pin.seen <= knowledge.as_of:
                needed.setdefault(pin.package, []).append(_Range.of(component, pin))
    return needed


def _pin_warnings(steps: Sequence[Component], knowledge: Knowledge) -> Iterator[str]:
    newest = {c.package: c for c in steps if c.package and c.version}
    for package, ranges in _ranges(steps, knowledge).items():
        for n, one in enumerate(ranges):
            for other in ranges[n + 1 :]:
                if not one.meets(other):
                    yield f"{one.component.title} and {other.component.title} need different versions of {package}"
        for one in ranges:
            component = newest.get(package)
            if component and component.version and not one.holds(_version(component.version)):
                yield (
                    f"{one.component.title} does not work with the newest {package} ({component.version}): "
                    f"it needs {_said(one)}"
                )


def _said(needed: _Range) -> str:
    low, high = (".".join(map(str, v)) if v else "" for v in (needed.low, needed.high))
    return f"{low} or newer, below {high}" if high else f"{low} or newer"


def _asked_warnings(steps: Sequence[Component], knowledge: Knowledge, profile: Profile) -> Iterator[str]:
    """Yield what does not work with a version that the profile names."""
    for package, question in knowledge.base.settings.versions_asked.items():
        version = str(profile.answers.get(question, ""))
        for one in _ranges(steps, knowledge).get(package, ()) if VERSION.fullmatch(version) else ():
            if not one.holds(_version(version)):
                yield f"{one.component.title} is not to be had for {package} {version}: it needs {_said(one)}"
