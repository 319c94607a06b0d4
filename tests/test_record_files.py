"""Where records go: folder, number and name, and that no file is ever replaced or left half written."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from advisor.cli import record as command
from advisor.errors import AdvisorError, FileError, InputError
from advisor.loading.rules import load_rules
from advisor.record import files
from advisor.record.files import MAX_SLUG, Texts, decision_folder, numbers_in, slug, write_named, write_numbered

TINY = Path(__file__).parent / "data" / "tiny_rules"
LEFT = "{name: Line 4, project: {stage: live, targets: [android]}, team: {code: none, skill: some}}"


def texts(sidecar: str) -> Texts:
    return Texts(f"record beside {sidecar}\n", "{}\n")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fill(folder: Path, *taken: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in taken:
        (folder / name).write_text("a human's words", "utf-8")
    return folder


def test_the_folder_is_detected_in_order(tmp_path: Path) -> None:
    assert decision_folder(tmp_path) == tmp_path / "docs/decisions"
    for folder in ("doc/adr", "docs/adr", "docs/decisions"):
        fill(tmp_path / folder)
        assert decision_folder(tmp_path) == tmp_path / folder
    (tmp_path / ".adr-dir").write_text("\n", "utf-8")
    assert decision_folder(tmp_path) == tmp_path / "docs/decisions"
    (tmp_path / ".adr-dir").write_text("architecture/choices\nmore\n", "utf-8")
    assert decision_folder(tmp_path) == tmp_path / "architecture/choices"


def test_a_pointer_to_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".adr-dir").write_bytes(b"a\x1b[31m\n")
    with pytest.raises(InputError, match=r"\.adr-dir:1:1: .* is no folder"):
        decision_folder(tmp_path)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Use PyTorch for Line 4", "use-pytorch-for-line-4"),
        ("  --Prüfung: Größe & Maß!-- ", "prufung-grosse-mass"),
        ("../../etc/passwd", "etc-passwd"),
        ("/absolute\\windows\x00", "absolute-windows"),
        ("日本語", "decision"),
        ("", "decision"),
        ("a" * 100, "a" * MAX_SLUG),
        ("a" * (MAX_SLUG - 1) + " b", "a" * (MAX_SLUG - 1)),
    ],
)
def test_a_slug_is_made_of_the_title(title: str, expected: str) -> None:
    assert slug(title) == expected


@given(st.text())
def test_a_slug_is_always_a_plain_name(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(title))
    assert len(slug(title)) <= MAX_SLUG


@pytest.mark.parametrize(
    ("taken", "number"),
    [
        ((), "0001"),
        (("0000-use-madr.md",), "0001"),
        (("0007-a.md", "0008-b.md", "0009-c.md"), "0010"),
        (("0003-a.md", "0041-b.md"), "0042"),
        (("0005-only-its.advisor.json",), "0006"),
        (("README.md", "index.md", "template.md", "adr-template.md", "backlog.md"), "0001"),
        (("9999-template.md", "0005-adr-template-bare.md", "0002-a.md"), "0003"),
        (("00012-a.md", "12-b.md", "0007.md", "0008-c.txt", "20201029-d.md", "٠٠٠٩-e.md"), "0001"),
    ],
)
def test_the_next_number_follows_the_highest(tmp_path: Path, taken: tuple[str, ...], number: str) -> None:
    folder = fill(tmp_path, *taken)
    record, sidecar = write_numbered(folder, "x", texts)
    assert (record.name, sidecar.name) == (f"{number}-x.md", f"{number}-x.advisor.json")
    assert names(folder) == sorted([*taken, record.name, sidecar.name])
    assert record.read_text("utf-8") == f"record beside {sidecar.name}\n"
    assert all((folder / name).read_text("utf-8") == "a human's words" for name in taken)


def test_there_is_an_end_to_numbers(tmp_path: Path) -> None:
    fill(tmp_path, "9999-last.md")
    with pytest.raises(FileError, match="no number left"):
        write_numbered(tmp_path, "x", texts)
    assert names(tmp_path) == ["9999-last.md"]


def test_a_number_that_another_writer_holds_is_passed_over(tmp_path: Path) -> None:
    fill(tmp_path, "0001-a.md", ".0002.held")
    assert write_numbered(tmp_path, "x", texts)[0].name == "0003-x.md"
    assert ".0002.held" in names(tmp_path)


def test_a_number_taken_while_the_writer_looked_is_passed_over(tmp_path: Path) -> None:
    fill(tmp_path)
    seen: list[frozenset[int]] = []

    def late(folder: Path) -> frozenset[int]:
        seen.append(numbers_in(folder))
        if len(seen) == 1:
            fill(folder, "0001-another.md")
        return seen[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "numbers_in", late)
        assert write_numbered(tmp_path, "x", texts)[0].name == "0002-x.md"


def test_a_file_that_appears_at_the_last_moment_is_not_replaced(tmp_path: Path) -> None:
    def slow(sidecar: str) -> Texts:
        if sidecar.startswith("0001"):
            fill(tmp_path, "0001-x.md")
        return texts(sidecar)

    assert write_numbered(tmp_path, "x", slow)[0].name == "0002-x.md"
    assert names(tmp_path) == ["0001-x.md", "0002-x.advisor.json", "0002-x.md"]
    assert (tmp_path / "0001-x.md").read_text("utf-8") == "a human's words"


@pytest.mark.parametrize("there", ["mine.md", "mine.advisor.json"])
def test_a_named_record_replaces_nothing(tmp_path: Path, there: str) -> None:
    fill(tmp_path, there)
    with pytest.raises(InputError, match=f"{re.escape(there)} is there already"):
        write_named(tmp_path / "mine.md", texts)
    assert names(tmp_path) == [there]
    assert (tmp_path / there).read_text("utf-8") == "a human's words"


def no_links(*_: object) -> None:
    raise OSError(errno.EPERM, "no hard links here")


def test_without_hard_links_the_same_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", no_links)
    record, _ = write_numbered(tmp_path, "x", texts)
    assert record.read_text("utf-8").startswith("record beside")
    with pytest.raises(InputError, match="is there already"):
        write_named(record, texts)
    assert names(tmp_path) == ["0001-x.advisor.json", "0001-x.md"]


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("broken", ["replace", "open"])
def test_a_failure_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(Path, broken, full)
    with pytest.raises(FileError, match=r"cannot write in .*: No space left on device"):
        write_numbered(tmp_path, "x", texts)
    assert names(tmp_path) == []


def test_a_failure_at_the_second_file_takes_the_first_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.link

    def link(draft: Path, path: Path) -> None:
        if path.suffix == ".md":
            raise KeyboardInterrupt
        real(draft, path)

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(KeyboardInterrupt):
        write_numbered(tmp_path, "x", texts)
    assert names(tmp_path) == []


def test_a_text_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        write_numbered(tmp_path, "x", lambda _: Texts(str(1 / 0), ""))
    assert names(tmp_path) == []


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    fill(tmp_path, "taken")
    with pytest.raises(FileError, match=r"cannot write in .*taken: File exists"):
        write_numbered(tmp_path / "taken", "x", texts)


LIMITED = """
import resource, sys
from pathlib import Path
from advisor.record.files import Texts, write_numbered
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
write_numbered(Path(sys.argv[1]), "x", lambda sidecar: Texts("x" * 5000, "{}"))
"""


def test_a_file_cut_short_is_not_left_behind(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "FileError: cannot write in" in done.stderr
    assert names(tmp_path) == []


WRITER = """
import sys, time
from pathlib import Path
from advisor.record.files import Texts, write_numbered
folder, me, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
Path(sys.argv[4], me).touch()
while not Path(sys.argv[4], "go").exists():
    time.sleep(0.001)
for n in range(count):
    name = "same" if n % 2 else f"{me}-{n}"
    write_numbered(folder, name, lambda sidecar: Texts(sidecar * 2000, sidecar))
"""


def test_writers_at_once_never_share_a_number(tmp_path: Path) -> None:
    folder, gate = tmp_path / "docs" / "decisions", fill(tmp_path / "gate")
    writers, each = 6, 25
    started = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(folder), f"writer-{n}", str(each), str(gate)])
        for n in range(writers)
    ]
    while len(names(gate)) < writers:
        assert all(process.poll() is None for process in started)
        time.sleep(0.01)
    (gate / "go").touch()
    assert [process.wait(60) for process in started] == [0] * writers
    records = [name for name in names(folder) if name.endswith(".md")]
    assert len(records) == len({name[:4] for name in records}) == writers * each
    assert len(names(folder)) == 2 * len(records)
    for name in records:
        sidecar = name.removesuffix(".md") + ".advisor.json"
        assert (folder / sidecar).read_text("utf-8") == sidecar
        assert (folder / name).read_text("utf-8") == sidecar * 2000


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, where the command weighs with the small rule base."""
    monkeypatch.setattr(command, "rule_base", lambda: load_rules(TINY))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "profile.yaml").write_text(LEFT, "utf-8")
    return tmp_path


def run(*arguments: str, stdin: str = "") -> str:
    app = typer.Typer(add_completion=False)
    app.command()(command.record)
    result = CliRunner().invoke(app, list(arguments), input=stdin, standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.stdout


def test_the_command_writes_two_files_and_prints_their_paths(project: Path) -> None:
    out = run("profile.yaml", "--today", "2025-04-02")
    assert out.splitlines() == [
        "docs/decisions/0001-use-left-for-line-4.md",
        "docs/decisions/0001-use-left-for-line-4.advisor.json",
    ]
    record, sidecar = (project / path for path in out.splitlines())
    assert "\ndate: 2025-04-02\n" in record.read_text("utf-8")
    assert "\nadvisor recommend profile.yaml --as-of 2025-03-31\n" in record.read_text("utf-8")
    assert json.loads(sidecar.read_text("utf-8"))["profile"]["name"] == "Line 4"
    assert run("profile.yaml").startswith("docs/decisions/0002-")


def test_the_command_takes_a_folder_a_title_changes_and_a_date(project: Path) -> None:
    out = run(
        "profile.yaml", "--dir", "adr", "--title", "Go ../ left!", "--as-of", "2025-02-01", "--set", "team.skill=none"
    )
    assert out.splitlines()[0] == "adr/0001-go-left.md"
    text = (project / "adr/0001-go-left.md").read_text("utf-8")
    assert "\n# Go ../ left\n" in text
    assert "\nadvisor recommend profile.yaml --as-of 2025-02-01 --set team.skill=none\n" in text
    data = json.loads((project / "adr/0001-go-left.advisor.json").read_text("utf-8"))
    assert data["as_of"] == "2025-02-01"
    assert data["profile"]["team"]["skill"] == "none"


def test_the_command_reads_standard_input_and_writes_to_a_name(project: Path) -> None:
    assert run("-", "-o", "mine.md", stdin=LEFT).split() == ["mine.md", "mine.advisor.json"]
    assert "jq .profile mine.advisor.json | advisor recommend - " in (project / "mine.md").read_text("utf-8")
    with pytest.raises(InputError, match=r"mine\.advisor\.json is there already"):
        run("profile.yaml", "-o", "mine.md")
    with pytest.raises(FileError, match="cannot write in no/where"):
        run("profile.yaml", "-o", "no/where/mine.md")


def test_the_command_shows_a_record_without_writing_it(project: Path) -> None:
    out = run("profile.yaml", "-o", "-", "--today", "2025-04-02")
    assert out.startswith('---\nstatus: "proposed"\ndate: 2025-04-02\n')
    assert "beside this record" not in out
    assert names(project) == ["profile.yaml"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--dir", "a", "-o", "b.md"), "--dir and --output exclude each other"),
        (("--today", "soon"), "--today 'soon' is not a date"),
        (("--as-of", "2024-01-01"), "knows nothing of 2024-01-01"),
    ],
)
def test_the_command_refuses(project: Path, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(AdvisorError, match=re.escape(words)):
        run("profile.yaml", *arguments)
    assert names(project) == ["profile.yaml"]


def test_the_date_is_given_or_that_of_the_build_or_todays(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dt.date.today()
    text = run("profile.yaml", "-o", "-")
    assert f"\ndate: {before}\n" in text or f"\ndate: {dt.date.today()}\n" in text
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert "\ndate: 2023-11-14\n" in run("profile.yaml", "-o", "-")
    assert "\ndate: 2025-04-02\n" in run("profile.yaml", "-o", "-", "--today", "2025-04-02")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH 'yesterday' is not a time"):
        run("profile.yaml", "-o", "-")
