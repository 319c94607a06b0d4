"""The gate: what it finds in profiles and records, what a policy makes of it, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from advisor.check.checks import CHECKS
from advisor.engine.decision import default_alternatives, weigh
from advisor.engine.knowledge import take
from advisor.engine.program import compile_program
from advisor.loading.rules import load_rules
from advisor.model.finding import SEVERITIES
from advisor.model.profile import Profile
from benchmarks.profiles import random_profiles
from tests.running import ROOT, Advisor, Ended, in_a_process, in_process

EXAMPLE = ROOT / "examples" / "ci" / "plant-finder"
RECORD = "docs/decisions/0001-use-tensorflow-for-plant-finder-for-hikers.md"
TODAY = "2026-11-21"
GOOD = "name: Good\nproject: {stage: production, industry: manufacturing, tasks: [computer-vision]}\n"
BLANK = "name: Blank\nproject: {}\n"


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    return in_process(monkeypatch, capsys)


@pytest.fixture(name="here")
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(name="project")
def _project(here: Path) -> Path:
    """A project with a profile, and a record of March 2025 that was accepted."""
    shutil.copytree(EXAMPLE, here, dirs_exist_ok=True)
    (here / "advisor.toml").unlink()
    for path in (here / "docs" / "decisions").glob("0002-*"):
        path.unlink()
    return here


def checked(advisor: Advisor, *arguments: object) -> Ended:
    return advisor("check", *arguments, "--format", "json", "--today", TODAY)


def ids(ended: Ended) -> list[str]:
    return [finding["check"] for finding in ended.json["findings"]]


def only(ended: Ended, check: str) -> dict[str, Any]:
    (found,) = (finding for finding in ended.json["findings"] if finding["check"] == check)
    return dict(found)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def policy(text: str) -> None:
    Path("advisor.toml").write_text(text, "utf-8")


def test_a_decision_of_march_2025_fails_today_and_the_facts_that_moved_it_are_named(
    advisor: Advisor, project: Path
) -> None:
    ended = checked(advisor)
    found = only(ended, "decision-changed")
    assert ended.code == 1
    assert found["message"].startswith("The recorded decision was TensorFlow (leaning); on 2026-11-20 it is PyTorch")
    assert found["file"] == RECORD
    assert "Chosen option" in (project / RECORD).read_text("utf-8").splitlines()[found["line"] - 1]
    told = " ".join(found["details"])
    assert "phones-tensorflow-lite no longer counts from 2025-10-17" in told
    assert "TensorFlow +2.6 -> +0.0" in told
    assert "(beta) -> PyTorch > torch.export > ExecuTorch export > ExecuTorch (active)" in told
    known = {source.id for source in load_rules().sources}
    assert set(found["sources"]) <= known
    assert found["sources"]


def test_the_same_decision_passes_on_the_day_it_was_made(advisor: Advisor, project: Path) -> None:
    ended = checked(advisor, "--as-of", "2025-03-31")
    assert ended.code == 0
    assert "decision-changed" not in ids(ended)


def test_a_record_that_was_superseded_is_not_asked_whether_it_still_holds(advisor: Advisor, project: Path) -> None:
    advisor("record", "project.yaml", "--today", TODAY)
    (new,) = (project / "docs" / "decisions").glob("0002-*.md")
    edit(project / RECORD, '"accepted"', '"superseded by ADR-0002"')
    with new.open("a", encoding="utf-8") as file:
        file.write(f"\nSupersedes [ADR-0001]({Path(RECORD).name}).\n")
    ended = checked(advisor)
    assert (ended.code, ids(ended)) == (0, [])
    assert [subject["state"].split(":")[0] for subject in ended.json["subjects"][1:]] == ["superseded", "proposed"]


def test_every_fault_of_a_profile_is_a_finding_at_its_place(advisor: Advisor, here: Path) -> None:
    Path("bad.yaml").write_text("name: X\nproject:\n  stage: produktion\n  industri: media\n", "utf-8")
    ended = checked(advisor, "bad.yaml")
    assert ended.code == 1
    assert [(f["check"], f["line"], f["column"]) for f in ended.json["findings"]] == [
        ("profile-invalid", 3, 10),
        ("profile-invalid", 4, 3),
    ]
    assert "did you mean 'production'?" in ended.json["findings"][0]["hint"]


@pytest.mark.parametrize("text", ["a: [", "- a\n- b\n", "\xff", "a: *b", "x: " + "[" * 100, "\x00"])
def test_a_file_that_is_no_profile_at_all_is_a_finding_and_no_failure_of_the_program(
    advisor: Advisor, here: Path, text: str
) -> None:
    Path("bad.yaml").write_bytes(text.encode("latin-1"))
    ended = checked(advisor, "bad.yaml")
    assert (ended.code, set(ids(ended))) == (1, {"profile-invalid"})


def test_no_eligible_alternative_is_told_with_what_would_lift_it(advisor: Advisor, here: Path) -> None:
    shutil.copy(ROOT / "examples" / "tensorflow-estate.yaml", "estate.yaml")
    edit(Path("estate.yaml"), "name:", "alternatives: [pytorch]\nname:")
    found = only(checked(advisor, "estate.yaml"), "none-eligible")
    assert found["details"]
    assert found["severity"] == "error"


def test_the_verdict_has_to_be_as_good_as_the_policy_demands(advisor: Advisor, here: Path) -> None:
    Path("blank.yaml").write_text(BLANK, "utf-8")
    assert checked(advisor, "blank.yaml").code == 0
    policy('verdict = "lean"\n')
    ended = checked(advisor, "blank.yaml")
    assert (ended.code, ids(ended)) == (1, ["verdict-too-weak"])
    assert "toss-up" in ended.json["findings"][0]["message"]


def test_a_profile_keeps_the_date_that_it_names(advisor: Advisor, here: Path) -> None:
    text = (ROOT / "examples" / "phone-app.yaml").read_text("utf-8")
    Path("pinned.yaml").write_text(text + "as_of: 2025-03-31\n", "utf-8")
    assert checked(advisor, "pinned.yaml").json["subjects"][0]["state"].startswith("TensorFlow")
    later = checked(advisor, "pinned.yaml", "--as-of", "2026-11-20")
    assert later.json["subjects"][0]["state"].startswith("PyTorch")


def test_answers_that_are_not_the_recorded_ones_are_told_old_to_new(advisor: Advisor, project: Path) -> None:
    edit(project / "project.yaml", "budget: tight", "budget: normal")
    edit(project / "project.yaml", "targets: [android, ios]", "targets: [cloud]")
    found = only(checked(advisor), "profile-off-record")
    assert found["file"] == "project.yaml"
    assert "deployment.targets: [android, ios] -> [cloud]" in found["details"]
    assert "operations.budget: tight -> normal" in found["details"]
    at_that_time = checked(advisor, "--as-of", "2025-03-31")
    assert {"profile-changed", "profile-off-record"} & set(ids(at_that_time))


def test_a_record_whose_numbers_were_changed_no_longer_adds_up(advisor: Advisor, project: Path) -> None:
    text = (project / RECORD).read_text("utf-8")
    score = text.split("Score ", 1)[1].split(",", 1)[0]
    edit(project / RECORD, f"Score {score},", "Score 99.9,")
    found = only(checked(advisor), "record-edited")
    assert "option-tensorflow (edited)" in found["message"]
    assert found["details"] == [f"TensorFlow: the points listed lead to {score}, its score says 99.9"]


def test_the_points_of_every_untouched_record_add_up(advisor: Advisor, here: Path) -> None:
    for example in ("edge-inspection", "tensorflow-estate", "tpu-training"):
        shutil.copy(ROOT / "examples" / f"{example}.yaml", f"{example}.yaml")
        advisor("record", f"{example}.yaml", "--today", TODAY)
    ended = checked(advisor, "docs")
    assert (ended.code, ids(ended)) == (0, [])
    assert len(ended.json["subjects"]) == 3


def test_a_score_changed_beside_the_record_no_longer_adds_up_either(advisor: Advisor, project: Path) -> None:
    sidecar = (project / RECORD).with_suffix(".advisor.json")
    data = json.loads(sidecar.read_text("utf-8"))
    data["recommendation"]["alternatives"][0]["score"] += 5
    sidecar.write_text(json.dumps(data), "utf-8")
    assert "its parts add up to" in only(checked(advisor), "record-edited")["details"][0]


def test_words_outside_of_the_generated_parts_are_a_humans_to_write(advisor: Advisor, project: Path) -> None:
    with (project / RECORD).open("a", encoding="utf-8") as file:
        file.write("\nWe tried both for a week.\n")
    assert "record-edited" not in ids(checked(advisor))


def test_a_rule_base_that_was_edited_is_told_apart_from_facts_that_changed(advisor: Advisor, project: Path) -> None:
    """Points recorded for a rule that the rule base, on that same day, does not give."""
    sidecar = (project / RECORD).with_suffix(".advisor.json")
    data = json.loads(sidecar.read_text("utf-8"))
    first = data["recommendation"]["alternatives"][0]
    first["contributions"].append({"rule": "no-longer-there", "criterion": "serving", "points": 2.0})
    first["score"] += 2.0
    sidecar.write_text(json.dumps(data), "utf-8")
    details = only(checked(advisor), "decision-changed")["details"]
    assert details[0].startswith("the rule base itself was edited: ")
    assert details[1] == "on 2025-03-31, rule no-longer-there gives tensorflow +2.0 -> +0.0"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "is not a mapping"),
        ('{"format": "advisor.record/2"}', "format"),
    ],
)
def test_a_damaged_sidecar_is_a_finding(advisor: Advisor, project: Path, text: str, words: str) -> None:
    (project / RECORD).with_suffix(".advisor.json").write_text(text, "utf-8")
    ended = checked(advisor)
    assert ended.code == 1
    assert set(ids(ended)) == {"record-broken"}
    assert any(words in finding["message"] for finding in ended.json["findings"])


@pytest.mark.parametrize("points", ["Infinity", "-1e999", "NaN", "1e308", "9" * 400])
def test_points_beside_a_record_that_are_no_points_are_a_finding(advisor: Advisor, project: Path, points: str) -> None:
    sidecar = (project / RECORD).with_suffix(".advisor.json")
    data = json.loads(sidecar.read_text("utf-8"))
    data["recommendation"]["alternatives"][0]["contributions"][0]["points"] = "here"
    sidecar.write_text(json.dumps(data).replace('"here"', points), "utf-8")
    assert set(ids(checked(advisor))) == {"record-broken"}


@pytest.mark.parametrize(
    "text",
    ["---\nstatus: x" + " " * 500_000 + "\n---\n", "* Status: " + "[" * 200_000, "<!-- advisor:begin a -->\n" * 40_000],
    ids=["blanks", "brackets", "markers"],
)
def test_a_record_made_to_take_long_does_not(advisor: Advisor, here: Path, text: str) -> None:
    Path("0001-slow.md").write_text(text, "utf-8")
    Path("0001-slow.advisor.json").write_text("{", "utf-8")
    assert "record-broken" in ids(checked(advisor, "."))


def test_a_record_or_a_sidecar_that_has_lost_the_other_is_a_finding(advisor: Advisor, project: Path) -> None:
    sidecar = (project / RECORD).with_suffix(".advisor.json")
    text = sidecar.read_text("utf-8")
    sidecar.unlink()
    assert only(checked(advisor), "record-broken")["file"] == RECORD
    sidecar.write_text(text, "utf-8")
    (project / RECORD).unlink()
    assert only(checked(advisor), "record-broken")["file"] == RECORD.replace(".md", ".advisor.json")


def test_a_recorded_question_that_is_gone_makes_the_record_one_that_cannot_be_checked(
    advisor: Advisor, project: Path
) -> None:
    edit((project / RECORD).with_suffix(".advisor.json"), '"stage": "production"', '"stadium": "production"')
    ended = checked(advisor)
    assert "unknown key 'stadium'" in only(ended, "record-broken")["message"]


def test_a_component_that_ended_since_is_named_with_its_day_and_successor(advisor: Advisor, here: Path) -> None:
    shutil.copy(ROOT / "examples" / "browser-app.yaml", "app.yaml")
    advisor("record", "app.yaml", "--as-of", "2025-03-31", "--today", "2025-03-31")
    (sidecar,) = Path("docs/decisions").glob("*.json")
    data = json.loads(sidecar.read_text("utf-8"))
    chosen = data["recommendation"]["recommendation"]["alternative"]
    ways = [a["routes"] for a in data["recommendation"]["alternatives"] if a["id"] == chosen]
    ways[0][0]["steps"].append("torchserve")
    sidecar.write_text(json.dumps(data), "utf-8")
    found = [f for f in checked(advisor, "docs").json["findings"] if f["check"] == "component-ended"]
    assert [f["key"] for f in found if f["key"] == "torchserve"] == ["torchserve"]
    assert "which is archived, since 2025-08-07" in next(f for f in found if f["key"] == "torchserve")["message"]


def test_a_day_of_review_that_has_passed_is_told_by_record_and_by_policy(advisor: Advisor, project: Path) -> None:
    assert "review-overdue" not in ids(checked(advisor))
    policy("review-after = 365\n")
    assert only(checked(advisor), "review-overdue")["line"] == 3
    edit(project / RECORD, "date: 2025-03-31\n", "date: 2025-03-31\nreview-by: 2027-01-01\n")
    assert "review-overdue" not in ids(checked(advisor))
    edit(project / RECORD, "review-by: 2027-01-01", "review-by: 2026-11-20")
    found = only(checked(advisor), "review-overdue")
    assert (found["line"], found["severity"]) == (4, "warning")
    assert found["message"] == "The decision was to be reviewed by 2026-11-20; today is 2026-11-21."
    edit(project / RECORD, "review-by: 2026-11-20", "review-by: next summer")
    assert "is not a date" in only(checked(advisor), "review-overdue")["message"]


def test_facts_older_than_the_policy_allows_are_named(advisor: Advisor, here: Path) -> None:
    Path("good.yaml").write_text(GOOD, "utf-8")
    assert checked(advisor, "good.yaml").json["findings"] == []
    later = advisor("check", "good.yaml", "--format", "json", "--today", "2027-11-21")
    assert ids(later) == ["facts-too-old"]
    assert later.code == 0
    policy("max-fact-age = 1000\n")
    assert advisor("check", "good.yaml", "--format", "json", "--today", "2027-11-21").json["findings"] == []


def test_a_waiver_lets_a_finding_pass_until_its_day_and_then_is_one_itself(advisor: Advisor, project: Path) -> None:
    policy(
        '[[waivers]]\ncheck = "decision-changed"\npath = "docs/decisions/0001-*.md"\n'
        'reason = "we migrate in spring"\nuntil = 2027-03-01\n'
    )
    ended = checked(advisor)
    assert ended.code == 0
    assert only(ended, "decision-changed")["waiver"] == {"reason": "we migrate in spring", "until": "2027-03-01"}
    assert ended.json["counts"]["waived"] == 1
    late = advisor("check", "--format", "json", "--today", "2027-03-02")
    assert late.code == 1
    assert only(late, "decision-changed")["waiver"] is None
    expired = only(late, "waiver-expired")
    assert (expired["file"], expired["line"]) == ("advisor.toml", 5)


@pytest.mark.parametrize(
    ("waiver", "waived"),
    [
        ('check = "decision-changed"', True),
        ('check = "scores-moved"', False),
        ('check = "decision-changed"\npath = "other/*"', False),
        ('check = "decision-changed"\nkey = "decision"', True),
        ('check = "decision-changed"\nkey = "something"', False),
    ],
)
def test_a_waiver_covers_what_it_names_and_nothing_else(
    advisor: Advisor, project: Path, waiver: str, waived: bool
) -> None:
    policy(f'[[waivers]]\n{waiver}\nreason = "known"\nuntil = 2027-03-01\n')
    assert (only(checked(advisor), "decision-changed")["waiver"] is not None) is waived


def test_a_policy_changes_severities_and_switches_checks_off(advisor: Advisor, project: Path) -> None:
    policy('[severity]\ndecision-changed = "warning"\n')
    ended = checked(advisor)
    assert (ended.code, only(ended, "decision-changed")["severity"]) == (0, "warning")
    assert next(c for c in ended.json["checks"] if c["id"] == "decision-changed")["severity"] == "warning"
    policy('[severity]\ndecision-changed = "off"\n')
    ended = checked(advisor)
    assert "decision-changed" not in ids(ended) + [check["id"] for check in ended.json["checks"]]


def test_a_policy_may_stand_in_pyproject_and_above_the_folder(
    advisor: Advisor, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "pyproject.toml").write_text('[tool.other]\nx = 1\n\n[tool.advisor]\nfail-on = "note"\n', "utf-8")
    assert checked(advisor).json["fail_on"] == "note"
    monkeypatch.chdir(project / "docs")
    assert checked(advisor, "decisions").json["fail_on"] == "note"


def test_the_paths_of_a_policy_are_seen_from_its_own_folder(
    advisor: Advisor, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy('paths = ["project.yaml"]\n')
    assert [subject["kind"] for subject in checked(advisor).json["subjects"]] == ["profile"]
    monkeypatch.chdir(project / "docs")
    assert [subject["kind"] for subject in checked(advisor).json["subjects"]] == ["profile"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('verdict = "clear"\nverdikt = "lean"\n', "advisor.toml:2:1: unknown key 'verdikt'"),
        ('\n[severity]\ndecision-chnaged = "off"\n', "advisor.toml:3:1: "),
        ('[severity]\ndecision-changed = "fatal"\n', "advisor.toml:2:1: severity.decision-changed: "),
        ('[[waivers]]\ncheck = "scores-moved"\nuntil = 2027-01-01\n', "advisor.toml:1:1: waivers[0].reason is missing"),
        ('[[waivers]]\ncheck = "scores-moved"\nreason = "x"\nuntil = "soon"\n', "advisor.toml:4:1: waivers[0].until"),
        ("max-fact-age = 0\n", "advisor.toml:1:1: max-fact-age: 0 is not more than 0"),
        ("a = \n", "advisor.toml:1:5: not valid TOML"),
        ("a = 1" + "0" * 5000, "advisor.toml:1:1: not valid TOML"),
    ],
)
def test_a_faulty_policy_is_told_with_its_place_and_ends_the_run(
    advisor: Advisor, project: Path, text: str, said: str
) -> None:
    policy(text)
    ended = checked(advisor)
    assert ended.code == 2
    assert said in ended.err
    assert ended.out == ""


def test_a_policy_in_pyproject_is_placed_there(advisor: Advisor, project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.advisor]\n\n[tool.advisor.severity]\nnope = 'off'\n", "utf-8")
    assert "pyproject.toml:4:1" in checked(advisor).err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 1),
        (("--fail-on", "error"), 1),
        (("--exit-zero",), 0),
        (("--format", "sarif"), 0),
        (("--format", "sarif", "--fail-on", "error"), 1),
        (("--format", "junit"), 1),
        (("--fail-on", "fatal"), 2),
        (("nowhere.yaml",), 2),
        (("*.nothing",), 2),
        (("--today", "tomorrow"), 2),
        (("--as-of", "2020-01-01"), 2),
        (("--config", "none.toml"), 3),
        (("-o", "no/such/folder/x"), 3),
    ],
)
def test_exit_codes(advisor: Advisor, project: Path, arguments: tuple[str, ...], code: int) -> None:
    assert advisor("check", *arguments).code == code


def test_the_report_is_written_before_the_gate_fails(advisor: Advisor, project: Path) -> None:
    assert advisor("check", "--format", "junit", "-o", "report.xml").code == 1
    assert (project / "report.xml").read_text("utf-8").startswith("<?xml")


def test_a_github_job_gets_its_summary_and_outputs_added_to(
    advisor: Advisor, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        (project / name).write_text("before\n", "utf-8")
        monkeypatch.setenv(name, str(project / name))
    assert advisor("check", "--format", "github", "--today", TODAY).code == 1
    assert (project / "GITHUB_OUTPUT").read_text("utf-8") == (
        "before\npassed=false\nerrors=1\nwarnings=0\nnotes=0\nwaived=0\n"
    )
    assert (project / "GITHUB_STEP_SUMMARY").read_text("utf-8").startswith("before\n## advisor check\n")


def test_files_are_named_from_the_top_of_the_repository_in_machine_formats(
    advisor: Advisor, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "docs")
    assert f"::error file={RECORD},line=" in advisor("check", "decisions", "--format", "github").out
    monkeypatch.setenv("GITHUB_WORKSPACE", str(project.parent))
    assert f"::error file={project.name}/{RECORD},line=" in advisor("check", "decisions", "--format", "github").out


def test_many_profiles_are_one_table(advisor: Advisor, here: Path) -> None:
    Path("services/a").mkdir(parents=True)
    Path("services/a/one.yaml").write_text(GOOD.replace("Good", "One"), "utf-8")
    Path("services/two.yml").write_text(GOOD.replace("Good", "Two") + "---\n" + BLANK + "---\nname: 3\n", "utf-8")
    Path("services/ci.yaml").write_text("on: push\njobs: {}\n", "utf-8")
    Path("services/.hidden.yaml").write_text(GOOD, "utf-8")
    names = [subject["name"] for subject in checked(advisor, "services").json["subjects"]]
    assert names == ["Two", "Blank", "One"]
    globbed = checked(advisor, "services/**/*.yaml").json["subjects"]
    assert "One" in [subject["name"] for subject in globbed]
    table = advisor("check", "services").out.splitlines()
    assert [line.split()[0] for line in table[2:5]] == ["Two", "Blank", "One"]
    assert table[-1].startswith("3 checked: ") or table[-2].startswith("3 checked: ")


def test_each_document_of_a_file_is_a_profile_with_its_own_line(advisor: Advisor, here: Path) -> None:
    Path("all.yaml").write_text(f"{GOOD}---\nname: Bad\nproject: {{stage: nowhere}}\n---\n{BLANK}", "utf-8")
    ended = checked(advisor, "all.yaml")
    assert [(s["line"], s["state"] == "not valid") for s in ended.json["subjects"]] == [
        (1, False),
        (4, True),
        (7, False),
    ]
    assert [(f["check"], f["line"]) for f in ended.json["findings"]] == [("profile-invalid", 5)]
    counts = [line.split()[-1] for line in advisor("check", "all.yaml").out.splitlines() if "all.yaml" in line]
    assert counts[-3:] == ["0", "1", "0"]


def test_a_folder_without_anything_to_check_is_an_error_and_no_pass(advisor: Advisor, here: Path) -> None:
    ended = advisor("check")
    assert ended.code == 2
    assert "no profile and no record" in ended.err
    Path("README.md").write_text("# Words\n", "utf-8")
    assert advisor("check", "README.md").code == 2


def test_every_check_has_a_page(advisor: Advisor) -> None:
    for check in CHECKS:
        page = advisor("explain", f"check:{check.id}")
        assert page.code == 0
        assert check.title in page.out
        assert check.severity in SEVERITIES
    assert "did you mean decision-changed" in advisor("explain", "check:decision-change").err


def test_output_is_the_same_whoever_runs_it_and_however_often(project: Path) -> None:
    runs = [in_a_process("check", project, "--today", TODAY, PYTHONHASHSEED=seed).stdout for seed in ("1", "2")]
    assert runs[0] == runs[1]
    assert b"decision-changed" in runs[0]


def test_a_progress_bar_shows_on_a_terminal_and_never_in_the_result(here: Path) -> None:
    for number in range(12):
        Path(f"{number}.yaml").write_text(GOOD, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    command = f"{sys.executable} -m advisor check . -o report.txt"
    child = pexpect.spawn(command, env=environment, encoding="utf-8", timeout=60, dimensions=(24, 80))
    child.expect("Checking")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "Checking" not in Path("report.txt").read_text("utf-8")


@pytest.mark.parametrize("format_", ["text", "json", "sarif", "junit", "github", "gitlab"])
def test_a_hostile_profile_comes_out_inert(advisor: Advisor, here: Path, format_: str) -> None:
    name = '"x\\n::set-output name=a::b %0A::error::c ##[add-path]/d \\e[31m <b>&amp;</b> [bold]e[/] \\u202E"'
    Path("evil.yaml").write_text(f"name: {name}\nproject: {{stage: '::warning::no'}}\n", "utf-8")
    Path("also.yaml").write_text(f"name: {name}\nalternatives: [pytorch]\nteam: {{python: none}}\n", "utf-8")
    policy('verdict = "clear"\n')
    ended = advisor("check", "evil.yaml", "also.yaml", "--format", format_)
    lines = ended.out.splitlines()
    commands = [line for line in lines if line.lstrip().startswith("::") or "##[" in line]
    assert all(format_ == "github" and line.startswith("::error file=") for line in commands)
    assert all(line.count("::") == 2 for line in commands)
    assert all(c.isprintable() for line in lines for c in line)
    assert "%0A:: " not in ended.out.replace("%0A: :", "")


def test_the_verdict_is_the_same_where_it_need_not_be_thorough() -> None:
    rules = load_rules()
    profiles = [Profile(answers=answers) for answers in random_profiles(rules, rules.settings.reviewed, 60, 7)]
    knowledge = take(rules)
    program = compile_program(knowledge.base, knowledge.as_of, default_alternatives(knowledge.base))
    quick = [weigh(program, knowledge, profile, thorough=False) for profile in profiles]
    assert [w.outcome for w in quick] == [weigh(program, knowledge, profile).outcome for profile in profiles]
    assert any(w.acceptance for w in quick)
    assert not all(w.acceptance for w in quick)
