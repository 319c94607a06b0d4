"""Coverage as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from advisor.quality.coverage import Share
from advisor.quality.evidence import Evidence
from advisor.quality.telling import evidence_text

SHOWN = 20
ALL, NEARLY = 100, 99.9


def coverage_text(shares: Sequence[Share], evidence: Evidence, cases: int) -> str:
    """Tell what cases exercise, with what they leave out, and the evidence behind the rules."""
    lines = [f"{cases} {'case exercises' if cases == 1 else 'cases exercise'}"]
    for share in shares:
        lines.append(f"  {share.what:<28}{share.done:>5} of {share.total:<5}{percent(share.percent):>7}")
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


def percent(value: float) -> str:
    """Say a share, rounded, but nothing less than all as all."""
    return f"{value if value >= ALL else min(value, NEARLY):.1f} %"
