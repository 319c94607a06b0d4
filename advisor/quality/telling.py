"""The outcome of cases as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from advisor.quality.cases import Outcome
from advisor.quality.evidence import Evidence


def cases_text(outcomes: Sequence[Outcome], lacking: Sequence[str] = ()) -> str:
    """Name the cases that failed, each with its place, and what is `lacking`, and close with the count."""
    failed = [o for o in outcomes if o.difference]
    lines = [f"{o.place}: {o.case}: {o.difference}" for o in failed]
    remedy = ["`advisor rules mutate --only ID --propose` finds examples, `expected: {fires: [ID]}` names one"]
    lines += [*lacking, *(remedy if lacking else ())]
    return "\n".join([*lines, f"{len(outcomes) - len(failed)} passed, {len(failed)} failed"]) + "\n"


def cases_json(outcomes: Sequence[Outcome], lacking: Sequence[str] = ()) -> str:
    """Render every outcome as JSON."""
    cases = [
        {
            "case": o.case,
            "file": o.place.file,
            "line": o.place.line,
            "passed": o.difference is None,
            "difference": o.difference,
            "verdict": o.recommendation.verdict,
            "alternative": o.recommendation.alternative,
            "margin": o.recommendation.margin,
        }
        for o in outcomes
    ]
    failed = sum(o.difference is not None for o in outcomes)
    counts = {"passed": len(outcomes) - failed, "failed": failed, "lacking": list(lacking)}
    return json.dumps({"format": "advisor.cases/1", **counts, "cases": cases}, indent=2, ensure_ascii=False) + "\n"


def evidence_text(found: Evidence) -> str:
    """Count evidence by its kind, for rules, components and sources."""
    kinds = sorted({*found.rules, *found.components, *found.sources})
    rows = [f"{'evidence':<15}{'rules':>8}{'components':>12}{'sources':>9}"]
    for kind in kinds:
        counts = found.rules.get(kind, 0), found.components.get(kind, 0), found.sources.get(kind, 0)
        rows.append(f"{kind:<15}{counts[0]:>8}{counts[1]:>12}{counts[2]:>9}")
    rows.append(f"without any source: {len(found.without)}" + "".join(f"\n  {id_}" for id_ in found.without))
    return "\n".join(rows) + "\n"
