"""The fixture repositories: every answer and every finding that is expected is found, and none is invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advisor.loading.yamltext import parse
from advisor.model.scanned import Scan
from advisor.report.scan import profile_of, sureness, to_profile
from advisor.scan.findings import against, dead_parts
from advisor.scan.repository import scan_repository
from tests.running import ROOT, base

REPOSITORIES = Path(__file__).parent / "data" / "repositories"
NAMES = sorted(path.name for path in REPOSITORIES.iterdir() if path.is_dir())


def scan(root: Path) -> Scan:
    return scan_repository(root, base())


def expected(name: str) -> dict[str, Any]:
    path = REPOSITORIES / f"{name}.yaml"
    data: dict[str, Any] = parse(path.read_text("utf-8"), str(path)).data
    return data


def places(evidence: Any) -> list[str]:
    return list(dict.fromkeys(f"{e.trace.place.file}:{e.trace.place.line}" for e in evidence))


def written(root: Path, **files: str) -> Path:
    """Write a repository; `__` in a keyword stands for a slash, `_dot_` for a dot."""
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def test_there_are_enough_fixtures_and_each_says_what_is_to_be_seen() -> None:
    assert len(NAMES) >= 25
    assert sorted(path.stem for path in REPOSITORIES.glob("*.yaml")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_answer_is_found_and_none_invented(name: str) -> None:
    answers = scan(REPOSITORIES / name).answers
    found = {
        told.question: {
            "is": told.answer if isinstance(told.answer, str) else list(told.answer),
            "confidence": sureness(told.confidence),
            "seen": places(told.evidence),
        }
        for told in answers
    }
    assert found == expected(name).get("answers", {})


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_finding_is_found_and_none_invented(name: str) -> None:
    findings = dead_parts(base(), scan(REPOSITORIES / name), base().settings.reviewed)
    found = [
        f"{f.severity} {f.check} {f.key.partition(':')[0]} at {f.place.file}:{f.place.line}"
        for f in findings
        if f.check != "unreadable-file"
    ]
    assert found == expected(name).get("findings", [])


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_read_is_a_warning_with_its_line(name: str) -> None:
    warnings = scan(REPOSITORIES / name).warnings
    assert [f"{w.place.file}:{w.place.line}" for w in warnings if w.place] == expected(name).get("unreadable", [])


@pytest.mark.parametrize("name", NAMES)
def test_the_profile_written_says_again_what_was_told(name: str) -> None:
    from advisor.loading.profiles import load_profile

    read = scan(REPOSITORIES / name)
    text = to_profile(base(), read, profile_of(read))
    assert load_profile(text, "scanned.yaml", base()).answers == read.told
    for told in read.answers:
        assert all(f"# {place}" in text for place in places(told.evidence))


def test_the_project_itself_uses_no_framework() -> None:
    read = scan(ROOT)
    assert read.files > 200
    assert read.uses == ()
    assert read.answers == ()


def test_a_finding_names_since_when_what_came_after_and_the_source() -> None:
    findings = dead_parts(base(), scan(REPOSITORIES / "aliases"), base().settings.reviewed)
    finding = next(f for f in findings if f.key.startswith("tensorflow-addons"))
    assert "archived since 2024-06-01" in finding.message
    assert finding.hint == "move to Keras 3"
    assert set(finding.sources) <= {source.id for source in base().sources}
    assert finding.sources


def test_a_status_counts_from_its_day_on() -> None:
    import datetime as dt

    read = scan(REPOSITORIES / "torchserve-compose")
    before = dead_parts(base(), read, dt.date(2025, 3, 31))
    assert "archived-component" not in {f.check for f in before}


def test_requirements_are_judged_by_the_python_that_is_asked_about() -> None:
    read = scan(REPOSITORIES / "unservable-pins")

    def lines(python: str) -> list[int]:
        findings = dead_parts(base(), read, base().settings.reviewed, {"training.python": python} if python else None)
        return [f.place.line for f in findings if f.check == "unservable-requirement"]

    assert lines("3.13") == [1, 2, 3, 4, 6]
    assert lines("3.12") == [1, 2, 4]
    assert lines("3.11") == []


@pytest.mark.parametrize(
    ("decided", "departing"),
    [
        ("pytorch", ["forecast/train.py:1"]),
        ("hybrid", ["forecast/train.py:1"]),
        ("tensorflow", ["vision/train.py:1"]),
        ("jax", ["forecast/train.py:1", "vision/train.py:1"]),
        ("keras", []),
    ],
)
def test_code_of_a_framework_that_was_not_decided_on_is_found(decided: str, departing: list[str]) -> None:
    findings = against(base(), decided, scan(REPOSITORIES / "mixed-frameworks"))
    assert [f"{f.place.file}:{f.place.line}" for f in findings] == departing
    assert {f.severity for f in findings} <= {"warning"}


def test_code_that_the_record_knew_of_is_only_noted() -> None:
    read = scan(REPOSITORIES / "mixed-frameworks")
    assert {f.severity for f in against(base(), "pytorch", read, {"team.existing-code": "tensorflow"})} == {"note"}
    assert {f.severity for f in against(base(), "pytorch", read, {"team.existing-code": "several"})} == {"note"}
    assert {f.severity for f in against(base(), "pytorch", read, {"team.existing-code": "pytorch"})} == {"warning"}


def test_code_of_another_framework_in_tests_and_examples_departs_from_nothing() -> None:
    assert against(base(), "keras", scan(REPOSITORIES / "lesser-parts")) == ()
    assert against(base(), "tensorflow", scan(REPOSITORIES / "lesser-parts")) == ()


def test_tests_alone_tell_nothing_and_examples_little(tmp_path: Path) -> None:
    code = "import torch\n"
    assert scan(written(tmp_path / "a", tests__test_x_dot_py=code)).told == {}
    assert scan(written(tmp_path / "b", examples__x_dot_py=code)).answers[-1].confidence < 0.6
    assert scan(written(tmp_path / "c", src__x_dot_py=code)).answers[-1].confidence == 0.9


def test_signs_of_different_kinds_make_surer_and_more_of_one_kind_do_not(tmp_path: Path) -> None:
    one = scan(written(tmp_path / "a", x_dot_py="import torch\n")).answers[-1].confidence
    many = scan(written(tmp_path / "b", x_dot_py="import torch\n", y_dot_py="import torch\n")).answers[-1].confidence
    kinds = scan(written(tmp_path / "c", x_dot_py="import torch\n", requirements_dot_txt="torch\n")).answers[-1]
    assert one == many < kinds.confidence < 1


def test_equal_repositories_give_equal_bytes(tmp_path: Path) -> None:
    files = {f"part{n}_dot_py": f"import torch\nx = {n}\n" for n in range(30)}
    first, second = (
        written(tmp_path / side / "r", **dict(order))
        for side, order in (("a", sorted(files.items())), ("b", sorted(files.items(), reverse=True)))
    )
    texts = [to_profile(base(), read, profile_of(read)) for read in (scan(first), scan(second))]
    assert texts[0] == texts[1]


def test_every_component_that_has_ended_or_was_renamed_can_be_recognised_or_is_listed_here() -> None:
    """What is no code (a platform, a feature behind an ordinary call) cannot be seen in it."""
    from advisor.engine.dating import ENDED, status_on

    day = base().settings.reviewed
    unseen = {c.id for c in base().components if (status_on(c, day).value in ENDED or c.renamed_to) and not c.seen_as}
    assert unseen == {
        "aws-torchserve-image",
        "edgetpu-compiler",
        "tensorflow-gpu-on-windows",
        "torch-neuronx-training",
    }


def test_what_is_known_of_wheels_is_dated() -> None:
    known = [wheels for component in base().components for wheels in component.wheels]
    assert known
    assert all(wheels.where and wheels.seen for wheels in known)
