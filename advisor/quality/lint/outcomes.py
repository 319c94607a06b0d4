"""A search for profiles that show what rules, alternatives and criteria can do.

For each rule answers are fixed under which it holds (found exactly, see `logic`), and the rest is drawn by how usual
each option is, more of it answered from probe to probe: the same probes every time. Priorities are first left alone,
then the rule's criterion is made critical, then the only one that counts; all alternatives compete at first, then any
two. What was found is checked by the engine itself. What was not found may exist all the same: a search is no proof.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from advisor.analysis.completions import draws
from advisor.model.profile import Profile
from advisor.model.rulebase import Rule
from advisor.model.settings import Priority
from advisor.quality.lint.logic import Masks
from advisor.quality.lint.stage import Judging, Stage, profile_of
from advisor.quality.lint.subject import Subject

PROBES = 60
STUBBORN = 1200
CHECKED = 4
SEED = 20250101


@dataclass
class Outcomes:
    """What the search found: a profile that shows it, by rule and by alternative, and how far each criterion moved.

    `silent` are rules that speak on no day up to the review, `dead` those that changed no recommendation. A reach is
    the lowest and the highest number of points that an alternative had from a criterion, and the widest distance
    between two alternatives.
    """

    by_rule: dict[str, Profile] = field(default_factory=dict)
    silent: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    winners: dict[str, Profile] = field(default_factory=dict)
    reach: dict[str, tuple[float, float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """What probes are judged by: priorities, and whether all alternatives compete or any two."""

    priorities: dict[str, Priority]
    of_two: bool


def search(subject: Subject) -> Outcomes:
    """Look for a witness of every rule that scores and of every alternative."""
    made = _Search(subject)
    rules = [rule for rule in subject.base.rules.values() if rule.effect and rule.id not in subject.never_firing]
    for n, rule in enumerate(rules):
        made.look_at(rule)
        subject.told((n + 1) / len(rules))
    return made.outcomes


class _Search:
    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.base = subject.base
        self.stages: dict[dt.date, Stage] = {}
        self.outcomes = Outcomes()
        self.criterion = {rule.id: c.id for c in self.base.criteria for rule in c.rules}
        self.draws = {
            q.id: draws(q, STUBBORN, Random(f"{SEED} {q.id}"))  # noqa: S311  no secret
            for q in self.base.questions.values()
        }

    def look_at(self, rule: Rule) -> None:
        """Look for profiles whose recommendation needs a rule."""
        day = self.subject.last_day(rule)
        stage = self._stage(day) if day else None
        if stage is None or rule.id not in stage.rows:
            self.outcomes.silent.append(rule.id)
            return
        probes = [(masks, stage.must(masks)) for masks in self._probes(rule, PROBES)]
        if stage.program.as_of == self.base.settings.reviewed:
            self._note(stage, probes)
        *trials, last = self._trials(self.criterion[rule.id])
        more = ((masks, stage.must(masks)) for masks in self._probes(rule, STUBBORN))
        for trial in (*trials, last):
            found = self._witness(stage, rule, probes if trial is not last else more, trial)
            if found:
                self.outcomes.by_rule[rule.id] = found
                return
        self.outcomes.dead.append(rule.id)

    def _stage(self, day: dt.date) -> Stage:
        if day not in self.stages:
            self.stages[day] = Stage.on(self.base, day)
        return self.stages[day]

    def _trials(self, criterion: str) -> Iterator[Trial]:
        alone: dict[str, Priority] = {c.id: "ignore" for c in self.base.criteria if c.id != criterion}
        yield Trial({}, of_two=False)
        yield Trial({criterion: "critical"}, of_two=False)
        yield Trial(alone, of_two=False)
        yield Trial(alone, of_two=True)
        yield Trial({}, of_two=True)

    def _witness(self, stage: Stage, rule: Rule, probes: Iterable[tuple[Masks, int]], trial: Trial) -> Profile | None:
        judging, row, checked = stage.judging(trial.priorities), stage.rows[rule.id], 0
        for masks, must in probes:
            if checked == CHECKED:
                break
            among = judging.needs(row, must, of_two=trial.of_two) if row.bits & must else None
            if among:
                checked += 1
                names = tuple(stage.program.alternatives[n] for n in among) if trial.of_two else None
                profile = profile_of(self.base, masks, trial.priorities, names)
                if stage.decided(profile) != stage.decided(profile, without=rule.id):
                    return profile
        return None

    def _note(self, stage: Stage, probes: Sequence[tuple[Masks, int]]) -> None:
        """Keep what probes show about alternatives and criteria."""
        judging = stage.judging({})
        for masks, must in probes:
            self._note_reach(judging, must)
            leader = judging.recommended(must)
            if leader is not None and stage.program.alternatives[leader] not in self.outcomes.winners:
                profile = profile_of(self.base, masks, {})
                winner = stage.decided(profile)
                if winner:
                    self.outcomes.winners.setdefault(winner, profile)

    def _note_reach(self, judging: Judging, must: int) -> None:
        for criterion, block in judging.scorer.blocks.items():
            points = block[must & block.bits]
            low, high, distance = self.outcomes.reach.get(criterion, (0.0, 0.0, 0.0))
            widest = max(distance, max(points) - min(points))
            self.outcomes.reach[criterion] = min(low, *points), max(high, *points), widest

    def _probes(self, rule: Rule, count: int) -> Iterator[Masks]:
        """Yield answers under which a rule holds: alone at first, then with more and more that is drawn."""
        fixed = list(self.subject.logic.witnesses((rule.when, True)))
        chance = Random(f"{SEED} {rule.id}")  # noqa: S311  no secret
        for n in range(count if fixed else 0):
            drawn = {id_: masks[n] for id_, masks in self.draws.items() if chance.random() < n / count}
            yield drawn | fixed[n % len(fixed)]
