"""What several commands take and do: options, reading a profile, writing a result."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.errors import FileError, InputError, Place

if TYPE_CHECKING:
    from advisor.model.profile import Profile
    from advisor.model.rulebase import RuleBase

STDIN = "-"

ProfilePath = Annotated[str, typer.Argument(metavar="PROFILE", help="The profile's YAML file, or - for standard input.")]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="QUESTION=VALUE", help="Answer a question otherwise; an empty value unsets it."),
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Take knowledge as of this date, as 2025-03-31.")
]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")
]


def rule_base() -> RuleBase:
    """Return the rule base in use."""
    from advisor.loading.rules import load_rules

    return load_rules()


def read_profile(path: str, base: RuleBase, changes: Sequence[str] | None = None) -> Profile:
    """Read and check a profile; raise InputError or FileError."""
    from advisor.loading.profiles import load_profile

    return load_profile(read_text(path), "<stdin>" if path == STDIN else path, base, changes or ())


def read_text(path: str) -> str:
    """Read a UTF-8 text file or standard input; raise FileError or InputError."""
    try:
        data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}", hint="check the path and its permissions") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("not UTF-8 text", Place(path, line), "save the file as UTF-8") from None


def parse_date(text: str | None, option: str) -> dt.date | None:
    """Read a date given on the command line; raise InputError for one that is none."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{option} {text!r} is not a date", hint="write it as 2025-03-31") from None


def emit(text: str, output: str | None) -> None:
    """Write a result to standard output, or to a file as a whole or not at all."""
    if output is None or output == STDIN:
        sys.stdout.write(text)
        return
    target = Path(output)
    try:
        write_atomically(target, text)
    except OSError as error:
        raise FileError(f"cannot write {output}: {error.strerror}", hint="check the folder and its permissions") from None


def write_atomically(target: Path, text: str) -> None:
    """Replace a file by its new text in one step, so that nobody ever reads half of it."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def wants_colour(output: str | None) -> bool:
    """Tell whether standard output is to be coloured: NO_COLOR, then FORCE_COLOR, then TERM, then the terminal."""
    if output not in (None, STDIN) or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE"):
        return True
    return os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


def columns() -> int:
    """Return the width to lay text out for: the terminal's, or COLUMNS, at most 100; 80 in a pipe."""
    return min(shutil.get_terminal_size((80, 24)).columns, 100)
