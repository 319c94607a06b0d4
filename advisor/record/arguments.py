"""Rules as the arguments of a record: `Good, because ...`, `Neutral, because ...`, `Bad, because ...`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from advisor.model.rulebase import RuleBase, Source
from advisor.report.view import Exclusion, Ranked, Reason, Side, View
from advisor.report.words import signed

Word = Literal["Good", "Neutral", "Bad"]
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Argument:
    """A statement for or against an option. `trail` leads to where it comes from, made of ids and numbers only."""

    word: Word
    because: str
    trail: str = ""


class Pleader:
    """Words what a view shows as arguments."""

    def __init__(self, base: RuleBase, view: View) -> None:
        self.base = base
        self.view = view
        self.constraints = {constraint.id: constraint for constraint in base.constraints}
        self.ordinary = ordinary_words(base)
        self.naming = {ranked.id: _naming(ranked.title) for ranked in view.ranking}

    def phrase(self, sentence: str) -> str:
        """Make a sentence fit behind `because`: no full stop, and no capital but that of a name."""
        first = _WORD.match(sentence)
        lower = first is not None and first.group().lower() in self.ordinary
        return (sentence[:1].lower() + sentence[1:] if lower else sentence).rstrip(". ")

    def arguments(self, ranked: Ranked) -> tuple[Argument, ...]:
        """Return all arguments about an option, the good ones first."""
        certain = (e for e in ranked.exclusions if not e.waits_for)
        open_ = (e for e in ranked.exclusions if e.waits_for)
        named = (r for r in self.view.neutral if self.naming[ranked.id].search(r.because))
        return (
            *self._side("Good", ranked.pro, "for"),
            *(Argument("Neutral", self.phrase(r.because), _trail(r)) for r in named),
            *(self._exclusion("Neutral", e) for e in open_),
            *(self._exclusion("Bad", e) for e in certain),
            *self._side("Bad", ranked.con, "against"),
        )

    def strongest(self, word: Word, side: Side, count: int) -> tuple[Argument, ...]:
        """Return the strongest arguments of one side, each with its rule alone."""
        return tuple(Argument(word, self.phrase(r.because), _code(r.rule)) for r in side.reasons[:count])

    def about_no_option(self) -> tuple[Reason, ...]:
        """Return the neutral rules that name none of the options."""
        patterns = self.naming.values()
        return tuple(r for r in self.view.neutral if not any(pattern.search(r.because) for pattern in patterns))

    def _side(self, word: Word, side: Side, preposition: str) -> Iterator[Argument]:
        for reason in side.reasons:
            yield Argument(word, self.phrase(reason.because), _trail(reason, scored=True))
        if side.more:
            rules = "1 more rule speaks" if side.more == 1 else f"{side.more} more rules speak"
            yield Argument(word, f"{rules} {preposition} it", f"{signed(side.more_points)} points")

    def _exclusion(self, word: Word, exclusion: Exclusion) -> Argument:
        because = f"{self.phrase(exclusion.because)}. To lift this: {self.phrase(exclusion.lift)}"
        trail = _code(exclusion.constraint, *self._cited_by(exclusion))
        if not exclusion.waits_for:
            return Argument(word, f"it is excluded: {because}", trail)
        waits_for = f"depends on {_code(*exclusion.waits_for)}"
        return Argument(word, f"it may be excluded: {because}", f"{trail}; {waits_for}")

    def _cited_by(self, exclusion: Exclusion) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c.source for c in self.constraints[exclusion.constraint].sources))

    def sources(self) -> tuple[Source, ...]:
        """Return the sources of everything that counted, constraints too, in the order of the rule base."""
        exclusions = (exclusion for ranked in self.view.ranking for exclusion in ranked.exclusions)
        ids = {source.id for source in self.view.sources} | {s for e in exclusions for s in self._cited_by(e)}
        return tuple(source for source in self.base.sources if source.id in ids)


def ordinary_words(base: RuleBase) -> frozenset[str]:
    """Return the words that the rule base writes in lower case: they are no names where they begin a sentence."""
    stated = (*base.rules.values(), *base.constraints)
    texts = [s.because for s in stated] + [c.lift for c in base.constraints] + [c.judges for c in base.criteria]
    texts += [text for question in base.questions.values() for text in (question.prompt, question.why)]
    return frozenset(word for text in texts for word in _WORD.findall(text) if word.islower())


def _naming(title: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(title)}(?!\w|\.\w)")


def _trail(reason: Reason, scored: bool = False) -> str:
    points = f", {signed(reason.points)} points" if scored else ""
    return f"{_code(reason.rule)}{points}, {_code(*reason.sources)}"


def _code(*ids: str) -> str:
    return ", ".join(f"`{id_}`" for id_ in ids)
