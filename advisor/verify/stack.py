"""What a way from training to the devices asks to be installed, on one system and one Python."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from advisor.engine.conditions import bits_of, evaluate, mask_of
from advisor.model.catalogue import Component, Pin
from advisor.model.profile import Answer
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement, and the ids of the components that ask for it."""

    requirement: str
    components: tuple[str, ...]


def steps_of(recommendation: Recommendation, alternative: str) -> tuple[Component, ...]:
    """Return the components on the best ways of an alternative to every target, the one that trains first."""
    base = recommendation.base
    components = {c.id: c for c in base.components}
    trainer = next(a.trains_with for a in base.alternatives if a.id == alternative)
    routes = [reach.best for reach in recommendation.reaches[alternative] if reach.best]
    ids = dict.fromkeys([trainer, *(step for route in routes for step in route.steps)])
    return tuple(components[id_] for id_ in ids if id_ in components)


def unreached(recommendation: Recommendation, alternative: str) -> tuple[str, ...]:
    """Return the titles of the targets to which an alternative has no way."""
    title = {t.id: t.title for t in recommendation.base.targets}
    return tuple(title[r.target] for r in recommendation.reaches[alternative] if r.best is None)


def wanted_by(steps: tuple[Component, ...], base: RuleBase, answers: Mapping[str, Answer]) -> tuple[Wanted, ...]:
    """Return what the steps ask for under some answers; a condition on an open question does not hold."""
    masks: dict[str, int | None] = {
        id_: mask_of((answer,) if isinstance(answer, str) else answer, bits_of(base.questions[id_]))
        for id_, answer in answers.items()
    }
    asking: dict[str, list[str]] = {}
    for step in steps:
        for installation in step.installs:
            if evaluate(installation.when, masks, base.questions):
                for need in installation.needs:
                    asking.setdefault(need, []).append(step.id)
    return tuple(Wanted(need, tuple(dict.fromkeys(ids))) for need, ids in asking.items())


def shut_out(steps: tuple[Component, ...], python: str, day: dt.date, pins: Mapping[str, str]) -> tuple[str, ...]:
    """Say which steps are not to be had for a Python by what the rule base knew on a day.

    uv leaves upper bounds on Python out of account, and steps that are no packages have bounds as well. Where the
    index has a newer version of a step's package than the rule base, the index is right.
    """
    bounds = [(step, pin) for step in steps for pin in step.pins if pin.package == "python" and pin.seen <= day]
    return tuple(
        f"{step.title} needs Python {_range(pin)} ({pin.source})"
        for step, pin in bounds
        if not _holds(pin, numbers(python)) and not _is_newer(pins.get(normal(step.package or "")), step.version)
    )


def _holds(pin: Pin, version: tuple[int, ...]) -> bool:
    return numbers(pin.at_least or "0") <= version and (pin.below is None or version < numbers(pin.below))


def _range(pin: Pin) -> str:
    parts = [f"{pin.at_least} or newer"] if pin.at_least else []
    return ", ".join([*parts, *([f"below {pin.below}"] if pin.below else [])])


def _is_newer(found: str | None, known: str | None) -> bool:
    return bool(found and known) and numbers(found or "") > numbers(known or "")


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, to compare; what is not a number is left out."""
    return tuple(int(part) for part in version.partition("+")[0].split(".") if part.isdigit())


def normal(name: str) -> str:
    """Return a package's name as an index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def not_covered(steps: tuple[Component, ...]) -> tuple[Component, ...]:
    """Return the steps that no Python package is known for: apps, containers, compilers of makers."""
    return tuple(step for step in steps if not step.installs)
