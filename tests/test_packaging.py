"""The wheel carries what the checkout has, and nothing else."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from advisor.loading.overlays import load_over
from advisor.loading.rules import load_rules
from advisor.model.rulebase import RuleBase
from advisor.quality.difference import differences

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module", name="wheel")
def _wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return zipfile.ZipFile(path)


@pytest.mark.parametrize("folder", ["rules", "templates"])
def test_the_wheel_holds_every_file_of(folder: str, wheel: zipfile.ZipFile) -> None:
    packed = {n: wheel.read(n) for n in wheel.namelist() if n.startswith(f"advisor/_data/{folder}/")}
    here = {
        f"advisor/_data/{path.relative_to(ROOT).as_posix()}": path.read_bytes()
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert packed == here
    assert here


def test_the_compiled_rule_base_is_the_one_in_the_yaml(wheel: zipfile.ZipFile) -> None:
    compiled = RuleBase.model_validate_json(wheel.read("advisor/_data/rulebase.json"))
    assert compiled == load_rules().model_copy(update={"claims": ()})


def test_an_overlay_differs_from_the_wheel_by_what_it_says_alone(wheel: zipfile.ZipFile) -> None:
    compiled = RuleBase.model_validate_json(wheel.read("advisor/_data/rulebase.json"))
    folder = str(ROOT / "examples" / "overlay" / "rules")
    read = load_rules()
    found = differences(compiled, load_over(compiled, folder))
    assert found == differences(read, load_over(read, folder))
    assert {(each.act, each.layer) for each in found if each.act == "added"} == {("added", "brook-bottling")}


def test_only_the_package_is_at_the_top_of_the_wheel(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"advisor"}


def test_an_editable_install_carries_no_copy_that_could_go_stale(tmp_path: Path) -> None:
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["editable"])
    assert not any("_data" in name for name in zipfile.ZipFile(path).namelist())


def test_the_typed_marker_is_shipped(wheel: zipfile.ZipFile) -> None:
    assert "advisor/py.typed" in wheel.namelist()
