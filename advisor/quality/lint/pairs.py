"""Checks of two rules against each other, under one criterion and on some day together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from advisor.model.finding import Check, Finding
from advisor.model.rulebase import Rule
from advisor.quality.lint.conditions import EXACT
from advisor.quality.lint.subject import Lint, Subject, found


def _pairs(subject: Subject) -> Iterator[tuple[Rule, Rule]]:
    """Yield rules that can count together, standing statements left out: these are pros and cons by nature."""
    for criterion in subject.base.criteria:
        rules = [r for r in criterion.rules if r.effect and r.when != "always" and r.id not in subject.never_firing]
        yield from (pair for pair in combinations(rules, 2) if subject.overlap(*pair))


def _same_way(subject: Subject, narrow: Rule, wide: Rule) -> bool:
    """Tell whether a rule moves all that another moves, in the same direction."""
    mine, its = subject.signs[narrow.id], subject.signs[wide.id]
    return mine.items() <= its.items()


def _opposed(subject: Subject, first: Rule, second: Rule) -> bool:
    one, other = subject.signs[first.id], subject.signs[second.id]
    return any(one[a] != other[a] for a in one.keys() & other.keys())


def _equal(subject: Subject, first: Rule, second: Rule) -> bool:
    return subject.logic.implies(first.when, second.when) and subject.logic.implies(second.when, first.when)


def _rests_on(rule: Rule, other: Rule) -> bool:
    """Tell whether a rule rests on nothing that another does not rest on: no other claim, and no other source."""
    sources = {c.source for c in other.sources}
    claims = {(c.source, claim) for c in other.sources for claim in c.claims}
    return all(c.source in sources and {(c.source, claim) for claim in c.claims} <= claims for c in rule.sources)


def _told(check: Check, subject: Subject, pair: tuple[Rule, Rule], message: str, hint: str) -> Finding:
    first, second = pair
    place = subject.spot("rule", second.id)
    other = f"{first.id} stands at {subject.spot('rule', first.id)}"
    return found(check, place, f"{first.id}+{second.id}", message, other, hint=hint)


def _matching(
    check: Check, subject: Subject, test: Callable[[Subject, Rule, Rule], bool], message: str, hint: str
) -> Iterator[Finding]:
    for first, second in _pairs(subject):
        if test(subject, first, second) and _equal(subject, first, second):
            told = message.format(first=first.id, second=second.id)
            yield _told(check, subject, (first, second), told, hint)


def _double(check: Check, subject: Subject) -> Iterator[Finding]:
    def same(subject: Subject, first: Rule, second: Rule) -> bool:
        return _same_way(subject, first, second) or _same_way(subject, second, first)

    message = "{first!r} and {second!r} hold for the same profiles and move the same alternatives the same way"
    yield from _matching(check, subject, same, message, "make one rule of them, with the sources of both")


def _contradicting(check: Check, subject: Subject) -> Iterator[Finding]:
    message = "{first!r} and {second!r} hold for the same profiles and move an alternative in opposite directions"
    yield from _matching(check, subject, _opposed, message, "keep one, or say in the conditions when each is true")


def _subsumed(check: Check, subject: Subject) -> Iterator[Finding]:
    for pair in _pairs(subject):
        for narrow, wide in (pair, pair[::-1]):
            if not _rests_on(narrow, wide) or not _same_way(subject, narrow, wide):
                continue
            if subject.logic.implies(narrow.when, wide.when) and not subject.logic.implies(wide.when, narrow.when):
                message = f"whenever {narrow.id!r} holds {wide.id!r} says the same on the same evidence"
                hint = "end one where the other begins, or give each the source that it alone rests on"
                yield _told(check, subject, (wide, narrow), message, hint)


DOUBLE_COUNTING = Lint(
    Check(
        "double-counting",
        "warning",
        "Two rules that say the same",
        "Two rules under one criterion hold for exactly the same profiles on some day, and one moves nothing that the "
        "other does not move the same way. A statement that is written twice counts twice.",
        EXACT,
    ),
    _double,
)
SUBSUMED = Lint(
    Check(
        "subsumed",
        "warning",
        "A rule that repeats a wider one",
        "Wherever the narrower of two rules under one criterion holds the wider one holds as well, moves the same "
        "alternatives the same way, and rests on all the evidence of the narrower: the same statement may count twice. "
        "A narrower statement that has a source or a claim of its own is an addition and is not reported.",
        EXACT,
    ),
    _subsumed,
)
CONTRADICTING = Lint(
    Check(
        "contradicting",
        "warning",
        "Two rules that contradict each other",
        "Two rules under one criterion hold for exactly the same profiles on some day, and one speaks for an "
        "alternative where the other speaks against it. Standing statements (`always`) are left out: an alternative as "
        "a whole has strengths and weaknesses.",
        EXACT,
    ),
    _contradicting,
)
CHECKS = (DOUBLE_COUNTING, SUBSUMED, CONTRADICTING)
