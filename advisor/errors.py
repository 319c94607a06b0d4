"""What can go wrong, told as where, what and what to do; each kind of error knows its exit code."""

from __future__ import annotations

from dataclasses import dataclass

EXIT_DONE = 0
EXIT_GATE_FAILED = 1
EXIT_USAGE = 2
EXIT_INTERNAL = 3
EXIT_INTERRUPTED = 130


@dataclass(frozen=True, order=True)
class Place:
    """A spot in a text: the file's name as the user gave it, line and column counted from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what, and what would be right."""

    message: str
    place: Place | None = None
    hint: str | None = None

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        then = f"\n    {self.hint}" if self.hint else ""
        return f"{where}{self.message}{then}"


class AdvisorError(Exception):
    """An error meant for the user; carries one or more faults.

    Raised instead of returning half a result. `exit_code` is what the command line exits with.
    """

    exit_code = EXIT_INTERNAL

    def __init__(self, message: str, place: Place | None = None, hint: str | None = None) -> None:
        self.faults: tuple[Fault, ...] = (Fault(message, place, hint),)
        super().__init__(message)

    @classmethod
    def of(cls, faults: tuple[Fault, ...]) -> AdvisorError:
        """Make one error of several faults, in the order of their places."""
        ordered = sorted(faults, key=lambda f: (f.place is None, f.place or Place("")))
        error = cls(ordered[0].message)
        error.faults = tuple(ordered)
        return error

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class InputError(AdvisorError):
    """The command line, a profile, a case or an answer is not valid."""

    exit_code = EXIT_USAGE


class RuleBaseError(AdvisorError):
    """A rule base or an overlay is not valid."""

    exit_code = EXIT_USAGE


class FileError(AdvisorError):
    """A file cannot be read or written."""

    exit_code = EXIT_INTERNAL


class UnavailableError(AdvisorError):
    """Something outside that a command needs cannot be had: a program, the network."""

    exit_code = EXIT_INTERNAL
