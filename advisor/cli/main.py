"""Starts the command line, and turns any end into an exit code."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from advisor.errors import EXIT_INTERNAL, EXIT_INTERRUPTED, AdvisorError

NEW_OBJECTS = 100_000


def main() -> NoReturn:
    """Run the command line and exit: an error for the user is told in full, a bug in one line.

    Most commands are over before collecting garbage pays: it waits for more objects than they make, and is left to
    the operating system at the end.
    """
    gc.set_threshold(NEW_OBJECTS)
    code = run(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code."""
    try:
        from advisor.cli.app import app

        code = app(arguments, standalone_mode=False, prog_name="advisor")
        sys.stdout.flush()
    except AdvisorError as error:
        return _tell(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _tell("interrupted", EXIT_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _tell(f"{error.filename or ''}: {error.strerror or error}".lstrip(": "), EXIT_INTERNAL)
    except Exception as error:  # noqa: BLE001  a traceback would look like a finding
        return _unexpected(error, arguments)
    return int(code or 0)


def _unexpected(error: Exception, arguments: list[str]) -> int:
    show = getattr(error, "show", None)
    code = getattr(error, "exit_code", EXIT_INTERNAL)
    if callable(show):
        show(file=sys.stderr)
        return int(code)
    if "--debug" in arguments:
        raise error
    return _tell(f"the program failed: {type(error).__name__}: {error}\n    run again with --debug", EXIT_INTERNAL)


def _tell(message: str, code: int) -> int:
    print(f"advisor: {message}" if code else message, file=sys.stderr)
    return code
