"""The gate as a whole: everything that was found, looked at in one process, judged by the policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.check.checks import BY_ID, found
from advisor.check.drift import answers_changed
from advisor.check.inputs import Inputs, nothing_to_check, read_bounded
from advisor.check.judge import Judge
from advisor.check.links import look_at_links, look_at_numbers
from advisor.check.overlays import look_at_overlays
from advisor.check.policy import PolicyFile, Scope, Terms
from advisor.check.profiles import Looked, Weighed, look_at_profile
from advisor.check.reading import Record, is_record
from advisor.check.records import Judged, look_at_record, orphan
from advisor.check.repository import look_at_base
from advisor.errors import AdvisorError, Place
from advisor.model.code_checks import CODE_CHECKS
from advisor.model.finding import Check, Finding
from advisor.model.profile import Answer, Profile
from advisor.model.rulebase import RuleBase
from advisor.record.files import SIDECAR, sidecar_of
from advisor.report.findings import Subject
from advisor.report.words import titles

Compare = Callable[[str, Mapping[str, Answer]], Iterable[Finding]]
ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the gate found, about what, by which checks."""

    findings: tuple[Finding, ...]
    subjects: tuple[Subject, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told: its policy, the day it is, the date of the knowledge, and the branch to compare with.

    `compare` looks at the code for an alternative that a record decided on, and the answers that it rests on.
    `overlays` are the files that describe the overlays in use, in order; `whole` says that no part of the project was
    named.
    """

    policy: PolicyFile
    today: dt.date
    as_of: dt.date | None = None
    base_ref: str | None = None
    compare: Compare | None = None
    overlays: tuple[str, ...] = ()
    whole: bool = False

    def scope(self, files: Iterable[str]) -> Scope:
        """Return what is looked for in these files."""
        unasked = {"number-collides"} if self.base_ref is None else set()
        unasked |= {check.id for check in CODE_CHECKS} if self.compare is None else set()
        return Scope(frozenset(BY_ID) - unasked, tuple(files), self.whole)


def run_gate(base: RuleBase, inputs: Inputs, settings: Settings, step: Callable[[], None] = lambda: None) -> Outcome:
    """Check everything; `step` is called after each profile and each record.

    Raises InputError for an unknown ref, for a date before the rule base begins, and where nothing is left to check.
    """
    judge, terms = Judge(base, settings.as_of), Terms(settings.policy.policy, settings.today)
    judge.knowledge(judge.now)  # a date that nothing is known of ends the run, and is no finding
    records, unread = _read(inputs.records)
    if not (inputs.profiles or records or unread):
        raise nothing_to_check()
    looked: list[Looked] = []
    judged: list[Judged] = []
    for text in inputs.profiles:
        looked.append(look_at_profile(text, judge, terms))
        step()
    for record in records:
        judged.append(look_at_record(record, judge, terms))
        step()
    findings = [
        *(finding for each in looked for finding in each.findings),
        *(finding for each in judged for finding in each.findings),
        *unread,
        *look_at_overlays(base, judge.now, settings.today, settings.overlays),
        *_among(records),
        *_pairs(base, looked, judged),
        *(look_at_base(records, settings.base_ref) if settings.base_ref is not None else ()),
        *(_code(judged, settings.compare) if settings.compare else ()),
    ]
    subjects = (*(each.subject for each in looked), *(each.subject for each in judged))
    scope = settings.scope(subject.place.file for subject in subjects)
    findings += settings.policy.unused(findings, settings.today, scope)
    return Outcome(settings.policy.judged(findings, settings.today), subjects, terms.policy.checks)


def _read(paths: Iterable[Path]) -> tuple[list[Record], list[Finding]]:
    """Read records, and say what cannot be read or lies alone; Markdown that is no record is passed over."""
    records: list[Record] = []
    findings: list[Finding] = []
    for path in paths:
        if path.name.lower().endswith(SIDECAR):
            if not path.with_name(path.name[: -len(SIDECAR)] + ".md").is_file():
                findings.append(orphan(str(path)))
            continue
        try:
            record = Record(path, read_bounded(path))
        except AdvisorError as error:
            fault = error.faults[0]
            message = f"The record cannot be read: {fault.message}"
            findings.append(found("record-broken", message, fault.place or Place(str(path)), "text"))
            continue
        if is_record(record, sidecar_of(path).is_file()):
            records.append(record)
    return records, findings


def _among(records: Sequence[Record]) -> Iterator[Finding]:
    """Check the records of each folder against all that lie there, and keep what was found about these."""
    ours = {str(record.path) for record in records}
    for folder in dict.fromkeys(record.path.parent for record in records):
        every = [Record(path, text) for path, text in _texts(folder)]
        found_here = (*look_at_links(every), *look_at_numbers(every))
        yield from (finding for finding in found_here if finding.place.file in ours)


def _texts(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.glob("*.md")):
        try:
            if path.is_file():
                yield path, read_bounded(path)
        except AdvisorError:
            continue  # it is told where the file itself is checked


def _code(judged: Iterable[Judged], compare: Compare) -> Iterator[Finding]:
    """Compare the code with each accepted record that decided on something."""
    for each in judged:
        decided = each.sidecar.recommendation.recommendation.alternative if each.sidecar else None
        if decided and each.record.is_current and (each.record.state or "").lower() == ACCEPTED:
            for finding in compare(decided, each.profile.answers if each.profile else {}):
                yield replace(finding, details=(*finding.details, f"The record: {each.record.path.as_posix()}"))


def _pairs(base: RuleBase, looked: Iterable[Looked], judged: Iterable[Judged]) -> Iterator[Finding]:
    """Check each profile against the newest current record of the same project."""
    newest: dict[str, tuple[Judged, Profile]] = {}
    for each in sorted((j for j in judged if j.record.is_current), key=lambda j: j.record.number or 0):
        if each.profile and each.profile.name != Profile().name:
            newest[each.profile.name] = each, each.profile
    for weighed in (each.weighed for each in looked):
        if weighed and weighed.profile.name in newest:
            yield from _pair(base, weighed, *newest[weighed.profile.name])


def _pair(base: RuleBase, weighed: Weighed, judged: Judged, recorded: Profile) -> Iterator[Finding]:
    differing = answers_changed(base, recorded, weighed.profile)
    if not differing or judged.sidecar is None:
        return
    was, now = judged.sidecar.recommendation.recommendation.alternative, weighed.weighing.outcome.alternative
    names, record = titles(base), judged.record.path.name
    if was == now:
        message = f"The answers are not those of {record}."
        yield found("profile-changed", message, weighed.place, record, details=differing)
        return
    old, new = (names.get(name, name) if name else "no option" for name in (was, now))
    yield found(
        "profile-off-record",
        f"The answers are not those of {record}: it records {old}, they lead to {new}.",
        weighed.place,
        record,
        details=differing,
        hint="record the new decision with `advisor record --supersede`, or take the answers back",
    )
