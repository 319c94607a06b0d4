"""Notebooks: the code of their cells, each line at its line of the file; magics and shell lines are no Python."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from advisor.errors import Place
from advisor.model.scanned import Trace
from advisor.scan.python import read_python
from advisor.scan.requirements import installed
from advisor.scan.texts import Lines, Text, UnreadableError

MAX_CELLS = 20_000
_MAGIC = re.compile(r"^\s*[%!?].*|^.*\?\s*$")
_SHELL = re.compile(r"^\s*[!%]+\s*(.*)")


def read_notebook(source: Text) -> Iterator[Trace]:
    """Yield what the code cells import, use and install. Raises UnreadableError, a cell that is no Python included."""
    try:
        data = json.loads(source.text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not a notebook: {getattr(error, 'msg', 'it cannot be parsed')}") from None
    cells = data.get("cells") if isinstance(data, dict) else None
    if not isinstance(cells, list):
        raise UnreadableError("not a notebook: it has no list of cells")
    lines, broken = Lines(source.text), 0
    for cell in cells[:MAX_CELLS]:
        code = _code(cell)
        if not code:
            continue
        at = [lines.of(json.dumps(line)[1:-1], json.dumps(line, ensure_ascii=False)[1:-1]) for line in code]
        try:
            yield from _cell(source, code, at)
        except UnreadableError as error:
            broken = broken or at[min(error.line, len(at)) - 1]
    if broken:
        raise UnreadableError("a cell is not Python that can be parsed", broken)


def _code(cell: Any) -> list[str]:
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return []
    source = cell.get("source", "")
    text = "".join(part for part in source if isinstance(part, str)) if isinstance(source, list) else str(source)
    return [] if text.startswith("%%") and not text.startswith(("%%time", "%%capture")) else text.splitlines()


def _cell(source: Text, code: list[str], at: list[int]) -> Iterator[Trace]:
    for line, number in zip(code, at, strict=True):
        shell = _SHELL.match(line)
        if shell:
            yield from installed(source, shell[1], number)
    python = "\n".join("" if n == 0 and line.startswith("%%") else _MAGIC.sub("", line) for n, line in enumerate(code))
    for trace in read_python(Text(source.name, source.area, python)):
        yield replace(trace, place=Place(source.name, at[trace.place.line - 1], trace.place.column))
