"""What is wrong with a case file is told with its place, before any case is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import Advisor, in_process

FILE = """\
about: Lines.
{head}
cases:
  - case: line
    scenario: A line.
    expected: {expected}
    profile: {{project: {{stage: production}}}}
{more}"""


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


def told(advisor: Advisor, folder: Path, expected: str = "pytorch", head: str = "", more: str = "") -> str:
    (folder / "lines.yaml").write_text(FILE.format(head=head or "as_of: 2026-11-20", expected=expected, more=more))
    ended = advisor("rules", "test", folder)
    assert (ended.code, ended.out) == (2, "")
    return ended.err.replace(f"{folder}/", "").strip()


@pytest.mark.parametrize(
    ("expected", "fault"),
    [
        ("pytorh", "lines.yaml:6:15: there is no alternative 'pytorh'\n    did you mean 'pytorch'?"),
        ("{alternative: pytorh}", "lines.yaml:6:29: there is no alternative 'pytorh'\n    did you mean 'pytorch'?"),
        ("{contenders: [pytorh]}", "lines.yaml:6:29: there is no alternative 'pytorh'\n    did you mean 'pytorch'?"),
        ("{never: [kers]}", "lines.yaml:6:24: there is no alternative 'kers'\n    did you mean 'keras'?"),
        ("{excluded: [kers]}", "lines.yaml:6:27: there is no alternative 'kers'\n    did you mean 'keras'?"),
        (
            "{silent: [faster-iteratio]}",
            "lines.yaml:6:25: there is no rule or constraint 'faster-iteratio'\n    did you mean 'faster-iteration'?",
        ),
        (
            "{fires: [faster-iteratio]}",
            "lines.yaml:6:24: there is no rule or constraint 'faster-iteratio'\n    did you mean 'faster-iteration'?",
        ),
        (
            "{routes: {pytorch: {androd: []}}}",
            "lines.yaml:6:35: there is no target 'androd'\n    did you mean 'android'?",
        ),
        (
            "{routes: {pytorch: {android: [executorh]}}}",
            "lines.yaml:6:45: there is no component 'executorh'\n    did you mean 'executorch'?",
        ),
        ("{}", "lines.yaml:6:15: expected says nothing\n    say what must come out, or leave it out"),
    ],
)
def test_what_is_expected_must_be_there(advisor: Advisor, tmp_path: Path, expected: str, fault: str) -> None:
    assert told(advisor, tmp_path, expected) == fault


def test_a_verdict_is_one_of_those_there_are(advisor: Advisor, tmp_path: Path) -> None:
    found = told(advisor, tmp_path, "{verdict: sure}")
    assert found.startswith("lines.yaml:6:25: cases[0].expected.verdict: 'sure' is not one of its options\n")
    assert found.endswith("valid here: clear, lean, toss-up, none-eligible")


def test_a_misspelt_criterion_is_told_once_and_not_for_every_profile(advisor: Advisor, tmp_path: Path) -> None:
    assert told(advisor, tmp_path, head="only: servin").startswith("lines.yaml:2:7: there is no criterion 'servin'")


def test_a_misspelt_rule_of_examples_is_told(advisor: Advisor, tmp_path: Path) -> None:
    more = "rules:\n  - rule: faster-iteratio\n    fires:\n      - profile: {}\n"
    assert "lines.yaml:9:11: there is no rule or constraint 'faster-iteratio'" in told(advisor, tmp_path, more=more)


def test_a_rule_without_any_example_is_told(advisor: Advisor, tmp_path: Path) -> None:
    more = "rules:\n  - rule: faster-iteration\n"
    assert "it has no example: give one under `fires` or `silent`" in told(advisor, tmp_path, more=more)


def test_a_source_that_is_not_there_and_a_name_that_is_taken_are_told_together(
    advisor: Advisor, tmp_path: Path
) -> None:
    more = "    sources: [nowhere]\n  - case: line\n    scenario: Another.\n    expected: jax\n    profile: {}\n"
    found = told(advisor, tmp_path, more=more)
    assert "lines.yaml:8:15: there is no source 'nowhere'" in found
    assert "lines.yaml:9:11: the name 'line' is taken\n    choose another; the first stands at " in found


def test_a_day_before_the_rule_base_begins_is_told_with_its_place(advisor: Advisor, tmp_path: Path) -> None:
    found = told(advisor, tmp_path, head="as_of: 2024-08-01")
    assert found == "lines.yaml:2:8: as_of: the rule base begins on 2025-01-01\n    take a date from then on"


def test_a_file_that_ends_in_yml_is_read_too(advisor: Advisor, tmp_path: Path) -> None:
    text = FILE.format(head="as_of: 2026-11-20", expected="{never: [jax]}", more="")
    (tmp_path / "lines.yml").write_text(text)
    assert advisor("rules", "test", tmp_path).out.endswith("1 passed, 0 failed\n")
