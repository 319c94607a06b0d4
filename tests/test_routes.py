"""The way from training to a target: which one is best, what it costs, what excludes, what to watch for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.engine.decision import decide
from advisor.engine.knowledge import take
from advisor.engine.routes import LEVELS, Router
from advisor.model.recommendation import Reach, Route
from advisor.model.rulebase import RuleBase
from tests.dated import COMPONENTS, LATER, REVIEWED, asked, component, file_format, made, status, target
from tests.strategies import DAY

BEFORE = LATER - dt.timedelta(days=1)


def best(alternative: str, target_: str, day: dt.date = BEFORE) -> Route | None:
    return Router(made(), day).best(alternative, target_)


def steps(route: Route | None) -> tuple[str, ...]:
    return route.steps if route else ()


def test_a_good_status_comes_before_a_short_way() -> None:
    assert steps(best("green", "road")) == ("smith", "caster", "wagon")


def test_an_archived_component_is_no_way() -> None:
    after = best("green", "road", LATER)
    assert steps(after) == ("smith", "caster", "cart")
    assert after
    assert (after.status, after.weakest) == ("beta", "cart")


def test_an_alternative_hands_over_only_its_own_formats() -> None:
    assert best("red", "road") is None
    assert steps(best("red", "sea")) == ("smith", "raft")
    assert best("green", "sea") is None
    assert steps(best("blue", "road")) == ("smith", "caster", "wagon")


def test_a_component_is_a_way_only_once_it_begins() -> None:
    assert steps(best("red", "sea", BEFORE)) == ("smith", "raft")
    assert steps(best("red", "sea", LATER)) == ("smith", "ship")


def test_a_format_is_reached_once_it_is_there_whoever_wrote_it() -> None:
    assert steps(best("red", "as-raw")) == ("smith",)
    assert steps(best("red", "as-plain")) == ("smith", "caster")
    assert best("red", "as-gold") is None


def test_ways_are_listed_best_first_and_dead_ones_last() -> None:
    found = Router(made(), LATER).routes("green", "road")
    assert [(r.steps[-1], r.is_live) for r in found] == [("cart", True), ("wagon", False)]


def row_ids(base: RuleBase, day: dt.date) -> set[str]:
    known = take(base, day).base
    return {id_ for id_ in (*known.rules, *(c.id for c in known.constraints)) if id_.startswith("route:")}


def test_a_good_way_makes_no_row() -> None:
    assert "route:green:road" not in row_ids(made(), BEFORE)


def test_a_weak_way_costs_points_and_says_through_what() -> None:
    known = take(made(), LATER).base.rules["route:green:road"]
    assert known.effect == {"green": "-slight"}
    assert "leads through Cart, still in beta" in known.because
    result = decide(made(), asked(where=("road",)), LATER)
    assert [c.points < 0 for c in result.standing("green").contributions if c.rule == known.id] == [True]


def test_no_way_to_an_open_target_costs_points_and_names_what_ended() -> None:
    without_cart = [c for c in COMPONENTS if c["id"] != "cart"]
    rule = take(made(components=without_cart), LATER).base.rules["route:green:road"]
    assert rule.effect == {"green": "-strong"}
    assert "led through Wagon, which is archived" in rule.because


def test_no_way_to_a_closed_target_excludes_and_says_what_its_maker_takes() -> None:
    result = decide(made(), asked(where=("air",)), BEFORE)
    assert result.verdict == "none-eligible"
    constraint = next(c for c in result.base.constraints if c.id == "route:red:air")
    assert "takes feathers alone" in constraint.because


def eligible(*forms: str) -> set[str]:
    found = decide(made(), asked(form=forms), BEFORE)
    return {s.alternative for s in found.standings if s.eligible != "no"}


def test_of_formats_one_that_can_be_had_is_enough() -> None:
    assert eligible("as-raw") == {"red", "blue"}
    assert eligible("as-gold") == set()
    assert eligible("as-gold", "as-plain") == {"red", "green", "blue"}
    assert eligible() == {"red", "green", "blue"}


def reach(alternative: str, day: dt.date = LATER, **answers: object) -> Reach:
    return decide(made(), asked(**answers), day).reaches[alternative][0]


def test_a_reach_warns_of_weak_steps_and_of_versions_that_do_not_fit() -> None:
    found = reach("green", where=("road",))
    assert "Cart is in beta: small loads" in found.warnings
    assert any(
        "Caster does not work with the newest smith (3.1): it needs 0 or newer, below 3" in w for w in found.warnings
    )


def test_a_reach_without_a_way_tells_what_ended_and_what_came_after() -> None:
    without_cart = [c for c in COMPONENTS if c["id"] != "cart"]
    found = decide(made(components=without_cart), asked(where=("road",)), LATER).reaches["green"][0]
    assert found.best is None
    assert found.warnings == ("Wagon is archived since 2025-05-01; its successor: Ship",)


def test_a_status_not_known_on_the_day_is_flagged() -> None:
    assert any(
        "status not known on 2025-04-30" in w and "Wagon" in w for w in reach("green", BEFORE, where=("road",)).warnings
    )


def pinned(*pins: tuple[str, str | None, str | None]) -> list[dict[str, object]]:
    return [{"package": p, "at_least": low, "below": high, "seen": DAY, "source": "first"} for p, low, high in pins]


def warned(smith: list[dict[str, object]], caster: list[dict[str, object]], **answers: object) -> tuple[str, ...]:
    changed = {"smith": smith, "caster": caster}
    parts = [c | {"pins": changed[c["id"]], "version": None} if c["id"] in changed else c for c in COMPONENTS]
    return decide(made(components=parts), asked(where=("road",), **answers), LATER).reaches["green"][0].warnings


def test_two_steps_that_need_different_versions_are_told() -> None:
    clash = warned(pinned(("cuda", "12", "13")), pinned(("cuda", "13", None)))
    assert "Smith and Caster need different versions of cuda" in clash
    assert not any("cuda" in w for w in warned(pinned(("cuda", "12", "14")), pinned(("cuda", "13", None))))


def test_a_python_that_a_step_is_not_made_for_is_told() -> None:
    pins = pinned(("python", "3.11", "3.14"))
    assert any("Smith is not to be had for python 3.10" in w for w in warned(pins, [], python="3.10"))
    assert not any("not to be had" in w for w in warned(pins, [], python="3.11"))


def test_a_pin_read_later_does_not_count_yet() -> None:
    later = [p | {"seen": REVIEWED} for p in pinned(("python", "3.11", None))]
    assert not any("not to be had" in w for w in warned(later, [], python="3.10"))


FORMATS = ("f0", "f1", "f2", "f3")


@st.composite
def graphs(draw: st.DrawFn) -> RuleBase:
    some = st.lists(st.sampled_from(FORMATS), max_size=2, unique=True)
    values = st.sampled_from([*LEVELS, "archived"])
    parts = [component("smith", gives=["f0"], status=[status("active", seen=DAY)])]
    for n in range(draw(st.integers(1, 6))):
        ends = draw(st.booleans())
        fields = {"runs_on": ["road"]} if ends else {"gives": draw(some)}
        parts.append(component(f"p{n}", takes=draw(some), status=[status(draw(values), seen=DAY)], **fields))
    formats = [file_format(f, draw(st.sampled_from(["own", "common"]))) for f in FORMATS]
    return made(components=[*parts, *formats], targets=[target("road")])


def every_way(base: RuleBase, families: set[str]) -> Iterator[tuple[str, ...]]:
    """Walk every simple path, the long way round."""
    parts = {c.id: c for c in base.components}

    def walk(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for format_ in parts[path[-1]].gives:
            for taker in base.components:
                if format_ not in taker.takes or taker.id in path:
                    continue
                if taker.runs_on and (not families or parts[format_].family in families):
                    yield (*path, taker.id)
                if taker.gives and len(path) < 6:
                    yield from walk((*path, taker.id))

    yield from walk(("smith",))


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_the_best_way_is_that_of_trying_every_way(base: RuleBase) -> None:
    values = {c.id: [*LEVELS, "archived"].index(c.status[0].value) for c in base.components if c.status}
    for alternative in base.alternatives:
        ways = [w for w in every_way(base, set(alternative.hands_over)) if max(values[s] for s in w) < len(LEVELS)]
        expected = min(((max(values[s] for s in w), len(w)) for w in ways), default=None)
        found = Router(base, DAY).best(alternative.id, "road")
        assert (None if found is None else (LEVELS.index(found.status), len(found.steps))) == expected
