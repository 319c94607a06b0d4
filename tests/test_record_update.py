"""`record --update`: generated parts are made again, people's words stay, and what was decided is never rewritten."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import FileError, InputError
from advisor.record import updating
from advisor.record.files import replace_text
from advisor.record.merging import merged, split, taken_over
from advisor.record.parts import digests_of, parts_of
from tests.running import ROOT, Advisor, in_process

DATA = ROOT / "tests" / "data"
FIRST = "{name: Line 4, project: {stage: live, targets: [android]}, team: {code: none, skill: some}}"
SECOND = (
    "{name: Line 4, project: {stage: idea, targets: [cloud, android]}, team: {code: right, skill: some, moves: true}}"
)
RIGHT = "{name: Line 4, project: {stage: live, targets: [android]}, team: {code: right, moves: false}}"
THIRD = "{name: Line 4, alternatives: [left], project: {stage: live, targets: [android]}}"
DAY = ("--today", "2025-04-02")


@pytest.fixture
def advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Advisor:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for name, text in (("p", FIRST), ("first", FIRST), ("second", SECOND), ("third", THIRD), ("right", RIGHT)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return in_process(monkeypatch, capsys, DATA / "tiny_rules")


def written(advisor: Advisor, tmp_path: Path, profile: str = FIRST) -> Path:
    (tmp_path / "p.yaml").write_text(profile, "utf-8")
    return tmp_path / advisor("record", "p.yaml", *DAY).out.splitlines()[0]


def text_of(path: Path) -> str:
    return path.read_bytes().decode()


def edit(path: Path, old: str, new: str) -> None:
    text = text_of(path)
    assert text.count(old) == 1
    path.write_bytes(text.replace(old, new).encode())


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("before", "after"), [(FIRST, SECOND), (SECOND, FIRST), (FIRST, THIRD), (THIRD, SECOND), (FIRST, RIGHT)]
)
def test_a_record_that_nobody_edited_becomes_what_a_new_one_would_be(
    advisor: Advisor, tmp_path: Path, before: str, after: str
) -> None:
    record = written(advisor, tmp_path, before)
    (tmp_path / "p.yaml").write_text(after, "utf-8")
    ended = advisor("record", "p.yaml", "--update", "1", "--today", "2025-05-06")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[0] == str(record.relative_to(tmp_path))
    fresh = advisor("record", "p.yaml", "-o", "fresh.md", "--today", "2025-05-06")
    assert fresh.code == 0
    expected = text_of(tmp_path / "fresh.md").replace("fresh.advisor.json", record.stem + ".advisor.json")
    assert text_of(record) == expected
    sidecar = json.loads(text_of(record.with_suffix(".advisor.json")))
    assert sidecar["parts"] == digests_of(expected)
    assert sidecar["recommendation"] == json.loads(text_of(tmp_path / "fresh.advisor.json"))["recommendation"]


def test_words_outside_of_the_parts_stay(advisor: Advisor, tmp_path: Path) -> None:
    record = written(advisor, tmp_path)
    edit(record, 'status: "proposed"', 'status: "proposed"\ndecision-makers: [Ann, "Bob: the 2nd"]')
    edit(record, "# Use Left for Line 4", "# Go left, said Ann")
    edit(record, "## Decision Drivers\n", "## Decision Drivers\n\nCost was never a driver.\n")
    edit(record, "<!-- advisor:end option-right -->", "<!-- advisor:end option-right -->\n\nWe tried it: **slow**.")
    edit(record, "\n## More Information\n", "\n## Our Own Section\n\n* `x`\n\n## More Information\n")
    with record.open("a", encoding="utf-8") as file:
        file.write("\nSee [the minutes](minutes.md).\n")
    before = text_of(record)
    ended = advisor("record", "second.yaml", "--update", 1, "--today", "2025-05-06")
    assert (ended.code, ended.err) == (0, "")
    after = text_of(record)
    assert parts_of(after)["context"] != parts_of(before)["context"]
    assert 'decision-makers: [Ann, "Bob: the 2nd"]\ndate: 2025-05-06\n' in after
    assert "\n# Go left, said Ann\n" in after
    assert "## Decision Drivers\n\nCost was never a driver.\n" in after
    assert "option-right -->\n\nWe tried it: **slow**.\n" in after
    assert "\n\n## Our Own Section\n\n* `x`\n\n## More Information\n" in after
    assert after.endswith("more-information -->\n\nSee [the minutes](minutes.md).\n")


def test_an_update_with_nothing_new_changes_no_byte(advisor: Advisor, tmp_path: Path) -> None:
    record = written(advisor, tmp_path)
    before = everything(record.parent)
    ended = advisor("record", "p.yaml", "--update", "1", "--today", "2030-01-01")
    assert ended.code == 0
    assert ended.err == f"{record.relative_to(tmp_path)} is up to date\n"
    assert everything(record.parent) == before


def test_words_about_an_option_follow_it(advisor: Advisor, tmp_path: Path) -> None:
    record = written(advisor, tmp_path)
    assert text_of(record).index("option-left") < text_of(record).index("option-right")
    for option in ("left", "right"):
        end = f"<!-- advisor:end option-{option} -->"
        edit(record, end, f"{end}\n\nAbout {option}.\n\n#### Sub {option}\n\nMore about {option}.")
    assert advisor("record", "right.yaml", "--update", "1").code == 0
    after = text_of(record)
    assert after.index("option-right") < after.index("option-left")
    for option in ("left", "right"):
        words = f"option-{option} -->\n\nAbout {option}.\n\n#### Sub {option}\n\nMore about {option}.\n\n"
        assert words in after
    assert after.count("## More Information") == 1


def test_words_about_an_option_that_is_gone_stay_under_its_heading(advisor: Advisor, tmp_path: Path) -> None:
    record = written(advisor, tmp_path)
    edit(record, "<!-- advisor:end option-right -->", "<!-- advisor:end option-right -->\n\nWe tried it.")
    assert advisor("record", "third.yaml", "--update", "1").code == 0
    after = text_of(record)
    assert "option-right" not in after
    assert "\n\n### Right\n\nWe tried it.\n\n## More Information\n" in after


EDITS = {
    "a word": ("The project", "Our project"),
    "a line more": ("<!-- advisor:end context -->", "Also: it rains.\n\n<!-- advisor:end context -->"),
}


@pytest.mark.parametrize("case", EDITS)
def test_an_edit_inside_a_part_is_never_lost(advisor: Advisor, tmp_path: Path, case: str) -> None:
    record = written(advisor, tmp_path)
    edit(record, *EDITS[case])
    edit(record, "<!-- advisor:end drivers -->", "And fun.\n<!-- advisor:end drivers -->")
    before = everything(record.parent)
    ended = advisor("record", "second.yaml", "--update", "1")
    assert ended.code == 2
    first, advice, second, _ = ended.err.splitlines()
    where = text_of(record).splitlines().index("<!-- advisor:begin context -->") + 1
    assert first == f'{record.relative_to(tmp_path)}:{where}:1: the generated part "context" was edited by hand'
    assert "move your words behind its end marker and empty the part" in advice
    assert 'the generated part "drivers" was edited by hand' in second
    assert everything(record.parent) == before


def test_what_the_advice_says_works(advisor: Advisor, tmp_path: Path) -> None:
    record = written(advisor, tmp_path)
    text = text_of(record)
    context, outcome = parts_of(text)["context"], parts_of(text)["outcome"]
    text = text.replace(context, "").replace(
        "<!-- advisor:end context -->", "<!-- advisor:end context -->\n\nOur own words."
    )
    text = text.replace(outcome, "We just like it.")
    text = re.sub(r"<!-- advisor:(begin|end) outcome -->\n", "", text)
    record.write_text(text, "utf-8")
    ended = advisor("record", "second.yaml", "--update", "1")
    assert ended.code == 0
    assert ended.err == f'{record.relative_to(tmp_path)}: the part "outcome" has no markers and is left as it is\n'
    after = text_of(record)
    assert "How far is the project? An idea" in parts_of(after)["context"]
    assert "<!-- advisor:end context -->\n\nOur own words.\n" in after
    assert "## Decision Outcome\n\n\nWe just like it.\n" in after
    assert "outcome" not in json.loads(text_of(record.with_suffix(".advisor.json")))["parts"]


def test_a_part_that_stands_twice_is_told(advisor: Advisor, tmp_path: Path) -> None:
    record = written(advisor, tmp_path)
    whole = next(piece.whole for piece in split(text_of(record))[1] if piece.name == "options")
    edit(record, whole, f"{whole}\n\n{whole}")
    ended = advisor("record", "second.yaml", "--update", "1")
    assert ended.code == 2
    assert ended.err.count('the generated part "options" stands here twice') == 2


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ('"accepted"', "`advisor record PROFILE --supersede 1`"),
        ("accepted", "`advisor record PROFILE --supersede 1`"),
        ('"superseded by ADR-0002"', "write a new record"),
        ('"rejected"', "write a new record"),
        ('"deprecated"', "write a new record"),
        ('"on \\e[31mhold"', "write a new record"),
    ],
)
def test_what_is_decided_is_never_rewritten(advisor: Advisor, tmp_path: Path, status: str, advice: str) -> None:
    record = written(advisor, tmp_path)
    edit(record, 'status: "proposed"', f"status: {status}")
    before = everything(record.parent)
    ended = advisor("record", "second.yaml", "--update", "1")
    assert ended.code == 2
    assert f"{record.name}:2:1: only a proposed record is made again" in ended.err
    assert advice in ended.err
    assert "\x1b" not in ended.err
    assert everything(record.parent) == before


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (None, "is missing"),
        ("", "this is not advisor.record/1"),
        ("[]", "this is not advisor.record/1"),
        ("[" * 100_000, "this is not advisor.record/1"),
        ('{"format": "advisor.record/1", "parts": {}}', "this is not advisor.record/1"),
    ],
)
def test_without_its_sidecar_a_record_stays(advisor: Advisor, tmp_path: Path, broken: str | None, words: str) -> None:
    record = written(advisor, tmp_path)
    sidecar = record.with_suffix(".advisor.json")
    sidecar.unlink()
    if broken is not None:
        sidecar.write_text(broken, "utf-8")
    before = everything(record.parent)
    ended = advisor("record", "second.yaml", "--update", "1")
    assert ended.code == 2
    assert words in ended.err
    assert everything(record.parent) == before


@pytest.mark.parametrize(
    ("which", "code", "words"),
    [
        ("7", 2, "no record in docs/decisions has the number 7"),
        ("no/where.md", 3, "No such file or directory"),
        ("docs", 3, "Is a directory"),
        ("", 2, "--update '' names no record"),
        (".", 2, "--update '.' names no record"),
        ("99999999999999999999", 3, "cannot read 99999999999999999999"),
    ],
)
def test_a_record_that_is_not_there_is_told(
    advisor: Advisor, tmp_path: Path, which: str, code: int, words: str
) -> None:
    written(advisor, tmp_path)
    ended = advisor("record", "p.yaml", "--update", which)
    assert ended.code == code
    assert words in ended.err
    assert not list(tmp_path.rglob(".*.held"))


def test_a_record_of_others_is_not_made_again(advisor: Advisor, tmp_path: Path) -> None:
    record = written(advisor, tmp_path)
    record.write_text('---\nstatus: "proposed"\n---\n# Ours\n', "utf-8")
    ended = advisor("record", "p.yaml", "--update", "1")
    assert ended.code == 2
    assert "there is no generated part to make again" in ended.err


def test_a_record_is_updated_by_its_path_and_retitled_on_demand(advisor: Advisor, tmp_path: Path) -> None:
    assert advisor("record", "p.yaml", "-o", "mine.md").code == 0
    assert advisor("record", "second.yaml", "--update", "mine.md", "--title", "Go *right*").code == 0
    assert "\n# Go \\*right\\*\n" in text_of(tmp_path / "mine.md")
    assert sorted(path.name for path in tmp_path.glob("mine*")) == ["mine.advisor.json", "mine.md"]


def test_line_ends_stay(advisor: Advisor, tmp_path: Path) -> None:
    record = written(advisor, tmp_path)
    record.write_bytes(record.read_bytes().replace(b"\n", b"\r\n"))
    assert advisor("record", "second.yaml", "--update", "1").code == 0
    text = text_of(record)
    assert "An idea" in text
    assert "\n" not in text.replace("\r\n", "")
    before = everything(record.parent)
    assert advisor("record", "second.yaml", "--update", "1").code == 0
    assert everything(record.parent) == before


def test_links_to_other_records_stay(advisor: Advisor, tmp_path: Path) -> None:
    first = written(advisor, tmp_path)
    second = tmp_path / advisor("record", "p.yaml", "--supersede", "1").out.splitlines()[0]
    assert advisor("record", "second.yaml", "--update", "2").code == 0
    assert text_of(second).endswith(f"-->\n\nSupersedes [ADR-0001]({first.name}).\n")


def test_a_failure_at_the_second_file_puts_the_first_back(
    advisor: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = written(advisor, tmp_path)
    before = everything(record.parent)

    def full(path: Path, old: str, new: str) -> None:
        if path.suffix == ".md":
            raise FileError("cannot write: No space left on device")
        replace_text(path, old, new)

    monkeypatch.setattr(updating, "replace_text", full)
    ended = advisor("record", "second.yaml", "--update", "1")
    assert (ended.code, "No space left" in ended.err) == (3, True)
    assert everything(record.parent) == before


def test_updates_at_once_leave_a_whole_record(advisor: Advisor, tmp_path: Path) -> None:
    record = written(advisor, tmp_path)
    command = [sys.executable, "-m", "advisor", "record", str(ROOT / "examples" / "phone-app.yaml"), "--update"]
    started = [subprocess.Popen([*command, str(record)], cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [process.wait(60) for process in started] == [0, 0, 0]
    assert len(everything(record.parent)) == 2
    assert digests_of(text_of(record)) == json.loads(text_of(record.with_suffix(".advisor.json")))["parts"]


PARTS = ("head", "option-a", "option-b", "option-c", "tail")


def laid_out(names: tuple[str, ...], words: dict[str, str], body: str) -> str:
    mark = "<!-- advisor:{} {} -->"
    parts = (f"{mark.format('begin', n)}\n\n### {n} {body}\n{mark.format('end', n)}\n\n" for n in names)
    return "# T\n\n" + "".join(f"{part}{words.get(n, '')}\n\n" for n, part in zip(names, parts, strict=True))


@given(
    st.dictionaries(st.sampled_from(PARTS), st.text(alphabet="ab *#`-\n", max_size=20)),
    st.permutations(PARTS[1:4]),
    st.sets(st.sampled_from(PARTS[1:4]), min_size=1),
    st.sets(st.sampled_from(PARTS[1:4]), min_size=1),
)
def test_no_word_between_the_parts_is_ever_lost(
    words: dict[str, str], order: list[str], before: set[str], after: set[str]
) -> None:
    old = laid_out(("head", *(n for n in PARTS[1:4] if n in before), "tail"), words, "old")
    fresh = laid_out(("head", *(n for n in order if n in after), "tail"), {}, "new")
    new = merged(old, fresh, digests_of(old), "record.md")
    present = {"head", "tail", *before}
    own = Counter(line.strip() for name in present for line in words.get(name, "").split("\n") if line.strip())
    assert own <= Counter(line.strip() for line in new.split("\n"))  # a new option may part them at a heading
    assert list(parts_of(new)) == list(parts_of(fresh))
    assert parts_of(new) == parts_of(fresh)
    assert taken_over(new, fresh) == ()


def test_a_merge_refuses_what_it_would_lose() -> None:
    old, fresh = laid_out(PARTS, {}, "old"), laid_out(PARTS, {}, "new")
    with pytest.raises(InputError, match=r'record\.md:3:1: the generated part "head" was edited by hand'):
        merged(old, fresh, {}, "record.md")
    assert merged(fresh, fresh, {}, "record.md") == fresh
