"""Evaluations per second: answers in, scores out, beside a plain interpreter of the same rules and beside ZEN.

Run as `python -m benchmarks.evaluations [--profiles 2000] [--rounds 15] [--seed 1]`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial

from advisor.engine.program import compile_program
from advisor.engine.scoring import Scorer, weights_of
from advisor.loading.rules import load_rules
from advisor.model.rulebase import RuleBase
from benchmarks.interpreter import Interpreter
from benchmarks.measure import in_turns, table
from benchmarks.profiles import ALTERNATIVES, Answers, random_profiles
from benchmarks.zen_peer import ZenPeer

TOLERANCE = 1e-9
FIRST = "engine, each profile for the first time"
AGAIN = "engine, all seen before"
MASKS = "engine, all seen before, given as masks"
PLAIN = "plain interpreter"
ZEN = "zen-engine, one list expression"


def main() -> None:
    """Check that all give the same scores, then time them in turns and print the table."""
    options = _options()
    base = load_rules()
    day = base.settings.reviewed
    profiles = random_profiles(base, day, options.profiles, options.seed)
    interpreter = Interpreter(base, day, ALTERNATIVES)
    peer = ZenPeer(base, interpreter)
    contexts = [peer.context(profile) for profile in profiles]
    scorer = _engine(base)
    masks = [scorer.program.encode(profile) for profile in profiles]

    expected = [interpreter.scores(profile) for profile in profiles]
    _agree(expected, _all(scorer, profiles), AGAIN)
    _agree(expected, [peer.scores(context) for context in contexts], ZEN)
    runs: dict[str, Callable[[], object]] = {
        FIRST: lambda: _all(_engine(base), profiles),
        AGAIN: partial(_all, scorer, profiles),
        MASKS: lambda: [scorer.scores(each) for each in masks],
        PLAIN: lambda: [interpreter.scores(profile) for profile in profiles],
        ZEN: lambda: [peer.scores(context) for context in contexts],
    }
    compiling = in_turns({"compile": lambda: _engine(base)}, options.rounds)["compile"]
    times = in_turns(runs, options.rounds)
    times[FIRST] -= compiling
    answers = sorted(len(profile) for profile in profiles)
    print(
        f"{len(base.rules)} rules, {len(base.questions)} questions, {len(ALTERNATIVES)} alternatives; {len(profiles)} "
        f"distinct profiles of {answers[0]} to {answers[-1]} answers, {answers[len(answers) // 2]} in the median.\n"
    )
    rows = [_row(name, len(profiles) / times[name], times[PLAIN] / times[name]) for name in runs]
    print(table(("scores", "per second", "µs each", "x plain interpreter"), rows))
    print(f"\nCompiling the rule base for a date and these alternatives: {1000 * compiling:.1f} ms, once.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _engine(base: RuleBase) -> Scorer:
    program = compile_program(base, base.settings.reviewed, ALTERNATIVES)
    return Scorer(program, weights_of(base, {}), base.settings.saturation)


def _all(scorer: Scorer, profiles: Sequence[Answers]) -> list[tuple[float, ...]]:
    return [scorer.scores(profile) for profile in profiles]


def _agree(expected: list[list[float]], found: list[tuple[float, ...]] | list[list[float]], name: str) -> None:
    for n, (ours, theirs) in enumerate(zip(expected, found, strict=True)):
        if any(abs(a - b) > TOLERANCE for a, b in zip(ours, theirs, strict=True)):
            raise SystemExit(f"{name} disagrees with the plain interpreter on profile {n}: {theirs} and {ours}")


def _row(name: str, rate: float, ratio: float) -> tuple[str, ...]:
    return name, f"{rate:,.0f}", f"{1e6 / rate:.1f}", f"{ratio:.2f}"


if __name__ == "__main__":
    main()
