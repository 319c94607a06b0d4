"""What `profile_yaml` writes is what `load_profile` reads, and what other readers of YAML see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advisor.interview.drafts import Draft
from advisor.loading.profiles import load_profile, profile_digest
from advisor.loading.writing import SCHEMA_LINE, profile_yaml, scalar
from advisor.loading.yamltext import parse
from advisor.model.profile import Answer, Profile
from advisor.model.rulebase import Option, Question, RuleBase, Section
from tests.tiny import BASE as TINY

HOSTILE_IDS = ("no", "yes", "on", "y", "n", "null", "true", "3.10", "1e3", "0x1f", "0o17", "1.2.3", "2025-01-01", "a-")
BASE_BEGINS = dt.date(2025, 1, 1)
HOSTILE_NAMES = (
    "Line 4",
    "a: b",
    "a #b",
    "#",
    "- a",
    "null",
    "No",
    "3.10",
    "~",
    'say "x" \\ y',
    "two\nlines\r\n",
    " both ends ",
    "tab\there",
    "\x00\x1b[31m\x7f\x85\u2028\ufeff",
    "Größe 東京 😀",
    "{a}",
    "[a]",
    "*a",
    "&a",
    "!a",
    "%a",
    "---",
    "...",
    "a  b",
    "a,b",
    "?",
    "'",
    "=",
    "<<",
    "\u202eright to left",
)


def answers_to(question: Question) -> st.SearchStrategy[Answer]:
    ids = [option.id for option in question.options]
    if question.kind != "many":
        return st.sampled_from(ids)
    return st.sets(st.sampled_from(ids)).map(lambda chosen: tuple(id_ for id_ in ids if id_ in chosen))


def names() -> st.SearchStrategy[str]:
    """Names as a profile holds them: without blanks around them, never empty."""
    raw = st.one_of(st.sampled_from(HOSTILE_NAMES), st.text(min_size=1, max_size=200))
    return raw.map(lambda name: name.strip() or Profile().name)


@st.composite
def profiles(draw: st.DrawFn, base: RuleBase) -> Profile:
    """Any profile that can be read for a rule base."""
    answers = {q.id: draw(answers_to(q)) for q in base.questions.values() if draw(st.booleans())}
    levels = st.sampled_from(list(base.settings.priorities))
    priorities = {c.id: draw(levels) for c in base.criteria if draw(st.booleans())}
    ids = [a.id for a in base.alternatives]
    some = st.sets(st.sampled_from(ids), min_size=1).map(lambda chosen: tuple(id_ for id_ in ids if id_ in chosen))
    return Profile(
        name=draw(names()),
        alternatives=draw(st.none() | some),
        as_of=draw(st.none() | st.dates(min_value=BASE_BEGINS)),
        answers=answers,
        priorities=priorities,
    )


@st.composite
def hostile_bases(draw: st.DrawFn) -> RuleBase:
    """A rule base whose option ids and labels look like something else in YAML."""
    ids = st.sampled_from(HOSTILE_IDS) | st.from_regex(r"[a-z0-9][a-z0-9.+-]{0,6}", fullmatch=True)
    questions = tuple(
        Question(
            id=f"project.{name}",
            kind=draw(st.sampled_from(("one", "many"))),
            prompt="?",
            why="?",
            options=tuple(
                Option(id=id_, label=draw(st.text(min_size=1, max_size=20).filter(str.strip)))
                for id_ in draw(st.lists(ids, min_size=2, max_size=4, unique=True))
            ),
        )
        for name in draw(st.lists(st.sampled_from(("no", "on", "y", "stage", "null", "1")), min_size=1, unique=True))
    )
    section = Section(section="project", title="?", questions=questions)
    return RuleBase(**{**{name: getattr(TINY, name) for name in RuleBase.model_fields}, "sections": (section,)})


def leaves(data: Any) -> list[Any]:
    if isinstance(data, dict):
        return [leaf for value in data.values() for leaf in leaves(value)]
    return [leaf for value in data for leaf in leaves(value)] if isinstance(data, list) else [data]


@given(profiles(TINY), st.booleans())
def test_reading_gives_back_the_very_profile(profile: Profile, schema_line: bool) -> None:
    text = profile_yaml(TINY, profile, schema_line=schema_line)
    read = load_profile(text, "p", TINY)
    assert read == profile
    assert profile_digest(read) == profile_digest(profile)
    assert profile_yaml(TINY, read, schema_line=schema_line) == text


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_id_and_no_label_breaks_out_of_its_place(data: st.DataObject) -> None:
    base = data.draw(hostile_bases())
    profile = data.draw(profiles(base))
    text = profile_yaml(base, profile)
    assert load_profile(text, "p", base) == profile


@given(profiles(TINY))
def test_other_readers_take_no_answer_for_a_number_a_date_or_a_truth_value(profile: Profile) -> None:
    read = yaml.safe_load(profile_yaml(TINY, profile))
    assert read.pop("as_of", None) == profile.as_of
    assert all(isinstance(leaf, str) for leaf in leaves(read))
    assert read["name"] == profile.name


@given(st.data())
def test_what_was_asked_and_left_open_is_read_back_too(data: st.DataObject) -> None:
    profile = data.draw(profiles(TINY))
    unanswered = [id_ for id_ in TINY.questions if id_ not in profile.answers]
    settled = {id_ for id_ in unanswered if data.draw(st.booleans())} | (
        {"priorities"} if profile.priorities else set()
    )
    text = profile_yaml(TINY, profile, settled)
    assert set(Draft(TINY, text, "p", for_editors=False).settled) == settled
    assert load_profile(text, "p", TINY) == profile


@given(st.text())
@example("name: x")
def test_a_scalar_is_one_printable_line(text: str) -> None:
    written = scalar(text)
    assert written.isprintable()
    assert parse(f"a: {written}", "p").data == {"a": text}


@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_a_scalar_means_the_same_in_a_list_and_in_both_versions_of_yaml(text: str) -> None:
    assert yaml.safe_load(f"[{scalar(text)}, {scalar(text)}]") == [text, text]


def test_plain_words_stay_plain() -> None:
    assert [scalar(t) for t in ("Line 4 inspection", "hugging-face", "Größe (alt)")] == [
        "Line 4 inspection",
        "hugging-face",
        "Größe (alt)",
    ]
    assert [scalar(t) for t in ("3.10", "no", "Null", "Line\n4")] == ['"3.10"', '"no"', '"Null"', '"Line\\n4"']


def test_the_whole_file() -> None:
    profile = Profile(
        name="Line 4",
        alternatives=("left", "right"),
        as_of=dt.date(2025, 3, 31),
        answers={
            "team.moves": "no",
            "project.targets": ("cloud", "ios"),
            "project.python": "3.10",
            "team.code": "left",
        },
        priorities={"team-fit": "high"},
    )
    text = profile_yaml(TINY, profile, {"priorities", "project.stage"}, schema_line=True)
    assert text == (
        f"{SCHEMA_LINE}\n"
        "name: Line 4\n"
        "alternatives: [left, right]\n"
        "as_of: 2025-03-31\n"
        "\n"
        "project:\n"
        "  stage: null  # Not known\n"
        "  targets:\n"
        "    - cloud  # Cloud\n"
        "    - ios  # iOS\n"
        '  python: "3.10"  # Python 3.10\n'
        "\n"
        "team:\n"
        "  code: left  # Left\n"
        '  moves: "no"  # No\n'
        "\n"
        "priorities:\n"
        "  team-fit: high  # Fit with the team\n"
    )


def test_nothing_said_is_a_name_and_nothing_else() -> None:
    assert profile_yaml(TINY, Profile()) == "name: Unnamed project\n"
    assert profile_yaml(TINY, Profile(), {"priorities"}).endswith("\npriorities: {}  # All normal\n")
    assert "  targets: []  # None of these\n" in profile_yaml(TINY, Profile(answers={"project.targets": ()}))
