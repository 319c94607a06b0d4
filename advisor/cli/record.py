"""`advisor record`."""

from __future__ import annotations

import sys
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

LONGEST_NUMBER = 5


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
    supersede: Annotated[
        list[int] | None,
        typer.Option("--supersede", metavar="N", help="Take the place of record N, and say so in both."),
    ] = None,
    update: Annotated[
        str | None,
        typer.Option(
            "--update", metavar="RECORD", help="Make a proposed record again, by number or path; yours stays."
        ),
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

    _refuse_both({"--dir": folder, "--output": output})
    _refuse_both({"--supersede": supersede, "--update": update, "--output": output})
    date = today_or(today)
    base = rule_base()
    checked = read_profile(profile, base, changes)
    result = decide(base, checked, parse_date(as_of, "--as-of"))
    draft = Draft(checked, result, date, profile, tuple(changes or ()), title, rules_as_given())
    if output == STDIN:
        emit(draft.record(), None)
        return
    paths = _update(draft, folder, update) if update is not None else _write(draft, folder, output, supersede or ())
    emit("".join(f"{path}\n" for path in paths), None)


def _refuse_both(options: dict[str, object]) -> None:
    given = [name for name, value in options.items() if value]
    if len(given) > 1:
        raise InputError(f"{given[0]} and {given[1]} exclude each other", hint="give one of them")


def _write(draft: Draft, folder: Path | None, output: str | None, old: list[int] | tuple[()]) -> tuple[Path, Path]:
    from advisor.record.files import decision_folder, slug, write_named, write_numbered
    from advisor.record.superseding import write_superseding

    if output:
        return write_named(Path(output), draft.texts)
    where, name = folder or decision_folder(Path()), slug(draft.title)
    if old:
        return write_superseding(where, old, name, draft.texts)
    return write_numbered(where, name, draft.texts)


def _update(draft: Draft, folder: Path | None, which: str) -> tuple[Path, Path]:
    from advisor.record.files import decision_folder
    from advisor.record.superseding import find_record
    from advisor.record.updating import update_record
    from advisor.report.words import clean

    if not Path(which).name:
        raise InputError(f"--update {which!r} names no record", hint="give its number or its path")
    numbered = which.isascii() and which.isdigit() and len(which) <= LONGEST_NUMBER
    path = find_record(folder or decision_folder(Path()), int(which, 10)) if numbered else Path(which)
    done = update_record(path, draft)
    for part in done.taken_over:
        print(clean(f'{path}: the part "{part}" has no markers and is left as it is'), file=sys.stderr)
    if not done.changed:
        print(clean(f"{path} is up to date"), file=sys.stderr)
    return done.record, done.sidecar
