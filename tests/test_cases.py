"""The decision cases beside the rules: the articles' own, and those of today."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.loading.rules import load_rules
from advisor.model.rulebase import RuleBase
from advisor.quality.case_files import case_files
from advisor.quality.cases import Outcome, run_cases
from tests.running import in_process

HERE = Path(__file__).parent


@cache
def base() -> RuleBase:
    return load_rules()


def outcomes(path: Path) -> list[Outcome]:
    return list(run_cases(base(), case_files(path)))


@pytest.mark.parametrize("path", case_files(HERE / "cases"), ids=lambda path: path.stem)
def test_every_case_comes_out(path: Path) -> None:
    assert [f"{o.case}: {o.difference}" for o in outcomes(path) if o.difference] == []


def test_the_articles_are_all_there() -> None:
    assert len(outcomes(HERE / "cases" / "articles")) == 107


def test_most_cases_of_today_are_as_full_as_real_projects() -> None:
    found = outcomes(HERE / "cases" / "today")
    assert len(found) >= 200
    assert sum(len(o.profile.answers) >= 8 for o in found) > len(found) / 2


def test_every_alternative_wins_somewhere_today() -> None:
    winners = {o.recommendation.alternative for o in outcomes(HERE / "cases" / "today")}
    assert {a.id for a in base().alternatives} <= winners


def test_a_known_miss_is_still_one() -> None:
    """Once a rule mends it, the case moves to `cases/today`."""
    assert [o.case for o in outcomes(HERE / "known-misses.yaml") if not o.difference] == []


CASE = """
  - case: line-{n}
    scenario: A line.
    expected: pytorch
    profile: {{project: {{stage: {stage}}}}}"""


def test_every_broken_profile_of_every_case_file_is_told(tmp_path: Path) -> None:
    for name in ("first.yaml", "second.yaml"):
        cases = "".join(CASE.format(n=n, stage=stage) for n, stage in enumerate(("resarch", "research", "prodction")))
        (tmp_path / name).write_text(f"about: Lines.\ncases:{cases}\n", "utf-8")
    (tmp_path / "third.yaml").write_bytes(b"about: L\xfcbeck\n")
    with pytest.raises(InputError) as refused:
        outcomes(tmp_path)
    told = [str(fault).partition(": ")[0].removeprefix(f"{tmp_path}/") for fault in refused.value.faults]
    assert told == ["first.yaml:6:32", "first.yaml:14:32", "second.yaml:6:32", "second.yaml:14:32", "third.yaml:1:9"]


def test_a_case_file_that_is_not_utf_8_is_invalid_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.yaml"
    path.write_bytes(b"about: L\xfcbeck\n")
    ended = in_process(monkeypatch, capsys)("rules", "test", path)
    assert (ended.code, ended.out) == (2, "")
    assert f"{path}:1:9: not UTF-8 text" in ended.err
