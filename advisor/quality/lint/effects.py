"""Checks of what rules, alternatives, criteria and constraints can bring about."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from advisor.model.condition import Test
from advisor.model.finding import Check, Finding
from advisor.model.rulebase import Constraint, Question
from advisor.quality.lint.logic import Wanted
from advisor.quality.lint.stage import Stage
from advisor.quality.lint.subject import Lint, Subject, found

SEARCH = "search, the same probes every time, see docs/lint.md; a witness is proof, its absence is not"
MOST_TOGETHER = 3
NONE = "none of these"


def _dead(check: Check, subject: Subject) -> Iterator[Finding]:
    for id_ in subject.outcomes.dead:
        hint = "end it, make it stronger, or say elsewhere what it says"
        message = f"no profile was found whose recommendation needs {id_!r}"
        yield found(check, subject.spot("rule", id_), id_, message, hint=hint)


def _silent(check: Check, subject: Subject) -> Iterator[Finding]:
    for id_ in subject.outcomes.silent:
        message = f"{id_!r} speaks on no day up to the review"
        hint = "look at its dates, at what it relies on, and at when its sources came out"
        yield found(check, subject.spot("rule", id_, "since"), id_, message, hint=hint)
    for constraint in subject.base.constraints:
        if constraint.since > subject.base.settings.reviewed:
            message = f"{constraint.id!r} is in force on no day up to the review, so it excludes nobody"
            hint = "let it begin by then; who asks for no date is told of that day"
            yield found(check, subject.spot("constraint", constraint.id, "since"), constraint.id, message, hint=hint)


def _never_wins(check: Check, subject: Subject) -> Iterator[Finding]:
    compared = Stage.on(subject.base, subject.base.settings.reviewed).program.alternatives
    for id_ in (alternative.id for alternative in subject.base.alternatives):
        if id_ not in subject.outcomes.winners:
            message = f"no profile was found for which {id_!r} is recommended"
            if id_ not in compared:
                message = f"{id_!r} is not compared: no rule speaks of it on the day of the review"
            hint = "write the rules that speak for it, or take it out of what is compared"
            yield found(check, subject.spot("alternative", id_), id_, message, hint=hint)


def _narrow(check: Check, subject: Subject) -> Iterator[Finding]:
    stage = Stage.on(subject.base, subject.base.settings.reviewed)
    near = stage.judging({}).near
    for criterion in subject.base.criteria:
        low, high, distance = subject.outcomes.reach.get(criterion.id, (0.0, 0.0, 0.0))
        if distance < near:
            message = f"{criterion.id!r} alone can decide nothing: it moves scores by {low:+.2f} to {high:+.2f} points"
            detail = f"it takes {near:.2f} points between two alternatives to be recommended"
            hint = "write rules for it, or judge by one criterion less"
            yield found(check, subject.spot("criterion", criterion.id), criterion.id, message, detail, hint=hint)


def _leaves_nothing(check: Check, subject: Subject) -> Iterator[Finding]:
    yield from _by_one_answer(check, subject)
    yield from _without_facts(check, subject)


def _by_one_answer(check: Check, subject: Subject) -> Iterator[Finding]:
    stage = Stage.on(subject.base, subject.base.settings.reviewed)
    for question in subject.base.questions.values():
        for said, wanted, n in _answers(question):
            masks = subject.logic.witness(wanted)
            must = stage.must(masks) if masks is not None else 0
            if masks is not None and all(bits & must for bits in stage.against):
                place = subject.spot("question", question.id, "options", *n)
                message = f"who answers {said} to {question.id} is left with nothing, whatever else is so"
                hint = "one fact cannot exclude everything: mend the constraints, or take the option out"
                yield found(check, place, f"{question.id}={said}", message, hint=hint)


def _answers(question: Question) -> Iterator[tuple[str, Wanted, tuple[int, ...]]]:
    """Yield every single answer, with what it takes to be given, and the number of its option."""
    for n, option in enumerate(question.options):
        yield option.id, (_chosen(question, option.id), True), (n,)
    if question.kind == "many":
        yield NONE, (_chosen(question, *(option.id for option in question.options)), False), ()


def _chosen(question: Question, *options: str) -> Test:
    operator = "has" if question.kind == "many" else "in_"
    fields = {"question": question.id, operator: options}
    return Test.model_construct(**fields)  # type: ignore[arg-type]


def _without_facts(check: Check, subject: Subject) -> Iterator[Finding]:
    """Look at few constraints that together leave nothing, one of which no fact demands."""
    base = subject.knowledge.base
    kinds = {source.id: source.kind for source in base.sources}
    excluded = {c.id: {a for name in c.excludes for a in base.members[name]} for c in base.constraints}
    names = set(Stage.on(subject.base, base.settings.reviewed).program.alternatives)
    soft = [c for c in base.constraints if all(kinds[s.source] == "secondary" or s.hedged for s in c.sources)]
    for one in soft:
        for together in _together(one, base.constraints):
            covers = set[str]().union(*(excluded[c.id] for c in together)) >= names
            needed = not set[str]().union(*(excluded[c.id] for c in together if c is not one)) >= names
            if covers and needed and subject.logic.witness(*((c.when, True) for c in together)) is not None:
                key = "+".join(sorted(c.id for c in together))
                message = f"{one.id!r} helps to leave nothing, and rests on no primary source or definition"
                detail = f"together with {', '.join(c.id for c in together if c is not one) or 'nothing else'}"
                place = subject.spot("constraint", one.id)
                yield found(
                    check, place, key, message, detail, hint="make it a rule that counts against, or support it"
                )
                break


def _together(one: Constraint, all_: tuple[Constraint, ...]) -> Iterator[tuple[Constraint, ...]]:
    others = [c for c in all_ if c is not one]
    for size in range(MOST_TOGETHER):
        yield from ((one, *more) for more in combinations(others, size))


DEAD = Lint(
    Check(
        "dead-rule",
        "warning",
        "A rule that changes no recommendation",
        "No profile was found whose recommendation would be another without the rule, whatever the priorities and "
        "whichever two alternatives are compared. Rules without effect are left out: they only explain.",
        SEARCH,
    ),
    _dead,
)
SILENT = Lint(
    Check(
        "never-speaks",
        "error",
        "A rule or constraint that counts on no day",
        "A rule that scores is in force on no day up to the review on which what it relies on lives and one of its "
        "sources is published, or a constraint begins after the review.",
        "exact, by its dates",
    ),
    _silent,
)
NEVER_WINS = Lint(
    Check(
        "never-wins",
        "warning",
        "An alternative that is never recommended",
        "No profile was found for which the alternative is recommended on the day of the review, or no rule speaks of "
        "it on that day, so that it is not compared.",
        SEARCH,
    ),
    _never_wins,
)
NARROW = Lint(
    Check(
        "narrow-criterion",
        "warning",
        "A criterion that can decide nothing",
        "With normal priorities the points that the criterion gives or takes never keep two alternatives as far apart "
        "as a recommendation needs. `rules lint --witnesses` tells how far each criterion moved a score.",
        SEARCH,
    ),
    _narrow,
)
LEAVES_NOTHING = Lint(
    Check(
        "leaves-nothing",
        "error",
        "Constraints that leave nothing without need",
        "One answer alone excludes every alternative, or up to three constraints do so together of which one rests on "
        "no primary source and no definition. Demands that exclude each other by facts are no fault: then there is "
        "nothing to recommend.",
        "exact, over every single answer and every three constraints in force on the day of the review",
    ),
    _leaves_nothing,
)
CHECKS = (DEAD, SILENT, NEVER_WINS, NARROW, LEAVES_NOTHING)
