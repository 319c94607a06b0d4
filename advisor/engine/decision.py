"""`decide`: the one place where the profile meets the rule base."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum

from advisor.engine.acceptability import acceptability, is_accepted
from advisor.engine.knowledge import Knowledge, take
from advisor.engine.program import Program, Row, compile_program
from advisor.engine.reach import reaches
from advisor.engine.routes import is_route
from advisor.engine.scoring import SCORE_BASE, Scorer, unit_of, weights_of
from advisor.engine.verdict import Measures, Outcome, judge
from advisor.engine.wear import worn_margin
from advisor.model.profile import Profile
from advisor.model.recommendation import (
    Acceptance,
    Contribution,
    Eligibility,
    Recommendation,
    Standing,
    UnknownRule,
    Veto,
)
from advisor.model.rulebase import RuleBase


def decide(base: RuleBase, profile: Profile, as_of: dt.date | None = None) -> Recommendation:
    """Weigh a profile against a rule base as it stood on a date.

    The date is `as_of`, else the profile's own, else the date up to which the rule base was reviewed.
    Raises InputError for a date before the rule base begins.
    """
    knowledge = take(base, as_of or profile.as_of)
    names = profile.alternatives or default_alternatives(knowledge.base)
    return decide_with(compile_program(knowledge.base, knowledge.as_of, names), knowledge, profile)


def default_alternatives(base: RuleBase) -> tuple[str, ...]:
    """Return the alternatives compared by default: those that some rule speaks of, routes left out."""
    named = {
        member
        for rule in base.rules.values()
        for name in (rule.effect if not is_route(rule) else ())
        for member in base.members[name]
    }
    return tuple(a.id for a in base.alternatives if a.id in named)


@dataclass(frozen=True, slots=True)
class Weighing:
    """A profile weighed: who stands how, and the verdict. What follows from it is found out only where it is asked.

    `acceptance` is empty where it was enough to know that the leader is accepted.
    """

    scorer: Scorer
    must: int
    may: int
    open_questions: tuple[str, ...]
    standings: tuple[Standing, ...]
    acceptance: dict[str, Acceptance]
    worn_margin: float | None
    outcome: Outcome
    unit: float


def weigh(program: Program, knowledge: Knowledge, profile: Profile, *, thorough: bool = True) -> Weighing:
    """Weigh a profile against a program compiled from what is known on a day, for the profile's alternatives.

    The verdict is the same where it need not be `thorough`, and takes less than half of the time.
    """
    base = knowledge.base
    scorer = Scorer(program, weights_of(base, profile.priorities), base.settings.saturation)
    unit = unit_of(base, profile.priorities)
    masks = program.encode(profile.answers)
    must, may = program.look_up(masks)
    open_questions = program.open_questions(masks, may)
    standings = _standings(scorer, must, may, open_questions)
    accepted, acceptance = _accepted(scorer, must, standings, base.settings.verdict.accepted_from, thorough)
    worn = _worn(base, standings, program.as_of)
    outcome = judge(standings, Measures(unit, base.settings.verdict, acceptance, worn, profile.is_blank, accepted))
    return Weighing(scorer, must, may, open_questions, standings, acceptance, worn, outcome, unit)


def _accepted(
    scorer: Scorer, must: int, standings: Sequence[Standing], share: float, thorough: bool
) -> tuple[bool, dict[str, Acceptance]]:
    """Tell whether the leader is first for a share of the weights, and how all fare where that is asked or needed.

    Where several lead with the same score their shares count together.
    """
    order = scorer.program.alternatives
    competing = [order.index(s.alternative) for s in standings if s.eligible != "no"]
    values = scorer.values_at(must)
    if not competing:
        return True, {}
    if not thorough and is_accepted(values, scorer.weights, competing[1:], competing[0], share):
        return True, {}
    acceptance = acceptability(values, scorer.weights, {n: order[n] for n in sorted(competing)})
    leaders = (s.alternative for s in standings if s.eligible != "no" and s.score == standings[0].score)
    return fsum(acceptance[leader].first for leader in leaders) >= share, acceptance


def decide_with(program: Program, knowledge: Knowledge, profile: Profile) -> Recommendation:
    """Weigh a profile, and trace every point and every way to where it comes from."""
    made = weigh(program, knowledge, profile)
    outcome = made.outcome
    return Recommendation(
        as_of=program.as_of,
        base=knowledge.base,
        verdict=outcome.verdict,
        alternative=outcome.alternative,
        contenders=outcome.contenders,
        runner_up=outcome.runner_up,
        margin=outcome.margin,
        worn_margin=made.worn_margin,
        doubts=outcome.doubts,
        unit=made.unit,
        score_base=SCORE_BASE,
        weights=dict(made.scorer.weights),
        standings=made.standings,
        neutral_rules=_neutral_rules(program, made.must),
        unknown_rules=_unknown_rules(made.scorer, made.must, made.may, made.open_questions),
        silenced_rules=knowledge.silenced,
        acceptance=made.acceptance,
        reaches={s.alternative: reaches(knowledge, profile, s.alternative) for s in made.standings},
        open_questions=made.open_questions,
        warnings=_warnings(knowledge, made.standings),
    )


def _standings(scorer: Scorer, must: int, may: int, open_questions: Sequence[str]) -> tuple[Standing, ...]:
    program = scorer.program
    scores, bounds = scorer.scores_at(must), scorer.bounds(must, may)
    columns = scorer.contributions(must)
    eligible = [_eligibility(program, n, must, may) for n in range(len(scores))]
    order = sorted(range(len(scores)), key=lambda n: (eligible[n] == "no", -scores[n], n))
    return tuple(
        Standing(
            alternative=program.alternatives[n],
            eligible=eligible[n],
            rank=None if eligible[n] == "no" else 1 + _ahead(n, scores, eligible),
            score=scores[n],
            low=bounds[n][0],
            high=bounds[n][1],
            contributions=_contributions(columns[n]),
            vetoes=_vetoes(program, n, must, may, open_questions),
        )
        for n in order
    )


def _worn(base: RuleBase, standings: Sequence[Standing], day: dt.date) -> float | None:
    eligible = [s.contributions for s in standings if s.eligible != "no"]
    return worn_margin(base, eligible[0], eligible[1], day) if len(eligible) > 1 else None


def _ahead(n: int, scores: Sequence[float], eligible: Sequence[Eligibility]) -> int:
    return sum(e != "no" and score > scores[n] for score, e in zip(scores, eligible, strict=True))


def _eligibility(program: Program, n: int, must: int, may: int) -> Eligibility:
    against = [row for row in program.constraints if row.strengths[n]]
    if any(row.bits & must for row in against):
        return "no"
    return "open" if any(row.bits & may for row in against) else "yes"


def _vetoes(program: Program, n: int, must: int, may: int, open_questions: Sequence[str]) -> tuple[Veto, ...]:
    against = [row for row in program.constraints if row.strengths[n] and row.bits & may]
    return tuple(Veto(r.id, () if r.bits & must else _waits_for(r, open_questions)) for r in against)


def _waits_for(row: Row, open_questions: Sequence[str]) -> tuple[str, ...]:
    return tuple(q for q in row.questions if q in open_questions)


def _contributions(column: Sequence[tuple[Row, float]]) -> tuple[Contribution, ...]:
    made = (Contribution(row.id, row.criterion, points) for row, points in column)
    return tuple(sorted(made, key=lambda c: (-abs(c.points), c.rule)))


def _unknown_rules(scorer: Scorer, must: int, may: int, open_questions: Sequence[str]) -> tuple[UnknownRule, ...]:
    waiting = [r for r in scorer.program.rules if r.bits & may and not r.bits & must and any(r.strengths)]
    waiting.sort(key=lambda row: row.id)
    return tuple(
        UnknownRule(row.id, row.criterion, _waits_for(row, open_questions), _by_alternative(scorer, row, must))
        for row in waiting
    )


def _neutral_rules(program: Program, must: int) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((r.id, r.criterion) for r in program.rules if r.bits & must and not any(r.strengths)))


def _by_alternative(scorer: Scorer, row: Row, must: int) -> dict[str, float]:
    return dict(zip(scorer.program.alternatives, scorer.marginal(row, must), strict=True))


def _warnings(knowledge: Knowledge, standings: Sequence[Standing]) -> tuple[str, ...]:
    return (*_beyond_review(knowledge), *knowledge.overlay_warnings, *_stale(knowledge, standings))


def _beyond_review(knowledge: Knowledge) -> Iterator[str]:
    reviewed = knowledge.base.settings.reviewed
    if knowledge.as_of > reviewed:
        yield f"facts were checked up to {reviewed}; what changed between then and {knowledge.as_of} is not known"


def _stale(knowledge: Knowledge, standings: Sequence[Standing]) -> Iterator[str]:
    """Say which facts behind the scores were last checked too long before the day."""
    base, day = knowledge.base, knowledge.as_of
    rules = {c.rule for standing in standings for c in standing.contributions}
    cited = {citation.source for rule in rules for citation in base.rules[rule].sources}
    facts = (s for s in base.sources if s.id in cited and s.evidence not in ("definition", "article"))
    old = [source.id for source in facts if (day - source.read).days > base.settings.stale_after]
    if old:
        days = base.settings.stale_after
        yield f"{len(old)} of its facts were last checked more than {days} days before {day}: {', '.join(old)}"
