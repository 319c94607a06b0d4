"""The gate with overlays: where it takes them from, and what it says of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.running import ROOT, Advisor, Ended, in_process

EXAMPLE = ROOT / "examples" / "overlay"
TODAY = "2026-11-21"


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    return in_process(monkeypatch, capsys)


@pytest.fixture(name="here")
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a profile that answers questions of an overlay, and the overlay in org/rules."""
    (tmp_path / ".git").mkdir()
    shutil.copy(EXAMPLE / "line-4.yaml", tmp_path)
    shutil.copytree(EXAMPLE / "rules", tmp_path / "org" / "rules")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def policy(*lines: str, file: str = "advisor.toml") -> None:
    Path(file).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def checked(advisor: Advisor, *arguments: object) -> Ended:
    return advisor("check", *(arguments or ("line-4.yaml",)), "--format", "json", "--today", TODAY)


def ids(ended: Ended) -> list[str]:
    return [finding["check"] for finding in ended.json["findings"]]


# --- where overlays come from


@pytest.mark.parametrize("file", ["advisor.toml", "pyproject.toml"])
def test_the_policy_names_the_overlays(here: Path, advisor: Advisor, file: str) -> None:
    policy(*(["[tool.advisor]"] if file == "pyproject.toml" else []), 'rules = ["org/rules"]', file=file)
    assert (checked(advisor).code, ids(checked(advisor))) == (0, [])


def test_the_policys_overlays_are_relative_to_its_file(
    here: Path, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy('rules = ["org/rules"]')
    (here / "services").mkdir()
    monkeypatch.chdir(here / "services")
    assert ids(checked(advisor, "../line-4.yaml")) == []


def test_overlays_of_the_command_line_take_the_place_of_the_policys(here: Path, advisor: Advisor) -> None:
    policy('rules = ["org/old"]')
    (here / "org" / "old").mkdir()
    assert ids(checked(advisor, "line-4.yaml", "--rules", "org/rules")) == []
    assert "org/old is no rule folder" in checked(advisor).err


def test_a_folder_of_the_policy_that_is_not_there_is_told_at_its_line(here: Path, advisor: Advisor) -> None:
    policy("", 'rules = ["org/rules", "nowhere"]')
    ended = checked(advisor)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("advisor.toml:2:1: rules: 'nowhere' is no folder\n")


def test_a_name_that_an_overlay_may_bring_is_told_with_where_to_name_it(here: Path, advisor: Advisor) -> None:
    found = checked(advisor).json["findings"]
    assert {finding["check"] for finding in found} == {"profile-invalid"}
    assert sum("An overlay may bring it" in detail for finding in found for detail in finding["details"]) == 1


def test_a_slip_of_the_pen_is_not_blamed_on_an_overlay(here: Path, advisor: Advisor) -> None:
    Path("slip.yaml").write_text("project: {stage: productoin}\n", "utf-8")
    (finding,) = checked(advisor, "slip.yaml").json["findings"]
    assert (finding["details"], finding["hint"]) == ([], "did you mean 'production'?")


# --- what was edited since a record was made


def recorded(advisor: Advisor, *rules: str) -> None:
    folders = [word for folder in rules for word in ("--rules", folder)]
    ended = advisor("record", "line-4.yaml", "--dir", "decisions", "--today", TODAY, *folders)
    assert (ended.code, ended.err) == (0, "")


def rechecked(advisor: Advisor, *rules: str) -> tuple[list[str], list[str]]:
    """Return the checks that found something about the records, and their details."""
    folders = [word for folder in rules for word in ("--rules", folder)]
    found = checked(advisor, "decisions", *folders).json["findings"]
    return [f["check"] for f in found], [detail for f in found for detail in f["details"]]


def another(path: str, more: str, id_: str = "site") -> str:
    over = "over: {id: deep-learning-framework, versions: [0.1.0]}"
    Path(path).mkdir()
    Path(path, "overlay.yaml").write_text(f"id: {id_}\ntitle: T\nversion: '3'\n{over}\n{more}", "utf-8")
    return path


def edit(file: str, old: str, new: str) -> None:
    text = Path(file).read_text("utf-8")
    assert old in text
    Path(file).write_text(text.replace(old, new), "utf-8")


def test_an_unchanged_overlay_is_no_finding(here: Path, advisor: Advisor) -> None:
    recorded(advisor, "org/rules")
    assert rechecked(advisor, "org/rules") == ([], [])


def test_an_edited_overlay_is_named_and_the_rule_base_is_not(here: Path, advisor: Advisor) -> None:
    recorded(advisor, "org/rules")
    edit("org/rules/overlay.yaml", "to: {weight: 2}", "to: {weight: 6}")
    checks, details = rechecked(advisor, "org/rules")
    assert checks == ["scores-moved"]
    assert details[0].startswith("the overlay brook-bottling was edited: 1.0 (sha256:")
    assert not any("the rule base itself" in detail for detail in details)


def test_an_edit_that_moves_no_point_but_the_verdict_is_told_too(here: Path, advisor: Advisor) -> None:
    text = "changes: [{setting: verdict, reason: R., to: {toss_up_below: 90, lean_below: 99}}]\n"
    path = another("org/site", text)
    recorded(advisor, "org/rules", path)
    edit("org/site/overlay.yaml", "toss_up_below: 90, lean_below: 99", "toss_up_below: 0.2")
    checks, details = rechecked(advisor, "org/rules", path)
    assert checks == ["decision-changed"]
    assert details[0].startswith("the overlay site was edited: 3 (sha256:")


def test_an_overlay_given_beyond_those_of_the_record_is_named(here: Path, advisor: Advisor) -> None:
    recorded(advisor, "org/rules")
    path = another("org/site", "changes: [{criterion: longevity, reason: R., to: {weight: 9}}]\n")
    _, details = rechecked(advisor, "org/rules", path)
    assert details[0] == "the overlay site 3 was added: the record was made without it"
    assert not any("was edited" in detail for detail in details)


def test_an_overlay_of_the_record_that_is_missing_is_named(here: Path, advisor: Advisor) -> None:
    recorded(advisor, "org/rules")
    (finding,) = checked(advisor, "decisions").json["findings"]
    assert finding["check"] == "record-broken"
    assert "brook-bottling" in finding["message"]
    assert "`rules` in the policy" in finding["hint"]


def test_the_rule_base_itself_is_named_where_its_own_digest_differs(here: Path, advisor: Advisor) -> None:
    recorded(advisor, "org/rules")
    (sidecar,) = Path("decisions").glob("*.json")
    own = json.loads(sidecar.read_text("utf-8"))
    edit(str(sidecar), own["base_digest"], "sha256:0000000000")
    edit("org/rules/overlay.yaml", "to: {weight: 2}", "to: {weight: 6}")
    _, details = rechecked(advisor, "org/rules")
    assert details[0].startswith("the rule base itself was edited: 0.1.0 (sha256:00000000) -> 0.1.0 (sha256:")
    assert details[1].startswith("the overlay brook-bottling was edited")


def test_overlays_laid_in_another_order_are_told(here: Path, advisor: Advisor) -> None:
    first = another("org/a", "changes: [{criterion: longevity, reason: R., to: {weight: 9}}]\n", "a")
    second = another("org/b", "changes: [{criterion: longevity, reason: R., to: {weight: 2}}]\n", "b")
    recorded(advisor, "org/rules", first, second)
    _, details = rechecked(advisor, "org/rules", second, first)
    assert "the overlays are laid in another order: brook-bottling, a, b -> brook-bottling, b, a" in details


# --- overlays that do not fit, or do not count yet


def dated(path: str, *days: str) -> str:
    """An overlay of site constraints, each from one of these days on."""
    another(path, "")
    source = "{id: memo, title: M, kind: primary, evidence: documentation, date: 2026-02-01, read: 2026-03-01}"
    Path(path, "sources.yaml").write_text(f"sources: [{source}]\n", "utf-8")
    rows = "".join(
        f"  - {{id: site-{n}, when: always, excludes: [jax], because: B., lift: L., sources: [{{source: memo}}], "
        f"since: {day}}}\n"
        for n, day in enumerate(days)
    )
    Path(path, "constraints.yaml").write_text(f"constraints:\n{rows}", "utf-8")
    return path


def test_an_overlay_for_another_version_is_a_note_at_its_file(here: Path, advisor: Advisor) -> None:
    edit("org/rules/overlay.yaml", "versions: [0.1.0]", "versions: [0.0.9]")
    ended = checked(advisor, "line-4.yaml", "--rules", "org/rules")
    (finding,) = ended.json["findings"]
    assert (ended.code, finding["check"], finding["severity"]) == (0, "overlay-version", "note")
    assert finding["file"] == "org/rules/overlay.yaml"
    assert finding["message"] == ("The overlay brook-bottling was written for version 0.0.9; the rule base is 0.1.0.")


@pytest.mark.parametrize(("today", "severity"), [("2026-11-30", "note"), ("2027-02-01", "warning")])
def test_a_constraint_that_does_not_count_yet_is_told_and_warned_of_once_its_day_has_come(
    here: Path, advisor: Advisor, today: str, severity: str
) -> None:
    rules = ("--rules", "org/rules", "--rules", dated("org/site", "2026-12-01"))
    ended = advisor("check", "line-4.yaml", *rules, "--format", "json", "--today", today)
    (finding,) = (f for f in ended.json["findings"] if f["check"].startswith("overlay"))
    assert (finding["check"], finding["severity"]) == ("overlay-not-counted", severity)
    assert finding["message"] == (
        "The constraint site-0 of the overlay site does not count on 2026-11-20: it counts from 2026-12-01; "
        "--as-of 2026-12-01 takes it."
    )
    taken = advisor("check", "line-4.yaml", *rules, "--format", "json", "--today", today, "--as-of", "2026-12-01")
    assert not any(f["check"].startswith("overlay") for f in taken.json["findings"])


# --- waivers


def waiver(check: str, path: str) -> str:
    return f"[[waivers]]\ncheck = '{check}'\npath = '{path}'\nreason = 'later'\nuntil = 2027-01-01"


def test_a_waiver_that_matches_nothing_is_a_note_at_its_line(here: Path, advisor: Advisor) -> None:
    policy('paths = ["line-4.yaml"]', waiver("profile-invalid", "line-4.yaml"), waiver("none-eligible", "line-5.yaml"))
    found = advisor("check", "--format", "json", "--today", TODAY).json["findings"]
    told = [(f["check"], f["severity"], f["line"]) for f in found if not f["waiver"]]
    assert told == [("waiver-unused", "note", 7)]


def test_a_waiver_of_what_was_not_looked_for_is_not_called_unused(here: Path, advisor: Advisor) -> None:
    other = waiver("none-eligible", "line-5.yaml")
    policy('rules = ["org/rules"]', waiver("number-collides", "*"), waiver("archived-component", "*"), other)
    assert ids(checked(advisor, "line-4.yaml")) == []
    assert ids(advisor("check", "--format", "json", "--today", TODAY)) == ["waiver-unused"]
