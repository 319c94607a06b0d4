"""`advisor ask` as people meet it: in a pseudo-terminal, and where there is none."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pexpect
import pytest

from advisor.cli.main import run
from advisor.loading import rules
from tests.tiny import TINY

HERE = Path(__file__).parent
ON_TINY_RULES = f"""
import sys
from pathlib import Path
from advisor.loading import rules
load = rules.load_rules
rules.load_rules = lambda folder=None: load(folder or Path({str(TINY)!r}))
from advisor.cli.main import run
sys.exit(run(sys.argv[1:]))
"""
UP, DOWN, RIGHT, LEFT, ESCAPE, ENTER, TAB = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b", "\r", "\t"
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>]")
COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?[349][0-8](?:;[0-9;]*)?m")
COMPLETE = """\
name: Unnamed project

project:
  stage: trial  # A trial
  targets:
    - android  # Android
    - ios  # iOS

team:
  skill: null  # Not known
  code: right  # Right
  moves: "no"  # No
  owner: others  # Others did

priorities:
  reach: high  # Reach
"""


def environment(folder: Path, **changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR", "FORCE_COLOR")}
    paths = {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "PYTHONPATH": str(HERE.parent)}
    return {**kept, **paths, "TERM": "xterm-256color", "COLUMNS": "80", **changes}


def heed_interrupts() -> None:
    """Undo what a shell does to the jobs it starts in the background, as a terminal would."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A command in a pseudo-terminal."""

    def __init__(self, folder: Path, *arguments: str, rows: int = 24, columns: int = 80, **changes: str) -> None:
        command = shlex.join([sys.executable, "-c", ON_TINY_RULES, "ask", *arguments])
        self.told: list[str] = []
        self.child: pexpect.spawn[str] = pexpect.spawn(
            "/bin/sh",
            ["-c", f"exec {command} > result.txt"],
            cwd=str(folder),
            env=environment(folder, COLUMNS=str(columns), **changes),
            dimensions=(rows, columns),
            encoding="utf-8",
            codec_errors="replace",
            timeout=30,
            preexec_fn=heed_interrupts,
        )
        self.child.delaybeforesend = None

    def see(self, text: str) -> None:
        """Wait until a text is shown."""
        self.child.expect_exact(text)
        self.told.append(f"{self.child.before}{self.child.after}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.child.send(key)

    def answer(self, prompt: str, *keys: str) -> None:
        """Wait for a prompt, then press keys."""
        self.see(prompt)
        self.press(*keys)

    def end(self) -> int:
        """Wait for the end and return the exit code."""
        self.child.expect(pexpect.EOF)
        self.told.append(str(self.child.before))
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)

    @property
    def text(self) -> str:
        """All that was shown, without control sequences."""
        return ESCAPES.sub("", "".join(self.told)).replace("\r", "")


def asked(terminal: Terminal) -> None:
    """Answer everything on the screen."""
    terminal.answer("Fit with the team", DOWN, RIGHT, ENTER)
    terminal.answer("How far is the project?", "2")
    terminal.answer("None of these", "2", DOWN, " ", ENTER)
    terminal.answer("How well does the team know the left", TAB)
    terminal.answer("There is none", "r", "i", "g", ENTER)
    terminal.answer("May the code be moved?", UP, ENTER)
    terminal.answer("Others did", "2")


def recommended(folder: Path, profile: str) -> bytes:
    arguments = [sys.executable, "-c", ON_TINY_RULES, "recommend", profile]
    return subprocess.run(arguments, cwd=folder, env=environment(folder), check=True, capture_output=True).stdout


def test_a_whole_interview_writes_the_profile_and_recommends_what_the_profile_gives(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--all", "-o", "line.yaml")
    asked(terminal)
    assert terminal.end() == 0
    assert (tmp_path / "line.yaml").read_text() == COMPLETE
    assert (tmp_path / "result.txt").read_bytes() == recommended(tmp_path, "line.yaml")
    assert b"Right" in (tmp_path / "result.txt").read_bytes()
    assert "7 questions. Ctrl-C stops and keeps the answers in line.yaml." in terminal.text
    assert "The team, 3 of 6" in terminal.text
    assert "  Where must it run? Android, iOS\n" in terminal.text
    assert COLOUR.search("".join(terminal.told))
    assert "\x1b[6n" not in "".join(terminal.told)


def test_back_changes_an_answer_and_a_question_mark_tells_why(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--all", "-o", "line.yaml")
    terminal.answer("Fit with the team", ENTER)
    terminal.answer("How far is the project?", "1")
    terminal.answer("None of these", "?")
    terminal.see("and 1 more")
    terminal.answer("None of these", LEFT)
    terminal.answer("* An idea", "3")
    terminal.answer("None of these", "\x18")
    assert terminal.end() == 130
    assert "Why it is asked: Not everything runs everywhere." in terminal.text
    assert "- The left one has run on phones for longer. [phones-like-left]" in terminal.text
    assert "stage: live  # Live" in (tmp_path / "line.yaml").read_text()


def test_ctrl_c_keeps_the_answers_and_resume_goes_on_where_it_stopped(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--all", "-o", "my line.yaml")
    terminal.answer("Fit with the team", DOWN, RIGHT, ENTER)
    terminal.answer("How far is the project?", TAB)
    terminal.answer("None of these", "2", "3", ENTER)
    terminal.answer("How well does the team know the left", "\x03")
    assert terminal.end() == 130
    assert "Interrupted; 1 answer kept in my line.yaml." in terminal.text
    assert "advisor ask --resume -o 'my line.yaml'" in terminal.text
    assert (tmp_path / "result.txt").read_text() == ""

    terminal = Terminal(tmp_path, "--all", "-o", "my line.yaml", "--resume")
    terminal.answer("The team, 3 of 6", LEFT, LEFT)
    terminal.answer("How far is the project?", "2")
    terminal.answer("How well does the team know the left", TAB)
    terminal.answer("There is none", "3")
    terminal.answer("May the code be moved?", "2")
    terminal.answer("Others did", "2")
    assert terminal.end() == 0
    assert (tmp_path / "my line.yaml").read_text() == COMPLETE
    assert not (tmp_path / "my line.yaml.previous").exists()


def test_a_signal_interrupts_like_ctrl_c_and_nothing_said_leaves_no_file(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--all", "-o", "line.yaml")
    terminal.see("Fit with the team")
    terminal.child.kill(signal.SIGINT)
    assert terminal.end() == 130
    assert "Interrupted; nothing was answered, and nothing is kept." in terminal.text
    assert not (tmp_path / "line.yaml").exists()


def test_a_narrow_screen_without_colour(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--all", "-o", "line.yaml", rows=14, columns=40, NO_COLOR="1")
    asked(terminal)
    assert terminal.end() == 0
    assert (tmp_path / "line.yaml").read_text() == COMPLETE
    drawn = "".join(terminal.told)
    assert not COLOUR.search(drawn)
    assert "\x1b[0;1m" in drawn
    menus = [line for line in re.split(r"[\r\n]|\x1b\[[0-9;?]*[ABCDGHJK]", drawn) if "know, ? why" in line]
    assert menus
    assert all(len(ESCAPES.sub("", line)) <= 40 for line in menus)


def test_a_dumb_terminal_gets_numbered_lines(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--all", "-o", "line.yaml", TERM="dumb")
    terminal.answer("Changes: ", "2=loud\n")
    terminal.answer("'2=loud' is not understood", "2=high\n")
    terminal.answer("Reach: high", "\n")
    terminal.answer("How far is the project?", "9\n")
    terminal.answer("'9' is not understood: type a number from 1 to 3", "1\n")
    terminal.answer("Numbers, with commas: ", "?\n")
    terminal.answer("[phones-like-left]", "b\n")
    terminal.answer("So far: An idea. Enter keeps it.", "2\n")
    terminal.answer("Numbers, with commas: ", "2, 3\n")
    terminal.answer("Number: ", "s\n")
    terminal.answer("In what is the code written?", "3\n")
    terminal.answer("May the code be moved?", "q\n")
    assert terminal.end() == 130
    assert "Stopped; 3 answers kept in line.yaml." in terminal.text

    terminal = Terminal(tmp_path, "--all", "-o", "line.yaml", "--resume", "--plain")
    terminal.answer("May the code be moved?", "n\n")
    terminal.answer("Who decided that?", "2\n")
    assert terminal.end() == 0
    assert (tmp_path / "line.yaml").read_text() == COMPLETE
    assert "\x1b" not in "".join(terminal.told)


@pytest.mark.parametrize(("kind", "prompt"), [("dumb", "Number: "), ("xterm", "How far is the project?")])
def test_the_end_of_input_keeps_the_answers(tmp_path: Path, kind: str, prompt: str) -> None:
    terminal = Terminal(tmp_path, "--all", "--set", "project.targets=[ios]", TERM=kind)
    terminal.answer("Fit with the team", ENTER if kind == "xterm" else "\n")
    terminal.answer(prompt, "\x04")
    assert terminal.end() == 130
    kept = tmp_path / "state" / "framework-advisor" / "answers.yaml"
    assert f"End of input; 1 answer kept in {kept}" in terminal.text.replace("\n", "")
    assert "  targets:\n    - ios  # iOS\n" in kept.read_text()


def test_plain_input_that_is_no_text_is_asked_again(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--all", "--plain")
    terminal.answer("Changes: ", "\n")
    terminal.see("Number: ")
    os.write(terminal.child.fileno(), b"\xff\xfe\n")
    terminal.answer("is not understood", "\x03")
    assert terminal.end() == 130


# --- where nobody can be asked, and what cannot be kept


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    load = rules.load_rules
    monkeypatch.setattr(rules, "load_rules", lambda folder=None: load(folder or TINY))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


@pytest.fixture(name="seated")
def _seated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input and standard error that say they are terminals."""
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)


def test_without_a_terminal_what_is_missing_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "-o", "line.yaml", "--set", "team.code=none"]) == 2
    told = capsys.readouterr().err
    assert "nobody can be asked here (standard input is not a terminal)" in told
    assert "4 answers would be needed: project.stage, project.targets, project.python, team.skill\n" in told
    assert "`advisor recommend PROFILE`" in told
    assert "--set QUESTION=VALUE" in told
    assert not (folder / "line.yaml").exists()


@pytest.mark.usefixtures("folder", "seated")
@pytest.mark.parametrize(
    ("arguments", "variables", "told"),
    [
        (["--no-input"], {}, "--no-input was given"),
        (["--non-interactive"], {}, "--no-input was given"),
        ([], {"CI": "true"}, "CI is set"),
    ],
)
def test_on_a_terminal_too_nobody_need_be_asked(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    variables: Mapping[str, str],
    told: str,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert run(["ask", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_many_missing_answers_are_counted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("advisor.cli.asking.NAMED", 2)
    assert run(["ask", "--no-input"]) == 2
    assert "7 answers would be needed: project.stage, project.targets and 5 more\n" in capsys.readouterr().err


def test_where_nothing_is_missing_nobody_is_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "line.yaml").write_text(COMPLETE)
    assert run(["ask", "-o", "line.yaml", "--resume", "--no-input", "--format", "json"]) == 0
    captured = capsys.readouterr()
    assert '"format": "advisor.recommendation/1"' in captured.out
    assert captured.err == "The profile is in line.yaml.\n"
    assert (folder / "line.yaml").read_text() == COMPLETE


def test_what_the_command_line_says_is_written_into_the_profile(folder: Path) -> None:
    (folder / "line.yaml").write_text(COMPLETE)
    more = ["--name", "Line: 4", "--as-of", "2025-02-01", "--set", "team.skill=some"]
    assert run(["ask", "-o", "line.yaml", "--resume", *more]) == 0
    text = (folder / "line.yaml").read_text()
    assert 'name: "Line: 4"\nas_of: 2025-02-01\n' in text
    assert "  skill: some  # Somewhat\n" in text


def test_what_was_written_by_hand_is_put_aside_and_what_is_irrelevant_left_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_hand = COMPLETE.replace("code: right  # Right", "code: none  # nothing yet")
    (folder / "line.yaml").write_text(by_hand)
    assert run(["ask", "-o", "line.yaml", "--resume"]) == 0
    assert (folder / "line.yaml.previous").read_text() == by_hand
    assert "moves" not in (folder / "line.yaml").read_text()
    told = capsys.readouterr().err
    assert "What line.yaml held before is in " in told
    assert "Left out, since other answers make it irrelevant: team.moves, team.owner." in told


def test_answers_kept_without_a_name_are_put_aside_by_new_ones(folder: Path) -> None:
    all_set = [
        f"--set={id_}" for id_ in ("project.stage=idea", "project.targets=[]", "team.skill=some", "team.code=none")
    ]
    kept = folder / "state" / "framework-advisor" / "answers.yaml"
    assert run(["ask", *all_set]) == 0
    first = kept.read_text()
    assert first.startswith("name: Unnamed project\n")
    assert run(["ask", *all_set, "--set", "project.stage=live"]) == 0
    assert kept.with_name("answers.yaml.previous").read_text() == first
    assert "stage: live" in kept.read_text()


@pytest.mark.usefixtures("seated")
@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["-o", "there.yaml"], 2, "there.yaml exists already\n    --resume goes on with it; or name another file"),
        (["-o", "-"], 2, "not a file that answers can be kept in"),
        (["-o", "folder"], 2, "not a file that answers can be kept in"),
        (["-o", "nowhere/line.yaml"], 3, "there is no folder nowhere"),
        (["-o", "new.yaml", "--resume"], 2, "there is nothing to go on with: new.yaml does not exist"),
        (["--resume"], 2, "there is nothing to go on with"),
        (["-o", "there.yaml", "--resume"], 2, "there.yaml:1:1: unknown key 'projekt'"),
        (["--as-of", "2024-01-01"], 2, "the rule base knows nothing of 2024-01-01"),
        (["--as-of", "soon"], 2, "--as-of 'soon' is not a date"),
        (["--set", "project.stage=late"], 2, "'late' is not one of its options"),
        (["--name", "x" * 201], 2, "name: "),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_asked(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, told: str
) -> None:
    (folder / "there.yaml").write_text("projekt: {}\n")
    (folder / "folder").mkdir()
    assert run(["ask", *arguments]) == code
    assert told in capsys.readouterr().err


def test_a_state_folder_that_cannot_be_made_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "file"))
    all_set = [
        f"--set={id_}" for id_ in ("project.stage=idea", "project.targets=[]", "team.skill=some", "team.code=none")
    ]
    assert run(["ask", *all_set]) == 3
    assert "cannot write" in capsys.readouterr().err
