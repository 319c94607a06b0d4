"""A record made again: its generated parts new, what people wrote around them as it was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.errors import Fault, InputError, Place
from advisor.record.entries import front_matter_end, heading, visible_lines
from advisor.record.parts import PART, digest_of

OPTION = "option-"
BETWEEN = "\n\n"
SECTION = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A generated part: its text with and without the marker lines, its line, and what people wrote after it."""

    name: str
    whole: str
    body: str
    line: int
    after: str


def merged(record: str, fresh: str, digests: Mapping[str, str], file: str) -> str:
    """Return a record with the generated parts of a fresh one; everything outside of them stays.

    `digests` are those of the parts as they were generated last. A part that has lost its markers belongs to people
    and stays as it is. Raises InputError where a part was edited by hand: it would be lost.
    """
    head, pieces = split(record)
    newest = {piece.name: piece for piece in split(fresh)[1]}
    faults = tuple(_faults(pieces, newest, digests, file))
    if faults:
        raise InputError.of(faults)
    options = [n for n, piece in enumerate(pieces) if piece.name.startswith(OPTION)]
    if options and options == list(range(options[0], options[-1] + 1)):
        run = _arranged(pieces[options[0] : options[-1] + 1], newest, digests)
        pieces = (*pieces[: options[0]], *run, *pieces[options[-1] + 1 :])
    return head + "".join(_renewed(piece, newest) + piece.after for piece in pieces)


def taken_over(record: str, fresh: str) -> tuple[str, ...]:
    """Return the parts of a fresh record that a merged one does not have: people have taken them over."""
    return tuple(piece.name for piece in split(fresh)[1] if piece.name not in {p.name for p in split(record)[1]})


def split(record: str) -> tuple[str, tuple[Piece, ...]]:
    """Return what stands before the first generated part, and the parts."""
    found = list(PART.finditer(record))
    ends = [*(match.start() for match in found[1:]), len(record)]
    lines = [record.count("\n", 0, match.start()) + 1 for match in found]
    pieces = (
        Piece(match[1], match[0], match[2].strip(), line, record[match.end() : end])
        for match, line, end in zip(found, lines, ends, strict=True)
    )
    return record[: found[0].start()] if found else record, tuple(pieces)


def _faults(
    pieces: Sequence[Piece], newest: Mapping[str, Piece], digests: Mapping[str, str], file: str
) -> Iterator[Fault]:
    count = Counter(piece.name for piece in pieces)
    for piece in pieces:
        if count[piece.name] > 1:
            yield Fault(f'the generated part "{piece.name}" stands here twice', Place(file, piece.line), "keep one")
        elif piece.body and piece.name in {*newest, *digests} and not _is_generated(piece, newest, digests):
            hint = (
                "move your words behind its end marker and empty the part; or delete both markers to keep it as it is"
            )
            yield Fault(f'the generated part "{piece.name}" was edited by hand', Place(file, piece.line), hint)


def _is_generated(piece: Piece, newest: Mapping[str, Piece], digests: Mapping[str, str]) -> bool:
    fresh = newest.get(piece.name)
    return digest_of(piece.body) == digests.get(piece.name) or (fresh is not None and fresh.body == piece.body)


def _renewed(piece: Piece, newest: Mapping[str, Piece]) -> str:
    return newest[piece.name].whole if piece.name in newest else piece.whole


def _arranged(run: Sequence[Piece], newest: Mapping[str, Piece], digests: Mapping[str, str]) -> tuple[Piece, ...]:
    """Return the options in their new order, each with the words about it; one that is gone leaves its words."""
    words, rest = _up_to_heading(run[-1].after)
    held = {piece.name: piece for piece in (*run[:-1], replace(run[-1], after=words))}
    wanted = [
        piece for name, piece in newest.items() if name.startswith(OPTION) and (name in held or name not in digests)
    ]
    kept = [replace(piece, after=held[piece.name].after if piece.name in held else BETWEEN) for piece in wanted]
    gone = [_without_part(piece) for name, piece in held.items() if name not in newest and piece.after.strip()]
    *others, last = [*kept, *gone] or [replace(run[-1], whole="", after="")]
    return (*others, replace(last, after=last.after + rest))


def _without_part(piece: Piece) -> Piece:
    """Return the heading of an option alone, for the words that stand under it."""
    return replace(piece, name="", whole=piece.body.split("\n", 1)[0])


def _up_to_heading(text: str) -> tuple[str, str]:
    """Split what stands after an option where the section of the options ends."""
    lines = text.split("\n")
    ends = (n for n, line in visible_lines(lines) if (told := heading(line)) and told[0] <= SECTION)
    end = next(ends, len(lines))
    return "\n".join(lines[:end]) + ("\n" if 0 < end < len(lines) else ""), "\n".join(lines[end:])


def retitled(record: str, old: str | None, new: str) -> str:
    """Return a record under another heading, where its heading is the old one; None stands for any."""
    lines = record.split("\n")
    for n, line in visible_lines(lines, front_matter_end(lines)):
        if line.startswith("# "):
            lines[n] = f"# {new}" if old is None or line == f"# {old}" else lines[n]
            break
    return "\n".join(lines)


def redated(record: str, date: str) -> str:
    """Return a record with another date in its front matter, where it has one."""
    return re.sub(r"\A(---\n(?:(?!---\n).*\n)*?date:)[^\n]*", rf"\g<1> {date}", record, count=1)
