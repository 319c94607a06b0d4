"""The examples are valid, and their committed files are what the program makes of them today."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from functools import cache
from math import fsum
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from advisor import __version__
from advisor.cli.main import run
from advisor.engine.decision import decide
from advisor.loading.profiles import load_profile
from advisor.loading.rules import load_rules
from advisor.loading.yamltext import parse
from advisor.model.profile import Profile
from advisor.model.rulebase import RuleBase
from advisor.report import Format, render

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
CI = EXAMPLES / "ci"
SCHEMA = "profile.schema.json"
EXTENSIONS = {Format.text: "txt", Format.json: "json", Format.markdown: "md", Format.html: "html"}
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))
each_example = pytest.mark.parametrize("name", NAMES)


@cache
def base() -> RuleBase:
    return load_rules()


def source(name: str) -> str:
    return (EXAMPLES / f"{name}.yaml").read_text("utf-8")


def profile(name: str) -> Profile:
    return load_profile(source(name), f"{name}.yaml", base())


def report(name: str, format_: Format) -> Path:
    return EXAMPLES / "reports" / f"{name}.{EXTENSIONS[format_]}"


def published(name: str) -> Any:
    return json.loads(report(name, Format.json).read_text("utf-8"))


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run([*arguments]) == 0
    return capsys.readouterr().out


def test_there_are_enough_examples() -> None:
    assert len(NAMES) >= 10


@each_example
def test_an_example_answers_ten_questions_and_leaves_the_alternatives_open(name: str) -> None:
    checked = profile(name)
    assert len(checked.answers) >= 10
    assert checked.name != Profile().name
    assert checked.alternatives is None


@each_example
def test_an_example_answers_only_what_is_relevant(name: str) -> None:
    checked = profile(name)
    without = {id_: checked.model_copy(update={"answers": _without(checked, id_)}) for id_ in checked.answers}
    assert [id_ for id_, p in without.items() if id_ not in decide(base(), p).open_questions] == []


def _without(checked: Profile, question: str) -> dict[str, Any]:
    return {id_: answer for id_, answer in checked.answers.items() if id_ != question}


@each_example
def test_an_example_names_its_schema_first_and_tells_the_situation(name: str) -> None:
    first, *rest = source(name).splitlines()
    assert first == f"# yaml-language-server: $schema={SCHEMA}"
    assert rest[0].startswith("# ")
    assert rest[1].startswith("# ")


@each_example
def test_an_editor_finds_no_fault_in_an_example(name: str) -> None:
    jsonschema.validate(parse(source(name), name).data, json.loads((EXAMPLES / SCHEMA).read_text("utf-8")))


def test_the_schema_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert (EXAMPLES / SCHEMA).read_text("utf-8") == printed(capsys, "schema", "profile")


@pytest.mark.parametrize("format_", EXTENSIONS)
@each_example
def test_a_report_is_current(name: str, format_: Format) -> None:
    checked = profile(name)
    made = render(format_, checked, decide(base(), checked), width=80, whole=base())
    assert report(name, format_).read_bytes() == made.encode(), "run tools/update-examples"


def test_every_report_is_of_an_example() -> None:
    expected = {report(name, format_) for name in NAMES for format_ in EXTENSIONS}
    assert set((EXAMPLES / "reports").iterdir()) == expected


@each_example
def test_a_text_report_keeps_to_80_columns_without_colour(name: str) -> None:
    text = report(name, Format.text).read_text("utf-8")
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "\x1b" not in text


@each_example
def test_a_json_report_conforms_to_the_published_schema(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    jsonschema.validate(published(name), json.loads(printed(capsys, "schema", "recommendation")))


@each_example
def test_the_contributions_of_a_json_report_add_up_to_the_scores(name: str) -> None:
    result = published(name)
    for alternative in result["alternatives"]:
        points = [contribution["points"] for contribution in alternative["contributions"]]
        assert abs(result["score_base"] + fsum(points) - alternative["score"]) <= 1e-9


def test_the_first_command_of_the_readme_names_an_example() -> None:
    first = re.search(r"^```\w*\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert first, "the README has no fenced command"
    named = re.findall(r"examples/[\w-]+\.yaml", first[1])
    assert named
    assert all((ROOT / path).is_file() for path in named)


@cache
def workflow() -> Any:
    return yaml.safe_load((CI / "github-workflow.yml").read_text("utf-8"))


def steps() -> list[dict[str, Any]]:
    (job,) = workflow()["jobs"].values()
    return list(job["steps"])


def gates() -> list[list[str]]:
    """The command lines that the CI examples run, without the program's name."""
    (job,) = yaml.safe_load((CI / "gitlab-ci.yml").read_text("utf-8")).values()
    lines = [line for step in steps() for line in step.get("run", "").splitlines()] + job["script"]
    return [shlex.split(line)[1:] for line in lines if line.startswith("advisor ")]


def test_the_workflow_may_only_read_and_pins_its_actions_by_commit() -> None:
    uses = [step["uses"] for step in steps() if "uses" in step]
    assert workflow()["permissions"] == {"contents": "read"}
    assert all(re.fullmatch(r"actions/(checkout|setup-python)@[0-9a-f]{40}", action) for action in uses)
    assert steps()[0]["with"] == {"persist-credentials": False}


def test_the_workflow_runs_on_pull_requests() -> None:
    assert "pull_request" in workflow()[True]  # YAML 1.1 reads the key `on` as true


def test_both_ci_examples_run_the_same_gate() -> None:
    github, gitlab = gates()
    assert github == gitlab == ["recommend", "project.yaml", "--fail-on", "toss-up,none-eligible"]


@pytest.mark.parametrize("file", ["github-workflow.yml", "gitlab-ci.yml"])
def test_ci_examples_install_this_version(file: str) -> None:
    assert re.findall(r"framework-advisor==(\S+)", (CI / file).read_text("utf-8")) == [__version__]


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """Run the workflow's command line where `project.yaml` is the given text; return the exit code."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")

    def run_on(project: str) -> int:
        Path("project.yaml").write_text(project, "utf-8")
        return run(gates()[0])

    return run_on


def test_the_workflow_lets_a_decided_example_pass(
    gate: Callable[[str], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert gate(source("edge-inspection")) == 0
    assert capsys.readouterr().out.encode() == report("edge-inspection", Format.text).read_bytes()


@pytest.mark.parametrize(
    ("project", "code"),
    [
        ("{}", 1),
        ("model: {libraries: [numpyro, ray-rllib]}", 1),
        ("project: {stage: someday}", 2),
    ],
    ids=["toss-up", "none-eligible", "faulty"],
)
def test_the_workflow_stops_what_is_not_decided(gate: Callable[[str], int], project: str, code: int) -> None:
    assert gate(project) == code
