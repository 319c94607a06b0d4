"""What `.gitignore` files leave out, as git reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MAX_PATTERNS = 5_000
MAX_LENGTH = 500
_CLASS = re.compile(r"\[(?P<negated>[!^]?)(?P<body>\]?[^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of a `.gitignore` file: what it matches, below the folder that the file stands in."""

    matches: re.Pattern[str]
    keeps: bool
    folders_only: bool


@dataclass(frozen=True, slots=True)
class Ignored:
    """The patterns of one `.gitignore` file; `folder` is where it stands, relative to the root, "" for the root."""

    folder: str
    patterns: tuple[Pattern, ...]

    def says(self, path: str, is_folder: bool) -> bool | None:
        """Tell whether a path is left out, kept, or not spoken of (None); the last pattern that matches counts."""
        inside = path[len(self.folder) + 1 :] if self.folder else path
        for pattern in reversed(self.patterns):
            if (is_folder or not pattern.folders_only) and pattern.matches.fullmatch(inside):
                return not pattern.keeps
        return None


def ignored_by(files: Iterable[Ignored], path: str, is_folder: bool) -> bool:
    """Tell whether a path is left out by the `.gitignore` files above it, given from the root downwards."""
    said = [verdict for verdict in (file.says(path, is_folder) for file in files) if verdict is not None]
    return bool(said) and said[-1]


def parse_ignore(text: str, folder: str) -> Ignored:
    """Read the text of a `.gitignore` file; what is no pattern is passed over, as git does."""
    made = (_pattern(line) for line in text.splitlines()[:MAX_PATTERNS])
    return Ignored(folder, tuple(pattern for pattern in made if pattern))


def _pattern(line: str) -> Pattern | None:
    line = re.sub(r"(?<!\\) +$", "", line)
    if not line or line.startswith("#") or len(line) > MAX_LENGTH:
        return None
    keeps, line = line.startswith("!"), line.removeprefix("!")
    folders_only, line = line.endswith("/"), line.removesuffix("/")
    anchored = "/" in line
    line = line.removeprefix("/")
    if not line:
        return None
    try:
        compiled = re.compile(("" if anchored else "(?:.*/)?") + _translated(line), re.DOTALL)
    except re.error:
        return None
    return Pattern(compiled, keeps, folders_only)


def _translated(glob: str) -> str:
    """Turn a pattern into a regular expression; runs of stars are one, so that matching stays quick."""
    made, at = [], 0
    while at < len(glob):
        rest = glob[at:]
        found = _CLASS.match(rest)
        stars = re.match(r"\*+", rest)
        if rest.startswith("**/") and (at == 0 or glob[at - 1] == "/"):
            part, used = "(?:[^/]+/)*", 3
        elif rest == "**" and at and glob[at - 1] == "/":
            part, used = ".+", 2
        elif stars:
            part, used = "[^/]*", stars.end()
        elif rest[0] == "?":
            part, used = "[^/]", 1
        elif found:
            negated, body = "^/" if found["negated"] else "", found["body"].replace("\\", "\\\\").replace("[", "\\[")
            part, used = f"(?!/)[{negated}{body}]", found.end()
        elif rest[0] == "\\" and len(rest) > 1:
            part, used = re.escape(rest[1]), 2
        else:
            part, used = re.escape(rest[0]), 1
        made.append(part)
        at += used
    return "".join(made)
