"""What has become of a recorded decision: made again from its own profile, it comes out the same, or here is why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.analysis.changes import Change, changes
from advisor.analysis.comparison import Comparison, compare
from advisor.check.checks import found
from advisor.check.edits import VISIBLE, edits
from advisor.check.judge import Judge
from advisor.check.reading import Record
from advisor.check.sidecars import Sidecar
from advisor.engine.dating import ENDED, status_on
from advisor.model.finding import Finding
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.report.changes import changed_routes
from advisor.report.comparison import origin
from advisor.report.origins import marked
from advisor.report.words import VERDICTS, listed, titles

ORDER = ("clear", "lean", "toss-up", "none-eligible")
SHOWN = 8
SHOWN_WAYS = 4


@dataclass(frozen=True)
class Remade:
    """A recorded decision, made again on the day of the record and today."""

    record: Record
    sidecar: Sidecar
    profile: Profile
    then: Recommendation
    now: Recommendation

    @property
    def comparison(self) -> Comparison:
        """The two days side by side."""
        return compare(self.then, self.now)


def remake(record: Record, sidecar: Sidecar, profile: Profile, judge: Judge) -> Remade:
    """Make a recorded decision again; raise InputError where its date is before the rule base begins."""
    then = judge.decide(profile, sidecar.as_of)
    return Remade(record, sidecar, profile, then, judge.decide(profile, judge.now))


def look_at_drift(remade: Remade, whole: RuleBase) -> Iterator[Finding]:
    """Yield how the decision has changed, if it has, with what changed it."""
    was, now = remade.sidecar.recommendation.recommendation, remade.now
    place = remade.record.place(remade.record.line_of(r"(Chosen option|No option is chosen)"))
    old, new = _said(whole, was.alternative, was.verdict, was.contenders), _outcome(whole, now)
    causes = _causes(remade, whole)
    if was.alternative != now.alternative:
        yield found(
            "decision-changed",
            f"The recorded decision was {old}; on {now.as_of} it is {new}.",
            place,
            "decision",
            details=causes,
            hint="look at the decision again, and record the new one with `advisor record --supersede`",
            sources=_sources(remade, whole),
        )
    elif _weaker(was.verdict, now.verdict) or was.contenders != now.contenders:
        message = f"The recorded decision was {old}; on {now.as_of} it is {new}."
        yield found("verdict-changed", message, place, "verdict", details=causes, sources=_sources(remade, whole))
    elif causes:
        message = f"The decision still stands: {new}. But its scores have moved since {remade.sidecar.as_of}."
        yield found("scores-moved", message, place, "scores", details=causes, sources=_sources(remade, whole))


def look_at_route(remade: Remade, whole: RuleBase) -> Iterator[Finding]:
    """Yield each component on the recorded route that was usable then and has ended since."""
    components = {component.id: component for component in whole.components}
    for id_, target in _steps(remade.sidecar).items():
        component = components.get(id_)
        if component is None or status_on(component, remade.sidecar.as_of).value in ENDED:
            continue
        status = status_on(component, remade.now.as_of)
        if status.entry and status.value in ENDED:
            word = "since" if status.entry.since else "seen"
            successors = listed([components[s].title for s in component.successors if s in components] or ["?"], "or")
            yield found(
                "component-ended",
                f"The recorded way to {target} leads through {component.title}, "
                f"which is {status.value}, {word} {status.entry.day}.",
                remade.record.place(),
                id_,
                details=(status.entry.note,) if status.entry.note else (),
                hint=f"its successor: {successors}" if component.successors else None,
                sources=status.entry.sources,
            )


def _steps(sidecar: Sidecar) -> dict[str, str]:
    """Return the components on the recorded routes of what was chosen or is still open, and one target of each."""
    result = sidecar.recommendation.recommendation
    chosen = {result.alternative} if result.alternative else set(result.contenders)
    routes = [r for a in sidecar.recommendation.alternatives if a.id in chosen for r in a.routes]
    return {step: route.target for route in reversed(routes) for step in route.steps}


def _weaker(old: str, new: str) -> bool:
    return ORDER.index(new) > ORDER.index(old)


def _outcome(base: RuleBase, now: Recommendation) -> str:
    return _said(base, now.alternative, now.verdict, now.contenders)


def _said(base: RuleBase, alternative: str | None, verdict: str, contenders: Sequence[str]) -> str:
    names = titles(base)
    if alternative is None:
        open_ = listed([names.get(c, c) for c in contenders]) if contenders else "nothing"
        return f"open ({VERDICTS[verdict]}: {open_})" if contenders else f"none ({VERDICTS[verdict]})"
    return f"{names.get(alternative, alternative)} ({VERDICTS[verdict]})"


def _causes(remade: Remade, whole: RuleBase) -> tuple[str, ...]:
    """Say what changed, old to new, the weightiest first; nothing where nothing that anybody can see has changed."""
    comparison = remade.comparison
    moved = [c for c in changes(whole, comparison) if c.what and c.points >= VISIBLE]
    told = [_change(whole, comparison, change) for change in moved[:SHOWN]]
    more = [f"and {len(moved) - SHOWN} smaller changes"] if len(moved) > SHOWN else []
    names = titles(whole)
    ways = [
        f"way from {names[alternative]} to {target}: {old} -> {new}"
        for alternative, target, old, new in changed_routes(remade.then, remade.now)
        if moved
    ]
    return (*edits(remade.sidecar, remade.then), *told, *more, *ways[:SHOWN_WAYS])


def _change(whole: RuleBase, comparison: Comparison, change: Change) -> str:
    names = titles(whole)
    points = ", ".join(f"{names[a]} {_moved(change, a)}" for a, net in change.net.items() if abs(net) >= VISIBLE)
    marks = dict.fromkeys(origin(comparison, moved.rule).mark for moved in change.moved)
    trail = "; ".join(each for each in (marked(*marks), ", ".join(change.sources)) if each)
    return f"{_what(whole, comparison, change)}: {points} [{trail}]"


def _moved(change: Change, alternative: str) -> str:
    mine = [m for m in change.moved if m.alternative == alternative]
    return f"{sum(m.before for m in mine):+.1f} -> {sum(m.after for m in mine):+.1f}"


def _what(whole: RuleBase, comparison: Comparison, change: Change) -> str:
    """Name a change: a component's status, old to new; a rule and what it says; a way; a source."""
    kind, _, id_ = change.what.partition(":")
    day = f" {change.day}" if change.day else ""
    component = next((c for c in whole.components if c.id == id_), None) if kind == "component" else None
    if component:
        old, new = (status_on(component, side.as_of) for side in (comparison.before, comparison.after))
        word = "seen" if new.entry and new.entry.seen else "since"
        return f"{component.title} was {old.value}, is {new.value}, {word}{day}"
    rule = change.moved[0].rule
    says = comparison.after.base.rules.get(rule) or comparison.before.base.rules[rule]
    if kind == "rule":
        return f"{says.because} (rule {id_} {change.why}{day})"
    return f"{change.why or says.because} ({change.what}{day})"


def _sources(remade: Remade, whole: RuleBase) -> tuple[str, ...]:
    moved = (c for c in changes(whole, remade.comparison) if c.what and c.points >= VISIBLE)
    return tuple(dict.fromkeys(source for change in moved for source in change.sources))


def answers_changed(base: RuleBase, old: Profile, new: Profile) -> tuple[str, ...]:
    """Say which answers and priorities differ, old to new."""
    before: dict[str, object] = {**old.answers, **{f"priorities.{k}": v for k, v in old.priorities.items()}}
    after: dict[str, object] = {**new.answers, **{f"priorities.{k}": v for k, v in new.priorities.items()}}
    order = [*base.questions, *(f"priorities.{criterion.id}" for criterion in base.criteria)]
    return tuple(
        f"{id_}: {_answer(before.get(id_))} -> {_answer(after.get(id_))}"
        for id_ in order
        if before.get(id_) != after.get(id_)
    )


def _answer(value: object) -> str:
    if value is None:
        return "unanswered"
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return str(value)


def review_overdue(record: Record, review_after: int | None, today: dt.date) -> Iterator[Finding]:
    """Yield a finding where the day of the next look is past, by the record itself or by the policy."""
    told = record.told
    if told.review_text and told.review is None:
        yield found(
            "review-overdue",
            f"The day of review, {told.review_text!r}, is not a date.",
            record.place(told.review_line),
            "review",
            hint="write it as 2025-03-31",
        )
    elif told.review and told.review < today:
        yield found(
            "review-overdue",
            f"The decision was to be reviewed by {told.review}; today is {today}.",
            record.place(told.review_line),
            "review",
            hint="look at it again, then set another day or record the new decision",
        )
    elif not told.review and review_after and told.date and (today - told.date).days > review_after:
        yield found(
            "review-overdue",
            f"The decision dates from {told.date}; the policy wants another look after {review_after} days.",
            record.place(told.date_line),
            "review",
            hint="look at it again, then set another day (review-by) or record the new decision",
        )
