"""What one run of checks found: harmless text in a fixed order, ready for any format."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from advisor.errors import Place
from advisor.model.finding import SEVERITIES, Check, Finding, Severity, Waiver
from advisor.model.overlay import Layer
from advisor.report.words import clean

MAX_MESSAGE = 600
MAX_DETAILS = 20
MAX_PATH = 1000
_COMMAND = re.compile(r":(?=:)|##(?=\[)")


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that was looked at, whether or not anything was found: what it is, is called, and how it stands."""

    place: Place
    kind: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Run:
    """What a command found, the worst first. All text in it is one harmless line of bounded length.

    `overlays` are None where the command does not tell which are in use.
    """

    command: str
    findings: tuple[Finding, ...]
    checks: dict[str, Check]
    subjects: tuple[Subject, ...]
    fail_on: Severity
    overlays: tuple[Layer, ...] | None = None

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that are not waived."""
        return tuple(finding for finding in self.findings if finding.waiver is None)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The findings that somebody decided to live with."""
        return tuple(finding for finding in self.findings if finding.waiver is not None)

    @property
    def counts(self) -> dict[Severity, int]:
        """How many findings of each severity are not waived."""
        counted = Counter(finding.severity for finding in self.open)
        return {severity: counted[severity] for severity in SEVERITIES}

    @property
    def failed(self) -> bool:
        """Whether something was found that is as bad as `fail_on`."""
        return any(self.fails(finding) for finding in self.findings)

    def fails(self, finding: Finding) -> bool:
        """Tell whether a finding fails the run."""
        bad = SEVERITIES.index(finding.severity) <= SEVERITIES.index(self.fail_on)
        return bad and finding.waiver is None

    def title(self, check: str) -> str:
        """Return what a check is called, its id where it is not listed."""
        return self.checks[check].title if check in self.checks else check

    def at(self, path_of: Callable[[str], str]) -> Run:
        """Return the run with its files named otherwise."""

        def moved(place: Place) -> Place:
            return replace(place, file=_path(posixpath.normpath(path_of(place.file))))

        findings = tuple(replace(finding, place=moved(finding.place)) for finding in self.findings)
        subjects = tuple(replace(subject, place=moved(subject.place)) for subject in self.subjects)
        return replace(self, findings=findings, subjects=subjects)

    def counted(self) -> str:
        """Say in one line what was found."""
        told = ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for word, n in self.counts.items())
        waived = f"; {len(self.waived)} waived" if self.waived else ""
        looked = f"{len(self.subjects)} checked: " if self.subjects else ""
        return f"{looked}{told}{waived}"


def run_of(
    findings: Iterable[Finding], checks: Sequence[Check], command: str, subjects: Iterable[Subject], fail_on: Severity
) -> Run:
    """Make everything harmless and put it in order."""
    ordered = sorted(findings, key=lambda f: (SEVERITIES.index(f.severity), f.place, f.check, f.key, f.message))
    return Run(
        command=command,
        findings=tuple(_inert(finding) for finding in ordered),
        checks={check.id: check for check in checks},
        subjects=tuple(Subject(_inert_place(s.place), _line(s.kind), _line(s.name), _line(s.state)) for s in subjects),
        fail_on=fail_on,
    )


def fingerprints(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return what tells each finding from all others and stays when lines move: a hash of check, file and key."""
    seen: Counter[str] = Counter()
    made = []
    for finding in findings:
        identity = f"{finding.check}\0{finding.place.file}\0{finding.key}"
        seen[identity] += 1
        again = f"\0{seen[identity]}" if seen[identity] > 1 else ""
        made.append(hashlib.sha256((identity + again).encode()).hexdigest()[:32])
    return tuple(made)


def paragraphs(finding: Finding) -> tuple[str, ...]:
    """Return what there is to say of a finding beyond its message: details, what to do, why it is waived."""
    hint = (finding.hint,) if finding.hint else ()
    waived = (waiver_text(finding.waiver),) if finding.waiver else ()
    return (*finding.details, *hint, *waived)


def waiver_text(waiver: Waiver) -> str:
    """Say until when a finding is waived, and why."""
    until = f" until {waiver.until}" if waiver.until else ""
    return f"waived{until}: {waiver.reason}"


def _inert(finding: Finding) -> Finding:
    details = tuple(_line(detail) for detail in finding.details[:MAX_DETAILS])
    more = len(finding.details) - len(details)
    waiver = finding.waiver
    return Finding(
        check=finding.check,
        severity=finding.severity,
        message=_line(finding.message) or "no message",
        place=_inert_place(finding.place),
        key=_line(finding.key),
        details=(*details, f"and {more} more") if more else details,
        hint=_line(finding.hint) if finding.hint else None,
        sources=tuple(clean(source) for source in finding.sources),
        waiver=Waiver(_line(waiver.reason), waiver.until) if waiver else None,
    )


def _line(text: str) -> str:
    """Make a text one harmless line; what would be cut off anyway is not looked at."""
    return clean(text[: 4 * MAX_MESSAGE], MAX_MESSAGE)


def _inert_place(place: Place) -> Place:
    return replace(place, file=_path(place.file))


def _path(file: str) -> str:
    """Make a path harmless without changing the blanks in it."""
    visible = "".join(c if c.isprintable() else "\ufffd" for c in file[:MAX_PATH])
    return _COMMAND.sub(lambda found: f"{found[0]} ", visible) or "."
