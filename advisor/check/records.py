"""One decision record: can what it rests on be read, is it as it was generated, does it still hold?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum

from advisor.check.checks import found
from advisor.check.drift import Remade, look_at_drift, look_at_route, remake, review_overdue
from advisor.check.judge import Judge
from advisor.check.policy import Terms
from advisor.check.profiles import old_facts
from advisor.check.reading import Record
from advisor.check.sidecars import Sidecar, read_sidecar
from advisor.errors import AdvisorError, InputError, Place
from advisor.loading.yamltext import Document
from advisor.model.finding import Finding
from advisor.model.profile import Profile
from advisor.record.files import sidecar_of
from advisor.record.parts import digests_of, parts_of
from advisor.report.findings import Subject
from advisor.report.words import VERDICTS, listed

_POINTS = re.compile(r", ([+-]\d+\.\d) points|\(([+-]\d+\.\d) points\)")
_TITLE = re.compile(r"^### (.+)$", re.MULTILINE)
_SCORE = re.compile(r"^Score (-?\d+\.\d)[,;.]", re.MULTILINE)
_BASE = re.compile(r"starts at (-?\d+\.\d) of")
VISIBLE = 0.05
MAX_PARTS = 200


@dataclass(frozen=True)
class Judged:
    """A record, what was found about it, and what it rests on where that could be read."""

    record: Record
    findings: tuple[Finding, ...]
    sidecar: Sidecar | None = None
    profile: Profile | None = None

    @property
    def subject(self) -> Subject:
        """The record in a line."""
        result = self.sidecar.recommendation.recommendation if self.sidecar else None
        outcome = f": {result.alternative or 'no option'} ({VERDICTS[result.verdict]})" if result else ""
        return Subject(self.record.place(), "record", self.record.title, f"{self.record.state or 'no status'}{outcome}")


def look_at_record(record: Record, judge: Judge, terms: Terms) -> Judged:
    """Check one record by itself; what no longer holds is only looked at for what was done to it since."""
    path = sidecar_of(record.path)
    own = tuple(review_overdue(record, terms.policy.review_after, terms.today)) if record.is_current else ()
    if record.text.count("<!-- advisor:begin ") > MAX_PARTS:
        fault = InputError(f"more than {MAX_PARTS} generated parts, which no record has", record.place())
        return Judged(record, own + tuple(_broken(fault, str(path))))
    if not path.is_file():
        return Judged(record, own + tuple(_lost_sidecar(record)))
    try:
        sidecar = read_sidecar(path)
    except InputError as error:
        return Judged(record, own + tuple(_broken(error, str(path))))
    own += tuple(_edited(record, sidecar))
    if not record.is_current:
        return Judged(record, own, sidecar)
    try:
        remade = _remade(record, sidecar, judge, str(path))
    except AdvisorError as error:
        return Judged(record, own + tuple(_broken(error, str(path))), sidecar)
    drifted = (*look_at_drift(remade, judge.base), *look_at_route(remade, judge.base))
    now = remade.now
    facts = old_facts(now.base, now.standings, terms, record.place(), remade.profile.name)
    return Judged(record, (*own, *drifted, *facts), sidecar, remade.profile)


def orphan(path: str) -> Finding:
    """Say that a sidecar lies beside no record."""
    return found(
        "record-broken",
        "There is no record beside this file.",
        Place(path),
        "record",
        hint="the record was renamed or lost; give both the same name",
    )


def _remade(record: Record, sidecar: Sidecar, judge: Judge, file: str) -> Remade:
    """Make the decision again, on today's knowledge whatever date the profile holds."""
    used = {layer.id for layer in judge.base.layers}
    missing = [overlay.id for overlay in sidecar.overlays if overlay.id not in used]
    if missing:
        told = f"it was decided with {listed(missing, 'and')} over the rule base, not in use here"
        raise InputError(told, Place(file), "name the folder of each under `rules` in the policy, or with --rules")
    profile = undated(judge.reader.checked(Document(file, sidecar.profile, None)))
    return remake(record, sidecar, profile, judge)


def undated(profile: Profile) -> Profile:
    """Return a profile without a date of its own."""
    return profile.model_copy(update={"as_of": None})


def _lost_sidecar(record: Record) -> Iterator[Finding]:
    """A record that was generated says which file lies beside it; one that a human wrote has none."""
    if digests_of(record.text) and sidecar_of(record.path).name in record.text.replace("\\", ""):
        yield found(
            "record-broken",
            f"{sidecar_of(record.path).name}, which this record rests on, is missing.",
            record.place(),
            "sidecar",
            hint="take it back from the history of the repository",
        )


def _broken(error: AdvisorError, file: str) -> Iterator[Finding]:
    for fault in error.faults:
        place = fault.place or Place(file)
        message = f"What the record rests on: {fault.message}"
        yield found("record-broken", message, place, fault.message, hint=fault.hint)


def _edited(record: Record, sidecar: Sidecar) -> Iterator[Finding]:
    now = digests_of(record.text)
    changed = [name for name, digest in sidecar.parts.items() if now.get(name) != digest]
    added = [name for name in now if name not in sidecar.parts]
    sums = (*wrong_totals(record.text), *sidecar.recommendation.wrong_sums())
    if changed or added or sums:
        names = [f"{name} ({'missing' if name not in now else 'edited'})" for name in changed]
        names += [f"{name} (added)" for name in added]
        said = f"Generated parts are not as they were: {', '.join(names)}." if names else "Its totals do not add up."
        first = changed[0] if changed else ""
        yield found(
            "record-edited",
            said,
            record.place(record.line_of(rf"<!-- advisor:begin {re.escape(first)} -->") if first else 1),
            "parts",
            details=sums,
            hint="take the generated parts back, and write your own words outside of them",
        )


def wrong_totals(text: str) -> tuple[str, ...]:
    """Say for which options of a record the points that it lists do not lead to the score that it gives."""
    parts = parts_of("".join(f"{line}\n" for line in text.splitlines()))
    start = _BASE.search(parts.get("scale", ""))
    options = {name.removeprefix("option-"): body for name, body in parts.items() if name.startswith("option-")}
    told = []
    for name, body in options.items():
        score, title = _SCORE.search(body), _TITLE.search(body)
        points = [float(match[1] or match[2]) for match in _POINTS.finditer(body)]
        total = fsum((float(start[1]), *points)) if start else None
        if score and total is not None and abs(total - float(score[1])) > VISIBLE:
            called = title[1] if title else name
            told.append(f"{called}: the points listed lead to {total:.1f}, its score says {score[1]}")
    return tuple(told)
