"""The interview itself: its states, what a person is told, the loop that asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.engine.conditions import evaluate
from advisor.engine.decision import decide
from advisor.interview.cards import NONE, Card, Choice, Move, PriorityCard, question_card
from advisor.interview.conversation import End, converse
from advisor.interview.drafts import Draft, draft_path
from advisor.interview.state import PRIORITIES, Interview
from advisor.model.profile import Answer, Profile
from advisor.model.rulebase import RuleBase
from advisor.model.settings import Priority
from tests.tiny import ALL, BASE, GUIDE, PROGRAM, begun, card_of

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
        "- The right one is quick to try things in. [ideas-like-right] could move Right +5.2",
        "- The left one changes slowly. [live-likes-left] could move Left +3.1",
    )


def test_at_most_five_rules_are_told_the_strongest_first() -> None:
    why = card_of("project.targets").why
    assert why[2].endswith("[phones-like-left] could move Left +6.7 and Right -3.1")
    assert len(why) == 2 + 5 + 1
    assert why[-1] == "- and 1 more"


def test_a_constraint_is_told_and_a_question_that_no_rule_reads_has_its_reason() -> None:
    assert card_of("team.moves", team_code="right").why[2].endswith("[right-code-stays] could exclude Left")
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
    card = question_card(replace(GUIDE, base=base), begun(PRIORITIES))
    assert card.prompt.isprintable()
    assert all(line.isprintable() for line in card.why)


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
    interview, end = converse(GUIDE, begun(), script, kept.append)
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
    interview, how = converse(GUIDE, begun(), Script(Move.SKIP, "idea", last), lambda _: None)
    assert how is end
    assert interview.answers == {"project.stage": "idea"}
    assert converse(GUIDE, begun(), Script(last), lambda _: None) == (begun(), end)
