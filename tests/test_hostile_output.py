"""Text from a profile or a rule base is data wherever it comes out: it shows as itself and does nothing."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.cells import cell_len

from advisor.loading.writing import scalar
from advisor.report.words import clean
from tests.running import ROOT, Advisor, Ended, in_process

PROFILE = "name: {}\nproject: {{stage: prototype, tasks: [computer-vision]}}\n"
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
STYLE = re.compile(r"\x1b\[[0-9;]*m")
RUNNER_COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)
WIDTH = 80

HARMLESS = {
    "rich-markup": "[bold red]stop[/] [link=https://evil.example]here[/link] :skull: [/]",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt; <!-- -->",
    "markdown": "# One | two | *three* | `four` | [five](javascript:alert(1)) ![six](x.png) ***",
    "markdown-at-the-start": "1. - + > ~~~ === ---",
    "jinja": "{{ 7*7 }} {% raw %} {# gone #} {{ self.__init__.__globals__ }} ${7*7} <%= 7*7 %>",
    "json": '","recommendation":{"alternative":"caffe"},"x":"',
    "format": "%s %n {0} {name} $HOME `id` $(id) \\u0041 \\",
    "quotes": '\'"\\\'"\\"',
    "wide": 100 * "検",
    "long": 200 * "x",
    "many-words": 66 * "no " + "no",
    "emoji": "\U0001f468\U0001f3fd \U0001f600",
}
HIDDEN = {
    "escape": "red \x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \x1bc",
    "c1": "\x9b31m \x9d0;title\x9c \x85 \x90q\x9c",
    "lines": "Line 4\n## Ranking\n\n| a | b |\n\r\x0b\x0c\u2028\u2029---\nstatus: accepted\n---",
    "backspace": "evil\x08\x08\x08\x08good\x00\x7f",
    "bidi": "\u202eLRO\u202d \u2066isolate\u2069 \u200f\u061c",
    "zero-width": "a\u200bb\u200cc\u200dd\ufefee\u00adf\u2060g".replace("\ufefe", "\ufeff"),
    "tags": "".join(chr(0xE0000 + ord(c)) for c in "run this") + "\ue000\uffff",
}
COMMANDS = {
    "error": "::error file=app.py,line=1::broken",
    "set-output": "Line 4\n::set-output name=x::y",
    "at-a-line-break": 78 * "x" + " ::warning::wrapped",
    "old-style": "##[error]broken ##[add-path]/tmp",
}
NAMES = HARMLESS | HIDDEN | COMMANDS


def names(which: dict[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", which.values(), ids=list(which))


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


@pytest.fixture(name="reported")
def _reported(advisor: Advisor) -> Callable[[str, str], str]:
    """A function from a project's name and a format to the report."""

    def report(name: str, format_: str) -> str:
        ended = advisor("recommend", "-", "--format", format_, stdin=PROFILE.format(scalar(name)))
        assert (ended.code, ended.err) == (0, "")
        return ended.out

    return report


def is_plain(text: str) -> bool:
    return not any(unicodedata.category(c) in INVISIBLE for c in text.replace("\n", ""))


@names(NAMES)
def test_text_shows_the_name_in_lines_of_its_own_and_is_otherwise_the_same(
    name: str, reported: Callable[[str, str], str]
) -> None:
    text, harmless = reported(name, "text"), reported("Line 4", "text")
    head, rest = text[: -len(harmless) + len("Line 4\n")], harmless.removeprefix("Line 4\n")
    assert text.endswith(rest)
    assert is_plain(head)
    assert all(cell_len(line) <= WIDTH for line in head.splitlines())


@names(HARMLESS)
def test_text_shows_the_name_as_it_is(name: str, reported: Callable[[str, str], str]) -> None:
    shown, harmless = reported(name, "text"), reported("Line 4", "text")
    head = shown[: len(shown) - len(harmless) + len("Line 4\n")]
    assert "".join(head.split()) == "".join(clean(name).split())


@names(NAMES)
def test_in_colour_the_only_escapes_are_our_own(
    name: str, reported: Callable[[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = reported(name, "text")
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = reported(name, "text")
    assert STYLE.search(coloured)
    assert [line.rstrip() for line in STYLE.sub("", coloured).splitlines()] == plain.splitlines()


@names(NAMES)
def test_json_is_valid_and_nothing_but_the_name_changes(
    name: str, reported: Callable[[str, str], str], advisor: Advisor
) -> None:
    raw = reported(name, "json")
    found, harmless = json.loads(raw), json.loads(reported("Line 4", "json"))
    schema = Draft202012Validator(advisor("schema", "recommendation").json)
    assert list(schema.iter_errors(found)) == []
    assert is_plain(raw)
    assert found["profile"].pop("name") == clean(name)
    assert found["profile"].pop("digest") != harmless["profile"].pop("digest")
    del harmless["profile"]["name"]
    assert found == harmless


def parsed(markdown: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)


@names(NAMES)
def test_markdown_keeps_its_shape_and_shows_the_name_as_its_heading(
    name: str, reported: Callable[[str, str], str]
) -> None:
    raw = reported(name, "markdown")
    tokens, harmless = parsed(raw), parsed(reported("Line 4", "markdown"))
    assert is_plain(raw)
    assert [token.type for token in tokens] == [token.type for token in harmless]
    heading, expected = tokens[1].children or [], harmless[1].children or []
    assert {child.type for child in heading} <= {"text", "text_special"}
    shown, usual = ("".join(child.content for child in children) for children in (heading, expected))
    assert shown == usual.replace("Line 4", clean(name))
    assert [token.content for token in tokens[2:]] == [token.content for token in harmless[2:]]


@pytest.mark.parametrize("format_", ["text", "json", "markdown"])
@names(COMMANDS)
def test_no_line_is_a_command_to_a_ci_runner(name: str, format_: str, reported: Callable[[str, str], str]) -> None:
    assert not RUNNER_COMMAND.search(reported(name, format_))


@names(NAMES)
def test_messages_quote_what_is_wrong_and_stay_lines_of_text(name: str, advisor: Advisor, tmp_path: Path) -> None:
    quoted = scalar(name)
    profiles = [
        f"{quoted}: 1",
        f"project: {{{quoted}: 1}}",
        f"project: {{stage: {quoted}}}",
        f"deployment: {{targets: [{quoted}]}}",
        f"alternatives: [{quoted}]",
        f"as_of: {quoted}",
        f"priorities: {{serving: {quoted}, {quoted}: high}}",
        f"name: {scalar(20 * name)}\nproject: 1",
        f"{{{quoted}: 1, {quoted}: 2}}",
    ]
    told = [advisor("recommend", "-", stdin=text) for text in profiles]
    told += [
        advisor("recommend", "-", "--set", f"{name}=1"),
        advisor("recommend", "-", "--set", f"project.stage={quoted}"),
        advisor("recommend", "-", "--as-of", name),
        advisor("recommend", "-", "--fail-on", name),
        advisor("recommend", "-", "--format", name),
        advisor("recommend", str(tmp_path / name.replace("/", "-").replace("\0", ""))),
        advisor("explain", name),
        advisor(name),
    ]
    assert {ended.code for ended in told} <= {2, 3}
    for ended in told:
        assert ended.out == ""
        assert ended.err
        assert is_plain(ended.err), ended.err
        assert not RUNNER_COMMAND.search(ended.err)


RULE = """id: speed
title: {text}
judges: {text}
rules:
  - id: left-is-fast
    when: always
    effect: {{left: strong}}
    because: {text}
    sources: [{{source: book}}]
    since: 2025-01-01
    note: {text}
"""


@pytest.fixture(name="patched")
def _patched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """A function that runs a command on a rule base one of whose criteria says a given text everywhere."""
    folder = shutil.copytree(ROOT / "tests" / "data" / "tiny_rules", tmp_path / "rules")
    advisor = in_process(monkeypatch, capsys, folder)

    def call(text: str, *arguments: str) -> Ended:
        (folder / "criteria" / "speed.yaml").write_text(RULE.format(text=scalar(text)), "utf-8")
        return advisor(*arguments)

    return call


@names(HARMLESS)
def test_the_words_of_a_rule_show_as_they_are(name: str, patched: Callable[..., Ended]) -> None:
    bare = "".join(name.split())
    for arguments in (["recommend", "-"], ["rules", "list"], ["explain", "left-is-fast"], ["explain", "speed"]):
        shown = patched(name, *arguments)
        assert shown.code == 0
        assert bare in "".join(shown.out.split())
        as_json = patched(name, *arguments, "--format", "json")
        assert name in json.dumps(as_json.json, ensure_ascii=False) or json.dumps(name)[1:-1] in as_json.out


@names(HARMLESS)
def test_the_words_of_a_rule_leave_markdown_in_shape(name: str, patched: Callable[..., Ended]) -> None:
    tokens, harmless = (parsed(patched(n, "recommend", "-", "--format", "markdown").out) for n in (name, "Plain."))
    assert [token.type for token in tokens] == [token.type for token in harmless]
    found = {child.type for token in tokens for child in token.children or []}
    assert found <= {child.type for token in harmless for child in token.children or []} | {"text_special"}


@names(HIDDEN)
def test_hidden_text_is_refused_in_a_rule(name: str, patched: Callable[..., Ended]) -> None:
    ended = patched(name, "rules", "list")
    assert (ended.code, ended.out) == (2, "")
    assert "speed.yaml:2:8: the invisible character U+" in ended.err
    assert is_plain(ended.err)
