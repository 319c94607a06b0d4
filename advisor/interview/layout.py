"""Menus as styled lines that fit a screen of any width and height."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from advisor.interview.cards import BULLET, NONE, Card, Choice
from advisor.interview.menu import DIGITS, Levels, Menu, numbering

Line = tuple[str, str]  # a style and a text
Block = list[Line]
SPACE = ("", "")
CURSOR = "cursor"
ROOMY = 16
NARROW = 60
_MENU_KEYS = (
    "up/down move",
    "enter goes on",
    "esc back",
    "tab don't know",
    "? why",
    "ctrl-x saves and quits",
)
_EDIT_KEY = "ctrl-e changes an earlier answer"
_LEVEL_KEYS = ("up/down move", "left/right or 1-5 change", "enter goes on", "? why", "ctrl-x saves and quits")


def menu_lines(menu: Menu, width: int, height: int) -> list[Line]:
    """Lay out a question."""
    card = menu.card
    head = [
        *_standing(card, width, height),
        *_wrapped("heading", f"{card.section}, {card.progress}", width),
        *_wrapped("prompt", card.prompt, width),
    ]
    if menu.typed:
        head += _wrapped("typed", f"Only with: {menu.typed}", width)
    rows = [_row(menu, choice, width) for choice in menu.visible] or [[("note", "  Nothing matches.")]]
    keys = ("space ticks", *_MENU_KEYS) if card.many else _MENU_KEYS
    hint = (
        *keys,
        *(("letters filter",) if len(card.choices) > DIGITS else ()),
        *((_EDIT_KEY,) if height >= ROOMY and not card.edits else ()),
    )
    return _fitted(head, rows, menu.cursor, _foot(menu.note, menu.current, card.choices, hint, width), height)


def levels_lines(levels: Levels, width: int, height: int) -> list[Line]:
    """Lay out the priorities."""
    card = levels.card
    head = [*_wrapped("heading", "Priorities", width), *_wrapped("prompt", card.prompt, width)]
    rows = [_level_row(levels, choice, width) for choice in card.choices]
    return _fitted(
        head, rows, levels.cursor, _foot(levels.note, levels.current, card.choices, _LEVEL_KEYS, width), height
    )


def why_lines(why: Sequence[str], width: int) -> list[Line]:
    """Lay out why something is asked."""
    told: list[Line] = []
    for line in why:
        told += _wrapped("help", line.removeprefix(BULLET), width, "  - " if line.startswith(BULLET) else "  ")
    return [*told, SPACE]


def _standing(card: Card, width: int, height: int) -> Block:
    """Lay out how the alternatives stand: one line where the screen is small."""
    if not card.standing:
        return []
    if width < NARROW or height < ROOMY:
        return [("standing", textwrap.shorten(", ".join(card.standing), max(width - 1, 8), placeholder=" ..."))]
    agreement = f"; {card.agreement}" if card.agreement else ""
    return [*_wrapped("standing", f"As it stands: {', '.join(card.standing)}{agreement}.", width), SPACE]


def _row(menu: Menu, choice: Choice, width: int) -> Block:
    here = choice == menu.current
    box = ("[x] " if choice.id in menu.ticked else "[ ] ") if menu.card.many else ""
    before = "* " if not menu.card.many and choice.id in menu.card.chosen else "  " if not menu.card.many else ""
    number = "" if menu.typed else numbering(menu.card, choice)
    style = CURSOR if here else "none" if choice.id == NONE else "choice"
    return _wrapped(style, choice.label, width, f"{'>' if here else ' '} {number:1} {before}{box}")


def _level_row(levels: Levels, choice: Choice, width: int) -> Block:
    here = choice == levels.current
    widest = max(len(c.label) for c in levels.card.choices)
    level = levels.stated[choice.id]
    label = f"{choice.label:{widest}}  " if widest + 14 <= width else f"{choice.label}: "
    return _wrapped(CURSOR if here else "choice", f"{label}{level}", width, "> " if here else "  ")


def _foot(note: str, current: Choice | None, choices: Sequence[Choice], keys: Sequence[str], width: int) -> Block:
    """Lay out the help, as high as the longest of all choices so that nothing jumps, a note, and the keys."""
    told = _help(current, width) if current else []
    reserved = max(len(_help(choice, width)) for choice in choices)
    notes = _wrapped("note", note, width) if note else []
    return [*told, *[SPACE] * (reserved - len(told)), *notes, *_wrapped("keys", ", ".join(keys), width)]


def _help(choice: Choice, width: int) -> Block:
    return _wrapped("help", choice.help, width, "  ") if choice.help else []


def _wrapped(style: str, text: str, width: int, lead: str = "") -> Block:
    """Break a text into lines; the first begins with `lead`, the others are indented as far."""
    room = max(width - len(lead) - 1, 8)
    parts = textwrap.wrap(text, room, break_on_hyphens=False) or [""]
    return [(style, (lead if n == 0 else " " * len(lead)) + part) for n, part in enumerate(parts)]


def _fitted(head: Block, rows: list[Block], cursor: int, foot: Block, height: int) -> list[Line]:
    """Put the parts on a screen; where it is small the foot gives way first, then the head."""
    if height >= ROOMY:
        head, foot = [*head, SPACE], [SPACE, *foot]
    needed = len(rows[cursor])
    head = head[: max(height - needed, 0)]
    foot = foot[: max(height - needed - len(head) - 2, 0)]
    return [*head, *_window(rows, cursor, height - len(head) - len(foot)), *foot][: max(height, 1)]


def _window(rows: list[Block], cursor: int, room: int) -> list[Line]:
    """Return as many rows around the cursor as there is room for, telling how many stand above and below."""
    if sum(map(len, rows)) <= room:
        return [line for row in rows for line in row]
    first = last = cursor
    used = len(rows[cursor]) + 2
    for n in sorted(range(len(rows)), key=lambda n: (abs(n - cursor), n))[1:]:
        if n in (first - 1, last + 1) and used + len(rows[n]) <= room:
            used += len(rows[n])
            first, last = min(first, n), max(last, n)
    inside = [line for row in rows[first : last + 1] for line in row]
    above = ("keys", f"    ... {first} above" if first else "")
    below = ("keys", f"    ... {len(rows) - 1 - last} below" if last + 1 < len(rows) else "")
    return [above, *inside, below] if room > len(rows[cursor]) + 1 else inside
