"""The page in a browser: it asks for nothing, says nothing to the console, and can be read by everybody everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from advisor.analysis.sensitivity import sensitivity_of
from advisor.analysis.vantage import Vantage
from advisor.engine.decision import decide
from advisor.model.profile import Profile
from advisor.report.index import Decided, to_index
from advisor.report.words import clean
from tests.browser.conftest import Opener
from tests.pages import ALL, HARD, HOSTILE, example, example_page, hostile_rules, page, page_of, profile
from tests.running import EXAMPLES, base
from tests.test_hostile_output import NAMES

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTH = "document.documentElement.scrollWidth"
OPEN_ALL = "() => document.querySelectorAll('details').forEach((each) => (each.open = true))"
each_profile = pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)


def violations(page: Page, axe: str) -> list[str]:
    """Return what axe finds, as rule and place."""
    page.evaluate(axe)
    run = "(tags) => axe.run(document, { runOnly: tags })"
    found: Any = page.evaluate(run, WCAG)
    assert len(found["passes"]) > 20
    return [f"{each['id']}: {node['target']}" for each in found["violations"] for node in each["nodes"]]


@each_profile
def test_a_page_asks_for_nothing_and_complains_of_nothing(path: Path, opened: Opener) -> None:
    found = opened(page_of(path))
    found.page.evaluate(OPEN_ALL)
    found.page.wait_for_load_state("networkidle")
    assert (found.requests, found.complaints) == ([], [])
    expect(found.page.locator("#weights")).to_be_visible()


def test_requests_and_complaints_would_be_noticed(opened: Opener) -> None:
    found = opened("<!DOCTYPE html><img src='https://example.org/x.png'><script>console.error('x'); nothing()</script>")
    assert found.requests == ["https://example.org/x.png"]
    assert len(found.complaints) >= 2


def test_the_policy_of_the_page_lets_nothing_else_run_or_load(opened: Opener) -> None:
    foreign = "<img src='https://example.org/x'><script>document.title = 'taken'</script><style>p{color:red}</style>"
    found = opened(example_page("edge-inspection").replace("</footer>", f"{foreign}</footer>"))
    assert found.page.title() != "taken"
    assert found.page.locator("footer p").evaluate("(p) => getComputedStyle(p).color") != "rgb(255, 0, 0)"
    assert len(found.complaints) == 3
    assert all("Content Security Policy" in complaint for complaint in found.complaints)


@each_profile
def test_a_phone_needs_no_sideways_scrolling(path: Path, opened: Opener) -> None:
    found = opened(page_of(path), width=360)
    assert found.page.evaluate(WIDTH) <= 360
    found.page.evaluate(OPEN_ALL)
    assert found.page.evaluate(WIDTH) <= 360
    found.page.set_viewport_size({"width": 320, "height": 600})
    assert found.page.evaluate(WIDTH) <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [EXAMPLES[1], HARD[4]], ids=lambda path: path.stem)
def test_axe_finds_no_violation(path: Path, scheme: str, opened: Opener, axe: str) -> None:
    found = opened(page_of(path), color_scheme=scheme)
    found.page.evaluate(OPEN_ALL)
    assert violations(found.page, axe) == []


def test_axe_finds_no_violation_on_a_phone_with_weights_moved(opened: Opener, axe: str) -> None:
    found = opened(example_page("edge-inspection"), width=360)
    found.page.get_by_label("Deployment reach").press("Home")
    assert violations(found.page, axe) == []


def test_axe_would_find_a_violation(opened: Opener, axe: str) -> None:
    html = example_page("edge-inspection").replace('<label for="weight-ecosystem">', "<label>")
    assert any("weight-ecosystem" in each for each in violations(opened(html).page, axe))


def test_dark_and_light_follow_the_system(opened: Opener) -> None:
    html, ask = example_page("edge-inspection"), "getComputedStyle(document.body).backgroundColor"
    light, dark = (opened(html, color_scheme=scheme).page.evaluate(ask) for scheme in ("light", "dark"))
    brightness = [sum(map(int, colour[4:-1].split(", "))) for colour in (light, dark)]
    assert brightness[0] > 700
    assert brightness[1] < 120


def test_paper_shows_every_alternative_and_its_sources_and_no_buttons(opened: Opener) -> None:
    found = opened(example_page("edge-inspection"))
    found.page.emulate_media(media="print")
    for sheet in found.page.locator(".alternative").all():
        box = sheet.locator(".falls").bounding_box()
        assert box
        assert box["height"] > 100
    sources = found.page.locator(".sources").bounding_box()
    assert sources
    assert sources["height"] > 300
    expect(found.page.get_by_role("button")).to_have_count(0)
    expect(found.page.locator("nav")).to_be_hidden()
    assert found.page.pdf(format="A4").startswith(b"%PDF")


def test_without_scripts_everything_can_be_read_and_nothing_moved(opened: Opener) -> None:
    found = opened(example_page("edge-inspection"), java_script_enabled=False)
    expect(found.page.locator("#weights")).to_be_hidden()
    expect(found.page.locator("#weights-plain")).to_contain_text("Deployment reach: 14.3 %, stated as high")
    found.page.locator(".fall > summary").first.click()
    expect(found.page.locator(".fall[open] code").first).to_be_visible()


def test_the_first_tab_leads_past_everything_to_the_content(opened: Opener) -> None:
    found = opened(example_page("edge-inspection"))
    found.page.keyboard.press("Tab")
    assert found.page.evaluate("document.activeElement.textContent") == "Skip to the content"
    found.page.keyboard.press("Enter")
    assert found.page.evaluate("document.activeElement.id") == "main"


def test_a_link_to_a_source_opens_what_it_stands_in(opened: Opener) -> None:
    found = opened(example_page("edge-inspection"))
    found.page.locator(".fall > summary").first.click()
    link = found.page.locator(".fall[open] a").first
    link.click()
    expect(found.page.locator((link.get_attribute("href") or "").replace(".", r"\."))).to_be_visible()


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_hostile_text_of_a_profile_stays_text(name: str, opened: Opener) -> None:
    found = opened(page(Profile(name=name), brief=True))
    assert found.page.locator(".project").text_content() == clean(name)
    assert found.page.locator("script").count() == 2
    assert found.page.locator("img").count() == 0
    assert (found.requests, found.complaints) == ([], [])
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_hostile_text_of_a_rule_base_stays_text(opened: Opener) -> None:
    found = opened(page(example("edge-inspection"), hostile_rules()))
    found.page.locator('input[type="range"]').first.press("Home")
    expect(found.page.get_by_role("status")).to_contain_text(HOSTILE)
    names = found.page.locator(".ranking .name").all_text_contents()
    assert sorted(names) == [f"{n} {HOSTILE}" for n in range(len(names))]
    assert found.page.locator("script").count() == 2
    assert found.page.locator("img").count() == 0
    assert (found.requests, found.complaints) == ([], [])


@pytest.fixture(scope="module", name="index")
def _index() -> str:
    """The index of all examples."""
    decided = [decide(base(), profile(path)) for path in EXAMPLES]
    found = [sensitivity_of(Vantage.of(d, profile(path))) for d, path in zip(decided, EXAMPLES, strict=True)]
    return to_index(
        [Decided(f"{p.stem}.html", profile(p), d, s) for p, d, s in zip(EXAMPLES, decided, found, strict=True)]
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_index_is_as_quiet_and_as_usable(index: str, scheme: str, opened: Opener, axe: str) -> None:
    found = opened(index, width=360, color_scheme=scheme)
    assert found.page.evaluate(WIDTH) <= 360
    assert (found.requests, found.complaints) == ([], [])
    assert violations(found.page, axe) == []
