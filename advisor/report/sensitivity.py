"""What analyses found, in sentences a manager can read: how sure, what would change it, on what it rests, why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.analysis.flips import Changed, Flip, Flips
from advisor.analysis.robustness import Without
from advisor.analysis.sensitivity import Sensitivity
from advisor.analysis.weights import Turn
from advisor.analysis.whynot import Loser
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Constraint, Rule, RuleBase
from advisor.report.origins import mark, marked, weight_origin
from advisor.report.words import level, listed, titles

SHOWN = 3
SHOWN_ANSWERS = 6
NEAR = 0.5
LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence, the ids that lead to more about it, and what overlays did to the thing with that id."""

    text: str
    trail: str = ""
    mark: str = ""

    @property
    def beside(self) -> str:
        """What stands beside the sentence where code is not set apart from words."""
        return marked(self.trail, self.mark)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Sentences under a heading."""

    title: str
    told: tuple[Told, ...]


def chapters(recommendation: Recommendation, sensitivity: Sensitivity) -> tuple[Chapter, ...]:
    """Tell what was found; chapters without a sentence are left out."""
    teller = _Teller(recommendation, sensitivity)
    made = (
        Chapter("How sure", tuple(teller.sure())),
        Chapter(teller.flip_title, tuple(teller.flips())),
        Chapter("What it rests on", tuple(teller.evidence())),
        Chapter("Why not the others", tuple(teller.others())),
    )
    return _marked(recommendation.base, made)


def exclusion_chapters(recommendation: Recommendation) -> tuple[Chapter, ...]:
    """Tell which constraints exclude whom, where they leave nobody; nothing where somebody is eligible."""
    if recommendation.verdict != "none-eligible":
        return ()
    names, rows = titles(recommendation.base), {c.id: c for c in recommendation.base.constraints}
    excluded: dict[str, list[str]] = {}
    for standing in recommendation.standings:
        for veto in standing.vetoes:
            if not veto.open_questions:
                excluded.setdefault(veto.constraint, []).append(names[standing.alternative])
    told = (_excluded(rows[id_], titles_) for id_, titles_ in excluded.items())
    return _marked(recommendation.base, (Chapter("What excludes them", tuple(told)),))


def _excluded(constraint: Constraint, names: Sequence[str]) -> Told:
    are = "is" if len(names) == 1 else "are"
    told = f"{listed(names, 'and')} {are} excluded: {constraint.because} {constraint.lift}"
    return Told(told, constraint.id)


def flip_chapters(recommendation: Recommendation, sensitivity: Sensitivity) -> tuple[Chapter, ...]:
    """Tell only what would change the decision: answers, and weights."""
    teller = _Teller(recommendation, sensitivity)
    made = (Chapter(teller.flip_title, tuple(teller.flips(None))), Chapter("Weights", tuple(teller.weights())))
    return _marked(recommendation.base, made)


def _marked(base: RuleBase, made: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """Leave out chapters without a sentence, and say beside each sentence what overlays did to what it is about."""
    rows: tuple[Rule | Constraint, ...] = (*base.rules.values(), *base.constraints) if base.layers else ()
    marks = {row.id: mark(base, row) for row in rows}
    marks |= {criterion.id: weight_origin(base, criterion.id).mark for criterion in base.criteria}
    return tuple(
        replace(chapter, told=tuple(replace(told, mark=marks.get(told.trail, "")) for told in chapter.told))
        for chapter in made
        if chapter.told
    )


class _Teller:
    def __init__(self, recommendation: Recommendation, sensitivity: Sensitivity) -> None:
        base = recommendation.base
        self.recommendation = recommendation
        self.sensitivity = sensitivity
        self.titles = titles(base)
        self.criteria = {c.id: c.title for c in base.criteria}
        self.because = {r.id: r.because for r in base.rules.values()} | {c.id: c.because for c in base.constraints}
        self.constraints = {c.id: c for c in base.constraints}
        self.words = base.settings.words
        self.starts = any(alternative.trains_with for alternative in base.alternatives)
        self.level = level(recommendation)
        names = [self.titles[id_] for id_ in self.level]
        self.leader = listed(names, "and") if names else None
        self.together = len(names) > 1

    def sure(self) -> Iterator[Told]:
        """Tell how far weights, open questions and the age of evidence bear the decision."""
        yield from self._accepted()
        yield from self.weights()
        yield from self._completed()
        yield from self._worn()
        reason = self.sensitivity.reason
        if reason and reason.questions:
            what = "this answer alone decides" if len(reason.questions) == 1 else "these answers alone decide"
            yield Told(
                f"Of all that was answered {what} it, whatever the others had been.", ", ".join(reason.questions)
            )
        elif reason:
            yield Told("No answer is needed for it: what holds for every project decides.")

    def _accepted(self) -> Iterator[Told]:
        shares = [share for share in self._shares() if share[1] > 0]
        if len(self.recommendation.acceptance) > 1:
            (names, share), *rest = shares
            come = "comes first" if len(names) == 1 else "come first together"
            told = "".join(f", {listed(others, 'and')} under {_share(less)}" for others, less in rest)
            text = f"{listed(names, 'and')} {come} under {_share(share)} of all weights that respect the priorities"
            yield Told(f"{text}{told}.")

    def _shares(self) -> list[tuple[list[str], float]]:
        """Return how much of the weights puts each first, those that are level under every weight as one."""
        found: dict[frozenset[str], tuple[list[str], float]] = {}
        for id_, acceptance in self.recommendation.acceptance.items():
            names, share = found.get(frozenset({id_, *acceptance.level_with}), ([], 0.0))
            found[frozenset({id_, *acceptance.level_with})] = ([*names, self.titles[id_]], share + acceptance.first)
        return sorted(found.values(), key=lambda share: -share[1])

    def weights(self) -> Iterator[Told]:
        """Tell the nearest changes of one weight that let another lead."""
        turns = [turn for interval in self.sensitivity.intervals for turn in interval.turns]
        turns.sort(key=lambda turn: (turn.change, turn.criterion))
        yield from (self._turn(turn) for turn in turns[:SHOWN])
        if self.sensitivity.intervals and not turns:
            stays = "stay level, and first," if self.together else "stays first"
            yield Told(f"{self.leader} {stays} whatever any single criterion weighs.")

    def _turn(self, turn: Turn) -> Told:
        word = "more" if turn.at >= turn.weight else "less"
        now = f"now {100 * turn.weight:.0f} %"
        ends = f"Where {self.criteria[turn.criterion]} ({now}) weighs {word} than {_percent(turn.at)}"
        leads = "leads" if turn.rival in self.level else f"leads instead of {self.leader}"
        return Told(f"{ends}, {self.titles[turn.rival]} {leads}.", turn.criterion)

    def _completed(self) -> Iterator[Told]:
        found = self.sensitivity.standing
        if found is None:
            return
        first, *others = [likely for likely in found.likely if likely.alternative in self.level]
        told = (
            f"With the open questions answered as such projects usually answer them, {self.titles[first.alternative]} "
            f"leads in {_share(first.leads)} of {found.count} drawn cases"
        )
        rest = "".join(f", {self.titles[other.alternative]} in {_share(other.leads)}" for other in others)
        spread = f", with a score of {first.low:.1f} to {first.high:.1f} in nine of ten" if not others else ""
        yield Told(f"{told}{rest}{spread}.")

    def _worn(self) -> Iterator[Told]:
        margin, worn = self.recommendation.margin, self.recommendation.worn_margin
        if not margin or worn is None:
            return
        now, then = f"{margin:.1f}", f"{worn:.1f}"
        lead = f"is {then} points instead of {now}" if now != then else f"stays at {now} points"
        text = f"Where old and thin evidence counts less, the lead {lead}"
        doubt = "evidence" in self.recommendation.doubts
        yield Told(f"{text}, which is not enough to call it clear." if doubt else f"{text}.")

    @property
    def flip_title(self) -> str:
        """What the chapter on answers is called."""
        return "What would change it" if self.recommendation.alternative else "What would settle it"

    def flips(self, shown: int | None = SHOWN) -> Iterator[Told]:
        """Tell the fewest answers that change the decision."""
        found = self.sensitivity.flips
        if not found.flips:
            yield Told(_none(found, self._verb))
            return
        told, more = found.flips[:shown], found.flips[len(found.flips[:shown]) :]
        count = "One answer is enough" if found.size == 1 else f"No fewer than {found.size} answers are needed"
        example = ", for example:" if more or not found.complete else ":"
        yield Told(f"{count} to {self._verb} it{example}")
        yield from (self._flip(flip) for flip in told if flip.leader)
        ends = [listed([said(change) for change in flip.changes], "and") for flip in told if not flip.leader]
        if ends:
            yield Told(f"With {listed(ends)} no alternative is eligible.")
        if more:
            count = f"{len(more)} or more" if not found.complete else f"{len(more)}"
            others, them = ("other", "it") if count == "1" else ("others", "them")
            yield Told(f"And {count} {others}: the command advisor flip lists {them}.")

    @property
    def _verb(self) -> str:
        return "change" if self.recommendation.alternative else "settle"

    def _flip(self, flip: Flip) -> Told:
        changes = listed([said(change) for change in flip.changes], "and")
        by = ", the only eligible alternative" if flip.lead is None else _by(flip.lead)
        told = f"With {changes} {self.titles[flip.leader or '']} leads{by}"
        what = self.words.start_changes if flip.retrains else self.words.start_stays
        return Told(f"{told}; {what}." if self.recommendation.alternative and self.starts else f"{told}.")

    def evidence(self) -> Iterator[Told]:
        """Tell what becomes of the decision without some of its evidence."""
        found = self.sensitivity.robustness
        changing = [without for without in found.sources if not self._keeps(without)]
        if not changing and len(found.sources) > 1:
            still = "are still first" if self.together else "still leads"
            yield Told(f"Without any one of its {len(found.sources)} sources {self.leader or 'nobody'} {still}.")
        yield from (Told(f"Without the source {w.what} {self._then(w)}.", w.what) for w in changing[:SHOWN])
        yield Told(f"Without secondary sources {self._then(found.secondary)}.")
        yield Told(f"Without rules from before {found.older.what} {self._then(found.older)}.")
        for without in found.rules[:SHOWN]:
            yield Told(f"Were this wrong, {self._then(without)}: {self.because[without.what]}", without.what)
        if not found.rules:
            what = "put another first" if self.together else "change who leads"
            yield Told(f"No single rule, if it were wrong, would {what}.")

    def _then(self, without: Without) -> str:
        if without.leader is None:
            return "there is nothing left to decide on"
        if without.level_with:
            names = [title for id_, title in self.titles.items() if id_ in {without.leader, *without.level_with}]
            return f"{listed(names, 'and')} {'are still' if self._keeps(without) else 'would be'} level, and first"
        leads = "still leads" if self._keeps(without) else "would lead"
        return f"{self.titles[without.leader]} {leads}{_by(without.lead)}"

    def _keeps(self, without: Without) -> bool:
        """Tell whether those that are first without some evidence are those that are first now."""
        return {without.leader, *without.level_with} == set(self.level)

    def others(self) -> Iterator[Told]:
        """Tell what each alternative that is not first would have needed."""
        for loser in self.sensitivity.losers:
            yield from self._loser(loser)
        yield from self._ineligible()

    def _loser(self, loser: Loser) -> Iterator[Told]:
        title, level = self.titles[loser.alternative], not loser.behind
        with_ = listed([self.titles[id_] for id_ in self.level if id_ != loser.alternative], "and")
        text = f"{title} is level with {with_}" if level else f"{title} is {_points(loser.behind)} behind"
        if loser.turn:
            at, word = _percent(loser.turn.at), "more" if loser.turn.at >= loser.turn.weight else "less"
            yield Told(f"{text}; it is ahead where {self.criteria[loser.turn.criterion]} weighs {word} than {at}.")
        else:
            yield Told(f"{text}, and no change of a single weight puts it ahead.")
        for rule, points in loser.rules[:1]:
            needs = listed([said(change) for change in rule.changes], "and")
            nearer = (
                f"{title} {'gains' if level else 'comes'} {_points(points)}{'' if level else ' nearer'} with {needs}"
            )
            yield Told(f"{nearer}: {self.because[rule.rule]}", rule.rule)

    def _ineligible(self) -> Iterator[Told]:
        """Tell each constraint once, whichever alternatives it excludes, and each way of lifting what excludes them."""
        excluded: dict[str, list[str]] = {}
        lifted: dict[str, list[str]] = {}
        for one in self.sensitivity.ineligible:
            for id_ in one.constraints:
                excluded.setdefault(id_, []).append(self.titles[one.alternative])
            if one.lifting:
                answers = listed([said(change) for change in one.lifting[:SHOWN_ANSWERS]])
                lifted.setdefault(answers, []).append(self.titles[one.alternative])
        yield from (_excluded(self.constraints[id_], names) for id_, names in excluded.items())
        for answers, names in lifted.items():
            yield Told(f"{listed(names, 'and')} would be eligible with {answers}.")


def said(change: Changed) -> str:
    """Say a changed answer as `--set` takes it."""
    after = change.after if isinstance(change.after, str) else f"[{', '.join(change.after)}]"
    return f"{change.question}={after}"


def _by(lead: float | None) -> str:
    """Say a lead, where there is one."""
    return f" by {_points(lead)}" if lead else ""


def _points(points: float) -> str:
    """Say points; what would be rounded to nothing is still something."""
    return f"{points:.1f} points" if points >= LEAST else f"less than {2 * LEAST:.1f} points"


def _percent(weight: float) -> str:
    return f"{100 * weight:.0f} %" if weight >= NEAR / 100 or not weight else "1 %"


def _share(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= NEAR / 100 else "less than 1 %"


def _none(found: Flips, verb: str) -> str:
    size = found.size if found.complete else found.size - 1
    if not size:
        return f"The search for answers that would {verb} it was too long to be finished."
    return f"No change of {'one answer' if size == 1 else f'up to {size} answers'} would {verb} it."


def chapters_shape(told: Sequence[Chapter]) -> list[dict[str, object]]:
    """Return chapters as plain data."""
    return [
        {
            "title": chapter.title,
            "sentences": [{"text": t.text, "about": t.trail, "mark": t.mark} for t in chapter.told],
        }
        for chapter in told
    ]
