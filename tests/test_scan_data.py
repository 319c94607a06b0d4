"""What the rule base says about recognising code is checked when it is loaded, each fault with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from advisor.errors import RuleBaseError
from advisor.loading.rules import compile_rules, digest_of, load_rules
from advisor.model.rulebase import RuleBase
from advisor.model.scanning import Scanning
from tests.running import ROOT, base

FAULTS = [
    ("scan.yaml", "seen: [torchtext, tensorflow-text]", "seen: [torchtxt]", "there is no component 'torchtxt'"),
    ("scan.yaml", "{project.tasks: audio}", "{project.task: audio}", "there is no question 'project.task'"),
    ("scan.yaml", "{project.tasks: audio}", "{project.tasks: adio}", "project.tasks has no option 'adio'"),
    ("scan.yaml", "id: text-task", "id: llm-task", "the id 'llm-task' is taken already"),
    (
        "scan.yaml",
        "divided: {team.existing-code: several",
        "divided: {team.existing-code: many",
        "has no option 'many'",
    ),
    ("scan.yaml", "belongs_to: [tensorflow, keras]", "belongs_to: [tensorflw]", "there is no alternative 'tensorflw'"),
    ("scan.yaml", "levels: {low: 0.5, medium: 0.7, high: 0.9}", "levels: {low: 0.5}", "levels lacks medium, high"),
    ("scan.yaml", "existing_code: team.existing-code", "existing_code: team.code", "there is no question 'team.code'"),
    ("scan.yaml", "known_as: [jax, keras]", "known_as: [jaxx]", "team.existing-code has no option 'jaxx'"),
    ("scan.yaml", "confidence: medium\n", "confidence: sure\n", "'sure' is not one of its options"),
    ("scan.yaml", "torchtext: torchtext", "torchtext: torchtxt", "model.libraries has no option 'torchtxt'"),
    ("components/pytorch.yaml", "imports: [torchtext]", "imprts: [torchtext]", "unknown key 'imprts'"),
    ("components/pytorch.yaml", "imports: [torchtext]", 'imports: ["*.text"]', "begins with *"),
    ("components/pytorch.yaml", "python: [torchtext]", "pyton: [torchtext]", "'pyton'"),
    ("components/pytorch.yaml", "imports: [torchtext]", 'imports: ["torch text"]', "does not match"),
]


@pytest.fixture(name="rules", scope="module")
def _rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(ROOT / "rules", tmp_path_factory.mktemp("rules") / "rules"))


@pytest.mark.parametrize(("file", "right", "wrong", "said"), FAULTS)
def test_a_fault_is_told_with_its_line(rules: Path, file: str, right: str, wrong: str, said: str) -> None:
    path = rules / file
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    try:
        with pytest.raises(RuleBaseError) as raised:
            load_rules(rules)
    finally:
        path.write_text(text, "utf-8")
    fault = next(fault for fault in raised.value.faults if said in fault.message)
    line = text[: text.index(right)].count("\n") + 1
    assert fault.place
    assert fault.place.file == str(path)
    assert abs(fault.place.line - line) <= (20 if "options" in str(raised.value) else 2)


def test_frameworks_are_known_as_answers_to_a_question_only(rules: Path) -> None:
    path = rules / "scan.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("existing_code: team.existing-code\n", ""), "utf-8")
    try:
        with pytest.raises(RuleBaseError, match="there is no existing_code"):
            load_rules(rules)
    finally:
        path.write_text(text, "utf-8")


def test_what_a_wheel_carries_recognises_code_as_the_folder_does() -> None:
    compiled = RuleBase.model_validate_json(compile_rules(ROOT / "rules"))
    assert compiled.scanning == base().scanning
    assert [c.seen_as for c in compiled.components] == [c.seen_as for c in base().components]


def test_the_digest_does_not_depend_on_how_code_is_recognised() -> None:
    plain = base().replacing(scanning=Scanning())
    assert digest_of(plain) == digest_of(base()) == base().digest
