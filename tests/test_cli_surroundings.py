"""Where the program writes, how it looks there, and how it ends when something fails around it."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import threading
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from advisor import __version__
from advisor.cli.app import COMMANDS
from advisor.cli.main import run
from tests.running import ROOT, Advisor, in_a_process, in_process

EXAMPLE = ROOT / "examples" / "robotics-research.yaml"
ESCAPE = "\x1b["
GROUPS = {"rules": ("list", "show", "test", "coverage", "lint")}
EVERY_COMMAND = [(), *((name,) for name in COMMANDS), *((name, sub) for name in GROUPS for sub in GROUPS[name])]


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


def test_output_is_the_file_alone(advisor: Advisor, tmp_path: Path) -> None:
    target = tmp_path / "report.md"
    target.write_text("what was there before\n")
    ended = advisor("recommend", EXAMPLE, "--format", "markdown", "-o", target)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert target.read_text("utf-8") == advisor("recommend", EXAMPLE, "--format", "markdown").out
    assert list(tmp_path.iterdir()) == [target]


def test_output_to_a_dash_is_standard_output(advisor: Advisor) -> None:
    assert advisor("recommend", EXAMPLE, "-o", "-").out == advisor("recommend", EXAMPLE).out


def test_output_is_written_whole_or_not_at_all(
    advisor: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.txt"
    target.write_text("what was there before\n")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    ended = advisor("recommend", EXAMPLE, "-o", target)
    assert (ended.code, ended.out) == (3, "")
    assert f"cannot write {target}: No space left on device" in ended.err
    assert target.read_text() == "what was there before\n"
    assert list(tmp_path.iterdir()) == [target]


def test_output_follows_a_link_and_leaves_it_a_link(advisor: Advisor, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "latest.txt"
    link.symlink_to(tmp_path / "real" / "report.txt")
    assert advisor("recommend", EXAMPLE, "-o", link).code == 0
    assert link.is_symlink()
    assert (tmp_path / "real" / "report.txt").read_text("utf-8") == advisor("recommend", EXAMPLE).out


def test_output_into_a_pipe_leaves_it_a_pipe(advisor: Advisor, tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text("utf-8")))
    reader.start()
    assert advisor("recommend", EXAMPLE, "-o", pipe).code == 0
    reader.join(timeout=10)
    assert pipe.is_fifo()
    assert read == [advisor("recommend", EXAMPLE).out]


@pytest.mark.parametrize("arguments", [["rules", "list"], ["recommend", str(EXAMPLE)], ["--help"]])
def test_a_reader_that_goes_away_is_no_error(arguments: list[str]) -> None:
    readable, writable = os.pipe()
    os.close(readable)
    ended = subprocess.run(
        [sys.executable, "-m", "advisor", *arguments], stdout=writable, stderr=subprocess.PIPE, cwd=ROOT, check=False
    )
    os.close(writable)
    assert (ended.returncode, ended.stderr) == (0, b"")


class Failing(io.StringIO):
    """A standard output that cannot be written to."""

    def __init__(self, error: OSError, descriptor: int) -> None:
        super().__init__()
        self.error, self.descriptor = error, descriptor

    def flush(self) -> None:
        raise self.error

    def fileno(self) -> int:
        return self.descriptor


@pytest.mark.usefixtures("advisor")
@pytest.mark.parametrize("command", [["recommend", str(EXAMPLE)], ["--version"]])
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BrokenPipeError(), ""),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), ""),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
    ],
)
def test_an_output_that_fails_is_left_alone(
    command: list[str], error: OSError, told: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with (tmp_path / "output").open("w") as file, redirect_stdout(Failing(error, file.fileno())):
        code = run(command)
    assert code == (3 if told else 0)
    assert told in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_told_once() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "advisor", "recommend", str(EXAMPLE)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            check=False,
        )
    assert ended.returncode == 3
    assert ended.stderr == "advisor: cannot write to standard output: No space left on device\n"


@pytest.mark.parametrize(
    ("environment", "terminal", "coloured"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"CLICOLOR_FORCE": "1"}, False, True),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ],
)
def test_colour_follows_the_environment_and_the_terminal(
    environment: dict[str, str], terminal: bool, coloured: bool, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    for command in (["recommend", EXAMPLE], ["rules", "list"], ["explain", "criterion:serving"]):
        assert (ESCAPE in advisor(*command).out) is coloured


def test_a_file_is_never_coloured(advisor: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert advisor("recommend", EXAMPLE, "-o", tmp_path / "file").code == 0
    assert ESCAPE not in (tmp_path / "file").read_text("utf-8")


def test_formats_for_machines_are_never_coloured(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    for format_ in ("json", "markdown"):
        assert ESCAPE not in advisor("recommend", EXAMPLE, "--format", format_).out


@pytest.fixture(name="helps", scope="module")
def _helps() -> list[list[str]]:
    """The help of every command as three environments see it, each in a process of its own."""
    code = f"from advisor.cli.main import run\nfor c in {EVERY_COMMAND!r}: run([*c, '--help']); print('\\f')"
    environments: list[dict[str, str]] = [
        {},
        {"GITHUB_ACTIONS": "true", "FORCE_COLOR": "1", "COLUMNS": "200", "TERM": "xterm-256color"},
        {"NO_COLOR": "1", "CI": "true", "TERM": "dumb", "PY_COLORS": "1", "TERMINAL_WIDTH": "200"},
    ]
    return [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]} | environment,
        ).stdout.split("\f\n")[:-1]
        for environment in environments
    ]


@pytest.mark.parametrize("n", range(len(EVERY_COMMAND)), ids=[" ".join(c) or "advisor" for c in EVERY_COMMAND])
def test_help_is_plain_text_of_one_width_everywhere(helps: list[list[str]], n: int) -> None:
    first = helps[0][n]
    assert first.startswith(f"Usage: advisor {' '.join(EVERY_COMMAND[n])}".rstrip())
    assert first.replace("\n", "").isprintable()
    assert max(map(len, first.splitlines())) <= 80
    assert [environment[n] for environment in helps] == [first] * 3


def test_every_command_says_what_it_does(advisor: Advisor) -> None:
    listed = advisor("--help").out
    for name in COMMANDS:
        assert f"\n  {name} " in listed
        assert advisor(name, "-h").out == advisor(name, "--help").out


def test_without_a_command_the_help_is_told_as_an_error(advisor: Advisor) -> None:
    for arguments in ((), ("rules",)):
        ended = advisor(*arguments)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == advisor(*arguments, "--help").out


def test_the_version(advisor: Advisor) -> None:
    assert advisor("--version").out == advisor("-V").out == f"advisor {__version__}\n"
    assert in_a_process("--version").stdout.decode() == f"advisor {__version__}\n"


def broken(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("advisor.loading.rules.load_rules", fail)


def test_a_bug_is_told_in_one_line(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(ZeroDivisionError("by \x1b[31mnothing\n::error::"), monkeypatch)
    ended = advisor("rules", "list")
    assert (ended.code, ended.out) == (3, "")
    told = "advisor: the program failed: ZeroDivisionError: by \\x1b[31mnothing\\n::error::\n"
    assert ended.err == f"{told}    run again as `advisor --debug ...`\n"


def test_debug_shows_where_a_bug_is(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(ZeroDivisionError(), monkeypatch)
    with pytest.raises(ZeroDivisionError):
        advisor("--debug", "rules", "list")


def test_an_interruption_is_exit_code_130(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(KeyboardInterrupt(), monkeypatch)
    assert advisor("rules", "list").code == 130
    monkeypatch.setattr("advisor.cli.app.app", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    assert advisor("rules", "list").err == "advisor: interrupted\n"


def test_an_operating_system_that_fails_is_told_with_the_file(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(PermissionError(13, "Permission denied", "/rules/sources.yaml"), monkeypatch)
    ended = advisor("rules", "list")
    assert (ended.code, ended.err) == (3, "advisor: /rules/sources.yaml: Permission denied\n")


def test_an_exit_code_is_what_the_process_ends_with() -> None:
    assert in_a_process("recommend", EXAMPLE, "--fail-on", "clear,lean,toss-up").returncode == 1
    assert in_a_process("recommend").returncode == 2
    assert in_a_process("completions", "bash", "-o", "no/such/folder").returncode == 3
