"""Sentences of the rule base made fit to stand inside other sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.model.rulebase import RuleBase

_WORD = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r"(?<=[\w,;] )[A-Z]\w*")


class Wording:
    """Tells names from ordinary words by how a rule base writes them elsewhere."""

    def __init__(self, base: RuleBase) -> None:
        texts = tuple(_texts(base))
        self.ordinary = frozenset(word for text in texts for word in _WORD.findall(text) if word.islower())
        self.names = frozenset(word for text in (*texts, *_titles(base)) for word in _INSIDE.findall(text))

    def phrase(self, sentence: str) -> str:
        """Make a sentence fit behind `because`: no full stop, and no capital but that of a name."""
        first = _WORD.match(sentence)
        capital = first is None or self._is_name(first.group())
        return (sentence if capital else sentence[:1].lower() + sentence[1:]).rstrip(". ")

    def _is_name(self, word: str) -> bool:
        if word.lower() in self.ordinary:
            return False
        return not word[1:].islower() or word in self.names


def _texts(base: RuleBase) -> Iterator[str]:
    for rule in base.rules.values():
        yield rule.because
    for constraint in base.constraints:
        yield from (constraint.because, constraint.lift)
    for question in base.questions.values():
        yield from (question.prompt, question.why)
        yield from (option.help for option in question.options if option.help)
    yield from (alternative.description for alternative in base.alternatives)
    yield from (component.description for component in base.components)


def _titles(base: RuleBase) -> Iterator[str]:
    """Yield what is a name as a whole, with a word before it, so that its first word counts too."""
    yield from (f"the {alternative.title}" for alternative in base.alternatives)
    yield from (f"the {component.title}" for component in base.components)
