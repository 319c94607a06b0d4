"""What an interview asks next, when it offers to stop, and how answers are changed on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings

from advisor.analysis.completions import Sampler, draws
from advisor.analysis.information import mutual
from advisor.analysis.inquiry import Inquiry, Prospect
from advisor.analysis.situations import FEW, Partial, Space
from advisor.cli.main import run
from advisor.engine.decision import decide
from advisor.engine.program import compile_program
from advisor.interview.cards import GO_ON, STOP, Card, Move, PriorityCard, offer_card, percent, question_card
from advisor.interview.conversation import End, converse
from advisor.interview.guide import Ground, Guide, Plan, ground_of
from advisor.interview.state import PRIORITIES, Interview
from advisor.loading import rules
from advisor.model.profile import Answer, Profile
from advisor.model.rulebase import RuleBase
from tests.strategies import ALTERNATIVES, DAY, bases_and_profiles, rule_bases
from tests.test_interview_terminal import DOWN, ENTER, Terminal, recommended
from tests.tiny import BASE, PROGRAM, TINY


def telling(
    *settled: str, plan: Plan = Plan.TELLING, again: tuple[str, ...] = (), **answers: Answer
) -> tuple[Guide, Interview]:
    guide = Guide(BASE, PROGRAM, plan)
    profile = Profile(answers={id_.replace("_", ".", 1): answer for id_, answer in answers.items()})
    return guide, Interview.begin(PROGRAM, profile, settled, guide.order, again)


# --- what is drawn, and what it tells


def test_draws_follow_what_is_usual_and_a_question_with_many_gets_none_to_two_options() -> None:
    sampler = Sampler(Space(PROGRAM), count=500)
    assert {m.bit_count() for m in sampler.draws["project.targets"]} == {0, 1, 2}
    assert {m.bit_count() for m in sampler.draws["team.code"]} == {1}
    never = BASE.questions["team.code"]
    options = tuple(o.model_copy(update={"usual": 0.0}) for o in never.options)
    assert len(set(draws(never.model_copy(update={"options": options}), 100, Random(1)))) == len(options)
    some = (options[0].model_copy(update={"usual": 1.0}), *options[1:])
    assert set(draws(never.model_copy(update={"options": some}), 100, Random(1))) == {1}


def test_a_completion_asks_only_what_is_relevant_and_open() -> None:
    sampler = Sampler(Space(PROGRAM), count=200)
    for completion in sampler.completions({"team.code": 1, "team.skill": -1}):
        assert "team.moves" not in completion.answers
        assert not {"team.code", "team.skill"} & completion.answers.keys()
    asked = [c.answers for c in sampler.completions({})]
    assert any("team.moves" in answers for answers in asked)
    assert any("team.moves" not in answers for answers in asked)


def test_information_is_none_for_what_is_independent_and_all_for_what_decides() -> None:
    assert mutual([("a", 1), ("b", 2)] * 500) == pytest.approx(0.693, abs=0.001)
    assert mutual([("a", 1), ("b", 1), ("a", 2), ("b", 2)] * 500) == pytest.approx(0, abs=0.001)


@given(bases_and_profiles())
@settings(max_examples=60, deadline=None)
def test_the_next_question_is_the_same_every_time_and_its_relevance_is_known(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    program = compile_program(base, DAY, ALTERNATIVES)
    found = [Inquiry(base, program).prospect(profile.answers, profile.priorities) for _ in range(2)]
    assert found[0] == found[1]
    again = Inquiry(base, program)
    again.prospect({}, {})
    assert again.prospect(profile.answers, profile.priorities) == found[0]
    open_ = program.open_questions(masks := program.encode(profile.answers), program.look_up(masks)[1])
    assert set(found[0].order) <= set(open_)
    assert bool(found[0].order) == bool(open_)
    parents = {q.id: [o for o in open_ if o in str(q.asked_when)] for q in base.questions.values()}
    must = program.look_up(masks)[0]
    relevant = {id_: table.relevant for id_, table in program.tables.items()}
    assert all(not parents[id_] or relevant[id_] & must for id_ in found[0].order)


@given(rule_bases(max_questions=5))
@settings(max_examples=60, deadline=None)
def test_a_proven_stop_names_what_every_full_set_of_answers_gives(base: RuleBase) -> None:
    program = compile_program(base, DAY, ALTERNATIVES)
    inquiry = Inquiry(base, program)
    for n, draw in enumerate(zip(*Sampler(inquiry.space, 3, seed=5).draws.values(), strict=True)):
        full = dict(zip(inquiry.space.by_id, draw, strict=True))
        answers: dict[str, Answer] = {}
        prospect = inquiry.prospect(answers, {})
        while prospect.order and not prospect.settled:
            question = base.questions[prospect.order[0]]
            chosen = [o.id for m, o in enumerate(question.options) if full[question.id] >> m & 1]
            answers[question.id] = tuple(chosen) if question.kind == "many" else chosen[0]
            prospect = inquiry.prospect(answers, {})
        rest = {
            q.id: tuple(o.id for m, o in enumerate(q.options) if full[q.id] >> m & 1)
            if q.kind == "many"
            else q.options[full[q.id].bit_length() - 1].id
            for q in base.questions.values()
            if q.id not in answers
        }
        complete = dict(answers)
        for id_ in inquiry.space.by_id:
            masks = program.encode(complete)
            if id_ in rest and id_ in program.open_questions(masks, program.look_up(masks)[1]):
                complete[id_] = rest[id_]
        profile = Profile(answers=complete, alternatives=ALTERNATIVES)
        if answers:
            found = decide(base, profile, DAY)
            by_weights = "weights" in found.doubts  # tried in some completions, not proven: docs/method.md, "Interview"
            assert by_weights or found.alternative == prospect.alternative, n


def test_a_question_of_many_answers_is_decided_option_by_option() -> None:
    field = Space(PROGRAM).by_id["project.targets"]
    whole = field.row(Partial(0, field.read))
    none, phone = field.row(Partial(0, 0)), field.row(Partial(2, 0))
    assert whole[0] & ~none[0] == whole[0] & ~phone[0] == 0
    assert none[:2] == field.row(0)[:2]
    assert phone[:2] == field.row(2)[:2]
    assert not field.listed(Partial(0, (1 << FEW) - 1), unsure=False)


# --- when it offers to stop


def prospect(**changes: object) -> Prospect:
    return Prospect(**{"contenders": ("left",), "alternative": "left", "settled": False, "trainer": None,
                          "share": 0.5, "order": (), "to_go": 1, **changes})  # type: ignore[arg-type]  # fmt: skip


def test_the_ground_for_stopping_is_the_strongest_there_is() -> None:
    assert ground_of(prospect()) is None
    assert ground_of(prospect(share=0.95)) is Ground.LIKELY
    assert ground_of(prospect(share=0.99, trainer="x")) is Ground.RUNTIME
    assert ground_of(prospect(share=1.0, trainer="x", settled=True)) is Ground.PROVEN
    assert [percent(share) for share in (0.9999, 1.0, 0.957, 0.29)] == ["99 %", "100 %", "96 %", "29 %"]


@pytest.mark.parametrize(
    ("ground", "changes", "told"),
    [
        (Ground.PROVEN, {}, "Whatever else you answer, Left is recommended."),
        (Ground.PROVEN, {"alternative": None, "contenders": ("left", "right")}, "to call between Left and Right"),
        (Ground.PROVEN, {"alternative": None, "contenders": ()}, "no alternative is eligible"),
        (Ground.RUNTIME, {"trainer": "left-engine"}, "trains with"),
        (Ground.LIKELY, {"share": 0.957}, "96 % of likely ways to answer the rest come to the same"),
    ],
)  # fmt: skip
def test_an_offer_says_what_it_stands_on(
    ground: Ground, changes: dict[str, object], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide, interview = telling(PRIORITIES)
    monkeypatch.setattr(guide, "prospect", lambda _: prospect(**changes))
    card = offer_card(guide, interview, ground)
    assert told in card.prompt
    assert [c.id for c in card.choices] == [STOP, GO_ON]
    monkeypatch.setattr(guide, "offer", Guide.offer.__get__(guide))
    guide.declined.add(Ground.RUNTIME)
    monkeypatch.setattr(guide, "prospect", lambda _: prospect(share=1.0, trainer="x"))
    assert guide.offer(interview) is None
    monkeypatch.setattr(guide, "prospect", lambda _: prospect(share=1.0, settled=True))
    assert guide.offer(interview) is Ground.PROVEN


def test_the_runtime_alone_is_open_where_all_that_can_come_out_trains_alike() -> None:
    same = tuple(a.model_copy(update={"trains_with": "x"}) for a in BASE.alternatives)
    base = BASE.model_copy(update={"alternatives": same})
    other = BASE.alternatives[0].model_copy(update={"id": "other", "trains_with": "y"})
    inquiry = Inquiry(base.model_copy(update={"alternatives": (*same, other)}), PROGRAM)
    assert inquiry.prospect({"project.stage": "idea"}, {}).trainer == "x"
    assert Inquiry(BASE, PROGRAM).prospect({"project.stage": "idea"}, {}).trainer is None


# --- the conversation


class Script:
    """Answers from a list, and notes what was put."""

    def __init__(self, *replies: object) -> None:
        self.replies: Iterator[object] = iter(replies)
        self.put: list[Card] = []

    def question(self, card: Card) -> object:
        self.put.append(card)
        return next(self.replies)

    def priorities(self, _card: PriorityCard) -> object:
        return {}


def test_it_stops_where_it_is_told_to_and_goes_on_where_not() -> None:
    replies = (("cloud",), "idea", BASE.questions["project.python"].options[0].id, "none")
    guide, interview = telling(PRIORITIES)
    assert interview.step == "project.targets"
    script = Script(*replies, STOP)
    after, end = converse(guide, interview, script, lambda _: None)  # type: ignore[arg-type]
    assert end is End.DONE
    assert script.put[0].progress == "1 of about 4"
    assert script.put[-1].progress.endswith("left")
    assert "team.code" not in after.answers
    assert script.put[-1].prompt == "Whatever else you answer, Right is recommended."

    guide, interview = telling(PRIORITIES)
    script = Script(*replies, GO_ON, "none")
    after, _ = converse(guide, interview, script, lambda _: None)  # type: ignore[arg-type]
    assert after.answers["team.code"] == "none"
    assert script.put[-1].progress == "5 of 7"


def test_an_earlier_answer_is_changed_from_a_list() -> None:
    guide, interview = telling(PRIORITIES)
    script = Script(
        ("cloud",), Move.EDIT, Move.BACK, Move.EDIT, "project.targets", ("ios",), Move.EDIT, PRIORITIES, Move.QUIT
    )
    after, end = converse(guide, interview, script, lambda _: None)  # type: ignore[arg-type]
    assert end is End.QUIT
    assert after.answers["project.targets"] == ("ios",)
    listed = script.put[2]
    assert [(c.id, c.label, c.help) for c in listed.choices] == [
        (PRIORITIES, "Priorities", "all normal"),
        ("project.targets", "Where must it run?", "Cloud"),
    ]
    guide, interview = telling()
    interview = interview.prioritise({"reach": "high"})
    script = Script(Move.EDIT, Move.QUIT)
    assert converse(guide, interview, script, lambda _: None)[1] is End.QUIT  # type: ignore[arg-type]
    assert script.put[1].choices[0].help == "Reach: high"


def test_some_are_asked_again_and_nothing_else() -> None:
    guide, interview = telling(
        plan=Plan.AGAIN, again=("team.skill", "team.code"), team_skill="none", project_stage="idea"
    )
    assert interview.step == "team.skill"
    card = question_card(guide, interview)
    assert (card.progress, card.settled, card.answer) == ("1 of 2", True, "none")
    interview = interview.next()
    assert interview.step == "team.code"
    assert interview.answers["team.skill"] == "none"
    assert guide.progress(interview) == "2 of 2"
    assert guide.progress(interview.back()) == "1 of 2"
    assert interview.answer("none").step is None
    assert guide.offer(interview) is None


def test_rules_tell_what_they_move() -> None:
    guide, interview = telling(PRIORITIES, project_targets=("ios",), team_code="right", team_moves="no")
    rows = {row.id: row for row in (*PROGRAM.rules, *PROGRAM.constraints)}
    assert guide.moved(interview, rows["right-code-stays"]) == "excludes Left"
    assert guide.moved(interview, rows["phones-like-left"]).startswith("moves Left +")
    assert guide.moved(interview, rows["clouds-like-right"]) == "moves nothing"
    assert guide.moved(interview.at("team.code").answer("left"), rows["right-code-stays"]) == "does not exclude Left"
    unweighed = interview.prioritise({c: "ignore" for c in PROGRAM.criteria if c != "ease"})
    assert guide.moved(unweighed, rows["phones-like-left"]) == "moves nothing"


# --- in a terminal


def test_a_whole_interview_by_what_tells_most_and_an_offer_to_stop(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "-o", "line.yaml")
    terminal.answer("Fit with the team", ENTER)
    terminal.answer("0 [ ] None of these", "1", ENTER)
    terminal.see("Right 55.2, Left 50.0")
    terminal.answer("How far is the project?", "1")
    terminal.answer("3 of about 3", "1")
    terminal.answer("4 of about 4", "1")
    terminal.see("Whatever else you answer, Right is recommended.")
    terminal.answer("Go on asking", "?")
    terminal.see("Every way to answer what is left")
    terminal.answer("Go on asking", "1")
    assert terminal.end() == 0
    assert "Up to 7 questions." in terminal.text
    assert (tmp_path / "result.txt").read_bytes() == recommended(tmp_path, "line.yaml")


@pytest.mark.parametrize("arguments", [("--plain",), ()])
def test_a_narrow_screen_and_plain_lines_stand_one_line_high(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    terminal = Terminal(tmp_path, *arguments, "-o", "line.yaml", rows=14, columns=40)
    terminal.answer("Changes: " if arguments else "Fit with the team", ENTER)
    terminal.answer("None of these", "1", ENTER)
    terminal.see("Right 55.2, Left 50.0")
    terminal.answer("How far is the project?", *(("e", ENTER) if arguments else ("\x05",)))
    terminal.see("Which one should be put again?")
    terminal.answer("Where must it run?", *(("2", ENTER) if arguments else ("2",)))
    terminal.see("Where must it run?")
    terminal.answer("iOS", "\x03")
    assert terminal.end() == 130


def test_asking_some_again_in_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "line.yaml").write_text("project: {stage: idea}\nteam: {skill: none}\npriorities: {reach: high}\n")
    terminal = Terminal(tmp_path, "-o", "line.yaml", "--resume", "--ask", "project.st*")
    terminal.see("1 question. Ctrl-C")
    terminal.answer("The project, 1 of 1", DOWN, ENTER)
    assert terminal.end() == 0
    assert "stage: trial" in (tmp_path / "line.yaml").read_text()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--ask", "nothing.*"), "--ask nothing.*: there is no such question"),
        (("--ask", "team.*", "--all"), "--all and --ask exclude each other"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    arguments: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load = rules.load_rules
    monkeypatch.setattr(rules, "load_rules", lambda folder=None: load(folder or TINY))
    assert run(["ask", *arguments]) == 2
    assert told in capsys.readouterr().err
