"""Starts the command line, and turns any end into an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable
from io import StringIO, TextIOWrapper
from typing import NoReturn

from advisor.errors import EXIT_DONE, EXIT_INTERNAL, EXIT_INTERRUPTED, AdvisorError, Fault

NEW_OBJECTS = 100_000
COMPLETING = "_ADVISOR_COMPLETE"


def main() -> NoReturn:
    """Run the command line and exit: an error for the user is told in full, a bug in one line.

    Most commands are over before collecting garbage pays: it waits for more objects than they make, and is left to
    the operating system at the end.
    """
    gc.set_threshold(NEW_OBJECTS)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    code = run(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code."""
    try:
        return _call(arguments)
    except AdvisorError as error:
        return _tell(error.faults, error.exit_code)
    except KeyboardInterrupt:
        return _tell([Fault("interrupted")], EXIT_INTERRUPTED)
    except OSError as error:
        message = f"{error.filename or ''}: {error.strerror or error}".lstrip(": ")
        return _tell([Fault(message)], EXIT_INTERNAL)
    except Exception as error:  # noqa: BLE001  a traceback would look like a finding
        return _unexpected(error, arguments)


def _call(arguments: list[str]) -> int:
    """Call the command; a reader of its output that has gone away has read enough."""
    from advisor.cli.app import app

    if COMPLETING in os.environ:
        _prepare_completion()
    try:
        code = app(arguments, standalone_mode=False, prog_name="advisor")
        sys.stdout.flush()
    except SystemExit:  # how typer leaves a closed pipe, and ends completing
        return EXIT_DONE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    return int(code or EXIT_DONE)


def _prepare_completion() -> None:
    """Tell typer the shells; it does so by itself only for programs that install their completion."""
    from typer.completion import completion_init  # type: ignore[attr-defined]

    completion_init()


def _unexpected(error: Exception, arguments: list[str]) -> int:
    show = getattr(error, "show", None)
    if callable(show):
        usage = StringIO()
        show(file=usage)
        lines = usage.getvalue().replace("Value error, ", "").splitlines()  # typer's word, not the user's
        print(*map(_inert, lines), sep="\n", file=sys.stderr)
        return int(getattr(error, "exit_code", EXIT_INTERNAL))
    if "--debug" in arguments:
        raise error
    message = f"the program failed: {type(error).__name__}: {error}"
    return _tell([Fault(message, hint="run again as `advisor --debug ...`")], EXIT_INTERNAL)


def _tell(faults: Iterable[Fault], code: int) -> int:
    for fault in faults:
        where = f"{fault.place}: " if fault.place else ""
        print(_inert(where + fault.message, "" if where else "advisor: "), file=sys.stderr)
        if fault.hint:
            print(_inert(fault.hint, "    "), file=sys.stderr)
    return code


def _inert(line: str, before: str = "") -> str:
    """Make a line harmless to terminals, and to CI runners, which take some lines for commands."""
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in before + line)
    text = text.replace("##[", "## [")
    return f"advisor: {text}" if text.lstrip().startswith("::") else text
