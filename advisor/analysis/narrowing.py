"""How much an answer narrows what is still possible: what is worth asking once completions hardly differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import ceil

from advisor.analysis.leads import Lead, View
from advisor.analysis.settling import Doubts

USUALLY = 0.5


def narrowing(view: View, doubts: Doubts) -> dict[str, float]:
    """Return for each open question how much of what keeps a claim from being certain it takes away on average.

    A lead counts by the part of its excess that the question can give more than its answers give in the mean; a
    constraint that may exclude counts as a whole for each question that it reads.
    """
    found = {field.id: 0.0 for field in view.look.open}
    for lead, excess in doubts.leads:
        for id_, points in _parts(view, lead).items():
            found[id_] += points / max(excess, 1e-9)
    for id_ in (id_ for row in doubts.constraints for id_ in row.questions if id_ in found):
        found[id_] += 1.0
    return found


def to_go(view: View, doubts: Doubts) -> int:
    """Estimate how many questions are still needed.

    Counted are those that would do if each had an answer of average effect; about half of them is what it takes, since
    they are asked in a better order and many answers decide more (benchmarks/README.md, "Interview").
    """
    asked: Counter[str] = Counter(id_ for row in doubts.constraints for id_ in row.questions)
    needed = {id_ for id_ in asked if any(field.id == id_ for field in view.look.open)}
    for lead, excess in sorted(doubts.leads, key=lambda pair: -pair[1]):
        parts = _parts(view, lead)
        rest = excess - sum(parts[id_] for id_ in needed)
        for id_ in sorted(parts, key=lambda id_: -parts[id_]):
            if rest > 0 and id_ not in needed:
                needed.add(id_)
                rest -= parts[id_]
    return max(ceil(len(needed) * USUALLY), 1)


def _parts(view: View, lead: Lead) -> Mapping[str, float]:
    """Return how many points of a bound each open question takes away on average."""
    parts = {}
    for field, gains in zip(view.look.open, lead.gains, strict=True):
        parts[field.id] = max(gains) - sum(gains) / len(gains) if gains else _unlisted(view, lead, field.id)
    return parts


def _unlisted(view: View, lead: Lead, id_: str) -> float:
    """Return what all rules on a question of too many answers could give together."""
    return sum(w for w, rule in zip(lead.weights, view.rules, strict=True) if w > 0 and id_ in rule.questions)
