"""What a record decides: the option chosen, or plainly none and what would settle it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.analysis.separation import separation
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.record.arguments import Argument, Pleader
from advisor.report.view import Exclusion, Ranked, View
from advisor.report.words import common, listed, started

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that would settle an open decision; `id` names the question or constraint it is about."""

    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decision in sentences, what would settle it while it is open, and what follows from it."""

    sentences: tuple[str, ...]
    settling: tuple[Step, ...]
    consequences: tuple[Argument, ...]


def outcome(base: RuleBase, recommendation: Recommendation, view: View, pleader: Pleader) -> Outcome:
    """Say what is decided."""
    match recommendation.verdict:
        case "none-eligible":
            return _none_eligible(view)
        case "toss-up":
            return _toss_up(base, recommendation, view)
        case _:
            return _chosen(recommendation, view, pleader)


def _chosen(recommendation: Recommendation, view: View, pleader: Pleader) -> Outcome:
    chosen = view.ranking[0]
    sentences = [f'Chosen option: "{chosen.title}", because {_justification(recommendation, view, pleader)}.']
    if recommendation.verdict == "lean":
        sentences.append(f"The verdict is {view.verdict_words}, not clear: {_doubt(chosen)}.")
    good = pleader.strongest("Good", chosen.pro, SHOWN) or (Argument("Good", "no constraint excludes it"),)
    return Outcome(tuple(sentences), (), (*good, *pleader.strongest("Bad", chosen.con, SHOWN)))


def _justification(recommendation: Recommendation, view: View, pleader: Pleader) -> str:
    if recommendation.margin is None or recommendation.runner_up is None:
        return "it is the only eligible option"
    chosen, rival = view.ranking[0], next(r for r in view.ranking if r.id == recommendation.runner_up)
    ahead = f'it scores {chosen.score:.1f} of 100, {recommendation.margin:.1f} points ahead of "{rival.title}"'
    decisive = pleader.base.rules[_decisive(recommendation, chosen.id, rival.id)]
    return f"{ahead}; what sets the two apart most: {pleader.phrase(decisive.because)}"


def _decisive(recommendation: Recommendation, chosen: str, rival: str) -> str:
    """Name the rule that puts the chosen one furthest ahead of its rival; ahead it is, so there is one."""
    return max(separation(recommendation, chosen, rival), key=lambda difference: difference.points).rule


def _doubt(chosen: Ranked) -> str:
    if chosen.eligible == "open":
        return "an unanswered question may still exclude it"
    return "the lead is narrow"


def _toss_up(base: RuleBase, recommendation: Recommendation, view: View) -> Outcome:
    return Outcome(
        ("No option is chosen yet.", view.headline),
        tuple(_steps(base, recommendation, view)),
        (
            *_shared(base, recommendation, view),
            Argument("Bad", "work that depends on the choice waits, or may have to be done again"),
        ),
    )


def _shared(base: RuleBase, recommendation: Recommendation, view: View) -> Iterator[Argument]:
    start = common(base, recommendation.contenders).get("trains_with")
    names = [f'"{ranked.title}"' for ranked in view.ranking if ranked.id in recommendation.contenders]
    if start is not None and len(names) > 1:
        begin = started(base, base.settings.words.begin, start)
        yield Argument("Good", f"{begin}, whichever of {listed(names, 'and')} is chosen")


def _steps(base: RuleBase, recommendation: Recommendation, view: View) -> Iterator[Step]:
    for question in view.open_questions:
        worth = f"worth up to {question.points:.1f} points of the lead"
        yield Step(f"An answer, {worth}: {question.prompt}", question.id)
    yield Step("Priorities for the criteria that matter more to the project than others.")
    needed = base.settings.verdict.toss_up_below * recommendation.unit
    if recommendation.margin is not None and recommendation.margin < needed:
        now = f"it is {recommendation.margin:.1f}" if recommendation.margin else "they are level"
        yield Step(f"A lead of at least {needed:.1f} points; {now} now.")


def _none_eligible(view: View) -> Outcome:
    excluded: dict[Exclusion, list[str]] = {}
    for ranked in view.ranking:
        for exclusion in ranked.exclusions:
            excluded.setdefault(exclusion, []).append(f'"{ranked.title}"')
    return Outcome(
        ("No option is chosen: a constraint excludes every one of them.",),
        tuple(Step(f"For {listed(names, 'and')}: {e.lift}", e.constraint) for e, names in excluded.items()),
        (Argument("Bad", "the project cannot go on with any of the options as it is described"),),
    )
