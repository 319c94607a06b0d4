"""How results are said: headlines, numbers, and text from outside made harmless."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from math import floor

from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import RuleBase

VERDICTS = {
    "clear": "clear",
    "lean": "leaning",
    "toss-up": "too close to call",
    "none-eligible": "no alternative is eligible",
}
_MARKDOWN = re.compile(
    r"([\\`*_\[\]<>|~&$@]|#(?=#*$)|^[#+-]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|:(?=//)|(?<=\bwww)\.)", re.IGNORECASE
)
_COMMAND = re.compile(r"(:)(?=:)|(##)(?=\[)")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(text: str, limit: int = 300) -> str:
    """Make text from outside one printable line of bounded length.

    No control, escape or direction characters; and nothing that a CI runner takes for a command (`::error`, `##[add`),
    which may come to stand at the start of a line wherever text is wrapped.
    """
    line = "".join(
        " " if c in "\t\r\n\x0b\x0c" else "\ufffd" if unicodedata.category(c) in _INVISIBLE else c for c in text
    )
    line = _COMMAND.sub(r"\g<0> ", " ".join(line.split()))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def markdown(text: str) -> str:
    """Escape text for Markdown, tables included, so that it shows as itself."""
    return _MARKDOWN.sub(r"\\\1", clean(text, limit=2000))


def listed(names: Sequence[str], last: str = "or") -> str:
    """Join names as in a sentence: `a, b or c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def titles(base: RuleBase) -> dict[str, str]:
    """Return the title of each alternative by id."""
    return {alternative.id: alternative.title for alternative in base.alternatives}


def level(recommendation: Recommendation) -> tuple[str, ...]:
    """Return all that share the first rank, in the order of the rule base; none where nobody is eligible."""
    return tuple(s.alternative for s in recommendation.standings if s.rank == 1)


def common(base: RuleBase, contenders: Sequence[str]) -> dict[str, str]:
    """Return what all contenders share: `trains_with`, where it is the same component."""
    starts = {a.trains_with for a in base.alternatives if a.id in contenders}
    start = starts.pop() if len(starts) == 1 else None
    return {"trains_with": start} if start else {}


def started(base: RuleBase, words: str, component: str) -> str:
    """Say something about the component that alternatives have in common, in the rule base's own words."""
    return words.replace("{start}", next(c.title for c in base.components if c.id == component))


def headline(recommendation: Recommendation) -> str:
    """Say the verdict in one sentence."""
    base, near = recommendation.base, recommendation.contenders
    title = titles(base)
    match recommendation.verdict:
        case "none-eligible":
            return "No alternative is eligible: every one is excluded by a constraint."
        case "toss-up":
            return _toss_up(base, [title[c] for c in near], common(base, near))
        case verdict:
            chosen = title[recommendation.alternative or ""]
            return f"{chosen}{_lead(title, recommendation)}{_reserve(recommendation) if verdict == 'lean' else ''}."


def _toss_up(base: RuleBase, names: list[str], shared: dict[str, str]) -> str:
    if len(names) == 1:
        return f"Nothing was answered yet; {names[0]} leads only by default."
    if not shared:
        return f"Too close to call: {listed(names)}."
    return f"{started(base, base.settings.words.shared, shared['trains_with'])}: {listed(names)}."


def _lead(title: dict[str, str], recommendation: Recommendation) -> str:
    if recommendation.runner_up is None or recommendation.margin is None:
        return ", the only eligible alternative"
    return f", {recommendation.margin:.1f} points ahead of {title[recommendation.runner_up]}"


def _reserve(recommendation: Recommendation) -> str:
    if recommendation.standings[0].eligible == "open":
        return ", unless an open question excludes it"
    return ", a narrow margin"


def signed(value: float) -> str:
    """Write points with their sign, one decimal, a true minus avoided so that it reads in any terminal."""
    return f"{value:+.1f}"


def rounded_parts(parts: Sequence[float], total: float, decimals: int = 1) -> list[float]:
    """Round parts so that they add up to the rounded total (largest-remainder method, ties by position)."""
    scale = 10**decimals
    floors = [floor(part * scale) for part in parts]
    missing = round(round(total, decimals) * scale) - sum(floors)
    order = sorted(range(len(parts)), key=lambda n: (floors[n] - parts[n] * scale, n))
    for n in order[: max(0, missing)]:
        floors[n] += 1
    return [value / scale for value in floors]
