"""Every file in `tests/broken/` is refused as its head says: exit code, places, words; standard output stays empty."""

from __future__ import annotations

import datetime as dt
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from advisor.engine.conditions import terms_of
from advisor.engine.decision import decide
from advisor.errors import AdvisorError, InputError, RuleBaseError
from advisor.loading import yamltext
from advisor.loading.checking import check
from advisor.loading.profiles import ProfileReader
from advisor.loading.rules import load_claims, load_rules
from advisor.loading.yamltext import parse
from advisor.model.condition import MAX_WAYS, AllOf, AnyOf
from advisor.model.condition import Test as Asked
from tests.running import Advisor, Ended, in_process
from tests.running import base as packaged

TESTS = Path(__file__).resolve().parent
BROKEN = TESTS / "broken"
TINY = TESTS / "data" / "tiny_rules"
MEMORY = 2_000_000_000
ON_TINY_RULES = """
import sys
from pathlib import Path
from advisor.cli.main import run
from advisor.loading import rules
tiny = rules.load_rules(Path(sys.argv[1]))
rules.load_rules = lambda: tiny
sys.exit(run(sys.argv[2:]))
"""
TOLD = re.compile(r"(?P<where>advisor|Error|\S.*?:\d+:\d+): (?P<words>.*)")


@dataclass(frozen=True)
class Fault:
    """A fault as told, or as expected with `words` that must be among those told."""

    where: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Broken:
    """A broken file and what its head says."""

    path: Path
    exit_code: int
    faults: tuple[Fault, ...]
    content: bytes | None
    seconds: int | None

    @classmethod
    def read(cls, path: Path) -> Broken:
        lines = re.findall(r"^# (.*?)\r?$", _head(path.read_text("utf-8")), re.MULTILINE)
        given = dict(line.split(" ", 1) for line in lines if re.match(r"(exit|content|seconds) ", line))
        told = [line for line in lines if not re.match(r"(exit|content|seconds) ", line)]
        made = eval(given["content"]) if "content" in given else None
        return cls(
            path,
            int(given["exit"]),
            tuple(_expected(line) for line in told),
            made.encode() if isinstance(made, str) else made,
            int(given["seconds"]) if "seconds" in given else None,
        )

    def check(self, ended: Ended, names: dict[str, str]) -> None:
        """Compare what came out with what the head says; `names` maps a file's name on the screen to the head's."""
        err = ended.err
        assert ended.code == self.exit_code, err
        assert ended.out == ""
        assert "Traceback" not in err
        told = [_named(fault, names) for fault in _told(err)]
        cut = next((n for n, fault in enumerate(self.faults) if fault.where == "..."), None)
        if cut is not None:
            after = len(self.faults) - cut - 1
            assert len(told) > cut + after
            told = [*told[:cut], self.faults[cut], *told[len(told) - after :]]
        assert [fault.where for fault in told] == [fault.where for fault in self.faults], err
        for fault, expected in zip(told, self.faults, strict=True):
            for words in expected.words:
                assert words in fault.words[0]


def _head(text: str) -> str:
    return text[: next((m.start() for m in re.finditer(r"^(?!# )", text, re.MULTILINE)), len(text))]


def _expected(line: str) -> Fault:
    if line == "...":
        return Fault(line, ())
    where, words = re.fullmatch(r"((?:\S+:)?\d+:\d+|advisor|Error): (.*)", line).groups()  # type: ignore[union-attr]
    return Fault(where, tuple(words.split(" | ")))


def _told(err: str) -> Iterator[Fault]:
    """Take the faults out of what was told: each with its hints, the usage that stands before some left out."""
    faults: list[list[str]] = []
    for line in err.splitlines():
        found = TOLD.fullmatch(line)
        if found:
            faults.append([found["where"], found["words"]])
        elif not line.startswith(("Usage: ", "Try ")) and line:
            assert line.startswith("    "), err
            faults[-1][1] += "\n" + line.strip()
    return (Fault(where, (words,)) for where, words in faults)


def _named(fault: Fault, names: dict[str, str]) -> Fault:
    for shown, name in names.items():
        if fault.where.startswith(shown):
            return Fault(name + fault.where.removeprefix(shown), fault.words)
    return fault


def broken(folder: str, *, readable: bool = False) -> pytest.MarkDecorator:
    files = sorted((BROKEN / folder).glob("*.yaml"))
    if readable:
        files = [path for path in files if "\n# content " not in path.read_text("utf-8")]
    return pytest.mark.parametrize("path", files, ids=[path.stem for path in files])


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


def apart(arguments: list[str], seconds: int) -> Ended:
    """Run the command in a process of its own, its memory bounded, on a rule base that is read in no time."""
    ended = subprocess.run(
        [sys.executable, "-c", ON_TINY_RULES, str(TINY), *arguments],
        capture_output=True,
        text=True,
        timeout=seconds,
        cwd=TESTS.parent,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def test_there_are_enough_of_them() -> None:
    assert len(list(BROKEN.rglob("*.yaml"))) >= 45


@broken("profiles")
def test_a_broken_profile_is_refused(path: Path, tmp_path: Path, advisor: Advisor) -> None:
    file = Broken.read(path)
    if file.content is not None:
        path = tmp_path / path.name
        path.write_bytes(file.content)
    arguments = ["recommend", str(path)]
    ended = apart(arguments, file.seconds) if file.seconds else advisor(*arguments)
    file.check(ended, {f"{path}:": ""})


@broken("rules")
def test_a_broken_rule_base_is_refused(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Broken.read(path)
    folder = shutil.copytree(TINY, tmp_path / "rules")
    _lay_over(folder, yaml.safe_load(path.read_text("utf-8")))
    file.check(in_process(monkeypatch, capsys, folder)("rules", "list"), {f"{folder}/": ""})


def _lay_over(folder: Path, files: dict[str, str | None]) -> None:
    for name, text in files.items():
        if text is None:
            (folder / name).unlink()
        else:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, "utf-8")


@broken("commands")
def test_a_broken_command_line_is_refused(
    path: Path, tmp_path: Path, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, command = Broken.read(path), yaml.safe_load(path.read_text("utf-8"))
    assert command.keys() <= {"args", "stdin", "files"}
    _lay_over(tmp_path, command.get("files", {}))
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    file.check(advisor(*command["args"], stdin=command.get("stdin", "")), {})
    assert sorted(tmp_path.rglob("*")) == before


@broken("profiles", readable=True)
def test_the_parser_in_python_refuses_the_same_profiles(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML has no C parser the messages may differ in words, the faults in number and line do not."""
    file = Broken.read(path)
    reader = ProfileReader(packaged())
    monkeypatch.setattr(yamltext, "_LOADER", yaml.SafeLoader)
    with pytest.raises(InputError) as refused:
        reader.read(path.read_bytes().decode(), path.name)
    places = [fault.place for fault in refused.value.faults]
    assert [place.line for place in places if place] == [int(fault.where.split(":")[0]) for fault in file.faults]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "Unnamed project"),
        ("# nothing but a comment\n", "Unnamed project"),
        ("{}", "Unnamed project"),
        ("name:\nproject:\nteam: {}\npriorities: ~\n", "Unnamed project"),
        ("name: '  '\n", "Unnamed project"),
        ("name: no\n", "no"),
        ("name: 3.10\n", "3.10"),
        ("name: 2025-03-31\n", "2025-03-31"),
        ("name: !!int 5\n", "5"),
        ('name: "true"\n', "true"),
        ("\ufeffname: Line 4\r\n", "Line 4"),
        ("--- # first\nname: Line 4\n...\n", "Line 4"),
    ],
)
def test_odd_profiles_that_are_none_the_less_valid(text: str, name: str) -> None:
    profile = ProfileReader(packaged()).read(text, "odd.yaml")
    assert (profile.name, profile.answers) == (name, {})


def test_words_mean_what_was_typed() -> None:
    text = (
        "model: {custom-kernels: no}\ntraining: {python: 3.10, os: linux}\nteam: {python: none}\nalternatives: hybrid\n"
    )
    profile = ProfileReader(packaged()).read(text, "typed.yaml")
    assert profile.alternatives == ("hybrid",)
    assert profile.answers == {
        "model.custom-kernels": "no",
        "training.python": "3.10",
        "training.os": ("linux",),
        "team.python": "none",
    }


def test_half_a_surrogate_pair_is_refused_by_either_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        monkeypatch.setattr(yamltext, "_LOADER", loader)
        with pytest.raises(InputError, match=r"half\.yaml:1:"):
            parse('name: "\\ud800"', "half.yaml")


def test_a_rule_file_that_is_not_utf_8_is_refused_at_its_place(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "rules")
    (folder / "sources.yaml").write_bytes(b"sources:\n  - {id: b\xfc}\n")
    with pytest.raises(AdvisorError, match=r"sources\.yaml:2:11: not UTF-8 text"):
        load_rules(folder)


def test_the_engine_takes_a_condition_of_as_many_ways_as_may_be_written() -> None:
    options = [option.id for option in packaged().questions["deployment.devices"].options[:24]]
    tests = [Asked(question="deployment.devices", has=(option,)) for option in options]
    pairs = AllOf(all=tuple(AnyOf(any=pair) for pair in zip(tests[::2], tests[1::2], strict=True)))
    assert len(terms_of(pairs, packaged().questions)) == MAX_WAYS


YAML = st.text(st.sampled_from(":-?,[]{}#&*!|>'\"%@`\t\n\\ aé0~<.\x85\u2028\ufeff\x00\ud800"), max_size=40)


@settings(max_examples=300, deadline=None)
@given(YAML)
def test_whatever_is_typed_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        document = parse(text, "typed.yaml")
    except InputError as refused:
        unplaced = [fault for fault in refused.faults if not fault.place]
    else:
        unplaced = []
        assert document.data is None or isinstance(document.data, dict | list | str | bool)
    assert not unplaced


def test_a_rule_base_needs_no_claims() -> None:
    assert load_claims(TINY) == ()


def test_a_text_longer_than_any_file_should_be_is_refused() -> None:
    with pytest.raises(InputError, match=r"typed\.yaml:1:1: longer than 2,000,000 characters"):
        parse(2_000_001 * " ", "typed.yaml")


def test_what_no_words_were_written_for_is_told_in_those_of_pydantic() -> None:
    class Odd(BaseModel):
        when: dt.timedelta

    with pytest.raises(
        InputError, match=r"odd\.yaml:1:7: when: 'soon' does not fit: input should be a valid timedelta"
    ):
        check(Odd, parse("when: soon", "odd.yaml"), InputError)


ODD_VALUES: tuple[Any, ...] = (
    None,
    [],
    {},
    True,
    "x",
    "0",
    "-1",
    "2025-02-30",
    ["left"],
    {"a": "b"},
    "left",
    {"<all>": {}, "[key]": 1},
)
RULE_FILES = sorted(path.relative_to(TINY) for path in TINY.rglob("*.yaml"))


@pytest.mark.parametrize("name", RULE_FILES, ids=str)
def test_whatever_stands_in_a_rule_file_it_is_read_or_refused_with_places(name: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "rules")
    data = parse((TINY / name).read_text("utf-8"), str(name)).data
    unplaced = []
    for n, path in enumerate(paths_in(data)):
        odd = ODD_VALUES[n * 5 % len(ODD_VALUES)]
        (folder / name).write_text(yaml.safe_dump(with_value(data, path, odd), sort_keys=False), "utf-8")
        try:
            base = load_rules(folder)
        except RuleBaseError as refused:
            unplaced += [fault for fault in refused.faults if not fault.place]
        else:
            decide(base, ProfileReader(base).read("{}", "blank.yaml"))
    assert not unplaced


def paths_in(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, part in parts:
        yield from paths_in(part, (*path, step))


def with_value(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = data.copy()
    changed[path[0]] = with_value(data[path[0]], path[1:], value)
    return changed
