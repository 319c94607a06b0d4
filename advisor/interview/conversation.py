"""The loop that joins the state of an interview with the one who asks."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from advisor.interview.cards import (
    STOP,
    Asker,
    Move,
    Reply,
    edit_card,
    offer_card,
    priority_card,
    question_card,
)
from advisor.interview.guide import Guide
from advisor.interview.state import PRIORITIES, Interview

Keep = Callable[[Interview], None]


class End(Enum):
    """How a conversation ended."""

    DONE = "done"
    QUIT = "stopped"
    INTERRUPTED = "interrupted"
    END_OF_INPUT = "end of input"


def converse(guide: Guide, interview: Interview, asker: Asker, keep: Keep) -> tuple[Interview, End]:
    """Ask step by step until nothing is left or the person stops; `keep` is given every new state."""
    try:
        while interview.step is not None:
            moved = _ask(guide, interview, asker)
            if moved is None:
                return interview, End.QUIT
            interview = moved
            keep(interview)
    except KeyboardInterrupt:
        return interview, End.INTERRUPTED
    except EOFError:
        return interview, End.END_OF_INPUT
    return interview, End.DONE


def _ask(guide: Guide, interview: Interview, asker: Asker) -> Interview | None:
    """Put one step and return where it leads; None where the person wants to stop."""
    if interview.step == PRIORITIES:
        stated = asker.priorities(priority_card(guide, interview))
        return _moved(guide, interview, asker, stated) if isinstance(stated, Move) else interview.prioritise(stated)
    ground = guide.offer(interview)
    if ground is not None:
        reply = asker.question(offer_card(guide, interview, ground))
        if reply == STOP:
            return interview.ended()
        if reply in (Move.BACK, Move.QUIT, Move.EDIT):
            return _moved(guide, interview, asker, reply)
        guide.declined.add(ground)
    reply = asker.question(question_card(guide, interview))
    return _moved(guide, interview, asker, reply) if isinstance(reply, Move) else interview.answer(reply)


def _moved(guide: Guide, interview: Interview, asker: Asker, move: Reply) -> Interview | None:
    if move is Move.QUIT:
        return None
    if move is Move.EDIT:
        return _edited(guide, interview, asker)
    return _MOVES[move](interview)  # type: ignore[index]


def _edited(guide: Guide, interview: Interview, asker: Asker) -> Interview | None:
    """Let a person choose which earlier step to put again; leaving the list changes nothing."""
    if not interview.trail:
        return interview
    chosen = asker.question(edit_card(guide, interview))
    if chosen is Move.QUIT:
        return None
    return interview.at(str(chosen)) if chosen in interview.trail else interview


_MOVES = {Move.BACK: Interview.back, Move.SKIP: Interview.skip, Move.KEEP: Interview.next}
