"""What a decision record says: its structure, read with a Markdown parser."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from advisor.engine.decision import decide
from advisor.loading.profiles import load_profile
from advisor.loading.rules import load_rules
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Criterion, RuleBase
from advisor.record.document import Facts, default_title, heading, to_record
from advisor.record.draft import Draft
from advisor.record.parts import digests_of, parts_of
from advisor.record.wording import Wording

DATA = Path(__file__).parent / "data"
DAY = dt.date(2025, 4, 1)
CASES = {
    "clear": "{name: Line 4, project: {stage: live, targets: [android]}, team: {code: none, skill: some}}",
    "lean": "{name: Line 4, project: {stage: idea, targets: [cloud, android]}, priorities: {reach: high}}",
    "toss-up": "{}",
    "none-eligible": "{alternatives: [left], team: {code: right, moves: false}}",
    "only one": "{project: {targets: []}, team: {code: right, moves: false}}",
    "nothing weighs": "{project: {stage: idea}, priorities: {reach: ignore, ease: ignore, team-fit: ignore}}",
}
FIXED = [
    ("h2", "Context and Problem Statement"),
    ("h2", "Decision Drivers"),
    ("h2", "Considered Options"),
    ("h2", "Decision Outcome"),
    ("h3", "Consequences"),
    ("h3", "Confirmation"),
    ("h2", "Pros and Cons of the Options"),
]
PLAIN = {"text", "text_special", "code_inline", "softbreak"}
HOSTILE = (
    "# x\n---\nstatus: accepted\n---\n",
    "<script>alert(1)</script> <!-- x",
    "--> <!-- advisor:end context -->\n\n<!-- advisor:end context -->",
    "[a](https://evil.example) ![b](x) <https://evil.example>",
    "`code` **bold** _it_ ~~gone~~ | a | b |\n|---|---|\n",
    "\n\n```sh\nrm -rf /\n```\n\n    indented",
    "{{ 7 * 7 }} {% raw %} {# x #}",
    "\x1b[31mred\x1b[0m \u202egnp.exe \x00 \u2028 \x85",
    "1. a\n- b\n> c\n+ d\n====\n----\n",
    "&lt;b&gt; &amp; \\ \\` \\",
    "::error file=x::y %0A",
)


@cache
def tiny() -> RuleBase:
    return load_rules(DATA / "tiny_rules")


@cache
def real() -> RuleBase:
    return load_rules()


def with_criteria(base: RuleBase, *criteria: Criterion) -> RuleBase:
    fields = {name: getattr(base, name) for name in RuleBase.model_fields}
    return RuleBase(**fields | {"criteria": criteria})


def decided(text: str) -> tuple[Profile, Recommendation]:
    profile = load_profile(text, "profile.yaml", tiny())
    return profile, decide(tiny(), profile)


def record_of(profile: Profile, base: RuleBase | None = None, title: str | None = None) -> str:
    base = base or tiny()
    recommendation = decide(base, profile)
    title = default_title(profile, recommendation) if title is None else title
    return to_record(profile, recommendation, Facts(title, DAY, "advisor recommend x.yaml", "0001-x.advisor.json"))


def written(case: str) -> str:
    return record_of(load_profile(CASES[case], "profile.yaml", tiny()))


def body(record: str) -> str:
    return record.split("---\n", 2)[2]


def structure(record: str) -> list[tuple[str, str]]:
    """Return the blocks of a record, with the text of comments and of headings below the first.

    Raises AssertionError where anything but text, code and line breaks stands inside a block.
    """
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body(record))
    shown = []
    for before, token in pairwise(tokens):
        assert {child.type for child in token.children or ()} <= PLAIN
        told = token.type == "html_block" or before.tag in ("h2", "h3")
        shown.append((token.type + token.tag, token.content.strip() if told else ""))
    return shown


def headings(record: str) -> list[tuple[str, str]]:
    tokens = MarkdownIt("commonmark").parse(body(record))
    return [(a.tag, shown_text(b.content)) for a, b in pairwise(tokens) if a.type == "heading_open"]


def shown_text(markdown: str) -> str:
    """Return what a reader sees of a line of Markdown; raise AssertionError where it holds more than text."""
    (inline,) = MarkdownIt("commonmark").parseInline(markdown)
    children = inline.children or []
    assert {child.type for child in children} <= PLAIN
    return "".join(child.content for child in children)


def section(record: str, title: str) -> str:
    """Return the text under a heading, up to the next of its level or above."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*)", record, re.MULTILINE | re.DOTALL)
    assert found is not None
    level, rest = found.groups()
    return re.split(rf"^#{{1,{len(level)}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def bullets(text: str) -> list[str]:
    return re.findall(r"^\* (.*)$", text, re.MULTILINE)


@pytest.mark.parametrize("case", CASES)
def test_a_record_has_the_front_matter_and_the_headings_of_madr(case: str) -> None:
    record = written(case)
    titles = [("h3", title) for title in bullets(parts_of(record)["options"])]
    assert record.startswith('---\nstatus: "proposed"\ndate: 2025-04-01\n---\n\n# ')
    assert record.endswith("-->\n")
    assert headings(record)[1:] == [*FIXED, *titles, ("h2", "More Information")]
    assert sum(tag == "h1" for tag, _ in headings(record)) == 1


@pytest.mark.parametrize("case", CASES)
def test_everything_but_headings_stands_in_a_generated_part(case: str) -> None:
    record = written(case)
    outside = body(record)
    for name in parts_of(record):
        begin, end = f"<!-- advisor:begin {name} -->", f"<!-- advisor:end {name} -->"
        assert record.count(begin) == record.count(end) == 1
        outside = outside[: outside.index(begin)] + outside[outside.index(end) + len(end) :]
    left = [line for line in outside.splitlines() if line]
    (told,) = (line for line in left if not line.startswith("#"))
    assert re.fullmatch("<!-- What stands between advisor:begin and advisor:end .* -->", told)
    assert {"context", "drivers", "outcome", "option-left", "more-information"} <= set(parts_of(record))


@pytest.mark.parametrize(("case", "alternative"), [("clear", "Left"), ("lean", "Left"), ("only one", "Right")])
def test_a_chosen_option_is_named_as_it_is_everywhere(case: str, alternative: str) -> None:
    record = written(case)
    outcome = section(record, "Decision Outcome")
    chosen = re.search(r'^Chosen option: "(.+?)", because (.+)\.$', outcome, re.MULTILINE)
    assert chosen is not None
    assert chosen[1] == alternative
    assert alternative in bullets(section(record, "Considered Options"))
    assert ("h3", alternative) in headings(record)
    assert headings(record)[0] == (
        "h1",
        f"Use {alternative} for {'Line 4' if case != 'only one' else 'Unnamed project'}",
    )
    assert bullets(section(record, "Consequences"))[0].startswith("Good, because ")


def test_the_justification_names_the_lead_and_the_rule_that_makes_it() -> None:
    outcome = section(written("clear"), "Decision Outcome")
    _, recommendation = decided(CASES["clear"])
    assert recommendation.verdict == "clear"
    assert f'{recommendation.margin:.1f} points ahead of "Right"' in outcome
    assert "what sets the two apart most: the left one has run on phones for longer." in outcome
    assert "not clear" not in outcome


def test_a_lean_says_what_is_in_doubt() -> None:
    assert "not clear: an unanswered question may still exclude it." in written("lean")
    assert "* Neutral, because an answer that is open may still exclude it" in section(written("lean"), "Left")
    profile, recommendation = decided("{project: {stage: live, targets: []}, team: {code: none, skill: none}}")
    assert recommendation.verdict == "lean"
    assert "not clear: the lead is narrow." in record_of(profile)


def test_a_toss_up_chooses_nothing_and_says_what_would_settle_it() -> None:
    record = written("toss-up")
    outcome = section(record, "Decision Outcome")
    assert headings(record)[0] == ("h1", "Choose a deep-learning framework for Unnamed project")
    assert "Chosen option" not in record
    assert "No option is chosen yet." in outcome
    assert "No question about it was answered." in record
    asked = re.findall(r"\(`([a-z.]+)`\)", outcome)
    assert asked[0] == "project.targets"
    assert "A lead of at least 1.4 points; they are level now." in outcome
    assert bullets(section(record, "Consequences"))[0].startswith("Bad, because ")


def test_a_blank_profile_with_a_leader_has_its_lead_already() -> None:
    criterion = tiny().criteria[0]
    always = criterion.rules[0].model_copy(update={"when": "always"})
    led = with_criteria(tiny(), criterion.model_copy(update={"rules": (always,)}))
    outcome = section(record_of(Profile(), led), "Decision Outcome")
    assert "leads only by default" in outcome
    assert "A lead of at least" not in outcome


def test_contenders_that_train_alike_can_begin_alike() -> None:
    base = real()
    profile = load_profile("{team: {existing-code: pytorch, migration: must-keep}}", "p.yaml", base)
    recommendation = decide(base, profile)
    forced = replace(recommendation, verdict="toss-up", alternative=None, contenders=("pytorch", "hybrid"))
    record = to_record(profile, forced, Facts("T", DAY, "c"))
    good = bullets(section(record, "Consequences"))[0]
    assert re.fullmatch(r'Good, because training can begin in PyTorch, whichever of "\w+" and "\w+" is chosen', good)
    assert "beside this record" not in record


def test_where_none_is_eligible_the_record_says_what_would_lift_that() -> None:
    record = written("none-eligible")
    assert "No option is chosen: a constraint excludes every one of them." in record
    assert '* For "Left": Allow the code to be moved. (`right-code-stays`)' in section(record, "Decision Outcome")
    assert "* Bad, because it is excluded: the code is written for the other one" in section(record, "Left")
    assert "* `definition`: By definition, undated, read 2025-03-01" in section(record, "More Information")


def test_the_context_tells_the_answers_in_words() -> None:
    text = section(written("lean"), "Context and Problem Statement")
    assert "* The project\n  * How far is the project? An idea\n  * Where must it run? Cloud and Android\n" in text
    assert "Where must it run? none of these" in written("only one")


def test_the_drivers_are_what_weighs_at_least_the_mean() -> None:
    assert bullets(section(written("lean"), "Decision Drivers")) == [
        "Reach (50.0 %, stated as high): where the result runs",
        "2 lighter criteria (50.0 %)",
    ]
    assert len(bullets(section(written("toss-up"), "Decision Drivers"))) == 3
    assert bullets(section(written("nothing weighs"), "Decision Drivers")) == [
        "None: every criterion is to be ignored."
    ]


def points_add_up(record: str) -> int:
    """Check that each option's points lead from the base to its score; return how many options there are."""
    base = float(re.search(r"starts at ([\d.]+) of", record)[1])  # type: ignore[index]
    options = [body for name, body in parts_of(record).items() if name.startswith("option-")]
    for option in options:
        points = [float(p) for p in re.findall(r"([+-][\d.]+) points", option)]
        score = float(re.search(r"^Score ([\d.]+)", option, re.MULTILINE)[1])  # type: ignore[index]
        assert base + sum(points) == pytest.approx(score, abs=1e-6)
    return len(options)


@pytest.mark.parametrize("case", CASES)
def test_points_add_up_to_the_score(case: str) -> None:
    assert points_add_up(written(case)) == (1 if case == "none-eligible" else 2)


@pytest.mark.parametrize("path", sorted((DATA / "hard_profiles").glob("*.yaml")), ids=lambda p: p.stem)
def test_the_real_rules_make_whole_records(path: Path) -> None:
    record = record_of(load_profile(path.read_text("utf-8"), path.name, real()), real())
    assert headings(record)[1:8] == FIXED
    assert points_add_up(record) == len(real().alternatives)
    arguments = [line for name, part in parts_of(record).items() if "option-" in name for line in bullets(part)]
    assert arguments
    assert all(re.match(r"(Good|Neutral|Bad), because [^.]", line) for line in arguments)
    cited = {id_ for line in arguments for id_ in re.findall(r"`([a-z0-9-]+)`", line)}
    named = set(re.findall(r"^\* `(.+?)`: ", section(record, "More Information"), re.MULTILINE))
    known = real().rules.keys() | {c.id for c in real().constraints}
    assert cited - known == cited & named


def test_arguments_go_from_good_to_bad() -> None:
    for case in CASES:
        for name, part in parts_of(written(case)).items():
            words = [line.split(",")[0] for line in bullets(part)]
            if name.startswith("option-"):
                assert words == sorted(words, key=["Good", "Neutral", "Bad"].index)


def test_an_option_that_no_rule_touches_says_so() -> None:
    assert bullets(section(written("toss-up"), "Right")) == [
        "Neutral, because no rule that holds speaks for or against it"
    ]


def test_neutral_rules_stand_under_the_option_that_they_name() -> None:
    reach = next(c for c in tiny().criteria if c.id == "reach")
    naming = tuple(r if r.effect else r.model_copy(update={"because": "Nobody minds the RIGHT."}) for r in reach.rules)
    other = with_criteria(tiny(), reach.model_copy(update={"rules": naming}))
    profile = load_profile("{project: {targets: [cloud]}}", "p.yaml", tiny())
    neutral = "Neutral, because nobody minds the RIGHT (`clouds-make-no-difference`, `book`)"
    assert neutral in bullets(section(record_of(profile, other), "Right"))
    unnamed = "Both train well in a cloud. (`clouds-make-no-difference`)"
    assert unnamed in bullets(section(record_of(profile), "More Information"))


def test_a_capital_is_kept_where_it_is_that_of_a_name() -> None:
    phrase = Wording(real()).phrase
    assert phrase("PyTorch is liked.") == "PyTorch is liked"
    assert phrase("Google stands behind it.") == "Google stands behind it"
    assert phrase("Trying things is quick.") == "Trying things is quick"  # nothing tells that it is no name
    assert phrase("The team knows it.") == "the team knows it"
    assert phrase("3.10 is old.") == "3.10 is old"
    assert phrase("Lime paints well.") == "Lime paints well"


def test_sentences_of_a_reason_become_one_behind_because() -> None:
    phrase = Wording(real()).phrase
    assert phrase("No way is known. A page opens sockets only.") == "no way is known; a page opens sockets only"
    assert phrase("There is 3.10. Python 3.11 is newer.") == "there is 3.10. Python 3.11 is newer"


def test_a_name_of_an_alternative_keeps_its_capital_even_where_the_word_is_an_ordinary_one() -> None:
    base = tiny()
    oil = base.alternatives[0].model_copy(update={"title": "Oil paint", "description": "Paint with oil."})
    phrase = Wording(base.replacing(alternatives=(oil, *base.alternatives[1:]))).phrase
    assert phrase("Oil paint does it here.") == "Oil paint does it here"


def test_equal_input_gives_equal_bytes() -> None:
    assert written("lean") == written("lean")


def test_a_warning_is_told() -> None:
    profile = load_profile("{as_of: 2025-12-31}", "p.yaml", tiny())
    assert "Warning: facts were checked up to 2025-03-31" in record_of(profile)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert(text: str) -> None:
    same = structure(record_of(Profile(name="Harmless"), title="Harmless"))
    record = record_of(Profile(name=text), title=text)
    assert structure(record) == same
    assert headings(record)[0][1] == heading(text)
    assert record.startswith('---\nstatus: "proposed"\ndate: 2025-04-01\n---\n')
    assert list(parts_of(record)) == list(parts_of(record_of(Profile())))
    assert all(c.isprintable() or c == "\n" for c in record)


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=60), st.text(alphabet="#-*_`<>![](){}|\\~=+.1: \n&;a\"'", max_size=40))
def test_any_text_leaves_the_structure_as_it_is(name: str, title: str) -> None:
    same = structure(record_of(Profile(name="x"), title="x"))
    record = record_of(Profile(name=title + name), title="a" + title)
    assert structure(record) == same


def test_a_heading_does_not_end_like_a_sentence() -> None:
    assert heading("Use it!?!.") == "Use it!?"
    assert heading("  Use\nit: ") == "Use it"
    assert heading("!!!") == "!!!"


def test_the_command_repeats_the_recommendation() -> None:
    profile, recommendation = decided(CASES["lean"])
    draft = Draft(profile, recommendation, DAY, "my profile.yaml", ("team.skill=some", "team.code="))
    command = "advisor recommend 'my profile.yaml' --as-of 2025-03-31 --set team.skill=some --set team.code="
    assert command in draft.record("x.json").splitlines()
    piped = Draft(profile, recommendation, DAY, "-", given_title=" Ours ")
    text, sidecar = piped.texts("0001-x.advisor.json")
    assert "jq .profile 0001-x.advisor.json | advisor recommend - --as-of 2025-03-31" in text.splitlines()
    assert headings(text)[0] == ("h1", "Ours")
    assert json.loads(sidecar)["parts"] == digests_of(text)
    assert "advisor recommend - --as-of 2025-03-31" in piped.record().splitlines()


def test_a_part_knows_when_it_was_edited() -> None:
    record = written("clear")
    before = digests_of(record)
    grown = record.replace("## Decision Drivers\n", "## Decision Drivers\n\nOur own words.\n")
    assert digests_of(grown) == digests_of(record.replace("\n", "\r\n")) == before
    edited = digests_of(record.replace("+10", "+11").replace("Score", "Sum"))
    assert {name for name in before if before[name] != edited[name]} == {"option-left", "option-right"}
