"""Findings in every format: valid by its schema, the same each time, and harmless whatever text comes in."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import unicodedata
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from markdown_it import MarkdownIt
from markdown_it.token import Token

from advisor.check.checks import CHECKS
from advisor.errors import Place
from advisor.model.finding import Check, Finding, Waiver
from advisor.report.findings import FindingsFormat, Subject, fails, render_findings, step_outputs, step_summary
from advisor.report.findings.sarif import MAX_RESULTS
from advisor.report.findings.schema_v1 import FindingsShape

SCHEMAS = Path(__file__).parent / "data" / "schemas"
CHECK = Check("scores-moved", "note", "The scores moved", "They are not what they were.")
RUNNER_COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
STYLE = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = (
    "::set-output name=x::y",
    "fine\n::error file=a.py::broken\r\n::add-mask::z",
    "%0A::warning::x %0D %25 100%",
    "##[error]broken ##[add-path]/tmp",
    "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \x9b31m",
    "<script>alert(1)</script> <![CDATA[x]]> ]]> &lt; <!-- -->",
    "[bold red]stop[/] [link=https://evil.example]here[/link]",
    "| a | b |\n|---|---|\n# head <img src=x onerror=alert(1)> @team $x `code`",
    "\u202egpj.exe \u2066x\u2069 \u200bzero \x00nul \ud800half \ufffe",
    "x" * 100_000,
    "検" * 500,
    '","evil":"',
)


def finding(text: str = "It moved.", **given: Any) -> Finding:
    made: dict[str, Any] = {
        "check": "decision-changed",
        "severity": "error",
        "message": text,
        "place": Place("docs/decisions/0001-a b.md", 3, 2),
        "key": "decision",
        "details": (text, "more"),
        "hint": text,
        "sources": ("some-source",),
    }
    return Finding(**{**made, **given})


EVERY = (
    finding(),
    finding("A warning", check="review-overdue", severity="warning", key="review", hint=None),
    finding("A note", check="scores-moved", severity="note", details=(), place=Place("./b.yaml")),
    finding("Waived", key="other", waiver=Waiver("known", dt.date(2027, 1, 31))),
)
SUBJECTS = (
    Subject(Place("docs/decisions/0001-a b.md"), "record", "Use it", "accepted"),
    Subject(Place("c.yaml"), "profile", "Line 4", "PyTorch (clear)"),
)
ATTACKED = tuple(
    finding(text, key=text, place=Place(text[:200], 1, 1), waiver=Waiver(text) if n % 3 == 0 else None)
    for n, text in enumerate(HOSTILE)
)
ATTACKED_SUBJECTS = tuple(Subject(Place(text[:200]), text, text, text) for text in HOSTILE)


def rendered(format_: FindingsFormat, findings: tuple[Finding, ...] = EVERY, **given: Any) -> str:
    given = {"command": "check", "subjects": SUBJECTS, **given}
    return render_findings(format_, findings, given.pop("checks", CHECKS), **given)


def attacked(format_: FindingsFormat, **given: Any) -> str:
    return rendered(format_, ATTACKED, subjects=ATTACKED_SUBJECTS, **given)


def is_inert(text: str) -> bool:
    seen = {unicodedata.category(c) for c in text if c != "\n"}
    return not seen & INVISIBLE and not RUNNER_COMMAND.search(text)


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text("utf-8"))


def published_sarif() -> Path | None:
    folders = [Path(os.environ.get("ADVISOR_SCHEMAS") or SCHEMAS), SCHEMAS]
    return next((f / "sarif-schema-2.1.0.json" for f in folders if (f / "sarif-schema-2.1.0.json").is_file()), None)


@pytest.mark.parametrize("findings", [(), EVERY, ATTACKED], ids=["none", "every", "hostile"])
def test_json_is_as_its_published_schema_says(findings: tuple[Finding, ...]) -> None:
    shape = FindingsShape.model_json_schema()
    Draft202012Validator(shape).validate(json.loads(rendered(FindingsFormat.json, findings)))


@pytest.mark.parametrize("findings", [(), EVERY, ATTACKED], ids=["none", "every", "hostile"])
def test_sarif_is_as_the_standard_and_github_want_it(findings: tuple[Finding, ...]) -> None:
    log = json.loads(rendered(FindingsFormat.sarif, findings))
    Draft202012Validator(schema("sarif-subset.schema.json")).validate(log)


@pytest.mark.skipif(published_sarif() is None, reason="the standard's schema cannot be kept here; see its README")
@pytest.mark.parametrize("findings", [(), EVERY, ATTACKED], ids=["none", "every", "hostile"])
def test_sarif_is_valid_by_the_schema_of_the_standard(findings: tuple[Finding, ...]) -> None:
    path = published_sarif()
    assert path
    standard = json.loads(path.read_text("utf-8"))
    validator_for(standard)(standard).validate(json.loads(rendered(FindingsFormat.sarif, findings)))


@pytest.mark.parametrize("findings", [(), EVERY, ATTACKED], ids=["none", "every", "hostile"])
def test_junit_is_valid_by_the_schema_of_the_xunit_plugin(findings: tuple[Finding, ...]) -> None:
    xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd").validate(rendered(FindingsFormat.junit, findings))


@pytest.mark.parametrize("findings", [(), EVERY, ATTACKED], ids=["none", "every", "hostile"])
def test_code_quality_is_as_gitlab_describes_it(findings: tuple[Finding, ...]) -> None:
    issues = json.loads(rendered(FindingsFormat.gitlab, findings))
    Draft202012Validator(schema("code-quality.schema.json")).validate(issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_a_schema_refuses_what_is_not_valid() -> None:
    """The schemas can say no: each is shown a report with a part taken away."""
    log = json.loads(rendered(FindingsFormat.sarif))
    del log["runs"][0]["results"][0]["message"]
    assert not Draft202012Validator(schema("sarif-subset.schema.json")).is_valid(log)
    issues = json.loads(rendered(FindingsFormat.gitlab))
    issues[0]["severity"] = "error"
    assert not Draft202012Validator(schema("code-quality.schema.json")).is_valid(issues)
    xml = rendered(FindingsFormat.junit).replace(' tests="3"', "", 1)
    assert not xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd").is_valid(xml)


def test_every_sarif_rule_explains_itself_and_every_result_names_its_rule() -> None:
    run = json.loads(rendered(FindingsFormat.sarif, (*EVERY, finding(check="not-listed"))))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules[:-1]] == [check.id for check in CHECKS]
    assert all(rule["help"]["text"].strip() for rule in rules)
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_a_waived_finding_is_suppressed_in_sarif_skipped_in_junit_and_left_out_where_there_is_no_word_for_it() -> None:
    results = json.loads(rendered(FindingsFormat.sarif))["runs"][0]["results"]
    suppressed = [r["suppressions"][0]["justification"] for r in results if r["suppressions"]]
    assert suppressed == ["known"]
    root = ElementTree.fromstring(rendered(FindingsFormat.junit).encode())
    assert [e.get("message") for e in root.iter("skipped")] == ["known"]
    assert len(json.loads(rendered(FindingsFormat.gitlab))) == 3
    assert rendered(FindingsFormat.github).count("\n::") == 2


def test_sarif_leaves_out_the_least_bad_beyond_what_github_takes_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert schema("sarif-subset.schema.json")["$defs"]["run"]["properties"]["results"]["maxItems"] == MAX_RESULTS
    monkeypatch.setattr("advisor.report.findings.sarif.MAX_RESULTS", 3)
    notes = tuple(finding("n", severity="note", key=str(n)) for n in range(3))
    run = json.loads(rendered(FindingsFormat.sarif, (*notes, finding())))["runs"][0]
    assert [result["level"] for result in run["results"]] == ["error", "note", "note"]
    assert "1 more" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_junit_counts_as_failed_only_what_fails_the_gate() -> None:
    def failures(fail_on: str) -> str | None:
        return ElementTree.fromstring(rendered(FindingsFormat.junit, fail_on=fail_on).encode()).get("failures")

    assert [failures(word) for word in ("error", "warning", "note")] == ["1", "2", "3"]


def test_a_file_without_findings_is_a_test_that_passes() -> None:
    root = ElementTree.fromstring(rendered(FindingsFormat.junit).encode())
    clean = [suite for suite in root if suite.get("file") == "c.yaml"]
    assert [list(case) for suite in clean for case in suite] == [[]]


def test_fingerprints_stay_when_lines_move_and_differ_by_check_file_and_key() -> None:
    def prints(*findings: Finding) -> list[str]:
        results = json.loads(rendered(FindingsFormat.sarif, findings))["runs"][0]["results"]
        return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]

    moved = finding("said otherwise", place=Place("docs/decisions/0001-a b.md", 99, 7))
    assert prints(finding()) == prints(moved)
    others = (finding(key="x"), finding(check="x"), finding(place=Place("x.md")), finding(), finding())
    assert len(set(prints(*others))) == len(others)


def test_files_are_named_from_the_top_of_the_repository_for_machines_and_as_given_for_people() -> None:
    def path_of(file: str) -> str:
        return f"sub/{file}"

    here: dict[str, Any] = {"path_of": path_of}
    log = json.loads(rendered(FindingsFormat.sarif, **here))
    uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in log["runs"][0]["results"]]
    assert uris[0] == "sub/docs/decisions/0001-a%20b.md"
    assert "sub/b.yaml" in uris
    assert "file=sub/docs/decisions/0001-a b.md" in rendered(FindingsFormat.github, **here)
    assert json.loads(rendered(FindingsFormat.gitlab, **here))[2]["location"]["path"] == "sub/b.yaml"
    assert "sub/" not in rendered(FindingsFormat.text, **here)
    assert json.loads(rendered(FindingsFormat.json, **here))["findings"][0]["file"] == "docs/decisions/0001-a b.md"


@pytest.mark.parametrize("format_", FindingsFormat)
def test_order_of_findings_does_not_matter_and_bytes_are_the_same(format_: FindingsFormat) -> None:
    assert rendered(format_, EVERY) == rendered(format_, EVERY[::-1])


@pytest.mark.parametrize("colour", [False, True])
def test_hostile_text_is_inert_in_text(colour: bool) -> None:
    text = attacked(FindingsFormat.text, colour=colour)
    shown = STYLE.sub("", text) if colour else text
    assert is_inert(shown)
    assert "[bold red]stop" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_hostile_text_is_inert_in_json() -> None:
    text = attacked(FindingsFormat.json)
    assert is_inert(text)
    assert len(json.loads(text)["findings"]) == len(HOSTILE)
    assert max(map(len, text.splitlines())) < 5_000


def test_hostile_text_is_inert_in_sarif() -> None:
    text = attacked(FindingsFormat.sarif)
    assert is_inert(text)
    for result in json.loads(text)["runs"][0]["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[\w.~%/-]+", uri, re.ASCII)


def test_hostile_text_is_inert_in_junit() -> None:
    text = attacked(FindingsFormat.junit)
    assert is_inert(text)
    tags = {element.tag for element in ElementTree.fromstring(text.encode()).iter()}
    assert tags <= {"testsuites", "testsuite", "testcase", "failure", "skipped", "system-out"}


def test_hostile_text_is_inert_in_github_annotations() -> None:
    lines = attacked(FindingsFormat.github).splitlines()
    command = re.compile(r"::error file=[^,:]*,line=1,col=1,title=[^,:]*::(?!.*(?:::|##\[)).*")
    assert all(command.fullmatch(line) for line in lines[:-1])
    assert len(lines) == 1 + sum(finding.waiver is None for finding in ATTACKED)
    assert all(unicodedata.category(c) not in INVISIBLE for line in lines for c in line)
    assert not re.search(r"%(?!25|0A|3A|2C)", "".join(lines))


def test_hostile_text_is_inert_in_code_quality() -> None:
    text = attacked(FindingsFormat.gitlab)
    assert is_inert(text)
    assert all(
        set(issue) == {"description", "check_name", "fingerprint", "severity", "location"} for issue in json.loads(text)
    )


def test_hostile_text_is_inert_in_a_jobs_summary_and_in_its_outputs() -> None:
    summary = step_summary(ATTACKED, CHECKS, command="check", subjects=ATTACKED_SUBJECTS)
    assert is_inert(summary)
    kinds = {token.type for token in _tokens(MarkdownIt("gfm-like", {"linkify": False}).parse(summary))}
    assert not kinds & {"link_open", "image", "html_block", "code_inline", "strong_open", "em_open"}
    assert len(re.findall(r"^\|", summary, re.MULTILINE)) == len(ATTACKED) + len(ATTACKED_SUBJECTS) + 4
    assert step_outputs(ATTACKED) == "passed=false\nerrors=8\nwarnings=0\nnotes=0\nwaived=4\n"


def _tokens(tokens: list[Token]) -> list[Token]:
    return [each for token in tokens for each in (token, *_tokens(token.children or []))]


def test_a_summary_stays_below_what_github_takes() -> None:
    many = tuple(finding("x" * 10_000, key=str(n), details=("&" * 10_000,) * 30) for n in range(120))
    assert len(step_summary(many, CHECKS, command="check").encode()) < 1 << 20


@pytest.mark.parametrize(
    ("fail_on", "severity", "expected"),
    [("error", "warning", False), ("warning", "warning", True), ("note", "note", True), ("error", "error", True)],
)
def test_a_gate_fails_on_what_is_at_least_as_bad(fail_on: Any, severity: Any, expected: bool) -> None:
    assert fails([finding(severity=severity)], fail_on) is expected
    assert not fails([finding(severity=severity, waiver=Waiver("known"))], fail_on)
