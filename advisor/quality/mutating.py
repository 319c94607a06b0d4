"""A run of mutation over many mutants, in several processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import wait
from random import Random
from threading import Thread

from advisor.errors import EXIT_INTERNAL
from advisor.model.rulebase import RuleBase
from advisor.quality.cases import Ready
from advisor.quality.mutants import Mutant
from advisor.quality.mutation import Trial, Verdict

FEW = 8
_here: list[Trial] = []


def sampled(mutants: Sequence[Mutant], size: int | None, seed: int) -> tuple[Mutant, ...]:
    """Return so many mutants, drawn alike for equal seeds, in their own order; all of them for None."""
    if size is None or size >= len(mutants):
        return tuple(mutants)
    drawn = sorted(Random(seed).sample(range(len(mutants)), size))  # noqa: S311  no secret
    return tuple(mutants[n] for n in drawn)


@dataclass(frozen=True, slots=True)
class Plan:
    """What mutants are tried on; `propose` an example for each that no expectation about a recommendation notices."""

    base: RuleBase
    cases: Sequence[Ready]
    propose: bool = False

    def trial(self) -> Trial:
        """Get ready to try mutants."""
        return Trial(self.base, self.cases, propose=self.propose)


def mutate(plan: Plan, mutants: Sequence[Mutant], told: Callable[[float], None], jobs: int = 0) -> tuple[Verdict, ...]:
    """Try mutants, in `jobs` processes, by default one per processor; `told` hears of progress, 0 to 1."""
    verdicts = []
    for n, verdict in enumerate(_verdicts(plan, mutants, jobs or os.cpu_count() or 1), 1):
        verdicts.append(verdict)
        told(n / len(mutants))
    return tuple(verdicts)


def _verdicts(plan: Plan, mutants: Sequence[Mutant], jobs: int) -> Iterator[Verdict]:
    if jobs == 1 or len(mutants) <= FEW:
        yield from map(plan.trial().judge, mutants)
        return
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(plan,)) as pool:
        yield from pool.map(_judge, mutants, chunksize=FEW)


def _begin(plan: Plan) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    _here[:] = [plan.trial()]


def _end_with_parent() -> None:
    """End this process when the one that began it is gone, however that was ended: nobody else would end it."""
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(EXIT_INTERNAL)


def _judge(mutant: Mutant) -> Verdict:
    return _here[0].judge(mutant)
