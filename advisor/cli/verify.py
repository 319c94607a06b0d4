"""`advisor verify`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.shared import (
    STDIN,
    AsOf,
    Changes,
    ProfilePath,
    columns,
    emit,
    parse_date,
    read_profile,
    rule_base,
    wants_colour,
    warn,
)
from advisor.cli.what_if import TwoFormats
from advisor.errors import EXIT_GATE_FAILED, InputError

if TYPE_CHECKING:
    from advisor.verify.conflict import Ask

NETWORK = "advisor: verify asks the package index that uv or pip is configured with; nothing is installed"


def verify(
    profile: ProfilePath,
    alternative: Annotated[
        str | None, typer.Option("--alternative", metavar="ID", help="Verify this one, not what is recommended.")
    ] = None,
    format_: Annotated[TwoFormats, typer.Option("--format", help="How to show it.")] = TwoFormats.text,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the versions found here, as pip's constraints."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE even where it was changed by hand.")] = False,
    as_of: AsOf = None,
    changes: Changes = None,
) -> None:
    """Resolve what the recommended stack needs, without installing it. The one command that uses the network.

    One line for each Python and system of the profile; exit 0 where all resolves, 1 where something does not, 3 where
    uv is missing or the package index cannot be asked.
    """
    from advisor.engine.decision import decide
    from advisor.verify.constraints import constraints_text
    from advisor.verify.telling import verified_json, verified_text
    from advisor.verify.verification import alternatives_to_verify
    from advisor.verify.verification import verify as verified_by

    base = rule_base()
    checked = read_profile(profile, base, changes)
    result = decide(base, checked, parse_date(as_of, "--as-of"))
    warn(result.warnings)
    names = alternatives_to_verify(result, alternative)
    _check_output(output, names, force)
    ask = _ask()
    found = [verified_by(result, checked, name, ask) for name in names]
    resolves = all(verified.resolves for verified in found)
    empty = found[0].is_empty
    if output and resolves and not empty:
        emit(constraints_text(checked.name, result, found[0]), output)
    if output != STDIN:
        text = verified_text(checked, result, found, width=columns(), colour=wants_colour(None))
        emit(verified_json(checked, result, found) if format_ is TwoFormats.json else text, None)
    if not resolves:
        raise typer.Exit(EXIT_GATE_FAILED)
    if output and empty:
        hint = "leave out -o; what is to be installed otherwise stands under `Not covered`"
        raise InputError(
            f"no step of {found[0].title} is a Python package, so there are no versions to write", hint=hint
        )


def _check_output(output: str | None, names: Sequence[str], force: bool) -> None:
    """Raise InputError for a file that may not be written, before the network is used."""
    from advisor.verify.constraints import refuse_edited

    if output and len(names) > 1:
        hint = f"name one with --alternative: {', '.join(names)}"
        raise InputError("a toss-up has several stacks, and constraints are those of one", hint=hint)
    if output and output != STDIN and not force:
        refuse_edited(Path(output))


def _ask() -> Ask:
    from advisor.verify.conflict import asking
    from advisor.verify.index import configured_index
    from advisor.verify.resolver import Resolver, find_uv

    uv = find_uv()
    print(NETWORK, file=sys.stderr)
    return asking(Resolver(uv, configured_index(os.environ, Path.cwd())))
