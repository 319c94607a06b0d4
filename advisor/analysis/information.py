"""What an answer tells about the outcome: mutual information, estimated from drawn completions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from math import log

from advisor.analysis.completions import Completion
from advisor.analysis.situations import Field

Pair = tuple[Hashable, int]


def information(field: Field, completions: Sequence[Completion], outcomes: Sequence[int]) -> float:
    """Return how many nats an answer to a question tells about the outcome, over completions that ask it.

    Of a question with many each option counts by itself and the sum is taken: sets of options are too many to count.
    """
    asked = [(c.answers[field.id], o) for c, o in zip(completions, outcomes, strict=True) if field.id in c.answers]
    if not asked:
        return 0.0
    share = len(asked) / len(completions)
    if not field.many:
        return max(share * mutual(asked), 0.0)
    bits = [1 << n for n in range(len(field.question.options)) if field.read >> n & 1]
    return max(share * sum(mutual((answer & bit, o) for answer, o in asked) for bit in bits), 0.0)


def mutual(pairs: Iterable[Pair]) -> float:
    """Return the mutual information between the two sides of pairs, less what chance alone gives (Miller & Madow).

    Below 0 where they tell less of each other than chance does; kept so, for a sum of many to be fair.
    """
    joint = Counter(pairs)
    left: Counter[Hashable] = Counter()
    right: Counter[Hashable] = Counter()
    for (a, b), n in joint.items():
        left[a] += n
        right[b] += n
    total = joint.total()
    raw = sum(n * log(n * total / (left[a] * right[b])) for (a, b), n in joint.items()) / total
    chance = (len(joint) - len(left) - len(right) + 1) / (2 * total)
    return raw - chance
