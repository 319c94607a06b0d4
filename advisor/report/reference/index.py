"""The index of the documentation: each page by its heading, with its first sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

INDEX = "README.md"
GROUPS = {
    "": "Reading",
    "reference": "Reference",
    "reference/checks": "What is checked",
    "reference/questions": "Questions",
    "reference/rules": "Rules",
    "reference/components": "Components",
    "reference/sources": "Sources",
}
_HEAD = "# Documentation\n\nThe pages under `reference/` are made from the rule base and the commands.\n"
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(r".*?[.:!?](?=\s|$)", re.DOTALL)


def index(pages: Mapping[str, str]) -> str:
    """Return the index of pages, given their texts by path inside the folder, in the order given."""
    groups: dict[str, list[str]] = {}
    for path, text in pages.items():
        if path != INDEX:
            groups.setdefault(path.rpartition("/")[0], []).append(_entry(path, text))
    order = [*GROUPS, *(folder for folder in groups if folder not in GROUPS)]
    return _HEAD + "".join(_group(folder, groups[folder]) for folder in order if folder in groups)


def _group(folder: str, entries: list[str]) -> str:
    return f"\n## {GROUPS.get(folder, folder)}\n\n" + "\n".join(entries) + "\n"


def _entry(path: str, text: str) -> str:
    heading = next((line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")), path)
    first = "" if path.count("/") > 1 else next(_paragraphs(text), "")
    sentence = _SENTENCE.match(_LINK.sub(r"\1", first))
    return f"- [{heading}]({path})" + (f": {sentence[0]}" if sentence else "")


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs that are plain sentences, each on one line."""
    for block in text.split("\n\n"):
        if block and not block.startswith(("#", "|", "-", "`", "<", "[", ">")):
            yield " ".join(block.split())
