"""Each check of the rule base finds its fault in a small base, and not beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from advisor.errors import Place
from advisor.loading.exclusions import Exclusion, Placed
from advisor.loading.places import Places
from advisor.model.finding import Finding
from advisor.model.rulebase import Claim, RuleBase
from advisor.quality.lint.registry import CHECKS, LINTS, lint
from advisor.quality.lint.subject import Subject
from advisor.quality.lint.witnesses import shown_witnesses
from tests.dated import (
    ALTERNATIVES,
    COMPONENTS,
    LATER,
    QUESTIONS,
    REVIEWED,
    component,
    made,
    question,
    rule,
    status,
    whole,
)
from tests.strategies import DAY, SOURCES

EARLY = dt.date(2025, 2, 1)
ROAD: dict[str, Any] = {"question": "s.where", "has": ["road"]}
SEA: dict[str, Any] = {"question": "s.where", "has": ["sea"]}
OLD: dict[str, Any] = {"question": "s.python", "is": "3.10"}
NEW: dict[str, Any] = {"question": "s.python", "is": "3.11"}
SECOND = [{"source": "second"}]


def subject(base: RuleBase, **fields: Any) -> Subject:
    return Subject(base, Places(), fields.pop("today", REVIEWED), fields.pop("stale_after", 180), **fields)


def found(check: str, base: RuleBase, **fields: Any) -> list[Finding]:
    (one,) = [one for one in LINTS if one.check.id == check]
    return list(one.findings(subject(base, **fields)))


def keys(check: str, base: RuleBase, **fields: Any) -> list[str]:
    return [finding.key for finding in found(check, base, **fields)]


def report(day: str) -> dict[str, Any]:
    return {**SOURCES[0], "id": "report", "date": day}


def exclusion(check: str, id_: str, reason: str) -> Placed:
    return Placed(Exclusion(check=check, ids=(id_,), reason=reason), Place("lint.yaml", 2, 5))


def constraint(id_: str, when: Any, *excludes: str, **fields: Any) -> dict[str, Any]:
    said = {"id": id_, "when": when, "excludes": excludes, "because": "So it is.", "lift": "Wait.", "since": DAY}
    return {**said, "sources": [{"source": "first"}], **fields}


def asked(*questions: dict[str, Any]) -> dict[str, Any]:
    """Replace the questions; those of targets stay, as targets need them."""
    return {"sections": [{"section": "s", "title": "S", "questions": [*QUESTIONS, *questions]}]}


def test_a_condition_that_contradicts_itself_never_fires() -> None:
    both = rule("both", {"red": "slight"}, {"all": [OLD, NEW]})
    assert keys("never-fires", made([both, rule("one", {"red": "slight"}, OLD)])) == ["both"]


def test_a_condition_on_a_question_that_is_not_asked_there_never_fires() -> None:
    late = question("s.wheels", "two", "four", kind="one", asked_when=ROAD)
    drives = rule("drives", {"red": "slight"}, {"all": [{"question": "s.wheels", "is": "two"}, {"not": ROAD}]})
    assert keys("never-fires", made([drives], **asked(late))) == ["drives"]


def test_a_constraint_and_a_question_can_never_come_up_either() -> None:
    late = question("s.wheels", "two", "four", kind="one", asked_when={"all": [OLD, NEW]})
    base = made(constraints=[constraint("stop", {"all": [OLD, NEW]}, "red")], **asked(late))
    assert keys("never-fires", base) == ["stop", "s.wheels"]


def test_a_condition_that_asks_and_does_not_care_always_fires() -> None:
    either = rule("either", {"red": "slight"}, {"any": [ROAD, {"not": ROAD}]})
    assert keys("always-fires", made([either, rule("standing", {"red": "slight"})])) == ["either"]


def test_every_option_of_a_question_is_not_always_where_it_may_not_be_asked() -> None:
    late = question("s.wheels", "two", "four", kind="one", asked_when=ROAD)
    any_ = rule("any-wheels", {"red": "slight"}, {"question": "s.wheels", "in": ["two", "four"]})
    assert keys("always-fires", made([any_], **asked(late))) == []


def test_two_rules_that_say_the_same_count_twice() -> None:
    first = rule("first-way", {"red": "slight", "green": "slight"}, ROAD)
    second = rule("second-way", {"red": "strong"}, {"not": {"not": ROAD}})
    assert keys("double-counting", made([first, second])) == ["first-way+second-way"]


@pytest.mark.parametrize(
    "other",
    [
        rule("other", {"red": "-slight"}, ROAD),
        rule("other", {"red": "slight"}, SEA),
        rule("other", {"red": "slight"}, ROAD, since=LATER),
    ],
    ids=["against", "elsewhere", "later"],
)
def test_rules_that_differ_in_sign_condition_or_time_do_not_count_twice(other: dict[str, Any]) -> None:
    assert keys("double-counting", made([rule("first-way", {"red": "slight"}, ROAD, until=LATER), other])) == []


def test_a_narrower_rule_on_no_evidence_of_its_own_is_subsumed() -> None:
    wide = rule("wide", {"red": "slight"}, {"question": "s.where", "has": ["road", "sea"]})
    assert keys("subsumed", made([wide, rule("narrow", {"red": "strong"}, ROAD)])) == ["wide+narrow"]
    assert keys("subsumed", made([wide, rule("narrow", {"red": "strong"}, ROAD, sources=SECOND)])) == []


def test_a_rule_that_waits_for_its_source_does_not_count_twice_before() -> None:
    ended = rule("ended", {"red": "slight"}, ROAD, until="2025-03-01")
    waiting = rule("waiting", {"red": "slight"}, ROAD, sources=[{"source": "report"}])
    assert keys("double-counting", made([ended, waiting], sources=[*SOURCES, report("2025-02-28")])) != []
    assert keys("double-counting", made([ended, waiting], sources=[*SOURCES, report("2025-03-01")])) == []


def test_a_narrower_rule_that_cites_a_source_without_a_claim_rests_on_nothing_of_its_own() -> None:
    wide = rule("wide", {"red": "slight"}, {"question": "s.where", "has": ["road", "sea"]})
    told = {**wide, "sources": [{"source": "first", "claims": ["roads-are-red"]}]}
    assert keys("subsumed", made([told, rule("narrow", {"red": "strong"}, ROAD)])) == ["wide+narrow"]


def test_a_rule_that_never_fires_is_found_once() -> None:
    never = rule("never", {"red": "slight"}, {"all": [OLD, NEW]})
    base = made([*_all_named(), never, rule("narrow", {"red": "slight"}, OLD)])
    assert keys("never-fires", base) == ["never"]
    assert [check for check in ("subsumed", "dead-rule", "double-counting") if "never" in str(keys(check, base))] == []


def test_rules_for_and_against_in_the_same_case_contradict_each_other() -> None:
    good, bad = rule("good", {"red": "slight"}, ROAD), rule("bad", {"red": "-strong", "blue": "slight"}, ROAD)
    assert keys("contradicting", made([good, bad])) == ["good+bad"]
    assert keys("contradicting", made([good, {**bad, "when": SEA}])) == []


def test_standing_strengths_and_weaknesses_do_not_contradict_each_other() -> None:
    assert keys("contradicting", made([rule("good", {"red": "slight"}), rule("bad", {"red": "-slight"})])) == []


def test_what_nothing_uses_is_found() -> None:
    base = made(
        [rule("base", {"red": "slight"})],
        groups=[{"id": "warm", "title": "Warm"}],
        components=[*COMPONENTS, component("stray")],
        criteria=[
            {"id": "c0", "title": "C0", "judges": "?", "rules": [rule("base", {"red": "slight"})]},
            {"id": "c1", "title": "C1", "judges": "?", "rules": [rule("neutral", {})]},
        ],
    )
    claim = Claim(id="lost", source="first", section="1", claim="?", favors="red", strength="slight", condition="?")
    expected = {"source:second", "group:warm", "component:stray", "claim:lost", "criterion:c1"}
    assert set(keys("unused-id", base, claims=(claim,))) == expected


def test_a_group_that_only_an_allow_list_names_is_used() -> None:
    allow = constraint("only-warm", OLD, allows=["warm"])
    warm = [{"id": "warm", "title": "Warm"}]
    assert "group:warm" not in keys("unused-id", made(groups=warm, constraints=[allow]))
    assert "group:warm" in keys("unused-id", made(groups=warm))


def test_an_old_name_of_a_component_is_used() -> None:
    base = made(components=[*COMPONENTS, component("tumbrel", renamed_to="cart")])
    assert "component:tumbrel" not in keys("unused-id", base)


def test_an_option_that_no_rule_reads_is_found() -> None:
    colours = question("s.colours", "black", "white", "grey")
    base = made([rule("dark", {"red": "slight"}, {"question": "s.colours", "has": ["black"]})], **asked(colours))
    assert {"s.colours=white", "s.colours=grey"} <= set(keys("unread-option", base))
    assert "s.colours=black" not in keys("unread-option", base)


def test_of_a_single_answer_one_option_may_stand_for_none_of_these() -> None:
    assert "s.python=3.10+3.11" in keys("unread-option", made())
    assert keys("unread-option", made([rule("old", {"red": "slight"}, OLD)])) == []


def test_options_that_only_ended_rules_read_are_unread() -> None:
    assert "s.python=3.10+3.11" in keys("unread-option", made([rule("old", {"red": "slight"}, OLD, until=LATER)]))


def test_a_rule_that_changes_no_recommendation_is_dead() -> None:
    out = constraint("only-red", ROAD, "green", "blue")
    base = made(
        [rule("red-old", {"red": "strong"}, OLD), rule("green-again", {"green": "slight"}, ROAD)], constraints=[out]
    )
    assert keys("dead-rule", base) == ["green-again"]


def test_a_living_rule_has_a_witness() -> None:
    looked = subject(made([rule("old-red", {"red": "strong"}, OLD), rule("green-then", {"green": "strong"}, ROAD)]))
    assert looked.outcomes.dead == []
    assert looked.outcomes.by_rule["old-red"].answers["s.python"] == "3.10"
    shown = {one.name: one.state for one in shown_witnesses(looked)}
    assert shown["old-red"].startswith("decides for s.python: 3.10")
    assert shown["red"].startswith("recommended for")
    assert "points" in shown["c0"]


def test_a_rule_that_relies_on_what_ended_before_it_was_read_never_speaks() -> None:
    dated = {**SOURCES[1], "date": dt.date(2025, 9, 1)}
    base = made(
        [rule("late", {"red": "slight"}, sources=SECOND), rule("base", {"red": "slight"})], sources=[SOURCES[0], dated]
    )
    assert keys("never-speaks", base) == ["late"]
    assert "rule:late" in keys("missing-evidence", base)


def test_an_alternative_that_only_loses_never_wins() -> None:
    rules = [rule("red-road", {"red": "strong"}, ROAD), rule("green-sea", {"green": "strong"}, SEA)]
    assert keys("never-wins", made([*rules, rule("not-blue", {"blue": "-strong"})], targets=[])) == ["blue"]


def test_an_alternative_that_no_rule_speaks_of_never_wins() -> None:
    (blue,) = found("never-wins", made([rule("base", {"red": "slight"}), rule("old", {"green": "strong"}, OLD)]))
    assert blue.message == "'blue' is not compared: no rule speaks of it on the day of the review"


def test_a_criterion_without_enough_points_is_narrow() -> None:
    base = made(
        criteria=[
            {"id": "c0", "title": "C0", "judges": "?", "rules": [rule("base", {"red": "slight", "green": "-slight"})]},
            {"id": "c1", "title": "C1", "judges": "?", "weight": 0.01, "rules": [rule("tiny", {"red": "slight"}, OLD)]},
        ]
    )
    assert keys("narrow-criterion", base) == ["c1"]


def test_one_answer_that_excludes_everything_leaves_nothing() -> None:
    out = [constraint("no-red", OLD, "red"), constraint("no-others", OLD, "green", "blue")]
    assert "s.python=3.10" in keys("leaves-nothing", made(_all_named(), constraints=out))


def test_constraints_that_no_fact_demands_must_not_leave_nothing() -> None:
    out = [constraint("no-red", OLD, "red"), constraint("no-others", ROAD, "green", "blue", sources=SECOND)]
    assert keys("leaves-nothing", made(_all_named(), constraints=out, targets=[])) == ["no-others+no-red"]
    supported = [out[0], {**out[1], "sources": out[0]["sources"]}]
    assert keys("leaves-nothing", made(_all_named(), constraints=supported, targets=[])) == []


def test_constraints_that_leave_nothing_by_themselves_do_not_need_one_more() -> None:
    out = [constraint("no-red", OLD, "red"), constraint("no-others", ROAD, "green", "blue")]
    soft = constraint("no-red-either", SEA, "red", sources=SECOND)
    base = made(_all_named(), constraints=[*out, soft], targets=[])
    assert keys("leaves-nothing", base) == ["no-others+no-red-either"]


def test_none_of_these_is_an_answer_that_may_leave_nothing() -> None:
    somewhere = {"question": "s.where", "has": ["road", "sea", "air"]}
    out = [constraint("somewhere", {"not": somewhere}, "red", "green", "blue")]
    assert "s.where=none of these" in keys("leaves-nothing", made(_all_named(), constraints=out, targets=[]))


def _all_named() -> list[dict[str, Any]]:
    return [rule("base", {"red": "slight", "green": "slight", "blue": "slight"})]


def test_a_component_without_any_source_misses_evidence() -> None:
    assert "component:forge" not in keys("missing-evidence", made())
    assert "component:smith" in [key for key in keys("missing-evidence", made()) if key != "component:caster"]


def test_a_source_that_came_out_when_a_rule_ended_is_missing_evidence() -> None:
    ended = rule("ended", {"red": "slight"}, until="2025-03-01", sources=[{"source": "report"}])
    assert "rule:ended" in keys("missing-evidence", made([ended], sources=[*SOURCES, report("2025-03-01")]))
    assert "rule:ended" not in keys("missing-evidence", made([ended], sources=[*SOURCES, report("2025-02-28")]))


def test_one_secondary_source_is_thin() -> None:
    rules = [rule("thin", {"red": "slight"}, sources=SECOND), rule("thick", {"red": "slight"})]
    ended = rule("ended", {"red": "slight"}, sources=SECOND, until=LATER)
    assert keys("single-source", made([*rules, ended])) == ["rule:thin"]


def test_a_source_that_was_read_long_ago_is_stale() -> None:
    assert keys("stale-evidence", made(), today=DAY + dt.timedelta(days=180)) == []
    (one,) = found("stale-evidence", made(), today=DAY + dt.timedelta(days=181))
    assert one.key == "source:first"
    assert "rests on it: base" in one.details[0]


def test_a_rule_that_relies_on_what_had_ended_is_outdated_when_written() -> None:
    late = rule("by-wagon", {"red": "slight"}, since=LATER, relies_on=["wagon"])
    assert keys("outdated-when-written", made([late])) == ["by-wagon:wagon"]
    assert keys("outdated-when-written", made([{**late, "since": DAY}])) == []


def test_a_rule_that_relies_on_what_is_not_there_yet_begins_too_early() -> None:
    early = rule("by-ship", {"red": "slight"}, relies_on=["ship"])
    assert keys("relies-on-the-future", made([early])) == ["by-ship:ship"]
    assert keys("relies-on-the-future", made([{**early, "since": LATER}])) == []


@pytest.mark.parametrize(
    ("because", "effect", "expected"),
    [
        ("Red is faster than green.", {"red": "slight"}, ["told"]),
        ("Red is faster than green.", {"red": "slight", "green": "-slight"}, []),
        ("Red and green are alike.", {}, []),
        ("Red works on evergreen and Green Forge.", {"red": "slight"}, []),
    ],
)
def test_a_reason_names_only_what_the_effect_moves(because: str, effect: dict[str, str], expected: list[str]) -> None:
    tools = [*COMPONENTS, component("green-forge", title="Green Forge", status=[status("active", seen=DAY)])]
    base = made([rule("told", effect, because=because)], components=tools)
    assert keys("because-names", base) == expected


def test_the_version_of_another_generation_is_not_the_alternative() -> None:
    names = [
        {"id": a, "title": t, "description": "?", "trains_with": "smith", "ships_through": "?"}
        for a, t in (("red", "Red 3"), ("green", "Green"), ("blue", "Blue"))
    ]
    old = rule("old", {"green": "slight"}, because="Green still works with Red 2.")
    new = rule("new", {"green": "slight"}, because="Green works with Red 3.")
    assert keys("because-names", made([old, new], alternatives=names)) == ["new"]


def test_an_alternative_is_named_by_its_title_as_it_is_written() -> None:
    named = [{**a, "title": "Go"} if a["id"] == "blue" else a for a in ALTERNATIVES]
    base = made([rule("dark", {"red": "slight"}, because="Walls go dark.")], alternatives=[whole(a) for a in named])
    assert keys("because-names", base) == []


def test_what_would_lift_a_constraint_is_a_sentence() -> None:
    base = made(constraints=[constraint("stop", OLD, "red", lift="Wait")])
    assert keys("because-sentence", base) == ["constraint:stop:lift"]


def test_a_reason_is_a_sentence() -> None:
    base = made([rule("cut", {"red": "slight"}, because="It is so")], constraints=[constraint("stop", OLD, "red")])
    assert keys("because-sentence", base) == ["rule:cut"]


def test_an_exclusion_keeps_the_finding_with_its_reason() -> None:
    base = made([rule("cut", {"red": "slight"}, because="It is so")])
    lints = [one for one in LINTS if one.check.id == "because-sentence"]
    meant = exclusion("because-sentence", "rule:cut", "It is a quotation.")
    (one,) = lint(subject(base), [meant], lints)
    assert one.waiver is not None
    assert one.waiver.reason == "It is a quotation."


@pytest.mark.parametrize(
    ("check", "key", "hint"),
    [
        ("because-sentence", "because-sentence:rule:gone", "take the id out"),
        ("because-sentences", "because-sentences", "did you mean 'because-sentence'?"),
    ],
)
def test_an_exclusion_that_excludes_nothing_is_a_finding(check: str, key: str, hint: str) -> None:
    lints = [one for one in LINTS if one.check.id == "because-sentence"]
    (one,) = lint(subject(made()), [exclusion(check, "rule:gone", "Once.")], lints)
    assert (one.check, one.key, one.hint) == ("unused-exclusion", key, hint)
    assert str(one.place) == "lint.yaml:2:5"


def test_an_exclusion_of_a_check_that_did_not_run_is_no_finding() -> None:
    assert lint(subject(made()), [exclusion("stale-evidence", "source:x", "Later.")], []) == ()


def test_each_check_is_named_once_and_described() -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    assert all(len(check.about) > len(check.title) for check in CHECKS)
