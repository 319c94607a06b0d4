"""Sentences of the rule base made fit to stand inside other sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.model.rulebase import RuleBase

_WORD = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r"(?<=[\w,;] )[A-Z]\w*")
_STOP = re.compile(r"(?<=[^\W\d_]{3})\. (?=[A-Z])")
_FUNCTION = """
    a about after against all although an and another any are as at because before between both but by can during each
    either every few for from he her here his how if in into is it its less many more most much neither never no nobody
    none not nothing of off on once one only or other our out outside over several she since so some such than that the
    their then there these they this those though through to two under until up we what when where whether which while
    who whoever why with within without you your
"""
_FUNCTION_WORDS = frozenset(_FUNCTION.split())


class Wording:
    """Tells names from ordinary words by how a rule base writes them elsewhere."""

    def __init__(self, base: RuleBase) -> None:
        texts = tuple(_texts(base))
        self.ordinary = frozenset(word for text in texts for word in _WORD.findall(text) if word.islower())
        self.names = frozenset(word for text in (*texts, *_titles(base)) for word in _INSIDE.findall(text))

    def phrase(self, text: str) -> str:
        """Make a text fit behind `because`: its sentences as one, without a full stop, no capital but that of a name.

        A first word that nothing tells to be ordinary keeps its case.
        """
        return "; ".join(self._lowered(sentence) for sentence in _STOP.split(text)).rstrip(". ")

    def _lowered(self, sentence: str) -> str:
        first = _WORD.match(sentence)
        return sentence[:1].lower() + sentence[1:] if first and self._is_ordinary(first.group()) else sentence

    def _is_ordinary(self, word: str) -> bool:
        if not word[1:].islower() and len(word) > 1:
            return False
        return word.lower() in _FUNCTION_WORDS or (word.lower() in self.ordinary and word not in self.names)


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
