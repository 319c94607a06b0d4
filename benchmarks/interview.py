"""How many questions an interview needs, with simulated users, and how long the next question takes.

A user is a full set of answers. The interview asks until it is proven that no answer changes the outcome; then the
outcome with what was asked must be that of all answers. File order stops by the same rules.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import mean, median
from time import process_time

from advisor.analysis.completions import Sampler
from advisor.analysis.inquiry import LIKELY, Inquiry, Prospect
from advisor.analysis.situations import Space
from advisor.engine.decision import decide, decide_with, default_alternatives
from advisor.engine.knowledge import take
from advisor.engine.program import Program, compile_program
from advisor.interview.state import relevant_answers
from advisor.loading.profiles import load_profile
from advisor.loading.rules import load_rules
from advisor.model.profile import Answer, Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.quality.case_files import case_files
from advisor.quality.cases import run_cases
from benchmarks.measure import table

ROOT = Path(__file__).parent.parent
SEED = 7  # another than the interview's own draws have
Key = tuple[object, tuple[str, ...]]
Decider = Callable[[Profile], Recommendation]


@dataclass(frozen=True)
class User:
    """Somebody who knows certain answers, says "don't know" to all else, and has priorities."""

    profile: Profile
    expected: Recommendation


@dataclass
class Run:
    """What became of one interview: questions asked until each kind of stop, of those that are relevant."""

    relevant: int
    stops: dict[str, int] = field(default_factory=dict)
    right: dict[str, bool] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    unproven: int = 0

    def share(self, stop: str) -> float:
        """Return the part of the relevant questions that was asked."""
        return self.stops[stop] / self.relevant


def outcome(found: Recommendation) -> str:
    """Return what must be the same: the alternative, a toss-up, or none."""
    return found.alternative or found.verdict


class Bench:
    """Interviews on one rule base; one inquiry for each date and set of alternatives."""

    def __init__(self, base: RuleBase) -> None:
        self.base = base
        self.known: dict[Key, tuple[Inquiry, Program, Decider]] = {}

    def inquiry(self, user: User) -> tuple[Inquiry, Program, Decider]:
        """Return what leads the interview of a user, and what decides at its end."""
        names = tuple(s.alternative for s in user.expected.standings)
        order = [a.id for a in self.base.alternatives if a.id in names]
        key = (user.expected.as_of, tuple(order))
        if key not in self.known:
            knowledge = take(self.base, user.expected.as_of)
            program = compile_program(knowledge.base, knowledge.as_of, order)
            self.known[key] = Inquiry(knowledge.base, program), program, partial(decide_with, program, knowledge)
        return self.known[key]

    def interview(self, user: User, *, file_order: bool) -> Run:
        """Ask a user until the outcome is proven, or nothing is left; note the earlier stops on the way."""
        gc.collect()
        inquiry, program, decider = self.inquiry(user)
        knows, answers, left, last = user.profile.answers, dict[str, Answer](), set[str](), ""
        run = Run(_relevant(program, knows))
        while True:
            begun = process_time()
            prospect = inquiry.prospect(answers, user.profile.priorities, left, last)
            run.times.append(1000 * (process_time() - begun))
            self._note(
                run, prospect, user, partial(self._found, decider, user, dict(answers)), len(answers) + len(left)
            )
            run.unproven += prospect.settled is None and bool(answers)
            if prospect.settled or not prospect.order:
                break
            open_ = [id_ for id_ in program.tables if id_ in prospect.order]
            last = open_[0] if file_order else prospect.order[0]
            if last in knows:
                answers[last] = knows[last]
            else:
                left.add(last)
        for stop in ("proof", "runtime", "95 %"):
            run.stops.setdefault(stop, len(answers) + len(left))
            run.right.setdefault(stop, outcome(self._found(decider, user, answers)) == outcome(user.expected))
        return run

    def _found(self, decider: Decider, user: User, answers: Mapping[str, Answer]) -> Recommendation:
        return decider(Profile(answers=dict(answers), priorities=user.profile.priorities))

    def _note(self, run: Run, prospect: Prospect, user: User, found: Callable[[], Recommendation], asked: int) -> None:
        reached = {
            "proof": bool(prospect.settled),
            "runtime": bool(prospect.settled) or prospect.trainer is not None,
            "95 %": prospect.share >= LIKELY,
        }
        for stop in (stop for stop, here in reached.items() if here and stop not in run.stops):
            run.stops[stop] = asked
            if stop == "runtime" and prospect.trainer is not None:
                trains = {a.id: a.trains_with for a in self.base.alternatives}
                run.right[stop] = {trains[id_] for id_ in user.expected.contenders} == {prospect.trainer}
            else:
                run.right[stop] = outcome(found()) == outcome(user.expected)


def _relevant(program: Program, answers: Mapping[str, Answer]) -> int:
    """Count the questions that are relevant where a user has said all that is known."""
    known = relevant_answers(program, answers)
    masks = program.encode(known)
    return len(known) + len(program.open_questions(masks, program.look_up(masks)[1]))


def drawn_users(base: RuleBase, count: int) -> Iterator[User]:
    """Yield users whose answers are drawn by what is usual; every second one completes an example."""
    knowledge = take(base)
    program = compile_program(knowledge.base, knowledge.as_of, default_alternatives(knowledge.base))
    space = Space(program)
    examples = [
        load_profile(path.read_text("utf-8"), str(path), base) for path in sorted((ROOT / "examples").glob("*.yaml"))
    ]
    completions = Sampler(space, count, seed=SEED)
    for n in range(count):
        start = examples[n // 2 % len(examples)] if n % 2 else Profile()
        known = relevant_answers(program, start.answers)
        masks = {id_: mask for id_, mask in program.encode(known).items() if mask is not None}
        drawn = completions.completions(masks)[n].answers
        answers = {**known, **{id_: _answer(base, id_, mask) for id_, mask in drawn.items()}}
        profile = Profile(answers=answers, priorities=start.priorities)
        yield User(profile, decide(base, profile))


def _answer(base: RuleBase, id_: str, mask: int) -> Answer:
    question = base.questions[id_]
    chosen = tuple(option.id for n, option in enumerate(question.options) if mask >> n & 1)
    return chosen if question.kind == "many" else chosen[0]


def case_users(base: RuleBase) -> Iterator[User]:
    """Yield the decision cases as users; what a case does not answer they do not know."""
    for case in run_cases(base, case_files(ROOT / "tests" / "cases")):
        known = case.profile.answers
        program = compile_program(
            case.recommendation.base, case.recommendation.as_of, [s.alternative for s in case.recommendation.standings]
        )
        if relevant_answers(program, known) == known:
            yield User(case.profile, case.recommendation)


def main() -> None:
    """Print the tables of benchmarks/README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=60, help="how many drawn users")
    users = parser.parse_args().users
    base = load_rules()
    bench = Bench(base)
    gc.disable()  # as the command does
    for title, group in (("drawn", [*drawn_users(base, users)]), ("cases", [*case_users(base)])):
        runs = {order: [bench.interview(u, file_order=order == "file order") for u in group] for order in ORDERS}
        print(f"{len(group)} users, {title}\n")
        print(table(HEAD, [_row(order, found) for order, found in runs.items()]))
        times = [ms for run in runs[ORDERS[0]] for ms in run.times]
        print(f"\nnext question: {median(times):.0f} ms in the median, {max(times):.0f} ms at most")
        print(f"steps where the proof was given up: {sum(run.unproven for run in runs[ORDERS[0]])} of {len(times)}\n")
        wrong = [run for found in runs.values() for run in found if not run.right["proof"]]
        assert not wrong, f"{len(wrong)} proven stops name another outcome than all answers give"


ORDERS = ("what tells most", "file order")
HEAD = (
    "order", "asked to a proof", "or to the runtime", "to 95 %", "same outcome: proof", "runtime", "95 %"
)  # fmt: skip


def _row(order: str, runs: Sequence[Run]) -> tuple[str, ...]:
    shares = [f"{100 * mean(run.share(stop) for run in runs):.0f} %" for stop in ("proof", "runtime", "95 %")]
    right = [f"{sum(run.right[stop] for run in runs)} of {len(runs)}" for stop in ("proof", "runtime", "95 %")]
    return (order, *shares, *right)


if __name__ == "__main__":
    main()
