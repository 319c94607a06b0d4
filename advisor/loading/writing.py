"""A profile as the YAML text that people edit and CI reads; `load_profile` reads the same profile back from it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from advisor.model.profile import Answer, Profile
from advisor.model.rulebase import Question, RuleBase

SCHEMA = "profile.schema.json"
SCHEMA_LINE = f"# yaml-language-server: $schema=./{SCHEMA}"
NONE_OF_THESE = "None of these"
_PLAIN = re.compile(r"[^\W\d_][\w.+/()-]*(?: [\w.+/()-]+)*")
_COERCED = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


Notes = Mapping[str, Sequence[str]]


def profile_yaml(
    base: RuleBase,
    profile: Profile,
    settled: Collection[str] = (),
    *,
    schema_line: bool = False,
    notes: Notes = MappingProxyType({}),
) -> str:
    """Write a profile down: sections and options in the order of the rule base, each answer with its option's label.

    `settled` names what was asked and left open: a question of it is written as null, `priorities` as all normal.
    `notes` holds, by question, lines to stand as comments above its answer.
    """
    lines = [SCHEMA_LINE] if schema_line else []
    lines.append(f"name: {scalar(profile.name)}")
    if profile.alternatives is not None:
        lines.append(f"alternatives: [{', '.join(map(scalar, profile.alternatives))}]")
    if profile.as_of is not None:
        lines.append(f"as_of: {profile.as_of.isoformat()}")
    for section in base.sections:
        lines += _section(section.section, [*_answers(section.questions, profile, settled, notes)])
    lines += _section("priorities", [*_priorities(base, profile)])
    if "priorities" in settled and not profile.priorities:
        lines += ["", "priorities: {}  # All normal"]
    return "\n".join(lines) + "\n"


def scalar(text: str) -> str:
    """Write a text so that every reader of YAML, 1.1 or 1.2, takes it for the same text."""
    if _PLAIN.fullmatch(text) and text.lower() not in _COERCED:
        return text
    return '"' + "".join(_ESCAPES.get(c) or (c if c.isprintable() else f"\\U{ord(c):08X}") for c in text) + '"'


def _section(name: str, lines: list[str]) -> list[str]:
    return ["", f"{scalar(name)}:", *lines] if lines else []


def _answers(
    questions: tuple[Question, ...], profile: Profile, settled: Collection[str], notes: Notes
) -> Iterator[str]:
    for question in questions:
        yield from (f"  # {_comment(note)}" for note in notes.get(question.id, ()))
        answer = profile.answers.get(question.id)
        if answer is not None:
            yield from _answer(question, answer)
        elif question.id in settled:
            yield f"  {scalar(question.name)}: null  # Not known"


def _answer(question: Question, answer: Answer) -> Iterator[str]:
    key = f"  {scalar(question.name)}:"
    if isinstance(answer, str):
        yield f"{key} {_labelled(question, answer)}"
    elif not answer:
        yield f"{key} []  # {NONE_OF_THESE}"
    else:
        yield key
        yield from (f"    - {_labelled(question, option.id)}" for option in question.options if option.id in answer)


def _labelled(question: Question, option: str) -> str:
    return f"{scalar(option)}  # {_comment(question.option(option).label)}"


def _priorities(base: RuleBase, profile: Profile) -> Iterator[str]:
    for criterion in base.criteria:
        if criterion.id in profile.priorities:
            yield f"  {scalar(criterion.id)}: {profile.priorities[criterion.id]}  # {_comment(criterion.title)}"


def _comment(text: str) -> str:
    """Make text fit for the rest of a line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
