"""What was so on a date: statuses, silenced rules, dated sources."""

from __future__ import annotations

import datetime as dt

import pytest

from advisor.analysis.changes import changes, turns
from advisor.analysis.comparison import compare
from advisor.engine.dating import status_on
from advisor.engine.decision import decide
from advisor.engine.knowledge import take
from advisor.errors import InputError
from advisor.model.catalogue import Component, StatusEntry
from advisor.quality.evidence import due, evidence
from tests.dated import COMPONENTS, LATER, REVIEWED, asked, component, made, rule, status
from tests.strategies import DAY, SOURCES

BEFORE = LATER - dt.timedelta(days=1)


def comp(*timeline: dict[str, object], **fields: object) -> Component:
    return Component.model_validate(component("x", status=list(timeline), **fields))


def test_a_status_holds_from_its_first_day() -> None:
    old = comp(status("archived", since=LATER))
    assert status_on(old, BEFORE).value == "active"
    assert status_on(old, LATER).value == "archived"


def test_before_it_was_first_seen_a_component_counts_as_usable_and_not_as_known() -> None:
    assert status_on(comp(status("deprecated", seen=LATER)), BEFORE).entry is None


def test_the_latest_entry_counts_in_whatever_order_they_are_written() -> None:
    both = comp(status("archived", since=LATER), status("maintenance", since=DAY))
    assert status_on(both, BEFORE).value == "maintenance"
    assert status_on(both, REVIEWED).value == "archived"


def test_an_unverified_entry_does_not_count() -> None:
    assert status_on(comp(status("archived", since=DAY, unverified=True)), REVIEWED).value == "active"


def test_a_component_does_not_exist_before_it_begins() -> None:
    young = comp(begins=LATER)
    assert not status_on(young, BEFORE).exists
    assert status_on(young, LATER).exists


def test_a_constraint_waits_for_its_first_source_as_a_rule_does() -> None:
    stop = {
        "id": "stop",
        "when": {"question": "s.python", "is": "3.10"},
        "excludes": ["red"],
        "because": "So it is.",
        "lift": "Wait.",
        "sources": [{"source": "report"}],
        "since": DAY,
    }
    base = made(constraints=[stop], targets=[], sources=[*SOURCES, {**SOURCES[0], "id": "report", "date": LATER}])

    def red(day: dt.date) -> str:
        (found,) = [s.eligible for s in decide(base, asked(python="3.10"), day).standings if s.alternative == "red"]
        return found

    assert red(BEFORE) == "yes"
    assert red(LATER) == "no"


RELYING = rule("by-wagon", {"green": "strong"}, relies_on=["wagon"])


def test_a_rule_falls_silent_when_what_it_relies_on_ends() -> None:
    base = made([RELYING])
    assert "by-wagon" in take(base, BEFORE).base.rules
    known = take(base, LATER)
    assert "by-wagon" not in known.base.rules
    assert [(s.rule.id, s.component, s.entry.value) for s in known.silenced] == [("by-wagon", "wagon", "archived")]


def test_a_status_that_was_so_when_the_rule_was_written_does_not_silence_it() -> None:
    assert "by-wagon" in take(made([RELYING | {"since": LATER}]), REVIEWED).base.rules


@pytest.mark.parametrize("value", ["beta", "maintenance"])
def test_only_an_end_silences_a_rule(value: str) -> None:
    weak = [c if c["id"] != "wagon" else {**c, "status": [status(value, since=LATER)]} for c in COMPONENTS]
    assert "by-wagon" in take(made([RELYING], components=weak), REVIEWED).base.rules


def test_a_day_before_the_rule_base_begins_is_refused() -> None:
    with pytest.raises(InputError, match="begins on 2025-01-01"):
        take(made(), DAY - dt.timedelta(days=1))


def test_a_day_after_the_review_warns() -> None:
    assert decide(made(), asked(), REVIEWED).warnings == ()
    (warning,) = decide(made(), asked(), dt.date(2025, 6, 2)).warnings
    assert "checked up to 2025-06-01" in warning


def test_a_recommendation_on_facts_checked_long_ago_says_so() -> None:
    old = dt.date(2025, 8, 1)
    assert any("more than 180 days before 2025-08-01: first" in w for w in decide(made(), asked(), old).warnings)


def test_what_is_due_is_listed_with_what_rests_on_it() -> None:
    found = list(due(made(), DAY + dt.timedelta(days=181), 180))
    assert [(d.source.id, d.days, d.rules) for d in found] == [("first", 181, ("base",))]
    assert "wagon" in found[0].components
    assert list(due(made(), DAY + dt.timedelta(days=180), 180)) == []


def test_evidence_is_counted_by_kind_and_what_has_none_is_named() -> None:
    found = evidence(made())
    assert found.rules == {"documentation": 1}
    assert found.sources == {"article": 1, "documentation": 1}
    assert "smith" in found.without
    assert "base" not in found.without


def test_the_difference_between_two_days_names_what_moved_it() -> None:
    rules = [RELYING, rule("new", {"red": "strong"}, since=LATER), rule("old", {"red": "slight"}, until=LATER)]
    sources = [SOURCES[0], SOURCES[1] | {"date": LATER}]
    rules.append(rule("backed", {"blue": "slight"}, sources=[{"source": "first"}, {"source": "second"}]))
    base = made(rules, sources=sources)
    before, after = (
        decide(base, asked(where=("road", "sea")), BEFORE),
        decide(base, asked(where=("road", "sea")), LATER),
    )
    found = {change.what: change for change in changes(base, compare(before, after))}
    assert found["component:wagon"].day == LATER
    assert found["component:wagon"].net["green"] < 0
    assert found["rule:new"].net["red"] > 0
    assert found["rule:old"].net["red"] < 0
    assert found["source:second"].net["blue"] > 0
    assert "route:green:road" in found


def test_only_a_known_change_of_status_is_a_turn() -> None:
    turned = {turn.component: turn for turn in turns(made(), BEFORE, LATER)}
    assert set(turned) == {"wagon", "raft"}
    assert (turned["wagon"].before, turned["wagon"].entry.value) == (None, "archived")
    assert not any(turn.existed is False for turn in turned.values())
    assert list(turns(made(), DAY - dt.timedelta(days=30), DAY)) == []


def test_what_began_between_the_days_did_not_exist_before() -> None:
    base = made()
    new = base.components[0].model_copy(
        update={"id": "sled", "begins": LATER, "status": (StatusEntry(value="beta", since=LATER, sources=("first",)),)}
    )
    (turn,) = [t for t in turns(base.replacing(components=(*base.components, new)), BEFORE, LATER) if not t.existed]
    assert (turn.component, turn.before, turn.entry.value) == ("sled", None, "beta")
