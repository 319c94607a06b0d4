"""The outcome of cases as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from advisor.quality.cases import Outcome


def cases_text(outcomes: Sequence[Outcome]) -> str:
    """Name the cases that failed, each with its place, and close with the count."""
    failed = [o for o in outcomes if o.difference]
    lines = [f"{o.place}: {o.case}: {o.difference}" for o in failed]
    return "\n".join([*lines, f"{len(outcomes) - len(failed)} passed, {len(failed)} failed"]) + "\n"


def cases_json(outcomes: Sequence[Outcome]) -> str:
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
    shape = {"format": "advisor.cases/1", "passed": len(outcomes) - failed, "failed": failed, "cases": cases}
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"
