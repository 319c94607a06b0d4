"""A command, its arguments and its exit codes as data, for the page about them; the command line fills them in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommandPage:
    """One command: its full name, usage, help, and what it takes, each by name with its help."""

    name: str
    usage: str
    help: str
    arguments: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str], ...]
    inside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExitCode:
    """An exit code, and when a command ends with it."""

    code: int
    meaning: str
