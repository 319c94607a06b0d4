"""`advisor rules diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.shared import Output, columns, emit, rule_base, wants_colour, warn
from advisor.cli.what_if import TwoFormats

if TYPE_CHECKING:
    from advisor.model.rulebase import RuleBase

PACKAGED = "packaged"


def diff_rules(
    base: Annotated[
        str, typer.Argument(metavar="BASE", help="A rule folder; or `packaged`, the packaged rules with --rules.")
    ],
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="What to compare it with: a complete rule base or an overlay.")
    ],
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATHS]", help="Profiles and cases to decide with both.")
    ] = None,
    format_: Annotated[TwoFormats, typer.Option("--format", help="How to show it.")] = TwoFormats.text,
    output: Output = None,
) -> None:
    """Show what an overlay or another rule base adds, changes and retires, and which decisions that changes."""
    from advisor.engine.overlays import overlay_warnings
    from advisor.quality.difference import differences
    from advisor.quality.telling_difference import difference_json, difference_text
    from advisor.quality.trials import scenarios, trials

    sides = _side(base), _side(other)
    warn(warning for side in sides for warning in overlay_warnings(side, side.settings.reviewed))
    found = differences(*sides)
    tried = tuple(trials(*sides, scenarios(paths or ())))
    if format_ is TwoFormats.json:
        emit(difference_json(sides, found, tried), output)
    else:
        emit(difference_text(sides, found, tried, width=columns(), colour=wants_colour(output)), output)


def _side(name: str) -> RuleBase:
    """Return a rule base: the one in use, the one that a folder holds, or the one in use with an overlay over it."""
    from advisor.loading.overlays import is_complete, load_layers, load_over

    if name == PACKAGED:
        return rule_base()
    return load_layers([name]) if is_complete(name) else load_over(rule_base(), name)
