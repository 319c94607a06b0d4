"""Which facts moved the advice since the articles that the rule base began with, or since it began."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from advisor.analysis.changes import Change, changes
from advisor.analysis.comparison import compare
from advisor.engine.decision import decide
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.report.words import headline, titles

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Happened:
    """A change in what is known: what it says, why it counts now, and by how many points it moved whom."""

    id: str
    text: str
    why: str
    nets: tuple[tuple[str, float], ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A day with what happened on it; without a day, what follows from changes of several days."""

    day: str | None
    happened: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The advice on an early day and now; what moved it most between, and the rest, by day.

    Where the rule base began with articles, `corrected` is the day on which rules end that were untrue already when
    they appeared.
    """

    since: str
    then: str
    now: str
    stays: bool
    corrected: str | None
    moments: tuple[Moment, ...]
    rest: tuple[Moment, ...]
    rest_count: int


def baseline(base: RuleBase) -> dt.date:
    """Return the day that stands for the articles: the end of the month of the last, or of that in which it began."""
    last = max(_articles(base), default=base.settings.since)
    return max(last.replace(day=calendar.monthrange(last.year, last.month)[1]), base.settings.since)


def _articles(base: RuleBase) -> list[dt.date]:
    return [source.date for source in base.sources if source.evidence == "article" and source.date]


def timeline_of(whole: RuleBase, profile: Profile, now: Recommendation) -> Timeline | None:
    """Tell what moved a recommendation since the articles or the beginning; None where it is of no later day.

    `whole` is the rule base with all its rules, of whatever day.
    """
    day = baseline(whole)
    if now.as_of <= day:
        return None
    then = decide(whole, profile, day)
    found = [change for change in changes(whole, compare(then, now)) if change.what]
    shown, rest = found[:SHOWN], found[SHOWN:]
    return Timeline(
        since=day.isoformat(),
        then=headline(then),
        now=headline(now),
        stays=then.alternative == now.alternative,
        corrected=(day + dt.timedelta(days=1)).isoformat() if _articles(whole) else None,
        moments=tuple(_moments(whole, now, shown)),
        rest=tuple(_moments(whole, now, rest)),
        rest_count=len(rest),
    )


def _moments(whole: RuleBase, now: Recommendation, found: Sequence[Change]) -> Iterator[Moment]:
    by_day = sorted(found, key=lambda change: (change.day is None, change.day or dt.date.max))
    for day, group in groupby(by_day, key=lambda change: change.day):
        yield Moment(day.isoformat() if day else None, tuple(_happened(whole, now, change) for change in group))


def _happened(whole: RuleBase, now: Recommendation, change: Change) -> Happened:
    kind, _, id_ = change.what.partition(":")
    names = titles(now.base)
    nets = sorted(change.net.items(), key=lambda net: -net[1])
    shown = tuple((names[a], round(points, 1)) for a, points in nets if round(points, 1))
    defined = {source.id for source in whole.sources if source.kind == "definition"}
    sources = tuple(id_ for id_ in change.sources if id_ not in defined)
    return Happened(
        change.what if kind == "route" else id_, _text(whole, kind, id_, change), _why(change), shown, sources
    )


def _text(whole: RuleBase, kind: str, id_: str, change: Change) -> str:
    match kind:
        case "rule":
            return whole.rules[id_].because
        case "component":
            title = next(c.title for c in whole.components if c.id == id_)
            return f"{title}: {len({m.rule for m in change.moved})} of the rules that relied on it fell silent."
        case "source":
            return next(s.title for s in whole.sources if s.id == id_)
        case _:
            return change.why


def _why(change: Change) -> str:
    kind = change.what.partition(":")[0]
    match kind:
        case "rule":
            return "Counts since then" if change.why == "counts from" else "Counts no longer"
        case "source":
            return "Rests on one more source"
        case "route":
            return "The way there changed"
        case _:
            return change.why
