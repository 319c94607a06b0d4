"""A second engine, as plain as can be: it walks the rule base's own data, knows no masks and keeps nothing.

Tests compare the real engine with it; `benchmarks/` measures the real engine against it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from math import fsum
from typing import Any

from advisor.model.rulebase import RuleBase

Plain = dict[str, Any]
UNKNOWN = None
IRRELEVANT = "irrelevant"


def plain(base: RuleBase) -> Plain:
    """Return the rule base as dicts and lists, as it was written."""
    return base.model_dump(by_alias=True, mode="json", exclude={"claims", "components"})


def holds(when: Any, answers: Mapping[str, Any], options: Mapping[str, list[str]]) -> bool | None:
    if when == "always":
        return True
    if "not" in when:
        inner = holds(when["not"], answers, options)
        return UNKNOWN if inner is UNKNOWN else not inner
    if "all" in when:
        values = [holds(part, answers, options) for part in when["all"]]
        return False if False in values else UNKNOWN if UNKNOWN in values else True
    if "any" in when:
        values = [holds(part, answers, options) for part in when["any"]]
        return True if True in values else UNKNOWN if UNKNOWN in values else False
    answer = answers.get(when["question"])
    if answer is None:
        return UNKNOWN
    if answer == IRRELEVANT:
        return False
    chosen = [answer] if isinstance(answer, str) else answer
    order = options[when["question"]]
    if when.get("is") is not None:
        return when["is"] in chosen
    if when.get("in") is not None:
        return any(option in chosen for option in when["in"])
    if when.get("has") is not None:
        return any(option in chosen for option in when["has"])
    if when.get("has_all") is not None:
        return all(option in chosen for option in when["has_all"])
    if when.get("at_least") is not None:
        return any(order.index(option) >= order.index(when["at_least"]) for option in chosen)
    return any(order.index(option) <= order.index(when["at_most"]) for option in chosen)


def option_lists(base: Plain) -> dict[str, list[str]]:
    return {q["id"]: [o["id"] for o in q["options"]] for s in base["sections"] for q in s["questions"]}


def with_relevance(base: Plain, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Mark the unanswered questions that are certainly irrelevant, in the order asked."""
    known = dict(answers)
    options = option_lists(base)
    for section in base["sections"]:
        for question in section["questions"]:
            if question["id"] not in known and holds(question["asked_when"], known, options) is False:
                known[question["id"]] = IRRELEVANT
    return known


def confidence(base: Plain, rule: Plain, day: dt.date) -> float:
    settings, kinds = base["settings"]["confidence"], {s["id"]: s for s in base["sources"]}
    doubt = 1.0
    for source in sorted({citation["source"] for citation in rule["sources"]}):
        found = kinds[source]
        if found["date"] is not None and dt.date.fromisoformat(found["date"]) > day:
            continue
        hedged = all(c["hedged"] for c in rule["sources"] if c["source"] == source)
        doubt *= 1.0 - settings[found["kind"]] * (settings["hedged"] if hedged else 1.0)
    return 1.0 - doubt


def scores(
    base: Plain, answers: Mapping[str, Any], priorities: Mapping[str, str], alternatives: tuple[str, ...], day: dt.date
) -> dict[str, float]:
    """Score by the formulas of docs/method.md, nothing else."""
    settings = base["settings"]
    options, known = option_lists(base), with_relevance(base, answers)
    groups = {a["id"]: {a["id"], *a["groups"]} for a in base["alternatives"]}
    raw = {c["id"]: c["weight"] * settings["priorities"][priorities.get(c["id"], "normal")] for c in base["criteria"]}
    total = fsum(raw.values()) or 1.0
    parts: dict[str, list[float]] = {a: [] for a in alternatives}
    for criterion in base["criteria"]:
        sides: dict[str, tuple[list[float], list[float]]] = {a: ([], []) for a in alternatives}
        for rule in criterion["rules"]:
            in_force = rule["since"] <= day.isoformat() and (rule["until"] is None or day.isoformat() < rule["until"])
            if not in_force or holds(rule["when"], known, options) is not True:
                continue
            support = confidence(base, rule, day)
            for name, word in rule["effect"].items():
                size = settings["strengths"][word.lstrip("-")] * support
                for alternative in alternatives:
                    if name in groups[alternative]:
                        sides[alternative][word.startswith("-")].append(size)
        for alternative, (pro, con) in sides.items():
            value = fsum(pro) / (settings["saturation"] + fsum(pro)) - fsum(con) / (settings["saturation"] + fsum(con))
            parts[alternative].append(raw[criterion["id"]] / total * 50 * value)
    return {a: 50 + fsum(values) for a, values in parts.items()}
