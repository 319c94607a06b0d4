"""Stability intervals agree with a fine grid of weights, acceptabilities with volumes and with plain sampling."""

from __future__ import annotations

import itertools
import random
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.analysis.vantage import Vantage
from advisor.analysis.weights import Interval, intervals, overtaking, smallest
from advisor.engine.acceptability import DRAWS, SCALE, acceptability, draws, is_accepted
from advisor.engine.decision import decide
from advisor.model.profile import Profile
from advisor.model.rulebase import RuleBase
from tests.strategies import bases_and_profiles

GRID = 400
NEAR = 1e-9
many = settings(max_examples=250, deadline=None)


def vantage(base: RuleBase, profile: Profile) -> Vantage:
    return Vantage.of(decide(base, profile), profile)


def leads(found: Vantage, criterion: str, weight: float) -> dict[str, float]:
    """Return by how much the leader is ahead of each rival where one criterion weighs so much."""
    old = found.scorer.weights
    rest = fsum(w for c, w in old.items() if c != criterion)
    weights = {c: weight if c == criterion else w / rest * (1 - weight) if rest else 0.0 for c, w in old.items()}
    values, leader = found.scorer.values_at(found.must), found.leader or 0
    return {
        name: fsum(weights[c] * (values[c][leader] - values[c][n]) for c in values)
        for n, name in enumerate(found.program.alternatives)
        if n != leader and not found.against[n] & found.must
    }


@many
@given(bases_and_profiles())
def test_the_leader_leads_inside_its_interval_and_not_beyond(pair: tuple[RuleBase, Profile]) -> None:
    found = vantage(*pair)
    for interval in intervals(found):
        for step in range(GRID + 1):
            weight = step / GRID
            ahead = leads(found, interval.criterion, weight)
            if interval.low + NEAR < weight < interval.high - NEAR:
                assert min(ahead.values()) >= -NEAR
            elif not interval.low - NEAR <= weight <= interval.high + NEAR:
                rival = interval.below if weight < interval.low else interval.above
                assert rival is not None
                assert ahead[rival] < NEAR


@many
@given(bases_and_profiles())
def test_a_rival_is_level_at_the_end_of_an_interval(pair: tuple[RuleBase, Profile]) -> None:
    found = vantage(*pair)
    for interval in intervals(found):
        assert 0 <= interval.low <= interval.weight <= interval.high <= 1
        for turn in interval.turns:
            if fsum(w for c, w in found.scorer.weights.items() if c != interval.criterion):
                assert leads(found, interval.criterion, turn.at)[turn.rival] == pytest.approx(0, abs=1e-9)


@many
@given(bases_and_profiles())
def test_the_smallest_change_is_the_nearest_end(pair: tuple[RuleBase, Profile]) -> None:
    found = vantage(*pair)
    ends = [abs(turn.at - i.weight) for i in intervals(found) for turn in i.turns]
    turn = smallest(intervals(found))
    assert (turn.change if turn else None) == (min(ends) if ends else None)
    if turn:
        own = overtaking(found, found.program.alternatives.index(turn.rival))
        assert own is not None
        assert own.change == pytest.approx(turn.change)


def test_nobody_to_overtake_makes_no_interval() -> None:
    assert smallest([Interval("c", 0.5, 0.0, 1.0, None, None)]) is None


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_drawn_weights_are_whole_and_keep_the_order_of_the_groups(groups: list[int]) -> None:
    for weights in draws(tuple(groups)):
        assert sum(weights) == SCALE
        parts, begin = [], 0
        for size in groups:
            parts.append(weights[begin : begin + size])
            begin += size
        assert all(min(a) >= max(b) for a, b in itertools.pairwise(parts))


def test_the_draws_are_the_same_everywhere() -> None:
    assert draws((1, 2))[0] == (2929866722, 996650629, 368449945)
    assert draws((3,))[:2] == ((996650629, 2929866722, 368449945), (1410583758, 2730201148, 154182390))


@pytest.mark.parametrize("size", [2, 3, 6, 12])
def test_every_criterion_weighs_the_same_on_average(size: int) -> None:
    for n in range(size):
        assert fsum(w[n] for w in draws((size,))) / SCALE / DRAWS == pytest.approx(1 / size, rel=0.05)


def test_two_criteria_split_the_weights_where_their_leaders_are_level() -> None:
    found = acceptability({"a": [0.6, 0.0], "b": [0.0, 0.2]}, {"a": 0.5, "b": 0.5}, {0: "red", 1: "green"})
    assert found["red"].first == pytest.approx(0.75, abs=0.002)
    assert found["green"].ranks == pytest.approx((0.25, 0.75), abs=0.002)
    assert found["green"].central == pytest.approx({"a": 0.125, "b": 0.875}, abs=0.002)


def test_the_order_of_priorities_is_respected_and_what_is_ignored_weighs_nothing() -> None:
    values = {"a": [0.6, 0.0], "b": [0.0, 0.2], "c": [-1.0, 1.0]}
    found = acceptability(values, {"a": 0.2, "b": 0.8, "c": 0.0}, {0: "red", 1: "green"})
    assert found["red"].first == pytest.approx(0.5, abs=0.002)  # weights of a from 0.25 to 0.5, of 0 to 0.5
    assert found["red"].central is not None
    assert set(found["red"].central) == {"a", "b"}


def test_without_a_weight_all_are_level_and_without_alternatives_nobody_leads() -> None:
    found = acceptability({"a": [0.0, 1.0]}, {"a": 0.0}, {0: "red", 1: "green"})
    assert (found["red"].ranks, found["green"].ranks) == ((0.5, 0.5), (0.5, 0.5))
    assert found["red"].level_with == ("green",)
    assert acceptability({"a": [0.0]}, {"a": 1.0}, {}) == {}


def test_equal_values_split_the_ranks_that_they_take_up() -> None:
    values = {"a": [0.5, 0.5, -0.2, 0.5], "b": [0.1, 0.1, 0.0, 0.1]}
    found = acceptability(values, {"a": 0.5, "b": 0.5}, dict(enumerate("pqrs")))
    third = pytest.approx((1 / 3, 1 / 3, 1 / 3, 0.0))
    assert [found[name].ranks for name in "pqs"] == [third] * 3
    assert found["r"].ranks == (0.0, 0.0, 0.0, 1.0)
    assert found["p"].level_with == ("q", "s")
    assert found["p"].central == found["s"].central


@many
@given(
    st.lists(st.lists(st.sampled_from((-0.5, 0.0, 0.2, 0.5)), min_size=4, max_size=4), min_size=1, max_size=3),
    st.permutations(range(4)),
)
def test_the_order_of_alternatives_moves_no_acceptability(rows: list[list[float]], order: list[int]) -> None:
    weights = {str(c): 1.0 for c in range(len(rows))}
    before = acceptability({str(c): row for c, row in enumerate(rows)}, weights, dict(enumerate("pqrs")))
    moved = {str(c): [row[n] for n in order] for c, row in enumerate(rows)}
    after = acceptability(moved, weights, {place: "pqrs"[n] for place, n in enumerate(order)})
    assert {name: (f.ranks, f.central, set(f.level_with)) for name, f in after.items()} == {
        name: (f.ranks, f.central, set(f.level_with)) for name, f in before.items()
    }
    for share in (0.25, 1 / 3, 0.5):
        accepted = [is_accepted(moved, weights, range(4), place, share) for place in range(4)]
        assert accepted == [before["pqrs"[n]].first >= share for n in order]


@pytest.mark.parametrize("seed", range(40))
def test_acceptabilities_are_near_those_of_plain_sampling(seed: int) -> None:
    source = random.Random(seed)
    names = {n: str(n) for n in range(source.randint(2, 4))}
    values = {str(c): [source.uniform(-1, 1) for _ in names] for c in range(source.randint(2, 12))}
    weights = {c: source.choice([1.0, 2.0, 4.0]) for c in values}
    found, counts = acceptability(values, weights, names), dict.fromkeys(names, 0)
    for _ in range(3000):
        drawn = plainly_drawn(source, weights)
        counts[max(names, key=lambda n: fsum(drawn[c] * values[c][n] for c in values))] += 1
    for n, name in names.items():
        assert found[name].first == pytest.approx(counts[n] / 3000, abs=0.05)
        assert fsum(found[name].ranks) == pytest.approx(1)


def plainly_drawn(source: random.Random, weights: dict[str, float]) -> dict[str, float]:
    parts = sorted((source.expovariate(1) for _ in weights), reverse=True)
    drawn: dict[str, float] = {}
    for level in sorted({*weights.values()}, reverse=True):
        group = [c for c in weights if weights[c] == level]
        source.shuffle(group)
        drawn |= {c: parts.pop(0) for c in group}
    return drawn
