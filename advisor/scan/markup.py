"""Maven's and .NET's project files. A document type is refused: entities could grow without bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from advisor.model.scanned import Trace
from advisor.scan.texts import Text, UnreadableError

MAX_DEPTH = 100


def read_pom(source: Text) -> Iterator[Trace]:
    """Yield the artifacts that a `pom.xml` depends on. Raises UnreadableError."""
    group = scope = artifact = ""
    at = 1
    for line, path, text, _ in _elements(source):
        if path[-2:] == ("dependency", "groupId"):
            group = text
        elif path[-2:] == ("dependency", "artifactId"):
            artifact, at = text, line
        elif path[-2:] == ("dependency", "scope"):
            scope = text
        elif path[-1:] == ("dependency",):
            if group and artifact:
                yield source.trace("package", f"maven:{group}:{artifact}", at, area="tests" if scope == "test" else "")
            group = scope = artifact = ""


def read_csproj(source: Text) -> Iterator[Trace]:
    """Yield the packages that a .NET project refers to. Raises UnreadableError."""
    for line, path, _, attributes in _elements(source):
        if path[-1] in ("PackageReference", "PackageVersion") and attributes.get("Include"):
            yield source.trace("package", f"nuget:{attributes['Include']}", line)


def _elements(source: Text) -> list[tuple[int, tuple[str, ...], str, dict[str, str]]]:
    """Return each element as it ends: the line it began on, its path, its text and its attributes."""
    found: list[tuple[int, tuple[str, ...], str, dict[str, str]]] = []
    stack: list[tuple[str, int, dict[str, str], list[str]]] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) >= MAX_DEPTH:
            raise UnreadableError(f"nested more than {MAX_DEPTH} deep", parser.CurrentLineNumber)
        stack.append((name.rpartition(":")[2], parser.CurrentLineNumber, attributes, []))

    def end(_: str) -> None:
        path = tuple(name for name, *_ in stack)
        _, line, attributes, texts = stack.pop()
        found.append((line, path, "".join(texts).strip(), attributes))

    def text(data: str) -> None:
        if stack:
            stack[-1][3].append(data)

    def refuse(*_: Any) -> None:
        raise UnreadableError("a document type is not read", parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, refuse
    try:
        parser.Parse(source.text, True)
    except expat.ExpatError as error:
        raise UnreadableError(
            f"not XML: {expat.errors.messages.get(error.code, 'it cannot be parsed')}", error.lineno
        ) from None
    return found
