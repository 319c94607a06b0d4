"""A rule base with components, targets and dates, small enough to work out by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from advisor.model.profile import Profile
from advisor.model.rulebase import RuleBase
from tests.strategies import DAY, SETTINGS, SOURCES

LATER = dt.date(2025, 5, 1)
REVIEWED = dt.date(2025, 6, 1)


def component(id_: str, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "title": id_.capitalize(), "family": "own", "kind": "tool", "description": id_, **fields}


def file_format(id_: str, family: str) -> dict[str, Any]:
    return component(id_, kind="format", family=family)


def status(value: str, since: dt.date | None = None, seen: dt.date | None = None, **fields: Any) -> dict[str, Any]:
    return {"value": value, "since": since, "seen": seen, "sources": ["first"], **fields}


def target(id_: str, question: str = "s.where", **fields: Any) -> dict[str, Any]:
    return {"id": id_, "title": id_.capitalize(), "question": question, "sources": ["first"], **fields}


def rule(id_: str, effect: dict[str, str], when: Any = "always", **fields: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "when": when,
        "effect": effect,
        "because": f"It is so: {id_}.",
        "sources": [{"source": "first"}],
        "since": DAY,
        **fields,
    }


COMPONENTS = [
    component("smith", jobs=["train"], gives=["raw"], package="smith", version="3.1"),
    component(
        "caster",
        takes=["raw"],
        gives=["plain"],
        pins=[{"package": "smith", "below": "3", "seen": DAY, "source": "first"}],
    ),
    component("forge", takes=["raw"], gives=["plain"], status=[status("beta", seen=DAY)]),
    component(
        "wagon", takes=["plain"], runs_on=["road"], status=[status("archived", since=LATER)], successors=["ship"]
    ),
    component("cart", takes=["plain"], runs_on=["road"], status=[status("beta", seen=DAY, note="small loads")]),
    component("ship", takes=["raw"], runs_on=["sea"], begins=LATER),
    component("raft", takes=["raw"], runs_on=["sea"], status=[status("deprecated", since=LATER)]),
    file_format("raw", "own"),
    file_format("plain", "common"),
]
TARGETS = [
    target("road"),
    target("sea"),
    target("air", closed=True, because="Its maker takes feathers alone."),
    target("as-raw", "s.form", format="raw", closed=True),
    target("as-plain", "s.form", format="plain", closed=True),
    target("as-gold", "s.form", closed=True),
]


def options(*ids: str) -> list[dict[str, str]]:
    return [{"id": id_, "label": id_} for id_ in ids]


def question(id_: str, *ids: str, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "kind": "many", "prompt": "?", "why": "?", "options": options(*ids), **fields}


QUESTIONS = [
    question("s.where", "road", "sea", "air"),
    question("s.form", "as-raw", "as-plain", "as-gold", reading="any"),
    question("s.python", "3.10", "3.11", kind="one"),
]
ALTERNATIVES: list[dict[str, Any]] = [
    {"id": "red", "hands_over": ["own"]},
    {"id": "green", "hands_over": ["common"]},
    {"id": "blue"},
]


def whole(alternative: dict[str, Any]) -> dict[str, Any]:
    return {"title": alternative["id"], "description": "?", "trains_with": "smith", "ships_through": "?", **alternative}


def made(rules: list[dict[str, Any]] | None = None, **parts: Any) -> RuleBase:
    """Build a rule base; a part given replaces the one above."""
    routes = {"none": "-strong", "deprecated": "-moderate", "beta": "-slight"}
    data = {
        "settings": {
            **SETTINGS,
            "reviewed": REVIEWED,
            "routes": routes,
            "routes_criterion": "c0",
            "versions_asked": {"python": "s.python"},
        },
        "sections": [{"section": "s", "title": "S", "questions": QUESTIONS}],
        "groups": [],
        "alternatives": [whole(a) for a in ALTERNATIVES],
        "criteria": [{"id": "c0", "title": "C0", "judges": "?", "rules": rules or [rule("base", {"red": "slight"})]}],
        "constraints": [],
        "components": COMPONENTS,
        "targets": TARGETS,
        "sources": SOURCES,
    }
    return RuleBase.model_validate(data | parts)


def asked(**answers: Any) -> Profile:
    """Return a profile that answers questions of section `s`."""
    return Profile(answers={f"s.{k}": v for k, v in answers.items()}, alternatives=("red", "green", "blue"))
