"""The pages under `docs/` that are made from the rule base and from the commands themselves; see tools/update-docs."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from advisor import errors
from advisor.cli.app import COMMANDS, command
from advisor.report.reference import reference
from advisor.report.reference.commands import CommandPage, ExitCode
from advisor.report.reference.index import index
from advisor.report.reference.pages import CheckTable

CHECK_TABLES = (
    ("advisor check", "check", "advisor.check.checks"),
    ("advisor rules lint", "lint", "advisor.quality.lint.registry"),
)
"""Commands that report findings, and the module whose `CHECKS` holds what they look for."""
EXITS = (
    ExitCode(errors.EXIT_DONE, "Done; a recommendation of any verdict is a result."),
    ExitCode(
        errors.EXIT_GATE_FAILED,
        "A gate failed: a verdict that `--fail-on` names, a finding as severe as it names, a case that came out "
        "otherwise.",
    ),
    ExitCode(
        errors.EXIT_USAGE, "Wrong usage, input that is not valid, or an answer missing where nobody can be asked."
    ),
    ExitCode(errors.EXIT_INTERNAL, "A file cannot be read or written, or the program itself failed."),
    ExitCode(errors.EXIT_INTERRUPTED, "Interrupted; the answers given so far were saved."),
)


def pages() -> dict[str, str]:
    """Return every generated page by its path inside `docs/`."""
    from advisor.loading.rules import load_claims, load_rules

    return reference(load_rules(), load_claims(), _commands(), EXITS, _tables())


def write(docs: Path) -> None:
    """Write the generated pages into a folder in place of those there, and the index of all of its pages."""
    shutil.rmtree(docs / "reference", ignore_errors=True)
    made = pages()
    for path, text in made.items():
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_text(text, "utf-8", newline="\n")
    (docs / "README.md").write_text(index(_texts(docs, list(made))), "utf-8", newline="\n")


def _texts(docs: Path, order: list[str]) -> dict[str, str]:
    """Return the pages of a folder by path, those first that somebody wrote, the others in the order given."""
    found = {path.relative_to(docs).as_posix(): path.read_text("utf-8") for path in sorted(docs.rglob("*.md"))}
    return dict(sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in order else -1))


def _tables() -> tuple[CheckTable, ...]:
    """Return the checks of each command."""
    return tuple(CheckTable(name, slug, _checks(module)) for name, slug, module in CHECK_TABLES)


def _checks(module: str) -> tuple[Any, ...]:
    return tuple(import_module(module).CHECKS)


def _commands() -> Iterator[CommandPage]:
    for name in COMMANDS:
        yield from _told(f"advisor {name}", command(name))


def _told(name: str, shown: Any) -> Iterator[CommandPage]:
    """Yield a command and those inside it, as its `--help` tells them."""
    context = shown.context_class(shown, info_name=name, terminal_width=80, max_content_width=80)
    inside = {sub: shown.get_command(context, sub) for sub in getattr(shown, "list_commands", lambda _: ())(context)}
    rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
    for parameter in shown.get_params(context):
        record = parameter.get_help_record(context)
        if record and "--help" not in parameter.opts:
            rows[parameter.param_type_name].append(record)
    arguments = tuple((name.partition(" <")[0], help_) for name, help_ in rows["argument"])
    usage = shown.get_usage(context).removeprefix("Usage: ").translate(str.maketrans("", "", "{}"))
    yield CommandPage(
        name,
        usage,
        inspect.cleandoc(shown.help or ""),
        arguments,
        tuple(rows["option"]),
        tuple(f"{name} {sub}" for sub in inside),
    )
    for sub, inner in inside.items():
        yield from _told(f"{name} {sub}", inner)
