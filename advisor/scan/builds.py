"""Build files and C sources by their plain form, without comments: Gradle, CocoaPods, Swift, CMake, boards, Go."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator

from advisor.model.scanned import Trace
from advisor.scan.texts import Numbering, Text, UnreadableError, without_c_comments, without_hash_comments

_GRADLE = re.compile(
    r"\b(?P<how>api|compile|\w*[iI]mplementation|compileOnly|runtimeOnly|kapt|ksp)\b[\s(]*"
    r"(?:platform[\s(]*)?[\"'](?P<group>[\w.-]+):(?P<name>[\w.-]+)"
)
_GRADLE_MAP = re.compile(r"\bgroup\s*[:=]\s*[\"']([\w.-]+)[\"']\s*,\s*name\s*[:=]\s*[\"']([\w.-]+)[\"']")
_GRADLE_PLUGIN = re.compile(r"(?:\bid[\s(]*|apply\s+plugin:\s*)[\"']([\w.-]+)[\"']")
_POD = re.compile(r"^[ \t]*pod\s*\(?\s*[\"']([\w+.-]+)", re.MULTILINE)
_POD_PLATFORM = re.compile(r"^[ \t]*platform\s*\(?\s*:(\w+)", re.MULTILINE)
_SWIFT = re.compile(r"\.package\s*\([^)]{0,500}?url:\s*\"(?:https?://|git@)([\w./:-]+?)(?:\.git)?\"", re.DOTALL)
_SWIFT_PLATFORM = re.compile(r"\.(iOS|macOS|watchOS|tvOS|visionOS)\s*\(")
_FIND = re.compile(r"\bfind_package\s*\(\s*([\w+.-]+)", re.IGNORECASE)
_LINK = re.compile(r"\btarget_link_libraries\s*\(([^)]{0,2000})\)", re.IGNORECASE)
_GIT = re.compile(r"\b(?:GIT_REPOSITORY|URL)\s+\"?https?://([\w./-]+?)(?:\.git)?[\s\")]")
_WORD = re.compile(r"[\w:+.-]+")
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*(?:include|import)[ \t]*[<\"]([^>\"\n]+)[>\"]", re.MULTILINE)
_GO = re.compile(r"^[ \t]*(?:require\s+)?([\w.-]+\.[a-z]+/[\w./~-]+)\s+v\d", re.MULTILINE)
_LIBRARY = re.compile(r"(?:[\w.-]+/)?([^@^~=<>]+)")


def read_gradle(source: Text) -> Iterator[Trace]:
    """Yield artifacts and plugins of a Gradle build file, in Groovy or Kotlin."""
    text = without_c_comments(source.text)
    lines = Numbering(text)
    for found in _GRADLE.finditer(text):
        area = "tests" if "test" in found["how"].lower() else ""
        name = f"maven:{found['group']}:{found['name']}"
        yield source.trace("package", name, lines.of(found.start()), area=area)
    for found in _GRADLE_MAP.finditer(text):
        yield source.trace("package", f"maven:{found[1]}:{found[2]}", lines.of(found.start()))
    for found in _GRADLE_PLUGIN.finditer(text):
        yield source.trace("package", f"gradle-plugin:{found[1]}", lines.of(found.start()))


def read_podfile(source: Text) -> Iterator[Trace]:
    """Yield the pods of a Podfile, and the platform that it names."""
    text = without_hash_comments(source.text)
    lines = Numbering(text)
    for found in _POD.finditer(text):
        yield source.trace("package", f"pods:{found[1]}", lines.of(found.start(1)))
    for found in _POD_PLATFORM.finditer(text):
        yield source.trace("resource", f"apple:{found[1].lower()}", lines.of(found.start(1)))


def read_swift_package(source: Text) -> Iterator[Trace]:
    """Yield the packages that a `Package.swift` depends on, and its platforms."""
    text = without_c_comments(source.text)
    lines = Numbering(text)
    for found in _SWIFT.finditer(text):
        name = found[1].replace(":", "/")
        yield source.trace("package", f"swift:{name.lower()}", lines.of(found.start(1)))
    for found in _SWIFT_PLATFORM.finditer(text):
        yield source.trace("resource", f"apple:{found[1].lower()}", lines.of(found.start()))


def read_cmake(source: Text) -> Iterator[Trace]:
    """Yield the packages that CMake looks for, the libraries it links and the repositories it fetches."""
    text = without_hash_comments(source.text)
    lines = Numbering(text)
    for found in _FIND.finditer(text):
        yield source.trace("package", f"cmake:{found[1]}", lines.of(found.start()))
    for found in _LINK.finditer(text):
        for word in list(_WORD.finditer(found[1]))[1:]:
            yield source.trace("package", f"cmake:{word[0]}", lines.of(found.start(1) + word.start()))
    for found in _GIT.finditer(text):
        yield source.trace("package", f"cmake:{found[1].lower()}", lines.of(found.start(1)))


def read_c(source: Text) -> Iterator[Trace]:
    """Yield the headers that a C, C++ or Arduino source includes."""
    if "include" in source.text or "import" in source.text:
        text = without_c_comments(source.text)
        lines = Numbering(text)
        for found in _INCLUDE.finditer(text):
            yield source.trace("include", found[1], lines.of(found.start(1)))


def read_platformio(source: Text) -> Iterator[Trace]:
    """Yield platforms, boards' frameworks and libraries of a `platformio.ini`. Raises UnreadableError."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(source.text)
    except configparser.Error as error:
        raise UnreadableError(f"not an INI file: {str(error).splitlines()[0]}") from None
    lines = Numbering(source.text)
    for section in parser.sections():
        for key in ("platform", "framework", "lib_deps"):
            for word in re.split(r"[,\n]", parser.get(section, key, fallback="")):
                name = _LIBRARY.match(word.strip())
                if name:
                    line = lines.of(max(source.text.find(word.strip()), 0))
                    yield _board_part(source, key, name[1].strip(), line)


def _board_part(source: Text, key: str, name: str, line: int) -> Trace:
    if key == "lib_deps":
        return source.trace("package", f"arduino:{name}", line)
    return source.trace("resource", f"platformio:{name.lower()}", line)


def read_arduino_library(source: Text) -> Iterator[Trace]:
    """Yield the libraries that a `library.properties` depends on."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if line.startswith("depends="):
            for word in line.removeprefix("depends=").split(","):
                yield source.trace("package", f"arduino:{word.partition('(')[0].strip()}", number)


def read_go(source: Text) -> Iterator[Trace]:
    """Yield the modules that a `go.mod` requires."""
    text = without_c_comments(source.text)
    lines = Numbering(text)
    for found in _GO.finditer(text):
        yield source.trace("package", f"go:{found[1]}", lines.of(found.start(1)))
