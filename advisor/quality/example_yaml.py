"""A proposed example as the YAML that goes into a file of examples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from advisor.quality.proposals import Proposal

WIDTH = 114  # an example stands six columns in


def example_yaml(proposal: Proposal, reviewed: dt.date) -> list[str]:
    """Return the lines of an example, each part in one line where it fits; the day of the review is left out."""
    dated = {} if proposal.day == reviewed else {"as_of": proposal.day}
    parts = {"profile": profile_data(proposal), **dated, "expected": expected_data(proposal)}
    first, *others = _lines(parts, "  ")
    return [f"- {first.lstrip()}", *others]


def expected_data(proposal: Proposal) -> dict[str, Any]:
    """Return what an example expects, as its file holds it."""
    wanted = {"alternative", "verdict", "contenders"}
    return proposal.expectation.model_dump(mode="json", include=wanted, exclude_defaults=True)


def profile_data(proposal: Proposal) -> dict[str, Any]:
    """Return an example's alternatives and answers, as its file holds them."""
    data: dict[str, Any] = {"alternatives": list(proposal.names)} if proposal.names else {}
    for id_, answer in proposal.profile.answers.items():
        section, _, name = id_.partition(".")
        data.setdefault(section, {})[name] = answer if isinstance(answer, str) else list(answer)
    return data


def _lines(parts: Mapping[str, Any], indent: str) -> Iterator[str]:
    """Yield each part in a line of its own, and the parts of one that does not fit one by one."""
    for key, part in parts.items():
        flow = yaml.safe_dump({key: part}, default_flow_style=True, sort_keys=False, width=float("inf"))
        line = f"{indent}{flow.strip()[1:-1]}"
        if len(line) <= WIDTH or not isinstance(part, Mapping):
            yield line
        else:
            yield f"{indent}{key}:"
            yield from _lines(part, indent + "  ")
