"""`advisor scan`, `advisor ask --from` and `advisor check --code`, as people and CI systems call them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from advisor.cli import scanning
from advisor.loading.profiles import load_profile
from tests.running import ROOT, Advisor, base, in_a_process, in_process

REPOSITORIES = Path(__file__).parent / "data" / "repositories"
DEAD = REPOSITORIES / "torchserve-compose"


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    return in_process(monkeypatch, capsys)


@pytest.fixture(name="repository")
def _repository(tmp_path: Path) -> Callable[..., Path]:
    def make(**files: str) -> Path:
        for name, text in files.items():
            path = tmp_path / "repository" / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path / "repository"

    return make


def test_answers_are_shown_with_place_reason_and_confidence(advisor: Advisor) -> None:
    ended = advisor("scan", REPOSITORIES / "jax-research")
    assert ended.code == 0
    assert "team.existing-code: jax  high confidence" in ended.out
    assert "src/dynamics/net.py:1 imports jax.numpy. Python code imports JAX." in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80


def test_a_profile_is_written_that_can_be_recommended_from(advisor: Advisor, tmp_path: Path) -> None:
    target = tmp_path / "profile.yaml"
    assert advisor("scan", REPOSITORIES / "kserve", "-o", target).code == 0
    text = target.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=")
    assert "  # deploy/service.yaml:1 has serving.kserve.io/InferenceService." in text
    assert load_profile(text, "p", base()).answers["deployment.existing-serving"] == "kserve"
    assert advisor("recommend", target, "--brief").code == 0


def test_a_profile_that_is_there_already_is_not_written_over(advisor: Advisor, tmp_path: Path) -> None:
    target = tmp_path / "profile.yaml"
    target.write_text("name: Mine\n", "utf-8")
    ended = advisor("scan", DEAD, "-o", target)
    assert ended.code == 2
    assert "exists already" in ended.err
    assert target.read_text("utf-8") == "name: Mine\n"


def test_json_has_every_answer_with_its_evidence_and_what_was_not_read(advisor: Advisor) -> None:
    shape = advisor("scan", REPOSITORIES / "broken-files", "--format", "json").json
    assert shape["format"] == "advisor.scan/1"
    code = next(answer for answer in shape["answers"] if answer["question"] == "team.existing-code")
    assert code["answer"] == "pytorch"
    assert code["evidence"][0].keys() == {"file", "line", "column", "area", "seen", "name", "because"}
    assert {"file": "package.json", "line": 2} in [{k: w[k] for k in ("file", "line")} for w in shape["warnings"]]


def test_an_answer_given_with_set_wins_over_the_code(advisor: Advisor) -> None:
    ended = advisor("scan", REPOSITORIES / "conda", "--set", "training.python=3.13", "--format", "profile")
    assert 'python: "3.13"' in ended.out
    assert "environment.yml:4" not in ended.out


def test_findings_fail_as_the_gate_does_and_say_what_to_do(advisor: Advisor) -> None:
    ended = advisor("scan", DEAD, "--findings")
    assert ended.code == 1
    assert "TorchServe is archived since 2025-08-07" in " ".join(ended.out.split())
    assert advisor("scan", DEAD, "--findings", "--exit-zero").code == 0
    assert advisor("scan", REPOSITORIES / "quantization", "--findings", "--fail-on", "note").code == 0
    aliases = REPOSITORIES / "pytorch-training"
    assert advisor("scan", aliases, "--findings").code == 0
    assert advisor("scan", aliases, "--findings", "--fail-on", "warning").code == 1


@pytest.mark.parametrize("format_", ["json", "sarif", "github", "gitlab", "junit"])
def test_findings_come_in_every_format_with_file_and_line(advisor: Advisor, format_: str) -> None:
    ended = advisor("scan", DEAD, "--findings", "--format", format_)
    assert ended.code == (0 if format_ == "sarif" else 1)
    assert "Dockerfile" in ended.out
    assert "archived-component" in ended.out
    if format_ in ("json", "sarif", "gitlab"):
        json.loads(ended.out)
    if format_ == "json":
        lines = [(Path(f["file"]).name, f["line"]) for f in ended.json["findings"]]
        assert lines == [
            ("Dockerfile", 5),
            ("Dockerfile", 9),
            ("Dockerfile", 10),
            ("compose.yaml", 3),
            ("handler.py", 1),
        ]


def test_a_waiver_of_the_repository_s_policy_is_heeded_until_its_day(
    advisor: Advisor, repository: Callable[..., Path]
) -> None:
    root = repository(
        app__a_dot_py="import torchtext\n",
        advisor_dot_toml='[[waivers]]\ncheck = "archived-component"\npath = "app/*"\n'
        'key = "torchtext:*"\nreason = "It goes with release 3."\nuntil = "2026-12-31"\n',
    )
    waived = advisor("scan", root, "--findings", "--today", "2026-11-21")
    assert (waived.code, "It goes with release 3." in waived.out) == (0, True)
    assert advisor("scan", root, "--findings", "--today", "2027-01-01").code == 1


def test_a_policy_may_hold_a_check_to_be_worse_or_switch_it_off(
    advisor: Advisor, repository: Callable[..., Path]
) -> None:
    files = {"a_dot_py": "import torch\nscaler = torch.cuda.amp.GradScaler()\n"}
    root = repository(**files, advisor_dot_toml='[severity]\ndeprecated-component = "error"\n')
    assert advisor("scan", root, "--findings").code == 1
    root = repository(**files, advisor_dot_toml='[severity]\ndeprecated-component = "off"\n')
    assert "torch.cuda.amp" not in advisor("scan", root, "--findings", "--fail-on", "note").out


def test_every_check_of_code_can_be_explained(advisor: Advisor) -> None:
    from advisor.model.code_checks import CODE_CHECKS

    for check in CODE_CHECKS:
        assert check.title in advisor("explain", f"check:{check.id}").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("/nowhere",), "does not exist"),
        ((__file__,), "is not a folder"),
        ((DEAD, "--format", "sarif"), "add --findings"),
        ((DEAD, "--findings", "--format", "profile"), "findings are no profile"),
        ((DEAD, "--findings", "--fail-on", "bad"), "there is no severity"),
        ((DEAD, "--set", "no.such=1"), "names no question"),
    ],
)
def test_what_makes_no_sense_is_refused(advisor: Advisor, arguments: tuple[object, ...], said: str) -> None:
    ended = advisor("scan", *arguments)
    assert ended.code == 2
    assert said in ended.err


def test_nothing_in_the_repository_is_run(advisor: Advisor, repository: Callable[..., Path], tmp_path: Path) -> None:
    mark = tmp_path / "was-run"
    code = f"import torch\nopen({str(mark)!r}, 'w')\n"
    root = repository(setup_dot_py=code, conftest_dot_py=code, sitecustomize_dot_py=code, a____init___dot_py=code)
    assert in_a_process("scan", root).returncode == 0
    assert not mark.exists()


def test_asking_from_code_asks_only_the_rest(tmp_path: Path) -> None:
    target = tmp_path / "p.yaml"
    child = pexpect.spawn(
        sys.executable,
        ["-m", "advisor", "ask", "--plain", "--all", "--from", str(REPOSITORIES / "conda"), "-o", str(target)],
        env={"PATH": "/usr/bin:/bin", "TERM": "dumb", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "COLUMNS": "80"},
        encoding="utf-8",
        timeout=60,
        cwd=ROOT,
    )
    child.expect(r"team\.existing-code: pytorch \(high confidence\)")
    told = 5
    child.expect(r"(\d+) questions")
    asked = re.search(r"(\d+) questions", str(child.after))
    assert asked
    assert 0 < int(asked[1]) <= len(base().questions) + 1 - told
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


def test_asking_from_code_without_a_terminal_names_only_what_the_code_does_not_tell() -> None:
    alone = in_a_process("ask", "--no-input").stderr.decode()
    told = in_a_process("ask", "--no-input", "--from", REPOSITORIES / "conda").stderr.decode()
    assert "project.tasks" in alone.partition("would be needed")[2]
    assert "project.tasks" not in told.partition("would be needed")[2]


def test_a_bar_shows_on_a_terminal_once_it_takes_longer_than_a_moment(tmp_path: Path) -> None:
    code = "import sys, time; from advisor.cli import scanning; scanning.EVERY = 1\n"
    code += "with scanning._progress() as step:\n    for n in range(15): step(n, 'x'); time.sleep(0.1)\n"
    child = pexpect.spawn(
        sys.executable, ["-c", code], env={"PYTHONPATH": str(ROOT), "TERM": "xterm"}, encoding="utf-8", timeout=30
    )
    child.expect("Reading.* files")
    child.expect(pexpect.EOF)
    quick = code.replace("0.1", "0.0")
    shown = pexpect.run(f"{sys.executable} -c {json.dumps(quick)}", env={"PYTHONPATH": str(ROOT), "TERM": "xterm"})
    assert "Reading" not in str(shown)


def test_no_bar_shows_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with scanning._progress() as step:
        step(1_000, "x")
    assert capsys.readouterr().err == ""


def accepted(advisor: Advisor, folder: Path, answers: str) -> Path:
    """Record a decision and accept it, as a human does."""
    profile = folder / "profile.yaml"
    profile.write_text(answers, "utf-8")
    ended = advisor("record", profile, "--dir", folder / "docs" / "decisions", "--today", "2026-11-21")
    assert ended.code == 0, ended.err
    record = next((folder / "docs" / "decisions").glob("0*.md"))
    text = record.read_text("utf-8")
    record.write_text(text.replace('status: "proposed"', 'status: "accepted"'), "utf-8")
    return record


PYTORCH = """\
name: Detector
project: {stage: research}
team: {pytorch: strong, existing-code: pytorch, migration: must-keep, python: strong}
model: {source: hugging-face, libraries: [hugging-face, torchvision]}
"""


def test_check_finds_code_that_departs_from_an_accepted_record(
    advisor: Advisor, repository: Callable[..., Path], tmp_path: Path
) -> None:
    record = accepted(advisor, tmp_path, PYTORCH)
    assert "PyTorch" in record.read_text("utf-8")
    root = repository(old_dot_py="import torch\n", new__part_dot_py="import tensorflow as tf\n")
    ended = advisor("check", record, "--code", root, "--format", "json", "--today", "2026-11-21")
    departing = [f for f in ended.json["findings"] if f["check"] == "departs-from-record"]
    assert [(Path(f["file"]).name, f["line"], f["severity"]) for f in departing] == [("part.py", 1, "warning")]
    assert record.name in departing[0]["details"][-1]
    assert advisor("check", record, "--code", root, "--fail-on", "warning", "--today", "2026-11-21").code == 1


def test_check_compares_no_code_with_a_record_that_is_only_proposed(
    advisor: Advisor, repository: Callable[..., Path], tmp_path: Path
) -> None:
    record = accepted(advisor, tmp_path, PYTORCH)
    record.write_text(record.read_text("utf-8").replace('"accepted"', '"proposed"'), "utf-8")
    root = repository(new__part_dot_py="import tensorflow as tf\n")
    ended = advisor("check", record, "--code", root, "--format", "json", "--today", "2026-11-21")
    assert "departs-from-record" not in {f["check"] for f in ended.json["findings"]}
