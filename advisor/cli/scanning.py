"""What several commands do with the code of a repository: read it while a bar shows that something happens."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import InputError, Place

if TYPE_CHECKING:
    from advisor.model.finding import Finding
    from advisor.model.profile import Answer, Profile
    from advisor.model.rulebase import RuleBase
    from advisor.model.scanned import Scan

PATIENCE = 1.0
EVERY = 50


def scan_of(base: RuleBase, folder: str) -> Scan:
    """Read the code in a folder. Raises InputError where there is none, FileError where it cannot be read."""
    from advisor.scan.repository import scan_repository

    root = Path(folder)
    if not root.is_dir():
        what = "is not a folder" if root.exists() else "does not exist"
        raise InputError(f"{folder} {what}", hint="give the folder of a repository")
    with _progress() as step:
        return scan_repository(root, base, step)


def seen_from_here(findings: Iterable[Finding], folder: str) -> list[Finding]:
    """Name the files of findings as they are called from here, not from the folder that was read."""

    def moved(place: Place) -> Place:
        return replace(place, file=os.path.normpath(Path(folder) / place.file))

    return [replace(finding, place=moved(finding.place)) for finding in findings]


def comparing(base: RuleBase, folder: str) -> Callable[[str, Mapping[str, Answer]], list[Finding]]:
    """Return what compares the code in a folder with a decision; the code is read when it is first called."""
    from advisor.scan.findings import against

    read = cache(lambda: scan_of(base, folder))
    return lambda decided, answers: seen_from_here(against(base, decided, read(), answers), folder)


def with_told(base: RuleBase, begun: Profile, folder: str) -> Profile:
    """Add to a profile what the code in a folder tells, and say so; what it answers already stays."""
    from advisor.model.profile import Profile
    from advisor.report.scan import evidence_line, profile_of, shown_answer, sureness

    scan = scan_of(base, folder)
    told = [one for one in scan.answers if one.question not in begun.answers]
    for one in told:
        why = evidence_line(one.evidence[0])
        print(
            f"{one.question}: {shown_answer(one)} ({sureness(one.confidence)} confidence)\n    {why}", file=sys.stderr
        )
    name = profile_of(scan).name if begun.name == Profile().name else begun.name
    return begun.model_copy(update={"answers": {t.question: t.answer for t in told} | begun.answers, "name": name})


@contextmanager
def _progress() -> Iterator[Callable[[int, str], None]]:
    """Show how many files were read, where somebody watches a terminal and it takes longer than a moment."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    shown = Progress(
        TextColumn("Reading"),
        BarColumn(),
        TextColumn("{task.completed:,} files"),
        console=Console(stderr=True),
        transient=True,
    )
    task, begun = shown.add_task("", total=None), time.monotonic()

    def step(count: int, _: str) -> None:
        if count % EVERY == 0:
            if not shown.live.is_started and time.monotonic() - begun > PATIENCE:
                shown.start()
            shown.update(task, completed=count)

    try:
        yield step
    finally:
        if shown.live.is_started:
            shown.stop()
