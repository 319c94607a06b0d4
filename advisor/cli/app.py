"""What there is to call. Each command is a module of this package, loaded when it is called for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from advisor import __version__
from advisor.cli.shared import use_rules

COMMANDS = (
    *("ask", "recommend", "record", "check", "explain", "what-if", "flip", "diff", "scan", "verify"),
    *("rules", "schema", "completions"),
)
WITHOUT_RULES = ("completions",)


@cache
def command(name: str) -> TyperCommand | TyperGroup:
    """Return the command that a module holds: its `app` where it has commands of its own, else the function."""
    module = import_module(f"advisor.cli.{name.replace('-', '_')}")
    app = getattr(module, "app", None)
    if app is None:
        app = typer.Typer(rich_markup_mode=None, add_completion=False)
        app.command()(getattr(module, name.replace("-", "_")))
    made = cast("TyperCommand | TyperGroup", typer.main.get_command(app))
    return made if name in WITHOUT_RULES else with_rules(made)


def with_rules(made: TyperCommand | TyperGroup) -> TyperCommand | TyperGroup:
    """Give a command, or each command of a group, the option `--rules`."""
    if isinstance(made, TyperGroup):
        for inner in made.commands.values():
            with_rules(cast("TyperCommand | TyperGroup", inner))
    else:
        made.params.append(rules_option())
    return made


def rules_option() -> Any:
    """Return the option that names rule folders; whoever loads the rule base asks for them."""
    app = typer.Typer(rich_markup_mode=None, add_completion=False)

    @app.command()
    def bearer(
        rules: list[str] | None = typer.Option(  # noqa: B008  typer's way
            None,
            "--rules",
            metavar="DIR",
            help="Lay this folder of rules over the packaged ones, or take a complete rule base; repeatable, in order.",
            callback=use_rules,
            expose_value=False,
        ),
    ) -> None: ...

    return typer.main.get_command(app).params[0]


class Commands(TyperGroup):
    """The commands by name; one that is called starts without the others."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  typer's signature
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | TyperGroup | None:  # noqa: ARG002
        if cmd_name in COMMANDS:
            return command(cmd_name)
        self.commands = {name: command(name) for name in COMMANDS}  # typer looks here for what was meant
        return None


ABOUT = (
    "Decide what a project should use by dated, sourced rules, and show why. The rules that come with it decide which "
    "deep-learning framework."
)
app = typer.Typer(
    cls=Commands,
    name="advisor",
    help=ABOUT,
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
    """Decide what a project should use, and show why."""
