"""Why a stack does not install, in words: the fewest requirements that do not fit, what is in the way, what lifts it.

What would lift it is tried, not guessed: each remedy named was resolved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from advisor.report.words import listed
from advisor.verify.resolver import Resolved, Resolver, Unsolved, packages_of
from advisor.verify.stack import Wanted
from advisor.verify.words import PYTHON, Lack, Need, contested, lacks_in, needs_in, pythons_with_wheels


@dataclass(frozen=True, slots=True)
class Combination:
    """One Python on one system: the option's id and title, and the platform of its wheels."""

    python: str
    system: str
    title: str
    platform: str

    def __str__(self) -> str:
        return f"Python {self.python} on {self.title}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Requirements that cannot be met together: the fewest of them, why, what lifts it, and uv's own words."""

    between: tuple[Wanted, ...]
    reasons: tuple[str, ...]
    lifts: tuple[str, ...]
    words: str


Ask = Callable[[Sequence[Wanted], Combination], Resolved | Unsolved]


def asking(resolver: Resolver) -> Ask:
    """Return a function that resolves what is wanted for a combination."""
    return lambda wanted, at: resolver.resolve([w.requirement for w in wanted], at.python, at.platform)


def explain(
    wanted: tuple[Wanted, ...], at: Combination, bounds: tuple[str, ...], elsewhere: tuple[str, ...], ask: Ask
) -> Conflict:
    """Explain why what is wanted does not install.

    `bounds` are those that the rule base knows the Python to break, `elsewhere` what would lift it in another place.
    """
    if isinstance(ask(wanted, at), Resolved):
        return Conflict((), bounds, elsewhere, "")
    fewest = _fewest(wanted, at, ask)
    answer = ask(fewest, at)
    words = answer.words if isinstance(answer, Unsolved) else ""
    lifts = () if bounds else tuple(_apart(wanted, fewest, at, ask))
    return Conflict(fewest, (*_reasons(words, fewest, at), *bounds), (*lifts, *elsewhere), words)


def _fewest(wanted: tuple[Wanted, ...], at: Combination, ask: Ask) -> tuple[Wanted, ...]:
    """Leave out what the conflict does not need; without any of the rest it would be gone."""
    kept = wanted
    for one in wanted:
        rest = tuple(w for w in kept if w != one)
        if rest and isinstance(ask(rest, at), Unsolved):
            kept = rest
    return kept


def _reasons(words: str, fewest: tuple[Wanted, ...], at: Combination) -> tuple[str, ...]:
    """Say what is in the way: needs that exclude each other, else what has no wheel, else the Python it needs."""
    needs, lacks = needs_in(words), lacks_in(words)
    rivals = contested(needs)
    if rivals and (len(fewest) > 1 or not lacks):
        return tuple(str(rival) for rival in rivals)
    own = packages_of([w.requirement for w in fewest])
    told = _python_needs(needs, own) or _missing(words, own, at)
    return tuple(dict.fromkeys(told))


def _python_needs(needs: tuple[Need, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    """Say which Python the stack's own packages need, or where they need none, those below."""
    asking_for = {need.who: str(need) for need in needs if need.package == PYTHON}
    mine = tuple(text for who, text in asking_for.items() if who in own)
    return mine or tuple(asking_for.values())[-1:]


def _missing(words: str, own: tuple[str, ...], at: Combination) -> tuple[str, ...]:
    """Say what is not to be had of the stack's own packages, or of those below; wheels before versions."""
    lacks = sorted(lacks_in(words), key=lambda lack: lack.what != "version")
    last = {lack.package: _said(lack, words, at) for lack in lacks}
    mine = tuple(text for package, text in last.items() if package in own)
    return mine or tuple(last.values())[-1:]


def _said(lack: Lack, words: str, at: Combination) -> str:
    name = lack.package
    match lack.what:
        case "all":
            return f"the package index has no {name}"
        case "wheel":
            return f"{name} has no wheel; it would have to be built, which this command does not do"
        case "platform":
            return f"{name} has no wheel for {at.title}"
        case "Python":
            has = pythons_with_wheels(words, name)
            return f"{name} has no wheel for Python {at.python}" + (f", only for {listed(has, 'and')}" if has else "")
        case _:
            asking = [str(need) for need in needs_in(words) if need.package == name and need.versions]
            return f"{asking[-1] if asking else name}: the package index has no such version"


def _apart(wanted: tuple[Wanted, ...], fewest: tuple[Wanted, ...], at: Combination, ask: Ask) -> Iterator[str]:
    """Yield the requirements that a Python environment of their own would take out of the conflict."""
    for one in fewest if len(fewest) > 1 else ():
        rest = tuple(w for w in wanted if w != one)
        if isinstance(ask(rest, at), Resolved) and isinstance(ask((one,), at), Resolved):
            yield f"{one.requirement} in a Python environment of its own"


def elsewhere(good: Sequence[Combination], at: Combination) -> tuple[str, ...]:
    """Say on which Pythons it resolves here, and on which systems with this Python, given where it resolves."""
    pythons = [other.python for other in good if other.system == at.system]
    systems = [other.title for other in good if other.python == at.python]
    found = [f"Python {listed(pythons)}"] if pythons else []
    return (*found, *([f"{listed(systems)} instead of {at.title}"] if systems else []))
