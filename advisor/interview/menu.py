"""What keys do to a question on the screen: pure values, pressed from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from advisor.interview.cards import NONE, Card, Choice, Move, PriorityCard, PriorityReply, Reply
from advisor.model.settings import Priority

R = TypeVar("R")
PAGE = 10
DIGITS = 9
STEPS = {"up": -1, "down": 1}
LEAPS = {"pageup": -PAGE, "pagedown": PAGE, "home": -10_000, "end": 10_000}
FIRST = "This is the first; there is nothing to go back to."


@dataclass(frozen=True)
class Done(Generic[R]):
    """What a key press ends a menu with."""

    reply: R


@dataclass(frozen=True)
class Menu:
    """A question on the screen: the row under the cursor, what is ticked, what was typed to filter."""

    card: Card
    cursor: int = 0
    ticked: frozenset[str] = frozenset()
    typed: str = ""
    note: str = ""

    @classmethod
    def of(cls, card: Card) -> Menu:
        """Start with the answer that was given before, or with nothing ticked."""
        at = [n for n, choice in enumerate(card.choices) if choice.id in card.chosen]
        return cls(card, at[0] if at else 0, card.chosen)

    @property
    def visible(self) -> tuple[Choice, ...]:
        """The choices that hold what was typed."""
        sought = self.typed.strip().lower()
        return tuple(c for c in self.card.choices if sought in f"{c.label}\n{c.id}".lower())

    @property
    def current(self) -> Choice | None:
        """The choice under the cursor; None where nothing matches."""
        return self.visible[self.cursor] if self.visible else None

    def press(self, key: str) -> Menu | Done[Reply]:
        """Return what a key leads to: a printable character, or the name of a key."""
        calm = replace(self, note="")
        if key in STEPS or key in LEAPS:
            return replace(calm, cursor=moved(self.cursor, key, len(self.visible)))
        action = _ACTIONS.get(key)
        if action is not None:
            return action(calm)
        if key == " " and self.card.many:
            return _tick(calm, self.current)
        if key.isdecimal() and not self.typed:
            return _number(calm, int(key))
        return _type(calm, self.typed + key) if key.isprintable() and len(key) == 1 else calm


def _enter(menu: Menu) -> Menu | Done[Reply]:
    if menu.current is None:
        return replace(menu, note="Nothing matches what you typed; backspace takes it back.")
    if not menu.card.many:
        return Done(menu.current.id)
    if menu.ticked or menu.current.id == NONE:
        return Done(menu.card.answer_of(menu.ticked))
    return replace(menu, note="Nothing is ticked: space ticks, tab is for what you don't know.")


def _tick(menu: Menu, choice: Choice | None) -> Menu:
    if choice is None:
        return menu
    others = frozenset() if choice.id == NONE else menu.ticked - {NONE}
    ticked = menu.ticked - {choice.id} if choice.id in menu.ticked else others | {choice.id}
    return replace(menu, ticked=ticked, typed="", cursor=menu.card.choices.index(choice))


def _number(menu: Menu, number: int) -> Menu | Done[Reply]:
    numbered = {numbering(menu.card, choice): choice for choice in menu.card.choices}
    choice = numbered.get(str(number))
    if choice is None:
        return menu
    return _tick(menu, choice) if menu.card.many else Done(choice.id)


def _type(menu: Menu, text: str) -> Menu:
    return replace(menu, typed=text, cursor=0)


def _erase(menu: Menu) -> Menu:
    return _type(menu, menu.typed[:-1]) if menu.typed else menu


def _leave(menu: Menu) -> Menu | Done[Reply]:
    if menu.typed:
        return _type(menu, "")
    return replace(menu, note=FIRST) if menu.card.first else Done(Move.BACK)


def _forward(menu: Menu) -> Menu | Done[Reply]:
    return Done(Move.KEEP) if menu.card.settled else replace(menu, note="Not answered yet: tab skips it.")


_ACTIONS: dict[str, Callable[[Menu], Menu | Done[Reply]]] = {
    "enter": _enter,
    "backspace": _erase,
    "escape": _leave,
    "left": _leave,
    "right": _forward,
    "tab": lambda _: Done(Move.SKIP),
    "quit": lambda _: Done(Move.QUIT),
    "edit": lambda _: Done(Move.EDIT),
}


@dataclass(frozen=True)
class Levels:
    """The priorities on the screen: the row under the cursor, and the levels as they stand."""

    card: PriorityCard
    cursor: int = 0
    stated: dict[str, Priority] = field(default_factory=dict)
    note: str = ""

    @classmethod
    def of(cls, card: PriorityCard) -> Levels:
        """Start with the levels as they were stated."""
        return cls(card, stated={choice.id: card.level(choice.id) for choice in card.choices})

    @property
    def current(self) -> Choice:
        """The criterion under the cursor."""
        return self.card.choices[self.cursor]

    def press(self, key: str) -> Levels | Done[PriorityReply]:
        """Return what a key leads to."""
        calm = replace(self, note="")
        at = self.card.levels.index(self.stated[self.current.id])
        if key in STEPS or key in LEAPS:
            return replace(calm, cursor=moved(self.cursor, key, len(self.card.choices)))
        if key in ("left", "right"):
            return _weigh(calm, at + (1 if key == "right" else -1))
        if key.isdecimal():
            return _weigh(calm, int(key) - 1)
        return _command(calm, key)


def _weigh(levels: Levels, at: int) -> Levels:
    if not 0 <= at < len(levels.card.levels):
        return levels
    return replace(levels, stated={**levels.stated, levels.current.id: levels.card.levels[at]})


def _command(levels: Levels, key: str) -> Levels | Done[PriorityReply]:
    match key:
        case "enter" | "tab":
            return Done(levels.stated)
        case "quit":
            return Done(Move.QUIT)
        case "escape":
            return replace(levels, note=FIRST) if levels.card.first else Done(Move.BACK)
        case _:
            return levels


def moved(cursor: int, key: str, rows: int) -> int:
    """Move a cursor: single steps go round, leaps stop at the ends."""
    if not rows:
        return 0
    if key in STEPS:
        return (cursor + STEPS[key]) % rows
    return min(max(cursor + LEAPS[key], 0), rows - 1)


def numbering(card: Card, choice: Choice) -> str:
    """Return the digit that chooses a choice; 0 for none of these, nothing beyond the ninth."""
    if choice.id == NONE:
        return "0"
    number = card.choices.index(choice) + 1
    return str(number) if number <= DIGITS else ""
