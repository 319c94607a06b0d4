"""Alternatives with the same score are told as level, whatever the order in which they are listed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from tests.running import Advisor, in_process

BIKES = Path(__file__).resolve().parent / "data" / "courier_bikes"
BLANK = "name: The hill"


@pytest.fixture
def advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


@pytest.fixture
def turned(tmp_path: Path) -> Path:
    """The bikes, listed in the other order."""
    folder = tmp_path / "bikes"
    shutil.copytree(BIKES, folder)
    path = folder / "alternatives.yaml"
    listed = yaml.safe_load(path.read_text("utf-8"))
    path.write_text(yaml.safe_dump({**listed, "alternatives": listed["alternatives"][::-1]}), "utf-8")
    return folder


def test_nothing_but_the_margin_keeps_those_that_are_level_apart(advisor: Advisor) -> None:
    result = advisor("recommend", "-", "--format", "json", "--rules", BIKES, stdin=BLANK).json["recommendation"]
    assert (result["margin"], result["doubts"]) == (0.0, ["margin"])


@pytest.mark.parametrize("kind", ["text", "markdown", "html"])
def test_no_report_speaks_of_a_lead_of_nothing(kind: str, advisor: Advisor) -> None:
    told = advisor("recommend", "-", "--format", kind, "--rules", BIKES, stdin=BLANK).out
    for wrong in ("+0.0", "0.0 points", "by less than 0.1", "would lead by", "under 100 % of all weights, "):
        assert wrong not in told
    assert "come first together under 100" in told
    assert "is level with" in told


def test_the_order_of_alternatives_changes_no_finding(advisor: Advisor, turned: Path) -> None:
    def found(rules: Path) -> tuple[object, ...]:
        shape = advisor("recommend", "-", "--format", "json", "--rules", rules, stdin=BLANK).json
        leads = {x["id"]: x["leads"] for x in shape["analyses"]["completions"]["alternatives"]}
        accepted = {x["alternative"]: (x["ranks"], sorted(x["level_with"])) for x in shape["acceptability"]}
        changes = {x["question"]: x["flips"] for x in shape["analyses"]["open_questions"]}
        evidence = shape["analyses"]["evidence"]
        moved = {key: evidence[key]["changes"] for key in ("without_secondary", "without_older")}
        return leads, accepted, changes, moved

    assert found(BIKES) == found(turned)
