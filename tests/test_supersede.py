"""`record --supersede`: both records say so, nothing else of the old one changes, and nobody's file is lost."""

from __future__ import annotations

import difflib
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import FileError, InputError
from advisor.record import files, superseding
from advisor.record.editing import link_to, superseded, with_sentence
from advisor.record.files import Texts, replace_text
from advisor.record.reading import parse_record, read_record, record_paths
from advisor.record.superseding import find_record, write_superseding
from tests.running import ROOT, Advisor, in_process
from tests.test_record_reading import ADR_TOOLS, LOG4BRAINS, MADR_2, MADR_3, MADR_4

NEW = "0012-use-c.md"
LINK = "[ADR-0012](0012-use-c.md)"
PROFILE = ROOT / "examples" / "edge-inspection.yaml"
FORMS = {
    "MADR 2": MADR_2.replace("superseded by [ADR-0005](0005-use-b.md)", "accepted"),
    "MADR 3": MADR_3.replace("superseded by [ADR-0005](0005-use-b.md)", "accepted"),
    "MADR 4": MADR_4.replace("superseded by ADR-0005", "accepted").split("Superseded")[0],
    "adr-tools": ADR_TOOLS.replace("Superceded by [5. Use B](0005-use-b.md)", "Accepted"),
    "log4brains": LOG4BRAINS.replace("superseded by [0005-use-b](0005-use-b.md)", "accepted"),
    "no status": "# Use A\n\n## Context\n\nThings.",
    "front matter without one": "---\ndate: 2021-02-03\n---\n# Use A\n\n## Context\n",
    "status as a list": "---\nstatus:\n  - accepted\n\ndate: 2021-02-03\n---\n# Use A\n",
    "more after it": "# A\n\n## More Information\n\nSee.\n\n```\n## Code\n```\n\n### Sub\n\n## Notes\n\nEnd.\n",
}


def changed(old: str, new: str) -> list[str]:
    """Return the lines taken away and added."""
    lines = difflib.ndiff(old.splitlines(keepends=True), new.splitlines(keepends=True))
    return [line for line in lines if line[0] in "+-"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_record_of_any_form_becomes_superseded(form: str, end: str) -> None:
    old = FORMS[form].replace("\n", end)
    assert parse_record(old, Path("0004-use-a.md")).status in ("accepted", None)
    new = superseded(old, NEW)
    record = parse_record(new, Path("0004-use-a.md"))
    assert record.status == "superseded"
    assert {reference.number for reference in record.superseded_by} == {12}
    assert new.count("0012-use-c.md") == 1
    assert end == "\n" or "\n" not in new.replace("\r\n", "")


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        ("MADR 2", ["- * Status: accepted <!-- optional -->\n", f"+ * Status: superseded by {LINK}\n"]),
        ("adr-tools", ["- Accepted\n", f"+ Superseded by {LINK}\n"]),
        ("log4brains", ["- - Status: accepted\n", f"+ - Status: superseded by {LINK}\n"]),
        (
            "MADR 4",
            ['- status: "accepted"\n', '+ status: "superseded by ADR-0012"\n', "+ \n", f"+ Superseded by {LINK}.\n"],
        ),
        (
            "MADR 3",
            [
                "- status: accepted\n",
                '+ status: "superseded by ADR-0012"\n',
                "+ \n",
                "+ ## More Information\n",
                "+ \n",
                f"+ Superseded by {LINK}.\n",
            ],
        ),
    ],
)
def test_nothing_but_the_status_and_a_link_changes(form: str, lines: list[str]) -> None:
    new = superseded(FORMS[form], NEW)
    assert sorted(changed(FORMS[form].rstrip("\n") + "\n", new.rstrip("\n") + "\n")) == sorted(lines)


def test_the_link_stands_at_the_end_of_its_section() -> None:
    text = FORMS["more after it"]
    assert with_sentence(text, "Link.") == text.replace("### Sub\n\n", "### Sub\n\nLink.\n\n")


def test_bold_stays_closed() -> None:
    assert f"**Status: Superseded by {LINK}**\n" in superseded("# A\n\n**Status: Accepted**\n", NEW)
    assert f"**Status:** superseded by {LINK}\n" in superseded("# A\n\n**Status:** accepted\n", NEW)
    assert f"## Status\n\n* Superseded by {LINK}\n" in superseded("# A\n\n## Status\n\n* Accepted\n", NEW)


@pytest.mark.parametrize("name", ["0012-a b.md", "0012-](evil) [x.md", "0012-<b>.md", "0012-a%20b.md", "0012-é.md"])
def test_a_link_leads_to_a_file_of_any_name(name: str) -> None:
    record = parse_record(superseded(FORMS["MADR 2"], name), Path("0004-use-a.md"))
    assert [reference.number for reference in record.superseded_by] == [12]
    assert not set(link_to(name)[11:-1]) & set(" <>[]()")


@given(st.text(alphabet=st.sampled_from("-#*:[]() \n\rabstuS|`<!>~"), max_size=200))
def test_every_other_byte_of_any_text_stays(text: str) -> None:
    text += "\n"
    lines = superseded(text, NEW).split("\n")
    kept = [line for line in text.split("\n") if "tatus" not in line and line.strip()]
    position = 0
    for line in kept:
        position = lines.index(line, position) + 1


def folder_of(path: Path, **texts: str) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (path / f"{name.replace('_', '-')}.md").write_bytes(text.encode())
    return path


def make(sidecar: str) -> Texts:
    return Texts('---\nstatus: "proposed"\n---\n# New\n\n## More Information\n\nMade.\n', "{}\n")


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_both_sides_say_so(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, **{"0004_a": FORMS["MADR 4"], "0005_b": FORMS["adr-tools"]})
    record, sidecar = write_superseding(folder, [5, 4, 5], "new", make)
    assert (record.name, sidecar.name) == ("0006-new.md", "0006-new.advisor.json")
    new = read_record(record)
    assert new.status == "proposed"
    assert [(r.number, r.target) for r in new.supersedes] == [(4, "0004-a.md"), (5, "0005-b.md")]
    for name in ("0004-a.md", "0005-b.md"):
        old = read_record(folder / name)
        assert old.status == "superseded"
        assert [(r.number, r.target) for r in old.superseded_by][-1] in [(6, ""), (6, "0006-new.md")]
    assert sorted(content(folder)) == ["0004-a.md", "0005-b.md", "0006-new.advisor.json", "0006-new.md"]


def test_mode_and_byte_order_mark_stay(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    old = folder / "0001-a.md"
    old.write_bytes(b"\xef\xbb\xbf" + FORMS["MADR 4"].encode())
    old.chmod(0o640)
    write_superseding(folder, [1], "new", make)
    assert old.read_bytes().startswith(b'\xef\xbb\xbf---\nstatus: "superseded by ADR-0002"\n')
    assert old.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, r"0001-a\.md:2:1: ADR-0001 is superseded by ADR-0005 already\n.*supersede that one instead"),
        (2, r"0002-b\.md:2:1: ADR-0002 was rejected, so there is nothing to supersede"),
        (3, r"several records in .* have the number 3: 0003-c\.md and 0003-d\.md"),
        (4, r"no record in .* has the number 4"),
        (-1, r"no record in .* has the number -1"),
    ],
)
def test_what_cannot_be_superseded_is_told_and_nothing_written(tmp_path: Path, number: int, words: str) -> None:
    rejected = MADR_4.replace("superseded by ADR-0005", "rejected")
    folder = folder_of(tmp_path, **{"0001_a": MADR_4, "0002_b": rejected, "0003_c": MADR_3, "0003_d": MADR_3})
    before = content(folder)
    with pytest.raises(InputError) as raised:
        write_superseding(folder, [number], "new", make)
    assert raised.match(words)
    assert content(folder) == before


def test_a_failure_at_the_last_file_undoes_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(tmp_path, **{"0001_a": FORMS["MADR 4"], "0002_b": FORMS["MADR 2"]})
    before = content(folder)

    def full(path: Path, old: str, new: str) -> None:
        if path.name == "0002-b.md":
            raise FileError("cannot write: No space left on device")
        replace_text(path, old, new)

    monkeypatch.setattr(superseding, "replace_text", full)
    with pytest.raises(FileError, match="No space left"):
        write_superseding(folder, [1, 2], "new", make)
    assert content(folder) == before


def test_an_edit_made_meanwhile_is_not_lost(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, **{"0001_a": FORMS["MADR 4"]})

    def slow(sidecar: str) -> Texts:
        (folder / "0001-a.md").write_text("a human's edit", "utf-8")
        return make(sidecar)

    with pytest.raises(FileError, match=r"0001-a\.md was changed by somebody else"):
        write_superseding(folder, [1], "new", slow)
    assert content(folder) == {"0001-a.md": b"a human's edit"}


def test_a_record_that_stays_held_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(tmp_path, **{"0001_a": FORMS["MADR 4"]})
    (folder / ".0001-a.held").touch()
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    with pytest.raises(FileError, match=r"another writer holds .*\n.*delete .*\.0001-a\.held"):
        write_superseding(folder, [1], "new", make)
    assert sorted(content(folder)) == [".0001-a.held", "0001-a.md"]


WRITER = """
import sys, time
from pathlib import Path
from advisor.errors import AdvisorError
from advisor.record.files import Texts
from advisor.record.superseding import write_superseding
folder, gate, me, numbers = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], map(int, sys.argv[4:])
gate.joinpath(me).touch()
while not gate.joinpath("go").exists():
    time.sleep(0.001)
try:
    write_superseding(folder, numbers, f"by-{me}", lambda sidecar: Texts("# New\\n" + "text\\n" * 20000, sidecar))
except AdvisorError as error:
    sys.exit(error.exit_code)
"""


def at_once(tmp_path: Path, folder: Path, superseded_by: list[list[int]]) -> list[int]:
    """Let so many processes supersede at the same moment; return their exit codes."""
    gate = folder_of(tmp_path / "gate")
    started = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(folder), str(gate), str(n), *map(str, numbers)], cwd=ROOT)
        for n, numbers in enumerate(superseded_by)
    ]
    while len(list(gate.iterdir())) < len(started):
        assert all(process.poll() is None for process in started)
        time.sleep(0.01)
    (gate / "go").touch()
    return [process.wait(60) for process in started]


def test_writers_at_once_share_no_number_and_lose_no_file(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "adr", **{f"{n:04d}_a": FORMS["MADR 4"] for n in range(1, 10)})
    codes = at_once(tmp_path, folder, [[1]] * 4 + [[2, 3], [3, 2], [2], [4, 5], [6], [7], [8], [9]])
    won = [n for n, code in enumerate(codes) if code == 0]
    assert set(codes) == {0, 2}
    assert sum(n < 4 for n in won) == 1
    assert sum(4 <= n < 7 for n in won) in (1, 2)
    assert set(range(7, 12)) < set(won)
    records = {path.name: read_record(path) for path in record_paths(folder)}
    new = [record for name, record in records.items() if "-by-" in name]
    assert len(content(folder)) == 9 + 2 * len(won)
    assert sorted(record.number or 0 for record in new) == list(range(10, 10 + len(won)))
    for record in new:
        assert len(read_text(record.path)) > 100_000
        for reference in record.supersedes:
            assert {r.number for r in records[reference.target].superseded_by} == {record.number}
    assert sum(len(record.supersedes) for record in new) == sum(r.status == "superseded" for r in records.values())


def read_text(path: Path) -> str:
    return path.read_text("utf-8")


@pytest.fixture
def advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Advisor:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763683200")
    return in_process(monkeypatch, capsys)


def test_the_command_supersedes_an_accepted_record(advisor: Advisor, tmp_path: Path) -> None:
    first = advisor("record", PROFILE, "--as-of", "2025-03-31")
    record, sidecar = (tmp_path / line for line in first.out.splitlines())
    record.write_text(read_text(record).replace('status: "proposed"', 'status: "accepted"'), "utf-8")
    before, beside = read_text(record), sidecar.read_bytes()
    second = advisor("record", PROFILE, "--supersede", 1)
    assert (second.code, second.err) == (0, "")
    new = second.out.splitlines()[0].rsplit("/", 1)[-1]
    assert changed(before, read_text(record)) == [
        '- status: "accepted"\n',
        '+ status: "superseded by ADR-0002"\n',
        "+ \n",
        f"+ Superseded by [ADR-0002]({new}).\n",
    ]
    assert sidecar.read_bytes() == beside
    assert read_text(tmp_path / second.out.splitlines()[0]).endswith(f"-->\n\nSupersedes [ADR-0001]({record.name}).\n")
    third = advisor("record", PROFILE, "--supersede", 1)
    assert third.code == 2
    assert "ADR-0001 is superseded by ADR-0002 already" in third.err


def test_a_stale_decision_passes_the_gate_once_it_is_superseded(
    advisor: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "plant-finder"
    shutil.copytree(ROOT / "examples" / "ci" / "plant-finder", project)
    monkeypatch.chdir(project)
    assert advisor("check").code == 1
    assert advisor("record", "project.yaml", "--supersede", 1).code == 0
    assert advisor("check", "--fail-on", "note").code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--supersede", "1", "-o", "x.md"), "--supersede and --output exclude each other"),
        (("--supersede", "1", "--update", "1"), "--supersede and --update exclude each other"),
        (("--supersede", "first"), "Invalid value for '--supersede'"),
        (("--supersede", "1"), "no record in docs/decisions has the number 1"),
    ],
)
def test_the_command_refuses(advisor: Advisor, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    ended = advisor("record", PROFILE, *arguments)
    assert ended.code == 2
    assert words in ended.err
    assert not list(tmp_path.iterdir())


def test_a_record_is_found_by_its_number(tmp_path: Path) -> None:
    folder_of(tmp_path, **{"0008_a": "", "0010_b": ""})
    assert find_record(tmp_path, 8).name == "0008-a.md"
    assert find_record(tmp_path, 10).name == "0010-b.md"
