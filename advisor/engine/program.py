"""The rule base compiled for one date and one set of alternatives, so that a profile is a row of table look-ups.

Every condition (of a rule, a constraint or a question's `asked_when`) is a set of terms, every term one bit.
For each question a table tells by answer which terms that answer leaves certain (`must`) and which possible
(`may`). The conjunction over all questions is what holds and what may still hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.engine.conditions import Literal, Term, bits_of, mask_of, terms_of
from advisor.model.condition import Condition, questions_in
from advisor.model.profile import Answer
from advisor.model.rulebase import Citation, Constraint, Question, Rule, RuleBase, Source

Answers = Mapping[str, Answer]
Given = Answer | int | None
BoundLiterals = tuple[int, tuple[Literal, ...]]
CACHE_LIMIT = 65_536


@dataclass(frozen=True, slots=True)
class Row:
    """A rule or constraint ready to be weighed: its terms as bits, the questions it reads, its signed strengths.

    `strengths[i]` is strength x confidence for the program's i-th alternative, negative when it speaks against.
    """

    id: str
    criterion: str
    bits: int
    questions: tuple[str, ...]
    strengths: tuple[float, ...]


class Table(dict[Given, tuple[int, int]]):
    """For one question: answer -> (bits of the terms it makes certain, bits of those it leaves possible).

    `relevant` has the bits of the terms that make the question relevant; 0 where it always is.
    """

    __slots__ = ("indifferent", "literals", "options", "relevant")

    def __init__(self, question: Question, relevant: int, literals: Sequence[BoundLiterals], everything: int) -> None:
        self.options = bits_of(question)
        self.relevant = relevant
        self.literals = literals
        self.indifferent = everything & ~sum(bit for bit, _ in literals)

    def mask(self, answer: Given) -> int | None:
        """Return an answer as a mask of the options chosen, None while it is open."""
        if answer is None or isinstance(answer, int):
            return answer
        return mask_of((answer,) if isinstance(answer, str) else answer, self.options)

    def __missing__(self, answer: Given) -> tuple[int, int]:
        if len(self) >= CACHE_LIMIT:
            self.clear()
        mask = self.mask(answer)
        must = may = self.indifferent
        for bit, literals in self.literals:
            values = [literal.value(mask) for literal in literals]
            must |= bit if all(values) else 0
            may |= bit if False not in values else 0
        self[answer] = must, may
        return must, may


@dataclass(frozen=True, slots=True)
class Program:
    """What `compile_program` makes; immutable but for the tables, which fill as answers are looked up."""

    as_of: dt.date
    alternatives: tuple[str, ...]
    criteria: tuple[str, ...]
    rules: tuple[Row, ...]
    constraints: tuple[Row, ...]
    questions: tuple[Question, ...]
    tables: Mapping[str, Table]
    everything: int

    def encode(self, answers: Answers) -> dict[str, int | None]:
        """Turn answers into masks by question id, None where open."""
        return {id_: table.mask(answers.get(id_)) for id_, table in self.tables.items()}

    def look_up(self, answers: Mapping[str, Given]) -> tuple[int, int]:
        """Return the bits of the terms that hold, and of those that may hold, for answers as given or as masks."""
        answer_to = answers.get
        must = may = self.everything
        for id_, table in self.tables.items():
            answer = answer_to(id_)
            if answer is None and table.relevant and not may & table.relevant:
                answer = 0
            certain, possible = table[answer]
            must &= certain
            may &= possible
        return must, may

    def open_questions(self, masks: Mapping[str, int | None], may: int) -> tuple[str, ...]:
        """Name the questions that are relevant, or may be, and unanswered."""
        return tuple(
            id_
            for id_, table in self.tables.items()
            if masks[id_] is None and (not table.relevant or may & table.relevant)
        )


class _Terms:
    """Hands out one bit per distinct term."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self.questions = questions
        self.bit_of: dict[Term, int] = {}

    def bits(self, condition: Condition) -> int:
        """Return the bits of a condition's terms: it holds where any of them does."""
        bits = 0
        for term in terms_of(condition, self.questions):
            bits |= self.bit_of.setdefault(term, 1 << len(self.bit_of))
        return bits

    @property
    def everything(self) -> int:
        """The bits of all terms."""
        return (1 << len(self.bit_of)) - 1

    def tables(self, relevance: Mapping[str, int]) -> dict[str, Table]:
        """Return the table of each question, given the bits that make it relevant."""
        by_question: dict[str, list[BoundLiterals]] = {id_: [] for id_ in self.questions}
        for term, bit in self.bit_of.items():
            for id_ in dict.fromkeys(literal.question for literal in term):
                by_question[id_].append((bit, tuple(lit for lit in term if lit.question == id_)))
        return {
            id_: Table(question, relevance[id_], by_question[id_], self.everything)
            for id_, question in self.questions.items()
        }


def confidence(citations: Sequence[Citation], sources: Mapping[str, Source], as_of: dt.date, base: RuleBase) -> float:
    """Return how far sources support a statement, from 0 to 1: a noisy-or over the distinct sources that count.

    Each source counts with the reliability of its kind, less where every citation of it is hedged; one that was
    published after `as_of` does not count. See docs/method.md, "Confidence".
    """
    factors = base.settings.confidence
    doubt = 1.0
    for id_ in sorted({citation.source for citation in citations}):
        source = sources[id_]
        if source.date is not None and source.date > as_of:
            continue
        hedged = all(citation.hedged for citation in citations if citation.source == id_)
        doubt *= 1.0 - getattr(factors, source.kind) * (factors.hedged if hedged else 1.0)
    return 1.0 - doubt


def _strengths(rule: Rule, alternatives: Sequence[str], support: float, base: RuleBase) -> tuple[float, ...]:
    signed = dict.fromkeys(alternatives, 0.0)
    for name, word in rule.effect.items():
        size = base.settings.strengths[word.lstrip("-")] * support  # type: ignore[index]
        for member in base.members[name]:
            if member in signed:
                signed[member] = -size if word.startswith("-") else size
    return tuple(signed.values())


def compile_program(base: RuleBase, as_of: dt.date, alternatives: Sequence[str]) -> Program:
    """Compile the part of a rule base that holds on a date, for these alternatives, in the order given."""
    terms = _Terms(base.questions)
    sources = {source.id: source for source in base.sources}
    relevance = {q.id: 0 if q.asked_when == "always" else terms.bits(q.asked_when) for q in base.questions.values()}
    rules = []
    for criterion in base.criteria:
        for rule in criterion.rules:
            support = confidence(rule.sources, sources, as_of, base) if rule.holds_on(as_of) else 0
            if support:
                strengths = _strengths(rule, alternatives, support, base)
                rules.append(Row(rule.id, criterion.id, terms.bits(rule.when), questions_in(rule.when), strengths))
    constraints = tuple(
        Row(c.id, "", terms.bits(c.when), questions_in(c.when), _exclusions(c, alternatives, base))
        for c in base.constraints
        if c.holds_on(as_of) and confidence(c.sources, sources, as_of, base)
    )
    tables = terms.tables(relevance)
    questions = tuple(base.questions.values())
    criteria = tuple(criterion.id for criterion in base.criteria)
    return Program(as_of, tuple(alternatives), criteria, tuple(rules), constraints, questions, tables, terms.everything)


def among(program: Program, names: Sequence[str]) -> Program:
    """Return a program for some of its alternatives, as if compiled for them; the two share their tables."""
    if tuple(names) == program.alternatives:
        return program
    picked = [program.alternatives.index(name) for name in names]
    rules, constraints = (
        tuple(Row(r.id, r.criterion, r.bits, r.questions, tuple([r.strengths[n] for n in picked])) for r in rows)
        for rows in (program.rules, program.constraints)
    )
    return replace(program, alternatives=tuple(names), rules=rules, constraints=constraints)


def _exclusions(constraint: Constraint, alternatives: Sequence[str], base: RuleBase) -> tuple[float, ...]:
    excluded = {member for name in constraint.excludes for member in base.members[name]}
    return tuple(-1.0 if a in excluded else 0.0 for a in alternatives)
