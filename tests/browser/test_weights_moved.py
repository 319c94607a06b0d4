"""Weights moved in the page: what it shows is what the engine would give, to the bit."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from advisor.engine.decision import decide
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from tests.browser.conftest import Opener
from tests.pages import HARD, example, example_page, page_of, profile
from tests.running import base

NOTCHES = [n / 10 for n in range(41)]
SHOWN = """() => ({
  ranking: [...document.querySelectorAll(".ranking > li")].map((item) => [
    item.dataset.alternative, item.dataset.score, item.dataset.low, item.dataset.high,
    item.querySelector(".rank").textContent, item.querySelector(".score").textContent,
  ]),
  told: document.getElementById("moved").textContent,
})"""
MOVED = f"""async (factors) => {{
  for (const [criterion, factor] of Object.entries(factors)) {{
    const input = document.getElementById(`weight-${{criterion}}`);
    input.value = factor;
    input.dispatchEvent(new Event("input", {{ bubbles: true }}));
  }}
  await new Promise(requestAnimationFrame);
  return ({SHOWN})();
}}"""

Factors = dict[str, float]


def moved(page: Page, factors: Factors) -> Any:
    return page.evaluate(MOVED, factors)


def weighed(checked: Profile, factors: Factors) -> Recommendation:
    """Return what the engine makes of a profile when each criterion's weight is multiplied by its factor."""
    criteria = tuple(c.model_copy(update={"weight": c.weight * factors[c.id]}) for c in base().criteria)
    return decide(base().replacing(criteria=criteria), checked.model_copy(update={"priorities": {}}))


def told(recommendation: Recommendation) -> list[list[str]]:
    """Return the ranking as the page should show it, every number with all its digits."""
    return [
        [
            s.alternative,
            *(f"{number!r}".removesuffix(".0") for number in (s.score, s.low, s.high)),
            str(s.rank or "\N{EN DASH}"),
            f"{s.score:.1f}",
        ]
        for s in recommendation.standings
    ]


def titles() -> dict[str, str]:
    return {a.id: a.title for a in base().alternatives}


def check(shown: Any, recommendation: Recommendation, own: Recommendation) -> None:
    """Check a page's ranking and message against the engine's; `own` is the one with the profile's own weights."""
    assert shown["ranking"] == told(recommendation)
    leader, first = recommendation.standings[0], own.standings[0]
    if recommendation.margin and any(recommendation.weights.values()):
        changes = leader.alternative != first.alternative
        start = "The winner changes: " if changes else "The winner stays: "
        runner_up = titles()[recommendation.runner_up or ""]
        sentence = f"{titles()[leader.alternative]} leads {runner_up} by {recommendation.margin:.1f} points"
        assert shown["told"].startswith(start + sentence)
        assert ("too close to call" in shown["told"]) == (recommendation.margin < 0.25 * recommendation.unit)


@pytest.mark.parametrize("name", ["edge-inspection", "tpu-training", "robotics-research"])
def test_random_weightings_give_what_the_engine_gives(name: str, opened: Opener) -> None:
    checked, rng = example(name), random.Random(name)
    own, found = decide(base(), checked), opened(example_page(name))
    winners = set()
    for n in range(70):
        choices = NOTCHES if n % 2 else [0.0, 0.0, 0.1, 4.0]
        factors = {c.id: rng.choice(choices) for c in base().criteria}
        recommendation = weighed(checked, factors)
        check(moved(found.page, factors), recommendation, own)
        winners.add(recommendation.standings[0].alternative)
    assert len(winners) > 1
    assert found.complaints == []


def test_levels_of_priority_give_what_a_profile_with_these_priorities_gets(opened: Opener) -> None:
    checked, rng = example("phone-app"), random.Random(5)
    own, found = decide(base(), checked), opened(example_page("phone-app"))
    levels = base().settings.priorities
    for _ in range(40):
        priorities = {c.id: rng.choice(list(levels)) for c in base().criteria}
        recommendation = decide(base(), checked.model_copy(update={"priorities": priorities}))
        check(moved(found.page, {c: levels[p] for c, p in priorities.items()}), recommendation, own)


@pytest.mark.parametrize("path", HARD, ids=lambda path: path.stem)
def test_hard_profiles_are_weighed_alike(path: Any, opened: Opener) -> None:
    checked, rng = profile(path), random.Random(path.stem)
    own, found = decide(base(), checked), opened(page_of(path))
    assert [row[0] for row in found.page.evaluate(SHOWN)["ranking"]] == [s.alternative for s in own.standings]
    for _ in range(5):
        factors = {c.id: rng.choice(NOTCHES) for c in base().criteria}
        check(moved(found.page, factors), weighed(checked, factors), own)


def test_sums_are_rounded_as_pythons_are(opened: Opener) -> None:
    rng = random.Random(3)
    found = opened(example_page("edge-inspection"))
    lists = [
        [rng.uniform(-1, 1) * 10.0 ** rng.randint(-20, 20) for _ in range(rng.randint(0, 12))] for _ in range(2000)
    ]
    lists += [[1e16, 1.0, 1e-16], [1e16, 1.0, -1e-16], [0.1] * 10, [1.0, 2.0**-53, 2.0**-106], [1e300, 1.0, -1e300]]
    sums = found.page.evaluate("(lists) => lists.map((each) => String(exactSum(each)))", lists)
    assert [float(text) for text in sums] == [math.fsum(each) for each in lists]


def test_the_parts_of_a_moved_waterfall_add_up_to_the_score(opened: Opener) -> None:
    found, rng = opened(example_page("edge-inspection")), random.Random(8)
    for _ in range(20):
        moved(found.page, {c.id: rng.choice(NOTCHES) for c in base().criteria})
        for sheet in found.page.locator(".alternative").all():
            text = sheet.locator(".fall > summary .points").all_text_contents()
            points = [float(t.replace("\N{MINUS SIGN}", "-")) for t in text]
            score = float(sheet.locator("summary > .score").text_content() or "")
            assert 50 + math.fsum(points) == pytest.approx(score, abs=1e-6)
        parts = found.page.evaluate(
            """() => [...document.querySelectorAll(".fall")].map((fall) =>
              [...fall.querySelectorAll(".points")].map((cell) => Number(cell.textContent.replace("\u2212", "-"))))"""
        )
        assert all(total == pytest.approx(math.fsum(rest), abs=1e-6) for total, *rest in parts)


def test_the_script_repeats_what_the_file_says_before_anything_is_moved(opened: Opener) -> None:
    html = example_page("nlp-service")
    texts = [
        [text.split() for text in found.page.locator("#ranking .ranking, #alternatives").all_text_contents()]
        for found in (opened(html), opened(html, java_script_enabled=False))
    ]
    assert texts[0] == texts[1]


def test_a_slider_moves_by_keyboard_says_what_it_is_and_leads_back(opened: Opener) -> None:
    found = opened(example_page("edge-inspection"))
    slider = found.page.get_by_label("Deployment reach")
    back = found.page.get_by_role("button", name="Back to the profile")
    before = found.page.evaluate(SHOWN)
    expect(slider).to_have_attribute("aria-valuetext", "high, 14.3 %")
    expect(back).to_be_disabled()
    slider.focus()
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "ignore, 0.0 %")
    expect(found.page.get_by_role("status")).to_contain_text("The winner changes: PyTorch leads Hybrid")
    expect(found.page.get_by_role("status")).to_contain_text("With the profile's own weights it is Hybrid.")
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "0.1 times normal, 0.8 %")
    back.press("Enter")
    expect(found.page.get_by_role("status")).to_have_text("These are the profile's own weights.")
    assert found.page.evaluate(SHOWN) == before
    expect(slider).to_have_value("2")
    expect(back).to_be_disabled()
    assert found.page.evaluate("document.activeElement.type") == "range"


def test_the_profiles_own_weights_are_marked(opened: Opener) -> None:
    found = opened(example_page("edge-inspection"))
    for name, place in (("deployment-reach", "50.0%"), ("ecosystem", "25.0%")):
        mark = found.page.locator(f'[data-criterion="{name}"] .mark rect')
        assert mark.get_attribute("x") == place
        thumb = found.page.locator(f"#weight-{name}")
        box, track = mark.bounding_box(), thumb.bounding_box()
        assert box
        assert track
        share = float(place[:-1]) / 100
        assert box["x"] + box["width"] / 2 == pytest.approx(track["x"] + 8 + share * (track["width"] - 16), abs=1)
