"""What sets two rule bases apart: the things that one adds, changes and retires, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.loading.rules import with_claims
from advisor.loading.shelves import title_in
from advisor.model.base import Model
from advisor.model.overlay import Act
from advisor.model.rulebase import RuleBase

LISTED = {
    "alternative": "alternatives",
    "group": "groups",
    "constraint": "constraints",
    "component": "components",
    "target": "targets",
    "source": "sources",
    "claim": "claims",
}
APART = ("id", "version", "sections", "words")


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key with its value before and after, as plain data."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two rule bases do not have alike; `reason` and `layer` where an overlay says why."""

    act: Act
    kind: str
    id: str
    title: str
    keys: tuple[KeyChange, ...] = ()
    layer: str | None = None
    reason: str | None = None


def differences(before: RuleBase, after: RuleBase) -> tuple[Difference, ...]:
    """Return what is added, changed and retired on the way from one rule base to another, by kind and id."""
    old, new = dict(_things(with_claims(before))), dict(_things(with_claims(after)))
    found = [_told((before, after), key, old.get(key), new.get(key)) for key in {**old, **new}]
    order: tuple[Act, ...] = ("added", "changed", "retired")
    return tuple(sorted((d for d in found if d), key=lambda d: order.index(d.act)))


def _things(base: RuleBase) -> Iterator[tuple[tuple[str, str], tuple[str, dict[str, Any]]]]:
    """Yield everything in a rule base: kind and id, with what it says and its plain data."""
    for criterion in base.criteria:
        yield ("criterion", criterion.id), (criterion.title, _plain(criterion, "rules"))
        for rule in criterion.rules:
            yield ("rule", rule.id), (rule.because, {"criterion": criterion.id, **_plain(rule)})
    for question in base.questions.values():
        yield ("question", question.id), (question.prompt, _plain(question))
    for kind, name in LISTED.items():
        for thing in getattr(base, name):
            yield (kind, thing.id), (title_in(base, thing), _plain(thing))
    for key, value in _plain(base.settings, *APART).items():
        yield ("setting", key), (key, value if isinstance(value, dict) else {key: value})


def _plain(thing: Model, *without: str) -> dict[str, Any]:
    return thing.model_dump(mode="json", by_alias=True, exclude=set(without), exclude_none=True)


_Thing = tuple[str, dict[str, Any]] | None


def _is_retired(base: RuleBase, kind: str, id_: str) -> bool:
    """Tell whether an overlay retired something; a component is still there then."""
    touches = base.touches(kind, id_)
    return bool(touches) and touches[-1][1].act == "retired"


def _told(sides: tuple[RuleBase, RuleBase], key: tuple[str, str], old: _Thing, new: _Thing) -> Difference | None:
    (before, after), (kind, id_) = sides, key
    gone = new is None or (_is_retired(after, kind, id_) and not _is_retired(before, kind, id_))
    if old is not None and new is not None and old[1] == new[1] and not gone:
        return None
    title = (new or old or ("", {}))[0]
    act: Act = "added" if old is None else "retired" if gone else "changed"
    keys = tuple(_keys(old[1], new[1])) if old and new else ()
    touches = after.touches(kind, id_)
    layer, touch = touches[-1] if touches else (None, None)
    return Difference(act, kind, id_, title, keys, layer.id if layer else None, touch.reason if touch else None)


def _keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[KeyChange]:
    for key in {**old, **new}:
        if old.get(key) != new.get(key):
            yield KeyChange(key, old.get(key), new.get(key))
