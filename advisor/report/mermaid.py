"""Routes as a Mermaid flowchart, which code hosts draw by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from advisor.report.ways import Step, Way
from advisor.report.words import clean

_UNSAFE = re.compile(r"[^\w .,()/+-]")


def flowchart(ways: Sequence[Way]) -> str:
    """Draw ways from what is trained with to each target; what two ways begin with alike is drawn once."""
    return "\n".join(("flowchart LR", *(f"    {line}" for line in dict.fromkeys(_lines(ways)))))


def mermaid(text: str) -> str:
    """Escape text for a label in quotes: all but letters, digits and plain punctuation becomes an entity."""
    return _UNSAFE.sub(lambda found: f"#{ord(found.group())};", clean(text))


def _lines(ways: Sequence[Way]) -> Iterator[str]:
    names: dict[tuple[str, ...], str] = {}
    for n, way in enumerate(ways, 1):
        target = f't{n}(["{mermaid(way.target)}"])'
        if not way.steps:
            yield f't{n}(["{mermaid(way.target)}: {way.chain}"])'
            continue
        nodes = list(_nodes(way.steps, names))
        for (start, end), step in zip(pairwise(nodes), way.steps[1:], strict=True):
            yield f"{start} -->{_handed(step)} {end}"
        yield f"{nodes[-1]} --> {target}"


def _nodes(steps: Sequence[Step], names: dict[tuple[str, ...], str]) -> Iterator[str]:
    """Yield each step as a node, named by the way to it."""
    for n, step in enumerate(steps, 1):
        path = tuple(earlier.title for earlier in steps[:n])
        name = names.setdefault(path, f"s{len(names) + 1}")
        status = "" if step.status == "active" else f" ({step.status})"
        yield f'{name}["{mermaid(step.title)}{status}"]'


def _handed(step: Step) -> str:
    return f'|"{mermaid(step.takes)}"|' if step.takes else ""
