"""Dockerfiles: the images that stages begin with, and what their commands install."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.model.scanned import Trace
from advisor.scan.requirements import installed
from advisor.scan.texts import Text

_FROM = re.compile(r"FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_ARG = re.compile(r"ARG\s+(\w+)=[\"']?([^\s\"']*)", re.IGNORECASE)
_COPY = re.compile(r"COPY\s+.*--from=(\S+)", re.IGNORECASE)
_RUN = re.compile(r"RUN\s+(.*)", re.IGNORECASE | re.DOTALL)
_USE = re.compile(r"\$\{?(\w+)(?::-([^}]*))?\}?")


def read_dockerfile(source: Text) -> Iterator[Trace]:
    """Yield images and installed packages; a stage of the same file is no image."""
    arguments: dict[str, str] = {}
    stages: set[str] = {"scratch"}
    for line, text in _instructions(source.text):
        argument, begins, copies, runs = (pattern.match(text) for pattern in (_ARG, _FROM, _COPY, _RUN))
        if argument:
            arguments[argument[1]] = argument[2]
        named = begins or copies
        if named:
            image = _USE.sub(lambda use: arguments.get(use[1], use[2] or ""), named[1])
            if image.lower() not in stages and not image.isdigit():
                yield from _image(source, image, line)
        if begins and begins[2]:
            stages.add(begins[2].lower())
        if runs:
            yield from installed(source, runs[1], line)


def _image(source: Text, image: str, line: int) -> Iterator[Trace]:
    yield source.trace("image", image, line)
    version = re.match(r"(?:docker\.io/)?(?:library/)?python:(\d+\.\d+)", image)
    if version:
        yield source.trace("version", f"python-{version[1]}", line)


def _instructions(text: str) -> Iterator[tuple[int, str]]:
    """Yield each instruction with the line it begins on, its continued lines kept apart."""
    parts: list[str] = []
    begun = 1
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("#"):
            parts += ["\\"] if parts else []
            continue
        begun = begun if parts else number
        if stripped.endswith("\\"):
            parts.append(stripped)
            continue
        yield begun, "\n".join((*parts, stripped))
        parts = []
    if parts:
        yield begun, "\n".join(parts)
