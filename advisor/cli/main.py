"""The command `advisor`: what there is to call, and how any end becomes an exit code."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import typer

from advisor import __version__
from advisor.cli import completions, explain, recommend, rules, schema, what_if
from advisor.errors import EXIT_INTERNAL, EXIT_INTERRUPTED, AdvisorError

app = typer.Typer(
    name="advisor",
    help="Decide which deep-learning framework a project should use, and show why.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (recommend.recommend, explain.explain, what_if.what_if):
    app.command()(command)
app.add_typer(rules.app, name="rules")
app.command()(schema.schema)
app.command()(completions.completions)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"advisor {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(False, "--version", "-V", help="Print the version.", callback=_version, is_eager=True),
    debug: bool = typer.Option(False, "--debug", help="Show a traceback where the program itself fails."),
) -> None:
    """Decide which deep-learning framework a project should use, and show why."""


def main() -> NoReturn:
    """Run the command line and exit: an error for the user is told in full, a bug in one line."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code."""
    try:
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
