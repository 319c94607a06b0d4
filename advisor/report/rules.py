"""The rules as a list."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from advisor.model.rulebase import Rule, RuleBase
from advisor.report.origins import layer_of, mark, row_origin
from advisor.report.text import printed


def rules_text(base: RuleBase, *, width: int, colour: bool) -> str:
    """Render every rule under its criterion."""
    return printed(Group(*_rules(base)), width=width, colour=colour)


def rules_json(base: RuleBase) -> str:
    """Render every rule as JSON, with the overlays that brought it in or changed it."""
    rows = [
        {"rule": r.id, "criterion": c.id, "because": r.because, "effect": r.effect, "since": str(r.since)}
        | {"layer": layer_of(base, r)}
        | row_origin(base, r).shape
        for c in base.criteria
        for r in c.rules
    ]
    return json.dumps({"format": "advisor.rules/1", "rules": rows}, indent=2, ensure_ascii=False) + "\n"


def _rules(base: RuleBase) -> Iterator[RenderableType]:
    for criterion in base.criteria:
        yield Text(f"{criterion.title} ({criterion.id}): {len(criterion.rules)} rules", style="bold underline")
        for rule in criterion.rules:
            yield Padding(Text.assemble(rule.id, (f" {_effect(rule)}{_layer(base, rule)}", "dim")), (0, 0, 0, 2))
            yield Padding(Text(rule.because), (0, 0, 0, 6))
        yield Text()


def _layer(base: RuleBase, rule: Rule) -> str:
    found = mark(base, rule)
    return f"; {found}" if found else ""


def _effect(rule: Rule) -> str:
    return ", ".join(f"{name} {word}" for name, word in rule.effect.items()) or "makes no difference"
