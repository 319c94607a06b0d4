"""`advisor verify`, with uv's own program, against an index that the tests make."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import ROOT, Advisor, in_process
from tests.wheels import ANY, simple_index, wheel, wheels_of_the_catalogue

PROFILE = """\
name: Sorting machine
deployment: {targets: [desktop], formats: [onnx]}
training: {python: "3.12", os: [linux]}
"""
TOSS_UP = ROOT / "examples" / "tpu-training.yaml"
SECRET = "s3cr3t"  # in an address, where it must stay


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


@pytest.fixture(name="index", autouse=True)
def _index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of the catalogue's packages, the only one there is, and a folder to work in."""
    for name in [name for name in os.environ if name.startswith(("UV_", "PIP_"))]:
        monkeypatch.delenv(name)
    wheels = wheels_of_the_catalogue(tmp_path / "wheels")
    here = tmp_path / "here"
    here.mkdir()
    (here / "profile.yaml").write_text(PROFILE, "utf-8")
    monkeypatch.chdir(here)
    only(wheels)
    nowhere = {"XDG_CONFIG_HOME": str(tmp_path / "none"), "PIP_CONFIG_FILE": os.devnull, "UV_HTTP_RETRIES": "0"}
    for name, value in (nowhere | {"UV_CACHE_DIR": str(tmp_path / "cache")}).items():
        monkeypatch.setenv(name, value)
    return wheels


def only(folder: Path) -> None:
    """Let uv look into one folder of wheels and nowhere else."""
    Path("uv.toml").write_text(f'no-index = true\nfind-links = ["{folder}"]\n', "utf-8")


HYBRID = ("verify", "profile.yaml", "--alternative", "hybrid")


def asked_for(*systems: str, python: str = "3.12") -> None:
    """Ask for other systems, or another Python; none leaves it open."""
    said = f'python: "{python}", ' if python else ""
    training = f"training: {{{said}os: [{', '.join(systems)}]}}"
    Path("profile.yaml").write_text(PROFILE.replace('training: {python: "3.12", os: [linux]}', training), "utf-8")


def replaced(index: Path, name: str, version: str, tag: str = ANY) -> None:
    """Have another version of a package, or another wheel, in the place of the plain one."""
    (index / f"{name}-100.0-{ANY}.whl").unlink()
    wheel(index, name, version, tag=tag)


def test_a_stack_that_installs_is_told_in_a_line_for_each_python_and_system(advisor: Advisor) -> None:
    asked_for("linux", "windows", "macos")
    ended = advisor(*HYBRID)
    assert ended.code == 0
    assert "Hybrid: resolves" in ended.out
    lines = [line.strip() for line in ended.out.splitlines() if ": resolves, 4 packages" in line]
    assert [line.partition(":")[0] for line in lines] == [
        "Python 3.12 on Linux",
        "Python 3.12 on Windows itself",
        "Python 3.12 on macOS",
    ]


def test_it_says_that_it_uses_the_network_and_nothing_else_on_standard_error(advisor: Advisor) -> None:
    assert advisor(*HYBRID).err.splitlines() == [
        "advisor: verify asks the package index that uv or pip is configured with; nothing is installed"
    ]
    assert "uses the network" in " ".join(advisor("verify", "--help").out.split())


def test_json_tells_steps_requirements_and_versions(advisor: Advisor) -> None:
    told = advisor(*HYBRID, "--format", "json").json
    (stack,) = told["alternatives"]
    (found,) = stack["combinations"]
    assert (told["format"], told["resolves"], stack["id"]) == ("advisor.verification/1", True, "hybrid")
    assert found["pins"] == {"onnx": "100.0", "onnxruntime": "100.0", "onnxscript": "100.0", "torch": "100.0"}
    assert {"requirement": "torch", "components": ["pytorch", "torch-onnx-export"]} in found["requirements"]


def test_two_requirements_that_exclude_each_other_are_named_in_words(advisor: Advisor, index: Path) -> None:
    for version in ("1.9", "2.1"):
        wheel(index, "numpy", version)
    wheel(index, "onnxscript", "100.0", "numpy<2")
    wheel(index, "onnxruntime", "100.0", "numpy>=2")
    ended = advisor(*HYBRID)
    said = " ".join(ended.out.split())
    assert ended.code == 1
    assert "Python 3.12 on Linux: does not resolve" in said
    assert "onnxscript (torch.onnx.export) and onnxruntime (ONNX Runtime) do not go together." in said
    assert "onnxruntime needs numpy >=2" in said
    assert "onnxscript needs numpy <2" in said
    assert "In uv's words: error: No solution found" in said


def test_what_would_lift_a_conflict_was_tried(advisor: Advisor, index: Path) -> None:
    for version in ("1.9", "2.1"):
        wheel(index, "numpy", version)
    wheel(index, "onnxscript", "100.0", 'numpy<2; python_version >= "3.12"')
    wheel(index, "onnxruntime", "100.0", 'numpy>=2; sys_platform == "linux"')
    (found,) = advisor(*HYBRID, "--format", "json").json["alternatives"][0]["combinations"]
    assert found["conflict"]["lifts"] == [
        "onnxscript in a Python environment of its own",
        "onnxruntime in a Python environment of its own",
        "Python 3.10 or 3.11",
        "Windows itself or macOS instead of Linux",
    ]


def test_a_conflict_deep_below_is_traced_to_the_requirements_of_the_stack(advisor: Advisor, index: Path) -> None:
    for version in ("3.0", "5.0"):
        wheel(index, "protobuf", version)
    wheel(index, "middle", "1.0", "protobuf<4")
    wheel(index, "onnx", "100.0", "middle")
    wheel(index, "torch", "100.0", "protobuf>=5")
    (found,) = advisor(*HYBRID, "--format", "json").json["alternatives"][0]["combinations"]
    assert [wanted["requirement"] for wanted in found["conflict"]["between"]] == ["torch", "onnx"]
    assert set(found["conflict"]["reasons"]) == {"middle needs protobuf <4", "torch needs protobuf >=5"}


def test_a_python_too_old_for_a_package_is_named_with_those_that_do(advisor: Advisor, index: Path) -> None:
    wheel(index, "torch", "100.0", python=">=3.14")
    ended = advisor(*HYBRID)
    said = " ".join(ended.out.split())
    assert ended.code == 1
    assert "torch (PyTorch and torch.onnx.export) cannot be installed. - torch needs Python >=3.14" in said
    assert "What would lift it: Python 3.14 or 3.15." in said


def test_a_python_too_new_for_a_pin_of_the_catalogue_is_named_with_those_that_do(advisor: Advisor, index: Path) -> None:
    replaced(index, "onnxruntime", "1.31.1")
    asked_for("linux", python="3.15")
    ended = advisor(*HYBRID)
    said = " ".join(ended.out.split())
    assert ended.code == 1
    assert "- ONNX Runtime needs Python 3.10 or newer, below 3.15 (onnxruntime-1.31.1-package)" in said
    assert "What would lift it: Python 3.10, 3.11, 3.12, 3.13 or 3.14." in said


def test_a_pin_of_the_catalogue_gives_way_to_a_newer_version_of_the_index(advisor: Advisor, index: Path) -> None:
    replaced(index, "onnxruntime", "1.32")
    asked_for("linux", python="3.15")
    assert advisor(*HYBRID).code == 0


def test_a_package_without_a_wheel_for_the_python_says_for_which_it_has(advisor: Advisor, index: Path) -> None:
    replaced(index, "onnxruntime", "100.0", tag="cp311-cp311-manylinux_2_17_x86_64")
    said = " ".join(advisor(*HYBRID).out.split())
    assert "- onnxruntime has no wheel for Python 3.12, only for 3.11 What would lift it: Python 3.11." in said


def test_a_package_without_a_wheel_for_the_system_says_so_on_that_system_alone(advisor: Advisor, index: Path) -> None:
    replaced(index, "onnxruntime", "100.0", tag="py3-none-manylinux_2_17_x86_64")
    asked_for("linux", "macos")
    ended = advisor(*HYBRID)
    assert ended.code == 1
    assert "Python 3.12 on Linux: resolves" in ended.out
    assert "onnxruntime has no wheel for macOS" in ended.out
    assert "Linux or Windows with WSL instead of macOS" in ended.out


def test_a_package_that_the_index_lacks_is_named(advisor: Advisor, index: Path) -> None:
    (index / "onnxscript-100.0-py3-none-any.whl").unlink()
    ended = advisor(*HYBRID)
    assert (ended.code, "the package index has no onnxscript" in ended.out) == (1, True)


def test_a_version_that_the_index_lacks_is_named_with_who_needs_it(advisor: Advisor, index: Path) -> None:
    wheel(index, "numpy", "3.0")
    wheel(index, "onnx", "100.0", "numpy<2")
    assert "- onnx needs numpy <2: the package index has no such version" in advisor(*HYBRID).out


def test_an_open_python_is_served_by_any_that_resolves(advisor: Advisor, index: Path) -> None:
    wheel(index, "torch", "100.0", python=">=3.15")
    asked_for("linux", python="")
    ended = advisor(*HYBRID)
    assert ended.code == 0
    assert "The profile leaves the Python open" in ended.out
    assert ended.out.count(": resolves, 4 packages") == 1
    assert ended.out.count("does not resolve") == 5


def test_a_system_left_open_is_said_to_be_taken(advisor: Advisor) -> None:
    asked_for(python="3.12")
    assert "The profile leaves the system open: Linux is taken." in advisor(*HYBRID).out


def test_an_accelerator_asks_for_its_extra_where_it_has_one(advisor: Advisor, index: Path) -> None:
    wheel(index, "cuda-of-jax", "1.0")
    wheel(index, "jax", "100.0", 'cuda-of-jax; extra == "cuda13"', extra="cuda13")
    Path("profile.yaml").write_text(
        'training: {python: "3.12", os: [linux, windows], accelerators: [nvidia-gpu]}\n', "utf-8"
    )
    told = advisor("verify", "profile.yaml", "--alternative", "jax", "--format", "json").json
    pins = {found["system"]: sorted(found["pins"]) for found in told["alternatives"][0]["combinations"]}
    assert pins == {"linux": ["cuda-of-jax", "jax"], "windows": ["jax"]}


def test_an_extra_that_the_versions_found_do_not_have_is_told(advisor: Advisor) -> None:
    Path("profile.yaml").write_text('training: {python: "3.12", accelerators: [nvidia-gpu]}\n', "utf-8")
    assert "jax==100.0 has no extra cuda13" in advisor("verify", "profile.yaml", "--alternative", "jax").out


def test_a_package_held_back_below_the_newest_known_is_told(advisor: Advisor, index: Path) -> None:
    replaced(index, "torch", "2.9")
    assert "torch 2.9, older than the newest known" in advisor(*HYBRID).out


def test_a_pre_release_that_is_all_there_is_is_told(advisor: Advisor, index: Path) -> None:
    replaced(index, "torch", "100.0rc1")
    assert "torch 100.0rc1 is a pre-release" in advisor(*HYBRID).out


def test_steps_that_are_no_python_package_are_named_as_not_covered(advisor: Advisor) -> None:
    Path("profile.yaml").write_text(PROFILE.replace("desktop", "android"), "utf-8")
    ended = advisor("verify", "profile.yaml", "--alternative", "pytorch")
    assert "Not covered: ExecuTorch (org.pytorch:executorch-android in" in ended.out
    assert "steps not covered" in ended.out


@pytest.mark.parametrize("output", [(), ("-o", "c.txt")])
def test_where_no_step_is_a_python_package_nothing_is_said_to_resolve(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch, output: tuple[str, ...]
) -> None:
    monkeypatch.setattr("advisor.verify.verification.wanted_by", lambda *_: ())
    ended = advisor("verify", "profile.yaml", "--alternative", "hybrid", *output)
    assert "Hybrid: nothing to resolve" in ended.out
    assert ": resolves" not in ended.out
    assert ended.code == (2 if output else 0)
    assert not Path("c.txt").exists()


def test_a_toss_up_verifies_each_contender(advisor: Advisor) -> None:
    near = advisor("recommend", TOSS_UP, "--format", "json", "--brief").json["recommendation"]["contenders"]
    told = advisor("verify", TOSS_UP, "--format", "json", "--set", "training.python=3.12").json
    assert len(near) > 1
    assert [stack["id"] for stack in told["alternatives"]] == near


def test_an_alternative_that_was_not_compared_is_a_usage_error(advisor: Advisor) -> None:
    ended = advisor("verify", "profile.yaml", "--alternative", "caffe")
    assert (ended.code, ended.out) == (2, "")
    assert "valid here: " in ended.err


class TestWithoutAnIndex:
    """Nothing can be said, and nothing is changed."""

    KEPT = "torch==1.0  # by hand\n"

    @pytest.fixture(name="nothing_changes", autouse=True)
    def _kept(self) -> None:
        Path("constraints.txt").write_text(self.KEPT, "utf-8")

    def refused(self, advisor: Advisor) -> str:
        before = sorted(Path().iterdir())
        ended = advisor(*HYBRID, "-o", "constraints.txt", "--force")
        assert (ended.code, ended.out) == (3, "")
        assert (sorted(Path().iterdir()), Path("constraints.txt").read_text("utf-8")) == (before, self.KEPT)
        assert SECRET not in ended.err
        return ended.err

    def test_that_answers(self, advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("uv.toml").unlink()
        monkeypatch.setenv("UV_DEFAULT_INDEX", f"http://user:{SECRET}@127.0.0.1:9/simple")
        said = self.refused(advisor)
        assert "the package index cannot be asked" in said
        assert "127.0.0.1" not in said

    def test_while_offline(self, advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("uv.toml").unlink()
        monkeypatch.setenv("UV_OFFLINE", "1")
        assert "the package index" in self.refused(advisor)

    def test_in_the_folder_configured(self, advisor: Advisor) -> None:
        only(Path("/nowhere", SECRET))
        assert "the package index cannot be asked" in self.refused(advisor)

    def test_that_knows_any_of_the_packages(self, advisor: Advisor, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        only(tmp_path / "empty")
        assert "the package index knows none of onnx, onnxruntime, onnxscript, torch" in self.refused(advisor)

    def test_nor_uv(self, advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "uv", None)
        monkeypatch.setenv("PATH", "")
        assert "uv is not installed" in self.refused(advisor)


class TestConstraints:
    """What `-o` writes."""

    OUT = Path("constraints.txt")

    def test_are_written_as_found_and_come_out_the_same_again(self, advisor: Advisor) -> None:
        assert advisor(*HYBRID, "-o", self.OUT).code == 0
        first = self.OUT.read_text("utf-8")
        pins = [line for line in first.splitlines() if not line.startswith("#")]
        assert pins == ["onnx==100.0", "onnxruntime==100.0", "onnxscript==100.0", "torch==100.0"]
        assert first.startswith("# Written by `advisor verify` for Sorting machine: Hybrid, as of ")
        assert advisor(*HYBRID, "-o", self.OUT).code == 0
        assert self.OUT.read_text("utf-8") == first

    def test_are_taken_by_uv(self, advisor: Advisor) -> None:
        from uv import find_uv_bin

        advisor(*HYBRID, "-o", self.OUT)
        command = [find_uv_bin(), "pip", "compile", "-q", "--no-header", "--no-annotate", "-c", str(self.OUT), "-"]
        ended = subprocess.run(command, input="torch", capture_output=True, text=True, check=True)
        assert ended.stdout == "torch==100.0\n"

    def test_differ_by_python_and_system_where_the_versions_do(self, advisor: Advisor, index: Path) -> None:
        wheel(index, "torch", "101.0", tag="py3-none-win_amd64")
        asked_for("linux", "windows")
        advisor(*HYBRID, "-o", self.OUT)
        pins = [line for line in self.OUT.read_text("utf-8").splitlines() if line.startswith("torch")]
        assert pins == [
            "torch==100.0 ; python_version == '3.12' and sys_platform == 'linux'",
            "torch==101.0 ; python_version == '3.12' and sys_platform == 'win32'",
        ]

    @pytest.mark.parametrize("edit", ["torch==1.0\n", None])
    def test_of_a_human_are_left_alone_without_force(self, advisor: Advisor, edit: str | None) -> None:
        advisor(*HYBRID, "-o", self.OUT)
        edited = edit or self.OUT.read_text("utf-8").replace("torch==100.0", "torch==99.0")
        self.OUT.write_text(edited, "utf-8")
        refused = advisor(*HYBRID, "-o", self.OUT)
        assert (refused.code, self.OUT.read_text("utf-8")) == (2, edited)
        assert "by hand" in refused.err
        assert "network" not in refused.err
        assert advisor(*HYBRID, "-o", self.OUT, "--force").code == 0
        assert "torch==100.0" in self.OUT.read_text("utf-8")

    def test_are_not_written_where_the_stack_does_not_install(self, advisor: Advisor, index: Path) -> None:
        wheel(index, "torch", "100.0", python=">=3.13")
        assert advisor(*HYBRID, "-o", self.OUT).code == 1
        assert not self.OUT.exists()

    def test_of_a_toss_up_are_refused_before_anything_is_asked(self, advisor: Advisor) -> None:
        ended = advisor("verify", TOSS_UP, "-o", self.OUT)
        assert (ended.code, self.OUT.exists()) == (2, False)
        assert "name one with --alternative" in ended.err

    def test_are_printed_alone_for_a_hyphen(self, advisor: Advisor) -> None:
        assert advisor(*HYBRID, "-o", "-").out.endswith("\ntorch==100.0\n")

    def test_stay_comments_whatever_the_profile_is_called(self, advisor: Advisor) -> None:
        Path("profile.yaml").write_text(PROFILE.replace("Sorting machine", '"x\\ntorch==0.1\\u001b[31m"'), "utf-8")
        advisor(*HYBRID, "-o", self.OUT)
        lines = self.OUT.read_text("utf-8").splitlines()
        assert [line for line in lines if line.startswith("torch")] == ["torch==100.0"]
        assert "\x1b" not in "".join(lines)


class TestTheIndexOfPip:
    """What pip is configured with serves where uv has nothing of its own."""

    @pytest.fixture(name="address")
    def _address(self, index: Path, tmp_path: Path) -> str:
        Path("uv.toml").unlink()
        return simple_index(tmp_path / SECRET, index).as_uri()

    def test_is_taken_from_its_environment_and_shown_nowhere(
        self, advisor: Advisor, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        ended = advisor(*HYBRID, "-o", "constraints.txt")
        assert ended.code == 0
        assert SECRET not in ended.out + ended.err + Path("constraints.txt").read_text("utf-8")

    def test_is_taken_from_its_files(
        self, advisor: Advisor, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "pip.conf").write_text(f"[global]\nindex-url = {address}\n", "utf-8")
        monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
        assert advisor(*HYBRID).code == 0

    def test_may_be_a_folder_alone(self, advisor: Advisor, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("uv.toml").unlink()
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.setenv("PIP_FIND_LINKS", str(index))
        assert "resolves, 4 packages" in advisor(*HYBRID).out

    def test_gives_way_to_one_of_uv(self, advisor: Advisor, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
        Path("uv.toml").write_text(f'[[index]]\nurl = "{address}"\ndefault = true\n', "utf-8")
        assert advisor(*HYBRID).code == 0

    def test_serves_beside_a_file_of_uv_that_is_about_something_else(
        self, advisor: Advisor, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        Path("pyproject.toml").write_text("[tool]\nuv = {managed = false}\n", "utf-8")
        assert advisor(*HYBRID).code == 0

    def test_does_not_show_in_a_conflict(
        self, advisor: Advisor, address: str, index: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        wheel(index, "torch", "100.0", python=">=3.13")
        for format_ in ("text", "json"):
            ended = advisor(*HYBRID, "--format", format_)
            assert (ended.code, SECRET in ended.out + ended.err) == (1, False)
