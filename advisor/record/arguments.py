"""Rules as the arguments of a record: `Good, because ...`, `Neutral, because ...`, `Bad, because ...`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from advisor.model.rulebase import RuleBase, Source
from advisor.record.wording import Wording
from advisor.report.origins import marked
from advisor.report.view import Ranked, Reason, Side, View
from advisor.report.words import signed

Word = Literal["Good", "Neutral", "Bad"]


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
        self.phrase = Wording(base).phrase
        self.naming = {ranked.id: _naming(ranked.title) for ranked in view.ranking}

    def arguments(self, ranked: Ranked) -> tuple[Argument, ...]:
        """Return all arguments about an option, the good ones first."""
        named = (r for r in self.view.neutral if self.naming[ranked.id].search(r.because))
        found = (
            *self._side("Good", ranked.pro, "for"),
            *(Argument("Neutral", self.phrase(r.because), _trail(r)) for r in named),
            *self._doubts(ranked),
            *self._exclusions(ranked),
            *self._side("Bad", ranked.con, "against"),
        )
        return found or (Argument("Neutral", "no rule that holds speaks for or against it"),)

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

    def _doubts(self, ranked: Ranked) -> Iterator[Argument]:
        for possible in self.view.possible_exclusions:
            if ranked.title in possible.titles:
                trail = (
                    f"{marked(_code(*possible.constraints), *possible.layers)}; depends on {_code(*possible.questions)}"
                )
                yield Argument("Neutral", "an answer that is open may still exclude it", trail)

    def _exclusions(self, ranked: Ranked) -> Iterator[Argument]:
        for exclusion in ranked.exclusions:
            because = f"{self.phrase(exclusion.because)}. To lift this: {exclusion.lift.rstrip('. ')}"
            layer = f", {exclusion.layer}" if exclusion.layer else ""
            yield Argument("Bad", f"it is excluded: {because}", self._cited(exclusion.constraint) + layer)

    def _cited(self, constraint: str) -> str:
        return _code(constraint, *self._sources_of(constraint))

    def _sources_of(self, constraint: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(citation.source for citation in self.constraints[constraint].sources))

    def sources(self) -> tuple[Source, ...]:
        """Return the sources of everything that counted, constraints too, in the order of the rule base."""
        named = {constraint for possible in self.view.possible_exclusions for constraint in possible.constraints}
        named |= {exclusion.constraint for ranked in self.view.ranking for exclusion in ranked.exclusions}
        ids = {source.id for source in self.view.sources} | {s for c in named for s in self._sources_of(c)}
        return tuple(source for source in self.base.sources if source.id in ids)


def _naming(title: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(title)}(?!\w|\.\w)", re.IGNORECASE)


def _trail(reason: Reason, scored: bool = False) -> str:
    points = f", {signed(reason.points)} points" if scored else ""
    layer = f", {reason.layer}" if reason.layer else ""
    return f"{_code(reason.rule)}{layer}{points}, {_code(*reason.sources)}"


def _code(*ids: str) -> str:
    return ", ".join(f"`{id_}`" for id_ in ids)
