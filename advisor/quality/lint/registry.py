"""All checks, and a run of them over a rule base with what was decided about their findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from advisor.errors import AdvisorError, Place
from advisor.loading.checking import nearest
from advisor.loading.exclusions import Placed
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
BENEATH = "It stands in the rule base that the overlays are laid over."
LINTS: tuple[Lint, ...] = (
    *references.CHECKS,
    *conditions.CHECKS,
    *pairs.CHECKS,
    *effects.CHECKS,
    *evidence.CHECKS,
    *wording.CHECKS,
)
CHECKS: tuple[Check, ...] = (INVALID, *(lint.check for lint in LINTS), UNUSED_EXCLUSION)


def lint(
    subject: Subject, exclusions: Sequence[Placed] = (), lints: Iterable[Lint] = LINTS, beneath: str | None = None
) -> tuple[Finding, ...]:
    """Return what the checks find; a finding that an exclusion names carries its reason as a waiver.

    `beneath` is the folder of the rule base that overlays are laid over: what is found there and is no error is not
    for those who write the overlays to mend, and carries that as a waiver.
    """
    looked = tuple(lints)
    findings = [finding for one in looked for finding in one.findings(subject)]
    reasons = {(e.exclusion.check, id_): e.exclusion.reason for e in exclusions for id_ in e.exclusion.ids}
    told = [_waived(finding, reasons.get((finding.check, finding.key))) for finding in findings]
    excluded = {(finding.check, finding.key) for finding in findings}
    ran = {one.check.id for one in looked}
    everything = (*told, *_unused(exclusions, excluded, ran))
    return tuple(_waived(f, BENEATH) if beneath and _lies_beneath(f, beneath) else f for f in everything)


def invalid(error: AdvisorError, file: str) -> tuple[Finding, ...]:
    """Return the faults that keep a rule base from being read, as findings."""
    return tuple(
        found(INVALID, fault.place or Place(file), f"{n}:{fault.message}", fault.message, hint=fault.hint)
        for n, fault in enumerate(error.faults)
    )


def _waived(finding: Finding, reason: str | None) -> Finding:
    return replace(finding, waiver=Waiver(reason)) if reason else finding


def _lies_beneath(finding: Finding, folder: str) -> bool:
    return finding.waiver is None and finding.severity != "error" and finding.place.file.startswith(f"{folder}/")


def _unused(exclusions: Sequence[Placed], excluded: set[tuple[str, str]], ran: set[str]) -> Iterator[Finding]:
    known = [one.check.id for one in LINTS]
    for exclusion, place in ((one.exclusion, one.place) for one in exclusions):
        check = exclusion.check
        if check not in known:
            message = f"there is no check {check!r} whose findings could be excluded"
            yield found(UNUSED_EXCLUSION, place, check, message, hint=nearest(check, known))
            continue
        for id_ in exclusion.ids if check in ran else ():
            if (check, id_) not in excluded:
                message = f"{check} finds no {id_!r} to exclude"
                yield found(UNUSED_EXCLUSION, place, f"{check}:{id_}", message, hint="take the id out")
