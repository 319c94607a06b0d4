"""`advisor rules lint` as it is called: places, formats, exit codes; and the packaged rules are clean."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from advisor.loading.exclusions import load_exclusions
from advisor.loading.places import Places
from advisor.loading.rules import load_claims, load_rules
from advisor.quality.lint.registry import lint
from advisor.quality.lint.subject import Subject
from advisor.resources import bundled
from tests.running import ROOT, Advisor, base, in_process

TINY = ROOT / "tests" / "data" / "tiny_rules"
FAST = "--check", "never-fires", "--check", "because-sentence"


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    call = in_process(monkeypatch, capsys)
    monkeypatch.setattr("advisor.loading.rules.load_rules", load_rules)  # folders change between two calls
    return call


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rule base of one's own, seen from the folder that holds it."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(TINY, tmp_path / "own").name)


def broken(folder: Path) -> Path:
    """Add a rule that can never fire."""
    path = folder / "criteria" / "ease.yaml"
    when = "{all: [{question: project.stage, is: idea}, {question: project.stage, is: live}]}"
    lines = [
        "  - id: never-there",
        f"    when: {when}",
        "    effect: {left: slight}",
        "    because: It is said to be so.",
        "    sources: [{source: book}]",
        "    since: 2025-01-01",
    ]
    path.write_text(path.read_text() + "\n".join(lines) + "\n")
    return path


def exclude(folder: Path, check: str, id_: str) -> None:
    entry = f"exclusions:\n  - {{check: {check}, ids: [{id_}], reason: It is an example.}}\n"
    (folder / "lint.yaml").write_text(entry)


def test_the_packaged_rules_are_clean_but_for_what_is_excluded_with_a_reason() -> None:
    places, rules = Places.read([bundled("rules")]), base()
    subject = Subject(rules, places, rules.settings.reviewed, rules.settings.stale_after, load_claims())
    findings = lint(subject, load_exclusions(bundled("rules")))
    assert [(f.check, f.key) for f in findings if f.waiver is None] == []
    assert {a.id for a in rules.alternatives} <= subject.outcomes.winners.keys()


def test_a_finding_has_its_place_and_fails(advisor: Advisor, folder: Path) -> None:
    path = broken(folder)
    line = 1 + path.read_text().splitlines().index("  - id: never-there") + 1
    ended = advisor("rules", "lint", folder, *FAST)
    assert ended.code == 1
    assert ended.out.startswith(f"own/criteria/ease.yaml:{line}:11: error[never-fires]: the rule 'never-there'")


def test_a_finding_that_is_not_bad_enough_does_not_fail(advisor: Advisor, folder: Path) -> None:
    path = broken(folder)
    path.write_text(path.read_text().replace("is: live}]}", "is: idea}]}").replace("to be so.", "to be so"))
    assert advisor("rules", "lint", folder, *FAST).code == 1
    assert advisor("rules", "lint", folder, *FAST, "--fail-on", "warning").code == 0


def test_json_names_the_finding_and_the_checks_that_ran(advisor: Advisor, folder: Path) -> None:
    broken(folder)
    shape = advisor("rules", "lint", folder, *FAST, "--format", "json").json
    assert shape["format"] == "advisor.findings/1"
    assert [(f["check"], f["key"], f["file"]) for f in shape["findings"]] == [
        ("never-fires", "never-there", "own/criteria/ease.yaml")
    ]
    assert [check["id"] for check in shape["checks"]] == ["never-fires", "because-sentence"]


@pytest.mark.parametrize("format_", ["sarif", "junit", "github", "gitlab"])
def test_the_formats_of_ci_systems_hold_it_too(advisor: Advisor, folder: Path, format_: str) -> None:
    broken(folder)
    assert "never-there" in advisor("rules", "lint", folder, *FAST, "--format", format_).out


def test_what_is_excluded_passes_and_is_told_on_request(advisor: Advisor, folder: Path) -> None:
    broken(folder)
    exclude(folder, "never-fires", "never-there")
    ended = advisor("rules", "lint", folder, *FAST)
    assert ended.code == 0
    assert "1 more are excluded with a reason" in ended.out
    assert "It is an example." in advisor("rules", "lint", folder, *FAST, "--excluded").out


def test_an_exclusion_that_is_not_needed_has_its_place(advisor: Advisor, folder: Path) -> None:
    exclude(folder, "never-fires", "never-there")
    ended = advisor("rules", "lint", folder, *FAST)
    assert ended.code == 1
    assert ended.out.startswith("own/lint.yaml:2:5: warning[unused-exclusion]")


def test_faults_of_a_file_are_findings_with_their_places(advisor: Advisor, folder: Path) -> None:
    path = broken(folder)
    path.write_text(path.read_text().replace("effect: {left", "efect: {left"))
    ended = advisor("rules", "lint", folder)
    assert ended.code == 1
    assert "error[invalid]: unknown key 'efect'" in ended.out
    assert "did you mean 'effect'?" in ended.out


def test_an_exclusion_with_an_unknown_key_is_a_fault(advisor: Advisor, folder: Path) -> None:
    exclude(folder, "never-fires", "never-there")
    (folder / "lint.yaml").write_text((folder / "lint.yaml").read_text().replace("reason", "because"))
    ended = advisor("rules", "lint", folder, *FAST)
    assert ended.code == 1
    assert "unknown key 'because'" in ended.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--check", "never-fire"), "did you mean 'never-fires'?"),
        (("--fail-on", "bad"), "valid here: error, warning, note"),
        (("--stale-after", "soon"), "write it as 180d"),
        (("nowhere",), "there is no folder nowhere"),
    ],
)
def test_what_is_not_understood_is_refused(advisor: Advisor, arguments: tuple[str, ...], said: str) -> None:
    ended = advisor("rules", "lint", *arguments)
    assert ended.code == 2
    assert said in ended.err


def test_equal_rules_give_equal_bytes(advisor: Advisor, folder: Path) -> None:
    arguments = "rules", "lint", folder, "--format", "json", "--today", "2025-06-01", "--witnesses"
    first, second = advisor(*arguments), advisor(*arguments)
    assert first.out == second.out
    assert "decides for" in first.out
