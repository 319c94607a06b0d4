"""A subject that has nothing to do with the packaged one runs through the same commands, without a line of Python."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import pexpect
import pytest

from advisor.cli.app import COMMANDS
from advisor.loading.profiles import load_profile
from advisor.loading.rules import load_rules
from tests.running import Advisor, in_process

ROOT = Path(__file__).resolve().parent.parent
BIKES = ROOT / "tests" / "data" / "courier_bikes"
PROFILE = ROOT / "tests" / "data" / "courier.yaml"
RULES = ("--rules", str(BIKES))
CASES = ROOT / "tests" / "data" / "courier_cases.yaml"
OURS = re.compile(r"tensorflow|pytorch|keras|\bjax\b|deep.learning|framework|\btrain|runtime|neural", re.IGNORECASE)
PACKAGES = ("analysis", "engine", "interview", "loading", "model", "quality", "record", "report")
SUBJECT = re.compile(r"tensorflow|pytorch|keras|\bjax\b|deep.learning", re.IGNORECASE)
LIBRARY = """
family: parts
title: Parts
components:
  - id: bike-library
    title: Bike library
    kind: library
    jobs: [run]
    description: Counts rides.
    sources: [dispatch-log]
    status: [{value: active, seen: 2026-01-01, sources: [dispatch-log]}]
    seen_as: {packages: {python: [bikelib]}}
    wheels: [{package: bikelib, python: "3.12", at_least: "2.0", seen: 2026-01-01, where: made up}]
"""


@pytest.fixture
def advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1782000000")
    return in_process(monkeypatch, capsys)


def test_the_subject_is_as_small_as_it_says_and_holds_no_code() -> None:
    base = load_rules(BIKES)
    assert (len(base.alternatives), len(base.questions), len(base.rules)) == (3, 5, 10)
    assert {path.suffix for path in BIKES.rglob("*") if path.is_file()} == {".yaml"}
    assert base.components == ()


@pytest.mark.parametrize(
    "arguments",
    [
        ("recommend", PROFILE),
        ("recommend", PROFILE, "--format", "markdown"),
        ("recommend", PROFILE, "--set", "round.ground=", "--set", "round.load="),
        ("flip", PROFILE),
        ("record", PROFILE, "-o", "-"),
        ("record", PROFILE, "-o", "-", "--set", "round.ground=", "--set", "round.load="),
        ("what-if", PROFILE, "--set", "rider.charging=no"),
        ("diff", PROFILE, "--as-of", "2026-03-15", "--as-of", "2026-06-30"),
        ("explain", "racer"),
        ("explain", "hills-need-help"),
        ("explain", "round.load"),
        ("rules", "list"),
        ("rules", "coverage", CASES),
    ],
)
def test_a_command_tells_of_the_subject_and_of_no_other(arguments: tuple[object, ...], advisor: Advisor) -> None:
    ended = advisor(*arguments, *RULES)
    assert (ended.code, ended.err) == (0, "")
    told = ended.out.replace(str(ROOT), "")
    assert OURS.search(told) is None, told
    assert re.search(r"pedelec|racer|source", told, re.IGNORECASE)


def test_a_recommendation_follows_the_rules_of_the_subject(advisor: Advisor) -> None:
    def best(*changes: str) -> object:
        sets = [word for change in changes for word in ("--set", change)]
        return advisor("recommend", PROFILE, "--format", "json", *sets, *RULES).json["recommendation"]["alternative"]

    assert best() == "pedelec"
    assert best("round.load=letters", "round.ground=[flat]") == "racer"
    assert best("round.load=crates", "round.ground=[flat]", "rider.charging=no") == "carrier"


def test_flips_say_nothing_of_a_component_to_begin_with(advisor: Advisor) -> None:
    told = advisor("flip", PROFILE, *RULES).out
    assert "With rider.charging=no Racer leads by" in told
    assert ";" not in told.partition("Weights")[0]


def test_a_record_asks_the_question_of_the_subject(advisor: Advisor) -> None:
    told = advisor("record", "-", "-o", "-", *RULES, stdin="name: The hill").out
    assert "# Choose a bicycle for The hill\n" in told
    assert 'Which bicycle should be ridden for "The hill"?' in told


def test_rules_lint_runs_on_the_subject(advisor: Advisor) -> None:
    ended = advisor("rules", "lint", *RULES)
    assert ended.code in (0, 1)
    assert ended.err == ""
    assert OURS.search(ended.out.replace(str(ROOT), "")) is None


def test_rules_test_runs_cases_of_the_subject(advisor: Advisor, tmp_path: Path) -> None:
    cases = (
        "about: One.\ncases:\n  - {case: hill, scenario: Up., expected: pedelec, profile: {round: {ground: hills}}}\n"
    )
    (tmp_path / "cases.yaml").write_text(cases)
    assert advisor("rules", "test", tmp_path, *RULES).out == "1 passed, 0 failed\n"


@pytest.mark.skipif("check" not in COMMANDS, reason="the gate comes with another branch")
def test_check_runs_on_a_profile_of_the_subject(
    advisor: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(PROFILE, tmp_path / "courier.yaml")
    monkeypatch.chdir(tmp_path)
    ended = advisor("check", "courier.yaml", *RULES)
    assert ended.code in (0, 1)
    assert OURS.search(ended.out) is None


def test_ask_asks_the_questions_of_the_subject(tmp_path: Path) -> None:
    command = shlex.join([sys.executable, "-m", "advisor", "ask", "--plain", "--all", "-o", "asked.yaml", *RULES])
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR", "FORCE_COLOR")}
    changes = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    child: pexpect.spawn[str] = pexpect.spawn(
        "/bin/sh",
        ["-c", f"exec {command} > result.txt"],
        cwd=str(tmp_path),
        env={**environment, **changes},
        encoding="utf-8",
        timeout=30,
        dimensions=(50, 100),
    )
    told = ""
    for asked, answer in (
        ("Priorities", ""),
        ("What is carried", "meals"),
        ("Over what ground", "hills"),
        ("How long", "middle"),
        ("socket", "yes"),
        ("repairs", "shop"),
    ):
        child.expect(asked)
        child.expect(r"(Changes|Number|Numbers, with commas): ")
        told += child.before or ""
        child.sendline(answer)
    child.expect(pexpect.EOF)
    told += child.before or ""
    child.close()
    assert child.exitstatus == 0, told
    profile = load_profile((tmp_path / "asked.yaml").read_text("utf-8"), "asked.yaml", load_rules(BIKES))
    assert profile.answers == {
        "round.load": "meals",
        "round.ground": ("hills",),
        "round.length": "middle",
        "rider.charging": "yes",
        "rider.repairs": "shop",
    }
    result = (tmp_path / "result.txt").read_text("utf-8")
    assert "Pedelec" in result
    assert OURS.search(told.replace(str(ROOT), "")) is None


def test_a_sidecar_of_the_subject_is_whole(advisor: Advisor, tmp_path: Path) -> None:
    ended = advisor("record", PROFILE, "-o", tmp_path / "bike.md", *RULES)
    assert ended.code == 0
    sidecar = json.loads((tmp_path / "bike.advisor.json").read_text("utf-8"))
    assert sidecar["recommendation"]["rule_base"]["id"] == "courier-bikes"
    assert sidecar["overlays"] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_code_but_the_command_line_knows_the_packaged_subject(package: str) -> None:
    files = [*(ROOT / "advisor" / package).rglob("*.py"), *(ROOT / "templates").rglob("*.j2")]
    found = {str(f.relative_to(ROOT)): SUBJECT.findall(f.read_text("utf-8")) for f in files}
    assert {name: words for name, words in found.items() if words} == {}


def test_the_scan_holds_requirements_against_the_question_that_the_rule_base_names(
    advisor: Advisor, tmp_path: Path
) -> None:
    rules, code = tmp_path / "bikes", tmp_path / "code"
    shutil.copytree(BIKES, rules)
    code.mkdir()
    (code / "requirements.txt").write_text("bikelib==1.0\n")
    (rules / "components").mkdir()
    (rules / "components" / "parts.yaml").write_text(LIBRARY)
    settings = rules / "rulebase.yaml"
    settings.write_text(settings.read_text("utf-8") + "\nversions_asked: {python: round.load}\n", "utf-8")
    questions = next(path for path in (rules / "questions").glob("*.yaml") if "round.load" in path.read_text("utf-8"))
    told = questions.read_text("utf-8")
    questions.write_text(told.replace("id: meals", "id: 3.12"), "utf-8")
    for path in (rules / "criteria").glob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace("is: meals", "is: 3.12"), "utf-8")
    ended = advisor("scan", code, "--findings", "--set", "round.load=3.12", "--rules", rules)
    assert "no wheel of bikelib==1.0 serves Python 3.12" in " ".join(ended.out.split()), ended.err
