"""Checks of evidence: missing, thin, old, or already untrue when it was written down."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.engine.dating import ENDED, status_on
from advisor.engine.program import confidence
from advisor.model.finding import Check, Finding
from advisor.model.rulebase import Constraint, Rule
from advisor.quality.evidence import due, evidence
from advisor.quality.lint.subject import ONE_DAY, Lint, Subject, found

EXACT = "exact, by looking everything up"


def _stated(subject: Subject) -> Iterator[tuple[str, Rule | Constraint]]:
    yield from (("rule", rule) for rule in subject.base.rules.values())
    yield from (("constraint", constraint) for constraint in subject.base.constraints)


def _missing(check: Check, subject: Subject) -> Iterator[Finding]:
    for id_ in evidence(subject.base).without:
        message = f"the component {id_!r} has no source at all"
        yield found(check, subject.spot("component", id_), f"component:{id_}", message, hint="name what was read")
    for kind, statement in _stated(subject):
        last = max(subject.base.settings.reviewed, statement.since)
        last = min(statement.until - ONE_DAY, last) if statement.until else last
        if not confidence(statement.sources, subject.sources, last, subject.base):
            message = f"as long as the {kind} {statement.id!r} holds none of its sources is published"
            hint = "name a source of its time"
            place = subject.spot(kind, statement.id, "sources")
            yield found(check, place, f"{kind}:{statement.id}", message, hint=hint)


def _single(check: Check, subject: Subject) -> Iterator[Finding]:
    sources = subject.sources
    for kind, statement in _stated(subject):
        if not statement.holds_on(subject.base.settings.reviewed):
            continue
        cited = {citation.source for citation in statement.sources}
        if len(cited) == 1 and sources[next(iter(cited))].kind == "secondary":
            source = next(iter(cited))
            message = f"the {kind} {statement.id!r} rests on {source} alone, which is no primary source"
            place = subject.spot(kind, statement.id, "sources")
            hint = "look for what it was written from, or for another that says so"
            yield found(check, place, f"{kind}:{statement.id}", message, hint=hint, sources=cited)


def _stale(check: Check, subject: Subject) -> Iterator[Finding]:
    for one in due(subject.base, subject.today, subject.stale_after):
        message = f"{one.source.id} was read {one.days} days ago, on {one.source.read}"
        resting = f"rests on it: {', '.join((*one.rules, *one.components))}"
        place = subject.spot("source", one.source.id, "read")
        hint = "read it again, mend what has changed, and set `read`"
        yield found(check, place, f"source:{one.source.id}", message, resting, hint=hint, sources=[one.source.id])


def _outdated(check: Check, subject: Subject) -> Iterator[Finding]:
    for rule in subject.base.rules.values():
        for n, id_ in enumerate(rule.relies_on if rule.until is None else ()):
            status = status_on(subject.components[id_], rule.since)
            if status.entry and status.value in ENDED:
                message = f"{rule.id!r} relies on {id_}, which was {status.value} already when the rule began"
                detail = f"{status.value} since {status.entry.day}, the rule since {rule.since}"
                place = subject.spot("rule", rule.id, "relies_on", n)
                hint = "end the rule on the day of its source, or rely on what is there"
                yield found(check, place, f"{rule.id}:{id_}", message, detail, hint=hint, sources=status.entry.sources)


def _before(check: Check, subject: Subject) -> Iterator[Finding]:
    for rule in subject.base.rules.values():
        for n, id_ in enumerate(rule.relies_on):
            begins = subject.components[id_].begins
            if begins and rule.since < begins:
                message = f"{rule.id!r} begins on {rule.since} and relies on {id_}, which came out on {begins}"
                place = subject.spot("rule", rule.id, "relies_on", n)
                yield found(check, place, f"{rule.id}:{id_}", message, hint="let the rule begin when it came out")


MISSING = Lint(
    Check(
        "missing-evidence",
        "error",
        "A statement without evidence",
        "A component without any source, or a rule or constraint whose sources were all published after it ended, or "
        "after the review: it never counts for anything.",
        EXACT,
    ),
    _missing,
)
SINGLE = Lint(
    Check(
        "single-source",
        "note",
        "A statement that rests on one secondary source",
        "A rule or constraint in force on the day of the review has one source, and that is an article about the "
        "matter, not documentation, a release or the code itself.",
        EXACT,
    ),
    _single,
)
STALE = Lint(
    Check(
        "stale-evidence",
        "warning",
        "Evidence that was read long ago",
        "A source on which something in force rests was last read more than `stale_after` days (`rulebase.yaml`, or "
        "--stale-after) before today. Definitions and articles do not age.",
        EXACT,
    ),
    _stale,
)
OUTDATED = Lint(
    Check(
        "outdated-when-written",
        "warning",
        "A rule that was out of date when it began",
        "A rule without an end relies on a component that was deprecated or archived already on the day from which the "
        "rule holds. Such a status does not silence the rule, so it has to be ended by hand.",
        EXACT,
    ),
    _outdated,
)
BEFORE = Lint(
    Check(
        "relies-on-the-future",
        "warning",
        "A rule that begins before what it relies on",
        "A rule relies on a component whose first release came after the day from which the rule holds.",
        EXACT,
    ),
    _before,
)
CHECKS = (MISSING, SINGLE, STALE, OUTDATED, BEFORE)
