"""Many profiles in one run of `advisor check`, beside one profile in a run of its own.

    Run as `python -m benchmarks.check [--profiles 1000] [--rounds 5] [--python PATH]`. The wheel is built and installed
in an environment of its own; `--python` names the Python of one that has it already.
"""

from __future__ import annotations

import argparse
import os
import subprocess
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from advisor.loading.rules import load_rules
from advisor.loading.writing import profile_yaml
from advisor.model.profile import Profile
from benchmarks.cold_start import ROOT, install
from benchmarks.measure import in_turns, ratio, table
from benchmarks.profiles import random_profiles

SEED = 20261121


def main() -> None:
    """Time one and many in turns, from the wheel and from the checkout, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--python", type=Path)
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        python = options.python or install(folder)
        one, many = write(folder / "profiles", options.profiles)
        rows = []
        for label, where in (("from the wheel", folder), ("from the checkout", ROOT)):
            calls = {"one": partial(_run, python, one, where), "many": partial(_run, python, many, where)}
            times = in_turns(calls, options.rounds)
            rows.append(
                (label, *(f"{median(times[k]):.2f}" for k in calls), f"{ratio(times['many'], times['one']):.1f}")
            )
    print(table((f"advisor check, {options.profiles:,} profiles", "one, s", "all, s", "x one"), rows))


def write(folder: Path, count: int) -> tuple[Path, Path]:
    """Write distinct random profiles into a folder; return one of them, and the folder."""
    base = load_rules()
    folder.mkdir()
    for n, answers in enumerate(random_profiles(base, base.settings.reviewed, count, SEED)):
        text = profile_yaml(base, Profile(name=f"Service {n}", answers=answers))
        (folder / f"{n:04d}.yaml").write_text(text, "utf-8")
    return folder / "0000.yaml", folder


def _run(python: Path, path: Path, where: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command: list[str | Path] = [python, "-m", "advisor", "check", path, "--format", "json", "--exit-zero"]
    subprocess.run(command, cwd=where, env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
