"""What is said about evidence, near rules, reasons and drawn cases agrees with deciding again on other rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import product
from math import ceil, fsum, prod
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advisor.analysis.completions import Sampler
from advisor.analysis.reasons import sufficient
from advisor.analysis.robustness import Without, robustness
from advisor.analysis.situations import Space
from advisor.analysis.stakes import stakes
from advisor.analysis.standing import standing
from advisor.analysis.vantage import Masks, Vantage, all_first
from advisor.analysis.whynot import ineligible, losers, unfired
from advisor.engine.conditions import evaluate
from advisor.engine.decision import decide
from advisor.engine.program import Program
from advisor.engine.wear import left_of, worn_margin
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Rule, RuleBase
from tests.strategies import DAY, answers_to, bases_and_profiles
from tests.test_flips import answers_at, leader

MOST = 300
many = settings(max_examples=220, deadline=None)
Kept = Callable[[Any], Any]


def vantage(base: RuleBase, profile: Profile) -> Vantage:
    return Vantage.of(decide(base, profile, DAY), profile)


def with_rules(base: RuleBase, keep: Kept) -> RuleBase:
    """Return a rule base in which each rule and constraint is what `keep` makes of it, none where it is None."""
    criteria = [c.model_copy(update={"rules": tuple(r for r in map(keep, c.rules) if r)}) for c in base.criteria]
    constraints = tuple(c for c in map(keep, base.constraints) if c)
    return base.replacing(criteria=tuple(criteria), constraints=constraints)


def but(id_: str) -> Kept:
    return lambda rule: None if rule.id == id_ else rule


def firsts(result: Recommendation) -> set[str]:
    return {s.alternative for s in result.standings if s.rank == 1}


def still_first(name: str | None, before: Recommendation) -> bool:
    """Tell whether one was first before, by itself or level with others."""
    return name == leader(before) or name in firsts(before)


def agrees(without: Without, changed: RuleBase, profile: Profile, before: Recommendation) -> None:
    after = decide(changed, profile, DAY)
    eligible = [s for s in after.standings if s.eligible != "no"]
    if len(eligible) > 1 and eligible[0].score - eligible[1].score < 1e-9:
        return  # level: who is first is a matter of rounding
    held = any(s.contributions or any(not v.open_questions for v in s.vetoes) for s in after.standings)
    expected = leader(after) if held else None
    assert without.leader == expected
    assert without.changes is not still_first(expected, before)
    if held and after.margin is not None:
        assert without.lead == pytest.approx(after.margin, abs=1e-9)


@many
@given(bases_and_profiles())
def test_without_a_source_or_rule_the_decision_is_that_of_a_rule_base_without_it(
    pair: tuple[RuleBase, Profile],
) -> None:
    base, profile = pair
    before = decide(base, profile, DAY)
    found = robustness(vantage(base, profile))

    def citing(gone: str) -> Kept:
        def keep(rule: Any) -> Any:
            others = tuple(c for c in rule.sources if c.source != gone)
            return rule.model_copy(update={"sources": others}) if others else None

        return keep

    for without in found.sources:
        agrees(without, with_rules(base, citing(without.what)), profile, before)
    agrees(found.secondary, with_rules(base, citing("second")), profile, before)
    deciding = {without.what: without for without in found.rules}
    for id_ in [*base.rules, *(c.id for c in base.constraints)]:
        changed = with_rules(base, but(id_))
        if id_ in deciding:
            agrees(deciding[id_], changed, profile, before)
        else:
            after = decide(changed, profile, DAY)
            level = after.margin is not None and after.margin < 1e-9
            nothing = not any(s.contributions for s in after.standings)
            assert level or nothing or still_first(leader(after), before)


@many
@given(bases_and_profiles(), st.data())
def test_without_older_rules_the_decision_is_that_of_the_newer_ones(
    pair: tuple[RuleBase, Profile], data: st.DataObject
) -> None:
    base, profile = pair
    old = {id_ for id_ in [*base.rules, *(c.id for c in base.constraints)] if data.draw(st.booleans())}
    day = DAY - dt.timedelta(days=30)
    aged = with_rules(base, lambda r: r.model_copy(update={"since": day}) if r.id in old else r)
    aged = aged.replacing(settings=base.settings.model_copy(update={"since": day}))
    found = robustness(vantage(aged, profile), older_than=DAY)
    newer = with_rules(aged, lambda rule: None if rule.id in old else rule)
    agrees(found.older, newer, profile, decide(aged, profile, DAY))


def every_state(base: RuleBase, profile: Profile) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield every set of answers, with the changes that lead there."""
    choices = [list(answers_at(q, profile.answers.get(q.id))) for q in base.questions.values()]
    assume(prod(len(c) for c in choices) <= MOST)
    for answers in product(*choices):
        state = {q: a for q, (a, _) in zip(base.questions, answers, strict=True) if a is not None}
        yield state, sum(cost for _, cost in answers)


@many
@given(bases_and_profiles())
def test_a_rule_that_does_not_hold_is_as_near_as_the_fewest_answers(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    found = vantage(base, profile)
    rules = unfired(found)
    nearest: dict[str, int] = {}
    for state, cost in every_state(base, profile):
        masks = found.program.encode(state)
        for rule in rules:
            if evaluate(base.rules[rule.rule].when, masks, base.questions):
                nearest[rule.rule] = min(cost, nearest.get(rule.rule, cost))
    # one whose terms hold already as soon as an irrelevant question is taken for answered with nothing is 0 away
    assert {rule.rule: rule.distance for rule in rules if rule.distance is not None} == nearest
    for rule in rules:
        answers = {**profile.answers, **{c.question: c.after for c in rule.changes}}
        holds = evaluate(base.rules[rule.rule].when, found.program.encode(answers), base.questions)
        assert bool(holds) is (rule.distance is not None)


@many
@given(bases_and_profiles())
def test_every_rule_that_moves_something_holds_or_is_told_why_not(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    found = vantage(base, profile)
    held = {c.rule for s in found.recommendation.standings for c in s.contributions}
    not_held = {rule.rule for rule in unfired(found)}
    weighed = {r.id for c in base.criteria for r in c.rules if r.effect}
    ignored = {r.id for c in base.criteria if not found.scorer.weights[c.id] for r in c.rules}
    assert not held & not_held
    assert (held | not_held) - ignored == weighed - ignored


@many
@given(bases_and_profiles())
def test_losers_and_excluded_are_told_what_they_need(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    found = vantage(base, profile)
    standings = {s.alternative: s for s in found.recommendation.standings}
    first = found.recommendation.standings[0]
    for loser in losers(found, unfired(found)):
        assert loser.behind == first.score - standings[loser.alternative].score
        for rule, gain in loser.rules:
            assert gain == rule.points[loser.alternative] - rule.points[first.alternative] > 0
    excluded = ineligible(found)
    assert {x.alternative for x in excluded} == {n for n, s in standings.items() if s.eligible == "no"}
    for each in excluded:
        for change in each.lifting:
            answers = {**profile.answers, change.question: change.after}
            after = decide(base, profile.model_copy(update={"answers": answers}), DAY)
            assert after.standing(each.alternative).eligible != "no"


@many
@given(bases_and_profiles())
def test_a_sufficient_reason_decides_whatever_the_other_answers(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    found = vantage(base, profile)
    reasons = [r for r in (sufficient(found), sufficient(found, limit=10_000)) if r]
    assume(reasons)
    given_ = profile.answers
    choices = [[given_.get(q.id), *_any(q)] if q.id in given_ else [None] for q in base.questions.values()]
    assume(prod(len(c) for c in choices) <= MOST)
    assume(_asked(base, given_) == given_)
    outcomes = {}
    for answers in product(*choices):
        state = _asked(base, {q: a for q, a in zip(base.questions, answers, strict=True) if a is not None})
        must, _ = found.program.look_up(found.program.encode(state))
        scores = found.scorer.scores_at(must)
        eligible = [n for n in range(len(scores)) if not found.against[n] & must]
        best_of = max((scores[n] for n in eligible), default=0.0)
        near = [n for n in eligible if best_of - scores[n] < _near(found.recommendation)]
        outcomes[answers] = near == [found.leader]
    for reason in reasons:
        assert _decides(reason.questions, base, profile, outcomes)
    best = reasons[-1]
    if best.minimal and all(q.asked_when == "always" for q in base.questions.values()):
        for question in best.questions:
            assert not _decides([q for q in best.questions if q != question], base, profile, outcomes)


def _asked(base: RuleBase, answers: dict[str, Any]) -> dict[str, Any]:
    """Return the answers to questions that come up: other answers might not have been asked for."""
    program = Vantage.of(decide(base, Profile(), DAY), Profile()).program
    kept: dict[str, Any] = {}
    for question in base.questions.values():
        asked = evaluate(question.asked_when, program.encode(kept), base.questions)
        if question.id in answers and asked is not False:
            kept[question.id] = answers[question.id]
    return kept


def _any(question: Any) -> list[Any]:
    if question.kind == "many":
        return [*(answer for answer, _ in answers_at(question, ())), None]
    return [*(option.id for option in question.options), None]


def _near(result: Recommendation) -> float:
    return result.base.settings.verdict.toss_up_below * result.unit


def _decides(kept: Any, base: RuleBase, profile: Profile, outcomes: dict[Any, bool]) -> bool:
    """Tell whether the recommendation is the same wherever these answers are as given."""
    fixed = {n: profile.answers[q] for n, q in enumerate(base.questions) if q in kept}
    return all(same for answers, same in outcomes.items() if all(answers[n] == a for n, a in fixed.items()))


def _relevant(program: Program, masks: Masks) -> Masks:
    """Take back the answers to questions that other answers make irrelevant."""
    kept: dict[str, int | None] = {}
    for id_, table in program.tables.items():
        may = program.look_up(kept)[1]
        kept[id_] = masks[id_] if not table.relevant or may & table.relevant else None
    return kept


@many
@given(bases_and_profiles())
def test_drawn_cases_are_counted_as_deciding_them_one_by_one_would(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    found = vantage(base, profile)
    fares = standing(found)
    if fares is None:
        assert not found.recommendation.open_questions or found.leader is None
        return
    sampler = Sampler(Space(found.program))
    masks = {id_: mask for id_, mask in found.masks.items() if mask is not None}
    for completion in [*sampler.completions(masks)][:20]:
        must, _ = found.program.look_up(_relevant(found.program, {**found.masks, **completion.answers}))
        assert found.scorer.scores_at(must) == found.scorer.scores_at(completion.must)
    musts = [completion.must for completion in sampler.completions(masks)]
    scores = [found.scorer.scores_at(must) for must in musts]
    firsts = [all_first(s, [b & must for b in found.against]) for s, must in zip(scores, musts, strict=True)]
    shared = [1 / len(first) for first in firsts if found.leader in first]
    assert fares.stands == pytest.approx(fsum(shared) / len(firsts))
    assert fares.stands == next(x.leads for x in fares.likely if x.alternative == found.name(found.leader))
    for n, likely in enumerate(fares.likely):
        column = sorted(s[n] for s in scores)
        assert (likely.low, likely.high) == (column[ceil(0.05 * 300) - 1], column[ceil(0.95 * 300) - 1])
        rank = found.recommendation.standing(likely.alternative)
        if not any(base.questions[id_].asked_when != "always" for id_ in masks):  # no answer given can lapse
            assert rank.low - 1e-9 <= likely.low <= likely.high <= rank.high + 1e-9
    assert sum(x.leads for x in fares.likely) <= 1 + 1e-9


@many
@given(bases_and_profiles(), st.data())
def test_a_stake_is_what_one_answer_does(pair: tuple[RuleBase, Profile], data: st.DataObject) -> None:
    base, profile = pair
    for stake in stakes(vantage(base, profile)):
        question = base.questions[stake.question]
        answer = data.draw(answers_to(question))
        if isinstance(answer, tuple) and len(answer) > 1:
            continue
        after = decide(base, profile.model_copy(update={"answers": {**profile.answers, question.id: answer}}), DAY)
        now, then = decide(base, profile, DAY), after
        word = answer if isinstance(answer, str) else (answer or ("none",))[0]
        assert (word in stake.flips) is (firsts(then) != firsts(now) and not firsts(then) & firsts(now))
        assert abs((then.margin or 0.0) - (now.margin or 0.0)) <= stake.points + 1e-9


def source(id_: str, kind: str, date: dt.date | None) -> dict[str, Any]:
    return {"id": id_, "title": id_, "kind": kind, "evidence": "article", "date": date, "read": DAY}


@pytest.mark.parametrize(
    ("sources", "left"),
    [
        ([source("a", "primary", DAY)], 1.0),
        ([source("a", "secondary", DAY)], 0.75),
        ([source("a", "primary", DAY - dt.timedelta(days=1461))], 0.5),
        ([source("a", "primary", None)], 1.0),
        ([source("a", "definition", DAY - dt.timedelta(days=1461))], 1.0),
        ([source("a", "secondary", DAY - dt.timedelta(days=1461)), source("b", "secondary", DAY)], 1.0),
        ([source("a", "secondary", DAY - dt.timedelta(days=1461)), source("b", "primary", dt.date(2030, 1, 1))], 0.375),
    ],
    ids=["new", "thin", "old", "undated", "definition", "newest counts", "later does not count"],
)
def test_evidence_wears_by_the_age_of_its_newest_source_and_by_thinness(
    sources: list[dict[str, Any]], left: float
) -> None:
    base = decide(_empty(sources), Profile(), DAY).base
    rule = Rule.model_validate(
        {
            "id": "r",
            "when": "always",
            "effect": {},
            "because": "x",
            "since": DAY,
            "sources": [{"source": s["id"]} for s in sources],
        }
    )
    assert left_of(rule, base, {s.id: s for s in base.sources}, DAY) == pytest.approx(left)


def _empty(sources: list[dict[str, Any]]) -> RuleBase:
    from tests.strategies import ALTERNATIVES, SETTINGS

    named = [{"id": a, "title": a, "description": a, "trains_with": "x", "ships_through": "x"} for a in ALTERNATIVES]
    question = {"id": "s.q", "kind": "yes-no", "prompt": "?", "why": "x"}
    options = [{"id": "yes", "label": "yes"}, {"id": "no", "label": "no"}]
    return RuleBase.model_validate(
        {
            "settings": SETTINGS,
            "sections": [{"section": "s", "title": "S", "questions": [{**question, "options": options}]}],
            "groups": [],
            "alternatives": named,
            "criteria": [{"id": "c", "title": "C", "judges": "x"}],
            "constraints": [],
            "components": [],
            "sources": sources,
        }
    )


@many
@given(bases_and_profiles())
def test_worn_evidence_only_ever_makes_a_clear_verdict_lean(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    fresh = {"half_after_years": 1e9, "single_secondary": 1.0}
    wear = type(base.settings.wear).model_validate(fresh)
    before = decide(base.replacing(settings=base.settings.model_copy(update={"wear": wear})), profile, DAY)
    after = decide(base, profile, DAY)
    assert (after.verdict, after.alternative) in [
        (before.verdict, before.alternative),
        *([("lean", before.alternative)] if before.verdict == "clear" else []),
    ]
    if before.worn_margin is not None:
        assert before.worn_margin == pytest.approx(before.margin, abs=1e-6)
        first, second, *_ = [s.contributions for s in after.standings if s.eligible != "no"]
        assert after.worn_margin == worn_margin(after.base, first, second, DAY)


@many
@given(bases_and_profiles())
def test_who_is_first_for_less_than_half_of_the_weights_is_never_recommended(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    result = decide(base, profile, DAY)
    if result.alternative is not None:
        assert result.acceptance[result.alternative].first >= 0.5
    elif result.doubts == ("weights",):
        assert result.acceptance[result.standings[0].alternative].first < 0.5
        assert sum(result.acceptance[c].first for c in result.contenders) >= 0.5 - 1e-9
        assert len(result.contenders) > 1
