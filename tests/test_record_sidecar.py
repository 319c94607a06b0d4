"""What stands beside a decision record: plain JSON that the record can be checked against and made from again."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from advisor.engine.decision import decide
from advisor.loading.profiles import ProfileReader, load_profile, profile_digest
from advisor.loading.rules import load_rules
from advisor.loading.yamltext import Document
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.record.sidecar import to_sidecar
from advisor.report.json_v1 import shape
from advisor.report.schema_v1 import RecommendationShape

PROFILES = (
    "{}",
    "{name: Line 4, project: {stage: live, targets: [android]}, team: {code: none, skill: some}}",
    "{alternatives: [left], team: {code: right, moves: false}}",
    "{project: {stage: idea, targets: []}, priorities: {reach: ignore, ease: high}}",
)


@cache
def tiny() -> RuleBase:
    return load_rules(Path(__file__).parent / "data" / "tiny_rules")


def decided(text: str) -> tuple[Profile, Recommendation]:
    profile = load_profile(text, "profile.yaml", tiny())
    return profile, decide(tiny(), profile)


@pytest.mark.parametrize("text", PROFILES)
def test_a_sidecar_holds_the_profile_and_the_recommendation(text: str) -> None:
    profile, recommendation = decided(text)
    sidecar = to_sidecar(profile, recommendation, "")
    data = json.loads(sidecar)
    assert sidecar.endswith("}\n")
    keys = ["format", "tool_version", "as_of", "base_digest", "overlays", "profile", "recommendation", "parts"]
    assert list(data) == keys
    assert (data["format"], data["as_of"], data["overlays"]) == ("advisor.record/1", "2025-03-31", [])
    assert data["recommendation"] == shape(profile, recommendation)
    assert RecommendationShape.model_validate(data["recommendation"]).format == "advisor.recommendation/1"
    again = ProfileReader(tiny()).checked(Document("sidecar", data["profile"], None))
    assert again == profile
    assert profile_digest(again) == data["recommendation"]["profile"]["digest"]


def test_a_sidecar_holds_all_that_a_profile_can_say() -> None:
    text = """
    name: "Größe \\e[31m \\u202e \\U000E0041 \\x7f 📷"
    alternatives: [right, left]
    as_of: 2025-03-01
    project: {stage: live, targets: [ios, cloud], python: 3.10}
    team: {code: left, moves: true}
    priorities: {ease: critical, reach: ignore}
    """
    profile, recommendation = decided(text)
    sidecar = to_sidecar(profile, recommendation, "")
    assert ProfileReader(tiny()).checked(Document("sidecar", json.loads(sidecar)["profile"], None)) == profile
    assert "Größe" in sidecar
    assert "📷" in sidecar
    assert all(c.isprintable() or c == "\n" for c in sidecar)
    assert list(json.loads(sidecar)["profile"]) == ["name", "alternatives", "as_of", "project", "team", "priorities"]
