"""What the HTML page shows beyond the other reports: places on its scales, and what it needs to weigh anew itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.analysis.sensitivity import Sensitivity
from advisor.analysis.vantage import Vantage
from advisor.analysis.weights import Interval
from advisor.engine.scoring import SCORE_SPAN, bounded
from advisor.model.profile import Profile
from advisor.model.recommendation import Doubt, Recommendation
from advisor.model.rulebase import RuleBase, Source
from advisor.report.origins import weight_origin
from advisor.report.timeline import Timeline, timeline_of
from advisor.report.view import Ranked, View, view_of
from advisor.report.waterfall import Fall, Scale, Shared, falls
from advisor.report.words import titles

NOTCH = 0.1
DOUBTS: dict[Doubt, str] = {
    "margin": "the lead is small",
    "weights": "other weights put another first",
    "evidence": "the lead rests on old or thin evidence",
    "eligibility": "an open question can exclude the leader",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """An alternative as the page shows it: `low`, `score` and `high` are places on the scale, in percent."""

    ranked: Ranked
    low: float
    score: float
    high: float
    falls: tuple[Fall, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slider:
    """A criterion whose weight can be moved. `place` is where the profile's own factor lies, in percent."""

    criterion: str
    title: str
    judges: str
    factor: float
    place: float
    percent: float
    priority: str
    stated: bool
    layer: str


@dataclass(frozen=True, slots=True)
class Leeway:
    """How far one weight may move while the leader leads, all in percent, and who leads beyond either end."""

    title: str
    percent: float
    low: float
    high: float
    below: str | None
    above: str | None

    @property
    def width(self) -> float:
        """How wide it is."""
        return round(self.high - self.low, 2)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the page shows. `model` is what its script weighs with: the engine's own numbers."""

    view: View
    scale: Scale
    sheets: tuple[Sheet, ...]
    sliders: tuple[Slider, ...]
    most: float
    notch: float
    doubts: tuple[str, ...]
    accepted: tuple[tuple[str, float], ...]
    leads_for: float | None
    leeways: tuple[Leeway, ...]
    flips: int | None
    timeline: Timeline | None
    sources: tuple[Source, ...]
    contenders: frozenset[str]
    model: dict[str, object]


def page_of(
    profile: Profile, recommendation: Recommendation, sensitivity: Sensitivity | None, whole: RuleBase | None
) -> Page:
    """Lay out the page. `whole` is the rule base with the rules of every day: without it there is no timeline."""
    vantage = Vantage.of(recommendation, profile)
    shared = dict(zip(vantage.program.alternatives, Shared.all_of(vantage), strict=True))
    view = view_of(profile, recommendation, sensitivity)
    steps = {a: falls(vantage, n, shared[a]) for n, a in enumerate(vantage.program.alternatives)}
    scale = _scale(recommendation, [fall for found in steps.values() for fall in found])
    timeline = timeline_of(whole, profile, recommendation) if whole else None
    return Page(
        view=view,
        scale=scale,
        sheets=tuple(_sheet(recommendation, ranked, scale, steps[ranked.id]) for ranked in view.ranking),
        sliders=_sliders(profile, recommendation),
        most=max(recommendation.base.settings.priorities.values()),
        notch=NOTCH,
        doubts=tuple(DOUBTS[doubt] for doubt in recommendation.doubts),
        accepted=_accepted(recommendation),
        leads_for=_leads_for(recommendation),
        leeways=_leeways(recommendation, sensitivity),
        flips=sensitivity.flips.size if sensitivity and sensitivity.flips.flips else None,
        timeline=timeline,
        sources=_sources(whole or recommendation.base, steps, view, timeline),
        contenders=frozenset(recommendation.contenders),
        model=_model(vantage, steps, shared),
    )


def _scale(recommendation: Recommendation, steps: Sequence[Fall]) -> Scale:
    ends = [point for s in recommendation.standings for point in (s.low, s.high)]
    return Scale.over([recommendation.score_base, *ends, *(fall.end for fall in steps)])


def _sheet(recommendation: Recommendation, ranked: Ranked, scale: Scale, steps: tuple[Fall, ...]) -> Sheet:
    found = recommendation.standing(ranked.id)
    low, score, high = (scale.at(x) for x in (found.low, found.score, found.high))
    spoken = {fall.criterion for fall in steps}
    silent = tuple(c.title for c in recommendation.base.criteria if c.id not in spoken)
    return Sheet(ranked, low, score, high, steps, silent)


def _sliders(profile: Profile, recommendation: Recommendation) -> tuple[Slider, ...]:
    factors = recommendation.base.settings.priorities
    most = max(factors.values())
    made = []
    for c in recommendation.base.criteria:
        priority = profile.priorities.get(c.id, "normal")
        factor, weight = factors[priority], recommendation.weights[c.id]
        place, percent = round(100 * factor / most, 2), round(100 * weight, 1)
        stated, layer = c.id in profile.priorities, weight_origin(recommendation.base, c.id).mark
        made.append(Slider(c.id, c.title, c.judges, factor, place, percent, priority, stated, layer))
    return tuple(made)


def _accepted(recommendation: Recommendation) -> tuple[tuple[str, float], ...]:
    names = titles(recommendation.base)
    shares = ((names[a], round(100 * found.first, 1)) for a, found in recommendation.acceptance.items())
    return tuple(sorted(shares, key=lambda share: -share[1]))


def _leads_for(recommendation: Recommendation) -> float | None:
    """Return for how many of the weights, in percent, the leader comes first; None without a rival, or where level."""
    found = recommendation.acceptance.get(recommendation.standings[0].alternative)
    alone = found and not found.level_with and len(recommendation.acceptance) > 1
    return 100 * found.first if found and alone else None


def _leeways(recommendation: Recommendation, sensitivity: Sensitivity | None) -> tuple[Leeway, ...]:
    names = titles(recommendation.base)
    criteria = {c.id: c.title for c in recommendation.base.criteria}

    def leeway(found: Interval) -> Leeway:
        weight, low, high = (round(100 * x, 1) for x in (found.weight, found.low, found.high))
        below, above = names.get(found.below or ""), names.get(found.above or "")
        return Leeway(criteria[found.criterion], weight, low, high, below, above)

    spans = sensitivity.intervals if sensitivity else ()
    return tuple(leeway(found) for found in sorted(spans, key=lambda found: found.high - found.low))


def _sources(
    whole: RuleBase, steps: dict[str, tuple[Fall, ...]], view: View, timeline: Timeline | None
) -> tuple[Source, ...]:
    """Return what the page cites, in the order of the rule base."""
    portions = (portion for found in steps.values() for fall in found for portion in fall.portions)
    ids = {source.id for portion in portions for source in portion.sources} | {source.id for source in view.sources}
    moments = (*timeline.moments, *timeline.rest) if timeline else ()
    ids |= {id_ for moment in moments for each in moment.happened for id_ in each.sources}
    return tuple(s for s in whole.sources if s.id in ids and s.kind != "definition")


def _model(vantage: Vantage, steps: dict[str, tuple[Fall, ...]], shared: dict[str, Shared]) -> dict[str, object]:
    """Return the engine's numbers before they are weighed; scores and ranges follow from them to the bit."""
    recommendation, settings = vantage.recommendation, vantage.recommendation.base.settings
    values, spans = vantage.scorer.values_at(vantage.must), vantage.scorer.spans_at(vantage.must, vantage.may)
    order = vantage.profile.alternatives or vantage.program.alternatives
    numbers = {id_: n for n, id_ in enumerate(vantage.program.alternatives)}
    moderate = bounded(settings.strengths["moderate"], settings.saturation)
    return {
        "base": recommendation.score_base,
        "span": SCORE_SPAN,
        "unit": SCORE_SPAN * moderate * settings.priorities["normal"],
        "close": settings.verdict.toss_up_below,
        "levels": dict(settings.priorities),
        "criteria": [
            {"id": c.id, "weight": c.weight, "factor": _factor(vantage, c.id)} for c in recommendation.base.criteria
        ],
        "alternatives": [
            {
                "id": id_,
                "title": titles(recommendation.base)[id_],
                "eligible": recommendation.standing(id_).eligible != "no",
                "values": {c: found[numbers[id_]] for c, found in values.items()},
                "lows": {c: found[numbers[id_]][0] for c, found in spans.items()},
                "highs": {c: found[numbers[id_]][1] for c, found in spans.items()},
                "steps": [fall.criterion for fall in steps[id_]],
                "shares": {
                    c: [list(share[1:]) for share in found] for c, found in shared[id_].by_criterion.items() if found
                },
            }
            for id_ in order
        ],
    }


def _factor(vantage: Vantage, criterion: str) -> float:
    factors = vantage.recommendation.base.settings.priorities
    return factors[vantage.profile.priorities.get(criterion, "normal")]
