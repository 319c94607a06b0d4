"""Which reader reads which file, and how much of it."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from advisor.errors import Fault, Place
from advisor.model.scanned import Trace
from advisor.scan import builds, markup, tables
from advisor.scan.containers import read_dockerfile
from advisor.scan.manifests import IS_MANIFEST, read_conda, read_manifest
from advisor.scan.notebooks import read_notebook
from advisor.scan.python import read_python, tree_of
from advisor.scan.requirements import read_requirements, required
from advisor.scan.texts import Reader, Text, UnreadableError
from advisor.scan.walking import Found

MAX_BYTES = 2_000_000
MAX_LARGE = 32_000_000
_CODING = re.compile(rb"(?:#[^\n]*\n)?#.*?coding[:=][ \t]*([-\w.]+)")
_WESTERN = (b"latin-1", b"latin1", b"iso-8859-1", b"iso-8859-15", b"cp1252", b"windows-1252")
LARGE = (".ipynb", ".lock")
_START = 65_536


def read_setup_py(source: Text) -> Iterator[Trace]:
    """Yield what a `setup.py` imports, and requires as far as it is written out."""
    yield from read_python(source)
    for node in ast.walk(tree_of(source.text)):
        if isinstance(node, ast.keyword) and node.arg in ("install_requires", "extras_require"):
            for text in ast.walk(node.value):
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    trace = required(source, text.value, text.lineno)
                    if trace:
                        yield trace


def read_other_yaml(source: Text) -> Iterator[Trace]:
    """Yield what a manifest of Kubernetes holds; other YAML is not looked into."""
    if IS_MANIFEST.search(source.text):
        yield from read_manifest(source)


READERS: tuple[tuple[tuple[str, ...], Reader], ...] = (
    (("setup.py",), read_setup_py),
    (("*.py", "*.pyi", "*.pyw"), read_python),
    (("*.ipynb",), read_notebook),
    (("*requirements*.txt", "*requirements*.in", "*requirements/*.txt", "*requirements/*.in"), read_requirements),
    (("pyproject.toml",), tables.read_pyproject),
    (("setup.cfg",), tables.read_setup_cfg),
    (("pipfile",), tables.read_pipfile),
    (("pipfile.lock",), tables.read_pipfile_lock),
    (("poetry.lock", "uv.lock", "pdm.lock"), tables.read_toml_lock),
    ((".python-version",), tables.read_python_version),
    (("environment*.yml", "environment*.yaml", "conda*.yml", "conda*.yaml"), read_conda),
    (("dockerfile", "dockerfile.*", "*.dockerfile", "containerfile", "containerfile.*"), read_dockerfile),
    (("*compose*.yml", "*compose*.yaml", ".gitlab-ci.yml", "azure-pipelines*.yml"), read_manifest),
    (("*.github/workflows/*.yml", "*.github/workflows/*.yaml", "*.circleci/config.yml"), read_manifest),
    (("package.json",), tables.read_package_json),
    (("*.gradle", "*.gradle.kts"), builds.read_gradle),
    (("*.versions.toml",), tables.read_version_catalog),
    (("podfile",), builds.read_podfile),
    (("package.swift",), builds.read_swift_package),
    (("cmakelists.txt", "*.cmake"), builds.read_cmake),
    (("pom.xml",), markup.read_pom),
    (("*.csproj", "*.fsproj", "directory.packages.props"), markup.read_csproj),
    (("platformio.ini",), builds.read_platformio),
    (("library.properties",), builds.read_arduino_library),
    (("cargo.toml",), tables.read_cargo),
    (("go.mod",), builds.read_go),
    (("*.c", "*.cc", "*.cpp", "*.cxx", "*.h", "*.hpp", "*.ino", "*.cu", "*.mm", "*.m"), builds.read_c),
)


@dataclass(frozen=True)
class Reading:
    """Reads files. `mentions` finds, in a Python source, any name that is looked for: without one it is not parsed."""

    mentions: re.Pattern[bytes]

    def traces(self, found: Found, warnings: list[Fault]) -> list[Trace]:
        """Return what a file holds, with whatever was read of it before it broke, which becomes a warning."""
        reader = _reader(found.name)
        if reader is None or found.is_folder:
            return []
        traces: list[Trace] = []
        try:
            text = self._text(found, reader)
            if text is not None:
                traces.extend(reader(Text(found.name, found.area, text)))
        except UnreadableError as error:
            warnings.append(Fault(str(error), Place(found.name, error.line)))
        except OSError as error:
            warnings.append(Fault(f"the file cannot be read: {error.strerror}", Place(found.name)))
        return traces

    def _text(self, found: Found, reader: Reader) -> str | None:
        """Return a file's text, None where nothing in it can matter."""
        most = MAX_LARGE if found.name.endswith(LARGE) else MAX_BYTES
        if found.size > most:
            raise UnreadableError(f"larger than {most:,} bytes; not read")
        data = _start_of(found, most)
        if reader in (read_python, read_notebook) and not self.mentions.search(data):
            return None
        return _decoded(data)


def holds(found: Found, text: str) -> bool:
    """Tell whether a file holds a text near its beginning; one that cannot be read does not."""
    try:
        return not found.is_folder and text.encode() in _start_of(found, _START)
    except OSError:
        return False


def _start_of(found: Found, size: int) -> bytes:
    """Read no more than `size` bytes of a file, which may have become a pipe or a link since it was found."""
    handle = os.open(found.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        return file.read(size)


def _reader(name: str) -> Reader | None:
    path = name.lower()
    base = path.rpartition("/")[2]
    for patterns, reader in READERS:
        if any(fnmatchcase(path if "/" in pattern else base, pattern) for pattern in patterns):
            return reader
    return read_other_yaml if base.endswith((".yml", ".yaml")) else None


def _decoded(data: bytes) -> str:
    """Decode a text; raise UnreadableError for one that is neither UTF-8 nor UTF-16."""
    said = _CODING.match(data)
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    if said and said[1].lower() in _WESTERN:
        encoding = "latin-1"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError("not UTF-8 text", data.count(b"\n", 0, error.start) + 1) from None
