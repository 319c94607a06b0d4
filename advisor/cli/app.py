"""What there is to call. Each command is a module of this package, loaded when it is called for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from advisor import __version__

COMMANDS = (
    "ask",
    "recommend",
    "record",
    "explain",
    "what-if",
    "flip",
    "diff",
    "verify",
    "rules",
    "schema",
    "completions",
)


@cache
def command(name: str) -> TyperCommand | TyperGroup:
    """Return the command that a module holds: its `app` where it has commands of its own, else the function."""
    module = import_module(f"advisor.cli.{name.replace('-', '_')}")
    app = getattr(module, "app", None)
    if app is None:
        app = typer.Typer(rich_markup_mode=None, add_completion=False)
        app.command()(getattr(module, name.replace("-", "_")))
    made = typer.main.get_command(app)
    return cast("TyperCommand | TyperGroup", made)


class Commands(TyperGroup):
    """The commands by name; one that is called starts without the others."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  typer's signature
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | TyperGroup | None:  # noqa: ARG002
        if cmd_name in COMMANDS:
            return command(cmd_name)
        self.commands = {name: command(name) for name in COMMANDS}  # typer looks here for what was meant
        return None


app = typer.Typer(
    cls=Commands,
    name="advisor",
    help="Decide which deep-learning framework a project should use, and show why.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
