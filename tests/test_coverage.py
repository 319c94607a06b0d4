"""What cases exercise, and cases that name the rules that fire."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.quality.bench import Bench
from advisor.quality.case_files import case_files
from advisor.quality.cases import one_sided, read_cases, run_cases
from advisor.quality.coverage import Share, coverage
from tests.running import ROOT, Advisor, base, in_process

TINY = ROOT / "tests" / "data" / "tiny_rules"
CASES = """\
about: Two small cases.
as_of: 2025-03-01
cases:
  - case: phone
    scenario: It runs on a phone.
    expected: {alternative: left, fires: [phones-like-left], silent: [clouds-like-right]}
    profile: {project: {targets: [android]}}
"""
EXAMPLES = """\
about: Examples of a rule.
as_of: 2025-03-01
only: reach
rules:
  - rule: clouds-like-right
    fires:
      - profile: {project: {targets: [cloud]}}
        expected: right
    silent:
      - profile: {project: {targets: [board]}}
        expected: {verdict: lean}
"""


@pytest.fixture(name="tiny")
def _tiny(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys, TINY)


def written(folder: Path, *texts: str) -> Path:
    for n, text in enumerate(texts):
        (folder / f"cases-{n}.yaml").write_text(text)
    return folder


def differences(folder: Path) -> list[str]:
    return [o.difference for o in run_cases(base(TINY), case_files(folder)) if o.difference]


def shares(folder: Path) -> dict[str, Share]:
    bench = Bench(base(TINY))
    return {share.what: share for share in coverage(bench, read_cases(bench, case_files(folder)))}


def test_a_case_may_say_which_rules_fire(tmp_path: Path) -> None:
    assert differences(written(tmp_path, CASES)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("fires: [phones", "fires: [boards", "expected boards-like-left to fire"),
        ("silent: [clouds-like-right", "silent: [phones-like-left", "expected phones-like-left to be silent"),
    ],
)
def test_a_case_fails_where_a_rule_does_otherwise(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert differences(written(tmp_path, CASES.replace(old, new))) == [said]


def test_neutral_rules_fire_too(tmp_path: Path) -> None:
    text = CASES.replace("targets: [android]", "targets: [cloud]").replace("alternative: left, ", "")
    text = text.replace("phones-like-left", "clouds-make-no-difference").replace(
        "[clouds-like-right]", "[boards-like-left]"
    )
    assert differences(written(tmp_path, text)) == []


def test_examples_of_a_rule_are_cases_judged_by_one_criterion(tmp_path: Path) -> None:
    outcomes = list(run_cases(base(TINY), case_files(written(tmp_path, EXAMPLES))))
    assert [(o.case, o.difference) for o in outcomes] == [
        ("clouds-like-right:fires:1", None),
        ("clouds-like-right:silent:1", None),
    ]
    assert outcomes[0].profile.priorities == {"ease": "ignore", "team-fit": "ignore"}
    assert [o.place.line for o in outcomes] == [7, 10]


def test_an_example_that_fires_where_it_should_not_fails(tmp_path: Path) -> None:
    assert differences(written(tmp_path, EXAMPLES.replace("[board]", "[board, cloud]").replace("lean", "clear"))) != []


def test_rules_without_examples_both_ways_are_named(tmp_path: Path) -> None:
    lacking = one_sided(base(TINY), list(run_cases(base(TINY), case_files(written(tmp_path, CASES)))))
    assert "no case says that phones-like-left fires" not in lacking
    assert "no case says that phones-like-left is silent" in lacking
    assert "no case says that clouds-like-right fires" in lacking


def test_coverage_counts_rules_effects_and_options(tmp_path: Path) -> None:
    found = shares(written(tmp_path, CASES))
    assert "phones-like-left" not in found["rules that fire"].missing
    assert "clouds-like-right" in found["rules that fire"].missing
    assert "clouds-like-right" not in found["rules that are silent"].missing
    assert "phones-like-left" in found["rules that are silent"].missing
    assert {"phones-like-left: left", "phones-like-left: right"}.isdisjoint(found["effects"].missing)
    assert "clouds-like-right: right" in found["effects"].missing
    assert "project.targets: android" not in found["options"].missing
    assert "project.targets: ios" in found["options"].missing


def test_nothing_is_wholly_covered() -> None:
    assert Share("nothing", 0, ()).percent == 100


def test_a_threshold_that_is_not_reached_fails(tiny: Advisor, tmp_path: Path) -> None:
    folder = written(tmp_path, CASES)
    ended = tiny("rules", "coverage", folder, "--fail-under", 90)
    assert ended.code == 1
    assert "not: clouds-like-right" in ended.out


def test_json_has_the_shares(tiny: Advisor, tmp_path: Path) -> None:
    shape = tiny("rules", "coverage", written(tmp_path, CASES), "--format", "json").json
    assert shape["cases"] == 1
    (options,) = [one for one in shape["exercised"] if one["what"] == "options"]
    assert options["done"] + len(options["missing"]) == options["total"]


def test_both_ways_is_asked_for_on_request(tiny: Advisor, tmp_path: Path) -> None:
    folder = written(tmp_path, CASES)
    assert tiny("rules", "test", folder).code == 0
    ended = tiny("rules", "test", folder, "--both-ways")
    assert ended.code == 1
    assert "no case says that clouds-like-right fires" in ended.out


def test_the_cases_exercise_every_rule_constraint_effect_and_option() -> None:
    bench = Bench(base())
    cases = read_cases(bench, case_files(ROOT / "tests" / "cases"))
    assert {share.what: share.missing for share in coverage(bench, cases) if share.missing} == {}


def test_every_rule_and_constraint_has_an_example_that_fires_it_and_one_that_does_not() -> None:
    files = case_files(ROOT / "tests" / "cases" / "rules")
    named = {"fires": set[str](), "silent": set[str]()}
    for case in read_cases(Bench(base()), files):
        for word, rules in named.items():
            rules.update(getattr(case.expectation, word))
    assert set(base().statements) - named["fires"] == set()
    assert {s.id for s in base().statements.values() if s.when != "always"} - named["silent"] == set()
