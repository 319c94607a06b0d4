"""What the search found, as something to show: who wins where, what each rule is needed for, how far criteria reach."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.profile import Profile
from advisor.quality.lint.subject import Subject
from advisor.report.findings import Subject as Shown


def shown_witnesses(subject: Subject) -> tuple[Shown, ...]:
    """Return alternatives with a profile that they win, criteria with their reach, rules with a profile they decide."""
    return (*_alternatives(subject), *_criteria(subject), *_rules(subject))


def _alternatives(subject: Subject) -> Iterator[Shown]:
    for id_, profile in subject.outcomes.winners.items():
        yield Shown(subject.spot("alternative", id_), "alternative", id_, f"recommended for {told(profile)}")


def _criteria(subject: Subject) -> Iterator[Shown]:
    for id_, (low, high, distance) in subject.outcomes.reach.items():
        state = f"moves a score by {low:+.1f} to {high:+.1f} points, two alternatives apart by up to {distance:.1f}"
        yield Shown(subject.spot("criterion", id_), "criterion", id_, state)


def _rules(subject: Subject) -> Iterator[Shown]:
    for id_, profile in subject.outcomes.by_rule.items():
        yield Shown(subject.spot("rule", id_), "rule", id_, f"decides for {told(profile)}")


def told(profile: Profile) -> str:
    """Write a profile in one line."""
    parts = [f"{id_}: {answer if isinstance(answer, str) else list(answer)}" for id_, answer in profile.answers.items()]
    parts += [f"priorities.{id_}: {priority}" for id_, priority in profile.priorities.items()]
    parts += [f"alternatives: {list(profile.alternatives)}"] if profile.alternatives else []
    return "; ".join(parts).replace("'", "") or "a blank profile"
