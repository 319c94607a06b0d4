"""A recommendation as people read it: titles for ids, rounded numbers that add up, reasons in order of weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum

from advisor.analysis.sensitivity import Sensitivity
from advisor.analysis.separation import separation
from advisor.analysis.stakes import stakes
from advisor.analysis.vantage import Vantage
from advisor.model.profile import Profile
from advisor.model.recommendation import Contribution, Recommendation, Standing, Veto
from advisor.model.rulebase import Citation, RuleBase, Source
from advisor.report.layers import overlay_chapters
from advisor.report.origins import mark, row_origin, weight_origin
from advisor.report.sensitivity import Chapter, chapters, exclusion_chapters
from advisor.report.ways import Fallen, Way, fallen, ways_of
from advisor.report.words import VERDICTS, clean, headline, rounded_parts, titles

SHOWN_REASONS = 3
SHOWN_OF_LOSERS = 1
SHOWN_DIFFERENCES = 6
SHOWN_QUESTIONS = 5


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that speaks for or against, with its points as shown; `layer` says what overlays did to it."""

    rule: str
    because: str
    criterion: str
    points: float
    sources: tuple[str, ...]
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a score and its range lie on the scale shown, each from 0 to 1."""

    score: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A constraint that excludes an alternative."""

    constraint: str
    because: str
    lift: str
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Possible:
    """Open questions of which an answer can exclude alternatives (by title), and the constraints that would.

    `layers` say what overlays did to those of them that they touched.
    """

    questions: tuple[str, ...]
    titles: tuple[str, ...]
    constraints: tuple[str, ...]
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """The reasons on one side, strongest first, and the sum of those not shown."""

    reasons: tuple[Reason, ...]
    more: int
    more_points: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """One alternative as shown. `base` plus the points of all reasons shown and summed is `score`."""

    id: str
    title: str
    description: str
    rank: int | None
    eligible: str
    score: float
    low: float
    high: float
    bar: Bar
    pro: Side
    con: Side
    exclusions: tuple[Exclusion, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question not answered, by how many points one answer moves the lead, and the answers that change who leads."""

    id: str
    prompt: str
    points: float
    flips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as given, in the words of the question."""

    id: str
    prompt: str
    answer: str


@dataclass(frozen=True, slots=True)
class Separation:
    """What puts the leader before the second: rules, strongest first, their points adding up to `margin`.

    `level` says that nothing does: the rules for the one then outweigh those for the other.
    """

    level: bool
    first: str
    second: str
    margin: float
    side: Side

    @property
    def title(self) -> str:
        """What the difference is called; the margin belongs behind it, unless the two are level."""
        if self.level:
            return f"{self.first} and {self.second} are level: what speaks for {self.first}, and what against it"
        return f"What puts {self.first} before {self.second}"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A criterion and its weight in percent; `layer` says which overlays have a hand in that."""

    id: str
    title: str
    percent: float
    layer: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """Everything a report for people shows, ready to be laid out."""

    name: str
    headline: str
    verdict: str
    verdict_words: str
    thresholds: str
    as_of: str
    rule_base: str
    score_base: float
    ranking: tuple[Ranked, ...]
    possible_exclusions: tuple[Possible, ...]
    chapters: tuple[Chapter, ...]
    fallen: tuple[Fallen, ...]
    separation: Separation | None
    answers: tuple[Answered, ...]
    weights: tuple[Weighed, ...]
    equal_weights: bool
    open_questions: tuple[OpenQuestion, ...]
    open_count: int
    neutral: tuple[Reason, ...]
    sources: tuple[Source, ...]
    warnings: tuple[str, ...]


def view_of(profile: Profile, recommendation: Recommendation, sensitivity: Sensitivity | None = None) -> View:
    """Lay a recommendation out for reading, with what was found out about it."""
    base = recommendation.base
    teller = _Teller(recommendation)
    open_questions = sensitivity.stakes if sensitivity else stakes(Vantage.of(recommendation, profile))
    weights = teller.weights()
    return View(
        name=clean(profile.name),
        headline=headline(recommendation),
        verdict=recommendation.verdict,
        verdict_words=VERDICTS[recommendation.verdict],
        thresholds=_thresholds(recommendation),
        as_of=recommendation.as_of.isoformat(),
        rule_base=f"{base.settings.id} {base.settings.version}",
        score_base=recommendation.score_base,
        ranking=tuple(teller.ranked(standing) for standing in recommendation.standings),
        possible_exclusions=teller.possible_exclusions(),
        chapters=(*_found(recommendation, sensitivity), *overlay_chapters(base)),
        fallen=fallen(recommendation, profile),
        separation=teller.separation(),
        answers=tuple(_answered(base, profile)),
        weights=weights,
        equal_weights=len({recommendation.weights[w.id] for w in weights}) == 1,
        open_questions=tuple(
            OpenQuestion(s.question, base.questions[s.question].prompt, round(s.points, 1), s.flips)
            for s in open_questions[:SHOWN_QUESTIONS]
        ),
        open_count=len(recommendation.open_questions),
        neutral=tuple(teller.reason(rule, criterion, 0.0) for rule, criterion in recommendation.neutral_rules),
        sources=teller.cited(),
        warnings=recommendation.warnings,
    )


def _found(recommendation: Recommendation, sensitivity: Sensitivity | None) -> tuple[Chapter, ...]:
    return chapters(recommendation, sensitivity) if sensitivity else exclusion_chapters(recommendation)


class _Teller:
    """Looks up what the recommendation names."""

    def __init__(self, recommendation: Recommendation) -> None:
        base = self.base = recommendation.base
        self.recommendation = recommendation
        self.titles = titles(base)
        self.criteria = {c.id: c.title for c in base.criteria}
        self.sources = {s.id: s for s in base.sources}
        self.constraints = {c.id: c for c in base.constraints}
        self.descriptions = {a.id: a.description for a in base.alternatives}
        first_two = [s.alternative for s in recommendation.standings if s.eligible != "no"][:2]
        self.told_in_full = {*first_two, *recommendation.contenders}
        self.bottom = min(standing.low for standing in recommendation.standings)
        self.top = max(standing.high for standing in recommendation.standings)

    def ranked(self, standing: Standing) -> Ranked:
        """Lay out one alternative, its parts rounded so that they add up."""
        pro = [c for c in standing.contributions if c.points > 0]
        con = [c for c in standing.contributions if c.points < 0]
        most = SHOWN_REASONS if standing.alternative in self.told_in_full else SHOWN_OF_LOSERS
        sums = [fsum(c.points for c in side[most:]) for side in (pro, con)]
        parts = [c.points for c in (*pro[:most], *con[:most])]
        base = self.recommendation.score_base
        shown = rounded_parts([*parts, *sums], standing.score - base)
        cut = len(pro[:most])
        return Ranked(
            id=standing.alternative,
            title=self.titles[standing.alternative],
            description=self.descriptions[standing.alternative],
            rank=standing.rank,
            eligible=standing.eligible,
            score=round(base + fsum(shown), 1),
            low=round(standing.low, 1),
            high=round(standing.high, 1),
            bar=Bar(*(self._scaled(x) for x in (standing.score, standing.low, standing.high))),
            pro=self._side(pro, shown[:cut], shown[-2]),
            con=self._side(con, shown[cut:-2], shown[-1]),
            exclusions=tuple(self._exclusion(veto) for veto in standing.vetoes if not veto.open_questions),
            ways=ways_of(self.recommendation, standing.alternative),
        )

    def _scaled(self, score: float) -> float:
        return (score - self.bottom) / (self.top - self.bottom) if self.top > self.bottom else 0.5

    def _side(self, contributions: Sequence[Contribution], points: Sequence[float], more_points: float) -> Side:
        reasons = (self.reason(c.rule, c.criterion, p) for c, p in zip(contributions, points, strict=False))
        return Side(tuple(reasons), max(0, len(contributions) - len(points)), more_points)

    def reason(self, rule: str, criterion: str, points: float) -> Reason:
        """Lay out one rule with its points and its dated sources."""
        found = self.base.rules[rule]
        return Reason(
            rule,
            found.because,
            self.criteria[criterion],
            points,
            self._source_names(found.sources),
            mark(self.base, found),
        )

    def _source_names(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        kinds = {citation.source: self.sources[citation.source].kind for citation in citations}
        return tuple(id_ if kind != "definition" else "by definition" for id_, kind in kinds.items())

    def _exclusion(self, veto: Veto) -> Exclusion:
        constraint = self.constraints[veto.constraint]
        layer = mark(self.base, constraint)
        return Exclusion(constraint.id, constraint.because, constraint.lift, layer)

    def possible_exclusions(self) -> tuple[Possible, ...]:
        """Return which open questions may still exclude which alternatives, by question."""
        waiting: dict[tuple[str, ...], dict[str, list[str]]] = {}
        for standing in self.recommendation.standings:
            for veto in standing.vetoes if standing.eligible != "no" else ():
                if veto.open_questions:
                    title = self.titles[standing.alternative]
                    waiting.setdefault(veto.open_questions, {}).setdefault(veto.constraint, []).append(title)
        return tuple(
            Possible(
                questions,
                tuple(dict.fromkeys(t for titles in found.values() for t in titles)),
                tuple(found),
                self._hands(tuple(found)),
            )
            for questions, found in waiting.items()
        )

    def _hands(self, constraints: Sequence[str]) -> tuple[str, ...]:
        """Say what overlays did to a constraint; of several, how many each overlay touched."""
        origins = [row_origin(self.base, self.constraints[id_]) for id_ in constraints]
        if len(origins) == 1:
            return (origins[0].mark,) if origins[0].mark else ()
        counted = Counter(layer for origin in origins for layer in origin.layers)
        return tuple(f"{count} of them touched by {layer}" for layer, count in counted.items())

    def weights(self) -> tuple[Weighed, ...]:
        """Return the criteria that weigh something, the heaviest first."""
        weights = self.recommendation.weights
        made = (
            Weighed(id_, self.criteria[id_], round(100 * w, 1), weight_origin(self.base, id_).mark)
            for id_, w in weights.items()
            if w
        )
        return tuple(sorted(made, key=lambda w: -w.percent))

    def separation(self) -> Separation | None:
        """Return what puts the leader before the second; None where there are not two, or no rule tells them apart."""
        eligible = [s for s in self.recommendation.standings if s.eligible != "no"]
        if len(eligible) < 2:  # noqa: PLR2004
            return None
        first, second = eligible[:2]
        found = separation(self.recommendation, first.alternative, second.alternative)
        if not found:
            return None
        shown, rest = found[:SHOWN_DIFFERENCES], found[SHOWN_DIFFERENCES:]
        margin = first.score - second.score
        *points, more_points = rounded_parts([*(d.points for d in shown), fsum(d.points for d in rest)], margin)
        reasons = tuple(self.reason(d.rule, d.criterion, p) for d, p in zip(shown, points, strict=True))
        names = self.titles[first.alternative], self.titles[second.alternative]
        return Separation(not margin, *names, round(margin, 1), Side(reasons, len(rest), more_points))

    def cited(self) -> tuple[Source, ...]:
        """Return the sources of everything that counted, in the order of the rule base."""
        rules = {c.rule for s in self.recommendation.standings for c in s.contributions}
        rules |= {rule for rule, _ in self.recommendation.neutral_rules}
        ids = {citation.source for rule in rules for citation in self.base.rules[rule].sources}
        return tuple(s for s in self.base.sources if s.id in ids and s.kind != "definition")


def _answered(base: RuleBase, profile: Profile) -> Iterator[Answered]:
    for id_, answer in profile.answers.items():
        question = base.questions[id_]
        chosen = (answer,) if isinstance(answer, str) else answer
        labels = ", ".join(question.option(option).label for option in chosen)
        yield Answered(id_, question.prompt, labels or "none of these")
    titles_of = {criterion.id: criterion.title for criterion in base.criteria}
    for criterion, priority in profile.priorities.items():
        yield Answered(f"priorities.{criterion}", f"How much does this matter: {titles_of[criterion]}?", priority)


def _thresholds(recommendation: Recommendation) -> str:
    limits, unit = recommendation.base.settings.verdict, recommendation.unit
    low, high = limits.toss_up_below * unit, limits.lean_below * unit
    return f"below {low:.1f} points it is too close to call, from {high:.1f} clear"
