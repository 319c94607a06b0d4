"""Runs the command: in this process for speed, or in one of its own where the process is what is tested."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from advisor.cli.main import run
from advisor.loading.rules import load_rules
from advisor.model.rulebase import RuleBase

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
TELLING = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS", "CI", "GITHUB_ACTIONS", "PYTHONIOENCODING")


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What was printed, as JSON."""
        return json.loads(self.out)


Advisor = Callable[..., Ended]


@cache
def base(folder: Path | None = None) -> RuleBase:
    """Return the packaged rule base, or that in a folder, read once for all tests."""
    return load_rules(folder)


def in_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], rules: Path | None = None
) -> Advisor:
    """Return a function that runs the command here, the environment cleared of what would change its output.

    It takes the packaged rule base as read before, or reads the one in the folder `rules` each time.
    """
    for name in TELLING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("advisor.loading.rules.load_rules", (lambda: load_rules(rules)) if rules else base)

    def call(*arguments: object, stdin: str = "") -> Ended:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        return Ended(code, *capsys.readouterr())

    return call


def in_a_process(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own, in an environment cleared likewise."""
    kept = {name: value for name, value in os.environ.items() if name not in TELLING}
    return subprocess.run(
        [sys.executable, "-m", "advisor", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env=kept | environment,
        timeout=60,
        check=False,
    )
