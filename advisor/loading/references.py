"""What one file of a rule base says about another: every id that is named must exist and fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import get_args

from advisor.errors import Fault, Place
from advisor.loading.checking import missing, nearest
from advisor.loading.yamltext import Document, Step
from advisor.model.condition import MAX_WAYS, AllOf, AnyOf, Condition, Not, Test
from advisor.model.rulebase import Citation, Constraint, Question, Rule, RuleBase, Section
from advisor.model.settings import SIZES, Priority

KEYS = {"questions": "section", "criteria": "id", "components": "family"}
MANY = ("has", "has_all")
ORDERED = ("at_least", "at_most")
RESERVED = ("name", "alternatives", "priorities")


@dataclass(frozen=True)
class Spot:
    """A part of a rule-base file, by the path of keys that leads to it."""

    file: str
    path: tuple[Step, ...] = ()

    def __truediv__(self, step: Step) -> Spot:
        return Spot(self.file, (*self.path, step))


def doubled_faults(base: RuleBase, documents: Mapping[str, Document]) -> Iterator[Fault]:
    """Find every id that is given twice; what else does not fit may only follow from that."""
    return _References(base, documents).doubled()


def reference_faults(base: RuleBase, documents: Mapping[str, Document]) -> Iterator[Fault]:
    """Find every dangling or unfitting reference, each with its place."""
    return _References(base, documents).faults()


class _References:
    def __init__(self, base: RuleBase, documents: Mapping[str, Document]) -> None:
        self.base = base
        self.documents = documents

    def faults(self) -> Iterator[Fault]:
        yield from self._settings()
        yield from self._files()
        yield from self._questions()
        yield from self._alternatives()
        for criterion in self.base.criteria:
            for n, rule in enumerate(criterion.rules):
                yield from self._rule(rule, self._spot("criteria", criterion.id) / "rules" / n)
        for n, constraint in enumerate(self.base.constraints):
            yield from self._constraint(constraint, Spot("constraints.yaml", ("constraints", n)))
        yield from self._components()
        for n, claim in enumerate(self.base.claims):
            yield from self._known(
                claim.source, self.source_ids, "source", Spot("claims.yaml", ("claims", n)) / "source"
            )
        for n, entry in enumerate(self.base.not_scored):
            yield from self._claims(entry.claims, Spot("not-scored.yaml", ("not_scored", n)))

    @cached_property
    def source_ids(self) -> list[str]:
        return [source.id for source in self.base.sources]

    @cached_property
    def component_ids(self) -> list[str]:
        return [component.id for component in self.base.components]

    @cached_property
    def claims_of(self) -> dict[str, str]:
        """The source of each claim."""
        return {claim.id: claim.source for claim in self.base.claims}

    @cached_property
    def claim_ids(self) -> frozenset[str]:
        return frozenset(claim.id for claim in self.base.claims)

    def _fault(self, spot: Spot, message: str, hint: str | None = None, key: bool = False) -> Fault:
        return Fault(message, self._place(spot, key), hint)

    def _place(self, spot: Spot, key: bool = False) -> Place:
        return self.documents[spot.file].place(spot.path, key)

    def _known(self, id_: str, known: Iterable[str], kind: str, spot: Spot, key: bool = False) -> Iterator[Fault]:
        if id_ not in known:
            yield missing(kind, id_, list(known), self._place(spot, key))

    @cached_property
    def named(self) -> list[tuple[str, str, str]]:
        """Each file that is named after what it holds: its folder, the id that it gives, and its name."""
        split = ((name.partition("/")[0], name) for name in self.documents)
        return [(f, self.documents[name].data[KEYS[f]], name) for f, name in split if f in KEYS]

    def _spot(self, folder: str, id_: str) -> Spot:
        return Spot(next(name for f, given, name in self.named if (f, given) == (folder, id_)))

    def _settings(self) -> Iterator[Fault]:
        settings, file = self.base.settings, Spot("rulebase.yaml")
        for key, words in (("strengths", SIZES), ("priorities", get_args(Priority))):
            missing = [word for word in words if word not in getattr(settings, key)]
            if missing:
                yield self._fault(file / key, f"{key} lacks {', '.join(missing)}", None, key=True)
        if settings.reviewed < settings.since:
            yield self._fault(file / "reviewed", "it was reviewed before it begins", "reviewed comes after since")

    def _files(self) -> Iterator[Fault]:
        """A file is named after what it holds, so that a reader finds it."""
        for folder, id_, name in self.named:
            if name != f"{folder}/{id_}.yaml":
                spot = Spot(name, (KEYS[folder],))
                yield self._fault(spot, f"{KEYS[folder]} and file name differ", "give both the same name")
        for section in self.base.sections:
            spot = self._spot("questions", section.section) / "section"
            yield from self._known(section.section, self.base.settings.sections, "section", spot)
            if section.section in RESERVED:
                yield self._fault(spot, f"{section.section} is a key of every profile", "choose another id")

    def doubled(self) -> Iterator[Fault]:
        """An id names one thing of its kind."""
        for kind, spots in self._ids().items():
            seen: dict[str, Spot] = {}
            for id_, spot in spots:
                first = seen.setdefault(id_, spot)
                if first is not spot:
                    hint = f"choose another id; the first stands at {self._place(first)}"
                    yield self._fault(spot, f"the {kind} id {id_!r} is taken already", hint)

    def _ids(self) -> dict[str, list[tuple[str, Spot]]]:
        base = self.base
        options = {
            f"option (of {q.id})": [
                (o.id, self._question_spot(s, n) / "options" / m / "id") for m, o in enumerate(q.options)
            ]
            for s in base.sections
            for n, q in enumerate(s.questions)
        }
        names = [(a.id, Spot("alternatives.yaml", ("alternatives", n, "id"))) for n, a in enumerate(base.alternatives)]
        names += [(g.id, Spot("alternatives.yaml", ("groups", n, "id"))) for n, g in enumerate(base.groups)]
        return options | {
            "question": [
                (q.id, self._question_spot(s, n) / "id") for s in base.sections for n, q in enumerate(s.questions)
            ],
            "alternative or group": names,
            "rule or constraint": [*self._rule_ids(), *_listed(base.constraints, "constraints")],
            "component": self._component_ids(),
            "source": _listed(base.sources, "sources"),
            "claim": _listed(base.claims, "claims"),
        }

    def _rule_ids(self) -> list[tuple[str, Spot]]:
        return [
            (rule.id, self._spot("criteria", criterion.id) / "rules" / n / "id")
            for criterion in self.base.criteria
            for n, rule in enumerate(criterion.rules)
        ]

    def _component_ids(self) -> list[tuple[str, Spot]]:
        files = [name for folder, _, name in self.named if folder == "components"]
        spots = (
            Spot(name, ("components", n, "id"))
            for name in files
            for n in range(len(self.documents[name].data["components"]))
        )
        return [(component.id, spot) for component, spot in zip(self.base.components, spots, strict=True)]

    def _question_spot(self, section: Section, n: int) -> Spot:
        return self._spot("questions", section.section) / "questions" / n

    def _questions(self) -> Iterator[Fault]:
        earlier: list[str] = []
        for section in self.base.sections:
            for n, question in enumerate(section.questions):
                spot = self._question_spot(section, n)
                yield from self._question(question, section, spot, earlier)
                earlier.append(question.id)

    def _question(self, question: Question, section: Section, spot: Spot, earlier: list[str]) -> Iterator[Fault]:
        if question.section != section.section or not question.name:
            yield self._fault(spot / "id", f"the id {question.id!r} is not of the form {section.section}.name")
        if question.kind == "yes-no" and [o.id for o in question.options] != ["yes", "no"]:
            yield self._fault(spot / "options", "a yes-no question has the options yes and no, in this order")
        if question.reading == "any" and question.kind != "many":
            yield self._fault(spot / "reading", "only a question of kind many has a reading")
        yield from self._claims(question.claims, spot)
        for test, where in _tests(question.asked_when, spot / "asked_when"):
            if test.question in self.base.questions and test.question not in earlier:
                yield self._fault(where / "question", "asked_when may read only questions that come before", None)
        yield from self._condition(question.asked_when, spot / "asked_when")

    def _alternatives(self) -> Iterator[Fault]:
        group_ids = [group.id for group in self.base.groups]
        for n, alternative in enumerate(self.base.alternatives):
            spot = Spot("alternatives.yaml", ("alternatives", n))
            if alternative.trains_with:
                yield from self._known(alternative.trains_with, self.component_ids, "component", spot / "trains_with")
            for m, group in enumerate(alternative.groups):
                yield from self._known(group, group_ids, "group", spot / "groups" / m)

    def _rule(self, rule: Rule, spot: Spot) -> Iterator[Fault]:
        yield from self._condition(rule.when, spot / "when")
        yield from self._effect(rule, spot / "effect")
        yield from self._citations(rule.sources, spot / "sources")
        yield from self._dates(rule, spot)
        for n, id_ in enumerate(rule.relies_on):
            yield from self._known(id_, self.component_ids, "component", spot / "relies_on" / n)

    def _effect(self, rule: Rule, spot: Spot) -> Iterator[Fault]:
        reached: set[str] = set()
        for name in rule.effect:
            yield from self._known(name, self.base.members, "alternative or group", spot / name, key=True)
            for member in self.base.members.get(name, ()):
                if member in reached:
                    yield self._fault(spot / name, f"the effect reaches {member!r} twice", "name it once", key=True)
                reached.add(member)

    def _constraint(self, constraint: Constraint, spot: Spot) -> Iterator[Fault]:
        yield from self._condition(constraint.when, spot / "when")
        yield from self._citations(constraint.sources, spot / "sources")
        yield from self._dates(constraint, spot)
        for key, names in (
            ("allows", constraint.allows),
            ("excludes", () if constraint.allows else constraint.excludes),
        ):
            for n, name in enumerate(names):
                yield from self._known(name, self.base.members, "alternative or group", spot / key / n)

    def _dates(self, dated: Rule | Constraint, spot: Spot) -> Iterator[Fault]:
        if dated.until is not None and dated.until <= dated.since:
            yield self._fault(spot / "until", "it ends before it begins", "until is the first day on which it is over")
        known = [*self.base.rules, *(constraint.id for constraint in self.base.constraints)]
        for n, id_ in enumerate(dated.superseded_by):
            yield from self._known(id_, known, "rule or constraint", spot / "superseded_by" / n)
            if id_ == dated.id:
                yield self._fault(spot / "superseded_by" / n, "it supersedes itself", "name what came instead")
        if dated.superseded_by and dated.until is None:
            where = spot / "superseded_by"
            yield self._fault(where, "it is superseded and never ends", "give the day as `until`", key=True)

    def _components(self) -> Iterator[Fault]:
        for (_, spot), component in zip(self._component_ids(), self.base.components, strict=True):
            entry = Spot(spot.file, spot.path[:-1])
            for n, id_ in enumerate(component.named_in):
                yield from self._known(id_, self.source_ids, "source", entry / "named_in" / n)
            yield from self._claims(component.claims, entry)
            for n, installation in enumerate(component.installs):
                yield from self._condition(installation.when, entry / "installs" / n / "when")

    def _citations(self, citations: tuple[Citation, ...], spot: Spot) -> Iterator[Fault]:
        for n, citation in enumerate(citations):
            yield from self._known(citation.source, self.source_ids, "source", spot / n / "source")
            yield from self._claims(citation.claims, spot / n)
            yield from self._claims_of_others(citation, spot / n / "claims")

    def _claims_of_others(self, citation: Citation, spot: Spot) -> Iterator[Fault]:
        for n, id_ in enumerate(citation.claims):
            of = self.claims_of.get(id_, citation.source)
            if of != citation.source:
                yield self._fault(spot / n, f"the claim {id_!r} is one of {of}", "cite it with that source")
            if id_ in citation.claims[:n]:
                yield self._fault(spot / n, f"the claim {id_!r} is cited twice", "once is enough")

    def _claims(self, ids: tuple[str, ...], spot: Spot) -> Iterator[Fault]:
        for n, id_ in enumerate(ids):
            yield from self._known(id_, self.claim_ids, "claim", spot / "claims" / n)

    def _condition(self, condition: Condition, spot: Spot) -> Iterator[Fault]:
        for test, where in _tests(condition, spot):
            question = self.base.questions.get(test.question)
            if question is None:
                yield from self._known(test.question, self.base.questions, "question", where / "question")
                continue
            yield from self._test(test, question, where)
        if _ways(condition) > MAX_WAYS:
            yield self._fault(
                spot, f"the condition has more than {MAX_WAYS} ways to hold", "split it into several rules"
            )

    def _test(self, test: Test, question: Question, spot: Spot) -> Iterator[Fault]:
        if (test.operator in MANY) is not (question.kind == "many"):
            right = "has or has_all" if question.kind == "many" else "is or in"
            yield self._fault(
                spot / test.operator, f"{question.id} is of kind {question.kind}: use {right}", None, True
            )
        if test.operator in ORDERED and question.kind != "level":
            yield self._fault(spot / test.operator, f"{question.id} has no order: use is or in", None, True)
        if not test.options:
            yield self._fault(spot / test.operator, f"{question.id} is compared with nothing", "name an option")
        known = [option.id for option in question.options]
        for n, option in enumerate(test.options):
            if option not in known:
                where = spot / test.operator if test.operator in ("is", *ORDERED) else spot / test.operator / n
                yield self._fault(where, f"{question.id} has no option {option!r}", nearest(option, known))


def _ways(condition: Condition, wanted: bool = True) -> int:
    """Count the ways in which a condition holds, or fails where it is not `wanted`; the engine writes each out."""
    if isinstance(condition, Not):
        return _ways(condition.not_, not wanted)
    if isinstance(condition, AllOf | AnyOf):
        ways = [_ways(part, wanted) for part in (condition.all if isinstance(condition, AllOf) else condition.any)]
        return prod(ways) if isinstance(condition, AllOf) is wanted else sum(ways)
    return 1


def _listed(items: Iterable[object], key: str) -> list[tuple[str, Spot]]:
    return [(str(getattr(item, "id", "")), Spot(f"{key}.yaml", (key, n, "id"))) for n, item in enumerate(items)]


def _tests(condition: Condition, spot: Spot) -> Iterator[tuple[Test, Spot]]:
    """Yield every test of a condition with its spot."""
    if isinstance(condition, Test):
        yield condition, spot
    elif isinstance(condition, Not):
        yield from _tests(condition.not_, spot / "not")
    elif isinstance(condition, AllOf | AnyOf):
        word, parts = ("all", condition.all) if isinstance(condition, AllOf) else ("any", condition.any)
        for n, part in enumerate(parts):
            yield from _tests(part, spot / word / n)
