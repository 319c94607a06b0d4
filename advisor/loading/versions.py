"""For which versions of a rule base an overlay was written: versions, and ranges as `>=0.1,<0.3` or `0.1.*`."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Fault
from advisor.loading.yamltext import Document, shown

_OPERATORS = "<>=!~"


def admits(entry: str, version: str) -> bool:
    """Tell whether a version is the one, or in the range, that an entry names.

    Versions compare as Python's packages have them (PEP 440); a version of another form is compared as written. Raises
    ValueError for an entry that is neither a version nor a range.
    """
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # off the way without overlays
    from packaging.version import InvalidVersion, Version

    try:
        Version(version)
    except InvalidVersion:
        return entry == version
    try:
        return SpecifierSet(entry if entry.strip()[0] in _OPERATORS else f"=={entry}").contains(version, True)
    except InvalidSpecifier:
        raise ValueError(f"{shown(entry)} is neither a version nor a range of versions") from None


def version_faults(entries: tuple[str, ...], version: str, document: Document) -> Iterator[Fault]:
    """Find the entries of `over.versions` that mean nothing."""
    for n, entry in enumerate(entries):
        try:
            admits(entry, version)
        except ValueError as error:
            hint = 'write 0.1.0, 0.1.* or ">=0.1,<0.3"'
            yield Fault(str(error), document.place(("over", "versions", n)), hint)
