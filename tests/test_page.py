"""The HTML page as a file: what it carries, that it can ask for nothing, and the pages of several projects."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
from html.parser import HTMLParser
from math import fsum
from pathlib import Path
from typing import Any

import pytest

from advisor.cli.pages import names
from advisor.engine.decision import decide
from advisor.loading.profiles import load_profile
from advisor.loading.rules import load_rules
from advisor.model.profile import Profile
from advisor.report.html import coded
from advisor.report.mermaid import flowchart, mermaid
from advisor.report.timeline import baseline, timeline_of
from advisor.report.waterfall import Scale
from advisor.report.ways import Step, Way
from tests.pages import ALL, HOSTILE, example, example_page, hostile_rules, page, page_of, profile
from tests.running import EXAMPLES, Advisor, base, in_process

MEGABYTE = 1_000_000
LOADING = {"src", "srcset", "action", "formaction", "poster", "background", "ping", "style"}
each_profile = pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)


class Read(HTMLParser):
    """What a page is made of: every tag with its attributes, and the text of scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            self.raw.append((self.cdata_elem, data))

    def every(self, name: str) -> list[str]:
        """Return an attribute's values wherever it stands."""
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


@pytest.fixture(name="advisor")
def _advisor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advisor:
    return in_process(monkeypatch, capsys)


def model(html: str) -> Any:
    found = re.search(r'<script type="application/json" id="model">(.*?)</script>', html)
    assert found
    return json.loads(found[1])


@each_profile
def test_nothing_in_a_page_names_anything_outside_of_it(path: Path) -> None:
    read = Read(page_of(path))
    assert not LOADING & {name for _, attributes in read.tags for name in attributes}
    links = read.every("href")
    assert {link for link in links if not link.startswith("#")} == {"data:,"}
    ids = read.every("id")
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert len(ids) == len(set(ids))
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest|WebSocket|import\(", page_of(path))


@each_profile
def test_a_page_is_small(path: Path) -> None:
    assert len(page_of(path).encode()) < MEGABYTE / 2


def test_the_policy_names_the_only_style_and_script_by_their_hashes() -> None:
    read = Read(example_page("edge-inspection"))
    policy = next(a["content"] or "" for tag, a in read.tags if a.get("http-equiv") == "Content-Security-Policy")
    style, data, script = (text for _, text in read.raw)
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"script-src 'sha256-{hashes[1]}'"
    )
    assert json.loads(data)["criteria"]


def test_equal_input_gives_equal_bytes() -> None:
    assert page(example("edge-inspection")) == example_page("edge-inspection")


@each_profile
def test_a_page_carries_what_makes_the_engines_scores_and_ranges_to_the_bit(path: Path) -> None:
    found, recommendation = model(page_of(path)), decide(base(), profile(path))
    for alternative in found["alternatives"]:
        standing = recommendation.standing(alternative["id"])
        for name, number in (("values", standing.score), ("lows", standing.low), ("highs", standing.high)):
            parts = [found["span"] * w * alternative[name][c] for c, w in recommendation.weights.items()]
            assert found["base"] + fsum(parts) == number


def test_what_a_page_carries_divides_into_the_engines_contributions_to_the_bit() -> None:
    found, recommendation = model(example_page("edge-inspection")), decide(base(), example("edge-inspection"))
    for alternative in found["alternatives"]:
        made = sorted(
            found["span"] * recommendation.weights[criterion] / divisor * strength
            for criterion, shares in alternative["shares"].items()
            for strength, divisor in shares
        )
        standing = recommendation.standing(alternative["id"])
        assert made == sorted(c.points for c in standing.contributions)


@each_profile
def test_the_steps_of_a_waterfall_add_up_to_the_score_and_its_rules_to_each_step(path: Path) -> None:
    html = page_of(path)
    sheets = re.findall(r'<details class="alternative.*?(?=<details class="alternative|</section>)', html, re.DOTALL)
    assert sheets
    for sheet in sheets:
        score = float(re.search(r'<span class="score">([\d.]+)', sheet)[1])  # type: ignore[index]
        totals = []
        for fall in re.findall(r'<details class="fall".*?</ul>', sheet, re.DOTALL):
            texts = re.findall(r'class="points">([^<]+)<', fall)
            total, *parts = (float(text.replace("\N{MINUS SIGN}", "-")) for text in texts)
            assert total == pytest.approx(fsum(parts), abs=1e-6)
            totals.append(total)
        assert 50 + fsum(totals) == pytest.approx(score, abs=1e-6)


@pytest.mark.parametrize("brief", [True, False])
def test_hostile_text_makes_no_tags(brief: bool) -> None:
    tags = [[tag for tag, _ in Read(page(Profile(name=name), brief=brief)).tags] for name in ("harmless", HOSTILE)]
    assert tags[0] == tags[1]
    tame, wild = (page(example("phone-app"), rules, brief=brief) for rules in (base(), hostile_rules()))
    assert Read(wild).tags.count(("script", {})) == Read(tame).tags.count(("script", {})) == 1
    assert not any(tag == "img" for tag, _ in Read(wild).tags)


def test_code_in_a_sentence_is_escaped_with_it() -> None:
    assert coded("`a<b>` & c, 5 %") == "<code>a&lt;b&gt;</code> &amp; c, 5\N{NO-BREAK SPACE}%"
    assert coded("an odd ` stays") == "an odd ` stays"


def test_a_brief_page_leaves_out_what_would_change_the_recommendation(advisor: Advisor) -> None:
    path = EXAMPLES[0]
    full, brief = (advisor("recommend", path, "--format", "html", *more).out for more in ((), ("--brief",)))
    assert "How sure" in full
    assert "How sure" not in brief
    assert "Ranking" in brief


def test_the_articles_are_taken_at_the_end_of_the_month_of_the_last() -> None:
    assert baseline(base()) == dt.date(2025, 3, 31)
    assert baseline(load_rules(Path(__file__).parent / "data" / "tiny_rules")) >= dt.date(2025, 1, 1)


def test_the_timeline_tells_the_changes_by_day_and_none_of_a_later_one() -> None:
    checked = example("edge-inspection")
    found = timeline_of(base(), checked, decide(base(), checked, dt.date(2025, 12, 31)))
    assert found
    assert (found.since, found.corrected) == ("2025-03-31", "2025-04-01")
    days = [moment.day for moment in (*found.moments, *found.rest) if moment.day]
    assert days
    assert all("2025-03-31" < day <= "2025-12-31" for day in days)
    assert [m.day for m in found.moments if m.day] == sorted(m.day for m in found.moments if m.day)
    assert sum(len(moment.happened) for moment in found.rest) == found.rest_count


def test_the_timeline_moves_what_diff_says_moved(advisor: Advisor) -> None:
    checked = example("phone-app")
    found = timeline_of(base(), checked, decide(base(), checked))
    assert found
    path = next(p for p in EXAMPLES if p.stem == "phone-app")
    told = advisor("diff", path, "--as-of", "2025-03-31", "--as-of", "2026-11-20", "--format", "json").json
    moved = sum(change["what"] is not None for change in told["changes"])
    assert sum(len(m.happened) for m in (*found.moments, *found.rest)) == moved


@pytest.mark.parametrize("day", ["2025-01-01", "2025-03-31"])
def test_at_the_time_of_the_articles_there_is_no_timeline(day: str, advisor: Advisor) -> None:
    assert 'id="timeline"' not in advisor("recommend", EXAMPLES[0], "--format", "html", "--as-of", day).out


def test_a_scale_runs_from_ten_to_ten() -> None:
    assert Scale.over([41.0, 50.0, 69.9]) == Scale(40, 70)
    assert Scale.over([50.0]) == Scale(50, 60)
    assert Scale(40, 60).ticks == ((40, 0.0), (50, 50.0), (60, 100.0))


def test_several_profiles_make_a_page_each_and_an_index(advisor: Advisor, tmp_path: Path) -> None:
    chosen = EXAMPLES[:3]
    ended = advisor("recommend", *chosen, "--format", "html", "-o", tmp_path / "pages")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    written = {path.name for path in (tmp_path / "pages").iterdir()}
    assert written == {"index.html", *(f"{path.stem}.html" for path in chosen)}
    index = Read((tmp_path / "pages" / "index.html").read_text("utf-8"))
    assert {link for link in index.every("href") if not link.startswith(("#", "data:"))} == written - {"index.html"}
    single = Read((tmp_path / "pages" / f"{chosen[0].stem}.html").read_text("utf-8"))
    assert "index.html" in single.every("href")


def test_an_index_tells_who_is_close_to_flipping(advisor: Advisor, tmp_path: Path) -> None:
    chosen = [p for p in ALL if p.stem in ("edge-inspection", "hybrid-organisation", "tpu-training", "none-eligible")]
    advisor("recommend", *chosen, "--format", "html", "-o", tmp_path)
    text = (tmp_path / "index.html").read_text("utf-8")
    for title in ("Close to flipping", "Further from flipping", "No alternative is eligible"):
        counts = re.search(rf"{title} \((\d+)\)", text)
        assert counts
        assert int(counts[1]) > 0
    order = re.findall(r"<h2[^>]*>([A-Z][a-z ]+) \(|<h3><a href=\"([\w-]+)\.html", text)
    groups: dict[str, list[str]] = {}
    for title, stem in order:
        if title:
            groups[title] = []
        else:
            list(groups.values())[-1].append(stem)
    assert groups == {
        "Close to flipping": ["edge-inspection", "tpu-training"],
        "Further from flipping": ["hybrid-organisation"],
        "No alternative is eligible": ["none-eligible"],
    }


@pytest.mark.parametrize("options", [(), ("--format", "json"), ("--format", "html"), ("--format", "html", "-o", "-")])
def test_several_profiles_need_a_folder_for_pages(options: tuple[str, ...], advisor: Advisor) -> None:
    ended = advisor("recommend", *EXAMPLES[:2], *options)
    assert (ended.code, ended.out) == (2, "")
    assert "--format html -o FOLDER" in ended.err


def test_pages_tell_all_faults_of_all_profiles_and_write_nothing(advisor: Advisor, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("project: {stage: someday}\n", "utf-8")
    target = tmp_path / "pages"
    ended = advisor(
        "recommend", tmp_path / "a.yaml", EXAMPLES[0], tmp_path / "b.yaml", "--format", "html", "-o", target
    )
    assert ended.code == 2
    assert "a.yaml:1:" in ended.err
    assert "b.yaml:1:" in ended.err
    assert not target.exists()


def test_pages_do_not_take_a_file_for_a_folder(advisor: Advisor, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    ended = advisor("recommend", *EXAMPLES[:2], "--format", "html", "-o", tmp_path / "file")
    assert ended.code == 3
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def test_pages_take_standard_input_once(advisor: Advisor, tmp_path: Path) -> None:
    ended = advisor("recommend", "-", EXAMPLES[0], "--format", "html", "-o", tmp_path, stdin="name: From a pipe\n")
    assert ended.code == 0
    assert "From a pipe" in (tmp_path / "profile.html").read_text("utf-8")
    assert advisor("recommend", "-", "-", "--format", "html", "-o", tmp_path).code == 2


def test_pages_pass_a_gate_only_if_all_projects_do(advisor: Advisor, tmp_path: Path) -> None:
    clear, toss_up = (next(p for p in EXAMPLES if p.stem == s) for s in ("hybrid-organisation", "tpu-training"))
    options = ("--format", "html", "-o", tmp_path, "--fail-on", "toss-up")
    assert advisor("recommend", clear, clear, *options).code == 0
    assert advisor("recommend", clear, toss_up, *options).code == 1
    assert (tmp_path / "tpu-training.html").is_file()


def test_page_names_are_plain_and_each_only_once() -> None:
    paths = ["a/x.yaml", "b/x.yaml", "X.yaml", "index.yaml", "../é ü.yaml", "-", "a b&c.yaml", "x-2.yaml"]
    made = list(names(paths))
    assert made == [
        "x.html", "x-2.html", "X-3.html", "index-2.html", "profile.html", "profile-2.html", "a-b-c.html", "x-2-2.html",
    ]  # fmt: skip
    assert all(re.fullmatch(r"[\w-]+\.html", name, re.ASCII) for name in made)


def test_a_flowchart_draws_what_ways_share_only_once() -> None:
    first, second = Step("One", None, "active", None, None), Step("Two", "Format", "beta", None, None)
    ways = [Way(name, "", "beta", (first, second), (), ()) for name in ("a", "b")] + [
        Way("c", "no way", "none", (), (), ())
    ]
    assert flowchart(ways).splitlines() == [
        "flowchart LR",
        '    s1["One"] -->|"Format"| s2["Two (beta)"]',
        '    s2["Two (beta)"] --> t1(["a"])',
        '    s2["Two (beta)"] --> t2(["b"])',
        '    t3(["c: no way"])',
    ]


def test_hostile_text_in_a_flowchart_is_entities() -> None:
    hostile = '"] --> x["<script>`%%{init}%%`\nclick s1 "javascript:alert(1)" ```'
    step = Step(hostile, hostile, "active", None, None)
    lines = flowchart([Way(hostile, "", "active", (step, step), (), ())]).splitlines()
    assert len(lines) == 3
    assert not re.search(r"[<>`%\n:]", mermaid(hostile))
    label = r'"[^"<>`%:]*"'
    assert re.fullmatch(rf" +s1\[{label}\] -->\|{label}\| s2\[{label}\]", lines[1])
    assert re.fullmatch(rf" +s2\[{label}\] --> t1\(\[{label}\]\)", lines[2])


def test_a_record_draws_the_routes_of_what_it_recommends(advisor: Advisor, tmp_path: Path) -> None:
    path = next(p for p in EXAMPLES if p.stem == "edge-inspection")
    advisor("record", path, "--today", "2026-11-21", "-o", tmp_path / "r.md")
    text = (tmp_path / "r.md").read_text("utf-8")
    drawn = re.search(r"Hybrid reaches the targets this way:\n\n```mermaid\n(.*?)\n```\n", text, re.DOTALL)
    assert drawn
    assert drawn[1].startswith('flowchart LR\n    s1["PyTorch"] -->')
    assert text.count("```mermaid") == 1


def test_a_profile_without_targets_has_no_routes_to_draw(advisor: Advisor, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("project: {stage: research}\n", "utf-8")
    advisor("record", tmp_path / "p.yaml", "--today", "2026-11-21", "-o", tmp_path / "r.md")
    assert "mermaid" not in (tmp_path / "r.md").read_text("utf-8")


def test_weights_that_are_all_ignored_leave_a_page() -> None:
    checked = load_profile("priorities: {serving: ignore}", "p.yaml", base())
    assert '<span class="percent">0.0 %</span>' in page(checked, brief=True)
