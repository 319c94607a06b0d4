"""The gate with overlays: where it takes them from, and what it says of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.running import ROOT, Advisor, Ended, in_process

EXAMPLE = ROOT / "examples" / "overlay"
TODAY = "2026-11-21"


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    return in_process(monkeypatch, capsys)


@pytest.fixture(name="here")
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a profile that answers questions of an overlay, and the overlay in org/rules."""
    (tmp_path / ".git").mkdir()
    shutil.copy(EXAMPLE / "line-4.yaml", tmp_path)
    shutil.copytree(EXAMPLE / "rules", tmp_path / "org" / "rules")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def policy(*lines: str, file: str = "advisor.toml") -> None:
    Path(file).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def checked(advisor: Advisor, *arguments: object) -> Ended:
    return advisor("check", *(arguments or ("line-4.yaml",)), "--format", "json", "--today", TODAY)


def ids(ended: Ended) -> list[str]:
    return [finding["check"] for finding in ended.json["findings"]]


# --- where overlays come from


@pytest.mark.parametrize("file", ["advisor.toml", "pyproject.toml"])
def test_the_policy_names_the_overlays(here: Path, advisor: Advisor, file: str) -> None:
    policy(*(["[tool.advisor]"] if file == "pyproject.toml" else []), 'rules = ["org/rules"]', file=file)
    assert (checked(advisor).code, ids(checked(advisor))) == (0, [])


def test_the_policys_overlays_are_relative_to_its_file(
    here: Path, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy('rules = ["org/rules"]')
    (here / "services").mkdir()
    monkeypatch.chdir(here / "services")
    assert ids(checked(advisor, "../line-4.yaml")) == []


def test_overlays_of_the_command_line_take_the_place_of_the_policys(here: Path, advisor: Advisor) -> None:
    policy('rules = ["org/old"]')
    (here / "org" / "old").mkdir()
    assert ids(checked(advisor, "line-4.yaml", "--rules", "org/rules")) == []
    assert "org/old is no rule folder" in checked(advisor).err


def test_a_folder_of_the_policy_that_is_not_there_is_told_at_its_line(here: Path, advisor: Advisor) -> None:
    policy("", 'rules = ["org/rules", "nowhere"]')
    ended = checked(advisor)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("advisor.toml:2:1: rules: 'nowhere' is no folder\n")


def test_a_name_that_an_overlay_may_bring_is_told_with_where_to_name_it(here: Path, advisor: Advisor) -> None:
    found = checked(advisor).json["findings"]
    assert {finding["check"] for finding in found} == {"profile-invalid"}
    assert sum("An overlay may bring it" in detail for finding in found for detail in finding["details"]) == 1


def test_a_slip_of_the_pen_is_not_blamed_on_an_overlay(here: Path, advisor: Advisor) -> None:
    Path("slip.yaml").write_text("project: {stage: productoin}\n", "utf-8")
    (finding,) = checked(advisor, "slip.yaml").json["findings"]
    assert (finding["details"], finding["hint"]) == ([], "did you mean 'production'?")
