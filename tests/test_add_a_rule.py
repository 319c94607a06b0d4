"""The page that tells how to add a rule: what it shows works as it stands there."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from tests.running import ROOT, Advisor, in_process

PAGE = ROOT / "docs" / "add-a-rule.md"
RULE = "beginners-finish-with-keras"
EXAMPLES = "tests/cases/rules/developer-experience.yaml"
CASES = "tests/cases/today/courses.yaml"


@cache
def shown() -> dict[str, str]:
    """Return what the page shows, by the file that it goes into."""
    files = "rules/sources.yaml", "rules/criteria/developer-experience.yaml", "rules/lint.yaml", EXAMPLES, CASES
    return dict(zip(files, re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL), strict=True))


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Advisor:
    """Return the command with the page's rule added to a copy of the rules."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    for file, text in shown().items():
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        before = (ROOT / file).read_text("utf-8") if (ROOT / file).exists() else ""
        path.write_text(f"{before}\n{text}" if before else text, "utf-8")
    monkeypatch.chdir(tmp_path)
    call = in_process(monkeypatch, capsys)
    return lambda *words: call("rules", *words, "--rules", tmp_path / "rules")


def test_its_case_and_its_examples_come_out(advisor: Advisor) -> None:
    assert advisor("test", CASES).out == "1 passed, 0 failed\n"
    told = advisor("test", EXAMPLES, "--both-ways").out
    assert " 0 failed" in told
    assert RULE not in told


def test_its_case_fails_without_the_rule(advisor: Advisor) -> None:
    path = Path("rules/criteria/developer-experience.yaml")
    marked = "".join(f"# {line}" for line in shown()[path.as_posix()].splitlines(keepends=True))
    path.write_text(path.read_text("utf-8").replace(shown()[path.as_posix()], marked), "utf-8")
    assert advisor("test", CASES).code == 1


def test_lint_finds_nothing_in_it_but_what_the_page_excludes(advisor: Advisor) -> None:
    quick = ("unused-id", "double-counting", "subsumed", "contradicting", "single-source", "because-names")
    checks = [word for check in quick for word in ("--check", check)]
    found = advisor("lint", *checks, "--format", "json").json["findings"]
    assert [finding["key"] for finding in found if not finding["waiver"]] == []
    assert f"rule:{RULE}" in [finding["key"] for finding in found]


def test_its_examples_are_among_those_that_mutation_proposes(advisor: Advisor) -> None:
    told = advisor("mutate", CASES, "--only", RULE, "--propose", "--jobs", 1).out
    assert "- profile: {alternatives: [keras, jax], project: {stage: learning}}" in told
