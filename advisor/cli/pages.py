"""The pages of several profiles in one folder, with an index that compares them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.cli.shared import STDIN, emit, read_profile, rule_base
from advisor.errors import Fault, FileError, InputError

if TYPE_CHECKING:
    from advisor.model.profile import Profile
    from advisor.model.rulebase import RuleBase
    from advisor.report.index import Decided

INDEX = "index.html"


def write_pages(
    paths: Sequence[str], folder: str, day: dt.date | None, changes: Sequence[str], *, brief: bool
) -> tuple[str, ...]:
    """Write a page for each profile and the index into a folder, made where it is missing; return the verdicts.

    Nothing is written unless every profile is valid. Raises InputError with all faults of all profiles, or FileError.
    """
    from advisor.report.html import to_html
    from advisor.report.index import to_index

    base = rule_base()
    decided = [_decided(base, *named, day) for named in zip(names(paths), _read(paths, base, changes), strict=True)]
    target = _made(folder)
    for each in decided:
        found = None if brief else each.sensitivity
        emit(to_html(each.profile, each.recommendation, found, base, INDEX), str(target / each.file))
    emit(to_index(decided), str(target / INDEX))
    return tuple(each.recommendation.verdict for each in decided)


def names(paths: Sequence[str]) -> Iterator[str]:
    """Yield a file name for each profile's page: its own without what a link would have to escape, each only once."""
    taken = {INDEX}
    for path in paths:
        stem = "profile" if path == STDIN else re.sub(r"[^\w-]+", "-", Path(path).stem, flags=re.ASCII).strip("-")
        tries = (f"{stem or 'profile'}{'' if n == 1 else f'-{n}'}.html" for n in range(1, len(paths) + 2))
        name = next(name for name in tries if name.lower() not in taken)
        taken.add(name.lower())
        yield name


def _read(paths: Sequence[str], base: RuleBase, changes: Sequence[str]) -> list[Profile]:
    if paths.count(STDIN) > 1:
        raise InputError("standard input can be only one of the profiles", hint="name the others by their files")
    read: list[Profile] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            read.append(read_profile(path, base, changes))
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError.of(tuple(faults))
    return read


def _decided(base: RuleBase, file: str, profile: Profile, day: dt.date | None) -> Decided:
    from advisor.analysis.sensitivity import sensitivity_of
    from advisor.analysis.vantage import Vantage
    from advisor.engine.decision import decide
    from advisor.report.index import Decided

    recommendation = decide(base, profile, day)
    return Decided(file, profile, recommendation, sensitivity_of(Vantage.of(recommendation, profile)))


def _made(folder: str) -> Path:
    try:
        Path(folder).mkdir(exist_ok=True)
    except OSError as error:
        raise FileError(f"cannot make the folder {folder}: {error.strerror}", hint="check its path") from None
    return Path(folder)
