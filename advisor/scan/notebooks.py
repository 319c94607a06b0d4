"""Notebooks: the code of their cells, each line at its line of the file; magics and shell lines are no Python."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from advisor.errors import Place
from advisor.model.scanned import Trace
from advisor.scan.python import read_python, tree_of
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
    lines, python, at, broken = Lines(source.text), [], [], 0
    is_ascii = source.text.isascii()
    for cell in cells[:MAX_CELLS]:
        code = _code(cell)
        quote = '"' if code and isinstance(cell["source"], list) else ""
        places = [lines.of(quote + json.dumps(line, ensure_ascii=is_ascii)[1:-1]) for line in code]
        for line, number in zip(code, places, strict=True):
            shell = _SHELL.match(line)
            yield from installed(source, shell[1], number) if shell else ()
        plain = [_MAGIC.sub("", line) for line in code]
        wrong = _wrong_line(plain)
        broken = broken or (places[min(wrong, len(places)) - 1] if wrong else 0)
        python += plain if not wrong else []
        at += places if not wrong else []
    for trace in read_python(Text(source.name, source.area, "\n".join(python))):
        yield replace(trace, place=Place(source.name, at[trace.place.line - 1], trace.place.column))
    if broken:
        raise UnreadableError("a cell is not Python that can be parsed", broken)


def _wrong_line(code: list[str]) -> int:
    """Return the line of a cell at which it is no Python; 0 where it is."""
    try:
        tree_of("\n".join(code))
    except UnreadableError as error:
        return error.line
    return 0


def _code(cell: Any) -> list[str]:
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return []
    source = cell.get("source", "")
    text = "".join(part for part in source if isinstance(part, str)) if isinstance(source, list) else str(source)
    return [] if text.startswith("%%") and not text.startswith(("%%time", "%%capture")) else text.splitlines()
