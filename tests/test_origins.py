"""Where things come from: every report, for people and machines, says which overlay had a hand in what it shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from advisor.report import Format
from advisor.report.schema_v1 import RecommendationShape
from tests.running import ROOT, Advisor, in_process

EXAMPLE = ROOT / "examples" / "overlay"
LINE = EXAMPLE / "line-4.yaml"
RULES = ("--rules", EXAMPLE / "rules")
BROOK = {"added_by": "brook-bottling", "changed_by": []}
SITE = """\
id: site
title: Rules of the site
version: "3"
by: the site's engineers
over: {id: deep-learning-framework, versions: [0.1.0]}
retired:
  - {component: brook-runner, reason: Nobody patches it any more.}
changes:
  - {rule: brook-shared-server-has-pytorch, reason: There are two by now., to: {effect: {pytorch: strong}}}
"""


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


@pytest.fixture(name="both")
def _both(tmp_path: Path) -> tuple[object, ...]:
    """The overlay of the example, and over it one that retires its runtime and changes its rule."""
    (tmp_path / "overlay.yaml").write_text(SITE, "utf-8")
    return (*RULES, "--rules", tmp_path)


def recommended(advisor: Advisor, *words: object) -> Any:
    found = advisor("recommend", LINE, "--format", "json", "--brief", *words).json
    RecommendationShape.model_validate(found)
    return found


def flat(text: str) -> str:
    return " ".join(text.split())


# --- a component that an overlay retired


def test_a_veto_names_the_retired_component_the_overlay_and_whom_to_ask(
    advisor: Advisor, both: tuple[object, ...]
) -> None:
    (hybrid,) = (a for a in recommended(advisor, *both)["alternatives"] if a["id"] == "hybrid")
    (veto,) = (v for v in hybrid["vetoes"] if v["constraint"] == "route:hybrid:brook-box")
    assert veto["because"] == (
        "No way from Hybrid to the Brook camera box is left: the one there led through Brook Runner, which the overlay "
        "site has retired."
    )
    assert veto["lift"].endswith("show another way there, or ask the site's engineers about the retirement.")
    assert (veto["added_by"], veto["changed_by"]) == ("brook-bottling", ["site"])


def test_a_way_that_a_retirement_closed_is_told_at_its_target(advisor: Advisor, both: tuple[object, ...]) -> None:
    (hybrid,) = (a for a in recommended(advisor, *both)["alternatives"] if a["id"] == "hybrid")
    (route,) = (r for r in hybrid["routes"] if r["target"] == "brook-box")
    assert route["warnings"] == ["the way there led through Brook Runner, which the overlay site has retired"]
    told = flat(advisor("recommend", LINE, "--brief", *both).out)
    assert "route:hybrid:brook-box, Brook Runner added by brook-bottling, retired by site" in told


def test_a_way_that_a_retirement_made_worse_says_so(advisor: Advisor, tmp_path: Path) -> None:
    head = SITE.partition("retired:")[0]
    (tmp_path / "overlay.yaml").write_text(head + "retired: [{component: executorch, reason: Not ours.}]\n", "utf-8")
    words = ("--set", "deployment.targets=[android]", "--rules", tmp_path)
    found = advisor("recommend", "-", "--brief", "--format", "json", *words, stdin="{}").json
    (pytorch,) = (a for a in found["alternatives"] if a["id"] == "pytorch")
    (cost,) = (c for c in pytorch["contributions"] if c["rule"] == "route:pytorch:android")
    assert cost["because"].endswith("; a better one led through ExecuTorch, which the overlay site has retired.")
    assert (cost["added_by"], cost["changed_by"]) == (None, ["site"])


# --- JSON


def test_json_tells_who_added_and_who_changed_each_thing(advisor: Advisor, both: tuple[object, ...]) -> None:
    found = recommended(advisor, *both)
    rules = {c["rule"]: c for a in found["alternatives"] for c in a["contributions"]}
    hands = {id_: (c["layer"], c["added_by"], c["changed_by"]) for id_, c in rules.items()}
    assert hands["brook-shared-server-has-pytorch"] == ("brook-bottling", "brook-bottling", ["site"])
    own = found["rule_base"]["id"]
    assert hands["hybrid-is-a-second-runtime"] == (own, None, ["brook-bottling"])
    assert hands["lively-research-community"] == (own, None, [])
    criteria = {c["id"]: (c["added_by"], c["changed_by"]) for c in found["criteria"]}
    assert criteria["deployment-reach"] == (None, ["brook-bottling"])
    assert criteria["training"] == (None, [])


def test_json_tells_the_steps_of_a_way_that_an_overlay_brought(advisor: Advisor) -> None:
    (hybrid,) = (a for a in recommended(advisor, *RULES)["alternatives"] if a["id"] == "hybrid")
    touched = {r["target"]: r["touched_steps"] for r in hybrid["routes"]}
    assert touched["brook-box"] == [{"step": "brook-runner", **BROOK}]
    assert all(steps == [] for target, steps in touched.items() if target != "brook-box")


def test_the_list_of_rules_tells_it_in_json_too(advisor: Advisor, both: tuple[object, ...]) -> None:
    rows = {row["rule"]: row for row in advisor("rules", "list", "--format", "json", *both).json["rules"]}
    row = rows["brook-shared-server-has-pytorch"]
    assert (row["layer"], row["added_by"], row["changed_by"]) == ("brook-bottling", "brook-bottling", ["site"])


# --- commands that show less than a report


def test_flip_names_the_overlays_and_marks_the_weights_that_they_changed(advisor: Advisor) -> None:
    assert "[overlay:brook-bottling]" in advisor("flip", LINE, *RULES).out
    found = advisor("flip", LINE, "--format", "json", *RULES).json
    assert [overlay["id"] for overlay in found["overlays"]] == ["brook-bottling"]
    weights = {w["criterion"]: w["changed_by"] for w in found["weights"]}
    assert weights["deployment-reach"] == ["brook-bottling"]
    assert weights["training"] == []


@pytest.mark.parametrize(
    "words", [("what-if", LINE, "--set", "brook.gpu-budget="), ("diff", LINE, "OTHER")], ids=["what-if", "diff"]
)
def test_a_comparison_names_the_overlays_and_marks_their_rules(
    advisor: Advisor, words: tuple[object, ...], tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(LINE.read_text("utf-8").partition("brook:")[0], "utf-8")
    given = [other if word == "OTHER" else word for word in words]
    told = flat(advisor(*given, *RULES).out)
    assert "[brook-shared-server-has-pytorch, added by brook-bottling]" in told
    assert "[overlay:brook-bottling]" in told
    found = advisor(*given, "--format", "json", *RULES).json
    assert [overlay["id"] for overlay in found["overlays"]] == ["brook-bottling"]
    hands = {rule["rule"]: (rule["added_by"], rule["changed_by"]) for rule in found["rules"]}
    assert hands["brook-shared-server-has-pytorch"] == ("brook-bottling", [])


def test_two_days_compared_name_the_overlays_and_mark_their_rules(advisor: Advisor) -> None:
    days = ("--as-of", "2026-08-01", "--as-of", "2026-11-20")
    told = flat(advisor("diff", LINE, *days, *RULES).out)
    assert "[rule:brook-shared-server-has-pytorch, added by brook-bottling; brook-platform-handbook]" in told
    assert "[overlay:brook-bottling]" in told
    found = advisor("diff", LINE, *days, "--format", "json", *RULES).json
    assert [overlay["id"] for overlay in found["overlays"]] == ["brook-bottling"]
    moved = {rule["rule"]: rule["added_by"] for change in found["changes"] for rule in change["rules"]}
    assert moved["brook-shared-server-has-pytorch"] == "brook-bottling"


def test_the_gate_names_the_overlays_in_use(advisor: Advisor) -> None:
    assert "With the overlay brook-bottling 1.0." in advisor("check", LINE, *RULES, "--today", "2026-11-21").out
    found = advisor("check", LINE, *RULES, "--today", "2026-11-21", "--format", "json").json
    assert [(o["id"], o["version"]) for o in found["overlays"]] == [("brook-bottling", "1.0")]


def test_the_gate_marks_the_constraints_of_an_overlay_that_exclude(advisor: Advisor, tmp_path: Path) -> None:
    profile = tmp_path / "p.yaml"
    profile.write_text(LINE.read_text("utf-8").replace("libraries: []", "libraries: [numpyro]"), "utf-8")
    told = flat(advisor("check", profile, *RULES, "--today", "2026-11-21").out)
    assert "[brook-supported-frameworks, added by brook-bottling]" in told


# --- weights, and what an overlay does


@pytest.mark.parametrize("format_", [Format.text, Format.markdown, Format.html])
def test_reports_say_that_a_weight_was_changed(advisor: Advisor, format_: Format) -> None:
    told = flat(advisor("recommend", LINE, "--brief", "--format", format_, *RULES).out)
    assert "weight changed by brook-bottling" in told


def test_the_drivers_of_a_record_say_that_a_weight_was_changed(advisor: Advisor) -> None:
    told = advisor("record", LINE, "-o", "-", *RULES).out
    assert "* Deployment reach (15.4 %, weight changed by brook-bottling): " in told


@pytest.mark.parametrize("format_", list(Format))
def test_reports_list_what_was_added_and_show_old_and_new(advisor: Advisor, format_: Format) -> None:
    out = advisor("recommend", LINE, "--brief", "--format", format_, *RULES).out
    if format_ is Format.json:
        touches = {t["id"]: t for t in json.loads(out)["overlays"][0]["touches"]}
        assert (touches["deployment-reach"]["before"], touches["deployment-reach"]["after"]) == (["1"], ["2"])
        return
    told = flat(out).replace("\\", "").replace("-&gt;", "->").replace("&#45;", "-")
    assert "Added: The shared GPU server carries maintained images for PyTorch alone." in told
    assert "weight: 1 -> 2." in told
    assert "effect: {hybrid: -moderate} -> {hybrid: -slight}." in told
    assert "options: [brook-box] added." in told


def test_a_long_list_of_what_was_added_is_cut(advisor: Advisor, tmp_path: Path) -> None:
    rows = "".join(
        f"  - {{id: s{n}, title: Source {n}, kind: primary, evidence: documentation, date: 2026-02-01, "
        "read: 2026-03-01}\n"
        for n in range(11)
    )
    (tmp_path / "overlay.yaml").write_text(SITE.partition("retired:")[0], "utf-8")
    (tmp_path / "sources.yaml").write_text(f"sources:\n{rows}", "utf-8")
    told = flat(advisor("recommend", "-", "--brief", "--rules", tmp_path, stdin="{}").out)
    assert "Added: Source 7. [source:s7] * And 3 more added, which --format json lists. [overlay:site]" in told


# --- explain


def test_every_reference_of_the_part_on_overlays_is_one_that_explain_takes(
    advisor: Advisor, both: tuple[object, ...]
) -> None:
    out = flat(advisor("recommend", LINE, "--brief", *both).out)
    told = out.partition("Overlays ")[2].partition("from 50")[0]
    names = {word.strip("[]") for word in told.split() if word.startswith("[") and ":" in word and word.endswith("]")}
    assert {"overlay:site", "setting:verdict", "component:brook-runner"} <= names
    for name in sorted(names):
        assert advisor("explain", name, *both).code == 0, name


def test_explain_tells_an_overlay_and_what_it_touches(advisor: Advisor, both: tuple[object, ...]) -> None:
    told = flat(advisor("explain", "overlay:site", *both).out)
    assert "3, written for 0.1.0 of deep-learning-framework" in told
    assert "the site's engineers" in told
    assert "component:brook-runner: Brook Runner. Why: Nobody patches it any more." in told


def test_explain_tells_a_setting_now_and_before(advisor: Advisor) -> None:
    told = flat(advisor("explain", "setting:verdict", *RULES).out)
    assert "lean_below: 1 " in told
    assert "lean_below: 0.75 -> 1 by brook-bottling 1.0: Equipment stays for ten years" in told


@pytest.mark.parametrize(
    ("name", "said"),
    [("overlay:brook-botling", "did you mean 'brook-bottling'?"), ("setting:verdit", "did you mean 'verdict'?")],
)
def test_explain_says_what_was_meant(advisor: Advisor, name: str, said: str) -> None:
    ended = advisor("explain", name, *RULES)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_rules_show_says_that_a_constraint_is_none(advisor: Advisor) -> None:
    ended = advisor("rules", "show", "brook-no-agpl", *RULES)
    assert (ended.code, ended.out) == (2, "")
    assert "'brook-no-agpl' is a constraint, not a rule" in ended.err
    assert "`advisor explain brook-no-agpl` shows it" in ended.err


# --- sentences


def test_two_days_compared_say_a_sentence_about_a_way_once(advisor: Advisor) -> None:
    profile = ROOT / "examples" / "hybrid-organisation.yaml"
    told = flat(advisor("diff", profile, "--as-of", "2025-03-31", "--as-of", "2026-11-20").out)
    assert "The best way" in told
    assert "(The best way" not in told
    assert "(No way" not in told


def test_a_brief_report_says_which_constraints_leave_nobody_eligible(advisor: Advisor) -> None:
    told = advisor("recommend", LINE, "--brief", "--set", "model.libraries=[numpyro]", *RULES).out
    early = flat(told.partition("Overlays")[0])
    assert "What excludes them" in early
    assert "Give the library up. [libraries-of-jax]" in early
    assert "[brook-supported-frameworks, added by brook-bottling]" in early


@pytest.mark.parametrize("format_", [Format.text, Format.markdown, Format.html])
def test_what_may_still_exclude_says_which_overlay_it_is_of(advisor: Advisor, format_: Format) -> None:
    told = flat(advisor("recommend", "-", "--brief", "--format", format_, *RULES, stdin="{}").out)
    assert "model.libraries" in told
    assert "constraints, 1 of them touched by brook-bottling" in told
