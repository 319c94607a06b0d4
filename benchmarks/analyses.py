"""What the analyses cost: the whole command with and without them on every example, and each analysis alone.

Run as `python -m benchmarks.analyses [--rounds 9] [--python PATH]`. `--python` names the Python of an environment that
has the wheel; else it is built and installed in one of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from advisor.analysis.flips import flips
from advisor.analysis.reasons import sufficient
from advisor.analysis.robustness import robustness
from advisor.analysis.stakes import stakes
from advisor.analysis.standing import standing
from advisor.analysis.vantage import Vantage
from advisor.analysis.weights import intervals
from advisor.analysis.whynot import ineligible, losers, unfired
from advisor.engine.decision import decide
from advisor.loading.profiles import load_profile
from advisor.loading.rules import load_rules
from advisor.model.profile import Profile
from advisor.model.rulebase import RuleBase
from benchmarks.cold_start import install
from benchmarks.measure import in_turns, ratio, table

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
ANALYSES: dict[str, Callable[[Vantage], object]] = {
    "weight intervals": intervals,
    "fewest answers that flip it": flips,
    "a sufficient reason": sufficient,
    "open questions by what they move": stakes,
    "300 drawn cases": standing,
    "evidence taken away": robustness,
    "rules that do not hold": unfired,
    "losers": lambda vantage: losers(vantage, ()),
    "excluded": ineligible,
}


def main() -> None:
    """Time the command on every example, then each analysis, and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--python", type=Path)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        advisor = (options.python or install(Path(folder))).parent / "advisor"
        rows = [_commands(advisor, example, options.rounds) for example in EXAMPLES]
    print(table(("`advisor recommend`", "alone, ms", "with all analyses, ms", "ratio"), rows))
    base = load_rules()
    profiles = [load_profile(path.read_text("utf-8"), path.name, base) for path in EXAMPLES]
    costs = [_costs(base, profile, options.rounds) for profile in profiles]
    print()
    print(table(("analysis", "ms, median example", "ms, worst example"), [_row(name, costs) for name in costs[0]]))


def _commands(advisor: Path, example: Path, rounds: int) -> tuple[str, ...]:
    call = [str(advisor), "recommend", str(example)]
    times = in_turns({"alone": partial(_run, [*call, "--brief"]), "whole": partial(_run, call)}, rounds)
    alone, whole = (f"{1000 * median(times[name]):.0f}" for name in ("alone", "whole"))
    return example.stem, alone, whole, f"{ratio(times['whole'], times['alone']):.2f}"


def _run(arguments: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.run(arguments, cwd="/", env=environment, check=True, stdout=subprocess.DEVNULL)


def _costs(base: RuleBase, profile: Profile, rounds: int) -> dict[str, float]:
    result = decide(base, profile)
    fresh = partial(Vantage.of, result, profile)

    def alone(analysis: Callable[[Vantage], object]) -> object:
        return analysis(fresh())

    runs: dict[str, Callable[[], object]] = {
        "the decision itself": partial(decide, base, profile),
        "compiling again": fresh,
        **{name: partial(alone, each) for name, each in ANALYSES.items()},
    }
    times = in_turns(runs, rounds)
    own = {name: median(taken) for name, taken in times.items()}
    compiling = own["compiling again"]
    return {name: max(0.0, taken - compiling) if name in ANALYSES else taken for name, taken in own.items()}


def _row(name: str, costs: list[dict[str, float]]) -> tuple[str, ...]:
    found = [1000 * cost[name] for cost in costs]
    return name, f"{median(found):.1f}", f"{max(found):.1f}"


if __name__ == "__main__":
    main()
