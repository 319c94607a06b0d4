"""What the checks look at: a rule base with the places of its parts, and what several checks want to know of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from advisor.engine.dating import silenced_by
from advisor.engine.knowledge import Knowledge, take
from advisor.errors import Place
from advisor.loading.places import Places
from advisor.model.catalogue import Component
from advisor.model.finding import Check, Finding
from advisor.model.rulebase import Claim, Rule, RuleBase, Source
from advisor.quality.lint.logic import Logic

if TYPE_CHECKING:
    from advisor.quality.lint.outcomes import Outcomes

ONE_DAY = dt.timedelta(days=1)
Progress = Callable[[float], None]


def unseen(_: float) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class Subject:
    """A rule base under lint. `today` and `stale_after` (days) are for what ages; `told` hears of progress, 0 to 1."""

    base: RuleBase
    places: Places
    today: dt.date
    stale_after: int
    claims: tuple[Claim, ...] = ()
    told: Progress = field(default=unseen, compare=False)

    @cached_property
    def logic(self) -> Logic:
        """Decides about conditions."""
        return Logic(self.base.questions)

    @cached_property
    def components(self) -> Mapping[str, Component]:
        """The components by id."""
        return {component.id: component for component in self.base.components}

    @cached_property
    def knowledge(self) -> Knowledge:
        """The rule base on the day up to which it was reviewed."""
        return take(self.base)

    @cached_property
    def outcomes(self) -> Outcomes:
        """What the search for witnesses found; takes its time."""
        from advisor.quality.lint.outcomes import search  # it needs a subject itself

        return search(self)

    @cached_property
    def signs(self) -> Mapping[str, Mapping[str, int]]:
        """By rule, the alternatives that it moves, and whether up (1) or down (-1)."""
        return {rule.id: signs_of(rule, self.base) for rule in self.base.rules.values()}

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id."""
        return {source.id: source for source in self.base.sources}

    @cached_property
    def never_firing(self) -> frozenset[str]:
        """The rules whose condition no answers fulfil, about which nothing else is worth saying."""
        return frozenset(id_ for id_, r in self.base.rules.items() if self.logic.witness((r.when, True)) is None)

    def first_day(self, rule: Rule) -> dt.date:
        """Return the first day on which a rule holds and one of its sources is published."""
        published = (self.sources[citation.source].date or rule.since for citation in rule.sources)
        return max(rule.since, min(published))

    def last_day(self, rule: Rule) -> dt.date | None:
        """Return the last day up to the review on which a rule speaks; None where there is none."""
        reviewed = self.base.settings.reviewed
        day = min(reviewed, rule.until - ONE_DAY) if rule.until else reviewed
        while rule.since <= day and (silenced := silenced_by(rule, self.components, day)):
            day = silenced.entry.day - ONE_DAY
        return day if rule.since <= day else None

    def overlap(self, first: Rule, second: Rule) -> bool:
        """Tell whether two rules speak on some day together, up to the review."""
        ends = self.last_day(first), self.last_day(second)
        begins = max(self.first_day(first), self.first_day(second))
        return None not in ends and begins <= min(day for day in ends if day)

    def spot(self, kind: str, id_: str, *steps: str | int, key: bool = False) -> Place:
        """Return where a part of something stands."""
        return self.places.of(kind, id_, *steps, key=key)


def signs_of(rule: Rule, base: RuleBase) -> dict[str, int]:
    """Return by alternative whether a rule speaks for (1) or against it (-1)."""
    return {a: -1 if word[0] == "-" else 1 for name, word in rule.effect.items() for a in base.members[name]}


@dataclass(frozen=True)
class Lint:
    """A check and how it looks."""

    check: Check
    find: Callable[[Check, Subject], Iterable[Finding]]

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """Yield what the check finds."""
        yield from self.find(self.check, subject)


def found(
    check: Check,
    place: Place,
    key: str,
    message: str,
    *details: str,
    hint: str | None = None,
    sources: Iterable[str] = (),
) -> Finding:
    """Make a finding of a check."""
    return Finding(check.id, check.severity, message, place, key, details, hint, tuple(sources))
