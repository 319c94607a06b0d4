"""What several commands take and do: options, reading a profile, writing a result."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.errors import FileError, InputError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from advisor.model.profile import Profile
    from advisor.model.rulebase import RuleBase

STDIN = "-"
_FOLDERS: ContextVar[tuple[str, ...]] = ContextVar("folders given with --rules", default=())

ProfilePath = Annotated[
    str, typer.Argument(metavar="PROFILE", help="The profile's YAML file, or - for standard input.")
]
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


def use_rules(folders: list[str] | None) -> None:
    """Take these folders of rules for what is called from now on; none for the packaged rule base alone."""
    _FOLDERS.set(tuple(folders or ()))


def rules_given() -> tuple[str, ...]:
    """Return the folders given with --rules, in order."""
    return _FOLDERS.get()


def rules_as_given() -> tuple[str, ...]:
    """Return the words of a command line that name the same folders of rules."""
    return tuple(word for folder in rules_given() for word in ("--rules", folder))


def rule_base() -> RuleBase:
    """Return the rule base in use: the packaged one, or what the folders given with --rules make of it."""
    if rules_given():
        from advisor.loading.overlays import load_layers

        return load_layers(rules_given())
    from advisor.loading.rules import load_rules

    return load_rules()


def rule_folders() -> tuple[Traversable, ...]:
    """Return the folders that the rule base in use is read from, the lowest layer first."""
    from advisor.resources import bundled

    given = tuple(Path(folder) for folder in rules_given())
    whole = bool(given) and (given[0] / "rulebase.yaml").is_file()
    return given if whole else (bundled("rules"), *given)


def overlay_files(base: RuleBase) -> tuple[str, ...]:
    """Return the files that describe the overlays in use, in the order in which they lie over the rule base."""
    from advisor.loading.pieces import OVERLAY

    folders = rules_given()[len(rules_given()) - len(base.layers) :]
    return tuple(str(Path(folder) / OVERLAY) for folder in folders)


def read_profile(path: str, base: RuleBase, changes: Sequence[str] | None = None) -> Profile:
    """Read and check a profile; raise InputError or FileError."""
    from advisor.loading.profiles import load_profile

    return load_profile(read_text(path), shown_path(path), base, changes or ())


def shown_path(path: str) -> str:
    """Return what messages call a file to read."""
    return "<stdin>" if path == STDIN else path


def read_text(path: str) -> str:
    """Read a UTF-8 text file or standard input; raise FileError or InputError."""
    from advisor.loading.yamltext import MAX_BYTES, decoded

    try:
        data = _start(path, MAX_BYTES + 1)
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}", hint="check the path and its permissions") from None
    return decoded(data, shown_path(path))


def _start(path: str, size: int) -> bytes:
    """Read so much of a file, which may have no end."""
    if path == STDIN:
        return sys.stdin.buffer.read(size)
    with Path(path).open("rb") as file:
        return file.read(size)


def parse_date(text: str | None, option: str) -> dt.date | None:
    """Read a date given on the command line; raise InputError for one that is none."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{option} {text!r} is not a date", hint="write it as 2025-03-31") from None


def today_or(today: str | None) -> dt.date:
    """Return the date given with --today, else SOURCE_DATE_EPOCH, else today's; raise InputError for none."""
    given = parse_date(today, "--today")
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if given or not epoch:
        return given or dt.date.today()
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise InputError(f"SOURCE_DATE_EPOCH {epoch!r} is not a time", hint="write seconds since 1970") from None


def warn(warnings: Iterable[str]) -> None:
    """Say on standard error what a result has to be read with, each only once."""
    from advisor.report.words import clean

    for warning in dict.fromkeys(warnings):
        print(clean(f"advisor: warning: {warning}", limit=2000), file=sys.stderr)


def emit(text: str, output: str | None) -> None:
    """Write a result to standard output, or to a file as a whole or not at all."""
    if output is None or output == STDIN:
        _print(text)
        return
    target = Path(output)
    try:
        if target.exists() and not target.is_file():
            target.write_text(text, "utf-8", newline="\n")
        else:
            write_atomically(target.resolve(), text)
    except OSError as error:
        raise FileError(
            f"cannot write {output}: {error.strerror}", hint="check the folder and its permissions"
        ) from None


def _print(text: str) -> None:
    """Write to standard output; a reader that has gone away has read enough."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left would fail again at the exit
        if not isinstance(error, BrokenPipeError):
            raise FileError(f"cannot write to standard output: {error.strerror}") from None


def write_atomically(target: Path, text: str) -> None:
    """Replace a file by its new text in one step, so that nobody ever reads half of it."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".advisor-")
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
