"""`advisor completions`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from advisor.cli.shared import Output, emit


class Shell(StrEnum):
    """The shells that typer writes completions for."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"
    powershell = "powershell"


def completions(
    shell: Annotated[Shell, typer.Argument(help="The shell to complete in.")],
    output: Output = None,
) -> None:
    """Print the completion script of a shell; load it from your shell's start-up file."""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    emit(
        get_completion_script(prog_name="advisor", complete_var="_ADVISOR_COMPLETE", shell=shell.value) + "\n",
        output,
    )
