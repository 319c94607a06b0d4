"""How the reference says things: links between pages, conditions and dates in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from posixpath import dirname, relpath
from typing import Any

from advisor.model.catalogue import Pin
from advisor.model.condition import Condition
from advisor.model.rulebase import Dated, RuleBase
from advisor.report.explain import condition_text
from advisor.report.words import markdown

Homes = Mapping[tuple[str, str], str]
_QUESTION = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+")
_DROPPED = re.compile(r"[^\w\- ]")


def anchor(heading: str) -> str:
    """Return the anchor that GitHub and GitLab give a heading: small letters, punctuation dropped."""
    return _DROPPED.sub("", heading.lower()).replace(" ", "-")


def filters(page: str, homes: Homes, base: RuleBase) -> dict[str, Callable[..., Any]]:
    """Return the filters for a page's template; links begin at the page."""

    def link(id_: str, kind: str) -> str:
        home = homes.get((kind, id_))
        if home is None:
            return f"`{id_}`"
        return f"[`{id_}`]({'' if home == page else relpath(home, dirname(page))}#{anchor(id_)})"

    def links(ids: Iterable[str], kind: str) -> str:
        return ", ".join(link(id_, kind) for id_ in ids)

    def condition(when: Condition) -> str:
        return _QUESTION.sub(
            lambda found: link(found[0], "question") if found[0] in base.questions else found[0],
            condition_text(when, base),
        )

    def effect(words: Mapping[str, str]) -> str:
        kinds = {group.id: "group" for group in base.groups}
        moved = (f"{link(name, kinds.get(name, 'alternative'))} {word}" for name, word in words.items())
        return ", ".join(moved) or "none: it is shown, and scores nothing"

    return {
        "link": link,
        "links": links,
        "condition": condition,
        "effect": effect,
        "period": _period,
        "pin": _pin,
        "cell": _cell,
        "prose": _prose,
        "anchor": anchor,
    }


def _period(dated: Dated) -> str:
    return f"from {dated.since}" + (f", until {dated.until}" if dated.until else "")


def _pin(pin: Pin) -> str:
    low = f"{pin.at_least} or newer" if pin.at_least else ""
    high = f"below {pin.below}" if pin.below else ""
    return f"`{pin.package}` {', '.join(part for part in (low, high) if part)}"


def _prose(text: str, bar: str = "|") -> str:
    """Escape text for Markdown but for the code in backticks, in which a bar becomes `bar`."""
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0:
        return markdown(text)
    return "`".join(part.replace("|", bar) if n % 2 else _escaped(part) for n, part in enumerate(parts))


def _escaped(part: str) -> str:
    """Escape a part of a line; the spaces at its ends stay."""
    before, after = (" " if part[:1] == " " else ""), (" " if part[-1:] == " " and part.strip() else "")
    return f"{before}{markdown(part)}{after}"


def _cell(text: str) -> str:
    """Escape text likewise for a table, where a bar would end the cell."""
    return _prose(text, "\\|")
