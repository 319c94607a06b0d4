"""Where records lie and how they get there: the folder, the next free number, and writing without replacing."""

from __future__ import annotations

import os
import re
import secrets
import time
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from advisor.errors import FileError, InputError, Place

USUAL_FOLDERS = ("docs/decisions", "docs/adr", "doc/adr")
MAX_SLUG = 60
MAX_NUMBER = 9999
PATIENCE = 10.0
PAUSE = 0.02
SIDECAR = ".advisor.json"
_NUMBERED = re.compile(r"([0-9]{4})-(.+)(?:\.md|\.advisor\.json)", re.IGNORECASE)
_RESERVED = re.compile(r"template|readme|index|backlog|adr-template.*", re.IGNORECASE)


class Texts(NamedTuple):
    """The two files of a record."""

    record: str
    sidecar: str


Make = Callable[[str], Texts]
"""Makes both files, given the sidecar's name, which is known once the number is."""


def decision_folder(here: Path) -> Path:
    """Return the folder of records for a project: what `.adr-dir` names, else the first usual one that exists.

    Raises InputError where `.adr-dir` names what cannot be a folder.
    """
    pointer = here / ".adr-dir"
    lines = os.fsdecode(pointer.read_bytes()).splitlines() if pointer.is_file() else []
    named = lines[0].strip() if lines else ""
    if not named.isprintable():
        raise InputError(f"{named!r} is no folder", Place(str(pointer)), "write its path, relative to this file")
    return here / named if named else _usual(here)


def _usual(here: Path) -> Path:
    return next((here / f for f in USUAL_FOLDERS if (here / f).is_dir()), here / USUAL_FOLDERS[0])


def slug(title: str) -> str:
    """Return a title as part of a file name: a-z, 0-9 and single dashes, never empty, at most MAX_SLUG long."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", title.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].rstrip("-") or "decision"


def sidecar_of(record: Path) -> Path:
    """Return the path of the sidecar beside a record."""
    return record.with_suffix(SIDECAR)


def numbers_in(folder: Path) -> frozenset[int]:
    """Return the numbers that records or sidecars in a folder bear."""
    found = (_NUMBERED.fullmatch(path.name) for path in folder.iterdir())
    return frozenset(int(match[1], 10) for match in found if match and not _RESERVED.fullmatch(match[2]))


def write_numbered(folder: Path, name: str, make: Make) -> tuple[Path, Path]:
    """Write a record under the next free number and return its path and its sidecar's.

    No two writers get one number, however many write at once, and no file is ever replaced.
    Raises FileError where the folder cannot be written or every number is taken.
    """
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(max(numbers_in(folder), default=0) + 1, MAX_NUMBER + 1):
            with _held(folder, number) as free, suppress(FileExistsError):
                if free:
                    return _write_both(folder / f"{number:04d}-{name}.md", make)
    raise FileError(f"{folder} has no number left after {MAX_NUMBER}", hint="move old records to another folder")


def write_named(record: Path, make: Make) -> tuple[Path, Path]:
    """Write a record to a path and return it and its sidecar's; raise InputError where one of them is there."""
    with _told(record.parent):
        try:
            return _write_both(record, make)
        except FileExistsError as error:
            hint = "a record is never written over; choose another name"
            raise InputError(f"{error.filename2 or error.filename} is there already", hint=hint) from None


@contextmanager
def alone_with(record: Path) -> Iterator[None]:
    """Keep other writers of the program away from a record while it is changed; wait for one that is at work.

    Raises FileError where the record stays held for PATIENCE seconds.
    """
    hold = record.with_name(f".{record.stem}.held")
    until = time.monotonic() + PATIENCE
    with _told(record.parent):
        while not _touched(hold):
            if time.monotonic() > until:
                raise FileError(f"another writer holds {record}", hint=f"if none is at work, delete {hold}")
            time.sleep(PAUSE)
    try:
        yield
    finally:
        hold.unlink(missing_ok=True)


def _touched(hold: Path) -> bool:
    try:
        hold.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def replace_text(path: Path, old: str, new: str) -> None:
    """Put a file's new text in place of the old one in one step; its mode and byte order mark stay.

    Raises FileError where the file cannot be written, or holds another text than the old one by now.
    """
    target = path.resolve()
    with _told(path.parent):
        data = target.read_bytes()
        mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
        if data.removeprefix(mark) != old.encode():
            raise FileError(f"{path} was changed by somebody else at this moment", hint="run the command again")
        draft = target.with_name(f".{secrets.token_hex(8)}.draft")
        try:
            with draft.open("xb") as file:
                file.write(mark + new.encode())
            draft.chmod(target.stat().st_mode & 0o7777)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)


def _write_both(record: Path, make: Make) -> tuple[Path, Path]:
    """Write a record and its sidecar, both or neither."""
    sidecar = sidecar_of(record)
    texts = make(sidecar.name)
    with ExitStack() as undo:
        for path, text in ((sidecar, texts.sidecar), (record, texts.record)):
            _write_whole(path, text)
            undo.callback(path.unlink)
        undo.pop_all()
    return record, sidecar


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileError(f"cannot write in {folder}: {reason}", hint="check the folder and its permissions") from None


@contextmanager
def _held(folder: Path, number: int) -> Iterator[bool]:
    """Hold a number while a record is written; False where another writer holds it or a file bears it.

    Titles differ, so the record's own name cannot guard the number. One that a killed writer left held stays unused.
    """
    hold = folder / f".{number:04d}.held"
    if not _touched(hold):
        yield False
        return
    try:
        yield number not in numbers_in(folder)
    finally:
        hold.unlink(missing_ok=True)


def _write_whole(path: Path, text: str) -> None:
    """Put a file in place in one step."""
    draft = path.with_name(f".{secrets.token_hex(8)}.draft")
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        _place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _place(draft: Path, path: Path) -> None:
    """Give a draft its name; unlike a rename, a link never replaces what is there."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # no hard links on this file system: claim the name first
        with ExitStack() as undo:
            path.touch(exist_ok=False)
            undo.callback(path.unlink)
            draft.replace(path)
            undo.pop_all()
