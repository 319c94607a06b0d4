"""Anything in the rule base told in full, by its id: a rule, a component, a question, a group, a priority, ..."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from textwrap import fill

from rich.console import Group as Parts
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from advisor.engine.dating import status_on
from advisor.engine.routes import Router
from advisor.errors import InputError
from advisor.loading.checking import nearest
from advisor.model.catalogue import Component, Pin, Target
from advisor.model.condition import AllOf, AnyOf, Condition, Not, parts_of
from advisor.model.finding import Check
from advisor.model.overlay import Layer, Touch
from advisor.model.recommendation import Route
from advisor.model.rulebase import (
    Alternative,
    Citation,
    Claim,
    Constraint,
    Criterion,
    Dated,
    Group,
    Named,
    Question,
    Rule,
    RuleBase,
    Source,
)
from advisor.report.text import printed
from advisor.report.uses import row_line, uses_of_question, uses_of_source
from advisor.report.ways import chain

Lines = list[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What there is to say of one thing: a title, and labelled lines."""

    kind: str
    id: str
    title: str
    parts: tuple[tuple[str, Lines], ...]


def explain(base: RuleBase, name: str, claims: Iterable[Claim] = (), checks: Iterable[Check] = ()) -> Entry:
    """Return the entry for `[KIND:]ID`; `checks` are all there are.

    Raises InputError where nothing, or more than one thing, has that id.
    """
    if name.startswith("route:"):
        return _Explainer(base, claims).route(name.removeprefix("route:"))
    kind, _, id_ = name.rpartition(":")
    explainer = _Explainer(base, claims, tuple(checks))
    found = explainer.entries(id_, kind)
    if len(found) > 1:
        raise InputError(f"{id_!r} is the id of several things", hint=_write(found))
    if not found:
        others = explainer.entries(id_, "")
        close = get_close_matches(id_, explainer.ids(kind), n=3, cutoff=0.5)
        hint = f"did you mean {', '.join(close)}?" if close else "`advisor rules list` names the rules"
        raise InputError(f"there is no {kind or 'entry'} {id_!r}", hint=_write(others) if others else hint)
    return found[0]


def _write(found: Iterable[Entry]) -> str:
    return "write " + " or ".join(f"{entry.kind}:{entry.id}" for entry in found)


def entry_text(entry: Entry, *, width: int, colour: bool) -> str:
    """Render an entry for a terminal."""
    parts: list[RenderableType] = [Text(f"{entry.kind} {entry.id}", style="dim"), Text(entry.title, style="bold")]
    for label, lines in entry.parts:
        parts += [Text(), Text(label, style="underline")]
        parts += [Padding(Text(_hanging(line, width - 2)), (0, 0, 0, 2)) for line in lines]
    return printed(Parts(*parts), width=width, colour=colour)


def _hanging(line: str, width: int) -> str:
    """Wrap a line so that what belongs to it stands further in than what comes next."""
    inward = " " * (len(line) - len(line.lstrip()) + 2)
    return fill(line, width, subsequent_indent=inward, break_on_hyphens=False)


def entry_json(entry: Entry) -> str:
    """Render an entry as JSON."""
    shape = {"format": "advisor.entry/1", "kind": entry.kind, "id": entry.id, "title": entry.title}
    return json.dumps(shape | {"parts": dict(entry.parts)}, indent=2, ensure_ascii=False) + "\n"


def condition_text(condition: Condition, base: RuleBase, inner: bool = False) -> str:
    """Say a condition in words."""
    if isinstance(condition, str):
        return "always"
    if isinstance(condition, Not):
        return f"not ({condition_text(condition.not_, base)})"
    if isinstance(condition, AllOf | AnyOf):
        word, parts = " and " if isinstance(condition, AllOf) else " or ", parts_of(condition)
        text = word.join(condition_text(part, base, inner=True) for part in parts)
        return f"({text})" if inner and len(parts) > 1 else text
    words = {"is": "is", "in": "is one of", "has": "has any of", "has_all": "has all of"}
    words |= {"at_least": "is at least", "at_most": "is at most"}
    return f"{condition.question} {words[condition.operator]} {', '.join(condition.options)}"


@dataclass(frozen=True, slots=True)
class _Priority:
    """What a project may say of a criterion's weight."""

    criterion: Criterion

    @property
    def id(self) -> str:
        return f"priorities.{self.criterion.id}"


class _Explainer:
    """Makes entries, looking up what refers to what."""

    def __init__(self, base: RuleBase, claims: Iterable[Claim], checks: Iterable[Check] = ()) -> None:
        self.base = base
        self.checks = tuple(checks)
        self.claims = {claim.id: claim for claim in claims}

    @property
    def _homes(self) -> dict[str, tuple[Iterable[Named], Callable[..., tuple[str, list[tuple[str, Lines]]]]]]:
        """By kind what there is to tell, and what tells it."""
        base = self.base
        return {
            "rule": (base.rules.values(), self._rule),
            "criterion": (base.criteria, self._criterion),
            "constraint": (base.constraints, self._constraint),
            "component": (base.components, self._component),
            "source": (base.sources, self._source),
            "question": (base.questions.values(), self._question),
            "alternative": (base.alternatives, self._alternative),
            "group": (base.groups, self._group),
            "priority": (map(_Priority, base.criteria), self._priority),
            "target": (base.targets, self._target),
            "check": (self.checks, self._check),
        }

    def ids(self, kind: str) -> list[str]:
        """Return every id, of this kind where one is given."""
        listed = [things for home, (things, _) in self._homes.items() if kind in ("", home)]
        return list(dict.fromkeys(thing.id for things in listed for thing in things))

    def entries(self, id_: str, kind: str) -> list[Entry]:
        """Return every entry with this id, of this kind where one is given."""
        homes = self._homes
        if kind and kind not in homes:
            raise InputError(f"there is no kind {kind!r}", hint=f"valid here: {', '.join((*homes, 'route'))}")
        made = []
        for home, (things, tell) in homes.items():
            for thing in things if kind in ("", home) else ():
                if thing.id == id_:
                    title, parts = tell(thing)
                    parts.append(("Overlays", self._overlays(home, id_)))
                    made.append(Entry(home, id_, title, _filled(parts)))
        return made or [entry for entry in self._gone(id_) if kind in ("", entry.kind)]

    def _overlays(self, kind: str, id_: str) -> Lines:
        return [_touched(layer, touch) for layer, touch in self.base.touches(kind, id_)]

    def _gone(self, id_: str) -> list[Entry]:
        """Return entries for what an overlay has retired, as it was."""
        rows = [(r.row, r.criterion) for r in self.base.retired if r.row.id == id_]
        return [self._gone_entry(row, criterion) for row, criterion in rows[-1:]]

    def _gone_entry(self, row: Rule | Constraint, criterion: str | None) -> Entry:
        kind = "rule" if isinstance(row, Rule) else "constraint"
        title, parts = self._rule(row, criterion) if isinstance(row, Rule) else self._constraint(row)
        parts.append(("Overlays", self._overlays(kind, row.id)))
        return Entry(kind, row.id, title, _filled(parts))

    def _rule(self, rule: Rule, home: str | None = None) -> tuple[str, list[tuple[str, Lines]]]:
        criterion = next(c for c in self.base.criteria if c.id == home or rule in c.rules)
        effect = [f"{name}: {word}" for name, word in rule.effect.items()] or ["makes no difference"]
        return rule.because, [
            ("When", [condition_text(rule.when, self.base)]),
            ("Effect", effect),
            ("Criterion", [f"{criterion.id}: {criterion.title}"]),
            ("Holds", [_period(rule)]),
            ("Sources", self._citations(rule.sources)),
            ("Relies on", list(rule.relies_on)),
            ("Superseded by", list(rule.superseded_by)),
            ("Note", [rule.note] if rule.note else []),
        ]

    def _criterion(self, criterion: Criterion) -> tuple[str, list[tuple[str, Lines]]]:
        return criterion.title, [
            ("Judges", [criterion.judges]),
            ("Default weight", [f"{criterion.weight:g}"]),
            ("Rules", [row_line(rule) for rule in criterion.rules]),
        ]

    def _constraint(self, constraint: Constraint) -> tuple[str, list[tuple[str, Lines]]]:
        return constraint.because, [
            ("When", [condition_text(constraint.when, self.base)]),
            ("Allows", list(constraint.allows)),
            ("And so excludes" if constraint.allows else "Excludes", list(constraint.excludes)),
            ("Lifted", [constraint.lift]),
            ("Holds", [_period(constraint)]),
            ("Sources", self._citations(constraint.sources)),
        ]

    def _component(self, component: Component) -> tuple[str, list[tuple[str, Lines]]]:
        return component.title, [
            ("What it is", [component.description]),
            ("Kind and family", [f"{component.kind}, {component.family}"]),
            ("Jobs", list(component.jobs)),
            ("Also called", list(component.aliases)),
            ("Takes", list(component.takes)),
            ("Gives", list(component.gives)),
            ("Runs on", list(component.runs_on)),
            ("Install", [component.install] if component.install else []),
            ("Call", [component.call] if component.call else []),
            ("Needs", [_pin(pin) for pin in component.pins]),
            ("Status", self._timeline(component)),
            ("Now called", [component.renamed_to] if component.renamed_to else []),
            ("Successors", list(component.successors)),
            ("Named in", list(component.named_in)),
            ("Claims", self._claims(component.claims)),
            ("Sources", [self._source_line(id_) for id_ in component.sources]),
            ("Rules that rely on it", [r.id for r in self.base.rules.values() if component.id in r.relies_on]),
        ]

    def _source(self, source: Source) -> tuple[str, list[tuple[str, Lines]]]:
        published = f"published {source.date}" if source.date else "carries no date"
        return source.title, [
            ("About", [f"{source.kind}, {published}, read {source.read}"]),
            ("By", [source.author] if source.author else []),
            ("Where", [source.where] if source.where else []),
            ("Note", [source.note] if source.note else []),
            *uses_of_source(self.base, source.id),
        ]

    def _question(self, question: Question) -> tuple[str, list[tuple[str, Lines]]]:
        options = [f"{o.id}: {o.label}" + (f" ({o.help})" if o.help else "") for o in question.options]
        asked = [] if question.asked_when == "always" else [condition_text(question.asked_when, self.base)]
        return question.prompt, [
            ("Why it is asked", [question.why]),
            ("Kind", [question.kind]),
            ("Options", options),
            ("Asked when", asked),
            *uses_of_question(self.base, question.id),
            ("Claims", self._claims(question.claims)),
        ]

    def _alternative(self, alternative: Alternative) -> tuple[str, list[tuple[str, Lines]]]:
        mine = {alternative.id, *alternative.groups}
        rules = [r for r in self.base.rules.values() if mine & r.effect.keys()]
        words = self.base.settings.words
        return alternative.title, [
            ("What it is", [alternative.description]),
            (words.begins, [alternative.trains_with] if alternative.trains_with else []),
            (words.ends, [alternative.ships_through] if alternative.ships_through else []),
            ("Groups", list(alternative.groups)),
            ("Rules about it", [f"{r.id} ({', '.join(r.effect[m] for m in mine & r.effect.keys())})" for r in rules]),
        ]

    def _group(self, group: Group) -> tuple[str, list[tuple[str, Lines]]]:
        members = [f"{a.id}: {a.title}" for a in self.base.alternatives if group.id in a.groups]
        rules = [r for r in self.base.rules.values() if group.id in r.effect]
        excluding = [c for c in self.base.constraints if group.id in c.excludes]
        return group.title, [
            ("Alternatives", members),
            ("Rules about it", [f"{r.id} ({r.effect[group.id]})" for r in rules]),
            ("Constraints on it", [f"{c.id}: {c.because}" for c in excluding]),
        ]

    def _priority(self, priority: _Priority) -> tuple[str, list[tuple[str, Lines]]]:
        factors = self.base.settings.priorities
        return f"How much does this matter: {priority.criterion.title}?", [
            ("Criterion", [f"{priority.criterion.id}: {priority.criterion.judges}"]),
            ("Options", [f"{word}: {factor:g} times its default weight" for word, factor in factors.items()]),
        ]

    def _target(self, target: Target) -> tuple[str, list[tuple[str, Lines]]]:
        day = self.base.settings.reviewed
        router = Router(self.base, day)
        best = [(a.title, router.best(a.id, target.id)) for a in self.base.alternatives]
        return target.title, [
            ("Asked in", [target.question]),
            ("What it takes", [target.because] if target.because else []),
            (
                "Closed",
                ["its maker lists what it takes: no way there excludes an alternative"] if target.closed else [],
            ),
            (f"Best ways on {day}", [f"{title}: {self._way(route)}" for title, route in best]),
            ("Sources", [self._source_line(id_) for id_ in target.sources]),
        ]

    def _check(self, check: Check) -> tuple[str, list[tuple[str, Lines]]]:
        return check.title, [
            ("What it means", [check.about]),
            ("How it is looked for", [f"{check.method[:1].upper()}{check.method[1:]}."] if check.method else []),
            ("Severity", [f"{check.severity}, unless a policy says otherwise"]),
        ]

    def route(self, name: str) -> Entry:
        """Return the entry of `ALTERNATIVE:TARGET`: every way there, the best first."""
        alternative, _, target = name.partition(":")
        known = {a.id: a.title for a in self.base.alternatives}
        titles = {t.id: t.title for t in self.base.targets}
        for id_, ids, kind in ((alternative, known, "alternative"), (target, titles, "target")):
            if id_ not in ids:
                raise InputError(f"there is no {kind} {id_!r}", hint=nearest(id_, list(ids)))
        day = self.base.settings.reviewed
        found = Router(self.base, day).routes(alternative, target)
        live, dead = [r for r in found if r.is_live], [r for r in found if not r.is_live]
        parts = [(f"{n}. {self._way(route)}", self._route_steps(route)) for n, route in enumerate(live, 1)]
        parts.append(("No longer a way", [self._way(route) for route in dead]))
        shown = tuple((label, lines) for label, lines in parts if lines)
        return Entry(
            "route",
            name,
            f"From {known[alternative]} to {titles[target]} on {day}",
            shown or (("No way", ["none is known"]),),
        )

    def _way(self, route: Route | None) -> str:
        return f"{chain(self.base, route)} ({route.status})" if route else "no way known"

    def _route_steps(self, route: Route) -> Lines:
        components = {c.id: c for c in self.base.components}
        lines = []
        for n, id_ in enumerate(route.steps):
            component = components[id_]
            status = status_on(component, self.base.settings.reviewed).value
            handed = f" takes {components[route.formats[n - 1]].title}," if n else ""
            how = [text for text in (component.install, component.call) if text]
            lines.append(f"{component.title}:{handed} {status}" + "".join(f"; {text}" for text in how))
            lines += [f"  needs {_pin(pin)}" for pin in component.pins]
        return lines

    def _timeline(self, component: Component) -> Lines:
        lines = []
        for entry in sorted(component.status, key=lambda e: e.day):
            doubt = ", unverified" if entry.unverified else ""
            note = f": {entry.note}" if entry.note else ""
            word = "since" if entry.since else "seen"
            lines.append(f"{entry.value} {word} {entry.day}{doubt}{note} [{', '.join(entry.sources)}]")
        return lines

    def _source_line(self, id_: str) -> str:
        source = next(s for s in self.base.sources if s.id == id_)
        where = f", {source.where}" if source.where else ""
        return f"{id_}: {source.title}{where} ({source.evidence}, {source.date or 'undated'}, read {source.read})"

    def _citations(self, citations: Iterable[Citation]) -> Lines:
        sources = {s.id: s for s in self.base.sources}
        lines = []
        for citation in citations:
            source = sources[citation.source]
            date = source.date.isoformat() if source.date else "undated"
            hedge = ", hedged" if citation.hedged else ""
            kinds = ", ".join(dict.fromkeys((source.kind, source.evidence)))
            lines.append(f"{source.id}: {source.title} ({kinds}, {date}{hedge})")
            lines += [f"  - {line}" for line in self._claims(citation.claims)]
        return lines

    def _claims(self, ids: Iterable[str]) -> Lines:
        return [f"{id_}: {self.claims[id_].claim}" if id_ in self.claims else id_ for id_ in ids]


def _touched(layer: Layer, touch: Touch) -> str:
    keys = f" ({', '.join(touch.keys)})" if touch.keys else ""
    by = f" of {layer.by}" if layer.by else ""
    return f"{touch.act}{keys} by {layer.name}{by}" + (f": {touch.reason}" if touch.reason else "")


def _filled(parts: Iterable[tuple[str, Lines]]) -> tuple[tuple[str, Lines], ...]:
    return tuple((label, lines) for label, lines in parts if lines)


def _pin(pin: Pin) -> str:
    low = f"{pin.at_least} or newer" if pin.at_least else ""
    high = f"below {pin.below}" if pin.below else ""
    note = f" ({pin.note})" if pin.note else ""
    return f"{pin.package} {', '.join(part for part in (low, high) if part)}{note}, seen {pin.seen} [{pin.source}]"


def _period(dated: Dated) -> str:
    return f"from {dated.since}" + (f" up to, not including, {dated.until}" if dated.until else "")
