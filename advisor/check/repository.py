"""What git knows: which records another branch has. Git is called with fixed arguments and names are never options."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from advisor.check.checks import found
from advisor.check.reading import Record
from advisor.errors import FileError, InputError
from advisor.model.finding import Finding
from advisor.record.reading import number_of

TIMEOUT = 60


def look_at_base(records: Sequence[Record], base: str) -> Iterator[Finding]:
    """Yield a finding for each new record whose number a branch has given to another one since the two parted.

    Raises InputError where a folder is in no repository, or the name is no commit of it.
    """
    by_folder: dict[Path, list[Record]] = defaultdict(list)
    for record in records:
        by_folder[record.path.parent].append(record)
    for folder, here in by_folder.items():
        theirs = _files(folder, _commit(folder, base))
        parted = _merge_base(folder, base)
        common = _files(folder, parted) if parted else frozenset()
        for record in here:
            yield from _collision(record, theirs - common, base) if record.path.name not in common else ()


def _collision(record: Record, theirs: frozenset[str], base: str) -> Iterator[Finding]:
    if record.path.name in theirs or record.number is None:
        return
    for name in sorted(theirs):
        if number_of(name) == record.number:
            yield found(
                "number-collides",
                f"{base} has given the number {record.number:04d} to {name}.",
                record.place(),
                name,
                hint="give this record the next number that is free on both branches",
            )


def _commit(folder: Path, base: str) -> str:
    """Return the commit that a name stands for."""
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
    if commit is None:
        raise InputError(
            f"--base {base!r} is no commit that the repository of {folder} knows",
            hint="fetch it first, as `git fetch origin main`, and check its spelling",
        )
    return commit.strip()


def _merge_base(folder: Path, base: str) -> str | None:
    """Return where the branches parted; None where history does not reach back so far."""
    parted = _git(folder, "merge-base", _commit(folder, base), "HEAD")
    return parted.split("\n", 1)[0] if parted else None


def _files(folder: Path, commit: str) -> frozenset[str]:
    """Return the names of the files that a commit has in a folder."""
    listed = _git(folder, "ls-tree", "-z", "--name-only", commit)
    return frozenset(listed.split("\0")) - {""} if listed else frozenset()


def _git(folder: Path, *arguments: str) -> str | None:
    """Return what git prints; None where it says no."""
    try:
        done = subprocess.run(  # noqa: S603  no shell, and names from outside stand behind --end-of-options
            ["git", *arguments],  # noqa: S607  the user's own git
            cwd=folder,
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise FileError("--base needs git, which is not installed", hint="install git, or leave --base out") from None
    except subprocess.TimeoutExpired:
        raise FileError(f"git {arguments[0]} took more than {TIMEOUT} seconds") from None
    return done.stdout.decode(errors="surrogateescape") if done.returncode == 0 else None
