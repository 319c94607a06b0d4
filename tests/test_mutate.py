"""Mutants of rules, and what notices them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import Place
from advisor.quality.bench import Bench
from advisor.quality.case_files import case_files
from advisor.quality.cases import Ready, read_cases
from advisor.quality.expectations import Expectation
from advisor.quality.mutants import Mutant, mutants
from advisor.quality.mutating import Plan, mutate, sampled
from advisor.quality.mutation import Trial, Verdict
from advisor.quality.proposals import Proposer
from tests.dated import REVIEWED, asked, made, rule
from tests.running import ROOT, Advisor, base, in_process
from tests.test_coverage import CASES, EXAMPLES, written

TINY = ROOT / "tests" / "data" / "tiny_rules"
ROAD: dict[str, Any] = {"question": "s.where", "has": ["road", "sea"]}


def changes(kind: str, *rules: dict[str, Any]) -> list[str]:
    return [mutant.change for mutant in mutants(made(list(rules))) if mutant.kind == kind]


def test_each_sign_is_turned() -> None:
    told = changes("sign", rule("r", {"red": "slight", "green": "-strong"}))
    assert told == ["red: slight becomes -slight", "green: -strong becomes strong"]


def test_each_strength_goes_one_step_up_and_down() -> None:
    told = changes("strength", rule("r", {"red": "-moderate", "green": "strong"}))
    assert told == [
        "red: -moderate becomes -slight",
        "red: -moderate becomes -strong",
        "green: strong becomes moderate",
    ]


def test_options_are_dropped_and_added_and_a_test_turned() -> None:
    assert changes("condition", rule("r", {"red": "slight"}, ROAD)) == [
        "s.where: road is dropped",
        "s.where: sea is dropped",
        "s.where: air is added",
        "s.where: has becomes has_all",
        "a test is negated",
    ]


def test_all_becomes_any_and_a_not_is_dropped() -> None:
    told = changes(
        "condition", rule("r", {"red": "slight"}, {"all": [ROAD, {"not": {"question": "s.python", "is": "3.10"}}]})
    )
    assert "`all` becomes `any`" in told
    assert "a `not` is dropped" in told
    assert "s.python: 3.10 becomes 3.11" in told


def test_a_change_that_no_profile_can_tell_is_no_mutant() -> None:
    twice = {"any": [{"question": "s.where", "has": ["road"]}, ROAD]}
    assert "s.where: sea is added" not in changes("condition", rule("r", {"red": "slight"}, twice))


def test_a_standing_rule_has_no_condition_to_change() -> None:
    assert changes("condition", rule("r", {"red": "slight"})) == []


def test_dates_move_both_ways_but_not_before_the_rule_base_begins() -> None:
    assert changes("date", rule("r", {"red": "slight"})) == ["since: 2025-01-01 becomes 2025-03-02"]
    assert changes("date", rule("r", {"red": "slight"}, until="2025-04-01")) == [
        "since: 2025-01-01 becomes 2025-03-02",
        "until: 2025-04-01 becomes 2025-01-31",
        "until: 2025-04-01 becomes 2025-05-31",
    ]


STOP = {
    "id": "stop",
    "when": {"question": "s.python", "is": "3.10"},
    "excludes": ["red", "green"],
    "because": "So it is.",
    "lift": "Wait.",
    "sources": [{"source": "first"}],
    "since": "2025-01-01",
}


def test_of_a_constraint_whom_it_excludes_is_changed_and_when() -> None:
    base_ = made(constraints=[STOP])
    found = [(m.kind, m.change) for m in mutants(base_, base_.constraints)]
    assert found == [
        ("exclusion", "red is not excluded"),
        ("exclusion", "green is not excluded"),
        ("exclusion", "blue is excluded"),
        ("condition", "s.python: 3.10 becomes 3.11"),
        ("condition", "a test is negated"),
        ("date", "since: 2025-01-01 becomes 2025-03-02"),
    ]


def test_what_is_proposed_for_a_constraint_looks_at_one_alternative_alone() -> None:
    base_ = made([rule("base", dict.fromkeys(("red", "green", "blue"), "slight"))], constraints=[STOP], targets=[])
    proposer = Proposer(Bench(base_))
    found = {m.change: proposer.propose(m) for m in mutants(base_, base_.constraints)}
    told = {change: (p.names, p.fires, p.expectation.verdict) for change, p in found.items() if p}
    assert told["red is not excluded"] == (("red",), True, "none-eligible")
    assert told["blue is excluded"] == (("blue",), False, "clear")
    assert told["since: 2025-01-01 becomes 2025-03-02"] == (("red",), True, "none-eligible")


def test_an_expected_exclusion_notices_that_a_constraint_was_changed(tmp_path: Path) -> None:
    base_ = made([rule("base", {"blue": "strong"})], constraints=[STOP], targets=[])
    bench = Bench(base_)
    answered = asked(python="3.10")

    def noticed(**expected: Any) -> dict[str, tuple[bool, bool, bool]]:
        case = Ready("case", Place("x"), Expectation(**expected), answered, REVIEWED, ("red", "green", "blue"))
        trial = Trial(base_, [case])
        verdicts = {m.change: trial.judge(m) for m in mutants(base_, base_.constraints)}
        return {change: (v.expected, v.recommended, v.scores) for change, v in verdicts.items()}

    assert bench.decide(answered, REVIEWED, ("red", "green", "blue")).alternative == "blue"
    assert noticed(excluded=("red",))["red is not excluded"] == (True, True, True)
    assert noticed(excluded=("red",))["green is not excluded"] == (False, True, True)
    assert noticed(fires=("stop",))["s.python: 3.10 becomes 3.11"] == (False, True, True)
    assert noticed(alternative="blue")["blue is excluded"] == (True, True, True)


def judged(folder: Path) -> dict[str, Verdict]:
    tiny = base(TINY)
    cases = list(read_cases(Bench(tiny), case_files(folder)))
    trial = Trial(tiny, cases)
    return {f"{m.id}: {m.change}": trial.judge(m) for m in mutants(tiny)}


def test_a_turned_sign_is_noticed_by_the_recommendation(tmp_path: Path) -> None:
    verdict = judged(written(tmp_path, CASES))["phones-like-left: left: strong becomes -strong"]
    assert verdict == Verdict(verdict.mutant, True, True, True, True, True)


def test_a_mutant_that_moves_a_score_alone_is_told_apart(tmp_path: Path) -> None:
    verdict = judged(written(tmp_path, CASES))["phones-like-left: left: strong becomes moderate"]
    assert (verdict.expected, verdict.any_expected, verdict.scores) == (False, False, True)


def test_a_mutant_that_only_a_named_rule_gives_away_is_told_apart(tmp_path: Path) -> None:
    text = CASES.replace("alternative: left, ", "")
    verdict = judged(written(tmp_path, text))["phones-like-left: project.targets: android is dropped"]
    assert (verdict.expected, verdict.any_expected, verdict.recommended, verdict.scores) == (False, True, True, True)


def test_a_mutant_of_a_rule_that_no_case_meets_survives(tmp_path: Path) -> None:
    verdict = judged(written(tmp_path, CASES))["boards-like-left: left: slight becomes -slight"]
    assert (verdict.expected, verdict.any_expected, verdict.recommended, verdict.scores) == (False,) * 4


def test_a_mutant_of_a_rule_that_only_explains_changes_no_score(tmp_path: Path) -> None:
    verdict = judged(written(tmp_path, CASES))["clouds-make-no-difference: a test is negated"]
    assert (verdict.scoring, verdict.scores) == (False, False)


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    all_ = tuple(mutants(base(TINY)))
    assert sampled(all_, 5, 1) == sampled(all_, 5, 1)
    assert sampled(all_, 5, 1) != sampled(all_, 5, 2)
    assert sampled(all_, None, 1) == all_
    assert len(sampled(all_, 5, 1)) == 5


@pytest.mark.parametrize("jobs", [1, 2])
def test_processes_change_no_verdict_and_progress_is_told(tmp_path: Path, jobs: int) -> None:
    tiny = base(TINY)
    cases = list(read_cases(Bench(tiny), case_files(written(tmp_path, CASES, EXAMPLES))))
    chosen: tuple[Mutant, ...] = tuple(mutants(tiny))[:20]
    told: list[float] = []
    trial = Trial(tiny, cases)
    assert mutate(Plan(tiny, cases), chosen, told.append, jobs) == tuple(trial.judge(m) for m in chosen)
    assert told[-1] == 1
    assert told == sorted(told)


@pytest.fixture(name="tiny")
def _tiny(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys, TINY)


def test_survivors_are_told_and_a_threshold_fails(tiny: Advisor, tmp_path: Path) -> None:
    folder = written(tmp_path, CASES)
    ended = tiny("rules", "mutate", folder, "--jobs", 1, "--fail-under", 99)
    assert ended.code == 1
    assert "boards-like-left: left: slight becomes -slight" in ended.out
    assert tiny("rules", "mutate", folder, "--jobs", 1, "--no-survivors").out.count("\n") < 20


def test_json_has_the_figures_and_the_survivors(tiny: Advisor, tmp_path: Path) -> None:
    shape = tiny("rules", "mutate", written(tmp_path, CASES), "--jobs", 1, "--sample", 30, "--format", "json").json
    assert shape["mutants"] == 30
    assert shape["killed_percent"]["expected"] <= shape["killed_percent"]["any_expected"]
    assert {"rule", "change", "file", "line", "killed"} <= shape["survivors"][0].keys()


def test_a_sample_of_the_packaged_rules_is_mostly_noticed() -> None:
    """The whole run takes minutes; `advisor rules mutate` does it."""
    rules = base()
    cases = list(read_cases(Bench(rules), case_files(ROOT / "tests" / "cases" / "rules")))
    verdicts = mutate(Plan(rules, cases), sampled(tuple(mutants(rules)), 30, 1), lambda _: None)
    scoring = [verdict for verdict in verdicts if verdict.scoring]
    assert sum(v.any_expected for v in scoring) >= 0.8 * len(scoring)
    assert sum(v.scores for v in scoring) >= 0.9 * len(scoring)


def test_a_condition_that_several_changes_lead_to_is_one_mutant() -> None:
    told = changes("condition", rule("r", {"red": "slight"}, {"not": {"not": ROAD}}))
    assert len(told) == len(changes("condition", rule("r", {"red": "slight"}, ROAD)))


def test_a_case_that_fails_as_the_rules_are_notices_nothing(tmp_path: Path) -> None:
    verdict = judged(written(tmp_path, CASES.replace("alternative: left", "alternative: right")))
    turned = verdict["phones-like-left: left: strong becomes -strong"]
    assert (turned.expected, turned.recommended) == (False, True)


def test_each_share_has_a_threshold_of_its_own(tiny: Advisor, tmp_path: Path) -> None:
    call = ("rules", "mutate", written(tmp_path, CASES), "--only", "phones-like-left", "--jobs", 1)
    assert tiny(*call, "--fail-under", "scores=80").code == 0
    ended = tiny(*call, "--fail-under", "scores=80", "--fail-under", "expected=99.5")
    assert ended.code == 1
    assert "advisor: expected: " in ended.err
    assert " % is less than 99.5 %" in ended.err
    for wrong in ("scors=9", "many", "101", "nan"):
        assert tiny(*call, "--fail-under", wrong).code == 2


def test_only_the_rules_named_are_changed_by_themselves_or_by_their_criterion(tiny: Advisor, tmp_path: Path) -> None:
    folder = written(tmp_path, CASES)

    def told(*only: str) -> set[str]:
        shape = tiny("rules", "mutate", folder, "--jobs", 1, "--format", "json", *only).json
        return {survivor["rule"] for survivor in shape["survivors"]}

    assert told("--only", "boards-like-left") == {"boards-like-left"}
    of_reach = {rule.id for c in base(TINY).criteria if c.id == "reach" for rule in c.rules}
    assert told("--only", "reach", "--only", "boards-like-left") <= of_reach


def test_a_rule_to_change_that_is_not_there_is_refused(tiny: Advisor, tmp_path: Path) -> None:
    ended = tiny("rules", "mutate", written(tmp_path, CASES), "--only", "bords-like-left")
    assert (ended.code, ended.out) == (2, "")
    assert (
        "--only: there is no rule, constraint or criterion 'bords-like-left'\n    did you mean 'boards-like-left'?"
        in ended.err
    )


def proposed(text: str) -> list[str]:
    """Take the files of examples out of what was printed."""
    _, _, examples = text.partition("\nExamples found")
    head = "about: Proposed.\nas_of: 2025-03-31\n"
    return [f"{head}only: {part}" for part in examples.split("\nonly: ")[1:]]


def test_what_is_proposed_comes_out_and_notices_what_it_was_proposed_for(tiny: Advisor, tmp_path: Path) -> None:
    cases = written(tmp_path, CASES)
    call = ("rules", "mutate", "--only", "reach", "--jobs", 1)
    before = tiny(*call, cases, "--propose")
    for n, text in enumerate(proposed(before.out)):
        (tmp_path / f"proposed-{n}.yaml").write_text(text)
    assert tiny("rules", "test", tmp_path).code == 0
    left = tiny(*call, cases, "--format", "json", "--propose").json["survivors"]
    assert before.out.count("- profile:") > 10
    assert [survivor["change"] for survivor in left if "proposal" in survivor] == []


def test_a_proposal_is_short_and_says_what_comes_out(tiny: Advisor, tmp_path: Path) -> None:
    call = ("rules", "mutate", written(tmp_path, CASES), "--only", "boards-like-left", "--jobs", 1, "--propose")
    told = tiny(*call).out
    example = "      - profile: {project: {targets: [board]}}\n        expected: {alternative: left, verdict: lean}\n"
    assert "\nonly: reach\nrules:\n  - rule: boards-like-left\n    fires:\n" in told
    assert example in told
    [sign] = [s for s in tiny(*call, "--format", "json").json["survivors"] if s["kind"] == "sign"]
    assert sign["proposal"]["profile"] == {"project": {"targets": ["board"]}}
    assert sign["proposal"]["fires"] is True


def test_a_moved_date_is_noticed_on_a_day_between() -> None:
    rules = made([rule("r", {"red": "strong"}, since="2025-03-01", until="2025-05-01")])
    proposer = Proposer(Bench(rules))
    found = {m.change: proposer.propose(m) for m in mutants(rules) if m.kind == "date"}
    assert {change: (p.day.isoformat(), p.fires) for change, p in found.items() if p} == {
        "since: 2025-03-01 becomes 2025-04-30": ("2025-04-29", True),
        "until: 2025-05-01 becomes 2025-03-02": ("2025-04-30", True),
        "until: 2025-05-01 becomes 2025-06-30": ("2025-05-01", False),  # no day after the review
    }


def test_nothing_is_proposed_for_a_mutant_that_no_recommendation_shows() -> None:
    same = [rule(f"same-{n}", {"red": "strong"}) for n in range(5)]
    rules = made([rule("r", {"red": "strong"}), *same])
    proposer = Proposer(Bench(rules))
    [weaker] = [m for m in mutants(rules) if m.id == "r" and m.kind == "strength"]
    assert proposer.propose(weaker) is None


def test_processes_end_with_the_one_that_began_them(tmp_path: Path) -> None:
    call = [sys.executable, "-m", "advisor", "rules", "mutate", "--jobs", "2", str(ROOT / "tests" / "cases")]
    with subprocess.Popen(call, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as begun:
        workers = waited_for(lambda: children(begun.pid), lambda found: len(found) == 2)
        begun.kill()
    left = waited_for(lambda: [pid for pid in workers if Path(f"/proc/{pid}").exists()], lambda found: not found)
    assert left == []


def children(parent: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in listed.stdout.split()]


def waited_for(look: Callable[[], list[int]], enough: Callable[[list[int]], bool]) -> list[int]:
    """Look again until it is enough, for a minute at most."""
    for _ in range(600):
        found = look()
        if enough(found):
            break
        time.sleep(0.1)
    return found
