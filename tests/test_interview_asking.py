"""Two ways to ask, without a terminal: what lines and keys mean, and what the screen shows."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from advisor.interview.cards import NONE, Card, Choice, Move, edit_card, priority_card, question_card
from advisor.interview.conversation import End, converse
from advisor.interview.layout import Line, levels_lines, menu_lines, why_lines
from advisor.interview.menu import FIRST, Done, Levels, Menu
from advisor.interview.plain import PlainAsker, read_answer, read_priorities
from advisor.interview.screen import ScreenAsker
from advisor.interview.state import PRIORITIES, Interview
from advisor.model.profile import Answer
from tests.tiny import GUIDE, PROGRAM, begun, card_of, priorities

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
        ("project.stage", "4", "'4' is not understood: type a number from 1 to 3, or s, b, e, ? or q"),
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
    assert "\nAs it stands: Left 56.7, Right 46.9; 86 % of likely answers agree.\nThe project, 1 of 6\n" in told
    assert "\nWhere must it run?\n1. Cloud: On rented machines.\n" in told
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
    card = question_card(GUIDE, Interview(PROGRAM, begun().order, {}, {}, (), "project.stage"))
    assert card.first
    assert pressed(Menu.of(card), "escape") == replace(Menu.of(card), note=FIRST)


def test_levels_are_changed_in_place() -> None:
    reply = pressed(Levels.of(priorities()), "right", "down", "left", "left", "left", "down", "5", "9", "0", "enter")
    assert reply == {"ease": "high", "reach": "ignore", "team-fit": "critical"}
    levels = Levels.of(priority_card(GUIDE, begun().prioritise({"reach": "critical"}).back()))
    assert pressed(levels, "down", "right", "x", "tab") == {"ease": "normal", "reach": "critical", "team-fit": "normal"}
    assert pressed(levels, "quit") is Move.QUIT
    assert pressed(levels, "escape") == replace(levels, note=FIRST)
    later = priority_card(GUIDE, begun(project_stage="idea"))
    assert pressed(Levels.of(later), "escape") is Move.BACK


# --- lines on a screen


def text_of(lines: list[Line]) -> str:
    return "\n".join(text for _, text in lines)


def long_menu() -> Menu:
    card = card_of("project.targets")
    many = tuple(Choice(f"o{n}", f"Option-{n} with a label", "Help. " * (n % 9)) for n in range(1, 60))
    return Menu.of(Card(**{**vars(card), "choices": (*many, card.choices[-1])}))


QUESTION = """\
As it stands: Left 50.0, Right 50.0; 15 % of likely answers agree.

The project, 1 of 7
Where must it run?

  1 [ ] Cloud
> 2 [x] Android
  3 [ ] iOS
  4 [ ] A small board
  0 [ ] None of these

  On phones and tablets of many makers.
space ticks, up/down move, enter goes on, esc back, tab don't know, ? why,
ctrl-x saves and quits, ctrl-e changes an earlier answer"""


def test_the_screen_of_a_question() -> None:
    assert text_of(menu_lines(menu("down", " "), 80, 24)) == QUESTION


def test_the_screen_of_a_question_answered_before() -> None:
    shown = text_of(menu_lines(menu("down", question="team.code", team_code="left"), 80, 24))
    assert "  2 * Left\n> 3   Right\n" in shown


def test_the_screen_that_ctrl_e_opened_does_not_offer_it_again() -> None:
    first = begun(PRIORITIES, project_stage="live")
    card = edit_card(GUIDE, first)
    assert card.edits
    assert "ctrl-e" not in text_of(menu_lines(Menu.of(card), 80, 24))


def test_the_screen_of_the_priorities() -> None:
    levels = pressed(Levels.of(priorities()), "down", "4")
    assert isinstance(levels, Levels)
    shown = text_of(levels_lines(levels, 80, 24))
    assert "  Ease of use        normal\n> Reach              high\n  Fit with the team  normal\n" in shown
    assert "> Reach: high\n" in text_of(levels_lines(levels, 24, 24))


def test_why_is_told_in_lines_of_the_width() -> None:
    lines = why_lines(card_of("project.stage").why, 40)
    assert (
        "  - The right one is quick to try\n    things in. [ideas-like-right] could\n    move Right +5.2\n"
        in text_of(lines)
    )


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
    interview, end = converse(GUIDE, begun(), screen(keyboard, out), lambda _: None)
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
    interview, how = converse(GUIDE, begun(), screen(keyboard, io.StringIO()), lambda _: None)
    assert how is end
    assert interview.answers == {"project.stage": "idea"}


def test_the_screen_asker_goes_back_with_escape(keyboard: PipeInput) -> None:
    keyboard.send_text("\t" + "1" + "\x1b[D" + "\x1b[C" + "\x1b[D" + "3" + "\x18")
    interview, _ = converse(GUIDE, begun(), screen(keyboard, io.StringIO()), lambda _: None)
    assert interview.answers == {"project.stage": "live"}
    keyboard.send_text("\x18")
    assert converse(GUIDE, begun(), screen(keyboard, io.StringIO()), lambda _: None) == (begun(), End.QUIT)
    keyboard.send_text("\x1b")
    assert screen(keyboard, io.StringIO()).question(card_of("project.stage")) is Move.BACK
