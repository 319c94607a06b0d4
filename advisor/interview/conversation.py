"""The loop that joins the state of an interview with the one who asks."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from advisor.interview.cards import Asker, Move, priority_card, question_card
from advisor.interview.state import PRIORITIES, Interview
from advisor.model.rulebase import RuleBase

Keep = Callable[[Interview], None]


class End(Enum):
    """How a conversation ended."""

    DONE = "done"
    QUIT = "stopped"
    INTERRUPTED = "interrupted"
    END_OF_INPUT = "end of input"


def converse(base: RuleBase, interview: Interview, asker: Asker, keep: Keep) -> tuple[Interview, End]:
    """Ask step by step until nothing is left or the person stops; `keep` is given every new state."""
    try:
        while interview.step is not None:
            moved = _ask(base, interview, asker)
            if moved is None:
                return interview, End.QUIT
            interview = moved
            keep(interview)
    except KeyboardInterrupt:
        return interview, End.INTERRUPTED
    except EOFError:
        return interview, End.END_OF_INPUT
    return interview, End.DONE


def _ask(base: RuleBase, interview: Interview, asker: Asker) -> Interview | None:
    """Put one step and return where it leads; None where the person wants to stop."""
    if interview.step == PRIORITIES:
        stated = asker.priorities(priority_card(base, interview))
        return _moved(interview, stated) if isinstance(stated, Move) else interview.prioritise(stated)
    reply = asker.question(question_card(base, interview))
    return _moved(interview, reply) if isinstance(reply, Move) else interview.answer(reply)


def _moved(interview: Interview, move: Move) -> Interview | None:
    return None if move is Move.QUIT else _MOVES[move](interview)


_MOVES = {Move.BACK: Interview.back, Move.SKIP: Interview.skip, Move.KEEP: Interview.next}
