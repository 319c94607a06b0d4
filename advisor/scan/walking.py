"""The files of a repository, in a fixed order: bounded, inside the root, without what git leaves out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from advisor.errors import FileError
from advisor.model.scanned import OWN
from advisor.model.scanning import Area, Scanning
from advisor.scan.ignoring import Ignored, ignored_by, parse_ignore
from advisor.scan.ordinary import areas_of, skipped_in
from advisor.scan.surroundings import weight_of

MAX_FILES = 200_000
MAX_DEPTH = 60
MAX_IGNORE = 100_000
IGNORE = ".gitignore"


@dataclass(frozen=True, slots=True)
class Found:
    """A file, or a folder that stands for one: where it is, its path relative to the root, and its area."""

    path: Path
    name: str
    size: int
    area: str
    is_folder: bool = False


@dataclass
class Walk:
    """Goes through a repository; `left_out` says afterwards what was not looked at because of a bound.

    `is_whole` tells of a folder's name that the folder is one thing, as a `.mlpackage` is.
    """

    root: Path
    scanning: Scanning
    is_whole: Callable[[str], bool]
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look up once what is asked of every folder."""
        self.skipped = skipped_in(self.scanning)
        self.areas = areas_of(self.scanning)

    def files(self) -> Iterator[Found]:
        """Yield files, folder by folder in the order of names. Links are not followed. Raises FileError."""
        count = 0
        stack: list[tuple[str, tuple[Ignored, ...]]] = [("", ())]
        while stack:
            folder, ignored = stack.pop()
            entries = self._entries(folder)
            ignored = (*ignored, *self._ignored(folder, entries))
            folders = []
            for entry in entries:
                name = f"{folder}/{entry.name}" if folder else entry.name
                is_folder = entry.is_dir(follow_symlinks=False)
                if entry.is_symlink() or ignored_by(ignored, name, is_folder):
                    continue
                if is_folder and not self.is_whole(entry.name):
                    folders += [(name, ignored)] if self._enters(entry, name) else []
                elif is_folder or entry.is_file(follow_symlinks=False):
                    count += 1
                    if count > MAX_FILES:
                        self.left_out.append((name, f"more than {MAX_FILES:,} files; the rest is not looked at"))
                        return
                    yield Found(Path(entry.path), name, _size(entry), self._area(name), is_folder)
            stack += reversed(folders)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self.root / folder) as found:
                return sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            if not folder:
                raise FileError(f"cannot read {self.root}: {error.strerror}", hint="give a folder") from None
            self.left_out.append((folder, f"the folder cannot be read: {error.strerror}"))
            return []

    def _ignored(self, folder: str, entries: list[os.DirEntry[str]]) -> tuple[Ignored, ...]:
        for entry in entries:
            if entry.name == IGNORE and entry.is_file(follow_symlinks=False):
                try:
                    with Path(entry.path).open("rb") as file:
                        return (parse_ignore(file.read(MAX_IGNORE).decode(errors="replace"), folder),)
                except OSError as error:
                    self.left_out.append((f"{folder}/{IGNORE}", f"the file cannot be read: {error.strerror}"))
        return ()

    def _enters(self, entry: os.DirEntry[str], name: str) -> bool:
        """Tell whether to look into a folder: not into what tools keep for themselves, nor endlessly deep."""
        if any(fnmatchcase(entry.name, pattern) for pattern in self.skipped):
            return False
        if name.count("/") >= MAX_DEPTH:
            self.left_out.append((name, f"more than {MAX_DEPTH} folders deep; not looked at"))
            return False
        inside = Path(entry.path)
        return not (inside / "pyvenv.cfg").exists() and self._weight(name) > 0

    def _weight(self, name: str) -> float:
        return weight_of(self.scanning, self._area(f"{name}/x"))

    def _area(self, name: str) -> str:
        """Return the least of the areas that a path lies in."""
        *folders, file = name.split("/")
        areas = [area for area in self.areas if _lies_in(area, folders, file)]
        return min(areas, key=lambda area: area.weight).id if areas else OWN


def _lies_in(area: Area, folders: list[str], file: str) -> bool:
    """Tell whether a file lies in an area: by its own name, or by a folder's; `a/b` is b directly inside a."""
    if any(fnmatchcase(file, pattern) for pattern in area.files):
        return True
    path = f"/{'/'.join(folders)}/".lower()
    return any(
        f"/{pattern}/" in path if "*" not in pattern else any(fnmatchcase(f.lower(), pattern) for f in folders)
        for pattern in area.folders
    )


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return 0
