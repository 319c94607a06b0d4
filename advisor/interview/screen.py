"""Asking on a terminal with arrow keys: draws menus and hands them the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TextIO, TypeVar

from prompt_toolkit import Application, print_formatted_text
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, Layout, Window
from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style

from advisor.interview.cards import Card, Move, PriorityCard, PriorityReply, Reply
from advisor.interview.layout import CURSOR, Line, levels_lines, menu_lines, why_lines
from advisor.interview.menu import Done, Levels, Menu

V = TypeVar("V")
R = TypeVar("R")
NAMED = {
    "up": "up",
    "down": "down",
    "left": "left",
    "right": "right",
    "home": "home",
    "end": "end",
    "pageup": "pageup",
    "pagedown": "pagedown",
    "c-m": "enter",
    "c-j": "enter",
    "c-h": "backspace",
    "c-i": "tab",
    "escape": "escape",
    "c-x": "quit",
    "c-e": "edit",
}
ESCAPE_WAIT = 0.1
STYLE = Style.from_dict(
    {
        "heading": "ansicyan",
        "prompt": "bold",
        "cursor": "bold ansigreen",
        "none": "italic",
        "help": "",
        "note": "ansiyellow",
        "typed": "ansiyellow",
        "keys": "",
        "standing": "italic",
        "told": "",
    }
)


class ScreenAsker:
    """Asks with menus that give way to one line each when they are answered."""

    def __init__(self, source: Input, output: Output, *, colour: bool = True) -> None:
        self.source = source
        self.output = output
        self.depth = None if colour else ColorDepth.DEPTH_1_BIT
        self.section = ""

    @classmethod
    def on(cls, stdin: TextIO, stderr: TextIO, *, colour: bool = True) -> ScreenAsker:
        """Ask on a terminal, leaving standard output alone."""
        output = create_output(stderr)
        if isinstance(output, Vt100_Output):
            output.enable_cpr = False  # not every terminal answers where its cursor is; nothing here needs to know
        return cls(create_input(stdin), output, colour=colour)

    def question(self, card: Card) -> Reply:
        """Put a question."""
        reply = _Run(self, Menu.of(card), Menu.press, menu_lines, card.why).reply()
        if reply in (Move.BACK, Move.QUIT, Move.EDIT):
            return reply
        if card.section != self.section:
            self.say(("heading", card.section))
            self.section = card.section
        answer = None if reply is Move.SKIP else card.answer if isinstance(reply, Move) else reply
        self.say(("told", f"  {card.prompt} "), ("prompt", card.told(answer)))
        return reply

    def priorities(self, card: PriorityCard) -> PriorityReply:
        """Put the criteria."""
        reply = _Run(self, Levels.of(card), Levels.press, levels_lines, card.why).reply()
        if not isinstance(reply, Move):
            changed = [f"{c.label}: {reply[c.id]}" for c in card.choices if reply[c.id] != card.level(c.id)]
            self.say(("told", "  Priorities: "), ("prompt", ", ".join(changed) or "as they were"))
        return reply

    def say(self, *fragments: tuple[str, str]) -> None:
        """Print one line that stays, of styles and texts."""
        styled = FormattedText([(f"class:{style}", text) for style, text in fragments])
        print_formatted_text(styled, output=self.output, style=STYLE, color_depth=self.depth)


class _Run(Generic[V, R]):
    """One menu from its first drawing to the reply."""

    def __init__(
        self,
        asker: ScreenAsker,
        view: V,
        press: Callable[[V, str], V | Done[R]],
        lay_out: Callable[[V, int, int], list[Line]],
        why: Sequence[str],
    ) -> None:
        self.asker = asker
        self.view = view
        self.press = press
        self.lay_out = lay_out
        self.why = why
        self.application: Application[R] = Application(
            layout=Layout(Window(FormattedTextControl(self._draw, focusable=True), wrap_lines=True)),
            key_bindings=self._keys(),
            style=STYLE,
            color_depth=asker.depth,
            input=asker.source,
            output=asker.output,
            erase_when_done=True,
        )
        self.application.ttimeoutlen = ESCAPE_WAIT

    def reply(self) -> R:
        return self.application.run()

    def _size(self) -> tuple[int, int]:
        size = self.asker.output.get_size()
        return size.columns, max(size.rows - 1, 1)

    def _draw(self) -> FormattedText:
        fragments: list[tuple[str, str]] = []
        for n, (style, text) in enumerate(self.lay_out(self.view, *self._size())):
            if style == CURSOR:
                fragments.append(("[SetCursorPosition]", ""))
            fragments.append((f"class:{style}", f"{chr(10) if n else ''}{text}"))
        return FormattedText(fragments)

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        for key, name in NAMED.items():
            keys.add(key, eager=True)(partial(self._named, name))
        keys.add(Keys.Any)(self._typed)
        keys.add("?")(self._explain)
        keys.add("c-c")(self._interrupt)
        keys.add("<sigint>")(self._interrupt)
        keys.add("c-d")(self._end)
        return keys

    def _named(self, name: str, _event: KeyPressEvent) -> None:
        self._press(name)

    def _typed(self, event: KeyPressEvent) -> None:
        self._press(event.data)

    def _press(self, key: str) -> None:
        after = self.press(self.view, key)
        if isinstance(after, Done):
            self.application.exit(result=after.reply)
        else:
            self.view = after

    def _explain(self, _event: KeyPressEvent) -> None:
        run_in_terminal(self._tell_why)

    def _tell_why(self) -> None:
        for line in why_lines(self.why, self._size()[0]):
            self.asker.say(line)

    def _interrupt(self, _event: KeyPressEvent) -> None:
        self.application.exit(exception=KeyboardInterrupt())

    def _end(self, _event: KeyPressEvent) -> None:
        self.application.exit(exception=EOFError())
