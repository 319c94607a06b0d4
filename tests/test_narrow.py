"""On a narrow terminal no id and no path is broken, and lines break between words."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.cli.asking import _filled, _has_schema
from advisor.errors import Place
from advisor.loading.writing import SCHEMA, SCHEMA_LINE
from advisor.quality.telling_coverage import percent
from advisor.report.findings.run import Run, Subject
from advisor.report.findings.text import to_text

NAME, FILE = "logs-can-be-read-again-from-any-place", "rules/criteria/semantics.yaml"


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_what_was_looked_at_is_told_without_a_broken_name_or_path(width: int) -> None:
    subject = Subject(Place(FILE, 12, 1), "rule", NAME, "decides for load.replay: yes; house.operators: some")
    told = to_text(Run("lint", (), {}, (subject,), "error"), width=width, colour=False)
    assert NAME in told
    assert f"{FILE}:12" in told
    assert all(len(line) <= width for line in told.splitlines())


def test_a_line_to_the_terminal_breaks_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    told = _filled("Up to 5 questions. Ctrl-C stops and keeps the answers in a-file/that-is-longer/than-the-line.yaml.")
    assert told.splitlines()[0] == "Up to 5 questions. Ctrl-C stops and"
    assert "a-file/that-is-longer/than-the-line.yaml." in told.splitlines()


def test_a_profile_names_its_schema_only_where_it_lies_beside_it(tmp_path: Path) -> None:
    profile = tmp_path / "p.yaml"
    assert not _has_schema(profile, "")
    (tmp_path / SCHEMA).touch()
    assert _has_schema(profile, "")
    assert not _has_schema(profile, "name: a\n")
    assert _has_schema(profile, f"{SCHEMA_LINE}\nname: a\n")


def test_shares_are_rounded_and_only_all_is_called_all() -> None:
    assert [percent(value) for value in (66.67, 99.97, 100.0)] == ["66.7 %", "99.9 %", "100.0 %"]
