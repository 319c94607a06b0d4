"""Which package index uv is to ask: its own where it is configured, else the one that pip is configured with."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UV_NAMES = ("UV_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS")
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}
NO_INDEX = "no-index"
UV_KEYS = frozenset(("index", "index-url", "extra-index-url", "find-links", NO_INDEX))
PIP_LINE = re.compile(r"(:env:|global|install)\.([a-z-]+)=(.+)")
RANKS = {"global": 0, "install": 1, ":env:": 2}
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Index:
    """How uv is to be called so that it asks the configured index; the addresses in it are shown to nobody."""

    environment: Mapping[str, str]
    options: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses and folders in the environment, the longest first."""
        values = (self.environment.get(name, "") for name in UV_NAMES)
        parts = {part.partition("=")[2] or part for value in values for part in re.split(r"[\s,]+", value)}
        return tuple(sorted((part for part in parts if len(part) > 1), key=len, reverse=True))


def configured_index(environment: Mapping[str, str], here: Path) -> Index:
    """Return the index configured in an environment, in files of uv that count in a folder, or in those of pip."""
    made = {"UV_PYTHON_DOWNLOADS": "never", **environment}
    if _uv_is_configured(environment, here):
        return Index(made)
    configured = _pip_configuration(environment)
    for key, value in configured.items():
        if key in PIP_TO_UV:
            made.setdefault(PIP_TO_UV[key], _as_uv_writes(key, value))
    made.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")  # pip, too, takes the best of all its indexes
    is_off = configured.get(NO_INDEX, "").lower() in ("1", "true", "yes", "on")
    return Index(made, ("--no-index",) if is_off else ())


def _uv_is_configured(environment: Mapping[str, str], here: Path) -> bool:
    if any(environment.get(name) for name in (*UV_NAMES, "UV_CONFIG_FILE")):
        return True
    return any(_names_an_index(path) for path in _uv_files(environment, here))


def _uv_files(environment: Mapping[str, str], here: Path) -> Iterator[Path]:
    for folder in (here, *here.parents):
        yield folder / "uv.toml"
        yield folder / "pyproject.toml"
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or "/")
    own = environment.get("XDG_CONFIG_HOME") or environment.get("APPDATA") or home / ".config"
    for name in (own, *environment.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":"), "/etc"):
        yield Path(name) / "uv" / "uv.toml"


def _names_an_index(path: Path) -> bool:
    """Tell whether a configuration file of uv names an index; uv itself tells what is wrong with a broken one."""
    try:
        data: Any = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    table = _table(_table(data, "tool"), "uv") if path.name == "pyproject.toml" else data
    return bool(UV_KEYS.intersection(table) or UV_KEYS.intersection(_table(table, "pip")))


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    inside = data.get(key)
    return inside if isinstance(inside, dict) else {}


def _pip_configuration(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what pip is configured with, where there is a pip: its environment before its files."""
    asked = [sys.executable, "-m", "pip", "config", "list"]
    try:
        ended = subprocess.run(  # noqa: S603  its own interpreter
            asked,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=dict(environment),
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    found: dict[str, tuple[int, str]] = {}
    for section, key, value in (m.groups() for m in map(PIP_LINE.fullmatch, ended.stdout.splitlines()) if m):
        if key in (*PIP_TO_UV, NO_INDEX) and RANKS[section] >= found.get(key, (0, ""))[0]:
            found[key] = RANKS[section], _unquoted(value)
    return {key: value for key, (_, value) in found.items()}


def _unquoted(value: str) -> str:
    try:
        return str(ast.literal_eval(value))
    except (ValueError, SyntaxError):
        return value


def _as_uv_writes(key: str, value: str) -> str:
    """Write a list as uv takes it: pip parts all with blanks, uv the folders to look in with commas."""
    return ("," if key == "find-links" else " ").join(value.split())
