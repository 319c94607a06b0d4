"""The interview without a terminal: its states, what is shown, what keys and lines mean."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from advisor.engine.conditions import evaluate
from advisor.engine.decision import decide
from advisor.engine.program import compile_program
from advisor.interview.cards import NONE, Card, Choice, Move, PriorityCard, priority_card, question_card
from advisor.interview.conversation import End, converse
from advisor.interview.drafts import Draft, draft_path
from advisor.interview.layout import Line, levels_lines, menu_lines, why_lines
from advisor.interview.menu import FIRST, Done, Levels, Menu
from advisor.interview.plain import PlainAsker, read_answer, read_priorities
from advisor.interview.screen import ScreenAsker
from advisor.interview.state import PRIORITIES, Interview
from advisor.loading.rules import load_rules
from advisor.model.profile import Answer, Profile
from advisor.model.rulebase import Priority, RuleBase

BASE = load_rules(Path(__file__).parent / "data" / "tiny_rules")
PROGRAM = compile_program(BASE, BASE.settings.reviewed, ("left", "right"))
ALL = ("project.stage", "project.targets", "project.python", "team.skill", "team.code", "team.moves", "team.owner")
Step = Callable[[Interview], Interview]


def begun(*settled: str, **answers: Answer) -> Interview:
    """Begin with answers, given as section_name=answer."""
    profile = Profile(answers={id_.replace("_", "."): answer for id_, answer in answers.items()})
    return Interview.begin(PROGRAM, profile, settled)


# --- states


def test_priorities_come_first_and_the_questions_in_their_order() -> None:
    interview, steps = begun(), []
    while interview.step is not None:
        steps.append(interview.step)
        interview = interview.skip()
    assert steps == [PRIORITIES, *ALL]
    assert interview.settled == (PRIORITIES, *ALL)
    assert interview.profile(Profile(name="x")) == Profile(name="x")


def test_an_irrelevant_question_is_not_asked_and_one_that_may_be_relevant_is() -> None:
    ios = begun(PRIORITIES, project_stage="idea").answer(("ios",))
    assert ios.step == "team.skill"
    assert ios.progress == (3, 6)
    assert begun(PRIORITIES, project_stage="idea").skip().step == "project.python"


def test_a_chain_of_irrelevance_is_followed_to_its_end() -> None:
    interview = begun(PRIORITIES, team_code="none")
    assert interview.relevant == {PRIORITIES, *ALL[:-2]}


def test_an_answer_that_becomes_irrelevant_is_dropped_with_what_hangs_on_it() -> None:
    interview = begun(PRIORITIES, "team.skill", team_code="right", team_moves="no", team_owner="us")
    back = Interview(PROGRAM, interview.order, interview.answers, {}, interview.trail, "team.code")
    after = back.answer("none")
    assert after.answers == {"team.code": "none"}
    assert after.trail == (PRIORITIES, "team.skill", "team.code")
    assert after.step == "project.stage"
    assert Interview.begin(PROGRAM, Profile(answers={"team.moves": "no", "team.code": "none"})).answers == {
        "team.code": "none"
    }


def test_back_goes_along_what_was_settled_and_an_answer_returns_to_what_is_open() -> None:
    interview = begun().prioritise({"reach": "high", "ease": "normal"}).answer("idea").answer(()).skip()
    assert interview.priorities == {"reach": "high"}
    assert interview.step == "team.code"
    back = interview.back().back().back()
    assert back.step == "project.stage"
    assert back.answer("live").step == "team.code"
    assert back.answer("live").answers["project.stage"] == "live"
    assert back.back().step == PRIORITIES
    assert back.back().back().step == PRIORITIES
    assert back.back().is_first


def test_next_leaves_everything_as_it_is() -> None:
    interview = begun(PRIORITIES).answer("idea").skip()
    back = interview.back().back()
    assert back.next() == interview.back()
    assert back.next().next() == interview
    assert interview.next() == interview.skip()


def test_a_skip_takes_an_earlier_answer_away() -> None:
    interview = begun(PRIORITIES).answer("idea").back().skip()
    assert interview.answers == {}
    assert interview.settled == (PRIORITIES, "project.stage")


def test_another_order_decides_what_comes_next_and_when_to_stop() -> None:
    def last_twice(interview: Interview) -> str | None:
        return interview.candidates[-1] if len(interview.trail) < 3 else None

    interview = Interview.begin(PROGRAM, Profile(priorities={"reach": "low"}), order=last_twice)
    assert interview.step == "team.owner"
    interview = interview.skip()
    assert interview.step == "team.moves"
    assert interview.skip().step is None
    assert interview.skip().back().step == "team.moves"


def test_the_profile_has_the_order_of_the_rule_base() -> None:
    interview = begun("team.skill", team_code="left").prioritise({"team-fit": "low", "ease": "high"}).answer("idea")
    profile = interview.profile(Profile())
    assert list(profile.answers) == ["project.stage", "team.code"]
    assert list(profile.priorities) == ["ease", "team-fit"]


MOVES = st.sampled_from(["answer", "skip", "back", "next"])


def moved(interview: Interview, move: str, data: st.DataObject) -> Interview:
    if move != "answer" or interview.step is None:
        return interview.back() if interview.step is None else getattr(interview, move)()
    if interview.step == PRIORITIES:
        levels = st.sampled_from(list(BASE.settings.priorities))
        return interview.prioritise(data.draw(st.dictionaries(st.sampled_from(PROGRAM.criteria), levels)))
    question = BASE.questions[interview.step]
    ids = [option.id for option in question.options]
    if question.kind == "many":
        chosen = data.draw(st.sets(st.sampled_from(ids)))
        return interview.answer(tuple(id_ for id_ in ids if id_ in chosen))
    return interview.answer(data.draw(st.sampled_from(ids)))


def walk(data: st.DataObject) -> Interview:
    interview = begun()
    for move in data.draw(st.lists(MOVES, max_size=30)):
        interview = moved(interview, move, data)
    return interview


def relevant_by_walking_the_conditions(interview: Interview) -> set[str]:
    masks: dict[str, int | None] = {}
    relevant = set()
    for question in BASE.questions.values():
        if evaluate(question.asked_when, masks, BASE.questions) is False:
            masks[question.id] = 0
            continue
        relevant.add(question.id)
        masks[question.id] = PROGRAM.encode(interview.answers)[question.id]
    return relevant


@given(st.data())
def test_whatever_is_done_the_state_is_sound(data: st.DataObject) -> None:
    interview = walk(data)
    assert interview.relevant == {PRIORITIES, *relevant_by_walking_the_conditions(interview)}
    assert set(interview.answers) <= set(interview.trail) <= interview.relevant
    assert len(set(interview.trail)) == len(interview.trail)
    assert {*interview.trail, *interview.candidates} >= interview.relevant - {PRIORITIES}
    assert interview.step is None or interview.step in interview.relevant
    number, total = interview.progress
    assert total == len(interview.relevant) - 1
    assert 1 <= number <= total + (interview.step in (None, PRIORITIES))
    open_questions = decide(BASE, interview.profile(Profile())).open_questions
    assert set(open_questions) == {*interview.settled, *interview.candidates} - {PRIORITIES}


@given(st.data())
def test_an_interview_can_always_be_ended_and_has_then_asked_everything(data: st.DataObject) -> None:
    interview = walk(data)
    for _ in range(2 * len(ALL)):
        interview = interview if interview.step is None else moved(interview, "answer", data)
    while interview.step is not None:
        interview = interview.next()
    assert interview.candidates == ()
    assert set(interview.trail) == interview.relevant


@settings(deadline=None)
@given(st.data(), st.booleans())
def test_an_interview_that_is_resumed_from_its_file_stands_where_it_stood(data: st.DataObject, named: bool) -> None:
    interview, profile = walk(data), Profile(name="x: y")
    text = Draft(BASE, "", "p", for_editors=named).after(interview, profile)
    draft = Draft(BASE, text, "p", for_editors=named)
    resumed = Interview.begin(PROGRAM, draft.profile(), draft.settled)
    assert draft.is_ours
    assert draft.profile() == interview.profile(profile)
    assert (resumed.answers, resumed.priorities) == (interview.answers, interview.priorities)
    assert set(resumed.settled) == set(interview.settled)
    assert resumed.candidates == interview.candidates
    assert draft.after(resumed, draft.profile()) == text


def test_changes_and_a_name_are_laid_over_a_draft() -> None:
    draft = Draft(BASE, "name: a  # by hand\nproject: {stage: idea}\n", "p", for_editors=False)
    assert draft.profile(["project.stage=live"], "b") == Profile(name="b", answers={"project.stage": "live"})
    assert not draft.is_ours
    assert Draft(BASE, "", "p", for_editors=False).profile(name="b") == Profile(name="b")
    assert Draft(BASE, "[]", "p", for_editors=False).settled == ()


@pytest.mark.parametrize(
    ("state", "folder"),
    [(None, "/h/.local/state"), ("", "/h/.local/state"), ("relative", "/h/.local/state"), ("/s", "/s")],
)
def test_answers_are_kept_in_the_state_folder(state: str | None, folder: str) -> None:
    environment = {} if state is None else {"XDG_STATE_HOME": state}
    assert draft_path(environment, Path("/h")) == Path(folder) / "framework-advisor" / "answers.yaml"


# --- cards


def card_of(question: str, **answers: Answer) -> Card:
    interview = begun(PRIORITIES, **answers)
    return question_card(BASE, Interview(PROGRAM, interview.order, interview.answers, {}, interview.trail, question))


def test_a_card_tells_where_one_is_and_why_it_is_asked() -> None:
    card = card_of("project.stage")
    assert (card.section, card.progress, card.many, card.settled, card.first) == (
        "The project",
        "1 of 7",
        False,
        False,
        False,
    )
    assert card.choices[0] == Choice("idea", "An idea", "Nothing is built yet.")
    assert card.why == (
        "Why it is asked: Early work asks for freedom, later work for stability.",
        "Rules that read the answer:",
        "- The right one is quick to try things in. [ideas-like-right]",
        "- The left one changes slowly. [live-likes-left]",
    )


def test_at_most_five_rules_are_told_the_strongest_first() -> None:
    why = card_of("project.targets").why
    assert why[2].endswith("[phones-like-left]")
    assert len(why) == 2 + 5 + 1
    assert why[-1] == "- and 1 more"


def test_a_constraint_is_told_and_a_question_that_no_rule_reads_has_its_reason() -> None:
    assert card_of("team.moves", team_code="right").why[2].endswith("[right-code-stays]")
    assert card_of("team.owner", team_code="right", team_moves="no").why == (
        "Why it is asked: A decision can be asked about only where it was made.",
    )


def test_a_card_knows_the_answer_given_before() -> None:
    many = card_of("project.targets", project_targets=("android", "board"))
    assert many.told(many.answer) == "Android, A small board"
    assert many.chosen == {"android", "board"}
    none = card_of("project.targets", project_targets=())
    assert (none.told(none.answer), none.chosen) == ("none of these", frozenset({NONE}))
    assert (none.told(None), card_of("project.targets").chosen) == ("not known", frozenset())
    assert card_of("team.code", team_code="left").chosen == {"left"}


def test_text_of_a_rule_base_cannot_drive_the_terminal() -> None:
    hostile = BASE.sections[0].questions[0].model_copy(update={"prompt": "a\x1b[31m\nb", "why": "\x07why"})
    sections = (BASE.sections[0].model_copy(update={"questions": (hostile,)}), *BASE.sections[1:])
    base = RuleBase(**{**{name: getattr(BASE, name) for name in RuleBase.model_fields}, "sections": sections})
    card = question_card(base, begun(PRIORITIES))
    assert card.prompt.isprintable()
    assert all(line.isprintable() for line in card.why)


# --- plain lines


@pytest.mark.parametrize(
    ("question", "line", "reply"),
    [
        ("project.stage", "2", "trial"),
        ("project.stage", "LIVE", "live"),
        ("project.stage", "i", "idea"),
        ("project.stage", "", Move.SKIP),
        ("project.stage", "s", Move.SKIP),
        ("project.stage", "B", Move.BACK),
        ("project.stage", "q", Move.QUIT),
        ("project.targets", "3, 1,", ("cloud", "ios")),
        ("project.targets", "2", ("android",)),
        ("project.targets", "0", ()),
        ("project.targets", "ios,board", ("ios", "board")),
        ("project.python", "1", "3.10"),
        ("project.python", "3.11", "3.11"),
    ],
)
def test_a_line_is_understood(question: str, line: str, reply: object) -> None:
    assert read_answer(card_of(question), line) == reply


@pytest.mark.parametrize(
    ("question", "line", "told"),
    [
        ("project.stage", "4", "'4' is not understood: type a number from 1 to 3, or s, b, ? or q"),
        ("project.stage", "0", "from 1 to 3"),
        ("project.stage", "1,2", "'1,2' is not understood"),
        ("project.python", "3.1", "'3.1' is not understood"),
        ("project.targets", "1,x", "'x' is not understood: type a number from 0 to 4, several with commas"),
        ("project.targets", "0,1", "0 stands for none of these"),
        ("project.targets", ",", "0 stands for none of these"),
        ("project.stage", "\x1b[2J", r"'\x1b[2J' is not understood"),
    ],
)
def test_a_line_that_is_not_understood_says_what_would_be(question: str, line: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        read_answer(card_of(question), line)


def test_an_empty_line_keeps_what_was_said() -> None:
    assert read_answer(card_of("project.stage", project_stage="idea"), "") is Move.KEEP


def priorities() -> PriorityCard:
    return priority_card(BASE, begun())


def test_priorities_are_read_from_numbers_and_levels() -> None:
    assert read_priorities(priorities(), "1=high, 3 = ig,") == {"ease": "high", "team-fit": "ignore"}
    assert [read_priorities(priorities(), line) for line in ("", "q", "b")] == [Move.SKIP, Move.QUIT, Move.BACK]
    for line in ("4=high", "1=loud", "1", "high", "1=", "=high"):
        with pytest.raises(
            ValueError, match=r"is not understood: type a number from 1 to 3, =, and one of ignore, low"
        ):
            read_priorities(priorities(), line)


def plainly(*lines: str, asker_of: Callable[[PlainAsker], object]) -> tuple[object, str]:
    out = io.StringIO()
    return asker_of(PlainAsker(io.StringIO("".join(f"{line}\n" for line in lines)), out)), out.getvalue()


def test_the_plain_asker_asks_again_until_it_understands() -> None:
    card = card_of("project.targets", project_targets=("ios",))
    reply, told = plainly("9", "?", "1,2", asker_of=lambda asker: asker.question(card))
    assert reply == ("cloud", "android")
    assert "Type a number and press Enter." in told
    assert "\nThe project, 1 of 6\nWhere must it run?\n1. Cloud: On rented machines.\n" in told
    assert "\n4. A small board\n0. None of these: " in told
    assert "So far: iOS. Enter keeps it.\n" in told
    assert "'9' is not understood" in told
    assert "[phones-like-left]" in told
    assert told.count("Numbers, with commas: ") == 3
    assert "\x1b" not in told


def test_the_plain_asker_takes_priorities_line_by_line() -> None:
    reply, told = plainly("1=high", "b", "2=low, 1=critical", "", asker_of=lambda asker: asker.priorities(priorities()))
    assert reply == {"ease": "critical", "reach": "low"}
    assert "1. Ease of use: normal. How fast people get somewhere.\n" in told
    assert "Ease of use: high\n" in told
    assert "there is nothing to go back to" in told
    assert plainly("q", asker_of=lambda asker: asker.priorities(priorities()))[0] is Move.QUIT


def test_the_end_of_input_is_no_answer() -> None:
    with pytest.raises(EOFError):
        plainly(asker_of=lambda asker: asker.question(card_of("project.stage")))


# --- keys


def pressed(view: Menu | Levels, *keys: str) -> object:
    """Return the reply that keys lead to, or the view that they leave."""
    after: Menu | Levels | Done[Any] = view
    for key in keys:
        assert not isinstance(after, Done)
        after = after.press(key)
    return after.reply if isinstance(after, Done) else after


def menu(*keys: str, question: str = "project.targets", **answers: Answer) -> Menu:
    after = pressed(Menu.of(card_of(question, **answers)), *keys)
    assert isinstance(after, Menu)
    return after


@pytest.mark.parametrize(
    ("question", "keys", "reply"),
    [
        ("project.stage", ["enter"], "idea"),
        ("project.stage", ["down", "enter"], "trial"),
        ("project.stage", ["up", "enter"], "live"),
        ("project.stage", ["down", "down", "down", "enter"], "idea"),
        ("project.stage", ["end", "enter"], "live"),
        ("project.stage", ["pagedown", "home", "enter"], "idea"),
        ("project.stage", ["2"], "trial"),
        ("project.stage", ["t", "r", "i", "enter"], "trial"),
        ("project.stage", ["x", "backspace", "backspace", "enter"], "idea"),
        ("project.python", ["p", "y", "t", "h", "o", "n", " ", "3", ".", "1", "1", "enter"], "3.11"),
        ("project.stage", ["tab"], Move.SKIP),
        ("project.stage", ["escape"], Move.BACK),
        ("project.stage", ["left"], Move.BACK),
        ("project.stage", ["x", "escape", "escape"], Move.BACK),
        ("project.stage", ["quit"], Move.QUIT),
        ("project.targets", [" ", "down", "down", " ", "enter"], ("cloud", "ios")),
        ("project.targets", ["3", "1", "enter"], ("cloud", "ios")),
        ("project.targets", ["1", "1", "2", "enter"], ("android",)),
        ("project.targets", ["1", "0", "enter"], ()),
        ("project.targets", ["0", "1", "enter"], ("cloud",)),
        ("project.targets", ["end", "enter"], ()),
        ("project.targets", ["i", "o", "s", " ", "enter"], ("ios",)),
    ],
)
def test_keys_lead_to_a_reply(question: str, keys: list[str], reply: object) -> None:
    assert pressed(Menu.of(card_of(question)), *keys) == reply


def test_enter_with_nothing_ticked_is_no_answer() -> None:
    assert "Nothing is ticked" in menu("enter").note
    assert menu("enter", "down").note == ""


def test_a_filter_shows_what_matches_and_says_where_nothing_does() -> None:
    assert [c.id for c in menu("A", "n", "d").visible] == ["android"]
    nothing = menu("z", "z", "down", " ", "enter")
    assert (nothing.current, nothing.cursor) == (None, 0)
    assert "Nothing matches" in nothing.note


def test_ticking_ends_the_filter_and_stays_on_the_row() -> None:
    after = menu("o", "s", " ")
    assert (after.typed, after.ticked, after.cursor) == ("", frozenset({"ios"}), 2)


def test_none_of_these_and_the_others_exclude_each_other() -> None:
    assert menu("1", "2", "0").ticked == frozenset({NONE})
    assert menu("0", "2").ticked == frozenset({"android"})
    assert menu("0", "0").ticked == frozenset()


def test_a_menu_begins_with_the_answer_given_before_and_right_keeps_it() -> None:
    again = Menu.of(card_of("team.code", team_code="right"))
    assert again.current == Choice("right", "Right")
    assert pressed(again, "right") is Move.KEEP
    assert "Not answered yet" in menu("right").note
    assert menu(question="project.targets", project_targets=()).current == menu("end").current


def test_keys_without_a_meaning_change_nothing() -> None:
    assert menu("\x01", "f5", "7", "backspace", "12") == menu()
    card = question_card(BASE, Interview(PROGRAM, begun().order, {}, {}, (), "project.stage"))
    assert card.first
    assert pressed(Menu.of(card), "escape") == replace(Menu.of(card), note=FIRST)


def test_levels_are_changed_in_place() -> None:
    reply = pressed(Levels.of(priorities()), "right", "down", "left", "left", "left", "down", "5", "9", "0", "enter")
    assert reply == {"ease": "high", "reach": "ignore", "team-fit": "critical"}
    levels = Levels.of(priority_card(BASE, begun().prioritise({"reach": "critical"}).back()))
    assert pressed(levels, "down", "right", "x", "tab") == {"ease": "normal", "reach": "critical", "team-fit": "normal"}
    assert pressed(levels, "quit") is Move.QUIT
    assert pressed(levels, "escape") == replace(levels, note=FIRST)
    later = priority_card(BASE, begun(project_stage="idea"))
    assert pressed(Levels.of(later), "escape") is Move.BACK


# --- lines on a screen


def text_of(lines: list[Line]) -> str:
    return "\n".join(text for _, text in lines)


def long_menu() -> Menu:
    card = card_of("project.targets")
    many = tuple(Choice(f"o{n}", f"Option-{n} with a label", "Help. " * (n % 9)) for n in range(1, 60))
    return Menu.of(Card(**{**vars(card), "choices": (*many, card.choices[-1])}))


QUESTION = """\
The project, 1 of 7
Where must it run?

  1 [ ] Cloud
> 2 [x] Android
  3 [ ] iOS
  4 [ ] A small board
  0 [ ] None of these

  On phones and tablets of many makers.
space ticks, up/down move, enter goes on, esc back, tab don't know, ? why,
ctrl-x saves and quits"""


def test_the_screen_of_a_question() -> None:
    assert text_of(menu_lines(menu("down", " "), 80, 24)) == QUESTION


def test_the_screen_of_a_question_answered_before() -> None:
    shown = text_of(menu_lines(menu("down", question="team.code", team_code="left"), 80, 24))
    assert "  2 * Left\n> 3   Right\n" in shown


def test_the_screen_of_the_priorities() -> None:
    levels = pressed(Levels.of(priorities()), "down", "4")
    assert isinstance(levels, Levels)
    shown = text_of(levels_lines(levels, 80, 24))
    assert "  Ease of use        normal\n> Reach              high\n  Fit with the team  normal\n" in shown
    assert "> Reach: high\n" in text_of(levels_lines(levels, 24, 24))


def test_why_is_told_in_lines_of_the_width() -> None:
    lines = why_lines(card_of("project.stage").why, 40)
    assert "  - The right one is quick to try\n    things in. [ideas-like-right]\n" in text_of(lines)


@given(st.integers(20, 120), st.integers(4, 50), st.lists(st.sampled_from(["down", "up", "pagedown", "end", "1", "9"])))
def test_every_screen_fits_and_shows_the_row_under_the_cursor(width: int, height: int, keys: list[str]) -> None:
    shown = pressed(long_menu(), *keys)
    assert isinstance(shown, Menu)
    lines = menu_lines(shown, width, height)
    assert len(lines) <= height
    assert all(len(text) < width for _, text in lines)
    assert shown.current is not None
    here = " ".join(text.strip() for style, text in lines if style == "cursor")
    assert shown.current.label in here


@given(st.integers(20, 120), st.integers(4, 50), st.integers(0, 2))
def test_every_screen_of_priorities_fits(width: int, height: int, row: int) -> None:
    lines = levels_lines(Levels(priorities(), row, dict.fromkeys(PROGRAM.criteria, "critical")), width, height)
    assert len(lines) <= height
    assert all(len(text) < width for _, text in lines)
    assert any(style == "cursor" for style, _ in lines)


def test_a_long_list_tells_how_much_is_above_and_below_and_can_be_filtered() -> None:
    shown = pressed(long_menu(), *["down"] * 30)
    assert isinstance(shown, Menu)
    text = text_of(menu_lines(shown, 80, 24))
    hidden = [int(number) for number in re.findall(r"\.\.\. (\d+) (?:above|below)", text)]
    assert len(hidden) == 2
    assert sum(hidden) + len(re.findall(r"\[ \]", text)) == len(shown.card.choices)
    assert "letters filter" in text
    filtered = pressed(shown, *"n-42")
    assert isinstance(filtered, Menu)
    text = text_of(menu_lines(filtered, 80, 24))
    assert "Only with: n-42\n\n>   [ ] Option-42 with a label\n" in text
    assert "Nothing matches." in text_of(menu_lines(menu("z", "z"), 80, 24))


# --- the loop


class Script:
    """Answers from a list; an exception in it is raised."""

    def __init__(self, *replies: object) -> None:
        self.replies: Iterator[object] = iter(replies)
        self.asked: list[str] = []

    def question(self, card: Card) -> Answer | Move:
        return self._next(card.prompt)  # type: ignore[return-value]

    def priorities(self, card: PriorityCard) -> dict[str, Priority] | Move:
        return self._next(card.prompt)  # type: ignore[return-value]

    def _next(self, prompt: str) -> object:
        self.asked.append(prompt)
        reply = next(self.replies)
        if isinstance(reply, BaseException):
            raise reply
        return reply


def test_a_conversation_ends_when_nothing_is_left_and_keeps_every_step() -> None:
    kept: list[Interview] = []
    script = Script({"reach": "low"}, "idea", Move.BACK, Move.KEEP, ("ios",), Move.SKIP, "none")
    interview, end = converse(BASE, begun(), script, kept.append)
    assert end is End.DONE
    assert interview.answers == {"project.stage": "idea", "project.targets": ("ios",), "team.code": "none"}
    assert interview.priorities == {"reach": "low"}
    assert len(kept) == 7
    assert kept[-1] is interview
    assert script.asked[1:4] == ["How far is the project?", "Where must it run?", "How far is the project?"]


@pytest.mark.parametrize(
    ("last", "end"),
    [(Move.QUIT, End.QUIT), (KeyboardInterrupt(), End.INTERRUPTED), (EOFError(), End.END_OF_INPUT)],
)
def test_a_conversation_that_is_broken_off_returns_what_was_said(last: object, end: End) -> None:
    interview, how = converse(BASE, begun(), Script(Move.SKIP, "idea", last), lambda _: None)
    assert how is end
    assert interview.answers == {"project.stage": "idea"}
    assert converse(BASE, begun(), Script(last), lambda _: None) == (begun(), end)


# --- the screen, on a terminal in memory


@pytest.fixture(name="keyboard")
def _keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as keyboard:
        yield keyboard


def screen(keyboard: PipeInput, out: io.StringIO, rows: int = 24, columns: int = 80) -> ScreenAsker:
    output = Vt100_Output(out, lambda: Size(rows, columns), enable_cpr=False)
    return ScreenAsker(keyboard, output, colour=False)


def test_the_screen_asker_turns_keys_into_a_whole_interview(keyboard: PipeInput) -> None:
    out = io.StringIO()
    keyboard.send_text("\x1b[B\x1b[C\r" + "2" + "?" + "1 " + "\x1b[B \r" + "\x1b[B\r" + "1")
    interview, end = converse(BASE, begun(), screen(keyboard, out), lambda _: None)
    assert end is End.DONE
    assert interview.priorities == {"reach": "high"}
    assert interview.answers == {
        "project.stage": "trial",
        "project.targets": ("android",),
        "team.skill": "some",
        "team.code": "none",
    }
    told = out.getvalue()
    assert "Priorities: " in told
    assert "[phones-like-left]" in told
    assert "\x1b[6n" not in told


@pytest.mark.parametrize(("keys", "end"), [("\x18", End.QUIT), ("\x03", End.INTERRUPTED), ("\x04", End.END_OF_INPUT)])
def test_the_screen_asker_can_be_left(keyboard: PipeInput, keys: str, end: End) -> None:
    keyboard.send_text("\t" + "1" + keys)
    interview, how = converse(BASE, begun(), screen(keyboard, io.StringIO()), lambda _: None)
    assert how is end
    assert interview.answers == {"project.stage": "idea"}


def test_the_screen_asker_goes_back_with_escape(keyboard: PipeInput) -> None:
    keyboard.send_text("\t" + "1" + "\x1b[D" + "\x1b[C" + "\x1b[D" + "3" + "\x18")
    interview, _ = converse(BASE, begun(), screen(keyboard, io.StringIO()), lambda _: None)
    assert interview.answers == {"project.stage": "live"}
    keyboard.send_text("\x18")
    assert converse(BASE, begun(), screen(keyboard, io.StringIO()), lambda _: None) == (begun(), End.QUIT)
    keyboard.send_text("\x1b")
    assert screen(keyboard, io.StringIO()).question(card_of("project.stage")) is Move.BACK
