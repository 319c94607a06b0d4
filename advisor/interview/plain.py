"""Asking in plain numbered lines: for dumb terminals, screen readers and whoever prefers it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TextIO, TypeVar

from advisor.interview.cards import NONE, Card, Choice, Move, PriorityCard, PriorityReply, Reply
from advisor.model.profile import Answer
from advisor.model.settings import Priority

T = TypeVar("T")
KEYS = (
    "Type a number and press Enter. Other answers: s or nothing if you don't know, b to go back, "
    "e to change an earlier answer, ? for why it is asked, q to save and quit."
)
_COMMANDS = {"b": Move.BACK, "s": Move.SKIP, "q": Move.QUIT, "e": Move.EDIT}


class PlainAsker:
    """Asks in lines, never moving the cursor."""

    def __init__(self, lines: TextIO, out: TextIO) -> None:
        self.lines = lines
        self.out = out
        self.told_keys = False

    def question(self, card: Card) -> Reply:
        """Put a question, again until the reply can be understood."""
        agreement = f"; {card.agreement}" if card.agreement else ""
        standing = [f"As it stands: {', '.join(card.standing)}{agreement}."] if card.standing else []
        self._introduce(f"{card.section}, {card.progress}", card.prompt, standing)
        self._say(_listed(card))
        if card.settled:
            self._say([f"So far: {card.told(card.answer)}. Enter keeps it."])
        label = "Numbers, with commas: " if card.many else "Number: "
        return self._until_understood(label, card, lambda line: read_answer(card, line))

    def priorities(self, card: PriorityCard) -> PriorityReply:
        """Put the criteria; every line changes some, an empty one ends."""
        levels = ", ".join(card.levels)
        self._introduce("Priorities", card.prompt)
        self._say(f"{n}. {c.label}: {card.level(c.id)}. {c.help}" for n, c in enumerate(card.choices, 1))
        self._say([f"To change some type number=level, for example 1=high, 3=low. Levels: {levels}. Enter goes on."])
        stated = dict(card.stated)
        while True:
            reply = self._until_understood("Changes: ", card, lambda line: read_priorities(card, line))
            if isinstance(reply, Move):
                return stated if reply is Move.SKIP else reply
            stated |= reply
            self._say(f"{c.label}: {reply[c.id]}" for c in card.choices if c.id in reply)

    def _introduce(self, heading: str, prompt: str, before: Sequence[str] = ()) -> None:
        if not self.told_keys:
            self._say([KEYS])
            self.told_keys = True
        self._say(["", *before, heading, prompt])

    def _until_understood(self, label: str, card: Card | PriorityCard, read: Callable[[str], T | Move]) -> T | Move:
        while True:
            self.out.write(label)
            self.out.flush()
            line = self.lines.readline()
            if not line:
                raise EOFError
            if line.strip() == "?":
                self._say(card.why)
                continue
            try:
                reply = read(line.strip())
            except ValueError as problem:
                self._say([str(problem)])
                continue
            if reply is not Move.BACK or not card.first:
                return reply
            self._say(["This is the first; there is nothing to go back to."])

    def _say(self, lines: Iterable[str]) -> None:
        self.out.writelines(f"{line}\n" for line in lines)


def _listed(card: Card) -> list[str]:
    numbers = {choice.id: 0 if choice.id == NONE else n for n, choice in enumerate(card.choices, 1)}
    return [f"{numbers[c.id]}. {c.label}{': ' if c.help else ''}{c.help}" for c in card.choices]


def read_answer(card: Card, line: str) -> Answer | Move:
    """Understand a line typed in reply to a question. Raises ValueError saying what would be understood."""
    if not line:
        return Move.KEEP if card.settled else Move.SKIP
    if line.lower() in _COMMANDS:
        return _COMMANDS[line.lower()]
    if not card.many:
        return _choice(card, line).id
    words = [word.strip() for word in line.split(",")]
    chosen = frozenset(_choice(card, word).id for word in words if word)
    if not chosen or (NONE in chosen and len(chosen) > 1):
        raise ValueError("0 stands for none of these; it goes with no other number.")
    return card.answer_of(chosen)


def _choice(card: Card, word: str) -> Choice:
    """Find the choice that a number, an id or the beginning of an id names."""
    numbered = {str(0 if c.id == NONE else n): c for n, c in enumerate(card.choices, 1)}
    named = {c.id: c for c in card.choices}
    begun = [c for c in card.choices if c.id.startswith(word.lower())]
    found = numbered.get(word) or named.get(word.lower()) or (begun[0] if len(begun) == 1 else None)
    if found is None:
        low, high = ("0", len(card.choices) - 1) if card.many else ("1", len(card.choices))
        commas = ", several with commas" if card.many else ""
        raise ValueError(f"{word!r} is not understood: type a number from {low} to {high}{commas}, or s, b, e, ? or q.")
    return found


def read_priorities(card: PriorityCard, line: str) -> dict[str, Priority] | Move:
    """Understand a line that changes priorities. Raises ValueError saying what would be understood."""
    if not line:
        return Move.SKIP
    if line.lower() in _COMMANDS:
        return _COMMANDS[line.lower()]
    return dict(_change(card, part.strip()) for part in line.split(",") if part.strip())


def _change(card: PriorityCard, part: str) -> tuple[str, Priority]:
    number, _, word = (piece.strip().lower() for piece in part.partition("="))
    criteria = {str(n): choice.id for n, choice in enumerate(card.choices, 1)}
    levels = [level for level in card.levels if word and level.startswith(word)]
    if number not in criteria or len(levels) != 1:
        known = f"a number from 1 to {len(criteria)}, =, and one of {', '.join(card.levels)}"
        raise ValueError(f"{part!r} is not understood: type {known}.")
    return criteria[number], levels[0]
