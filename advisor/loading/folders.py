"""What lies in a folder of rules without being what its name says: it would be passed over, or waited for."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

from advisor.errors import Fault, Place

FOLDERS = ("questions", "criteria", "components")
ENDINGS = (".yaml", ".yml")
_COPY = "put the file itself here, or take it away"


def inside(folder: Traversable) -> list[Traversable]:
    """Return what a folder holds by name, hidden files left out."""
    held = folder.iterdir() if folder.is_dir() else ()
    return sorted((path for path in held if not path.name.startswith(".")), key=lambda path: path.name)


def named_as_rules(folder: Traversable) -> Iterator[Traversable]:
    """Yield what is named like a file of rules, and the folders for them."""
    for path in inside(folder):
        if path.name in FOLDERS:
            yield path
            yield from (inner for inner in inside(path) if inner.name.endswith(ENDINGS))
        elif path.name.endswith(ENDINGS):
            yield path


def irregular_faults(folder: Traversable) -> Iterator[Fault]:
    """Find every link that leads nowhere, folder named like a file, pipe and device."""
    for path in named_as_rules(folder):
        is_folder = path.name in FOLDERS
        if not (path.is_dir() if is_folder else path.is_file()):
            message, hint = _words(path, is_folder)
            yield Fault(message, Place(str(path)), hint)


def _words(path: Traversable, is_folder: bool) -> tuple[str, str]:
    if isinstance(path, Path) and path.is_symlink() and not path.exists():
        return "the link leads nowhere", _COPY
    if is_folder:
        return f"it is not a folder, and {path.name} is one", f"make it a folder with one file each of {path.name}"
    if path.is_dir():
        return "it is a folder named like a file", "name it otherwise, and put its rules into a file"
    return "it is neither a file nor a folder", _COPY
