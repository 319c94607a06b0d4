"""What a project demands: from `advisor.toml`, or from `[tool.advisor]` in `pyproject.toml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import ConfigDict, Field

from advisor.check.checks import BY_ID, CHECKS
from advisor.errors import FileError, InputError, Place
from advisor.loading.checking import check
from advisor.loading.tomltext import TomlDocument, parse_toml
from advisor.loading.yamltext import MAX_BYTES, decoded
from advisor.model.base import Model, Text
from advisor.model.finding import Check, Finding, Severity, Waiver

OWN_FILE = "advisor.toml"
SHARED_FILE = "pyproject.toml"
Level = Literal["error", "warning", "note", "off"]
if TYPE_CHECKING:
    CheckId = str
else:
    CheckId = Literal[tuple(BY_ID)]
Demand = Literal["clear", "lean", "toss-up"]


def _dashed(name: str) -> str:
    return name.replace("_", "-")


class _Table(Model):
    model_config = ConfigDict(alias_generator=_dashed)


class WaiverRow(_Table):
    """Findings to live with: of a check, in the files and with the keys that the patterns match, up to a day."""

    check: CheckId
    path: Text = "*"
    key: Text = "*"
    reason: Text
    until: dt.date

    def covers(self, finding: Finding, file: str) -> bool:
        """Tell whether this is about a finding; `file` is its path from the policy's folder."""
        return self.check == finding.check and fnmatchcase(file, self.path) and fnmatchcase(finding.key, self.key)


class Policy(_Table):
    """A project's demands. Ages are in days; `code` is the folder whose code is compared with accepted records.

    `rules` are folders laid over the packaged rule base, in order.
    """

    paths: tuple[Text, ...] = ()
    rules: tuple[Text, ...] = ()
    code: Text | None = None
    verdict: Demand = "toss-up"
    max_fact_age: Annotated[int, Field(gt=0)] | None = None
    review_after: Annotated[int, Field(gt=0)] | None = None
    fail_on: Severity = "error"
    severity: dict[CheckId, Level] = Field(default_factory=dict)
    waivers: tuple[WaiverRow, ...] = ()

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks that are not switched off, as bad as the policy holds them to be."""
        levels = {check.id: self.severity.get(check.id, check.severity) for check in CHECKS}
        return tuple(replace(c, severity=level) for c in CHECKS if (level := levels[c.id]) != "off")


@dataclass(frozen=True, slots=True)
class Terms:
    """What one run is judged by: the policy, and the day it is."""

    policy: Policy
    today: dt.date


@dataclass(frozen=True, slots=True)
class Scope:
    """What one run looked for, by which checks, and where: in these files, or in the whole project."""

    checks: frozenset[str]
    files: tuple[str, ...]
    whole: bool

    def includes(self, row: WaiverRow, files: Sequence[str]) -> bool:
        """Tell whether what a waiver is for would have been found; `files` are seen from the policy's folder."""
        here = self.whole or (row.path != "*" and any(fnmatchcase(file, row.path) for file in files))
        return here and row.check in self.checks


@dataclass(frozen=True)
class PolicyFile:
    """A policy, the folder that its paths are relative to, and where in its file each part stands."""

    policy: Policy
    folder: Path
    document: TomlDocument | None = None
    prefix: tuple[str, ...] = ()

    @property
    def paths(self) -> list[str]:
        """What is to be checked where nothing is named, seen from here."""
        return [str(self.folder / path) for path in self.policy.paths]

    def rules(self) -> list[str]:
        """Return the folders of rules, seen from here; raise InputError where one is not there."""
        folders = [str(self.folder / rules) for rules in self.policy.rules]
        for folder in folders:
            if not Path(folder).is_dir():
                place = self._place("rules")
                raise InputError(f"rules: {folder!r} is no folder", place, "name it relative to this file's folder")
        return folders

    def judged(self, findings: list[Finding], today: dt.date) -> tuple[Finding, ...]:
        """Apply severities and waivers, and add what is to be said of waivers that have expired."""
        wanted = {check.id for check in self.policy.checks}
        every = (*findings, *self._expired(today))
        kept = (self._levelled(finding) for finding in every if finding.check in wanted)
        return tuple(self._waived(finding, today) for finding in kept)

    def _levelled(self, finding: Finding) -> Finding:
        """Make a finding as bad as the policy says; where it says nothing, as bad as it was found to be."""
        level = self.policy.severity.get(finding.check, finding.severity)
        return finding if level == "off" else replace(finding, severity=level)

    def _waived(self, finding: Finding, today: dt.date) -> Finding:
        file = self._relative(finding.place.file)
        rows = (row for row in self.policy.waivers if today <= row.until and row.covers(finding, file))
        row = next(rows, None)
        return replace(finding, waiver=Waiver(row.reason, row.until)) if row else finding

    def _relative(self, file: str) -> str:
        path = Path(file).resolve()
        home = self.folder.resolve()
        return (path.relative_to(home) if path.is_relative_to(home) else path).as_posix()

    def _expired(self, today: dt.date) -> list[Finding]:
        return [
            Finding(
                check="waiver-expired",
                severity=BY_ID["waiver-expired"].severity,
                message=f"The waiver of {row.check} for {row.path} expired on {row.until}.",
                place=self._place("waivers", n, "until"),
                key=f"{row.check} {row.path} {row.key}",
                details=(f"It was waived because: {row.reason}",),
                hint="put right what was found, or decide again and set another day",
            )
            for n, row in enumerate(self.policy.waivers)
            if row.until < today
        ]

    def unused(self, findings: Sequence[Finding], today: dt.date, scope: Scope) -> list[Finding]:
        """Say which waivers that still count match none of the findings, as far as these were looked for."""
        return [
            Finding(
                check="waiver-unused",
                severity=BY_ID["waiver-unused"].severity,
                message=f"The waiver of {row.check} for {row.path} matches nothing that was found.",
                place=self._place("waivers", n),
                key=f"{row.check} {row.path} {row.key}",
                hint="take it out if what it was for has been put right; else look for a slip in its path or key",
            )
            for n, row in enumerate(self.policy.waivers)
            if today <= row.until
            and scope.includes(row, [self._relative(file) for file in scope.files])
            and not any(row.covers(finding, self._relative(finding.place.file)) for finding in findings)
        ]

    def _place(self, *path: str | int) -> Place:
        return self.document.place((*self.prefix, *path)) if self.document else Place(OWN_FILE)


def read_policy(file: str) -> PolicyFile:
    """Read a policy file; raise InputError with every fault, or FileError."""
    path = Path(file)
    try:
        with path.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileError(f"cannot read {file}: {error.strerror}", hint="check the path and its permissions") from None
    document = parse_toml(decoded(data, file), file)
    prefix = ("tool", "advisor") if path.name == SHARED_FILE else ()
    inner = _inside(document.data, prefix)
    policy = check(Policy, document.at(prefix), InputError) if inner is not None else Policy()
    return PolicyFile(policy, path.parent, document, prefix)


def find_policy(here: Path) -> PolicyFile:
    """Return the policy of the nearest folder that has one, up to the top of the repository; an empty one if none."""
    for folder in (here, *here.parents):
        found = next((name for name in (OWN_FILE, SHARED_FILE) if _has_policy(folder / name)), None)
        if found:
            return read_policy(_shown(folder / found))
        if (folder / ".git").exists():
            break
    return PolicyFile(Policy(), here)


def _shown(path: Path) -> str:
    return path.name if path.parent == Path.cwd() else str(path)


def _has_policy(path: Path) -> bool:
    """Tell whether a file is a policy, or may be one: a shared file counts once it names the program."""
    if not path.is_file():
        return False
    return path.name == OWN_FILE or "tool.advisor" in path.read_text("utf-8", errors="replace")[:MAX_BYTES]


def _inside(data: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data
