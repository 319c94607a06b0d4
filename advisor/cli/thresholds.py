"""Shares that must not fall below a threshold."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import typer

from advisor.errors import EXIT_GATE_FAILED, InputError


def hold(shares: Iterable[tuple[str, float, float]]) -> None:
    """Exit with 1 where a share is below its threshold, both in percent, and say so; each is named."""
    below = [(name, share, least) for name, share, least in shares if share < least]
    for name, share, least in below:
        print(f"advisor: {name}: {share:.2f} % is less than {least:g} %", file=sys.stderr)
    if below:
        raise typer.Exit(EXIT_GATE_FAILED)


def thresholds(given: Sequence[str] | None, names: Sequence[str], usual: str) -> dict[str, float]:
    """Read `NAME=PERCENT`, or a percentage of what is `usual`. Raises InputError for what is neither."""
    found = {}
    for text in given or ():
        name, _, number = text.rpartition("=")
        if name and name not in names:
            raise InputError(f"--fail-under: there is no {name!r}", hint=f"valid here: {', '.join(names)}")
        found[name or usual] = _percentage(number)
    return found


def _percentage(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100:  # noqa: PLR2004  percent
        raise InputError(f"--fail-under: {text!r} is no percentage", hint="write a number from 0 to 100")
    return number
