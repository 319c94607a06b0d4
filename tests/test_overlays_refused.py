"""Overlays that are refused, each at its place, and folders that mean harm."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.errors import AdvisorError
from advisor.loading.overlays import MAX_FILES, MAX_ROWS, load_layers
from advisor.loading.yamltext import parse
from tests.running import Advisor, in_process
from tests.test_bad_input import paths_in, with_value
from tests.test_overlays import ABOUT, CHANGE, PROFILE, RETIRED, RULE, SOURCES, TINY, folder, laid, overlay, whole


@pytest.fixture
def advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


def refused(path: Path) -> list[str]:
    with pytest.raises(AdvisorError) as error:
        laid(path)
    return [f"{f.place.line}:{f.place.column}: {f.message}" if f.place else f.message for f in error.value.faults]


# --- what is refused


BROKEN = {
    "another rule base": ("", {}, "id: tiny", "id: huge", ["5:12: the overlay is written for the rule base 'huge'"]),
    "unknown key": ("chnages: []\n", {}, "", "", ["6:1: unknown key 'chnages'"]),
    "no such rule": (
        "changes: [{rule: skill-likes-lef, reason: Why., to: {effect: {}}}]\n",
        {},
        "",
        "",
        ["6:18: there is no rule 'skill-likes-lef'"],
    ),
    "no reason": (
        "changes: [{rule: skill-likes-left, to: {effect: {}}}]\n",
        {},
        "",
        "",
        ["6:11: changes[0].reason is missing"],
    ),
    "two things": (
        "retired: [{rule: skill-likes-left, component: left-engine, reason: Why.}]\n",
        {},
        "",
        "",
        ["6:11: retired[0]: names 2 things: name one by rule, constraint, component"],
    ),
    "another id": (
        "changes: [{rule: skill-likes-left, reason: Why., to: {id: other}}]\n",
        {},
        "",
        "",
        ["6:55: id cannot be changed"],
    ),
    "changes nothing": (
        "changes: [{rule: skill-likes-left, reason: Why.}]\n",
        {},
        "",
        "",
        ["6:11: it changes nothing"],
    ),
    "unknown alternative in an effect": (
        "changes: [{rule: skill-likes-left, reason: Why., to: {effect: {lefft: slight}}}]\n",
        {},
        "",
        "",
        ["6:64: there is no alternative or group 'lefft'"],
    ),
    "setting out of bounds": (
        "changes: [{setting: verdict, reason: Why., to: {lean_below: -1}}]\n",
        {},
        "",
        "",
        ["6:61: verdict.lean_below: '-1' is not more than 0"],
    ),
    "priorities that fall": (
        "changes: [{setting: priorities, reason: Why., to: {high: 9}}]\n",
        {},
        "",
        "",
        ["6:51: priorities: critical (4) is less than high (9)"],
    ),
    "a lean below a toss-up": (
        "changes: [{setting: verdict, reason: Why., to: {lean_below: 0.1}}]\n",
        {},
        "",
        "",
        ["6:48: verdict: lean_below (0.1) is less than toss_up_below (0.25)"],
    ),
    "a weight beyond all others": (
        "changes: [{criterion: reach, reason: Why., to: {weight: 1e308}}]\n",
        {},
        "",
        "",
        ["6:57: weight: 1e+308 is not between 0.001 and 1000"],
    ),
    "a weight of true": (
        "changes: [{criterion: reach, reason: Why., to: {weight: true}}]\n",
        {},
        "",
        "",
        ["6:57: weight: true is not a number"],
    ),
    "a reason of blanks": (
        "retired: [{rule: live-likes-left, reason: ' '}]\n",
        {},
        "",
        "",
        ["6:43: retired[0].reason: nothing but blanks"],
    ),
    "option without a label": (
        "changes: [{question: project.stage, reason: Why., add: {options: [{id: new}]}}]\n",
        {},
        "",
        "",
        ["6:67: options[3].label is missing"],
    ),
    "a rule that is there": (
        "",
        {"criteria/reach.yaml": RULE.replace("acme-boards-like-right", "boards-like-left"), "sources.yaml": SOURCES},
        "",
        "",
        ["3:9: the rule or constraint id 'boards-like-left' is taken already"],
    ),
    "a source that nobody knows": (
        "",
        {"criteria/reach.yaml": RULE},
        "",
        "",
        ["7:24: there is no source 'memo'"],
    ),
    "a weight in a file of rules": (
        "",
        {"criteria/reach.yaml": "id: reach\nweight: 3\n"},
        "",
        "",
        ["2:1: weight: the rule base has another"],
    ),
    "a new criterion without a title": (
        "",
        {"criteria/new.yaml": "id: new\njudges: Nothing.\n"},
        "",
        "",
        ["1:5: there is no criterion 'new', and a new one needs title"],
    ),
    "a file under another name": (
        "",
        {"criteria/other.yaml": "id: reach\nrules: []\n"},
        "",
        "",
        ["1:5: id and file name differ"],
    ),
    "a file that nothing reads": ("", {"rule.yaml": "rules: []\n"}, "", "", ["1:1: no overlay has a file rule.yaml"]),
    "a file that only a whole rule base has": (
        "",
        {"scan.yaml": "levels: {low: 0.5, medium: 0.7, high: 0.9}\n"},
        "",
        "",
        ["1:1: no overlay has a file scan.yaml"],
    ),
    "settings of its own": (
        "settings: {reviewed: 2030-01-01}\n",
        {},
        "",
        "",
        ["6:1: unknown key 'settings'"],
    ),
    "retired twice": (
        "retired: [{rule: live-likes-left, reason: Old.}, {rule: live-likes-left, reason: Older.}]\n",
        {},
        "",
        "",
        ["6:57: the rule 'live-likes-left' is retired twice"],
    ),
    "changed twice": (
        "changes: [{setting: verdict, reason: A., to: {lean_below: 1}}, {setting: verdict, reason: B., to: {}}]\n",
        {},
        "",
        "",
        ["6:74: the setting 'verdict' is changed twice"],
    ),
    "changed and retired": (
        CHANGE + "retired: [{rule: skill-likes-left, reason: Old.}]\n",
        {},
        "",
        "",
        ["10:18: the rule 'skill-likes-left' is both changed and retired"],
    ),
    "retired with what it relies on": (
        "retired: [{component: glue, reason: Dry.}, {rule: glue-helps, reason: Old.}]\n",
        {
            "sources.yaml": SOURCES,
            "components/glue.yaml": "family: glue\ntitle: Glue\ncomponents:\n"
            "  - {id: glue, title: Glue, kind: tool, description: Sticks.}\n",
            "criteria/reach.yaml": RULE.replace("acme-boards-like-right", "glue-helps") + "    relies_on: [glue]\n",
        },
        "",
        "",
        ["6:51: the rule 'glue-helps' is retired already"],
    ),
    "what cannot be retired": (
        "retired: [{question: project.stage, reason: Why.}]\n",
        {},
        "",
        "",
        ["6:11: retired[0]: no question can be retired, only a rule, a constraint or a component"],
    ),
    "what an alternative begins with retired": (
        "retired: [{component: left-engine, reason: Why.}]\n",
        {},
        "",
        "",
        ["6:23: `trains_with` of left names the component 'left-engine'"],
    ),
    "a value as it was": (
        "changes: [{criterion: reach, reason: Why., to: {weight: 1}}]\n",
        {},
        "",
        "",
        ["6:11: it changes nothing"],
    ),
    "a setting as it was": (
        "changes: [{setting: verdict, reason: Why., to: {lean_below: 0.75}}]\n",
        {},
        "",
        "",
        ["6:11: it changes nothing"],
    ),
    "a list for a setting": (
        "changes: [{setting: verdict, reason: Why., add: {lean_below: [1]}}]\n",
        {},
        "",
        "",
        ["6:49: a setting holds no list"],
    ),
    "an option added to an order": (
        "changes: [{question: team.skill, reason: Why., add: {options: [{id: master, label: M}]}}]\n",
        {},
        "",
        "",
        ["6:54: the options of team.skill have an order, and `add` would put these last"],
    ),
    "an option that is there": (
        "changes: [{question: project.stage, reason: Why., add: {options: [{id: live, label: L}]}}]\n",
        {},
        "",
        "",
        ["6:72: the option (of project.stage) id 'live' is taken already"],
    ),
    "an option twice": (
        "changes: [{question: project.stage, reason: Why., to: {options: [{id: a, label: A}, {id: a, label: A}]}}]\n",
        {},
        "",
        "",
        ["6:90: the option (of project.stage) id 'a' is taken already"],
    ),
    "a constraint that names no one": (
        "changes: [{constraint: right-code-stays, reason: Why., to: {excludes: []}}]\n",
        {},
        "",
        "",
        ["6:11: it names no one"],
    ),
    "a constraint that names both": (
        "changes: [{constraint: right-code-stays, reason: Why., to: {excludes: [left], allows: [right]}}]\n",
        {},
        "",
        "",
        ["6:11: it names both whom it excludes and whom it allows"],
    ),
    "the id of the rule base": ("", {}, "id: acme", "id: tiny", ["1:5: 'tiny' is the id of the rule base itself"]),
    "a version that is none": (
        "",
        {},
        "[0.0.1]",
        '[0.0.1, ">=0.1,<0.3", 0.1.*, 0.x, ">>1"]',
        [
            "5:57: '0.x' is neither a version nor a range of versions",
            "5:62: '>>1' is neither a version nor a range of versions",
        ],
    ),
    "a criterion misspelt": (
        "",
        {"criteria/reac.yaml": "id: reac\nrules: []\n"},
        "",
        "",
        ["1:5: there is no criterion 'reac', and a new one needs title and judges"],
    ),
    "a family misspelt": (
        "",
        {"components/engine.yaml": "family: engine\ncomponents: []\n"},
        "",
        "",
        ["1:9: there is no family 'engine', and a new one needs title"],
    ),
    "another rule base and much else": (
        "",
        {"criteria/other.yaml": "id: other\nrules: [{id: x}]\n", "rule.yaml": "rules: []\n"},
        "id: tiny",
        "id: huge",
        ["5:12: the overlay is written for the rule base 'huge'"],
    ),
    "a question that is there": (
        "",
        {
            "questions/project.yaml": "section: project\nquestions:\n"
            "  - {id: project.stage, kind: one, prompt: P, why: W, options: [{id: a, label: A}, {id: b, label: B}]}\n"
        },
        "",
        "",
        ["3:10: the question id 'project.stage' is taken already"],
    ),
    "an option that rules need": (
        "changes: [{question: project.stage, reason: Why., to: {options: [{id: a, label: A}, {id: b, label: B}]}}]\n",
        {},
        "",
        "",
        [
            "6:11: the rule 'live-likes-left' of tiny no longer fits: project.stage has no option 'live'",
            "6:11: the rule 'ideas-like-right' of tiny no longer fits: project.stage has no option 'idea'",
        ],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_overlay_is_refused_at_its_place(name: str, tmp_path: Path) -> None:
    more, files, old, new, expected = BROKEN[name]
    told = refused(folder(tmp_path, {"overlay.yaml": ABOUT.replace(old, new) + more, **files}))
    assert len(told) == len(expected), told
    for line in expected:
        assert any(found.startswith(line) for found in told), told


def hints(*paths: Path) -> list[str | None]:
    with pytest.raises(AdvisorError) as error:
        laid(*paths)
    return [fault.hint for fault in error.value.faults]


def site(path: Path, more: str = "", **files: str) -> Path:
    """A second overlay."""
    overlay(path, more, **files)
    (path / "overlay.yaml").write_text((path / "overlay.yaml").read_text("utf-8").replace("acme", "site"), "utf-8")
    return path


def test_the_same_overlay_is_laid_once(tmp_path: Path) -> None:
    path = whole(tmp_path)
    with pytest.raises(AdvisorError, match=r"overlay\.yaml:1:5: an overlay 'acme' is laid already\n.*two ids"):
        laid(path, path)


def test_an_id_that_is_taken_is_told_with_whose_it_is(tmp_path: Path) -> None:
    again = RULE + RULE.partition("rules:\n")[2].replace("acme-boards-like-right", "boards-like-left")
    second = site(tmp_path / "b", criteria__reach=again)
    assert hints(overlay(tmp_path / "a", sources=SOURCES, criteria__reach=RULE), second) == [
        "acme has it: change it under `changes` of overlay.yaml, or choose another id",
        "tiny has it: change it under `changes` of overlay.yaml, or choose another id",
    ]


def test_an_id_given_twice_by_an_overlay_is_told_with_the_first_place(tmp_path: Path) -> None:
    again = RULE + RULE.partition("rules:\n")[2]
    path = overlay(tmp_path, sources=SOURCES, criteria__reach=again)
    assert hints(path) == [f"choose another id; the first stands at {path}/criteria/reach.yaml:3:9"]


def test_what_an_earlier_overlay_retired_is_told_with_its_reason(tmp_path: Path) -> None:
    first = whole(tmp_path / "a")
    for more in (RETIRED, "changes: [{rule: live-likes-left, reason: Why., to: {until: 2026-01-01}}]\n"):
        assert hints(first, site(tmp_path / "b", more)) == [
            "acme retired it: Ours changes slowly as well. Take this entry out."
        ]


def test_overlays_in_the_wrong_order_are_told_so(tmp_path: Path) -> None:
    adds = whole(tmp_path / "a")
    changes = "changes: [{rule: acme-boards-like-right, reason: Why., to: {until: 2026-01-01}}]\n"
    reads = RULE.replace("acme-boards-like-right", "other").replace("project.targets", "acme.unheard-of")
    for second in (site(tmp_path / "b", changes), site(tmp_path / "c", sources=SOURCES, criteria__reach=reads)):
        [hint] = hints(second, adds)
        assert hint is not None
        assert hint.endswith("if another overlay adds it, lay that one first: overlays are laid in the order given")
        assert len(hint) < 160


def test_what_no_longer_fits_is_named_with_its_layer_at_what_brought_it_about(tmp_path: Path) -> None:
    rule = RULE.replace("has: [board]", "has: [cloud]")
    change = "changes: [{rule: boards-like-left, reason: W., to: {when: {question: project.targets, has: [cloud]}}}]\n"
    first = overlay(tmp_path / "a", change, sources=SOURCES, criteria__reach=rule)
    options = "[{id: android, label: A}, {id: ios, label: I}, {id: board, label: B}]"
    second = site(
        tmp_path / "b",
        "changes:\n"
        "  - {setting: verdict, reason: W., to: {lean_below: 1}}\n"
        f"  - {{question: project.targets, reason: W., to: {{options: {options}}}}}\n"
        "  - {criterion: reach, reason: W., to: {weight: 2}}\n"
        "retired: [{rule: clouds-and-phones-differ, reason: W.}, {rule: everywhere-likes-left, reason: W.}]\n",
    )
    with pytest.raises(AdvisorError) as error:
        laid(first, second)
    told = {fault.message.partition(" no longer fits: ")[0] for fault in error.value.faults}
    assert told == {
        "the rule 'boards-like-left' of tiny, changed by acme,",
        "the rule 'acme-boards-like-right' of acme",
        "the question 'project.python' of tiny",
        "the rule 'clouds-like-right' of tiny",
        "the rule 'clouds-make-no-difference' of tiny",
    }
    assert {str(fault.place) for fault in error.value.faults} == {f"{second}/overlay.yaml:8:5"}


def test_what_an_overlay_cannot_change_is_no_advice(tmp_path: Path) -> None:
    about = ABOUT.replace("id: tiny", "id: deep-learning-framework").replace("0.0.1", "0.1.0")
    change = "changes: [{question: training.os, reason: W., add: {options: [{id: plan-9, label: Plan 9}]}}]\n"
    path = folder(tmp_path, {"overlay.yaml": about + change})
    with pytest.raises(AdvisorError) as error:
        load_layers([str(path)])
    assert str(error.value) == (
        f"{path}/overlay.yaml:6:11: rulebase.yaml of deep-learning-framework no longer fits: "
        "there is no platform for 'plan-9'\n    take back what is done here"
    )


def test_what_a_change_leaves_alone_is_not_blamed_on_it(tmp_path: Path) -> None:
    options = "[{id: android, label: A}, {id: ios, label: I}, {id: cloud, label: C}]"
    path = overlay(
        tmp_path,
        "changes:\n"
        "  - {rule: boards-like-left, reason: W., to: {effect: {left: strong}}}\n"
        f"  - {{question: project.targets, reason: W., to: {{options: {options}}}}}\n"
        "retired: [{rule: everywhere-likes-left, reason: W.}]\n",
    )
    assert refused(path) == [
        "8:5: the question 'project.python' of tiny no longer fits: project.targets has no option 'board'",
        "8:5: the rule 'boards-like-left' of tiny no longer fits: project.targets has no option 'board'",
    ]


def test_a_fault_that_something_added_brings_about_stands_at_its_file(tmp_path: Path) -> None:
    groups = "groups: [{id: x, title: X}, {id: y, title: Y}]\nalternatives: [{id: one, title: One, description: O.}]\n"
    first = overlay(
        tmp_path / "a",
        sources=SOURCES,
        alternatives=groups,
        criteria__reach=RULE.replace("{right: strong}", "{x: strong, y: slight}"),
    )
    both = "alternatives: [{id: two, title: Two, description: T., groups: [x, y]}]\n"
    second = site(tmp_path / "b", alternatives=both)
    with pytest.raises(AdvisorError, match="the rule 'acme-boards-like-right' of acme no longer fits") as error:
        laid(first, second)
    assert {str(fault.place) for fault in error.value.faults} == {f"{second}/alternatives.yaml:1:1"}


def test_all_faults_of_an_overlay_are_told_at_once(tmp_path: Path) -> None:
    files = {
        "overlay.yaml": ABOUT + "colour: red\n",
        "criteria/reach.yaml": "id: reach\nrules: [{id: x}]\n",
        "sources.yaml": "sources: 3\n",
    }
    with pytest.raises(AdvisorError) as error:
        laid(folder(tmp_path, files))
    assert {Path(f.place.file).name for f in error.value.faults if f.place} == {
        "overlay.yaml",
        "reach.yaml",
        "sources.yaml",
    }


# --- hostile folders


@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero"])
def test_a_link_out_of_the_folder_is_not_followed(target: str, tmp_path: Path) -> None:
    path = overlay(tmp_path)
    (path / "sources.yaml").symlink_to(target)
    assert refused(path) == ["1:1: it leads out of the folder"]


def test_a_folder_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    path = overlay(tmp_path / "acme")
    folder(tmp_path / "elsewhere", {"reach.yaml": RULE})
    (path / "criteria").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert "1:1: it leads out of the folder" in refused(path)


def a_link_to_nowhere(path: Path) -> None:
    path.symlink_to(path.parent / "gone.yaml")


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path)


IRREGULAR = {
    "the link leads nowhere": (a_link_to_nowhere, a_link_to_itself),
    "it is a folder named like a file": (Path.mkdir,),
    "it is neither a file nor a folder": (os.mkfifo,),
}


@pytest.mark.parametrize("name", ["constraints.yaml", "criteria/reach.yaml", "sources.yml", "overlay.yaml"])
@pytest.mark.parametrize(("told", "make"), [(told, make) for told, makes in IRREGULAR.items() for make in makes])
def test_what_is_named_like_a_file_of_rules_and_is_none_is_refused(
    told: str, make: Callable[[Path], None], name: str, tmp_path: Path, advisor: Advisor
) -> None:
    path = overlay(tmp_path)
    (path / name).parent.mkdir(exist_ok=True)
    (path / name).unlink(missing_ok=True)
    make(path / name)
    ended = advisor("rules", "list", "--rules", TINY, "--rules", path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"{path / name}:1:1: {told}\n    ")
    assert len(ended.err.splitlines()) == 2


@pytest.mark.parametrize("make", [a_link_to_nowhere, a_link_to_itself, Path.touch, os.mkfifo])
def test_what_is_named_like_a_folder_of_rules_and_is_none_is_refused(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    path = overlay(tmp_path)
    make(path / "criteria")
    assert len(refused(path)) == 1


@pytest.mark.parametrize("make", [a_link_to_nowhere, a_link_to_itself, Path.mkdir, os.mkfifo])
def test_lint_tells_of_a_rule_base_with_what_is_no_file(
    make: Callable[[Path], None], tmp_path: Path, advisor: Advisor
) -> None:
    path = shutil.copytree(TINY, tmp_path / "rules")
    make(path / "targets.yaml")
    ended = advisor("rules", "lint", path)
    assert (ended.code, ended.err) == (1, "")
    assert "targets.yaml:1:1: error[invalid]: " in ended.out.replace("\n", "")


def test_a_file_in_a_folder_that_is_not_looked_into_is_refused(tmp_path: Path) -> None:
    path = folder(overlay(tmp_path), {"criteria/reach.yaml": "id: reach\n", "criteria/more/reach.yaml": RULE})
    assert refused(path) == ["1:1: no overlay has a file criteria/more/reach.yaml"]


def test_no_folder_at_all_is_refused(advisor: Advisor) -> None:
    ended = advisor("rules", "list", "--rules", "")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "advisor: --rules '' names no folder\n    --rules takes a folder of rules\n"


def test_a_folder_of_too_much_is_refused(tmp_path: Path) -> None:
    many = overlay(tmp_path / "many")
    folder(many, {f"criteria/c{n}.yaml": "{}" for n in range(MAX_FILES)})
    large = overlay(tmp_path / "large")
    folder(large, {f"criteria/c{n}.yaml": "# " + "x" * 1_900_000 for n in range(5)})
    for path in (many, large):
        assert len(refused(path)) == 1
        assert "holds more than" in refused(path)[0]


def test_more_rules_than_can_be_weighed_are_refused(tmp_path: Path) -> None:
    head, _, rule = RULE.partition("rules:\n")
    rules = "".join(rule.replace("acme-boards", f"acme-{n}-boards") for n in range(MAX_ROWS))
    path = overlay(tmp_path, sources=SOURCES, criteria__reach=f"{head}rules:\n{rules}")
    assert refused(path) == [f"1:1: more than {MAX_ROWS:,} rules and constraints"]


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system [id]",
        "a: &a [*a]",
        "x: &x [1,1,1,1,1,1,1,1,1]\ny: &y [*x,*x,*x,*x,*x,*x,*x,*x,*x]\nz: [*y,*y,*y,*y,*y,*y,*y,*y,*y]",
        "[" * 2000,
        'title: "\\e[31mred"',
        "title: 'Look ::error::here'",
        "title: '##[command]x'",
    ],
)
def test_hostile_text_is_refused(text: str, tmp_path: Path) -> None:
    assert refused(folder(tmp_path, {"overlay.yaml": ABOUT, "sources.yaml": text}))


def test_markup_in_an_overlay_stays_text(tmp_path: Path, advisor: Advisor) -> None:
    hostile = "<script>alert(1)</script> {{ 7*7 }} [red]x[/red] | a [link](http://x)"
    rule = RULE.replace("Our boards run the right one.", f"'{hostile}'")
    path = overlay(tmp_path, sources=SOURCES, criteria__reach=rule)
    rules = ("--rules", TINY, "--rules", path)
    text = " ".join(advisor("recommend", "-", *rules, stdin=PROFILE).out.split())
    assert "{{ 7*7 }} [red]x[/red] | a [link]" in text
    for out in (
        advisor("recommend", "-", "--format", "markdown", *rules, stdin=PROFILE).out,
        advisor("record", "-", "-o", "-", "--today", "2025-03-31", *rules, stdin=PROFILE).out,
    ):
        assert "<script>" not in out
        assert "[link](" not in out
        assert "{{ 7" in out


def test_code_in_an_overlay_is_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "made"
    code = f"open({str(made)!r}, 'w').close()\n"
    names = ("__init__.py", "conftest.py", "criteria/__init__.py", "sitecustomize.py", "yaml.py")
    path = folder(whole(tmp_path / "acme"), dict.fromkeys(names, code))
    monkeypatch.chdir(path)
    assert laid(path).layers
    assert not made.exists()


ODD: tuple[Any, ...] = (None, [], {}, True, "x", "0", "-1", ["left"], {"a": "b"}, [{"id": "left"}], {"to": {"id": "x"}})
ODD_OVERLAY = {
    "overlay.yaml": ABOUT + CHANGE + "  - {setting: verdict, reason: Why., to: {lean_below: 1}}\n"
    "  - {criterion: reach, reason: Why., to: {weight: 2}}\n"
    "  - {question: project.stage, reason: Why., add: {options: [{id: new, label: N, usual: 2}]}}\n"
    "  - {alternative: left, reason: Why., to: {groups: []}, add: {hands_over: []}}\n" + RETIRED,
    "sources.yaml": SOURCES,
    "criteria/reach.yaml": RULE,
    "components/glue.yaml": "family: glue\ntitle: Glue\ncomponents:\n"
    "  - {id: glue, title: Glue, kind: format, description: D., takes: [glue], gives: [glue]}\n",
    "questions/acme.yaml": "section: acme\ntitle: Acme\nquestions:\n"
    "  - {id: acme.x, kind: level, prompt: P, why: W, options: [{id: a, label: A}, {id: b, label: B}]}\n",
}


@pytest.mark.parametrize("name", ODD_OVERLAY)
def test_whatever_stands_in_an_overlay_it_is_laid_or_refused_with_places(name: str, tmp_path: Path) -> None:
    path = folder(tmp_path, ODD_OVERLAY)
    data = parse(ODD_OVERLAY[name], name).data
    unplaced = []
    for n, steps in enumerate(paths_in(data)):
        for odd in ODD[n % 5 :: 5]:
            (path / name).write_text(yaml.safe_dump(with_value(data, steps, odd), sort_keys=False), "utf-8")
            try:
                laid(path)
            except AdvisorError as error:
                unplaced += [(steps, odd, fault) for fault in error.faults if not fault.place]
    assert not unplaced
