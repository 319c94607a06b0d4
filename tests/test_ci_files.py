"""The Action, the pre-commit hook and the documented jobs, each run as its runner runs it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.running import ROOT

ACTION: Any = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
INSTALL, CHECK, UPLOAD = STEPS.values()
HOOK = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]
GUIDE = (ROOT / "docs" / "ci.md").read_text("utf-8")
PROFILE = ROOT / "examples" / "edge-inspection.yaml"
INVALID = "name: x\nproject: {stage: nowhere}\n"
OPEN = "name: Nothing said\nproject: {}\n"
KEPT = ("PATH", "HOME", "LANG", "SYSTEMROOT", "SSL_CERT_FILE")


@dataclass(frozen=True)
class Ran:
    """How a step ended: its exit code, what it printed, the outputs it set, the summary it wrote."""

    code: int
    out: str
    err: str
    outputs: dict[str, str]
    summary: str


class Runner:
    """Runs steps of a composite action as GitHub does: in bash, in the repository, inputs through the environment."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.workspace, self.temp = folder, folder / "work space", folder / "temp"
        for made in (self.workspace, self.temp):
            made.mkdir()
        (self.workspace / "project.yaml").write_text(PROFILE.read_text("utf-8"), "utf-8")

    def install_this(self) -> None:
        """Put the command under test where the first step would put the installed one."""
        programs = self.temp / "framework-advisor" / "bin"
        programs.mkdir(parents=True)
        command = programs / "advisor"
        command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -P -m advisor "$@"\n', "utf-8")
        command.chmod(0o755)

    def run(self, step: Any, environment: dict[str, str] | None = None, **inputs: str) -> Ran:
        """Run a step with inputs, their dashes written as underscores."""
        given = {name: told["default"] for name, told in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        assert given.keys() == ACTION["inputs"].keys()
        script, output, summary = (self.folder / name for name in ("step.sh", "output", "summary"))
        script.write_text(step["run"], "utf-8")
        for file in (output, summary):
            file.write_text("", "utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace,
            env={name: os.environ[name] for name in KEPT if name in os.environ}
            | {name: expanded(value, given) for name, value in step["env"].items()}
            | {
                "CI": "true",
                "GITHUB_ACTIONS": "true",
                "GITHUB_ACTION_PATH": str(ROOT),
                "GITHUB_WORKSPACE": str(self.workspace),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(summary),
                "RUNNER_TEMP": str(self.temp),
            }
            | (environment or {}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        lines = output.read_text("utf-8").splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        assert len(outputs) == len(lines)
        return Ran(done.returncode, done.stdout, done.stderr, outputs, summary.read_text("utf-8"))

    def check(self, **inputs: str) -> Ran:
        """Run the step that checks."""
        return self.run(CHECK, None, **inputs)


def expanded(text: str, inputs: dict[str, str]) -> str:
    """Fill in the inputs, the only expressions that the environment of a step may hold."""
    made = re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: inputs[found[1]], text)
    assert re.fullmatch(r"\$\{\{ inputs\.[a-z-]+ \}\}", text)
    return made


@pytest.fixture(name="runner")
def _runner(tmp_path: Path) -> Runner:
    runner = Runner(tmp_path)
    runner.install_this()
    return runner


def test_the_action_says_what_a_marketplace_needs() -> None:
    assert ACTION["name"]
    assert len(ACTION["description"]) < 125
    assert set(ACTION["branding"]) == {"icon", "color"}
    assert ACTION["runs"]["using"] == "composite"
    for told in ACTION["inputs"].values():
        assert told["description"]
        assert told["required"] is False
        assert isinstance(told["default"], str)


def test_no_input_is_ever_part_of_a_script() -> None:
    used = set()
    for step in ACTION["runs"]["steps"]:
        if "run" in step:
            assert step["shell"] == "bash"
            assert "${{" not in step["run"]
            assert all(name.startswith("GHA_ADVISOR_") for name in step["env"])
        used |= set(re.findall(r"inputs\.([a-z-]+)", json.dumps(step)))
    assert used == set(ACTION["inputs"])


def test_other_actions_are_pinned_by_commit() -> None:
    texts = [(ROOT / "action.yml").read_text("utf-8"), GUIDE]
    uses = [found for text in texts for found in re.findall(r"uses: (\S+)(.*)", text)]
    assert len(uses) >= 2
    for action, comment in uses:
        assert re.fullmatch(r"[\w./-]+@([0-9a-f]{40}|COMMIT)", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


def test_outputs_are_those_that_the_check_sets(runner: Runner) -> None:
    ran = runner.check(sarif_file="found.sarif")
    told = {name: output["value"] for name, output in ACTION["outputs"].items()}
    assert told == {name: f"${{{{ steps.check.outputs.{name} }}}}" for name in ran.outputs}


def test_a_sound_project_passes(runner: Runner) -> None:
    ran = runner.check()
    assert (ran.code, ran.err) == (0, "")
    assert (ran.outputs["passed"], ran.outputs["errors"], ran.outputs["exit-code"]) == ("true", "0", "0")
    assert "Line 4 visual inspection" in ran.summary
    assert "sarif-file" not in ran.outputs


def test_findings_are_annotations_and_fail_the_job(runner: Runner) -> None:
    (runner.workspace / "project.yaml").write_text(INVALID, "utf-8")
    ran = runner.check()
    assert ran.code == 1
    assert re.search(r"^::error file=project\.yaml,line=2,", ran.out, re.MULTILINE)
    assert (ran.outputs["passed"], ran.outputs["exit-code"]) == ("false", "1")
    assert "nowhere" in ran.summary
    assert runner.check(exit_zero="true").code == 0
    assert runner.check(summary="false").summary == ""


def test_inputs_reach_the_check(runner: Runner) -> None:
    for folder in ("a b", "c"):
        (runner.workspace / folder).mkdir()
        (runner.workspace / folder / "p.yaml").write_text(INVALID, "utf-8")
    ran = runner.check(paths="a b\n\n  \nc/p.yaml\r\n")
    assert re.findall(r"^::error file=([^,]+),", ran.out, re.MULTILINE) == ["a b/p.yaml", "c/p.yaml"]
    inside = runner.check(working_directory="a b", paths="p.yaml", sarif_file="x.sarif")
    assert "file=a b/p.yaml," in inside.out
    assert inside.outputs["sarif-file"] == str(runner.workspace / "a b" / "x.sarif")
    assert runner.check(as_of="2024-01-01").code in (1, 2)
    shutil.copytree(ROOT / "examples" / "overlay", runner.workspace / "org rules")
    assert runner.check(paths="org rules/line-4.yaml").code == 1
    assert runner.check(paths="org rules/line-4.yaml", rules="org rules/rules\n").code == 0
    assert "no-such.toml" in runner.check(config="no-such.toml").err
    assert "'severe'" in runner.check(fail_on="severe").err


def test_the_upload_gets_its_file_even_where_the_check_fails(runner: Runner) -> None:
    (runner.workspace / "project.yaml").write_text(INVALID, "utf-8")
    ran = runner.check(upload_sarif="true")
    assert ran.code == 1
    sarif = json.loads(Path(ran.outputs["sarif-file"]).read_text("utf-8"))
    assert sarif["version"] == "2.1.0"
    assert len(sarif["runs"][0]["results"]) == int(ran.outputs["errors"]) > 0
    assert ran.summary.count("## advisor check") == 1
    assert UPLOAD["if"].startswith("${{ always() && inputs.upload-sarif == 'true'")
    assert UPLOAD["with"]["sarif_file"] == "${{ steps.check.outputs.sarif-file }}"


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"paths": "project.yaml\n--output=stolen"}, "the input paths must not begin with a dash"),
        ({"rules": "org\n--output=stolen"}, "the input rules must not begin with a dash"),
        ({"fail_on": "-x"}, "the input fail-on must not begin with a dash"),
        ({"base": "--upload-pack=touch stolen"}, "the input base must not begin with a dash"),
        ({"working_directory": "-"}, "the input working-directory must not begin with a dash"),
        ({"working_directory": "none"}, "there is no folder none"),
        ({"sarif_file": "a\npassed=true"}, "the input sarif-file must be one line"),
        ({"exit_zero": "yes"}, "the input exit-zero must be true or false, not: yes"),
        ({"summary": "x\n::warning::y%0A"}, "must be true or false, not: x%0A::warning::y%250A"),
    ],
)
def test_inputs_that_make_no_sense_are_refused(runner: Runner, inputs: dict[str, str], words: str) -> None:
    ran = runner.check(**inputs)
    assert ran.code != 0
    assert words in ran.out
    assert [line[:8] for line in ran.out.splitlines()] == ["::error "]
    assert "passed" not in ran.outputs
    assert [path.name for path in runner.workspace.iterdir()] == ["project.yaml"]


@pytest.mark.parametrize("kept", [(), ("as_of", "fail_on", "config")])
def test_inputs_are_data(runner: Runner, kept: tuple[str, ...]) -> None:
    text = "$(touch stolen) `touch stolen`; touch stolen # \"' ${IFS} * ::error::x"
    inputs = {"paths", "fail_on", "base", "config", "rules", "as_of", "sarif_file"} - set(kept)
    ran = runner.check(**dict.fromkeys(inputs, text))
    assert ran.code != 0
    assert not list(runner.workspace.glob("**/stolen"))
    assert all(line.startswith("::error file=") for line in ran.out.splitlines() if line.startswith("::error"))


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def job(runner: Runner, lines: list[str]) -> subprocess.CompletedProcess[str]:
    """Run the lines of a job, the command at hand standing for the one that they install."""
    script = "\n".join(line for line in lines if "pip install" not in line)
    environment = {"PATH": f"{runner.temp / 'framework-advisor' / 'bin'}:{os.environ['PATH']}", "CI": "true"}
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=runner.workspace,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_documented_jobs_run(runner: Runner) -> None:
    (gitlab,) = (yaml.safe_load(block)["advisor"] for block in blocks("yaml") if "artifacts:" in block)
    shell = [line for block in blocks("sh")[:2] for line in block.splitlines()]
    assert job(runner, shell).returncode == 0
    (runner.workspace / "project.yaml").write_text(INVALID, "utf-8")
    for path in runner.workspace.glob("*[!l]"):
        path.unlink()
    assert job(runner, gitlab["script"]).returncode == 1
    reports = gitlab["artifacts"]["reports"].values()
    assert sorted(path.name for path in runner.workspace.iterdir()) == sorted([*reports, "project.yaml"])
    assert json.loads((runner.workspace / "gl-code-quality-report.json").read_text("utf-8"))
    assert "<failure" in (runner.workspace / "advisor.xml").read_text("utf-8")


def test_the_documented_record_commands_run(runner: Runner) -> None:
    supersede, update = (block.splitlines() for block in blocks("sh")[2:])
    for _ in range(3):
        assert job(runner, ["advisor record project.yaml"]).returncode == 0
    assert job(runner, [*supersede, *update]).returncode == 0
    (old,) = runner.workspace.glob("docs/decisions/0003-*.md")
    assert 'status: "superseded by ADR-0004"' in old.read_text("utf-8")


def test_the_guide_names_every_input_and_output() -> None:
    tables = set(re.findall(r"`([a-z-]+)`", "\n".join(re.findall(r"^\| `[^|]*", GUIDE, re.MULTILINE))))
    assert tables == {*ACTION["inputs"], *ACTION["outputs"]}


def offline(folder: Path) -> dict[str, str]:
    """Return the environment in which pip installs this project from what is installed here, without an index."""
    libraries = folder / "libraries"
    libraries.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "advisor" not in entry.name.lower():
            (libraries / entry.name).symlink_to(entry)
    return {"PYTHONPATH": str(libraries), "PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}


def test_the_action_installs_the_command(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    for name in ("pip.py", "venv.py", "advisor.py", "hatchling.py"):
        (runner.workspace / name).write_text("raise SystemExit('taken from the repository')\n", "utf-8")
    environment = offline(tmp_path)
    site = runner.temp / "framework-advisor" / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\n"{sys.executable}" "$@" && [ ! -d "{site}" ] || '
        f'echo "{environment.pop("PYTHONPATH")}" > "{site}/site-packages/libraries.pth"\n',
        "utf-8",
    )
    python.chmod(0o755)
    ran = runner.run(INSTALL, environment, python=str(python))
    assert (ran.code, ran.out) == (0, ""), ran.err
    assert (site / "site-packages" / "advisor" / "_data" / "rulebase.json").is_file()
    checked = runner.check()
    assert (checked.code, checked.outputs["passed"]) == (0, "true")


def test_a_python_that_is_too_old_is_told(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    ran = runner.run(INSTALL, python="false")
    assert ran.code == 2
    assert ran.out.startswith("::error title=framework-advisor::Python 3.11 or newer is needed")
    assert not list(runner.temp.iterdir())


@pytest.mark.parametrize(
    ("path", "looked_at"),
    [
        ("project.yaml", True),
        ("services/a/p.yml", True),
        ("docs/decisions/0001-a.md", True),
        ("docs/decisions/0001-a.advisor.json", True),
        ("app/doc/adr/0001-a.md", True),
        ("advisor.toml", True),
        ("pyproject.toml", True),
        (".adr-dir", True),
        ("README.md", False),
        ("src/main.py", False),
        ("package.json", False),
        ("docs/decisions.md", False),
    ],
)
def test_the_hook_looks_at_profiles_records_and_the_policy(path: str, looked_at: bool) -> None:
    assert bool(re.search(HOOK["files"], path)) is looked_at


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only a repository can be cloned")
def test_pre_commit_runs_the_hook_from_a_clone(tmp_path: Path) -> None:
    environment = hooked(tmp_path)
    project, clone = tmp_path / "project", tmp_path / "clone"
    run(["git", "clone", "-q", str(ROOT), str(clone)], tmp_path, environment)
    revision = run(["git", "rev-parse", "HEAD"], clone, environment).stdout.strip()
    run(["git", "init", "-q", str(project)], tmp_path, environment)
    config = {"repos": [{"repo": str(clone), "rev": revision, "hooks": [{"id": "advisor-check"}]}]}
    (project / ".pre-commit-config.yaml").write_text(json.dumps(config), "utf-8")
    shutil.copy(PROFILE, project / "project.yaml")
    run([sys.executable, "-m", "pre_commit", "install"], project, environment)

    first = commit(project, environment)
    assert re.search(r"^advisor check\.+Passed$", first.stderr, re.MULTILINE), first.stderr
    (project / "project.yaml").write_text(INVALID, "utf-8")
    refused = commit(project, environment, code=1)
    assert re.search(r"^advisor check\.+Failed$", refused.stderr, re.MULTILINE)
    assert "project.yaml:2:" in refused.stderr
    shutil.copy(PROFILE, project / "project.yaml")
    (project / "notes.txt").write_text("x", "utf-8")
    skipped = commit(project, environment)
    assert re.search(r"^advisor check\.+\(no files to check\)Skipped$", skipped.stderr, re.MULTILINE)


def hooked(folder: Path) -> dict[str, str]:
    """Return an environment for git and pre-commit that knows nothing of this machine's settings."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    name = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    own = {"PRE_COMMIT_HOME": str(folder / "cache"), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return kept | name | own | offline(folder)


def run(command: list[str], folder: Path, environment: dict[str, str], code: int = 0) -> Any:
    """Run a command; fail where it ends otherwise than it should."""
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


def commit(project: Path, environment: dict[str, str], code: int = 0) -> Any:
    """Commit everything."""
    run(["git", "add", "-A"], project, environment)
    return run(["git", "commit", "-q", "-m", "x"], project, environment, code)
