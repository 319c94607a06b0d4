"""All checks, and a run of them over a rule base with what was decided about their findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from advisor.errors import AdvisorError, Place
from advisor.loading.exclusions import Exclusion
from advisor.model.finding import Check, Finding, Waiver
from advisor.quality.lint import conditions, effects, evidence, pairs, references, wording
from advisor.quality.lint.subject import Lint, Subject, found

INVALID = Check(
    "invalid",
    "error",
    "A file that is not valid",
    "A file is no YAML, has an unknown or doubled key, a value that does not fit, or an id that nothing defines. Until "
    "that is mended nothing else is looked at.",
)
UNUSED_EXCLUSION = Check(
    "unused-exclusion",
    "warning",
    "An exclusion that excludes nothing",
    "An entry of `lint.yaml` names a check that does not exist, or a finding that is not there any more.",
)
LINTS: tuple[Lint, ...] = (
    *references.CHECKS,
    *conditions.CHECKS,
    *pairs.CHECKS,
    *effects.CHECKS,
    *evidence.CHECKS,
    *wording.CHECKS,
)
CHECKS: tuple[Check, ...] = (INVALID, *(lint.check for lint in LINTS), UNUSED_EXCLUSION)


def lint(subject: Subject, exclusions: Sequence[Exclusion] = (), lints: Iterable[Lint] = LINTS) -> tuple[Finding, ...]:
    """Return what the checks find; a finding that an exclusion names carries its reason as a waiver."""
    looked = tuple(lints)
    findings = [finding for one in looked for finding in one.findings(subject)]
    reasons = {(e.check, id_): e.reason for e in exclusions for id_ in e.ids}
    told = [_waived(finding, reasons.get((finding.check, finding.key))) for finding in findings]
    excluded = {(finding.check, finding.key) for finding in findings}
    ran = {one.check.id for one in looked}
    return (*told, *_unused(subject, exclusions, excluded, ran))


def invalid(error: AdvisorError, file: str) -> tuple[Finding, ...]:
    """Return the faults that keep a rule base from being read, as findings."""
    return tuple(
        found(INVALID, fault.place or Place(file), f"{n}:{fault.message}", fault.message, hint=fault.hint)
        for n, fault in enumerate(error.faults)
    )


def _waived(finding: Finding, reason: str | None) -> Finding:
    return replace(finding, waiver=Waiver(reason)) if reason else finding


def _unused(
    subject: Subject, exclusions: Sequence[Exclusion], excluded: set[tuple[str, str]], ran: set[str]
) -> Iterator[Finding]:
    known = {check.id for check in CHECKS}
    for n, exclusion in enumerate(exclusions):
        for id_ in exclusion.ids:
            if exclusion.check not in known or (exclusion.check in ran and (exclusion.check, id_) not in excluded):
                place = subject.spot("exclusion", str(n))
                message = f"{exclusion.check} finds no {id_!r} to exclude"
                yield found(UNUSED_EXCLUSION, place, f"{exclusion.check}:{id_}", message, hint="take the id out")
