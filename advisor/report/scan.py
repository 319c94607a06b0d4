"""What a repository tells: as text, as JSON, and as a profile with the evidence beside each answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from advisor.loading.writing import profile_yaml
from advisor.model.profile import Profile
from advisor.model.rulebase import RuleBase
from advisor.model.scanned import OWN, Evidence, Scan, Told
from advisor.report.text import printed
from advisor.report.words import clean

FORMAT = "advisor.scan/1"
MAX_WARNINGS = 10
HIGH, MEDIUM = 0.85, 0.6
MAX_NAME = 100
_WAYS = {"import": "imports", "call": "uses", "include": "includes", "package": "requires", "image": "runs"}


def profile_of(scan: Scan) -> Profile:
    """Return the profile that a scan tells."""
    return Profile(name=clean(scan.name, MAX_NAME) or Profile().name, answers=scan.told)


def to_profile(base: RuleBase, scan: Scan, profile: Profile) -> str:
    """Render a profile as YAML; above each answer that the scan tells stands how sure it is, and from where."""
    told = {t.question: t for t in scan.answers if profile.answers.get(t.question) == t.answer}
    notes = {id_: [_sureness(t), *map(evidence_line, t.evidence)] for id_, t in told.items()}
    return profile_yaml(base, profile, schema_line=True, notes=notes)


def to_text(base: RuleBase, scan: Scan, profile: Profile, *, width: int, colour: bool) -> str:
    """Render for a terminal `width` columns wide; without `colour` no escape sequence is written."""
    return printed(Group(*_parts(base, scan, profile)), width=width, colour=colour)


def to_json(scan: Scan, profile: Profile) -> str:
    """Render as `advisor.scan/1`, which may gain keys but never loses or changes one."""
    shape: dict[str, Any] = {
        "format": FORMAT,
        "repository": clean(scan.name),
        "files": scan.files,
        "profile": {"name": profile.name, "answers": profile.answers},
        "answers": [_told(told) for told in scan.answers],
        "components": _components(scan),
        "warnings": [
            {"file": fault.place.file, "line": fault.place.line, "message": clean(fault.message)}
            for fault in scan.warnings
            if fault.place
        ],
    }
    return json.dumps(shape, indent=2, ensure_ascii=True) + "\n"


def evidence_line(evidence: Evidence) -> str:
    """Say in a line where something stands and what it tells."""
    trace = evidence.trace
    area = "" if trace.area == OWN else f" ({trace.area})"
    way = _WAYS.get(trace.way, "has")
    name = trace.name.partition(":")[2] if trace.way == "package" else trace.name
    return clean(f"{trace.place.file}:{trace.place.line}{area} {way} {name}{trace.detail}. {evidence.because}")


def sureness(confidence: float) -> str:
    """Return a confidence as a word."""
    return "high" if confidence >= HIGH else "medium" if confidence >= MEDIUM else "low"


def shown_answer(told: Told) -> str:
    """Return an answer as text."""
    return told.answer if isinstance(told.answer, str) else ", ".join(told.answer)


def _sureness(told: Told) -> str:
    return f"Confidence {sureness(told.confidence)} ({told.confidence:.2f}):"


def _parts(base: RuleBase, scan: Scan, profile: Profile) -> Iterator[RenderableType]:
    yield Text(clean(scan.name), style="bold")
    asked = len(base.questions)
    yield Text(f"{scan.files:,} files looked at; {len(scan.answers)} of {asked} questions answered by the code.")
    for told in scan.answers:
        yield Text()
        yield Text.assemble(
            f"{told.question}: ", (shown_answer(told), "bold"), (f"  {sureness(told.confidence)} confidence", "dim")
        )
        if profile.answers.get(told.question) != told.answer:
            yield Padding(Text("answered otherwise with --set"), (0, 0, 0, 4))
        yield from (Padding(Text(evidence_line(evidence)), (0, 0, 0, 4)) for evidence in told.evidence)
    if scan.warnings:
        yield Text()
        yield Text("Not read", style="underline")
        yield from (Padding(Text(clean(str(fault))), (0, 0, 0, 4)) for fault in scan.warnings[:MAX_WARNINGS])
        more = len(scan.warnings) - MAX_WARNINGS
        yield from (Padding(Text(f"and {more:,} more"), (0, 0, 0, 4)),) if more > 0 else ()
    yield Text()
    yield Text("`-o profile.yaml` writes a profile, `advisor ask --from DIR` asks the rest,", style="dim")
    yield Text("`--findings` lists what is deprecated, archived or renamed.", style="dim")


def _told(told: Told) -> dict[str, Any]:
    return {
        "question": told.question,
        "answer": told.answer,
        "confidence": told.confidence,
        "evidence": [
            {
                "file": evidence.trace.place.file,
                "line": evidence.trace.place.line,
                "column": evidence.trace.place.column,
                "area": evidence.trace.area,
                "seen": evidence.trace.way,
                "name": clean(evidence.trace.name),
                "because": evidence.because,
            }
            for evidence in told.evidence
        ],
    }


def _components(scan: Scan) -> list[dict[str, Any]]:
    """Count the uses of each component, in the order in which they were seen."""
    counts: dict[str, int] = {}
    for use in scan.uses:
        counts[use.component] = counts.get(use.component, 0) + 1
    return [{"id": id_, "uses": uses} for id_, uses in counts.items()]
