"""TOML, INI and JSON files that name packages: of Python, Rust, Node and Gradle."""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from advisor.model.scanned import Trace
from advisor.scan.requirements import python_package, required
from advisor.scan.texts import Lines, Text, UnreadableError

LOCKED = "locked"
TESTS = "tests"
_FIXED = re.compile(r"\s*(?:==|~=|\^|~)?\s*(3\.\d+)(?:\.(?:\*|\d+))?\s*$")


def read_pyproject(source: Text) -> Iterator[Trace]:
    """Yield what a `pyproject.toml` requires: its own, extras, groups, Poetry's. Raises UnreadableError."""
    data, lines = _toml(source), Lines(source.text)
    project = _table(data, "project")
    yield from _requirements(source, lines, _texts(project.get("dependencies")), "")
    for extra in _table(project, "optional-dependencies").values():
        yield from _requirements(source, lines, _texts(extra), "")
    for group in _table(data, "dependency-groups").values():
        yield from _requirements(source, lines, _texts(group), TESTS)
    poetry = _table(_table(data, "tool"), "poetry")
    yield from _versions(source, lines, _table(poetry, "dependencies"), "")
    for group in _table(poetry, "group").values():
        yield from _versions(source, lines, _table(group if isinstance(group, dict) else {}, "dependencies"), TESTS)
    yield from fixed_python(source, project.get("requires-python"), lines)
    yield from fixed_python(source, _table(poetry, "dependencies").get("python"), lines)


def read_pipfile(source: Text) -> Iterator[Trace]:
    """Yield what a `Pipfile` requires. Raises UnreadableError."""
    data, lines = _toml(source), Lines(source.text)
    yield from _versions(source, lines, _table(data, "packages"), "")
    yield from _versions(source, lines, _table(data, "dev-packages"), TESTS)
    yield from fixed_python(source, _table(data, "requires").get("python_version"), lines)


def read_toml_lock(source: Text) -> Iterator[Trace]:
    """Yield the packages of poetry.lock, uv.lock or pdm.lock. Raises UnreadableError."""
    lines = Lines(source.text)
    packages = _toml(source).get("package")
    for package in packages if isinstance(packages, list) else ():
        if isinstance(package, dict) and isinstance(package.get("name"), str):
            line = lines.of(f'name = "{package["name"]}"')
            version = package.get("version")
            detail = f"=={version}" if isinstance(version, str) else ""
            yield source.trace("package", python_package(package["name"]), line, detail=detail, area=LOCKED)


def read_pipfile_lock(source: Text) -> Iterator[Trace]:
    """Yield the packages of Pipfile.lock. Raises UnreadableError."""
    data, lines = _json(source), Lines(source.text)
    for name, value in _table(data, "default").items():
        version = value.get("version") if isinstance(value, dict) else None
        detail = version if isinstance(version, str) else ""
        line = lines.of(json.dumps(name))
        yield source.trace("package", python_package(name), line, detail=detail, area=LOCKED)


def read_setup_cfg(source: Text) -> Iterator[Trace]:
    """Yield what a `setup.cfg` requires. Raises UnreadableError."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(source.text)
    except configparser.Error as error:
        raise UnreadableError(f"not an INI file: {str(error).splitlines()[0]}") from None
    lines = Lines(source.text)
    if parser.has_section("options"):
        yield from _requirements(source, lines, _lines(parser.get("options", "install_requires", fallback="")), "")
        yield from fixed_python(source, parser.get("options", "python_requires", fallback=""), lines)
    if parser.has_section("options.extras_require"):
        for _, extra in parser.items("options.extras_require"):
            yield from _requirements(source, lines, _lines(extra), "")


def read_package_json(source: Text) -> Iterator[Trace]:
    """Yield the packages that a `package.json` depends on. Raises UnreadableError."""
    data, lines = _json(source), Lines(source.text)
    for key, area in (("dependencies", ""), ("peerDependencies", ""), ("devDependencies", TESTS)):
        lines.back()
        lines.of(f'"{key}"')
        for name in _table(data, key):
            yield source.trace("package", f"npm:{name}", lines.of(json.dumps(name)), area=area)


def read_cargo(source: Text) -> Iterator[Trace]:
    """Yield the crates that a `Cargo.toml` depends on. Raises UnreadableError."""
    data, lines = _toml(source), Lines(source.text)
    for name in _table(data, "dependencies"):
        yield source.trace("package", f"cargo:{name}", lines.keys.get(name, 1))


def read_version_catalog(source: Text) -> Iterator[Trace]:
    """Yield the libraries and plugins of a Gradle version catalog. Raises UnreadableError."""
    data, lines = _toml(source), Lines(source.text)
    for library in _table(data, "libraries").values():
        module = library.get("module") if isinstance(library, dict) else library
        if isinstance(library, dict) and not module:
            module = f"{library.get('group')}:{library.get('name')}"
        if isinstance(module, str):
            group_and_name = ":".join(module.split(":")[:2])
            yield source.trace("package", f"maven:{group_and_name}", lines.of(module, group_and_name.partition(":")[2]))
    for plugin in _table(data, "plugins").values():
        id_ = plugin.get("id") if isinstance(plugin, dict) else str(plugin).partition(":")[0]
        if isinstance(id_, str):
            yield source.trace("package", f"gradle-plugin:{id_}", lines.of(f'"{id_}'))


def read_python_version(source: Text) -> Iterator[Trace]:
    """Yield the one version of a `.python-version` file."""
    yield from fixed_python(source, source.text.strip(), Lines(source.text))


def fixed_python(source: Text, written: Any, lines: Lines) -> Iterator[Trace]:
    """Yield the Python version where a requirement admits a single one, as `==3.11.*`, not a range."""
    found = _FIXED.match(written) if isinstance(written, str) else None
    if found:
        lines.back()
        yield source.trace("version", f"python-{found[1]}", lines.of(written))


def _requirements(source: Text, lines: Lines, written: Iterable[str], area: str) -> Iterator[Trace]:
    for text in written:
        trace = required(source, text, lines.of(text), area=area)
        if trace:
            yield trace


def _versions(source: Text, lines: Lines, table: dict[str, Any], area: str) -> Iterator[Trace]:
    """Yield the packages of a table of names and versions."""
    for name, value in table.items():
        if name == "python":
            continue
        version = value.get("version") if isinstance(value, dict) else value
        line = lines.keys.get(name, 1)
        trace = required(source, f"{name}{_pip_style(version)}", line, area=area) or required(
            source, name, line, area=area
        )
        if trace:
            yield trace


def _pip_style(version: Any) -> str:
    """Turn Poetry's own signs into those of a requirement: `^1.2` and `~1.2` into bounds, a bare version into a pin."""
    if not isinstance(version, str) or version.strip() in ("", "*"):
        return ""
    text = version.strip()
    caret = re.fullmatch(r"\^(\d+)((?:\.\d+)*)", text)
    if caret:
        return f">={text[1:]},<{int(caret[1]) + 1}"
    tilde = re.fullmatch(r"~(\d+)\.(\d+)((?:\.\d+)*)", text)
    if tilde:
        return f">={text[1:]},<{tilde[1]}.{int(tilde[2]) + 1}"
    return text if text[0] in "<>=!~" else f"=={text}"


def _toml(source: Text) -> dict[str, Any]:
    try:
        return tomllib.loads(source.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        raise UnreadableError(f"not TOML: {error}", int(found[1]) if found else 1) from None


def _json(source: Text) -> dict[str, Any]:
    try:
        data = json.loads(source.text)
    except json.JSONDecodeError as error:
        raise UnreadableError(f"not JSON: {error.msg}", error.lineno) from None
    except (ValueError, RecursionError):
        raise UnreadableError("not JSON: it cannot be parsed") from None
    return data if isinstance(data, dict) else {}


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    inner = data.get(key)
    return inner if isinstance(inner, dict) else {}


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
