"""Lint, coverage, cases and mutation with overlays: they are about what the overlays say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import ROOT, Advisor, in_process

OVERLAY = ROOT / "examples" / "overlay" / "rules"
CASES = """\
about: What the overlay says.
as_of: 2026-11-20
cases:
  - case: shared-server
    scenario: Somebody trains on the shared server.
    expected: {fires: [brook-shared-server-has-pytorch]}
    profile: {brook: {gpu-budget: shared-server}}
"""
LATE = """\
constraints:
  - id: no-jax-from-next-year
    when: always
    excludes: [jax]
    because: The platform team will not look after it.
    lift: Ask the platform team.
    sources: [{source: definition}]
    since: 2027-01-01
"""


@pytest.fixture(name="brook")
def _brook(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Advisor:
    call = in_process(monkeypatch, capsys)
    (tmp_path / "cases.yaml").write_text(CASES)
    return lambda *words: call("rules", *words, "--rules", OVERLAY)


def test_coverage_counts_the_rules_and_questions_that_overlays_touched(brook: Advisor, tmp_path: Path) -> None:
    shares = {share["what"]: share for share in brook("coverage", tmp_path, "--format", "json").json["exercised"]}
    assert shares["rules that fire"]["missing"] == []
    assert shares["rules that fire"]["total"] == 2
    assert "brook.gpu-budget: cluster" in shares["options"]["missing"]
    assert not [id_ for id_ in shares["options"]["missing"] if id_.startswith("team.")]


def test_a_case_each_way_is_asked_of_what_overlays_touched(brook: Advisor, tmp_path: Path) -> None:
    told = brook("test", tmp_path, "--both-ways")
    assert told.code == 1
    assert "no case says that brook-shared-server-has-pytorch is silent" in told.out
    assert "no case says that hybrid-is-a-second-runtime fires" in told.out
    assert "no case says that brook-supported-frameworks fires" in told.out
    assert "faster-iteration" not in told.out


def test_mutation_changes_what_overlays_touched_and_others_when_asked(brook: Advisor, tmp_path: Path) -> None:
    call = ("mutate", tmp_path, "--jobs", 1, "--format", "json")
    survivors = brook(*call).json["survivors"]
    rules = {survivor["rule"] for survivor in survivors if "rule" in survivor}
    assert rules == {"brook-shared-server-has-pytorch", "hybrid-is-a-second-runtime"}
    constraints = {survivor["constraint"] for survivor in survivors if "constraint" in survivor}
    assert "brook-supported-frameworks" in constraints
    assert all(id_.startswith("brook-") for id_ in constraints)
    assert brook(*call, "--only", "faster-iteration").json["mutants"] > 0


def test_lint_leaves_the_rule_base_beneath_to_those_who_write_it(brook: Advisor) -> None:
    found = brook("lint", "--check", "unread-option", "--check", "single-source", "--format", "json").json["findings"]
    told = {finding["file"] for finding in found if not finding["waiver"]}
    assert told == {"examples/overlay/rules/questions/brook.yaml"}
    beneath = {finding["waiver"]["reason"] for finding in found if finding["file"].startswith("rules/")}
    assert any("No source says that these industries" in reason for reason in beneath)


def test_what_is_found_beneath_the_overlays_says_so(brook: Advisor) -> None:
    found = brook("lint", "--check", "dead-rule", "--format", "json").json["findings"]
    assert found
    assert all(finding["waiver"] for finding in found)


def test_what_an_overlay_changes_stands_where_it_changes_it(brook: Advisor, tmp_path: Path) -> None:
    told = brook("mutate", tmp_path, "--jobs", 1, "--only", "hybrid-is-a-second-runtime").out
    assert "examples/overlay/rules/overlay.yaml:16:" in told


def test_an_overlay_alone_is_no_rule_base_to_lint(brook: Advisor) -> None:
    ended = brook("lint", OVERLAY)
    assert (ended.code, ended.out) == (2, "")
    assert f"{OVERLAY} is an overlay\n    lint it with what it lies over: --rules {OVERLAY}" in ended.err


def test_a_constraint_that_begins_after_the_review_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    head = "id: late\ntitle: Late\nversion: '1'\nover: {id: deep-learning-framework, versions: [0.1.0]}\n"
    (tmp_path / "overlay.yaml").write_text(head)
    (tmp_path / "constraints.yaml").write_text(LATE)
    call = in_process(monkeypatch, capsys)
    told = call("rules", "lint", "--check", "never-speaks", "--format", "json", "--rules", tmp_path)
    assert told.code == 1
    assert [(f["file"], f["line"]) for f in told.json["findings"]] == [(str(tmp_path / "constraints.yaml"), 8)]
