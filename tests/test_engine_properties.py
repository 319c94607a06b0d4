"""What must hold of every recommendation, whatever the rules say (design: docs/method.md, "Properties")."""

from __future__ import annotations

from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.engine.conditions import evaluate
from advisor.engine.decision import decide, decide_with
from advisor.engine.knowledge import take
from advisor.engine.program import compile_program
from advisor.engine.scoring import Scorer, weights_of
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from tests.reference import plain, scores
from tests.strategies import ALTERNATIVES, DAY, answers_to, bases_and_profiles, profiles, rule_bases

settings.register_profile("engine", max_examples=100, deadline=None)
settings.load_profile("engine")
STRONGER = {
    "-strong": "-moderate",
    "-moderate": "-slight",
    "-slight": "slight",
    "slight": "moderate",
    "moderate": "strong",
}


def scored(result: Recommendation) -> dict[str, float]:
    return {s.alternative: s.score for s in result.standings}


def changed(base: RuleBase, **parts: object) -> RuleBase:
    return RuleBase.model_validate(base.model_copy(update=parts).model_dump(by_alias=True))


@given(bases_and_profiles())
def test_scores_are_those_of_the_plain_interpreter(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    expected = scores(plain(base), profile.answers, profile.priorities, ALTERNATIVES, DAY)
    assert scored(decide(base, profile, DAY)) == pytest.approx(expected, abs=1e-9)


@given(bases_and_profiles())
def test_contributions_add_up_to_the_score_and_keep_their_sign(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    for standing in (result := decide(base, profile)).standings:
        total = result.score_base + fsum(c.points for c in standing.contributions)
        assert total == pytest.approx(standing.score, abs=1e-9)
        for contribution in standing.contributions:
            word = base.rules[contribution.rule].effect[standing.alternative]
            assert (contribution.points < 0) is word.startswith("-")


@given(bases_and_profiles(), st.randoms())
def test_the_order_of_rules_criteria_and_constraints_does_not_matter(pair: tuple[RuleBase, Profile], random) -> None:  # type: ignore[no-untyped-def]
    base, profile = pair
    criteria = [c.model_copy(update={"rules": tuple(random.sample(c.rules, len(c.rules)))}) for c in base.criteria]
    random.shuffle(criteria)
    constraints = tuple(random.sample(base.constraints, len(base.constraints)))
    before, after = (
        decide(base, profile),
        decide(changed(base, criteria=tuple(criteria), constraints=constraints), profile),
    )
    assert scored(before) == scored(after)
    assert (before.verdict, before.alternative, before.contenders) == (
        after.verdict,
        after.alternative,
        after.contenders,
    )
    assert [s.contributions for s in before.standings] == [s.contributions for s in after.standings]
    assert before.unknown_rules == after.unknown_rules


@given(bases_and_profiles(constraints=False))
def test_renaming_alternatives_only_renames_the_result(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    names = dict(zip(ALTERNATIVES, ("r", "g", "b"), strict=True))
    data = base.model_dump(by_alias=True)
    for alternative in data["alternatives"]:
        alternative["id"] = names[alternative["id"]]
    for criterion in data["criteria"]:
        for rule in criterion["rules"]:
            rule["effect"] = {names[k]: v for k, v in rule["effect"].items()}
    renamed = decide(RuleBase.model_validate(data), profile.model_copy(update={"alternatives": tuple(names.values())}))
    original = decide(base, profile)
    assert scored(renamed) == {names[k]: v for k, v in scored(original).items()}
    assert renamed.contenders == tuple(names[c] for c in original.contenders)


@given(bases_and_profiles(), st.permutations(range(len(ALTERNATIVES))))
def test_the_order_of_alternatives_moves_nothing(pair: tuple[RuleBase, Profile], order: list[int]) -> None:
    base, profile = pair
    moved = changed(base, alternatives=tuple(base.alternatives[n] for n in order))
    before = decide(base, profile)
    after = decide(moved, profile.model_copy(update={"alternatives": tuple(ALTERNATIVES[n] for n in order)}))
    assert scored(after) == scored(before)
    assert (after.verdict, after.alternative, after.doubts) == (before.verdict, before.alternative, before.doubts)
    assert set(after.contenders) == set(before.contenders)
    assert {a: (f.ranks, f.central) for a, f in after.acceptance.items()} == {
        a: (f.ranks, f.central) for a, f in before.acceptance.items()
    }


@given(bases_and_profiles(), st.data())
def test_strengthening_an_effect_never_lowers_the_score(pair: tuple[RuleBase, Profile], data: st.DataObject) -> None:
    base, profile = pair
    places = [(c, r, a) for c, x in enumerate(base.criteria) for r, rule in enumerate(x.rules) for a in rule.effect]
    places = [(c, r, a) for c, r, a in places if base.criteria[c].rules[r].effect[a] in STRONGER]
    if not places:
        return
    c, r, alternative = data.draw(st.sampled_from(places))
    criteria = [x.model_dump(by_alias=True) for x in base.criteria]
    effect = criteria[c]["rules"][r]["effect"]
    effect[alternative] = STRONGER[effect[alternative]]
    stronger = RuleBase.model_validate(base.model_dump(by_alias=True) | {"criteria": criteria})
    assert scored(decide(stronger, profile))[alternative] >= scored(decide(base, profile))[alternative] - 1e-12


@given(bases_and_profiles(), st.permutations(ALTERNATIVES))
def test_adding_an_alternative_changes_no_others_score(pair: tuple[RuleBase, Profile], order: list[str]) -> None:
    base, profile = pair
    fewer = profile.model_copy(update={"alternatives": tuple(order[:2])})
    everything = scored(decide(base, profile))
    assert scored(decide(base, fewer)) == {a: everything[a] for a in order[:2]}


@given(bases_and_profiles(), st.data())
def test_answering_an_open_question_never_leaves_the_interval(
    pair: tuple[RuleBase, Profile], data: st.DataObject
) -> None:
    base, profile = pair
    before = decide(base, profile)
    if not before.open_questions:
        return
    question = data.draw(st.sampled_from(before.open_questions))
    answers = {**profile.answers, question: data.draw(answers_to(base.questions[question]))}
    after = decide(base, profile.model_copy(update={"answers": answers}))
    for standing in after.standings:
        old = before.standing(standing.alternative)
        assert old.low - 1e-9 <= standing.low <= standing.score <= standing.high <= old.high + 1e-9


@given(st.data())
def test_the_score_of_every_completion_lies_in_the_interval(data: st.DataObject) -> None:
    base = data.draw(rule_bases())
    profile = data.draw(profiles(base))
    whole = data.draw(profiles(base, complete=True))
    before = decide(base, profile)
    answers = {**{q: whole.answers[q] for q in before.open_questions}, **profile.answers}
    for standing in decide(base, profile.model_copy(update={"answers": answers})).standings:
        old = before.standing(standing.alternative)
        assert old.low - 1e-9 <= standing.score <= old.high + 1e-9


@given(bases_and_profiles())
def test_a_vetoed_alternative_is_never_recommended(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    result = decide(base, profile)
    excluded = {
        name
        for constraint in base.constraints
        if evaluate(constraint.when, _relevant_masks(base, profile), base.questions)
        for name in constraint.excludes
    }
    assert result.alternative not in excluded
    assert not excluded & set(result.contenders)
    assert {s.alternative for s in result.standings if s.eligible == "no"} == excluded
    if excluded == set(ALTERNATIVES):
        assert result.verdict == "none-eligible"


def _relevant_masks(base: RuleBase, profile: Profile) -> dict[str, int | None]:
    program = compile_program(base, DAY, ALTERNATIVES)
    masks = program.encode(profile.answers)
    for question in base.questions.values():
        if masks[question.id] is None and evaluate(question.asked_when, masks, base.questions) is False:
            masks[question.id] = 0
    return masks


@given(bases_and_profiles(), st.sampled_from([0.5, 2.0, 8.0]))
def test_scaling_all_weights_changes_nothing(pair: tuple[RuleBase, Profile], factor: float) -> None:
    base, profile = pair
    scaled = changed(base, criteria=tuple(c.model_copy(update={"weight": c.weight * factor}) for c in base.criteria))
    assert scored(decide(scaled, profile)) == pytest.approx(scored(decide(base, profile)), abs=1e-9)


@given(bases_and_profiles())
def test_equal_inputs_give_equal_results(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    again = RuleBase.model_validate_json(base.model_dump_json(by_alias=True))
    assert decide(base, profile) == decide(again, profile.model_copy(deep=True))


@given(bases_and_profiles())
def test_the_fast_path_gives_the_scores_of_the_full_path(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    program = compile_program(base, DAY, ALTERNATIVES)
    scorer = Scorer(program, weights_of(base, profile.priorities), base.settings.saturation)
    for _ in range(2):
        fast = dict(zip(ALTERNATIVES, scorer.scores(program.encode(profile.answers)), strict=True))
        assert fast == scored(decide_with(program, take(base, DAY), profile))


@given(bases_and_profiles())
def test_look_up_agrees_with_walking_the_tree(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    program = compile_program(base, DAY, ALTERNATIVES)
    must, may = program.look_up(program.encode(profile.answers))
    masks = _relevant_masks(base, profile)
    for row in program.rules:
        found = True if row.bits & must else None if row.bits & may else False
        assert found is evaluate(base.rules[row.id].when, masks, base.questions)


@given(bases_and_profiles())
def test_a_recommended_alternative_leads_by_the_threshold(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    result = decide(base, profile)
    if result.alternative is None:
        return
    assert result.standings[0].alternative == result.alternative
    assert result.contenders == (result.alternative,)
    if result.margin is not None:
        assert result.margin >= base.settings.verdict.toss_up_below * result.unit
