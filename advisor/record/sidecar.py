"""`advisor.record/1`: what a record rests on, as JSON beside it, so that it can be checked and made again."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advisor import __version__
from advisor.errors import InputError, Place
from advisor.loading.writing import profile_yaml
from advisor.loading.yamltext import parse
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase
from advisor.record.parts import digests_of
from advisor.report.json_v1 import shape
from advisor.report.origins import own_digest

FORMAT = "advisor.record/1"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7e]")


def to_sidecar(profile: Profile, recommendation: Recommendation, record: str) -> str:
    """Render the sidecar of a record, ending in a newline. `record` is the record's text."""
    data = {
        "format": FORMAT,
        "tool_version": __version__,
        "as_of": recommendation.as_of.isoformat(),
        "base_digest": own_digest(recommendation.base),
        "overlays": [
            {"id": layer.id, "version": layer.version, "digest": layer.digest} for layer in recommendation.base.layers
        ],
        "profile": profile_data(recommendation.base, profile),
        "recommendation": shape(profile, recommendation),
        "parts": digests_of(record),
    }
    return _harmless(json.dumps(data, indent=2, ensure_ascii=False)) + "\n"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a sidecar says of its record: the digest of each generated part, the profile's name, the option chosen."""

    parts: Mapping[str, str]
    name: str
    chosen: str | None


def from_sidecar(text: str, file: str) -> Kept:
    """Read a sidecar; raise InputError where the text is none. `file` is the name used in the message."""
    try:
        data = json.loads(text)
        told = data["recommendation"]
        titles = {alternative["id"]: str(alternative["title"]) for alternative in told["alternatives"]}
        parts = {str(part): str(digest) for part, digest in data["parts"].items()}
        if data["format"] != FORMAT:
            raise ValueError
        return Kept(parts, str(told["profile"]["name"]), titles.get(told["recommendation"]["alternative"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        hint = "bring back the file that was written with the record, or write a new record"
        raise InputError(f"this is not {FORMAT}", Place(file), hint) from None


def profile_data(base: RuleBase, profile: Profile) -> Any:
    """Return a profile as the plain data that a profile file holds: read again it is the same profile."""
    return parse(profile_yaml(base, profile), "the profile").data


def _harmless(text: str) -> str:
    """Write characters that cannot be seen as JSON escapes, so that the file can be shown in a terminal."""
    return _BEYOND_ASCII.sub(lambda match: _escaped(match.group()), text)


def _escaped(character: str) -> str:
    hidden = unicodedata.category(character)[0] == "C" or unicodedata.category(character) in ("Zl", "Zp")
    return json.dumps(character)[1:-1] if hidden else character
