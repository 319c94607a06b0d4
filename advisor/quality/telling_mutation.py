"""A run of mutation as text and JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from advisor.errors import Place
from advisor.quality.example_yaml import example_yaml, expected_data, profile_data
from advisor.quality.mutants import Mutant
from advisor.quality.mutation import Verdict
from advisor.quality.proposals import Proposal
from advisor.quality.telling_coverage import percent

KINDS = ("sign", "strength", "exclusion", "condition", "date")
FIGURES = {
    "expected": "an expectation about what is recommended fails",
    "any_expected": "any expectation fails, also about which rules fire",
    "recommended": "a recommendation changes, expected or not",
    "scores": "a score changes, or who is excluded",
}
PlaceOf = Callable[[Mutant], Place]
Found = tuple[Mutant, Proposal]
T = TypeVar("T")


def killed(verdicts: Sequence[Verdict], figure: str) -> float:
    """Return the share of mutants that something noticed, in percent; all of none is 100."""
    return 100 * sum(getattr(v, figure) for v in verdicts) / len(verdicts) if verdicts else 100.0


def mutation_text(verdicts: Sequence[Verdict], place_of: PlaceOf, reviewed: dt.date, *, survivors: bool) -> str:
    """Tell the shares killed, by kind of change, who survived every expectation, by place, and what is proposed."""
    scoring = [v for v in verdicts if v.scoring]
    lines = [f"{len(scoring)} mutants of rules that score, and of constraints; killed where"]
    lines += [f"  {words:<52}{percent(killed(scoring, name)):>7}" for name, words in FIGURES.items()]
    lines += ["", f"{'by kind':<12}{'mutants':>8}" + "".join(f"{name:>14}" for name in FIGURES)]
    for kind in KINDS:
        some = [v for v in scoring if v.mutant.kind == kind]
        shares = (percent(killed(some, figure)) if some else "-" for figure in FIGURES)
        lines.append(f"{kind:<12}{len(some):>8}" + "".join(f"{share:>14}" for share in shares))
    silent = [v for v in verdicts if not v.scoring]
    noticed = sum(v.any_expected for v in silent)
    lines += ["", f"{len(silent)} mutants of rules that only explain, of which an expectation notices {noticed}"]
    left = [v for v in verdicts if not v.any_expected]
    lines += [f"{len(left)} mutants survive every expectation" + (":" if left and survivors else "")]
    lines += [f"{place_of(v.mutant)}: {v.mutant.id}: {v.mutant.change}" for v in left if survivors]
    return "\n".join([*lines, *_proposed(verdicts, reviewed)]) + "\n"


def _proposed(verdicts: Sequence[Verdict], reviewed: dt.date) -> Iterator[str]:
    """Yield the examples proposed as files of examples hold them, with the mutants that each was found for."""
    found = [(v.mutant, v.proposal) for v in verdicts if v.proposal]
    if found:
        yield ""
        yield f"Examples found for {len(found)} of those that no expectation about what is recommended notices:"
    for criterion, of_criterion in _by(lambda proposal: proposal.criterion, found):
        yield f"\nonly: {criterion}\nrules:" if criterion else "\nrules:"
        for rule, of_rule in _by(lambda proposal: proposal.id, of_criterion):
            yield f"  - rule: {rule}"
            for word, examples in _by(lambda proposal: "fires" if proposal.fires else "silent", of_rule):
                yield f"    {word}:"
                for example, noticed in _by(lambda proposal: tuple(example_yaml(proposal, reviewed)), examples):
                    yield from (f"      # {mutant.change}" for mutant, _ in noticed)
                    yield from (f"      {line}" for line in example)


def _by(key: Callable[[Proposal], T], found: Iterable[Found]) -> Iterable[tuple[T, list[Found]]]:
    """Group what was found, in the order in which each key comes up first."""
    groups: dict[T, list[Found]] = {}
    for mutant, proposal in found:
        groups.setdefault(key(proposal), []).append((mutant, proposal))
    return groups.items()


def mutation_json(verdicts: Sequence[Verdict], place_of: PlaceOf) -> str:
    """Render a run of mutation as JSON, with every mutant that survived some figure."""
    scoring = [v for v in verdicts if v.scoring]
    shape: dict[str, Any] = {
        "format": "advisor.mutation/1",
        "mutants": len(verdicts),
        "scoring": len(scoring),
        "killed_percent": {name: killed(scoring, name) for name in FIGURES},
        "survivors": [_survivor(v, place_of(v.mutant)) for v in verdicts if not _dead(v)],
    }
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


def _dead(verdict: Verdict) -> bool:
    return all(getattr(verdict, name) for name in FIGURES) if verdict.scoring else verdict.any_expected


def _survivor(verdict: Verdict, place: Place) -> dict[str, Any]:
    mutant = verdict.mutant
    where = {"file": place.file, "line": place.line, "column": place.column}
    said = {mutant.changes: mutant.id, "kind": mutant.kind, "change": mutant.change, "scoring": verdict.scoring}
    killers = {"killed": {name: getattr(verdict, name) for name in FIGURES}}
    return said | where | killers | ({"proposal": _proposal(verdict.proposal)} if verdict.proposal else {})


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "only": proposal.criterion,
        "fires": proposal.fires,
        "as_of": proposal.day.isoformat(),
        "profile": profile_data(proposal),
        "expected": expected_data(proposal),
    }
