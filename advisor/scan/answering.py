"""What was seen to answers: each with its evidence, and how sure it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import prod

from advisor.model.rulebase import Question, RuleBase
from advisor.model.scanned import OWN, Evidence, Told, Trace, Use
from advisor.model.scanning import Scanning, Tell, Way
from advisor.scan.surroundings import weight_of

MAX_EVIDENCE = 5
SUREST = 0.99
DECIMALS = 2
Signs = Sequence[tuple[str, Trace]]


def answers_of(base: RuleBase, uses: Sequence[Use], signs: Signs) -> tuple[Told, ...]:
    """Return the answers that are told surely enough, in the order of the questions."""
    support = _supported(base.scanning, uses, signs)
    told = (_answer(question, support.get(id_, {}), base.scanning) for id_, question in base.questions.items())
    return tuple(answer for answer in told if answer)


class _Support:
    """The evidence for one option."""

    def __init__(self) -> None:
        self.evidence: list[Evidence] = []
        self.best: dict[tuple[str, Way], float] = {}
        self.files: dict[str, float] = {}

    def add(self, tell: Tell, trace: Trace, confidence: float, weight: float) -> None:
        key = (tell.id, trace.way)
        self.best[key] = max(self.best.get(key, 0), confidence)
        self.files[trace.place.file] = max(self.files.get(trace.place.file, 0), weight)
        self.evidence.append(Evidence(trace, tell.because, confidence))

    @property
    def confidence(self) -> float:
        """How sure: signs of different kinds support each other, more of the same kind do not."""
        return min(1 - prod(1 - best for best in self.best.values()), SUREST)


def _supported(scanning: Scanning, uses: Sequence[Use], signs: Signs) -> dict[str, dict[str, _Support]]:
    """Return the support for each option of each question."""
    by_component: dict[str, list[Trace]] = defaultdict(list)
    by_tell: dict[str, list[Trace]] = defaultdict(list)
    for use in uses:
        by_component[use.component].append(use.trace)
    for id_, trace in signs:
        by_tell[id_].append(trace)
    present = {id_ for id_, traces in by_component.items() if _counts(scanning, traces)}
    found: dict[str, dict[str, _Support]] = defaultdict(lambda: defaultdict(_Support))
    for tell in scanning.tells:
        if (tell.needs and not present & set(tell.needs)) or present & set(tell.unless):
            continue
        signs_of: list[tuple[str | None, Trace]] = [(None, trace) for trace in by_tell[tell.id]]
        signs_of += ((id_, trace) for id_ in tell.components for trace in by_component[id_])
        for component, trace in signs_of:
            if not tell.ways or trace.way in tell.ways:
                weight = weight_of(scanning, trace.area)
                for question, option in tell.said_by(component).items():
                    found[question][option].add(tell, trace, scanning.levels[tell.confidence] * weight, weight)
    return found


def _counts(scanning: Scanning, traces: Iterable[Trace]) -> bool:
    return any(trace.area == OWN or weight_of(scanning, trace.area) >= scanning.answered_from for trace in traces)


def _answer(question: Question, support: dict[str, _Support], scanning: Scanning) -> Told | None:
    sure = {o.id: support[o.id] for o in question.options if o.id in support}
    sure = {id_: s for id_, s in sure.items() if round(s.confidence, DECIMALS) >= scanning.answered_from}
    if not sure:
        return None
    if question.kind == "many":
        return _told(question, tuple(sure), sure.values())
    if question.kind == "level":
        highest = list(sure)[-1]
        return _told(question, highest, [sure[highest]])
    leading = list(_leading(sure, scanning))
    if len(leading) == 1:
        return _told(question, leading[0], [sure[leading[0]]])
    both = scanning.divided.get(question.id)
    return _told(question, both, [sure[id_] for id_ in leading]) if both else None


def _leading(sure: dict[str, _Support], scanning: Scanning) -> Iterator[str]:
    """Yield the options that are about as sure as the surest, and that a good share of the files tell."""
    surest = max(support.confidence for support in sure.values())
    rivals = {id_: s for id_, s in sure.items() if s.confidence >= scanning.rivals_from * surest}
    shares = {id_: sum(support.files.values()) for id_, support in rivals.items()}
    yield from (id_ for id_, share in shares.items() if share >= scanning.divided_from * sum(shares.values()))


def _told(question: Question, answer: str | tuple[str, ...], supports: Iterable[_Support]) -> Told:
    """Make the answer; it is as sure as the least sure part of it, and shows the best evidence of each."""
    parts = list(supports)
    evidence = [e for part in parts for e in _best(part.evidence, MAX_EVIDENCE)]
    return Told(question.id, answer, round(min(part.confidence for part in parts), DECIMALS), tuple(evidence))


def _best(evidence: list[Evidence], most: int) -> list[Evidence]:
    """Return the best evidence: of each file one, first what is surest."""
    firsts: dict[str, Evidence] = {}
    for one in sorted(evidence, key=lambda e: (-e.confidence, e.trace.place)):
        firsts.setdefault(one.trace.place.file, one)
    return list(firsts.values())[:most]
