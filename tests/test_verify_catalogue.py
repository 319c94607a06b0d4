"""What the catalogue says is to be installed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from advisor.errors import RuleBaseError
from advisor.loading.rules import load_rules
from advisor.model.catalogue import Installation
from tests.running import ROOT, base

NOT_FROM_WHEELS = {
    "tensorrt": "published as source that fetches the rest while it is built",
    "torch-tensorrt": "needs tensorrt",
    "torch-tensorrt-runtime": "needs tensorrt",
    "tensorrt-llm": "published as source",
}
NO_STEP = ("library", "training-library", "quantizer", "pipeline", "tracker", "hub", "tool", "compiler")


def test_every_step_that_pip_installs_says_what() -> None:
    steps = [c for c in base().components if (c.takes or c.gives or c.runs_on) and c.kind not in NO_STEP]
    silent = {c.id for c in steps if c.install and c.install.startswith("pip install") and not c.installs}
    assert silent - NOT_FROM_WHEELS.keys() == set()


def test_what_is_installed_agrees_with_the_package_named() -> None:
    for component in base().components:
        needs = [need for i in component.installs for need in i.needs]
        if component.package and needs:
            assert component.package in " ".join(needs), component.id


@pytest.mark.parametrize("need", ["torch", "jax[cuda13]", "keras>=3", "onnx>=1.14,<2", "a==1.0.post1", "b[x,y]~=1.2"])
def test_a_requirement_is_a_name_with_extras_and_versions(need: str) -> None:
    assert Installation(needs=(need,), source="x").needs == (need,)


@pytest.mark.parametrize(
    "need",
    [
        "-r secrets.txt",
        "--index-url=http://evil.example",
        "torch @ http://evil.example/torch.whl",
        "http://evil.example/torch.whl",
        "./wheels/torch.whl",
        "git+https://evil.example/torch",
        "torch; python_version < '4'",
        "torch\n--extra-index-url x",
        "torch\n",
        "torch # x",
        "",
        "torch>=",
        "torch[",
    ],
)
def test_an_address_an_option_or_a_path_is_no_requirement(need: str) -> None:
    with pytest.raises(ValidationError):
        Installation(needs=(need,), source="x")


TORCH = "{needs: [torch], source: torch-2.15.0-package}"
BROKEN = {
    "no-source": ("components/pytorch.yaml", TORCH, "{needs: [torch], source: torhc}", "there is no source 'torhc'"),
    "an-option": ("components/pytorch.yaml", TORCH, "{needs: [-r x], source: torch-2.15.0-package}", "does not match"),
    "question": (
        "components/jax.yaml",
        "question: training.accelerators",
        "question: training.cards",
        "there is no question 'training.cards'",
    ),
    "system": ("rulebase.yaml", "    macos: aarch64", "    macos: x\n    amiga: aarch64", "there is no option 'amiga'"),
    "left-out": ("rulebase.yaml", "    macos: aarch64-apple-darwin\n", "", "there is no platform for 'macos'"),
    "usual": ("rulebase.yaml", "usual: linux", "usual: lunix", "there is no platform for 'lunix'"),
}


@pytest.fixture(name="changed")
def _changed(tmp_path: Path) -> Callable[[str, str, str], Path]:
    def change(file: str, old: str, new: str) -> Path:
        folder = tmp_path / "rules"
        shutil.copytree(ROOT / "rules", folder)
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")
        return folder

    return change


@pytest.mark.parametrize("case", BROKEN)
def test_a_fault_in_what_is_installed_is_told_with_its_place(
    changed: Callable[[str, str, str], Path], case: str
) -> None:
    file, old, new, message = BROKEN[case]
    folder = changed(file, old, new)
    with pytest.raises(RuleBaseError) as raised:
        load_rules(folder)
    (fault, *_) = raised.value.faults
    assert message in fault.message
    assert fault.place is not None
    assert fault.place.file == str(folder / file)
