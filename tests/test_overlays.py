"""Overlays: what they add, change and retire, in which order, how it is told, and what is refused."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from advisor.cli.app import COMMANDS, command
from advisor.engine.decision import decide
from advisor.engine.routes import Router
from advisor.loading.overlays import load_layers, load_over
from advisor.loading.profiles import load_profile
from advisor.loading.rules import compile_rules, load_rules
from advisor.model.rulebase import RuleBase
from advisor.report import Format, render
from advisor.report.schema_v1 import RecommendationShape
from tests.running import Advisor, in_process

ROOT = Path(__file__).resolve().parent.parent
TINY = ROOT / "tests" / "data" / "tiny_rules"
EXAMPLE = ROOT / "examples" / "overlay"
ABOUT = "id: acme\ntitle: Rules of Acme\nversion: '2'\nby: Acme's architects\nover: {id: tiny, versions: [0.0.1]}\n"
SOURCES = (
    "sources:\n  - {id: memo, title: A memo, kind: primary, evidence: documentation, date: 2025-02-01, "
    "read: 2025-03-01}\n"
)
RULE = """\
id: reach
rules:
  - id: acme-boards-like-right
    when: {question: project.targets, has: [board]}
    effect: {right: strong}
    because: Our boards run the right one.
    sources: [{source: memo}]
    since: 2025-02-01
"""
CHANGE = """\
changes:
  - rule: skill-likes-left
    reason: Everybody was trained.
    to: {effect: {left: slight}}
"""
RETIRED = "retired: [{rule: live-likes-left, reason: Ours changes slowly as well.}]\n"
PROFILE = "{project: {stage: live, targets: [board]}, team: {skill: strong}}"


@pytest.fixture
def advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


def folder(path: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, "utf-8")
    return path


def overlay(path: Path, more: str = "", **files: str) -> Path:
    named = {f"{name.replace('__', '/').replace('_', '-')}.yaml": text for name, text in files.items()}
    return folder(path, {"overlay.yaml": ABOUT + more, **named})


def whole(path: Path) -> Path:
    """An overlay that adds a rule, changes one and retires one."""
    return overlay(path, CHANGE + RETIRED, sources=SOURCES, criteria__reach=RULE)


def laid(*paths: Path) -> RuleBase:
    return load_layers([str(TINY), *map(str, paths)])


def edited(path: Path, *edits: tuple[str, str, str]) -> RuleBase:
    """Return a copy of the tiny rules with texts replaced by hand."""
    shutil.copytree(TINY, path)
    for name, old, new in edits:
        text = (path / name).read_text("utf-8")
        assert old in text
        (path / name).write_text(text.replace(old, new), "utf-8")
    return load_rules(path)


# --- what comes of it


def test_an_overlay_makes_what_an_edit_by_hand_would(tmp_path: Path) -> None:
    reach = (TINY / "criteria" / "reach.yaml").read_text("utf-8")
    live = reach[reach.index("  - id: live-likes-left") :]
    sources = (TINY / "sources.yaml").read_text("utf-8")
    by_hand = edited(
        tmp_path / "copy",
        ("sources.yaml", sources, sources + SOURCES.partition("\n")[2]),
        ("criteria/reach.yaml", live, RULE.partition("rules:\n")[2]),
        ("criteria/team-fit.yaml", "left: moderate", "left: slight"),
    )
    by_overlay = laid(whole(tmp_path / "acme"))
    assert by_overlay.digest == by_hand.digest != load_rules(TINY).digest
    profile = load_profile(PROFILE, "profile.yaml", by_hand)
    first, second = decide(by_hand, profile), decide(by_overlay, profile)
    assert [(s.alternative, s.score) for s in first.standings] == [(s.alternative, s.score) for s in second.standings]


def test_a_setting_a_criterion_and_an_option_can_be_changed(tmp_path: Path) -> None:
    changes = """\
changes:
  - {criterion: reach, reason: It earns the money., to: {weight: 3}}
  - {setting: verdict, reason: The board asks for more., to: {lean_below: 2}}
  - {setting: priorities, reason: Critical is critical., to: {critical: 8}}
  - question: project.targets
    reason: We have watches.
    add: {options: [{id: watch, label: A watch}]}
"""
    made = laid(overlay(tmp_path, changes))
    assert next(c.weight for c in made.criteria if c.id == "reach") == 3
    assert (made.settings.verdict.toss_up_below, made.settings.verdict.lean_below) == (0.25, 2)
    assert made.settings.priorities["critical"] == 8
    assert [o.id for o in made.questions["project.targets"].options][-2:] == ["board", "watch"]
    profile = load_profile("project: {targets: [watch]}", "profile.yaml", made)
    assert profile.answers == {"project.targets": ("watch",)}


def test_null_takes_a_key_back_to_its_default(tmp_path: Path) -> None:
    first = overlay(tmp_path / "a", "changes: [{rule: skill-likes-left, reason: Ends., to: {until: 2025-03-01}}]\n")
    text = ABOUT.replace("id: acme", "id: site")
    text += "changes: [{rule: skill-likes-left, reason: Goes on., to: {until: null}}]\n"
    second = folder(tmp_path / "b", {"overlay.yaml": text})
    assert laid(first).rules["skill-likes-left"].until is not None
    assert laid(first, second).rules["skill-likes-left"].until is None


def test_overlays_are_laid_in_order_and_every_one_stays_in_the_trace(tmp_path: Path, advisor: Advisor) -> None:
    first = overlay(tmp_path / "a", CHANGE)
    again = CHANGE.replace("slight", "strong").replace("Everybody was trained.", "They forgot.")
    text = ABOUT.replace("id: acme", "id: site") + again
    second = folder(tmp_path / "b", {"overlay.yaml": text})
    assert laid(first, second).rules["skill-likes-left"].effect == {"left": "strong"}
    assert laid(second, first).rules["skill-likes-left"].effect == {"left": "slight"}
    told = advisor("explain", "skill-likes-left", "--rules", TINY, "--rules", first, "--rules", second).out
    assert told.index("changed (effect) by acme 2") < told.index("changed (effect) by site 2")
    assert "Everybody was trained." in told
    assert "They forgot." in told


def test_an_allow_list_survives_compiling_and_a_change_of_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = edited(tmp_path / "copy", ("constraints.yaml", "excludes: [left]", "allows: [right]"))
    compiled = compile_rules(tmp_path / "copy")
    monkeypatch.setattr("advisor.loading.rules.compiled_rules", lambda: compiled)
    assert load_rules().constraints == path.constraints
    [constraint] = path.constraints
    assert (constraint.allows, constraint.excludes) == (("right",), ("left",))
    more = "changes: [{constraint: right-code-stays, reason: Clearer., to: {lift: Move it.}}]\n"
    made = load_over(path, str(overlay(tmp_path / "acme", more)))
    assert made.constraints == (constraint.model_copy(update={"lift": "Move it."}),)


def test_an_allow_list_excludes_what_a_later_overlay_brings(tmp_path: Path) -> None:
    allow = """\
constraints:
  - id: acme-allows
    when: always
    allows: [left]
    because: Only the left one is allowed.
    lift: Ask the architects.
    sources: [{source: memo}]
    since: 2025-02-01
"""
    first = overlay(tmp_path / "a", sources=SOURCES, constraints=allow)
    middle = "alternatives: [{id: middle, title: Middle, description: Neither., groups: []}]\n"
    text = ABOUT.replace("id: acme", "id: site")
    second = folder(tmp_path / "b", {"overlay.yaml": text, "alternatives.yaml": middle})
    made = laid(first, second)
    profile = load_profile("{alternatives: [left, middle, right]}", "profile.yaml", made)
    assert {s.alternative: s.eligible for s in decide(made, profile).standings} == {
        "left": "open",
        "middle": "no",
        "right": "no",
    }


def test_a_retired_component_closes_its_ways_and_silences_what_relies_on_it(advisor: Advisor, tmp_path: Path) -> None:
    about = f"{ABOUT.replace('id: tiny', 'id: deep-learning-framework')}retired:\n"
    path = folder(
        tmp_path, {"overlay.yaml": about + "  - {component: torchserve, reason: Nobody patches it any more.}\n"}
    )
    base, made = load_rules(), load_layers([str(path)])
    resting = [rule.id for rule in base.rules.values() if "torchserve" in rule.relies_on]
    assert resting
    assert not set(resting) & made.rules.keys()
    gone = next(c for c in made.components if c.id == "torchserve")
    assert (gone.takes, gone.gives, gone.runs_on) == ((), (), ())
    told = advisor("explain", resting[0], "--rules", path).out
    assert "It relies on TorchServe. Nobody patches it any more." in " ".join(told.split())


def test_a_retired_format_is_taken_and_given_by_nobody(tmp_path: Path) -> None:
    about = f"{ABOUT.replace('id: tiny', 'id: deep-learning-framework')}retired:\n"
    path = folder(tmp_path, {"overlay.yaml": about + "  - {component: onnx, reason: Nobody checks it.}\n"})
    base, made = load_rules(), load_layers([str(path)])
    assert any("onnx" in (*c.takes, *c.gives) for c in base.components)
    assert not any("onnx" in (*c.takes, *c.gives) for c in made.components)
    router = Router(made, made.settings.reviewed)
    for alternative in made.alternatives:
        ways = [route for target in made.targets for route in router.routes(alternative.id, target.id)]
        assert not any("onnx" in route.formats for route in ways)


def test_an_overlay_of_a_new_section_is_asked_about(tmp_path: Path, advisor: Advisor) -> None:
    questions = """\
section: acme
title: At Acme
questions:
  - id: acme.budget
    kind: level
    prompt: How much may it cost?
    why: Money ends.
    options: [{id: little, label: Little}, {id: much, label: Much}]
"""
    constraint = """\
constraints:
  - id: acme-budget
    when: {question: acme.budget, at_most: little}
    excludes: [right]
    because: The right one costs too much.
    lift: Ask for money.
    sources: [{source: memo}]
    since: 2025-02-01
"""
    path = overlay(tmp_path, sources=SOURCES, questions__acme=questions, constraints=constraint)
    rules = ("--rules", TINY, "--rules", path)
    shown = advisor("recommend", "-", "--format", "json", "--set", "acme.budget=little", *rules, stdin="{}").json
    assert [a["id"] for a in shown["alternatives"] if a["eligible"] == "no"] == ["right"]
    vetoes = [veto for a in shown["alternatives"] for veto in a["vetoes"] if veto["constraint"] == "acme-budget"]
    assert [veto["layer"] for veto in vetoes] == ["acme"]
    assert "acme" in advisor("schema", "profile", *rules).json["properties"]


# --- how it is told


@pytest.mark.parametrize("format_", list(Format))
def test_every_report_says_what_comes_from_where_and_why(format_: Format, tmp_path: Path, advisor: Advisor) -> None:
    rules = ("--rules", TINY, "--rules", whole(tmp_path))
    told = " ".join(advisor("recommend", "-", "--format", format_, *rules, stdin=PROFILE).out.split())
    assert "Rules of Acme" in told
    for reason in ("Everybody was trained.", "Ours changes slowly as well."):
        assert reason in told
    if format_ is not Format.json:
        assert "added by acme" in told
        assert "changed by acme" in told


def test_json_names_the_layer_of_every_rule_and_what_each_overlay_did(tmp_path: Path, advisor: Advisor) -> None:
    rules = ("--rules", TINY, "--rules", whole(tmp_path))
    shown = advisor("recommend", "-", "--format", "json", *rules, stdin=PROFILE).json
    RecommendationShape.model_validate(shown)
    layers = {c["rule"]: c["layer"] for a in shown["alternatives"] for c in a["contributions"]}
    assert layers["acme-boards-like-right"] == "acme"
    assert layers["skill-likes-left"] == "tiny"
    assert "live-likes-left" not in layers
    [acme] = shown["overlays"]
    touched = {(t["act"], t["kind"], t["id"]): (t["keys"], t["reason"]) for t in acme["touches"]}
    assert touched == {
        ("added", "source", "memo"): ([], None),
        ("added", "rule", "acme-boards-like-right"): ([], None),
        ("changed", "rule", "skill-likes-left"): (["effect"], "Everybody was trained."),
        ("retired", "rule", "live-likes-left"): ([], "Ours changes slowly as well."),
    }


def test_explain_tells_a_rule_that_is_gone(tmp_path: Path, advisor: Advisor) -> None:
    ended = advisor("explain", "live-likes-left", "--rules", TINY, "--rules", whole(tmp_path))
    assert ended.code == 0
    told = " ".join(ended.out.split())
    assert "The left one changes slowly." in told
    for part in (
        "When project.stage is live",
        "Effect left: slight",
        "Criterion reach: Reach",
        "Holds from 2025-01-01",
    ):
        assert part in told
    assert "book: A book (primary, documentation, 2025-01-01)" in told
    assert "retired by acme 2 of Acme's architects: Ours changes slowly as well." in ended.out


def test_explain_says_whom_an_allow_list_allows(advisor: Advisor) -> None:
    told = " ".join(advisor("explain", "brook-supported-frameworks", "--rules", EXAMPLE / "rules").out.split())
    assert "Allows tensorflow trains-in-pytorch And so excludes keras jax Lifted" in told


def test_explain_says_what_uses_a_question_and_a_source(advisor: Advisor) -> None:
    def parts(name: str) -> dict[str, list[str]]:
        shown: dict[str, list[str]] = advisor("explain", name, "--format", "json", *rules).json["parts"]
        return {label: [line.partition(":")[0] for line in lines] for label, lines in shown.items()}

    rules = ("--rules", EXAMPLE / "rules")
    assert parts("question:deployment.devices")["Targets that it asks for"][-1] == "brook-box"
    assert "brook-no-agpl" in parts("question:model.libraries")["Constraints that read it"]
    assert parts("question:training.os")["Components that read it"]
    source = parts("source:brook-platform-handbook")
    assert source["Rules that rest on it"] == ["brook-shared-server-has-pytorch"]
    assert source["Constraints that rest on it"] == ["brook-supported-frameworks"]
    assert source["Targets that rest on it"] == ["brook-box"]
    assert source["Components that rest on it"] == ["brook-runner"]


def test_the_list_of_rules_marks_what_an_overlay_touched(tmp_path: Path, advisor: Advisor) -> None:
    listed = advisor("rules", "list", "--rules", TINY, "--rules", whole(tmp_path)).out
    assert "acme-boards-like-right right strong; added by acme" in listed
    assert "skill-likes-left left slight; changed by acme" in listed
    assert "ideas-like-right right moderate\n" in listed


def test_a_record_names_its_overlays_and_its_command_repeats_it(
    tmp_path: Path, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = whole(tmp_path / "a folder")
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    monkeypatch.chdir(tmp_path)
    rules = ("--rules", TINY, "--rules", path)
    ended = advisor("record", "profile.yaml", "-o", "decision.md", "--today", "2025-03-31", *rules)
    assert (ended.code, ended.err) == (0, "")
    record, sidecar = Path("decision.md").read_text("utf-8"), json.loads(Path("decision.advisor.json").read_text())
    layer = laid(path).layers[0]
    assert sidecar["overlays"] == [{"id": "acme", "version": "2", "digest": layer.digest}]
    assert "Everybody was trained." in record
    line = next(line for line in record.splitlines() if line.startswith("advisor recommend"))
    again = advisor(*shlex.split(line)[1:], "--format", "json", "--brief").json
    assert again == sidecar["recommendation"]


def test_an_overlay_for_another_version_warns(tmp_path: Path, advisor: Advisor) -> None:
    path = folder(tmp_path, {"overlay.yaml": ABOUT.replace("0.0.1", "0.0.0")})
    shown = advisor("recommend", "-", "--format", "json", "--rules", TINY, "--rules", path, stdin="{}").json
    assert shown["warnings"] == ["the overlay acme was written for version 0.0.0; the rule base is 0.0.1"]


@pytest.mark.parametrize("versions", ["[0.0.1]", "[0.0]", '[">=0.0.1,<0.3"]', "[0.0.*]", "[9.0.0, ~=0.0.0]"])
def test_an_overlay_for_a_range_with_this_version_does_not_warn(
    versions: str, tmp_path: Path, advisor: Advisor
) -> None:
    path = folder(tmp_path, {"overlay.yaml": ABOUT.replace("[0.0.1]", versions)})
    shown = advisor("recommend", "-", "--format", "json", "--rules", TINY, "--rules", path, stdin="{}").json
    assert bool(shown["warnings"]) is (versions == "[0.0]")


def test_a_version_that_is_no_number_is_compared_as_written(tmp_path: Path) -> None:
    base = edited(tmp_path / "copy", ("rulebase.yaml", "version: 0.0.1", "version: of spring"))
    for n, (versions, is_tried) in enumerate((("[of spring]", True), ('[of summer, ">=0.1"]', False))):
        path = folder(tmp_path / str(n), {"overlay.yaml": ABOUT.replace("[0.0.1]", versions)})
        assert load_over(base, str(path)).layers[0].is_tried is is_tried


def test_ranges_of_versions_are_off_the_way_without_overlays() -> None:
    program = (
        "import sys\nfrom advisor.cli.main import run\nrun(['rules', 'list'])\nassert 'packaging' not in sys.modules"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_digest_is_of_what_an_overlay_says_not_of_its_layout(tmp_path: Path) -> None:
    def digest(name: str, more: str) -> str:
        return laid(overlay(tmp_path / name, more)).layers[0].digest

    spread = "# Why not.\nchanges:\n- reason: Everybody was trained.\n  rule: skill-likes-left\n"
    spread += "  to:\n    effect:\n      left: slight\n"
    assert digest("a", CHANGE) == digest("b", spread)
    assert digest("a", CHANGE) != digest("c", CHANGE.replace("slight", "strong"))


def test_an_overlay_over_the_compiled_rules_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [str(EXAMPLE / "rules")]
    read = load_layers(folders)
    compiled = compile_rules(ROOT / "rules")
    monkeypatch.setattr("advisor.loading.rules.compiled_rules", lambda: compiled)
    assert load_rules().claims == ()
    again = load_layers(folders)
    assert again.digest == read.digest
    assert again.layers == read.layers


# --- the command line


def test_every_command_that_loads_rules_takes_them_as_an_option() -> None:
    for name in COMMANDS:
        made = command(name)
        inner = getattr(made, "commands", {name: made})
        for one in inner.values():
            assert any("--rules" in p.opts for p in one.params) is (name != "completions"), (name, one.name)


def test_a_complete_rule_base_takes_the_place_of_the_packaged_one(advisor: Advisor, tmp_path: Path) -> None:
    assert "ideas-like-right" in advisor("rules", "list", "--rules", TINY).out
    assert "ideas-like-right" not in advisor("rules", "list").out
    ended = advisor("rules", "list", "--rules", overlay(tmp_path), "--rules", TINY)
    assert ended.code == 2
    assert "is written for the rule base 'tiny'" in ended.err


def test_a_complete_rule_base_comes_first(advisor: Advisor) -> None:
    ended = advisor("rules", "list", "--rules", TINY, "--rules", TINY)
    assert (ended.code, ended.out) == (2, "")
    assert "give it first" in ended.err


@pytest.mark.parametrize(
    ("files", "code", "told"),
    [(None, 3, "not a folder"), ({"rules.txt": "x"}, 2, "is no rule folder")],
)
def test_what_is_no_rule_folder_is_refused(
    files: Mapping[str, str] | None, code: int, told: str, advisor: Advisor, tmp_path: Path
) -> None:
    path = folder(tmp_path, files) if files else tmp_path / "nothing"
    ended = advisor("rules", "list", "--rules", path)
    assert (ended.code, ended.out) == (code, "")
    assert told in ended.err


# --- the worked example


def test_the_example_is_current() -> None:
    base = load_layers([str(EXAMPLE / "rules")])
    profile = load_profile((EXAMPLE / "line-4.yaml").read_text("utf-8"), "line-4.yaml", base)
    result = decide(base, profile)
    for format_, extension in ((Format.text, "txt"), (Format.json, "json"), (Format.markdown, "md")):
        report = (EXAMPLE / "reports" / f"line-4.{extension}").read_text("utf-8")
        assert render(format_, profile, result, width=80) == report, "run tools/update-examples"


def test_the_example_ships_through_the_runtime_made_in_house() -> None:
    base = load_layers([str(EXAMPLE / "rules")])
    profile = load_profile((EXAMPLE / "line-4.yaml").read_text("utf-8"), "line-4.yaml", base)
    result = decide(base, profile)
    [reach] = [reach for reach in result.reaches["hybrid"] if reach.target == "brook-box"]
    assert reach.best is not None
    assert reach.best.steps[-1] == "brook-runner"
    excluded = {s.alternative: {v.constraint for v in s.vetoes} for s in result.standings if s.eligible == "no"}
    assert "brook-supported-frameworks" in excluded["jax"]
    assert "route:pytorch:brook-box" in excluded["pytorch"]


def test_the_readme_of_the_example_names_what_is_there() -> None:
    text = (EXAMPLE / "README.md").read_text("utf-8")
    about = yaml.safe_load((EXAMPLE / "rules" / "overlay.yaml").read_text("utf-8"))
    named = [next(iter(each.values())) for each in (*about["changes"], *about["retired"])]
    assert all(f"`{id_}`" in text for id_ in named)


def test_one_more_overlay_can_be_laid_over_others(tmp_path: Path) -> None:
    first = laid(overlay(tmp_path / "a", CHANGE))
    second = load_over(first, str(folder(tmp_path / "b", {"overlay.yaml": ABOUT.replace("acme", "site") + RETIRED})))
    assert [layer.id for layer in second.layers] == ["acme", "site"]


def test_without_overlays_everything_comes_from_the_rule_base(advisor: Advisor) -> None:
    shown = advisor("recommend", "-", "--format", "json", "--rules", TINY, stdin=PROFILE).json
    assert shown["overlays"] == []
    assert {c["layer"] for a in shown["alternatives"] for c in a["contributions"]} == {"tiny"}


# --- what every command that decides says of overlays


@pytest.mark.parametrize(
    "words",
    [
        ("flip", "-"),
        ("what-if", "-", "--set", "team.skill=none"),
        ("diff", "-", "--as-of", "2025-02-01", "--as-of", "2025-03-31"),
        ("rules", "test", "cases.yaml"),
    ],
)
def test_a_command_that_decides_says_once_what_an_overlay_does_not_fit(
    words: tuple[str, ...], tmp_path: Path, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = RULE.replace("since: 2025-02-01", "since: 2025-06-01")
    path = overlay(tmp_path / "acme", sources=SOURCES, criteria__reach=later)
    (path / "overlay.yaml").write_text(ABOUT.replace("0.0.1", "0.0.0"), "utf-8")
    (tmp_path / "cases.yaml").write_text("about: Nothing.\nas_of: 2025-03-31\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    ended = advisor(*words, "--rules", TINY, "--rules", path, stdin=PROFILE)
    assert ended.code == 0, ended.err
    told = ended.err.splitlines()
    assert told[0] == "advisor: warning: the overlay acme was written for version 0.0.0; the rule base is 0.0.1"
    assert told[-1].endswith("it counts from 2025-06-01; --as-of 2025-06-01 takes it")
    assert len(told) == len(set(told))
    assert sum("written for version" in line for line in told) == 1


def test_what_begins_after_the_day_is_warned_of_in_every_report(tmp_path: Path, advisor: Advisor) -> None:
    later = RULE.replace("since: 2025-02-01", "since: 2025-06-01")
    path = overlay(tmp_path, sources=SOURCES, criteria__reach=later)
    rules = ("--rules", TINY, "--rules", path)
    (told,) = advisor("recommend", "-", "--format", "json", *rules, stdin=PROFILE).json["warnings"]
    assert told.startswith("the rule acme-boards-like-right of the overlay acme does not count on 2025-03-31: ")
    assert told.endswith("it counts from 2025-06-01; --as-of 2025-06-01 takes it")
    taken = advisor("recommend", "-", "--format", "json", "--as-of", "2025-06-01", *rules, stdin=PROFILE).json
    assert not any("acme" in warning for warning in taken["warnings"])


def test_many_rows_that_begin_later_are_told_in_one_sentence(tmp_path: Path, advisor: Advisor) -> None:
    row = RULE.partition("rules:\n")[2].replace("since: 2025-02-01", "since: 2025-06-01")
    rows = "".join(row.replace("acme-boards", f"acme-{n}-boards") for n in range(8))
    path = overlay(tmp_path, sources=SOURCES, criteria__reach=f"id: reach\nrules:\n{rows}")
    (told,) = advisor("recommend", "-", "--format", "json", "--rules", TINY, "--rules", path, stdin=PROFILE).json[
        "warnings"
    ]
    assert told.startswith("8 rules and constraints of the overlay acme do not count on 2025-03-31: ")
    assert told.endswith(" and 3 more; --as-of with one of these dates takes them")


def test_the_comparison_of_rule_bases_says_it_once_too(tmp_path: Path, advisor: Advisor) -> None:
    path = folder(tmp_path, {"overlay.yaml": ABOUT.replace("0.0.1", "0.0.0")})
    ended = advisor("rules", "diff", "packaged", path, "--rules", TINY)
    assert ended.err == ("advisor: warning: the overlay acme was written for version 0.0.0; the rule base is 0.0.1\n")


def test_a_rule_whose_source_is_yet_to_be_published_does_not_count_yet_either(tmp_path: Path, advisor: Advisor) -> None:
    path = overlay(tmp_path, sources=SOURCES.replace("date: 2025-02-01", "date: 2025-05-01"), criteria__reach=RULE)
    rules = ("--rules", TINY, "--rules", path)
    (told,) = advisor("recommend", "-", "--format", "json", *rules, stdin=PROFILE).json["warnings"]
    assert told.endswith("does not count on 2025-03-31: it counts from 2025-05-01; --as-of 2025-05-01 takes it")


def test_where_nothing_lifts_what_excludes_all_nothing_is_searched_for(advisor: Advisor, tmp_path: Path) -> None:
    """Else every set of four answers would be gone through, which takes minutes."""
    nobody = "{id: nobody, when: always, excludes: [trains-in-pytorch, tensorflow, keras, jax], because: B., lift: L., "
    cited = f"constraints: [{nobody}sources: [{{source: definition}}], since: 2025-01-01}}]\n"
    about = "id: closed\ntitle: Closed\nversion: '1'\nover: {id: deep-learning-framework, versions: [0.1.0]}\n"
    closed = folder(tmp_path / "closed", {"overlay.yaml": about, "constraints.yaml": cited})
    profile = tmp_path / "profile.yaml"
    profile.write_text("project: {stage: production}\n")
    found = advisor("recommend", profile, "--rules", closed, "--format", "json")
    assert (found.code, found.json["recommendation"]["verdict"]) == (0, "none-eligible")
