"""Profiles: is each valid, is something eligible, is the verdict as the policy demands, are the facts fresh?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisor.check.checks import found
from advisor.check.inputs import ProfileText
from advisor.check.judge import Judge
from advisor.check.policy import Terms
from advisor.engine.decision import Weighing
from advisor.errors import AdvisorError, Fault, Place
from advisor.model.finding import Finding
from advisor.model.profile import Profile
from advisor.model.recommendation import Standing
from advisor.model.rulebase import RuleBase
from advisor.report.findings import Subject
from advisor.report.origins import mark, marked
from advisor.report.words import VERDICTS, listed, titles

ORDER = ("clear", "lean", "toss-up", "none-eligible")
SHOWN_FACTS = 5
FOREIGN = "An overlay may bring it: name its folder under `rules` in the policy, or with --rules."


@dataclass(frozen=True, slots=True)
class Weighed:
    """A profile that was read, where it stands, and how it was weighed."""

    profile: Profile
    place: Place
    weighing: Weighing


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking at one thing."""

    subject: Subject
    findings: tuple[Finding, ...]
    weighed: Weighed | None = None


def look_at_profile(text: ProfileText, judge: Judge, terms: Terms) -> Looked:
    """Check one profile by itself."""
    try:
        weighed = _weighed(text, judge)
    except AdvisorError as error:
        place = text.document.place() if text.document else Place(text.file)
        subject = Subject(place, "profile", text.file, "not valid")
        return Looked(subject, tuple(_invalid(error, text.file)))
    name, weighing = weighed.profile.name, weighed.weighing
    subject = Subject(weighed.place, "profile", name, standing(judge.base, weighing))
    findings = (*_verdict(weighed, judge, terms), *_facts(weighed, judge, terms))
    return Looked(subject, findings, weighed)


def _weighed(text: ProfileText, judge: Judge) -> Weighed:
    if text.error or not text.document:
        raise text.error or AdvisorError("the file holds nothing")
    profile = judge.reader.checked(text.document)
    return Weighed(profile, text.document.place(), judge.weigh(profile))


def _invalid(error: AdvisorError, file: str) -> Iterator[Finding]:
    """Yield each fault; beside the first name that nothing here resembles stands where it may come from."""
    foreign = next((fault for fault in error.faults if _is_foreign(fault)), None)
    for fault in error.faults:
        details = (FOREIGN,) if fault is foreign else ()
        place = fault.place or Place(file)
        yield found("profile-invalid", fault.message, place, fault.message, details=details, hint=fault.hint)


def _is_foreign(fault: Fault) -> bool:
    """Tell whether a fault is about a name that the rule base in use does not know, nor anything like it."""
    unknown = fault.message.startswith("unknown key ") or fault.message.endswith(" is not one of its options")
    return unknown and not (fault.hint or "").startswith("did you mean")


def standing(base: RuleBase, weighing: Weighing) -> str:
    """Say in a few words what comes out."""
    outcome, names = weighing.outcome, titles(base)
    if outcome.verdict == "none-eligible":
        return VERDICTS["none-eligible"]
    if outcome.alternative is None:
        return f"{VERDICTS['toss-up']}: {listed([names[c] for c in outcome.contenders])}"
    margin = f", {outcome.margin:.1f} points ahead" if outcome.margin is not None else ""
    return f"{names[outcome.alternative]} ({VERDICTS[outcome.verdict]}{margin})"


def _verdict(weighed: Weighed, judge: Judge, terms: Terms) -> Iterator[Finding]:
    verdict, name = weighed.weighing.outcome.verdict, weighed.profile.name
    if verdict == "none-eligible":
        vetoes = {v.constraint for s in weighed.weighing.standings for v in s.vetoes if not v.open_questions}
        yield found(
            "none-eligible",
            f"No alternative is eligible for {name!r}.",
            weighed.place,
            name,
            details=tuple(_excluding(judge, weighed, vetoes)),
        )
    elif ORDER.index(verdict) > ORDER.index(terms.policy.verdict):
        yield found(
            "verdict-too-weak",
            f"The verdict for {name!r} is {verdict}; the policy demands {terms.policy.verdict} or better.",
            weighed.place,
            name,
            details=(standing(judge.base, weighed.weighing),),
            hint="answer more questions, or state priorities; `advisor flip` says what would decide it",
        )


def _excluding(judge: Judge, weighed: Weighed, vetoes: set[str]) -> Iterator[str]:
    """Say what lifts each constraint that excludes an alternative."""
    for constraint in judge.knowledge(judge.day(weighed.profile)).base.constraints:
        if constraint.id in vetoes:
            yield f"{constraint.because} {constraint.lift} [{marked(constraint.id, mark(judge.base, constraint))}]"


def _facts(weighed: Weighed, judge: Judge, terms: Terms) -> Iterator[Finding]:
    base = judge.knowledge(judge.day(weighed.profile)).base
    yield from old_facts(base, weighed.weighing.standings, terms, weighed.place, weighed.profile.name)


def old_facts(
    base: RuleBase, standings: Iterable[Standing], terms: Terms, place: Place, name: str
) -> Iterator[Finding]:
    """Yield a finding where facts behind scores were last checked longer ago than the policy allows.

    `base` is the rule base as it stood when they were weighed.
    """
    today, days = terms.today, terms.policy.max_fact_age or base.settings.stale_after
    rules = {c.rule for standing in standings for c in standing.contributions}
    cited = {citation.source for rule in rules for citation in base.rules[rule].sources}
    facts = (s for s in base.sources if s.id in cited and s.evidence not in ("definition", "article"))
    old = sorted((s for s in facts if (today - s.read).days > days), key=lambda s: (s.read, s.id))
    if old:
        count = "1 fact was" if len(old) == 1 else f"{len(old)} facts were"
        more = (f"and {len(old) - SHOWN_FACTS} more",) if len(old) > SHOWN_FACTS else ()
        yield found(
            "facts-too-old",
            f"{count} last checked more than {days} days before {today} for {name!r}.",
            place,
            name,
            details=(*(f"{s.id}: read {s.read}, {(today - s.read).days} days ago" for s in old[:SHOWN_FACTS]), *more),
            hint="a newer version of advisor may have looked again",
            sources=tuple(s.id for s in old),
        )
