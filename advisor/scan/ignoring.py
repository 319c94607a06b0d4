"""What `.gitignore` files leave out, as git reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MAX_PATTERNS = 5_000
MAX_LENGTH = 500
MAX_DEPTHS = 3
_FOLDERS = "(?:[^/]+/)*"
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
    if len(line) > MAX_LENGTH or line.count("**") > MAX_DEPTHS:
        return None
    line = re.sub(r"(?<!\\) +$", "", line)
    if not line or line.startswith("#"):
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
    """Turn a pattern into a regular expression, segment by segment."""
    first, *rest = glob.split("/")
    made = [_any_depth(first, at_end=not rest) or _segment(first)]
    for n, segment in enumerate(rest, 1):
        before = "" if made[-1] == _FOLDERS else "/"
        made.append(before)
        made.append(_any_depth(segment, at_end=n == len(rest)) or _segment(segment))
    return "".join(made)


def _any_depth(segment: str, *, at_end: bool) -> str | None:
    if segment != "**":
        return None
    return ".+" if at_end else _FOLDERS


def _segment(segment: str) -> str:
    """Turn a part without slash into an expression that never tries twice what cannot fit: stars match shortest."""
    begin, *others = (_fixed(part) for part in re.split(r"(?<!\\)\*+", segment))
    if not others:
        return begin
    return begin + "".join(f"(?>[^/]*?{part})" for part in others[:-1]) + f"[^/]*{others[-1]}"


def _fixed(part: str) -> str:
    made, at = [], 0
    while at < len(part):
        found = _CLASS.match(part, at)
        if part[at] == "?":
            made.append("[^/]")
        elif found:
            negated, body = "^/" if found["negated"] else "", found["body"].replace("\\", "\\\\").replace("[", "\\[")
            made.append(f"(?!/)[{negated}{body}]")
            at = found.end() - 1
        elif part[at] == "\\" and at + 1 < len(part):
            at += 1
            made.append(re.escape(part[at]))
        else:
            made.append(re.escape(part[at]))
        at += 1
    return "".join(made)
