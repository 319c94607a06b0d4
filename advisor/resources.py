"""Finds the files that come with the program, in a wheel (`advisor/_data`) and in a checkout (top-level folders)."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from advisor.errors import FileError

PACKAGED = Path(__file__).resolve().parent / "_data"


def bundled(name: str) -> Traversable:
    """Return the folder `rules` or `templates`; raise FileError where the installation lacks it."""
    if (PACKAGED / name).is_dir():
        return PACKAGED / name
    root = PACKAGED.parent.parent
    if (root / "pyproject.toml").is_file() and (root / name).is_dir():
        return root / name
    raise FileError(f"the installation lacks its folder {name!r}", hint="reinstall framework-advisor")


def compiled_rules() -> bytes | None:
    """Return the rule base as it was compiled into the wheel; None in a checkout, where the YAML is read."""
    path = PACKAGED / "rulebase.json"
    return path.read_bytes() if path.is_file() else None
