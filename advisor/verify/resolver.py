"""Calls uv: some requirements, a Python version and a platform to pinned versions, or to uv's words why not."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from advisor.errors import UnavailableError
from advisor.report.words import clean
from advisor.verify.index import Index
from advisor.verify.stack import normal

SECONDS = 600
CONFLICT = 1
MISSING = re.compile(r"was not found in the (package registry|cache|provided package locations)")
UNREACHED = re.compile(r"could not be queried|network was disabled")
NETWORK = re.compile(r"Request failed|Failed to fetch|Failed to read `--find-links`|error sending request")
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s`'\")]+", re.IGNORECASE)
FOLDER = re.compile(r"(`--find-links` directory: ).+")
PIN = re.compile(r"([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;]+)")
NO_EXTRA = re.compile(r"package `([\w.=+-]+)` does not have an extra named `([\w.-]+)`")
HINT = "check the connection, and the index that uv or pip is configured with; nothing was changed"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The versions found, by package, and the extras that these versions do not have."""

    pins: dict[str, str]
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsolved:
    """Why no versions fit together, in uv's words, without the addresses of any index."""

    words: str


Answered = Resolved | Unsolved


def find_uv() -> str:
    """Return the path of uv; raise UnavailableError where it is not installed."""
    try:
        from uv import find_uv_bin

        return str(find_uv_bin())
    except (ImportError, FileNotFoundError):
        found = shutil.which("uv")
    if found is None:
        hint = "pip install 'framework-advisor[verify]'; nothing was changed"
        raise UnavailableError("uv is not installed, which resolves the requirements", hint=hint)
    return found


@dataclass(frozen=True)
class Resolver:
    """Asks uv, each thing once."""

    uv: str
    index: Index
    known: dict[tuple[tuple[str, ...], str, str], Answered] = field(default_factory=dict)

    def resolve(self, requirements: Sequence[str], python: str, platform: str) -> Answered:
        """Resolve requirements for a Python and a platform without installing or building anything.

        Raises UnavailableError where the index cannot be asked, or at the first time knows none of them.
        """
        key = tuple(sorted(requirements)), python, platform
        if key not in self.known:
            self.known[key] = self._asked(*key)
        return self.known[key]

    def _asked(self, requirements: tuple[str, ...], python: str, platform: str) -> Answered:
        if not requirements:
            return Resolved({})
        ended = self._run(requirements, python, platform)
        if ended.returncode == 0:
            pins = (PIN.match(line) for line in ended.stdout.splitlines())
            lacking = tuple(f"{m[1]} has no extra {m[2]}" for m in NO_EXTRA.finditer(ended.stderr))
            return Resolved({normal(m[1]): m[2] for m in pins if m}, lacking)
        words = self._inert(ended.stderr)
        if ended.returncode != CONFLICT or UNREACHED.search(words):
            raise _unavailable(words)
        if MISSING.search(words) and not self.known and self._knows_none(requirements, python, platform):
            raise UnavailableError(f"the package index knows none of {', '.join(requirements)}", hint=HINT)
        return Unsolved(words)

    def _knows_none(self, requirements: tuple[str, ...], python: str, platform: str) -> bool:
        alone = (self._run((one,), python, platform) for one in requirements)
        return all(ended.returncode == CONFLICT and MISSING.search(ended.stderr) for ended in alone)

    def _run(self, requirements: tuple[str, ...], python: str, platform: str) -> subprocess.CompletedProcess[str]:
        options = ["--no-header", "--no-annotate", "--only-binary", ":all:", *self.index.options]
        command = [self.uv, "--color", "never", "--no-progress", "pip", "compile", "-", *options]
        command += ["--python", sys.executable, "--python-version", python, "--python-platform", platform]
        try:
            return subprocess.run(  # noqa: S603  requirements go in on standard input
                command,
                input="".join(f"{one}\n" for one in requirements),
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                env=dict(self.index.environment),
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UnavailableError(f"the package index did not answer within {SECONDS} s", hint=HINT) from None
        except OSError as error:
            raise UnavailableError(f"cannot run uv: {error.strerror}", hint="install uv again") from None

    def _inert(self, words: str) -> str:
        """Take the addresses and the folders of indexes out of what uv says, and what a terminal would obey."""
        for address in self.index.addresses:
            words = words.replace(address, "<index>")
        lines = FOLDER.sub(r"\1<index>", ADDRESS.sub("<index>", words)).splitlines()
        kept = (line for line in lines if not line.startswith("warning:"))
        return "\n".join(_indented(line) for line in kept).strip()


def _indented(line: str) -> str:
    bare = line.lstrip(" ")
    return " " * (len(line) - len(bare)) + clean(bare, limit=2000)


def _unavailable(words: str) -> UnavailableError:
    said = clean(words.replace("error: ", "", 1).partition("\n")[0])
    if UNREACHED.search(words) or NETWORK.search(words):
        return UnavailableError(f"the package index cannot be asked: {said}", hint=HINT)
    return UnavailableError(f"uv failed: {said}", hint="run `uv --version`; nothing was changed")


def packages_of(requirements: Sequence[str]) -> tuple[str, ...]:
    """Return the names of packages as an index writes them: without extras and versions, small, with hyphens."""
    return tuple(normal(re.split(r"[\[<>=!~]", one)[0]) for one in requirements)
