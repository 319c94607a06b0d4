"""What the interview says about answers still to come, against trying every way of going on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.analysis import situations
from advisor.analysis.leads import Parts, View
from advisor.analysis.outcomes import Judge
from advisor.analysis.settling import Claim, Prover
from advisor.analysis.situations import LEFT, Situation, Space
from advisor.engine.decision import decide_with
from advisor.engine.knowledge import take
from advisor.engine.program import compile_program
from advisor.model.profile import Answer, Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Question, RuleBase
from tests.strategies import ALTERNATIVES, DAY, bases_and_profiles
from tests.tiny import BASE, PROGRAM


def every_answer(question: Question) -> list[Answer | None]:
    ids = [option.id for option in question.options]
    if question.kind != "many":
        return [None, *ids]
    return [None, *(some for size in range(len(ids) + 1) for some in combinations(ids, size))]


def completions(base: RuleBase, profile: Profile, skipped: frozenset[str]) -> Iterator[Profile]:
    """Every way of answering or leaving open what was not asked; irrelevant questions stay without an answer."""
    program = compile_program(base, DAY, ALTERNATIVES)
    known = [[profile.answers.get(q.id)] if q.id in profile.answers or q.id in skipped else every_answer(q)
             for q in base.questions.values()]  # fmt: skip
    for choice in product(*known):
        answers: dict[str, Answer] = {}
        for question, answer in zip(program.questions, choice, strict=True):
            relevant = program.tables[question.id].relevant
            may = program.look_up(program.encode(answers))[1]
            if answer is not None and (not relevant or may & relevant):
                answers[question.id] = answer
        yield profile.model_copy(update={"answers": answers})


class Tried:
    """A base, a situation in it, and what every way of going on leads to."""

    def __init__(self, base: RuleBase, profile: Profile, skipped: frozenset[str]) -> None:
        knowledge = take(base, DAY)
        self.program = compile_program(knowledge.base, DAY, ALTERNATIVES)
        self.judge = Judge.of(base, self.program, profile.priorities)
        self.space = Space(self.program)
        masks = self.program.encode(profile.answers)
        self.situation: Situation = {id_: m for id_, m in masks.items() if m is not None} | dict.fromkeys(skipped, LEFT)
        self.found = [decide_with(self.program, knowledge, p) for p in completions(base, profile, skipped)]
        self.contenders = [self.leading(r) for r in self.found]

    def leading(self, found: Recommendation) -> int:
        """The alternatives that lead by margin: a proof is about these, not about whether weights accept them."""
        eligible = [s for s in found.standings if s.eligible != "no"]
        near = [s for s in eligible if eligible[0].score - s.score < self.judge.near]
        return sum(1 << ALTERNATIVES.index(s.alternative) for s in near or eligible[:1])


@st.composite
def tried(draw: st.DrawFn) -> Tried:
    base, profile = draw(bases_and_profiles())
    stated = {base.criteria[0].id: "normal", **profile.priorities}  # so that no way of going on leaves it blank
    profile = profile.model_copy(update={"priorities": stated})
    open_ = [id_ for id_ in base.questions if id_ not in profile.answers]
    skipped = frozenset(draw(st.lists(st.sampled_from(open_), unique=True))) if open_ else frozenset()
    profile = next(iter(completions(base, profile, frozenset(base.questions))))
    return Tried(base, profile, skipped - profile.answers.keys())


@given(tried())
@settings(max_examples=300, deadline=None)
def test_a_proof_agrees_with_trying_every_way_of_going_on(case: Tried) -> None:
    prover = Prover(case.space, case.judge, Parts(case.judge))
    now = case.judge.contenders(case.space.look(case.situation).stands)
    claims = [Claim(0b111, toss_up=True), Claim(now), Claim(0b011), Claim(0b101), Claim(0b001), Claim(0b111)]
    for claim in claims:
        expected = all(claim.holds_for(c) for c in case.contenders)
        assert prover.proves(case.situation, claim, 100_000) is expected


@given(tried())
@settings(max_examples=200, deadline=None)
def test_a_proof_option_by_option_agrees_too(case: Tried) -> None:
    now = case.judge.contenders(case.space.look(case.situation).stands)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(situations, "FEW", 1)  # no set of options is listed
        for claim in (Claim(0b111, toss_up=True), Claim(now), Claim(0b011)):
            expected = all(claim.holds_for(c) for c in case.contenders)
            prover = Prover(case.space, case.judge, Parts(case.judge))
            assert prover.proves(case.situation, claim, 100_000) is expected


def test_a_proof_is_given_up_at_its_limit() -> None:
    space = Space(PROGRAM)
    judge = Judge.of(BASE, PROGRAM, {})
    assert Prover(space, judge, Parts(judge)).proves({}, Claim(0b11), 0) is None


@given(tried())
@settings(max_examples=200, deadline=None)
def test_no_lead_exceeds_its_bound(case: Tried) -> None:
    look = case.space.look(case.situation)
    view = View(Parts(case.judge).at(look.must, look.can), look)
    for x, y in product(range(3), repeat=2):
        most = max(r.standing(ALTERNATIVES[x]).score - r.standing(ALTERNATIVES[y]).score for r in case.found)
        assert view.lead(x, y).most >= most - 1e-9


def test_options_are_decided_one_by_one_as_they_are_together(monkeypatch: pytest.MonkeyPatch) -> None:
    space, options = Space(PROGRAM), (1, 2, 4, LEFT)
    for stage, code, skill, reach in product(options, options[:3], options, ("low", "high")):
        judge = Judge.of(BASE, PROGRAM, {"reach": reach})
        settled = {"project.stage": stage, "team.code": code, "team.skill": skill}
        left = dict.fromkeys(("project.python", "team.moves", "team.owner"), LEFT)
        for claim in (Claim(0b11, toss_up=True), Claim(0b01), Claim(0b10)):
            found = []
            for few in (16, 1):
                monkeypatch.setattr(situations, "FEW", few)
                found.append(Prover(space, judge, Parts(judge)).proves({**settled, **left}, claim, 1000))
            assert found[0] is found[1]


def test_a_claim_of_one_alternative_looks_into_what_may_exclude_it() -> None:
    space, judge = Space(PROGRAM), Judge.of(BASE, PROGRAM, {})
    prover = Prover(space, judge, Parts(judge))
    look = space.look({"team.code": 4})
    doubts = prover.doubts(View(Parts(judge).at(look.must, look.can), look), Claim(0b01))
    assert [row.id for row in doubts.constraints] == ["right-code-stays"]
    assert doubts.widest is None
    assert Claim(0).holds_for(0)
    assert not Claim(0).holds_for(0b1)
