"""Whether a requirement admits a version that a range holds."""

from __future__ import annotations

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from advisor.model.scanning import Wheels


def admits(requirement: str, wheels: Wheels) -> bool:
    """Tell whether some version that a requirement admits may lie in the range that has wheels."""
    if not wheels.at_least and not wheels.below:
        return False
    try:
        low, high, open_ended = _bounds(SpecifierSet(requirement))
    except (InvalidSpecifier, InvalidVersion):
        return True
    if wheels.at_least and high is not None:
        least = Version(wheels.at_least)
        if high < least or (open_ended and high <= least):
            return False
    return not (wheels.below and low is not None and low >= Version(wheels.below))


def _bounds(specifiers: SpecifierSet) -> tuple[Version | None, Version | None, bool]:
    """Return the lowest and the highest version admitted, and whether the highest is itself left out."""
    lows: list[Version] = []
    highs: list[tuple[Version, int]] = []
    for specifier in specifiers:
        text = specifier.version
        sign = specifier.operator
        if sign in {"===", "!="}:
            continue
        version = Version(Version(text.removesuffix(".*")).base_version)  # a candidate counts as what it leads to
        if sign in (">=", ">", "==", "~="):
            lows.append(version)
        if sign in ("<=", "<") or (sign == "==" and not text.endswith(".*")):
            highs.append((version, 0 if sign == "<" else 1))
        elif sign in ("==", "~="):
            kept = version.release if sign == "==" else version.release[:-1]
            highs.append((Version(".".join(map(str, (*kept[:-1], kept[-1] + 1)))), 0))
    low = max(lows, default=None)
    if not highs:
        return low, None, False
    highest, included = min(highs)
    return low, highest, not included
