"""`advisor rules diff`: what an overlay or another rule base changes, and which decisions that changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from advisor.engine.decision import decide
from advisor.loading.profiles import load_profile
from advisor.loading.rules import load_rules
from tests.running import Advisor, in_process
from tests.test_overlays import ABOUT, TINY, folder, overlay, whole

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "overlay"
CASES = """\
about: Two situations.
as_of: 2025-03-01
cases:
  - case: boards
    scenario: Boards.
    expected: left
    profile: {project: {targets: [board]}}
  - case: ideas
    scenario: Ideas.
    expected: right
    profile: {project: {stage: idea}}
"""


@pytest.fixture
def advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


def cases(path: Path) -> Path:
    path.write_text(CASES, "utf-8")
    return path


def newer(path: Path) -> Path:
    """The tiny rules with one rule turned, one moved to another criterion, one gone and one question reworded."""
    shutil.copytree(TINY, path)
    file = path / "criteria" / "ease.yaml"
    text = file.read_text("utf-8")
    file.write_text(text[: text.index("  - id: old-python")].replace("right: moderate", "left: strong"), "utf-8")
    reach = path / "criteria" / "reach.yaml"
    moved = text[text.index("  - id: old-python") :]
    reach.write_text(reach.read_text("utf-8") + moved, "utf-8")
    settings = path / "rulebase.yaml"
    settings.write_text(settings.read_text("utf-8").replace("version: 0.0.1", "version: 0.0.2"), "utf-8")
    team = path / "questions" / "team.yaml"
    team.write_text(team.read_text("utf-8").replace("Who decided that?", "Who says so?"), "utf-8")
    return path


def test_a_rule_base_does_not_differ_from_itself(advisor: Advisor) -> None:
    shown = advisor("rules", "diff", TINY, TINY, "--format", "json").json
    assert shown["differences"] == []
    assert shown["before"] == shown["after"]
    assert "Both say the same." in advisor("rules", "diff", TINY, TINY).out


def test_an_overlay_is_told_with_its_reasons(advisor: Advisor, tmp_path: Path) -> None:
    ended = advisor("rules", "diff", "packaged", whole(tmp_path), "--rules", TINY, "--format", "json")
    found = {(d["act"], d["kind"], d["id"]): d for d in ended.json["differences"]}
    assert set(found) == {
        ("added", "rule", "acme-boards-like-right"),
        ("added", "source", "memo"),
        ("changed", "rule", "skill-likes-left"),
        ("retired", "rule", "live-likes-left"),
    }
    changed = found["changed", "rule", "skill-likes-left"]
    assert changed["keys"] == [{"key": "effect", "before": {"left": "moderate"}, "after": {"left": "slight"}}]
    assert (changed["overlay"], changed["reason"]) == ("acme", "Everybody was trained.")
    assert found["retired", "rule", "live-likes-left"]["reason"] == "Ours changes slowly as well."
    assert [layer["id"] for layer in ended.json["after"]["overlays"]] == ["acme"]


def test_a_newer_rule_base_is_told_key_by_key(advisor: Advisor, tmp_path: Path) -> None:
    shown = advisor("rules", "diff", TINY, newer(tmp_path / "newer"), "--format", "json").json
    found = {(d["act"], d["kind"], d["id"]): [k["key"] for k in d["keys"]] for d in shown["differences"]}
    assert found == {
        ("changed", "rule", "ideas-like-right"): ["effect"],
        ("changed", "rule", "old-python-likes-left"): ["criterion"],
        ("changed", "question", "team.owner"): ["prompt"],
    }
    back = advisor("rules", "diff", tmp_path / "newer", TINY, "--format", "json").json
    assert [d["act"] for d in back["differences"]] == ["changed"] * 3


def test_decisions_of_cases_and_profiles_are_those_of_both_rule_bases(advisor: Advisor, tmp_path: Path) -> None:
    other = newer(tmp_path / "newer")
    profile = tmp_path / "mine.yaml"
    profile.write_text("{project: {stage: idea, targets: [cloud]}}", "utf-8")
    paths = (cases(tmp_path / "cases.yaml"), profile)
    shown = {d["name"]: d for d in advisor("rules", "diff", TINY, other, *paths, "--format", "json").json["decisions"]}
    assert {name: d["changes_decision"] for name, d in shown.items()} == {"boards": False, "ideas": True, "mine": True}
    assert shown["boards"]["scores"] == []
    assert shown["ideas"]["line"] == 8
    for side, rules in (("before", TINY), ("after", other)):
        base = load_rules(rules)
        result = decide(base, load_profile(profile.read_text(), "mine.yaml", base))
        assert (shown["mine"][side]["alternative"], shown["mine"][side]["verdict"]) == (
            result.alternative,
            result.verdict,
        )
        scores = {row["alternative"]: row[side] for row in shown["mine"]["scores"]}
        assert scores == {s.alternative: s.score for s in result.standings if s.alternative in scores}


def test_text_shows_what_turns_out_otherwise(advisor: Advisor, tmp_path: Path) -> None:
    ended = advisor("rules", "diff", TINY, newer(tmp_path / "newer"), cases(tmp_path / "cases.yaml"))
    told = " ".join(ended.out.split())
    assert ended.code == 0
    assert "effect.right: moderate -> nothing" in told
    assert "effect.left: nothing -> strong" in told
    assert "criterion: ease -> reach" in told
    assert 'prompt: "Who decided that?" -> "Who says so?"' in told
    assert "Of 2 decisions 1 change, 0 more have other scores." in told
    assert "before: Right (" in told
    assert "after: Left (" in told
    assert max(map(len, ended.out.splitlines())) <= 80


def test_values_are_told_as_they_were_and_are(advisor: Advisor, tmp_path: Path) -> None:
    changes = """\
changes:
  - rule: skill-likes-left
    reason: It ends.
    to: {effect: {left: slight, right: -slight}, until: 2026-01-01}
  - {criterion: reach, reason: It counts., to: {weight: 2.5}}
  - {constraint: right-code-stays, reason: Mild., to: {when: {question: team.code, is: right}}}
  - {question: project.targets, reason: Watches., add: {options: [{id: watch, label: A watch}]}}
  - {setting: priorities, reason: Calm., to: {critical: 3}}
"""
    told = " ".join(advisor("rules", "diff", "packaged", overlay(tmp_path, changes), "--rules", TINY).out.split())
    for line in (
        "effect.left: moderate -> slight",
        "effect.right: nothing -> -slight",
        "until: nothing -> 2026-01-01",
        "weight: 1 -> 2.5",
        '{"question": "team.moves", "is": "no"}]} -> {"question": "team.code", "is": "right"}',
        'options: + {"id": "watch", "label": "A watch"',
        "critical: 4 -> 3",
    ):
        assert line in told


def test_items_of_a_list_are_told_by_their_ids(advisor: Advisor, tmp_path: Path) -> None:
    options = "[{id: live, label: Runs}, {id: idea, label: An idea}, {id: gone, label: Gone}]"
    change = f"changes: [{{question: project.stage, reason: R., to: {{options: {options}}}}}]\n"
    told = advisor("rules", "diff", "packaged", overlay(tmp_path, change), "--rules", TINY).out
    lines = [line.strip() for line in told.splitlines() if line.strip().startswith("options")]
    assert "options.live.label: Live -> Runs" in lines
    assert 'options: + {"id": "gone", "label": "Gone", "usual": 1.0}' in lines
    assert "options: in another order" in lines


def test_a_retired_component_is_told_so_also_where_it_takes_nothing(advisor: Advisor, tmp_path: Path) -> None:
    about = ABOUT.replace("id: tiny", "id: deep-learning-framework").replace("0.0.1", "0.1.0")
    path = folder(tmp_path, {"overlay.yaml": about + "retired: [{component: onnx, reason: Unchecked.}]\n"})
    shown = advisor("rules", "diff", "packaged", path, "--format", "json").json["differences"]
    found = {(d["kind"], d["id"]): (d["act"], d["reason"]) for d in shown}
    assert found["component", "onnx"] == ("retired", "Unchecked.")
    assert found["rule", "onnx-export"][0] == "retired"
    assert found["component", "onnxruntime-web"][0] == "changed"


def test_of_long_texts_what_differs_is_shown(advisor: Advisor, tmp_path: Path) -> None:
    long = "A very long text that goes on and on for no other reason than to be long, and then goes on some more until "
    one, two = f"{long}the first ends.", f"{long}the second ends."
    first = overlay(tmp_path / "a", f"changes: [{{rule: skill-likes-left, reason: R., to: {{because: '{one}'}}}}]\n")
    about = (first / "overlay.yaml").read_text("utf-8").replace("id: acme", "id: site").replace(one, two)
    second = folder(tmp_path / "b", {"overlay.yaml": about})
    told = advisor("rules", "diff", "packaged", second, "--rules", TINY, "--rules", first).out
    assert "first ends." in told
    assert "second ends." in told


def test_a_target_is_called_as_its_option_is(advisor: Advisor) -> None:
    shown = advisor("rules", "diff", "packaged", EXAMPLE / "rules", "--format", "json").json
    assert [d["title"] for d in shown["differences"] if d["kind"] == "target"] == ["Brook camera box"]


def test_without_cases_it_says_how_to_see_decisions(advisor: Advisor, tmp_path: Path) -> None:
    told = advisor("rules", "diff", TINY, newer(tmp_path / "newer")).out
    assert "Name profiles or cases to see which decisions change." in told


def test_a_profile_that_one_side_cannot_read_is_told(advisor: Advisor, tmp_path: Path) -> None:
    ended = advisor("rules", "diff", "packaged", EXAMPLE / "rules", EXAMPLE / "line-4.yaml", "--format", "json")
    [decision] = ended.json["decisions"]
    assert decision["before"] is None
    assert decision["after"]["alternative"] == "hybrid"
    assert decision["obstacle"].startswith("the first cannot read it: ")


def test_a_profile_that_no_side_can_read_is_refused(advisor: Advisor, tmp_path: Path) -> None:
    profile = tmp_path / "bad.yaml"
    profile.write_text("project: {stage: nowhere}", "utf-8")
    ended = advisor("rules", "diff", TINY, newer(tmp_path / "newer"), profile)
    assert (ended.code, ended.out) == (2, "")
    assert f"{profile}:1:18: " in ended.err


def test_the_difference_of_the_example_is_current(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    profiles = sorted(path.relative_to(ROOT) for path in (ROOT / "examples").glob("*.yaml"))
    made = advisor("rules", "diff", "packaged", "examples/overlay/rules", *profiles).out
    assert (EXAMPLE / "reports" / "difference.txt").read_text("utf-8") == made, "run tools/update-examples"
