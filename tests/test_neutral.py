"""What is told without a rule base at hand, or of any, names no subject."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.running import Advisor, in_process

BIKES = Path(__file__).resolve().parent / "data" / "courier_bikes"
PROFILE = BIKES.parent / "courier.yaml"
OURS = re.compile(r"tensorflow|pytorch|keras|deep.learning|framework|\btrain(ed|ing)\b|the articles|\bmodels?\b", re.I)


@pytest.fixture
def advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


def visible(page: str) -> str:
    """The words of a page, without its style and its scripts."""
    return re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<(style|script).*?</\1>", "", page))


def test_a_page_of_another_subject_has_no_word_of_ours(advisor: Advisor) -> None:
    page = visible(advisor("recommend", PROFILE, "--format", "html", "--rules", BIKES).out)
    assert OURS.search(page) is None, OURS.search(page)
    assert re.search(r"Since \d{4}-\d\d-\d\d", page)


def test_an_index_of_another_subject_has_no_word_of_ours(advisor: Advisor, tmp_path: Path) -> None:
    advisor("recommend", PROFILE, PROFILE, "--format", "html", "-o", tmp_path, "--rules", BIKES)
    index = visible((tmp_path / "index.html").read_text("utf-8"))
    assert OURS.search(index) is None, OURS.search(index)


@pytest.mark.parametrize("check", ["contradicting", "departs-from-record", "route-degraded"])
def test_checks_are_explained_without_a_word_of_ours(check: str, advisor: Advisor) -> None:
    told = advisor("explain", f"check:{check}", "--rules", BIKES)
    assert OURS.search(told.out) is None, told.out


@pytest.mark.parametrize("of", ["recommendation", "rules"])
def test_schemas_describe_without_a_word_of_ours(of: str, advisor: Advisor) -> None:
    told = advisor("schema", of).out
    for wrong in ("framework trained", "deep-learning", "from training", "a model must run"):
        assert wrong not in told
