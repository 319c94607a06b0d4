"""A proposed example as the YAML that goes into a file of examples."""

from __future__ import annotations

import datetime as dt
from typing import Any

import yaml

from advisor.quality.proposals import Proposal

WIDTH = 114  # an example stands six columns in


def example_yaml(proposal: Proposal, reviewed: dt.date) -> list[str]:
    """Return the lines of an example: its profile in one line where it fits, no date where it is that of the review."""
    profile = profile_data(proposal)
    lines = [f"- profile: {_flow(profile)}"]
    if len(lines[0]) > WIDTH:
        lines = ["- profile:", *(f"    {_flow({key: part})[1:-1]}" for key, part in profile.items())]
    if proposal.day != reviewed:
        lines.append(f"  as_of: {proposal.day}")
    return [*lines, f"  expected: {_flow(expected_data(proposal))}"]


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


def _flow(value: dict[str, Any]) -> str:
    return str(yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=float("inf"))).strip()
