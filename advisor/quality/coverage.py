"""What the cases exercise of a rule base: rules, effects, options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from advisor.model.rulebase import RuleBase
from advisor.quality.bench import Bench
from advisor.quality.cases import Ready


@dataclass(frozen=True, slots=True)
class Share:
    """How much of something is exercised, and what is not."""

    what: str
    done: int
    missing: tuple[str, ...]

    @property
    def total(self) -> int:
        """How much there is."""
        return self.done + len(self.missing)

    @property
    def percent(self) -> float:
        """The share in percent; all of nothing is 100."""
        return 100 * self.done / self.total if self.total else 100.0


def coverage(bench: Bench, cases: Iterable[Ready]) -> tuple[Share, ...]:
    """Return the shares of rules that a case fires, that are silent in one on a day when they hold, and so on.

    An effect is a rule's word about one alternative. An option counts where a case's profile holds it. Of a rule base
    with overlays only the rules and questions count that these brought in or changed.
    """
    fired: set[str] = set()
    silent: set[str] = set()
    effects: set[str] = set()
    options: set[str] = set()
    for case in cases:
        program = bench.program(case.day, case.names)
        must, _ = program.look_up(program.encode(case.profile.answers))
        holding = [row for row in program.rules if row.bits & must]
        statements = (*program.rules, *program.constraints)
        fired.update(row.id for row in statements if row.bits & must)
        silent.update(row.id for row in statements if not row.bits & must)
        named = ((row.id, zip(case.names, row.strengths, strict=True)) for row in holding)
        effects.update(f"{rule}: {name}" for rule, pairs in named for name, strength in pairs if strength)
        options.update(_ticked(case))
    return _shares(bench.base, fired, silent, effects, options)


def _shares(
    base: RuleBase, fired: set[str], silent: set[str], effects: set[str], options: set[str]
) -> tuple[Share, ...]:
    rules, constraints = base.own("rule", base.rules.values()), base.own("constraint", base.constraints)
    every_effect = [f"{r.id}: {a}" for r in rules for name in r.effect for a in base.members[name]]
    every_option = [f"{q.id}: {o.id}" for q in base.own("question", base.questions.values()) for o in q.options]
    return (
        _share("rules that fire", [rule.id for rule in rules], fired),
        _share("rules that are silent", [rule.id for rule in rules if rule.when != "always"], silent),
        _share("constraints that hold", [c.id for c in constraints], fired),
        _share("constraints that are silent", [c.id for c in constraints if c.when != "always"], silent),
        _share("effects", every_effect, effects),
        _share("options", every_option, options),
    )


def _share(what: str, all_: Sequence[str], done: set[str]) -> Share:
    missing = tuple(id_ for id_ in all_ if id_ not in done)
    return Share(what, len(all_) - len(missing), missing)


def _ticked(case: Ready) -> Iterator[str]:
    for question, answer in case.profile.answers.items():
        for option in (answer,) if isinstance(answer, str) else answer:
            yield f"{question}: {option}"
