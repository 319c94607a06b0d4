"""The program as a whole: what each command prints, and with which exit code it ends."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import advisor as package
from advisor.cli.app import COMMANDS
from advisor.engine.decision import default_alternatives
from advisor.loading.rules import compile_rules, load_rules
from advisor.loading.yamltext import parse
from tests.running import EXAMPLES, ROOT, Advisor, Ended, base, in_a_process, in_process

EXAMPLE = ROOT / "examples" / "robotics-research.yaml"
VERDICTS = ("toss-up", "lean", "none-eligible", "clear")
FORMATS = ("text", "json", "markdown", "html")
EVERY_PROFILE = [*EXAMPLES, *sorted((ROOT / "tests" / "data" / "hard_profiles").glob("*.yaml"))]


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


@pytest.fixture(name="schema")
def _schema(advisor: Advisor) -> Draft202012Validator:
    return Draft202012Validator(advisor("schema", "recommendation").json, format_checker=None)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_recommendation_goes_to_standard_output_and_nothing_else_anywhere(advisor: Advisor, format_: str) -> None:
    ended = advisor("recommend", EXAMPLE, "--format", format_)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith("\n")
    assert not ended.out.endswith("\n\n")
    assert "\x1b" not in ended.out


def test_text_says_the_verdict_first_and_fits_the_width(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = advisor("recommend", EXAMPLE, "--format", "json").json
    for width in (40, 80, 100):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = advisor("recommend", EXAMPLE).out.splitlines()
        assert max(map(len, lines)) <= width
        assert lines[0] == expected["profile"]["name"]
        assert expected["recommendation"]["headline"].startswith(lines[1].rstrip())


def test_lines_are_never_longer_than_people_read(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert max(map(len, advisor("recommend", EXAMPLE).out.splitlines())) <= 100


@pytest.mark.parametrize("path", EVERY_PROFILE, ids=lambda path: path.stem)
def test_json_conforms_to_its_schema_and_every_score_is_its_contributions(
    path: Path, advisor: Advisor, schema: Draft202012Validator
) -> None:
    shown = advisor("recommend", path, "--format", "json").json
    assert list(schema.iter_errors(shown)) == []
    for alternative in shown["alternatives"]:
        total = shown["score_base"] + fsum(c["points"] for c in alternative["contributions"])
        assert total == pytest.approx(alternative["score"], abs=1e-9)
        assert alternative["score_low"] - 1e-9 <= alternative["score"] <= alternative["score_high"] + 1e-9
    weights = fsum(c["weight"] for c in shown["criteria"])
    assert weights == pytest.approx(0 if path.stem == "nothing-weighs" else 1, abs=1e-9)


@pytest.mark.parametrize("text", ["{}", "", "# nothing yet\n", "project: {}\n"])
def test_an_empty_profile_is_a_toss_up_with_its_ranking(advisor: Advisor, text: str) -> None:
    ended = advisor("recommend", "-", "--format", "json", stdin=text)
    result = ended.json["recommendation"]
    assert (ended.code, ended.err) == (0, "")
    assert (result["verdict"], result["alternative"]) == ("toss-up", None)
    ranks = [alternative["rank"] for alternative in ended.json["alternatives"]]
    assert ranks == sorted(ranks)
    assert (ranks[0], len(ranks)) == (1, len(default_alternatives(base())))
    assert ended.json["profile"]["unanswered"]


def test_the_same_command_gives_the_same_bytes(advisor: Advisor) -> None:
    for format_ in FORMATS:
        command = ("recommend", EXAMPLE, "--format", format_)
        assert advisor(*command) == advisor(*command)
    assert in_a_process(*command, PYTHONHASHSEED="1").stdout.decode() == advisor(*command).out


def test_what_is_printed_is_utf_8_whatever_the_locale() -> None:
    profile = "name: Prüfstraße 検査\n".encode()
    ended = in_a_process("recommend", "-", stdin=profile, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert ended.stdout.decode().startswith("Prüfstraße 検査\n")
    assert ended.stderr == b""


def test_a_dash_reads_standard_input(advisor: Advisor) -> None:
    from_file = advisor("recommend", EXAMPLE).out
    assert advisor("recommend", "-", stdin=EXAMPLE.read_text("utf-8")).out == from_file
    assert advisor("recommend", "-", stdin="\ufeff" + EXAMPLE.read_text("utf-8").replace("\n", "\r\n")).out == from_file


ARTICLES = "as_of: 2025-03-31\nalternatives: [tensorflow, pytorch, hybrid]\n"
BY_VERDICT = {
    "toss-up": "",
    "none-eligible": "team: {existing-code: jax, migration: must-keep}",
    "decided": "priorities: {developer-experience: critical}",
}


@pytest.mark.parametrize("kind", BY_VERDICT)
def test_fail_on_turns_a_verdict_into_exit_code_1_and_prints_the_result_all_the_same(
    kind: str, advisor: Advisor
) -> None:
    def recommended(*arguments: str) -> Ended:
        return advisor("recommend", "-", "--format", "json", *arguments, stdin=ARTICLES + BY_VERDICT[kind])

    plain = recommended()
    found = plain.json["recommendation"]["verdict"]
    assert found == kind or (kind == "decided" and found in ("clear", "lean"))
    for verdict in VERDICTS:
        assert recommended("--fail-on", verdict) == replace(plain, code=int(verdict == found))
    assert recommended("--fail-on", ", ".join(VERDICTS)).code == 1
    assert recommended("--fail-on", "").code == 0


def test_set_is_the_same_as_editing_the_profile(advisor: Advisor) -> None:
    def result(*arguments: str, stdin: str) -> Any:
        return advisor("recommend", "-", "--format", "json", *arguments, stdin=stdin).json

    written = "project: {stage: production}\ndeployment: {targets: [android, ios]}\nmodel: {custom-kernels: no}\n"
    changes = ("project.stage=production", "deployment.targets=[android, ios]", "model.custom-kernels=false")
    given = [argument for change in changes for argument in ("--set", change)]
    before = "project: {stage: research, industry: finance}\nmodel:\n"
    assert result(*given, "--set", "project.industry=", stdin=before) == result(stdin=written)
    assert result("--set", "deployment.targets=ios", stdin="{}") == result(stdin="deployment: {targets: [ios]}")
    assert result("--set", "priorities.serving=high", stdin="{}") == result(stdin="priorities: {serving: high}")
    assert result("--set", "priorities.serving=", stdin="priorities: {serving: high}") == result(stdin="{}")


def test_the_last_set_of_a_question_wins(advisor: Advisor) -> None:
    twice = ("--set", "project.stage=research", "--set", "project.stage=production")
    assert advisor("recommend", EXAMPLE, *twice).out == advisor("recommend", EXAMPLE, *twice[2:]).out


def test_as_of_wins_over_the_profile_and_the_profile_over_the_rule_base(advisor: Advisor) -> None:
    def day(*arguments: str, stdin: str) -> Any:
        return advisor("recommend", "-", "--format", "json", *arguments, stdin=stdin).json["as_of"]

    assert day(stdin="{}") == base().settings.reviewed.isoformat()
    assert day(stdin="as_of: 2025-02-01") == "2025-02-01"
    assert day("--as-of", "2025-03-01", stdin="as_of: 2025-02-01") == "2025-03-01"


def test_a_date_after_the_last_review_warns(advisor: Advisor) -> None:
    ended = advisor("recommend", "-", "--format", "json", "--as-of", "2099-01-01", stdin="{}")
    reviewed = base().settings.reviewed.isoformat()
    assert ended.code == 0
    assert any(reviewed in warning for warning in ended.json["warnings"])


@pytest.mark.parametrize(
    "name",
    [
        f"rule:{next(iter(base().rules))}",
        "criterion:serving",
        "constraint:pytorch-code-must-stay",
        "component:torchserve",
        "source:ats-2025",
        "question:deployment.targets",
        "alternative:hybrid",
        "group:trains-in-pytorch",
        "priority:priorities.serving",
    ],
)
def test_explain_tells_anything_in_full(name: str, advisor: Advisor) -> None:
    kind, _, id_ = name.partition(":")
    shown = advisor("explain", name, "--format", "json").json
    assert (shown["kind"], shown["id"]) == (kind, id_)
    text = advisor("explain", name).out
    assert text.startswith(f"{kind} {id_}\n")
    assert all(label in text for label in shown["parts"])


def test_what_reports_and_lists_show_is_explained_by_that_name(advisor: Advisor) -> None:
    assert "pytorch: PyTorch" in advisor("explain", "trains-in-pytorch").out
    assert "high: 2 times its default weight" in advisor("explain", "priorities.serving").out
    assert advisor("explain", "nothing:there").err.rstrip().endswith(", check, route")


def test_a_kind_that_is_named_twice_is_told_once(advisor: Advisor) -> None:
    secondary = next(s for s in base().sources if s.kind == s.evidence == "secondary")
    rule = next(r.id for r in base().rules.values() if secondary.id in {c.source for c in r.sources})
    told = advisor("explain", f"rule:{rule}").out
    assert "(secondary," in " ".join(told.split())
    assert "secondary, secondary" not in " ".join(told.split())


def test_rules_show_is_explain(advisor: Advisor) -> None:
    for rule in list(base().rules)[:3]:
        for format_ in ("text", "json"):
            explained = advisor("explain", f"rule:{rule}", "--format", format_)
            assert advisor("explain", rule, "--format", format_) == explained
            assert advisor("rules", "show", rule, "--format", format_) == explained
            assert explained.code == 0


def test_rules_list_names_every_rule(advisor: Advisor) -> None:
    listed = advisor("rules", "list", "--format", "json").json["rules"]
    assert {row["rule"] for row in listed} == set(base().rules)
    text = advisor("rules", "list").out
    assert all(f"  {rule} " in text for rule in base().rules)


def test_rules_test_runs_the_cases_of_the_folder_it_is_called_in(
    advisor: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = tmp_path / "tests" / "cases"
    shutil.copytree(ROOT / "tests" / "cases" / "articles", cases)
    monkeypatch.chdir(tmp_path)
    ended = advisor("rules", "test")
    assert (ended.code, ended.err) == (0, "")
    shown = advisor("rules", "test", cases, "--format", "json").json
    assert (shown["failed"], len(shown["cases"])) == (0, shown["passed"])
    assert ended.out == f"{shown['passed']} passed, 0 failed\n"


def test_a_case_that_fails_is_told_with_its_place_and_exit_code_1(advisor: Advisor, tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    case = "  - {{case: {}, scenario: A phone app., expected: {}, profile: {{project: {{stage: research}}}}}}\n"
    path.write_text(
        "about: Two cases.\ncases:\n" + case.format("right", "pytorch") + case.format("wrong", "tensorflow")
    )
    ended = advisor("rules", "test", path)
    assert ended.code == 1
    assert ended.out == f"{path}:4:5: wrong: expected tensorflow, found pytorch\n1 passed, 1 failed\n"
    shown = advisor("rules", "test", tmp_path, "--format", "json").json
    assert [(c["case"], c["passed"], c["line"]) for c in shown["cases"]] == [("right", True, 3), ("wrong", False, 4)]


def test_what_if_shows_the_decision_beside_the_changed_one(advisor: Advisor) -> None:
    change = ("--set", "deployment.targets=[android, ios]", "--set", "project.stage=production")
    shown = advisor("what-if", EXAMPLE, *change, "--format", "json").json
    for side, arguments in (("before", ()), ("after", change)):
        result = advisor("recommend", EXAMPLE, *arguments, "--format", "json").json["recommendation"]
        assert {key: shown[side][key] for key in ("alternative", "verdict", "headline")} == {
            key: result[key] for key in ("alternative", "verdict", "headline")
        }
    text = advisor("what-if", EXAMPLE, *change).out
    assert "Before: " in text
    assert "After:  " in text
    assert ("The recommendation changes." in text) is shown["changes_recommendation"]


def test_diff_compares_two_profiles_or_two_dates(advisor: Advisor) -> None:
    def results(*arguments: object) -> list[Any]:
        shown = advisor("diff", EXAMPLE, *arguments, "--format", "json").json
        return [(shown[side]["as_of"], shown[side]["headline"]) for side in ("before", "after")]

    def result(path: Path, *arguments: str) -> tuple[str, str]:
        shown = advisor("recommend", path, *arguments, "--format", "json").json
        return shown["as_of"], shown["recommendation"]["headline"]

    days = ("--as-of", "2025-03-31"), ("--as-of", "2026-11-20")
    assert results(EXAMPLES[0]) == [result(EXAMPLE), result(EXAMPLES[0])]
    assert results(*days[0], *days[1]) == [result(EXAMPLE, *days[0]), result(EXAMPLE, *days[1])]
    assert results(EXAMPLES[0], *days[0]) == [result(EXAMPLE, *days[0]), result(EXAMPLES[0], *days[0])]
    for arguments in ([EXAMPLES[0]], [*days[0], *days[1]]):
        text = advisor("diff", EXAMPLE, *arguments).out
        assert ("The recommendation changes." in text) is not ("The recommendation stays." in text)


def test_rules_coverage_counts_the_evidence(advisor: Advisor) -> None:
    shown = advisor("rules", "coverage", "--format", "json")
    assert (shown.code, shown.json["without_source"]) == (0, [])
    assert advisor("rules", "coverage").out.endswith("without any source: 0\n")


def test_rules_lint_lists_what_is_due_on_a_day(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewed = base().settings.reviewed.isoformat()
    assert advisor("rules", "lint", "--today", reviewed, "--stale-after", "9999d").code == 0
    late = advisor("rules", "lint", "--today", "2099-01-01", "--format", "json")
    assert late.code == 1
    assert late.json["findings"]
    assert advisor("rules", "lint", "--today", "2099-01-01").code == 1
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4070908800")
    assert advisor("rules", "lint", "--format", "json") == late
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    assert "SOURCE_DATE_EPOCH 'tomorrow' is not a time" in advisor("rules", "lint").err


def test_schemas_are_valid_schemas(advisor: Advisor) -> None:
    for subject in ("profile", "recommendation"):
        Draft202012Validator.check_schema(advisor("schema", subject).json)
    files = advisor("schema", "rules").json["$defs"]
    assert {"rulebase.yaml", "criteria/*.yaml", "questions/*.yaml"} <= files.keys()
    for schema in files.values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", EVERY_PROFILE, ids=lambda path: path.stem)
def test_valid_profiles_are_valid_by_the_schema(path: Path, advisor: Advisor) -> None:
    schema = Draft202012Validator(advisor("schema", "profile").json)
    data = json.loads(json.dumps(parse(path.read_text("utf-8"), path.name).data))
    assert list(schema.iter_errors(data)) == []


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("deployment: {targets: ios}", True),
        ("model: {custom-kernels: true}", True),
        ("alternatives: hybrid", True),
        ("project:", True),
        ("deployment: {targets: iphone}", False),
        ("deployment: {targets: [iphone]}", False),
        ("model: {custom-kernels: on}", False),
        ("project: {stage: [research]}", False),
        ("alternatives: []", False),
        ("projects: {}", False),
        ("name: true", False),
        ("priorities: {serving: very}", False),
    ],
)
def test_the_schema_and_the_program_agree(text: str, valid: bool, advisor: Advisor) -> None:
    schema = Draft202012Validator(advisor("schema", "profile").json)
    assert schema.is_valid(parse(text, "profile.yaml").data) is valid
    assert (advisor("recommend", "-", stdin=text).code == 0) is valid


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completions_come_as_a_script(shell: str, advisor: Advisor) -> None:
    ended = advisor("completions", shell)
    assert ended.code == 0
    assert "_ADVISOR_COMPLETE" in ended.out


def test_completions_complete(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    def completed(line: str, words: int) -> list[str]:
        monkeypatch.setenv("_ADVISOR_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(words))
        return advisor().out.split()

    assert set(completed("advisor ", 1)) == set(COMMANDS)
    assert completed("advisor recommend --fo", 2) == ["--format"]
    assert completed("advisor recommend --format ", 3) == list(FORMATS)


def test_the_public_names_are_there() -> None:
    for name in package.__all__:
        assert getattr(package, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = package.nothing


def test_the_compiled_rule_base_gives_the_same_bytes(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = [["recommend", EXAMPLE, "--format", format_] for format_ in FORMATS]
    read = [advisor(*command) for command in commands]
    compiled = compile_rules(ROOT / "rules")
    monkeypatch.setattr("advisor.loading.rules.load_rules", load_rules)
    monkeypatch.setattr("advisor.loading.rules.compiled_rules", lambda: compiled)
    monkeypatch.setattr("advisor.loading.rules.bundled", lambda _: pytest.fail("the YAML was read"))
    assert [advisor(*command) for command in commands] == read


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("rule:torchserve", "write component:torchserve or target:torchserve"),
        ("alternative:kers", "did you mean keras?"),
        ("check:ded-rule", "did you mean dead-rule?"),
        ("keras", "write component:keras or alternative:keras or target:keras"),
    ],
)
def test_explain_names_what_was_meant_and_nothing_of_another_kind(advisor: Advisor, name: str, hint: str) -> None:
    ended = advisor("explain", name)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith(f"    {hint}\n")
