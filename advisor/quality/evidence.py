"""How well the rule base is supported: the evidence behind rules and components, and what is due for another look."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.engine.dating import status_on
from advisor.model.catalogue import Component
from advisor.model.rulebase import RuleBase, Source


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many rules and components rest on each kind of evidence, and which rest on none."""

    rules: dict[str, int]
    components: dict[str, int]
    sources: dict[str, int]
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A source that was last read too long ago, and what rests on it."""

    source: Source
    days: int
    rules: tuple[str, ...]
    components: tuple[str, ...]


def evidence(base: RuleBase) -> Evidence:
    """Count the evidence behind a rule base. A rule with sources of two kinds counts under both."""
    kinds = {source.id: source.evidence for source in base.sources}
    by_rule: dict[str, set[str]] = {rule.id: {kinds[c.source] for c in rule.sources} for rule in base.rules.values()}
    by_component: dict[str, set[str]] = {c.id: {kinds[s] for s in sources_of(c)} for c in base.components}
    return Evidence(
        rules=_counted(by_rule),
        components=_counted(by_component),
        sources=dict(sorted(Counter(kinds.values()).items())),
        without=tuple(id_ for id_, found in (by_rule | by_component).items() if not found),
    )


def _counted(by_id: dict[str, set[str]]) -> dict[str, int]:
    return dict(sorted(Counter(str(kind) for kinds in by_id.values() for kind in kinds).items()))


def sources_of(component: Component) -> tuple[str, ...]:
    """Return every source that a component's entry names, each once."""
    ids = (*component.sources, *component.named_in, *(p.source for p in component.pins))
    return tuple(dict.fromkeys((*ids, *(s for entry in component.status for s in entry.sources))))


def due(base: RuleBase, today: dt.date, days: int) -> Iterator[Due]:
    """Yield the sources last read more than so many days ago on which something in force rests, the oldest first.

    What a definition or a dated article says does not age; the articles' rules carry their own dates.
    """
    rules = [rule for rule in base.rules.values() if rule.holds_on(today)]
    for source in sorted(base.sources, key=lambda s: (s.read, s.id)):
        age = (today - source.read).days
        if age <= days or source.evidence in ("definition", "article"):
            continue
        resting = tuple(r.id for r in rules if source.id in {c.source for c in r.sources})
        stating = tuple(c.id for c in base.components if _rests(c, source.id, today))
        if resting or stating:
            yield Due(source, age, resting, stating)


def _rests(component: Component, source: str, today: dt.date) -> bool:
    entry = status_on(component, today).entry
    return source in component.sources or bool(entry and source in entry.sources)
