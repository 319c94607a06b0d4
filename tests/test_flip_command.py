"""What would change a decision, told by the command and in reports: applied with --set it does change it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.running import EXAMPLES, ROOT, Advisor, in_process

EVERY = pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)


@pytest.fixture
def advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


def sets(flip: Any) -> list[str]:
    """Return a flip as options of the command line."""
    changes = [(c["question"], c["after"]) for c in flip["changes"]]
    values = [(id_, f"[{', '.join(after)}]" if isinstance(after, list) else after) for id_, after in changes]
    return [word for id_, value in values for word in ("--set", f"{id_}={value}")]


@cache
def schema() -> Any:
    from advisor.report.schema_v1 import RecommendationShape

    return RecommendationShape.model_json_schema()


@EVERY
def test_a_reported_flip_applied_with_set_changes_the_recommendation(example: Path, advisor: Advisor) -> None:
    before = advisor("recommend", example, "--format", "json").json
    found = before["analyses"]["flips"]
    assert found["flips"], "every example has something that would change it"
    for flip in found["flips"][:4]:
        after = advisor("recommend", example, *sets(flip), "--format", "json", "--brief").json
        assert len(flip["changes"]) <= found["size"]
        assert after["recommendation"]["alternative"] != before["recommendation"]["alternative"]
        compared = advisor("what-if", example, *sets(flip), "--format", "json").json
        assert compared["changes_recommendation"] is True
        first = next(a for a in after["alternatives"] if a["eligible"] != "no")
        assert first["id"] == flip["leader"]
        assert after["recommendation"]["margin"] == flip["lead"]


@EVERY
def test_the_command_finds_at_least_what_the_report_does(example: Path, advisor: Advisor) -> None:
    reported = advisor("recommend", example, "--format", "json").json["analyses"]["flips"]
    found = advisor("flip", example, "--format", "json").json["answers"]
    assert found["size"] == reported["size"]
    assert [f["changes"] for f in reported["flips"]] == [f["changes"] for f in found["flips"]][: len(reported["flips"])]


@EVERY
def test_what_is_fixed_is_not_changed(example: Path, advisor: Advisor) -> None:
    first = advisor("flip", example, "--format", "json").json["answers"]["flips"][0]
    fixed = first["changes"][0]["question"]
    found = advisor("flip", example, "--fixed", fixed, "--format", "json").json
    assert found["fixed"] == [fixed]
    assert all(c["question"] != fixed for f in found["answers"]["flips"] for c in f["changes"])


@EVERY
def test_an_end_of_an_interval_is_where_weights_make_another_lead(example: Path, advisor: Advisor) -> None:
    result = advisor("recommend", example, "--format", "json").json
    weights = {c["id"]: c["weight"] for c in result["criteria"]}
    for interval in result["analyses"]["weights"]:
        assert interval["weight"] == weights[interval["criterion"]]
        assert 0 <= interval["low"] <= interval["weight"] <= interval["high"] <= 1
    for found in result["acceptability"]:
        assert sum(found["ranks"]) == pytest.approx(1)
        assert found["central_weights"] is None or sum(found["central_weights"].values()) == pytest.approx(1)


def test_a_brief_recommendation_has_no_analyses_and_is_else_the_same(advisor: Advisor) -> None:
    whole, brief = (advisor("recommend", EXAMPLES[0], "--format", "json", *more).json for more in ((), ("--brief",)))
    assert brief.pop("analyses") is None
    assert whole.pop("analyses") is not None
    assert brief == whole
    assert "How sure" not in advisor("recommend", EXAMPLES[0], "--brief").out


def test_text_and_markdown_tell_the_same_sentences(advisor: Advisor) -> None:
    told = advisor("recommend", EXAMPLES[0], "--format", "json").json["analyses"]["told"]
    text = " ".join(advisor("recommend", EXAMPLES[0]).out.split())
    markdown = advisor("recommend", EXAMPLES[0], "--format", "markdown").out.replace("\\", "")
    for chapter in told:
        assert f"## {chapter['title']}" in markdown
        for sentence in chapter["sentences"]:
            assert sentence["text"] in text
            assert sentence["text"] in markdown


def test_the_text_of_the_command_names_answers_and_weights(advisor: Advisor) -> None:
    told = " ".join(advisor("flip", EXAMPLES[0]).out.split())
    assert "What would" in told
    assert "leads instead of" in told


@pytest.mark.parametrize(
    "profile",
    [
        "{}",
        "team: {existing-code: jax, migration: must-keep}\nalternatives: [tensorflow, pytorch, hybrid]",
        "project: {stage: research}\nalternatives: [pytorch]",
        "team: {existing-code: tensorflow, migration: must-keep}",
    ],
    ids=["blank", "nobody eligible", "one alternative", "one eligible"],
)
def test_every_kind_of_result_can_be_told(profile: str, tmp_path: Path, advisor: Advisor) -> None:
    file = tmp_path / "p.yaml"
    file.write_text(profile, "utf-8")
    found = advisor("recommend", file, "--format", "json")
    assert found.code == 0, found.err
    jsonschema.validate(found.json, schema())
    assert advisor("recommend", file).code == advisor("recommend", file, "--format", "markdown").code == 0
    assert advisor("flip", file).code == 0
    json.dumps(found.json, allow_nan=False)


def test_a_fixed_question_must_exist(advisor: Advisor) -> None:
    ended = advisor("flip", EXAMPLES[0], "--fixed", "team.tensorflw")
    assert ended.code == 2
    assert "names no question" in ended.err
    assert "team.tensorflow" in ended.err


def test_when_everything_is_fixed_nothing_changes_it(advisor: Advisor) -> None:
    from advisor.loading.rules import load_rules

    fixed = [word for id_ in load_rules().questions for word in ("--fixed", id_)]
    found = advisor("flip", EXAMPLES[0], *fixed, "--format", "json").json["answers"]
    assert found == {"size": 4, "complete": True, "flips": []}
    assert "No change of up to 4 answers would change it." in advisor("flip", EXAMPLES[0], *fixed).out


def test_flips_that_leave_nobody_are_told_in_one_sentence(advisor: Advisor) -> None:
    told = " ".join(advisor("flip", ROOT / "examples" / "tensorflow-estate.yaml").out.split())
    assert told.count("no alternative is eligible") == 1
    assert "training.python=3.14, " in told


def test_what_excludes_several_alternatives_is_told_once(advisor: Advisor) -> None:
    told = " ".join(advisor("recommend", ROOT / "examples" / "tensorflow-estate.yaml").out.split())
    assert "PyTorch, Hybrid and JAX are excluded: The existing code has to stay as it is" in told
    assert "And 46 others: the command advisor flip lists them." in told
