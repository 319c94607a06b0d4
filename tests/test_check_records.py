"""Records among themselves: links, numbers, other dialects, and another branch, by real git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from advisor.check.reading import Record
from tests.running import Advisor, Ended, in_process

FOLDER = Path("docs/decisions")


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Advisor:
    monkeypatch.chdir(tmp_path)
    FOLDER.mkdir(parents=True)
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    return in_process(monkeypatch, capsys)


def write(name: str, status: str = "accepted", more: str = "") -> None:
    (FOLDER / name).write_text(f'---\nstatus: "{status}"\n---\n\n# {name}\n\n{more}\n', "utf-8")


def found(ended: Ended) -> list[tuple[str, str, int]]:
    return [(f["check"], Path(f["file"]).name, f["line"]) for f in ended.json["findings"]]


def checked(advisor: Advisor, *arguments: str) -> Ended:
    return advisor("check", *(arguments or ("docs",)), "--format", "json")


def git(*arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def test_links_that_both_records_state_are_fine(advisor: Advisor) -> None:
    write("0001-a.md", "superseded by ADR-0002", "Superseded by [ADR-0002](0002-b.md).")
    write("0002-b.md", more="Supersedes [ADR-0001](0001-a.md).")
    assert found(checked(advisor)) == []


def test_a_link_to_a_record_that_is_not_there_is_broken(advisor: Advisor) -> None:
    write("0001-a.md", "superseded by ADR-0009")
    write("0002-b.md", more="Supersedes [ADR-0008](0008-gone.md).")
    assert found(checked(advisor)) == [("supersede-broken", "0001-a.md", 2), ("supersede-broken", "0002-b.md", 7)]


def test_a_status_that_names_no_successor_is_broken(advisor: Advisor) -> None:
    write("0001-a.md", "superseded")
    assert found(checked(advisor)) == [("supersede-broken", "0001-a.md", 2)]


def test_a_link_that_only_one_of_two_states_is_told_at_that_one_with_what_to_write(advisor: Advisor) -> None:
    write("0001-a.md", "superseded by ADR-0002")
    write("0002-b.md")
    ended = checked(advisor)
    assert found(ended) == [("supersede-one-sided", "0001-a.md", 2)]
    assert "Supersedes [ADR-0001](0001-a.md)." in ended.json["findings"][0]["hint"]
    write("0001-a.md")
    write("0002-b.md", more="Supersedes [ADR-0001](0001-a.md).")
    ended = checked(advisor)
    assert found(ended) == [("supersede-one-sided", "0002-b.md", 7)]
    assert 'status: "superseded by ADR-0002"' in ended.json["findings"][0]["hint"]


def test_one_record_named_alone_is_still_checked_against_its_folder(advisor: Advisor) -> None:
    write("0001-a.md", "superseded by ADR-0002")
    write("0002-b.md", more="Supersedes [ADR-0001](0001-a.md).")
    write("0003-c.md", "superseded by ADR-0099")
    assert found(checked(advisor, "docs/decisions/0001-a.md")) == []


def test_two_records_with_one_number_are_both_told(advisor: Advisor) -> None:
    write("0008-a.md")
    write("0008-b.md")
    write("0009-c.md")
    assert found(checked(advisor)) == [("number-duplicate", "0008-a.md", 1), ("number-duplicate", "0008-b.md", 1)]


def test_markdown_that_is_no_record_is_passed_over(advisor: Advisor) -> None:
    write("0001-a.md")
    for name in ("README.md", "2024-report.md", "0001-notes.md"):
        (FOLDER / name).write_text("# Just words\n", "utf-8")
    assert [s["name"] for s in checked(advisor, "docs", "docs/decisions/README.md").json["subjects"]] == ["0001-a.md"]


@pytest.mark.parametrize(
    ("text", "state", "successors"),
    [
        ('---\nstatus: "superseded by ADR-0012"\ndate: 2026-01-02\n---\n# A\n', "superseded", ["ADR-0012"]),
        ("---\nstatus: superseded by [ADR-0012](0012-b.md)\n---\n# A\n", "superseded", ["ADR-0012"]),
        ("# A\n\n* Status: superseded by [ADR-0012](0012-b.md)\n* Date: 2026-01-02\n", "superseded", ["ADR-0012"]),
        ("# 1. A\n\n## Status\n\nSuperceded by [12. B](0012-b.md)\n", "superseded", ["12. B"]),
        ("# A\n\n- Status: accepted\n", "accepted", []),
        ("# A\n\nSuperseded by nobody knows whom.\n", "", ["nobody knows whom."]),
        ("# A\n\n```\nSuperseded by ADR-0003\n```\n", "", []),
        ("# A\n\n<!-- advisor:begin x -->\nSupersedes ADR-0003\n<!-- advisor:end x -->\n", "", []),
        ("# A\n\nThis supersedes what we had.\n", "", []),
        ("", "", []),
    ],
)
def test_status_and_successors_are_read_in_the_dialects_in_use(text: str, state: str, successors: list[str]) -> None:
    record = Record(Path("0001-a.md"), text)
    assert (record.state, [r.words for r in record.superseded_by]) == (state, successors)


def test_a_number_given_on_both_branches_collides(advisor: Advisor) -> None:
    write("0001-a.md")
    git("init")
    git("add", ".")
    git("commit", "-m", "one")
    git("checkout", "-b", "ours")
    git("checkout", "main")
    write("0002-theirs.md")
    git("add", ".")
    git("commit", "-m", "theirs")
    git("checkout", "ours")
    write("0002-ours.md")
    write("0003-free.md")
    ended = checked(advisor, "docs", "--base", "main")
    assert found(ended) == [("number-collides", "0002-ours.md", 1)]
    assert ended.code == 1
    assert "main has given the number 0002 to 0002-theirs.md" in ended.json["findings"][0]["message"]
    assert checked(advisor).code == 0


def test_a_record_that_was_renamed_here_collides_with_nothing(advisor: Advisor) -> None:
    write("0001-a.md")
    git("init")
    git("add", ".")
    git("commit", "-m", "one")
    (FOLDER / "0001-a.md").rename(FOLDER / "0001-better.md")
    assert found(checked(advisor, "docs", "--base", "main")) == []


@pytest.mark.parametrize("ref", ["nowhere", "--output=evil", "-h", "main; touch evil", "$(touch evil)", ""])
def test_a_base_that_is_no_commit_ends_the_run_and_is_never_an_option_or_a_command(advisor: Advisor, ref: str) -> None:
    write("0001-a.md")
    git("init")
    git("add", ".")
    git("commit", "-m", "one")
    ended = checked(advisor, "docs", f"--base={ref}")
    assert ended.code == 2
    assert "no commit" in ended.err
    assert not list(Path().glob("**/evil*"))


def test_a_record_made_with_an_overlay_is_checked_with_it_and_says_where_it_is_missing(advisor: Advisor) -> None:
    overlay = Path(__file__).parent.parent / "examples" / "overlay"
    rules = ("--rules", str(overlay / "rules"))
    assert advisor("record", overlay / "line-4.yaml", *rules, "--today", "2026-11-20").code == 0
    assert found(checked(advisor, "docs/decisions", *rules)) == []
    without = checked(advisor, "docs/decisions")
    assert [check for check, _, _ in found(without)] == ["record-broken"]
    assert "brook-bottling" in without.out
