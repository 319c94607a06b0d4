"""Checks of ids: what is defined and used by nothing, and options that no rule tells apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from advisor.engine.conditions import bits_of, terms_of
from advisor.model.condition import Condition
from advisor.model.finding import Check, Finding
from advisor.model.rulebase import Question, RuleBase
from advisor.quality.evidence import sources_of
from advisor.quality.lint.subject import Lint, Subject, found

EXACT = "exact, by looking everything up"


def _unused(check: Check, subject: Subject) -> Iterator[Finding]:
    base = subject.base
    rows: dict[str, tuple[Iterable[str], set[str]]] = {
        "source": ([s.id for s in base.sources], _sources_used(subject)),
        "group": ([g.id for g in base.groups], _names_used(base)),
        "component": ([c.id for c in base.components], _components_used(base)),
        "claim": ([c.id for c in subject.claims], _claims_used(base)),
        "criterion": ([c.id for c in base.criteria], _criteria_used(base)),
    }
    for kind, (ids, used) in rows.items():
        for id_ in ids:
            if id_ not in used:
                message = f"nothing uses the {kind} {id_!r}"
                yield found(check, subject.spot(kind, id_), f"{kind}:{id_}", message, hint="use it, or take it out")


def _names_used(base: RuleBase) -> set[str]:
    effects = {name for rule in base.rules.values() for name in rule.effect}
    return effects | {name for c in base.constraints for name in (*c.excludes, *c.allows)}


def _sources_used(subject: Subject) -> set[str]:
    base = subject.base
    cited = {citation.source for rule in base.rules.values() for citation in rule.sources}
    cited |= {citation.source for constraint in base.constraints for citation in constraint.sources}
    described = {source for component in base.components for source in sources_of(component)}
    return cited | described | {s for t in base.targets for s in t.sources} | {c.source for c in subject.claims}


def _components_used(base: RuleBase) -> set[str]:
    """Return the components that take part: in routes, in rules, as options, in an article, as what another became."""
    used = {id_ for rule in base.rules.values() for id_ in rule.relies_on}
    used |= {a.trains_with for a in base.alternatives if a.trains_with}
    used |= {option.id for question in base.questions.values() for option in question.options}
    for component in base.components:
        used |= {*component.takes, *component.gives, *component.successors, component.renamed_to or ""}
        if any((component.takes, component.gives, component.runs_on, component.named_in, component.status)):
            used.add(component.id)
        if component.renamed_to:
            used.add(component.id)  # an old name is kept so that it is found
    return used


def _claims_used(base: RuleBase) -> set[str]:
    used = {claim for rule in base.rules.values() for citation in rule.sources for claim in citation.claims}
    used |= {claim for component in base.components for claim in component.claims}
    used |= {claim for question in base.questions.values() for claim in question.claims}
    return used | {claim for entry in base.not_scored for claim in entry.claims}


def _criteria_used(base: RuleBase) -> set[str]:
    return {c.id for c in base.criteria if any(rule.effect for rule in c.rules)} | {
        base.settings.routes_criterion or ""
    }


def _unread(check: Check, subject: Subject) -> Iterator[Finding]:
    read = _reading(subject)
    for question in subject.base.questions.values():
        for alike in _alike(question, read[question.id]):
            ids = [question.options[n].id for n in alike]
            key = f"{question.id}={'+'.join(ids)}"
            place = subject.spot("question", question.id, "options", alike[0])
            if question.kind == "many":
                message = f"no rule reads {', '.join(ids)} of {question.id}: ticking it changes nothing"
            else:
                message = f"no rule tells {' and '.join(ids)} of {question.id} apart"
            yield found(check, place, key, message, hint="write the rule that needs it, or take the option out")


def _alike(question: Question, masks: set[int]) -> Iterator[list[int]]:
    """Yield the options that every test treats alike: with many answers those unread, else two and more together."""
    groups: dict[tuple[bool, ...], list[int]] = defaultdict(list)
    for n in range(len(question.options)):
        groups[tuple(bool(mask >> n & 1) for mask in sorted(masks))].append(n)
    for named, group in groups.items():
        if question.kind == "many":
            yield from ([n] for n in group if not any(named))
        elif len(group) > 1:
            yield group


def _reading(subject: Subject) -> dict[str, set[int]]:
    """Return by question the sets of options that some test names, on the day of the review."""
    base = subject.knowledge.base
    conditions: list[Condition] = [rule.when for rule in base.rules.values()]
    conditions += [constraint.when for constraint in base.constraints]
    conditions += [question.asked_when for question in base.questions.values()]
    read: dict[str, set[int]] = defaultdict(set)
    for condition in conditions:
        for term in terms_of(condition, base.questions):
            for literal in term:
                read[literal.question].add(literal.mask)
    for target in base.targets:
        read[target.question].add(bits_of(base.questions[target.question])[target.id])
    return read


UNUSED = Lint(
    Check(
        "unused-id",
        "warning",
        "Something that nothing uses",
        "A source that nothing cites, a group that no effect names, a component that takes no part in a route, a rule, "
        "an option or a timeline, a claim neither scored nor set aside, a criterion without a rule that scores.",
        EXACT,
    ),
    _unused,
)
UNREAD = Lint(
    Check(
        "unread-option",
        "warning",
        "An option that no rule reads",
        "On the day of the review no rule, constraint, route or `asked_when` tells this answer from another, so "
        "asking for it changes nothing. Of a question with one answer a single option may stand for `none of these`.",
        "exact, by the tests as they are written",
    ),
    _unread,
)
CHECKS = (UNUSED, UNREAD)
