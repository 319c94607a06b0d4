"""Where the answers of an unfinished interview are kept, and what such a file says about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from advisor.interview.state import PRIORITIES
from advisor.loading.yamltext import Document
from advisor.model.rulebase import RuleBase

FOLDER = "framework-advisor"
FILE = "answers.yaml"


def draft_path(environment: Mapping[str, str], home: Path) -> Path:
    """Return where answers are kept when no file is named: in the state folder of the XDG base directories."""
    state = Path(environment.get("XDG_STATE_HOME", ""))
    return (state if state.is_absolute() else home / ".local" / "state") / FOLDER / FILE


def settled_in(document: Document, base: RuleBase) -> tuple[str, ...]:
    """Name the steps that a profile's text says were asked and left open: `null`, and stated priorities."""
    data = document.data if isinstance(document.data, dict) else {}
    return tuple(_settled(data, base))


def _settled(data: Mapping[str, Any], base: RuleBase) -> Iterator[str]:
    if data.get(PRIORITIES) is not None:
        yield PRIORITIES
    for question in base.questions.values():
        section = data.get(question.section)
        if isinstance(section, dict) and section.get(question.name, "") is None:
            yield question.id
