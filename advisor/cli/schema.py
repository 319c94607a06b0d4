"""`advisor schema`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from advisor.cli.shared import Output, emit, rule_base


class Subject(StrEnum):
    """What has a schema."""

    profile = "profile"
    rules = "rules"
    recommendation = "recommendation"
    findings = "findings"


def schema(
    subject: Annotated[Subject, typer.Argument(help="What to describe.")],
    output: Output = None,
) -> None:
    """Print the JSON Schema of a profile, of the rule base, of the recommendation's JSON, or of findings'."""
    import json

    emit(json.dumps(_schema(subject), indent=2, ensure_ascii=False) + "\n", output)


def _schema(subject: Subject) -> dict[str, Any]:
    from advisor.loading.profiles import ProfileReader
    from advisor.loading.rules import FILES
    from advisor.model.overlay import OverlayFile
    from advisor.report.findings.schema_v1 import FindingsShape
    from advisor.report.schema_v1 import RecommendationShape

    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    if subject is Subject.recommendation:
        return head | RecommendationShape.model_json_schema()
    if subject is Subject.findings:
        return head | FindingsShape.model_json_schema()
    if subject is Subject.profile:
        return head | ProfileReader(rule_base()).model.model_json_schema()
    shapes = {name: model.model_json_schema() for name, model in FILES.items()}
    shapes["overlay.yaml"] = OverlayFile.model_json_schema()
    return head | {"description": "One schema for each kind of rule-base file, by its place.", "$defs": shapes}
