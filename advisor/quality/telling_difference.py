"""What sets two rule bases apart, and which decisions that changes, as text and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.quality.difference import Difference, KeyChange
from advisor.quality.trials import Trial
from advisor.report.text import printed
from advisor.report.words import VERDICTS, signed, titles

SHOWN_VALUE = 120
ALIKE, BEFORE = 40, 20
WORD = re.compile(r"[\w.:+-]+")
SHOWN_TRIALS = 20
SMALLEST = 0.05
NO_TRIALS = "Name profiles or cases to see which decisions change."


def difference_text(
    sides: tuple[RuleBase, RuleBase], found: Sequence[Difference], tried: Sequence[Trial], *, width: int, colour: bool
) -> str:
    """Render for a terminal: the rules first, then the decisions that change."""
    parts = [*_heads(sides), *_rules(found), Text(), *_decisions(tried)]
    return printed(Group(*parts), width=width, colour=colour)


def _heads(sides: tuple[RuleBase, RuleBase]) -> Iterator[RenderableType]:
    for word, base in zip(("Before:", "After: "), sides, strict=True):
        yield Text(f"{word} {_named(base)}")


def _named(base: RuleBase) -> str:
    layers = "".join(f", with {layer.name}" for layer in base.layers)
    return f"{base.settings.id} {base.settings.version}{layers}"


def _rules(found: Sequence[Difference]) -> Iterator[RenderableType]:
    if not found:
        yield from (Text(), Text("Both say the same."))
    for act in dict.fromkeys(difference.act for difference in found):
        told = [difference for difference in found if difference.act == act]
        yield from (Text(), Text(f"{act.capitalize()}: {len(told)}", style="bold underline"))
        for difference in told:
            yield from _difference(difference)


def _difference(each: Difference) -> Iterator[RenderableType]:
    title = f": {each.title}" if each.title != each.id else ""
    yield Padding(Text.assemble((f"{each.kind} {each.id}", "bold"), title), (0, 0, 0, 2))
    yield from (Padding(Text(line), (0, 0, 0, 6)) for key in each.keys for line in _key(key))
    if each.reason:
        yield Padding(Text(f"{each.layer}: {each.reason}", style="dim"), (0, 0, 0, 6))


def _key(change: KeyChange) -> Iterator[str]:
    """Say how a value changes; of lists and plain mappings, what they gain, lose and change."""
    before, after = change.before, change.after
    if isinstance(before, list) and isinstance(after, list):
        yield from _list(change.key, before, after)
    elif _is_plain(before) and _is_plain(after):
        for key in {**before, **after}:
            if before.get(key) != after.get(key):
                yield f"{change.key}.{key}: {_values(before.get(key), after.get(key))}"
    else:
        yield f"{change.key}: {_values(before, after)}"


def _is_plain(value: Any) -> bool:
    return isinstance(value, dict) and not any(isinstance(inner, dict | list) for inner in value.values())


def _list(key: str, before: list[Any], after: list[Any]) -> Iterator[str]:
    """Say what a list loses and gains, and how its items change that have the same id."""
    old, new = ({_id(item): item for item in items} for items in (before, after))
    yield from (f"{key}: - {_shortened(id_)}" for id_ in old if id_ not in new)
    yield from (f"{key}: + {_shortened(_value(item))}" for id_, item in new.items() if id_ not in old)
    both = [id_ for id_ in old if id_ in new]
    for id_ in both:
        if old[id_] != new[id_]:
            yield from _key(KeyChange(f"{key}.{id_}", old[id_], new[id_]))
    if both != [id_ for id_ in new if id_ in old]:
        yield f"{key}: in another order"


def _id(item: Any) -> str:
    return str(item["id"]) if isinstance(item, dict) and "id" in item else _value(item)


def _values(before: Any, after: Any) -> str:
    """Say two values; of long ones that begin alike, what comes after that."""
    old, new = _value(before), _value(after)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    if alike > ALIKE and max(len(old), len(new)) > SHOWN_VALUE:
        old, new = (f"…{text[alike - BEFORE :]}" for text in (old, new))
    return f"{_shortened(old)} -> {_shortened(new)}"


def _value(value: Any) -> str:
    """Say a value: a word or a number as it is written in a rule base, all else as JSON."""
    if value is None:
        return "nothing"
    if isinstance(value, str) and WORD.fullmatch(value):
        return value
    return f"{value:g}" if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_VALUE else f"{text[: SHOWN_VALUE - 1]}…"


def _decisions(tried: Sequence[Trial]) -> Iterator[RenderableType]:
    if not tried:
        yield Text(NO_TRIALS, style="dim")
        return
    otherwise = [trial for trial in tried if trial.decides_otherwise]
    moved = [trial for trial in tried if trial.shifts and not trial.decides_otherwise]
    yield Text(
        f"Of {len(tried)} decisions {len(otherwise)} change, {len(moved)} more have other scores.",
        style="bold underline",
    )
    for trial in otherwise[:SHOWN_TRIALS]:
        yield from _trial(trial)
    for trial in sorted(moved, key=_most, reverse=True)[:SHOWN_TRIALS]:
        yield Padding(Text(f"{trial.scenario.name}: {_shifts(trial)}"), (0, 0, 0, 2))
    hidden = max(0, len(otherwise) - SHOWN_TRIALS) + max(0, len(moved) - SHOWN_TRIALS)
    if hidden:
        yield Text(f"and {hidden} more; --format json has all", style="dim")


def _trial(trial: Trial) -> Iterator[RenderableType]:
    yield Padding(Text.assemble((trial.scenario.name, "bold"), (f" [{trial.scenario.place}]", "dim")), (0, 0, 0, 2))
    if trial.obstacle:
        yield Padding(Text(trial.obstacle), (0, 0, 0, 6))
        return
    for word, found in (("before:", trial.before), ("after: ", trial.after)):
        yield Padding(Text(f"{word} {_decision(found)}"), (0, 0, 0, 6))
    yield Padding(Text(_shifts(trial)), (0, 0, 0, 6))


def _decision(found: Recommendation | None) -> str:
    if found is None:
        return "none"
    title = titles(found.base)
    chosen = title[found.alternative] if found.alternative else "nothing"
    margin = f", {found.margin:.1f} points ahead" if found.alternative and found.margin is not None else ""
    excluded = [title[s.alternative] for s in found.standings if s.eligible == "no"]
    return f"{chosen} ({VERDICTS[found.verdict]}{margin})" + (f"; excluded: {', '.join(excluded)}" if excluded else "")


def _shifts(trial: Trial) -> str:
    told = (f"{name} {_score(old)} -> {_score(new)}{_change(old, new)}" for name, old, new in trial.shifts
            if old is None or new is None or abs(new - old) >= SMALLEST)  # fmt: skip
    return ", ".join(told) or "the scores stay, rounded"


def _score(score: float | None) -> str:
    return "-" if score is None else f"{score:.1f}"


def _change(old: float | None, new: float | None) -> str:
    return "" if old is None or new is None else f" ({signed(new - old)})"


def _most(trial: Trial) -> float:
    return max(abs(new - old) for _, old, new in trial.shifts if old is not None and new is not None)


def difference_json(sides: tuple[RuleBase, RuleBase], found: Sequence[Difference], tried: Sequence[Trial]) -> str:
    """Render as JSON."""
    shape = {
        "format": "advisor.rules-diff/1",
        "before": _side(sides[0]),
        "after": _side(sides[1]),
        "differences": [_difference_shape(difference) for difference in found],
        "decisions": [_trial_shape(trial) for trial in tried],
    }
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


def _side(base: RuleBase) -> dict[str, Any]:
    layers = [{"id": layer.id, "version": layer.version, "digest": layer.digest} for layer in base.layers]
    return {"id": base.settings.id, "version": base.settings.version, "digest": base.digest, "overlays": layers}


def _difference_shape(each: Difference) -> dict[str, Any]:
    return {
        "act": each.act,
        "kind": each.kind,
        "id": each.id,
        "title": each.title,
        "keys": [{"key": key.key, "before": key.before, "after": key.after} for key in each.keys],
        "overlay": each.layer,
        "reason": each.reason,
    }


def _trial_shape(trial: Trial) -> dict[str, Any]:
    return {
        "name": trial.scenario.name,
        "file": trial.scenario.place.file,
        "line": trial.scenario.place.line,
        "changes_decision": trial.decides_otherwise,
        "before": _decision_shape(trial.before),
        "after": _decision_shape(trial.after),
        "scores": [{"alternative": name, "before": old, "after": new} for name, old, new in trial.shifts],
        "obstacle": trial.obstacle,
    }


def _decision_shape(found: Recommendation | None) -> dict[str, Any] | None:
    if found is None:
        return None
    excluded = [s.alternative for s in found.standings if s.eligible == "no"]
    return {
        "as_of": found.as_of.isoformat(),
        "alternative": found.alternative,
        "verdict": found.verdict,
        "margin": found.margin,
        "excluded": excluded,
    }
