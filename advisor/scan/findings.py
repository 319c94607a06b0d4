"""What in a repository has died, cannot be installed, or departs from what was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial

from advisor.engine.dating import ENDED, status_on
from advisor.errors import Place
from advisor.model.catalogue import Component, StatusEntry
from advisor.model.code_checks import CODE_CHECKS
from advisor.model.finding import Finding, Severity
from advisor.model.profile import Answer
from advisor.model.rulebase import RuleBase
from advisor.model.scanned import OWN, Scan, Trace, Use
from advisor.model.scanning import Framework, Scanning, Wheels
from advisor.scan.surroundings import weight_of
from advisor.scan.versions import admits

LOCKED = "locked"
_SEVERITIES: dict[str, Severity] = {check.id: check.severity for check in CODE_CHECKS}
_WORDS = {
    "import": "imported",
    "call": "used",
    "include": "included",
    "package": "required",
    "image": "run as an image",
    "file": "kept as a file",
    "resource": "deployed",
    "version": "named",
}


def dead_parts(
    base: RuleBase, scan: Scan, day: dt.date, answers: Mapping[str, Answer] | None = None
) -> tuple[Finding, ...]:
    """Return a finding for each use of what is deprecated, archived or renamed on a day, and for requirements that no
    wheel serves on the Python version that is answered, else the one that the scan tells."""
    components = {component.id: component for component in base.components}
    asked = base.settings.versions_asked.get("python", "")
    version = (answers or {}).get(asked) or scan.told.get(asked)
    declared = {use.trace.name for use in scan.uses if use.trace.way == "package" and use.trace.area != LOCKED}
    find = partial(_on_use, base, components, day, version if isinstance(version, str) else None)
    findings = (
        finding
        for use in scan.uses
        if not (use.trace.area == LOCKED and use.trace.name in declared)
        for finding in find(use)
    )
    return tuple(sorted({*findings, *_unread(scan)}, key=lambda f: (f.place, f.check, f.key)))


def against(
    base: RuleBase, decided: str, scan: Scan, answers: Mapping[str, Answer] | None = None
) -> tuple[Finding, ...]:
    """Return a finding for each file of the product that uses a framework which does not belong to what was decided.

    `decided` is an alternative's id, `answers` are those of the decided profile: where they say that there was code of
    several frameworks, or of that one, its use is no news and only noted.
    """
    title = next(alternative.title for alternative in base.alternatives if alternative.id == decided)
    findings: dict[tuple[str, str], Finding] = {}
    for framework in base.scanning.frameworks:
        if decided in framework.belongs_to:
            continue
        known = _is_known(base.scanning, framework, answers or {})
        for use in scan.uses:
            key = (framework.title, use.trace.place.file)
            if use.component in framework.seen and use.trace.area == OWN and key not in findings:
                findings[key] = _departure(framework, use, title, known=known)
    return tuple(sorted(findings.values(), key=lambda f: (f.place, f.key)))


def _is_known(scanning: Scanning, framework: Framework, answers: Mapping[str, Answer]) -> bool:
    """Tell whether answers say that there was code of a framework, or of several."""
    question = scanning.existing_code or ""
    given = answers.get(question, ())
    telling = {*framework.known_as, *((scanning.divided[question],) if question in scanning.divided else ())}
    return not telling.isdisjoint((given,) if isinstance(given, str) else given)


def _departure(framework: Framework, use: Use, title: str, *, known: bool) -> Finding:
    said = f"{framework.title} is {_WORDS[use.trace.way]} here, and the record decided on {title}"
    return Finding(
        check="departs-from-record",
        severity="note" if known else _SEVERITIES["departs-from-record"],
        message=said,
        place=use.trace.place,
        key=f"{framework.title}:{use.trace.name}",
        details=("The record knew of such code.",) if known else (),
        hint="move this code, or supersede the record by one that allows for it",
    )


def _on_use(
    base: RuleBase, components: dict[str, Component], day: dt.date, python: str | None, use: Use
) -> Iterator[Finding]:
    component = components[use.component]
    status = status_on(component, day)
    lesser = weight_of(base.scanning, use.trace.area) < 1
    if status.entry and status.value in ENDED:
        yield _ended(component, components, use.trace, status.entry, lesser)
    elif component.renamed_to:
        yield _renamed(component, components[component.renamed_to], use.trace)
    for wheels in component.wheels:
        fits = wheels.python == python and use.trace.name == f"python:{wheels.package}"
        if fits and not admits(use.trace.detail, wheels):
            yield _unservable(component, use.trace, wheels, lesser)


def _ended(
    component: Component, components: dict[str, Component], trace: Trace, entry: StatusEntry, lesser: bool
) -> Finding:
    check = f"{entry.value}-component"
    since = f"since {entry.since}" if entry.since else f"(read on {entry.seen})"
    successors = [components[id_].title for id_ in component.successors]
    return Finding(
        check=check,
        severity="note" if lesser else _SEVERITIES[check],
        message=f"{component.title} is {entry.value} {since}; it is {_WORDS[trace.way]} here",
        place=trace.place,
        key=f"{component.id}:{trace.name}",
        details=((entry.note,) if entry.note else ()) + _where(trace),
        hint=f"move to {' or '.join(successors)}" if successors else f"`advisor explain component:{component.id}`",
        sources=entry.sources,
    )


def _renamed(component: Component, new: Component, trace: Trace) -> Finding:
    return Finding(
        check="renamed-component",
        severity="note",
        message=f"{component.title} is now called {new.title}; it is {_WORDS[trace.way]} here by its old name",
        place=trace.place,
        key=f"{component.id}:{trace.name}",
        details=_where(trace),
        hint=f"move to {new.title}" + (f": {new.install}" if new.install else ""),
        sources=component.sources or tuple(s for entry in component.status for s in entry.sources),
    )


def _unservable(component: Component, trace: Trace, wheels: Wheels, lesser: bool) -> Finding:
    window = " and ".join(
        part
        for part in (
            f"from {wheels.at_least} on" if wheels.at_least else "",
            f"before {wheels.below}" if wheels.below else "",
        )
        if part
    )
    have = f"only versions {window} have one" if window else "no version has one"
    return Finding(
        check="unservable-requirement",
        severity="note" if lesser else _SEVERITIES["unservable-requirement"],
        message=f"no wheel of {wheels.package}{trace.detail} serves Python {wheels.python}: {have}",
        place=trace.place,
        key=f"{component.id}:{wheels.python}:{trace.detail}",
        details=(f"As read on {wheels.seen}: {wheels.where}.", *_where(trace)),
        hint=f"require a version {window}" if window else f"leave out {component.title}, or use another Python",
    )


def _where(trace: Trace) -> tuple[str, ...]:
    return () if trace.area == OWN else (f"It stands in a part that counts less than the product's own: {trace.area}.",)


def _unread(scan: Scan) -> Iterator[Finding]:
    for fault in scan.warnings:
        place = fault.place or Place(".")
        yield Finding("unreadable-file", "note", fault.message, place, key=fault.message)
