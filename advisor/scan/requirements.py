"""Python requirements as text: requirement files, and what `pip install` is told in shell commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from advisor.model.scanned import Trace
from advisor.scan.texts import Numbering, Text, UnreadableError

MAX_WORDS = 1_000
_PIP = re.compile(r"\b(?:pip3?|uv\s+pip|pipx|poetry|uv|micromamba|mamba|conda)\s+(?:install|add)\b([^\n;&|]*)")
_CONDA = re.compile(r"\b(?:micromamba|mamba|conda)\s+install\b")
_TAKES_VALUE = {
    "-r",
    "-c",
    "-f",
    "-i",
    "-t",
    "-e",
    "-n",
    "--index-url",
    "--extra-index-url",
    "--find-links",
    "--target",
}
_TAKES_VALUE |= {"--requirement", "--constraint", "--platform", "--python-version", "--prefix", "--name", "--channel"}
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_OPTION = re.compile(r"\s--?(?:hash|config-settings|global-option)\b.*")
_NAME = re.compile(r"^[A-Za-z0-9][\w.-]*")


def read_requirements(source: Text) -> Iterator[Trace]:
    """Yield the packages that a requirement file names. Raises UnreadableError where lines are no requirements."""
    broken = 0
    for number, line in _logical_lines(source.text):
        if not line or line.startswith("-") or re.match(r"\S+://|[./]", line):
            continue
        trace = required(source, line, number)
        if trace:
            yield trace
        else:
            broken = broken or number
    if broken:
        raise UnreadableError("a line that is no requirement", broken)


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with its number, comments and hashes removed, continued ones joined."""
    parts: list[str] = []
    begun = 0
    for number, line in enumerate(text.splitlines(), 1):
        begun = begun or number
        if line.rstrip().endswith("\\") and not line.lstrip().startswith("#"):
            parts.append(line.rstrip()[:-1])
            continue
        yield begun, _OPTION.sub("", _COMMENT.sub("", " ".join((*parts, line)))).strip()
        parts, begun = [], 0
    if parts:
        yield begun, _OPTION.sub("", " ".join(parts)).strip()


def required(source: Text, text: str, line: int, *, area: str = "") -> Trace | None:
    """Return the package that a requirement names, with its version; None where it is no requirement."""
    try:
        requirement = Requirement(text.strip())
    except (InvalidRequirement, RecursionError):
        return None
    return source.trace("package", python_package(requirement.name), line, detail=str(requirement.specifier), area=area)


def python_package(name: str) -> str:
    """Return how a trace calls a package of the Python index."""
    return f"python:{canonicalize_name(name)}"


def installed(source: Text, command: str, line: int) -> Iterator[Trace]:
    """Yield the packages that a shell command installs, which may go on over several lines."""
    joined = command.replace("\\\n", " \v")
    lines = Numbering(joined.replace("\v", "\n"))
    for found in _PIP.finditer(joined):
        is_conda = bool(_CONDA.match(found[0]))
        for word, at in _arguments(found[1]):
            number = line + lines.of(found.start(1) + at) - 1
            trace = None if is_conda else required(source, word, number)
            if trace:
                yield trace
            elif is_conda and _NAME.match(word):
                yield from conda_package(source, word, number)


def _arguments(text: str) -> Iterator[tuple[str, int]]:
    """Yield what an install command names, with its position; no options, files, addresses or variables."""
    skip = False
    for found in islice(re.finditer(r"\S+", text), MAX_WORDS):
        word = found[0].strip("\"'")
        if word.startswith("#"):
            return
        if skip or word.startswith("-"):
            skip = not skip and word in _TAKES_VALUE
        elif not set(word) & set("/$`(){}"):
            yield word, found.start()


def conda_package(source: Text, written: str, line: int) -> Iterator[Trace]:
    """Yield the package that a conda specification names, and the Python version where it fixes that."""
    name = _NAME.match(written.rpartition("::")[2].strip())
    if not name:
        return
    detail = written.rpartition("::")[2].strip()[name.end() :].strip()
    version = re.match(r"={1,2}\s*(\d+\.\d+)", detail)
    if name[0] == "python" and version:
        yield source.trace("version", f"python-{version[1]}", line)
    yield source.trace("package", f"conda:{name[0].lower()}", line)
