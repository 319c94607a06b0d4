"""A page that puts several projects side by side: what each should choose, and which are close to flipping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.analysis.sensitivity import Sensitivity
from advisor.model.profile import Profile
from advisor.model.recommendation import Doubt, Recommendation
from advisor.report.html import rendered
from advisor.report.page import DOUBTS
from advisor.report.waterfall import Scale
from advisor.report.words import VERDICTS, clean, headline, titles

CLOSE: tuple[Doubt, ...] = ("margin", "weights", "evidence")


@dataclass(frozen=True, slots=True)
class Decided:
    """A project's recommendation, and the file name of its page."""

    file: str
    profile: Profile
    recommendation: Recommendation
    sensitivity: Sensitivity


@dataclass(frozen=True, slots=True)
class Place:
    """An alternative in a project's ranking, laid out on the scale that all projects share, in percent."""

    title: str
    rank: int | None
    points: float
    low: float
    score: float
    high: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A project as the index shows it. `close` says why it is close to flipping; empty where it is not."""

    file: str
    name: str
    headline: str
    verdict: str
    verdict_words: str
    chosen: str | None
    close: tuple[str, ...]
    answers: int | None
    turn: str | None
    ranking: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """An alternative, and the projects that it is recommended to."""

    title: str
    entries: tuple[Entry, ...]


def to_index(decided: Sequence[Decided]) -> str:
    """Render the page; projects close to flipping come first, otherwise they keep their order."""
    scale = _scale(decided)
    entries = [_entry(each, scale) for each in decided]
    days = dict.fromkeys(each.recommendation.as_of.isoformat() for each in decided)
    groups = (
        ("Close to flipping", [e for e in entries if e.close]),
        ("Further from flipping", [e for e in entries if not e.close and e.verdict != "none-eligible"]),
        ("No alternative is eligible", [e for e in entries if e.verdict == "none-eligible"]),
    )
    shown = tuple((title, tuple(found)) for title, found in groups if found)
    return rendered(
        "index.html.j2",
        scripted=False,
        scale=scale,
        count=len(entries),
        days=tuple(days),
        groups=shown,
        choices=_choices(entries),
    )


def _scale(decided: Sequence[Decided]) -> Scale:
    return Scale.over([x for each in decided for s in each.recommendation.standings for x in (s.low, s.high)])


def _choices(entries: Sequence[Entry]) -> tuple[Choice, ...]:
    """Return who is recommended to whom, the most recommended first, and last those without a recommendation."""
    names = sorted({e.chosen for e in entries if e.chosen})
    made = [Choice(name, tuple(e for e in entries if e.chosen == name)) for name in names]
    made.sort(key=lambda choice: -len(choice.entries))
    undecided = tuple(e for e in entries if e.chosen is None)
    return (*made, Choice("None yet", undecided)) if undecided else tuple(made)


def _entry(decided: Decided, scale: Scale) -> Entry:
    found, names = decided.recommendation, titles(decided.recommendation.base)
    return Entry(
        file=decided.file,
        name=clean(decided.profile.name),
        headline=headline(found),
        verdict=found.verdict,
        verdict_words=VERDICTS[found.verdict],
        chosen=names[found.alternative] if found.alternative else None,
        close=tuple(DOUBTS[doubt] for doubt in found.doubts if doubt in CLOSE),
        answers=decided.sensitivity.flips.size if decided.sensitivity.flips.flips else None,
        turn=_turn(decided),
        ranking=tuple(
            Place(names[s.alternative], s.rank, s.score, *(scale.at(x) for x in (s.low, s.score, s.high)))
            for s in found.standings
        ),
    )


def _turn(decided: Decided) -> str | None:
    """Say the smallest change of one weight that lets another lead."""
    turn, base = decided.sensitivity.turn, decided.recommendation.base
    if turn is None:
        return None
    title = next(c.title for c in base.criteria if c.id == turn.criterion)
    word = "above" if turn.at >= turn.weight else "below"
    return f"{title} {word} {100 * turn.at:.0f} % (now {100 * turn.weight:.0f} %): {titles(base)[turn.rival]}"
