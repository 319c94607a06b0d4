"""Routes and silenced rules as people read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.engine.conditions import evaluate
from advisor.engine.dating import status_on
from advisor.engine.program import compile_program
from advisor.model.catalogue import Component
from advisor.model.profile import Profile
from advisor.model.recommendation import Reach, Recommendation, Route, Silenced
from advisor.model.rulebase import RuleBase
from advisor.report.origins import marked, step_origins

NO_WAY = "no way known"


@dataclass(frozen=True, slots=True)
class Step:
    """A component on a way: the format it is handed, its status, what to install and which call to make."""

    title: str
    takes: str | None
    status: str
    install: str | None
    call: str | None


@dataclass(frozen=True, slots=True)
class Way:
    """How an alternative reaches a target: the chain in words, its status, its steps, what to watch for.

    `layer` says which of the steps overlays brought in or changed.
    """

    target: str
    chain: str
    status: str
    steps: tuple[Step, ...]
    others: tuple[str, ...]
    warnings: tuple[str, ...]
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Fallen:
    """A rule that would have counted, had not a component it relies on ended."""

    rule: str
    because: str
    reason: str


def ways_of(recommendation: Recommendation, alternative: str) -> tuple[Way, ...]:
    """Return how an alternative reaches each target that the profile names."""
    return tuple(_way(recommendation, reach) for reach in recommendation.reaches[alternative])


def _way(recommendation: Recommendation, reach: Reach) -> Way:
    base = recommendation.base
    components = {component.id: component for component in base.components}
    title = next(target.title for target in base.targets if target.id == reach.target)
    if reach.best is None:
        return Way(title, NO_WAY, "none", (), (), reach.warnings)
    return Way(
        target=title,
        chain=chain(base, reach.best),
        status=reach.best.status,
        steps=tuple(_steps(reach.best, components, recommendation.as_of)),
        others=tuple(f"{chain(base, route)} ({route.status})" for route in reach.others),
        warnings=reach.warnings,
        layer=marked(*(f"{components[id_].title} {o.mark}" for id_, o in step_origins(base, reach.best.steps))),
    )


def chain(base: RuleBase, route: Route) -> str:
    """Say a route as its steps in order."""
    titles = {component.id: component.title for component in base.components}
    return " > ".join(titles[step] for step in route.steps)


def _steps(route: Route, components: dict[str, Component], day: dt.date) -> Iterator[Step]:
    taken = (None, *route.formats)
    for n, id_ in enumerate(route.steps):
        component, format_ = components[id_], taken[n] if n < len(taken) else None
        title = components[format_].title if format_ else None
        yield Step(component.title, title, status_on(component, day).value, component.install, component.call)


def fallen(recommendation: Recommendation, profile: Profile) -> tuple[Fallen, ...]:
    """Return the silenced rules that would have held for a profile."""
    base, silenced = recommendation.base, recommendation.silenced_rules
    if not silenced:
        return ()
    masks = compile_program(base, recommendation.as_of, ()).encode(profile.answers)
    held = (s for s in silenced if evaluate(s.rule.when, masks, base.questions))
    return tuple(Fallen(s.rule.id, s.rule.because, _reason(s, base)) for s in held)


def _reason(silenced: Silenced, base: RuleBase) -> str:
    title = next(component.title for component in base.components if component.id == silenced.component)
    entry = silenced.entry
    return f"{title} is {entry.value}, {'since' if entry.since else 'seen'} {entry.day}"
