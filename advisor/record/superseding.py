"""A record that takes the place of others: the new one and the statuses of the old ones, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from advisor.errors import InputError, Place
from advisor.record.editing import identifier, superseded, superseding
from advisor.record.files import Make, Texts, alone_with, replace_text, write_numbered
from advisor.record.reading import RecordFile, number_of, parse_record, read_record_text, record_paths


def find_record(folder: Path, number: int) -> Path:
    """Return the record that bears a number; raise InputError where none does, or several do."""
    found = [path for path in record_paths(folder) if number_of(path.name) == number]
    if not found:
        raise InputError(f"no record in {folder} has the number {number}", hint="--dir names another folder")
    if len(found) > 1:
        names = " and ".join(path.name for path in found)
        raise InputError(f"several records in {folder} have the number {number}: {names}", hint="rename all but one")
    return found[0]


def write_superseding(folder: Path, numbers: Iterable[int], name: str, make: Make) -> tuple[Path, Path]:
    """Write a record under the next free number and mark others as superseded by it.

    Returns the paths of the new record and its sidecar. Raises InputError where one of the others is not there or not
    in force, FileError where something cannot be written; then nothing is changed.
    """
    old = [find_record(folder, number) for number in sorted(set(numbers))]
    with ExitStack() as held, ExitStack() as undo:
        texts = {path: _in_force(path, held) for path in old}
        record, sidecar = write_numbered(folder, name, lambda beside: _linked(make(beside), old))
        undo.callback(sidecar.unlink)
        undo.callback(record.unlink)
        for path, text in texts.items():
            ended = superseded(text, record.name)
            replace_text(path, text, ended)
            undo.callback(replace_text, path, ended, text)
        undo.pop_all()
    return record, sidecar


def _in_force(path: Path, held: ExitStack) -> str:
    """Return the text of a record that can be superseded, held against other writers until `held` ends."""
    held.enter_context(alone_with(path))
    text = read_record_text(path)
    refuse_ended(parse_record(text, path))
    return text


def refuse_ended(record: RecordFile) -> None:
    """Raise InputError for a record that was superseded or rejected: no other can take its place."""
    place = Place(str(record.path), record.status_line)
    if record.status == "superseded":
        successors = [f"ADR-{r.number:04d}" for r in record.superseded_by if r.number is not None]
        by = f" by {' and '.join(successors)}" if successors else ""
        raise InputError(
            f"{identifier(record.path.name)} is superseded{by} already", place, "supersede that one instead"
        )
    if record.status == "rejected":
        message = f"{identifier(record.path.name)} was rejected, so there is nothing to supersede"
        raise InputError(message, place, "write a record without --supersede")


def _linked(texts: Texts, old: Sequence[Path]) -> Texts:
    return Texts(superseding(texts.record, [path.name for path in old]), texts.sidecar)
