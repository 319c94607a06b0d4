"""A recommendation as a decision record in MADR 4.0, always proposed: people accept, the program does not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import fsum

from advisor import __version__
from advisor.analysis.stakes import stakes
from advisor.analysis.vantage import Vantage
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Source
from advisor.record.arguments import Argument, Pleader
from advisor.record.context import Driver, Topic, drivers, topics
from advisor.record.outcome import Outcome, outcome
from advisor.report.layers import overlay_chapters
from advisor.report.markdown import environment
from advisor.report.sensitivity import Chapter
from advisor.report.view import SHOWN_QUESTIONS, Ranked, Reason, View, view_of
from advisor.report.words import clean, titles

HEADING_ENDS = ".,;:! \u3002\uff0c\uff1b\uff1a\uff01"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record says that the recommendation does not know.

    `command` repeats the recommendation; `sidecar` is the name of the file beside the record, if there is one.
    """

    title: str
    date: dt.date
    command: str
    sidecar: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """An alternative, where it stands, and what speaks for it, leaves it where it is, or speaks against it."""

    ranked: Ranked
    standing: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A record ready to be laid out."""

    title: str
    facts: Facts
    view: View
    topics: tuple[Topic, ...]
    drivers: tuple[Driver, ...]
    lighter: int
    lighter_percent: float
    outcome: Outcome
    routed: tuple[Ranked, ...]
    options: tuple[Option, ...]
    sources: tuple[Source, ...]
    indifferent: tuple[Reason, ...]
    unweighed: tuple[str, ...]
    question: str
    overlays: tuple[Chapter, ...]
    rule_base_digest: str
    tool_version: str


def default_title(profile: Profile, recommendation: Recommendation) -> str:
    """Name the problem and, where there is one, the solution."""
    words = recommendation.base.settings.words
    return usual_title(profile.name, titles(recommendation.base).get(recommendation.alternative or ""), words.choice)


def usual_title(name: str, chosen: str | None, choice: str) -> str:
    """Name a problem by the profile's name, and its solution by the title of what is chosen from `choice`."""
    return f"Use {chosen} for {clean(name)}" if chosen else f"Choose {choice} for {clean(name)}"


def heading(title: str) -> str:
    """Make a title fit for a heading: one line that does not end like a sentence, unless it is nothing else."""
    line = clean(title)
    return line.rstrip(HEADING_ENDS) or line


def to_record(profile: Profile, recommendation: Recommendation, facts: Facts) -> str:
    """Render the record. Equal arguments give equal bytes."""
    document = document_of(profile, recommendation, facts)
    return environment().get_template("record.md.j2").render(record=document, view=document.view)


def document_of(profile: Profile, recommendation: Recommendation, facts: Facts) -> Document:
    """Gather what the record says."""
    base, view = recommendation.base, view_of(profile, recommendation)
    pleader = Pleader(base, view)
    heavy, light = drivers(base, profile, recommendation, pleader.phrase)
    weighed = {stake.question for stake in stakes(Vantage.of(recommendation, profile))[:SHOWN_QUESTIONS]}
    return Document(
        title=heading(facts.title),
        facts=facts,
        view=view,
        topics=topics(base, profile),
        drivers=heavy,
        lighter=len(light),
        lighter_percent=fsum(driver.percent for driver in light),
        outcome=outcome(base, recommendation, view, pleader),
        routed=tuple(ranked for ranked in view.ranking if ranked.id in recommendation.contenders and ranked.ways),
        options=tuple(Option(ranked, standing(ranked), pleader.arguments(ranked)) for ranked in view.ranking),
        sources=pleader.sources(),
        indifferent=pleader.about_no_option(),
        unweighed=tuple(q for q in recommendation.open_questions if q not in weighed),
        question=base.settings.words.question.replace("{project}", f'"{clean(profile.name)}"'),
        overlays=overlay_chapters(base),
        rule_base_digest=base.digest,
        tool_version=__version__,
    )


def standing(ranked: Ranked) -> str:
    """Say where an option stands."""
    if ranked.rank is None:
        return f"Score {ranked.score:.1f}, excluded."
    span = f"; {ranked.low:.1f} to {ranked.high:.1f} while questions are open" if ranked.low < ranked.high else ""
    return f"Score {ranked.score:.1f}, rank {ranked.rank}{span}."
