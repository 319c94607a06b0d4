"""Coverage and mutation as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from advisor.errors import Place
from advisor.quality.coverage import Share
from advisor.quality.evidence import Evidence
from advisor.quality.mutants import Mutant
from advisor.quality.mutation import Verdict
from advisor.quality.telling import evidence_text

SHOWN = 20
KINDS = ("sign", "strength", "condition", "date")
FIGURES = {
    "expected": "an expectation about what is recommended fails",
    "any_expected": "any expectation fails, also about which rules fire",
    "recommended": "a recommendation changes, expected or not",
    "scores": "a score changes",
}
PlaceOf = Callable[[Mutant], Place]


def coverage_text(shares: Sequence[Share], evidence: Evidence, cases: int) -> str:
    """Tell what cases exercise, with what they leave out, and the evidence behind the rules."""
    lines = [f"{cases} cases exercise"]
    for share in shares:
        lines.append(f"  {share.what:<24}{share.done:>5} of {share.total:<5}{_percent(share.percent):>7}")
        lines += [f"    not: {id_}" for id_ in share.missing[:SHOWN]]
        more = len(share.missing) - SHOWN
        lines += [f"    and {more} more"] if more > 0 else []
    return "\n".join([*lines, "", ""]) + evidence_text(evidence)


def coverage_json(shares: Sequence[Share], evidence: Evidence, cases: int) -> str:
    """Render coverage as JSON."""
    shape = {
        "format": "advisor.coverage/1",
        "evidence": {"rules": evidence.rules, "components": evidence.components, "sources": evidence.sources},
        "without_source": list(evidence.without),
        "cases": cases,
        "exercised": [
            {"what": s.what, "done": s.done, "total": s.total, "percent": s.percent, "missing": list(s.missing)}
            for s in shares
        ],
    }
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


def killed(verdicts: Sequence[Verdict], figure: str) -> float:
    """Return the share of mutants that something noticed, in percent; all of none is 100."""
    return 100 * sum(getattr(v, figure) for v in verdicts) / len(verdicts) if verdicts else 100.0


def mutation_text(verdicts: Sequence[Verdict], place_of: PlaceOf, *, survivors: bool) -> str:
    """Tell the shares killed, by kind of change, and who survived every expectation, by place."""
    scoring = [v for v in verdicts if v.scoring]
    lines = [f"{len(scoring)} mutants of rules that score; killed where"]
    lines += [f"  {words:<52}{_percent(killed(scoring, name)):>7}" for name, words in FIGURES.items()]
    lines += ["", f"{'by kind':<12}{'mutants':>8}" + "".join(f"{name:>14}" for name in FIGURES)]
    for kind in KINDS:
        some = [v for v in scoring if v.mutant.kind == kind]
        lines.append(f"{kind:<12}{len(some):>8}" + "".join(f"{_percent(killed(some, f)):>14}" for f in FIGURES))
    silent = [v for v in verdicts if not v.scoring]
    noticed = sum(v.any_expected for v in silent)
    lines += ["", f"{len(silent)} mutants of rules that only explain, of which an expectation notices {noticed}"]
    left = [v for v in verdicts if not v.any_expected]
    lines += [f"{len(left)} mutants survive every expectation" + (":" if left and survivors else "")]
    lines += [f"{place_of(v.mutant)}: {v.mutant.rule}: {v.mutant.change}" for v in left if survivors]
    return "\n".join(lines) + "\n"


def mutation_json(verdicts: Sequence[Verdict], place_of: PlaceOf) -> str:
    """Render a run of mutation as JSON, with every mutant that survived some figure."""
    scoring = [v for v in verdicts if v.scoring]
    shape: dict[str, Any] = {
        "format": "advisor.mutation/1",
        "mutants": len(verdicts),
        "scoring": len(scoring),
        "killed_percent": {name: killed(scoring, name) for name in FIGURES},
        "survivors": [_survivor(v, place_of(v.mutant)) for v in verdicts if not _dead(v)],
    }
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


def _dead(verdict: Verdict) -> bool:
    return all(getattr(verdict, name) for name in FIGURES) if verdict.scoring else verdict.any_expected


def _survivor(verdict: Verdict, place: Place) -> dict[str, Any]:
    mutant = verdict.mutant
    where = {"file": place.file, "line": place.line, "column": place.column}
    said = {"rule": mutant.rule, "kind": mutant.kind, "change": mutant.change, "scoring": verdict.scoring}
    return said | where | {"killed": {name: getattr(verdict, name) for name in FIGURES}}


def _percent(value: float) -> str:
    """Say a share without rounding it up to all."""
    return f"{int(value * 10) / 10:.1f} %"
