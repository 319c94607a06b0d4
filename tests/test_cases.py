"""The decision cases beside the rules: the articles' own, and those of today."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from advisor.loading.rules import load_rules
from advisor.model.rulebase import RuleBase
from advisor.quality.cases import Outcome, case_files, run_cases

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
