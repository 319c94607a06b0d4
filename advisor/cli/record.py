"""`advisor record`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.shared import (
    STDIN,
    AsOf,
    Changes,
    ProfilePath,
    emit,
    parse_date,
    read_profile,
    rule_base,
    rules_as_given,
    today_or,
)
from advisor.errors import InputError

if TYPE_CHECKING:
    from advisor.record.draft import Draft


def record(
    profile: ProfilePath,
    folder: Annotated[
        Path | None, typer.Option("--dir", metavar="DIR", help="The folder of records; by default it is looked for.")
    ] = None,
    title: Annotated[str, typer.Option("--title", metavar="TITLE", help="What the record is called.")] = "",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here, without a number; - prints the record alone."),
    ] = None,
    as_of: AsOf = None,
    changes: Changes = None,
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="The date that the record bears.")
    ] = None,
) -> None:
    """Write a decision record (MADR 4), status proposed, and beside it what it rests on as JSON."""
    from advisor.engine.decision import decide
    from advisor.record.draft import Draft

    if folder is not None and output:
        raise InputError("--dir and --output exclude each other", hint="give one of them")
    date = today_or(today)
    base = rule_base()
    checked = read_profile(profile, base, changes)
    result = decide(base, checked, parse_date(as_of, "--as-of"))
    draft = Draft(checked, result, date, profile, tuple(changes or ()), title, rules_as_given())
    if output == STDIN:
        emit(draft.record(), None)
    else:
        emit("".join(f"{path}\n" for path in _write(draft, folder, output)), None)


def _write(draft: Draft, folder: Path | None, output: str | None) -> tuple[Path, Path]:
    from advisor.record.files import decision_folder, slug, write_named, write_numbered

    if output:
        return write_named(Path(output), draft.texts)
    return write_numbered(folder or decision_folder(Path()), slug(draft.title), draft.texts)
