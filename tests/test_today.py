"""What the facts of November 2026 must do to the advice, through the real commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.cli.main import run

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
THEN, NOW = "2025-03-31", "2026-11-20"
MOVED_BY = ("rule:", "component:", "route:", "source:")


@pytest.fixture(name="out")
def _out(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COLUMNS", "80")

    def call(*args: str, code: int = 0) -> str:
        assert run(list(args)) == code
        return capsys.readouterr().out

    return call


def differences(out, path: Path) -> dict:  # type: ignore[no-untyped-def,type-arg]
    found: dict[str, object] = json.loads(out("diff", str(path), "--as-of", THEN, "--as-of", NOW, "--format", "json"))
    return found


def test_the_facts_change_at_least_four_examples_and_are_named(out) -> None:  # type: ignore[no-untyped-def]
    changed = 0
    for path in EXAMPLES:
        found = differences(out, path)
        if found["changes_recommendation"] or found["routes"]:
            changed += 1
            named = [c for c in found["changes"] if c["what"] and c["what"].startswith(MOVED_BY)]
            assert named, path
            assert all(c["sources"] for c in named), path
    assert changed >= 4


def test_the_difference_reads_well(out) -> None:  # type: ignore[no-untyped-def]
    text = out("diff", str(ROOT / "examples" / "edge-inspection.yaml"), "--as-of", THEN, "--as-of", NOW)
    assert text.startswith(f"{THEN}: TensorFlow")
    for heading in ("The recommendation changes.", "What moved the scores", "Routes that changed", "Components whose"):
        assert heading in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("dates", [[], ["--as-of", THEN]])
def test_one_profile_needs_two_dates(dates: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", str(EXAMPLES[0]), *dates]) == 2
    assert "or one on two dates" in capsys.readouterr().err


@pytest.mark.parametrize("format_", ["text", "json"])
def test_two_profiles_are_compared(out, format_: str) -> None:  # type: ignore[no-untyped-def]
    text = out("diff", str(EXAMPLES[0]), str(EXAMPLES[1]), "--format", format_)
    assert "advisor.comparison/1" in text if format_ == "json" else "Rules that moved points" in text


@pytest.mark.parametrize(
    ("component", "words"),
    [
        ("torchserve", ["archived since 2025-08-07"]),
        ("torchtext", ["archived"]),
        ("torchaudio", ["maintenance"]),
        ("tensorflow-addons", ["archived"]),
        ("tensorflow-hub", ["kaggle-models"]),
        ("torch-cuda-amp", ["deprecated", "torch-amp"]),
        ("torch-distributed-rpc", ["maintenance"]),
        ("tf-lite-interpreter", ["deprecated"]),
    ],
)
def test_a_component_tells_its_timeline(out, component: str, words: list[str]) -> None:  # type: ignore[no-untyped-def]
    text = " ".join(out("explain", f"component:{component}").split())
    assert "Status" in text
    assert [word for word in words if word not in text] == []


def test_a_route_is_told_with_every_way_and_what_to_install(out) -> None:  # type: ignore[no-untyped-def]
    text = out("explain", "route:pytorch:android")
    assert "1. PyTorch > torch.export" in text
    assert "ExecuTorch" in text
    assert "pip install" in text


@pytest.mark.parametrize("name", ["route:pytorch:moon", "route:cobol:android"])
def test_a_route_of_nothing_known_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", name]) == 2
    assert "there is no" in capsys.readouterr().err


def test_a_target_tells_the_best_way_of_each_alternative(out) -> None:  # type: ignore[no-untyped-def]
    text = out("explain", "target:beckhoff-twincat")
    assert "Closed" in text
    assert "torch.onnx.export" in text


def test_everything_has_a_source_and_the_evidence_is_counted(out) -> None:  # type: ignore[no-untyped-def]
    assert "without any source: 0" in out("rules", "coverage")
    found = json.loads(out("rules", "coverage", "--format", "json"))
    assert found["without_source"] == []
    assert set(found["evidence"]["sources"]) >= {"registry", "repository", "documentation", "issue", "secondary"}


def test_what_is_due_for_another_look_is_listed(out) -> None:  # type: ignore[no-untyped-def]
    stale = "rules", "lint", "--check", "stale-evidence"
    assert out(*stale, "--stale-after", "180d", "--today", "2026-12-01").startswith("0 errors, 0 warnings")
    late = json.loads(out(*stale, "--today", "2027-12-01", "--format", "json", code=1))
    assert {finding["check"] for finding in late["findings"]} == {"stale-evidence"}
    assert late["findings"][0]["file"].endswith("sources.yaml")
    assert "rests on it:" in out(*stale, "--today", "2027-12-01", code=1)


def test_days_are_days(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "lint", "--stale-after", "half a year"]) == 2
    assert "write it as 180d" in capsys.readouterr().err


@pytest.mark.parametrize("format_", ["text", "json", "markdown"])
def test_a_report_shows_the_way_to_each_target_and_what_no_longer_counts(out, format_: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "p.yaml"
    path.write_text(
        "deployment: {targets: [android, plc], existing-serving: torchserve, serving-language: cpp}\n"
        "training: {python: '3.15'}\n"
    )
    text = " ".join(out("recommend", str(path), "--format", format_).split())
    assert "torchserve" in text.lower()
    assert "executorch" in text.lower()
    assert "archived since 2025-08-07" in text
    assert "not to be had for python 3.15" in text
    assert "existing-torchserve" in text
