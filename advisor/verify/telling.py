"""What verifying found, as text and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from advisor.model.catalogue import Component
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.report.text import printed
from advisor.report.words import clean, listed
from advisor.verify.conflict import Conflict
from advisor.verify.stack import Wanted, normal, numbers
from advisor.verify.verification import Outcome, Verified

SHOWN_LINES = 12
PRE_RELEASE = re.compile(r"\d(a|b|rc|\.?dev)\d")
FORMAT = "advisor.verification/1"
Told = Iterator[RenderableType]


def verified_text(
    profile: Profile, recommendation: Recommendation, found: Sequence[Verified], *, width: int, colour: bool
) -> str:
    """Render what was found for a terminal, a line for each Python and system."""
    return printed(Group(*_parts(profile, recommendation, found)), width=width, colour=colour)


def _parts(profile: Profile, recommendation: Recommendation, found: Sequence[Verified]) -> Told:
    yield Text(clean(profile.name), style="bold")
    yield Text(f"As of {recommendation.as_of}; versions as the package index has them now.", style="dim")
    for verified in found:
        yield Text()
        yield from _stack(verified)


def _stack(verified: Verified) -> Told:
    yield _summary(verified)
    yield _in(2, Text(f"Steps: {', '.join(step.title for step in verified.steps)}"))
    for step in verified.not_covered:
        how = f" ({step.install})" if step.install else ""
        yield _in(2, Text(f"Not covered: {step.title}{how}", style="dim"))
    if verified.unreached:
        yield _in(2, Text(f"No way there, so nothing to verify: {', '.join(verified.unreached)}", style="yellow"))
    yield from (_in(2, Text(line, style="yellow")) for line in _open(verified))
    for outcome in verified.outcomes:
        yield from _outcome(outcome, verified.steps)


def _summary(verified: Verified) -> Text:
    missing = len(verified.not_covered)
    left = f", {missing} of its {len(verified.steps)} steps not covered" if missing else ""
    if verified.is_empty:
        return Text(f"{verified.title}: nothing to resolve{left}", style="bold yellow")
    says = "resolves" if verified.resolves else "does not resolve"
    return Text(f"{verified.title}: {says}{left}", style="bold green" if verified.resolves else "bold red")


def _open(verified: Verified) -> Iterator[str]:
    if verified.is_empty:
        return
    if verified.python_open:
        yield "The profile leaves the Python open: one that resolves on each system will do."
    if verified.system_open:
        yield f"The profile leaves the system open: {verified.outcomes[0].at.title} is taken."


def _outcome(outcome: Outcome, steps: Sequence[Component]) -> Told:
    if outcome.is_empty:
        yield _in(2, Text(f"{outcome.at}: nothing to resolve", style="dim"))
        return
    if outcome.conflict is None:
        count = "1 package" if len(outcome.pins) == 1 else f"{len(outcome.pins)} packages"
        yield _in(2, Text.assemble(f"{outcome.at}: ", ("resolves", "green"), f", {count}"))
        for text in (*outcome.lacking, *held_back(outcome, steps), *pre_releases(outcome)):
            yield _in(6, Text(text, style="dim"))
        return
    yield _in(2, Text.assemble(f"{outcome.at}: ", ("does not resolve", "red")))
    titles = {step.id: step.title for step in steps}
    for line in _conflict_lines(outcome.conflict, titles):
        yield _in(6, Text(line))
    if not outcome.conflict.words:
        return
    yield _in(6, Text("In uv's words:", style="dim"))
    lines = [line for line in outcome.conflict.words.splitlines() if line]
    yield from (_in(8, Text(line, style="dim")) for line in lines[:SHOWN_LINES])
    if len(lines) > SHOWN_LINES:
        yield _in(8, Text(f"and {len(lines) - SHOWN_LINES} more lines; --format json has them all", style="dim"))


def _conflict_lines(conflict: Conflict, titles: dict[str, str]) -> Iterator[str]:
    named = [f"{wanted.requirement} ({_for(wanted, titles)})" for wanted in conflict.between]
    if named:
        yield f"{listed(named, 'and')} {'do not go together.' if len(named) > 1 else 'cannot be installed.'}"
    yield from (f"- {reason}" for reason in conflict.reasons)
    lifts = listed(conflict.lifts) if conflict.lifts else "no other Python or system that was tried"
    yield f"What would lift it: {lifts}."


def _for(wanted: Wanted, titles: dict[str, str]) -> str:
    return listed([titles[id_] for id_ in wanted.components], "and")


def held_back(outcome: Outcome, steps: Sequence[Component]) -> Iterator[str]:
    """Yield the packages of the steps that had to stay older than the newest that the rule base knows."""
    seen: set[str] = set()
    for step in steps:
        package = normal(step.package or "")
        pin = outcome.pins.get(package)
        if step.version and pin and package not in seen and numbers(pin) < numbers(step.version):
            seen.add(package)
            yield f"{package} {pin}, older than the newest known, {step.version}"


def pre_releases(outcome: Outcome) -> Iterator[str]:
    """Yield the packages that nothing but a pre-release was found of."""
    for package, version in outcome.pins.items():
        if PRE_RELEASE.search(version):
            yield f"{package} {version} is a pre-release"


def _in(indent: int, text: Text) -> Padding:
    return Padding(text, (0, 0, 0, indent))


def verified_json(profile: Profile, recommendation: Recommendation, found: Sequence[Verified]) -> str:
    """Render what was found as JSON."""
    shape = {
        "format": FORMAT,
        "profile": profile.name,
        "as_of": str(recommendation.as_of),
        "resolves": all(verified.resolves for verified in found),
        "alternatives": [_stack_shape(verified) for verified in found],
    }
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


def _stack_shape(verified: Verified) -> dict[str, Any]:
    return {
        "id": verified.alternative,
        "resolves": verified.resolves,
        "nothing_to_resolve": verified.is_empty,
        "steps": [step.id for step in verified.steps],
        "not_covered": [step.id for step in verified.not_covered],
        "unreached": list(verified.unreached),
        "python_open": verified.python_open,
        "system_open": verified.system_open,
        "combinations": [_outcome_shape(outcome, verified.steps) for outcome in verified.outcomes],
    }


def _outcome_shape(outcome: Outcome, steps: Sequence[Component]) -> dict[str, Any]:
    conflict = outcome.conflict
    return {
        "python": outcome.at.python,
        "system": outcome.at.system,
        "platform": outcome.at.platform,
        "resolves": conflict is None,
        "requirements": [_wanted_shape(wanted) for wanted in outcome.wanted],
        "pins": outcome.pins,
        "lacking": list(outcome.lacking),
        "held_back": list(held_back(outcome, steps)),
        "pre_releases": list(pre_releases(outcome)),
        "conflict": conflict
        and {
            "between": [_wanted_shape(wanted) for wanted in conflict.between],
            "reasons": list(conflict.reasons),
            "lifts": list(conflict.lifts),
            "detail": conflict.words,
        },
    }


def _wanted_shape(wanted: Wanted) -> dict[str, Any]:
    return {"requirement": wanted.requirement, "components": list(wanted.components)}
