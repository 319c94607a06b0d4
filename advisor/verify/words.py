"""What uv says about requirements that do not fit, taken apart: who needs what, and what has no wheel for where.

uv proves step by step, the newest versions last; the last thing said of a package is the one worth telling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.verify.stack import normal

_NAME = r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?"
_REQUIREMENT = rf"({_NAME})(?:\[[^\]]*\])?(?:\{{[^}}]*\}})?((?:[<>=!~]{{1,3}}[^\s,<>=!~]+,?)*)"
_NEEDS = re.compile(rf"{_REQUIREMENT} (?:depends? on|requires?(?= Python )) {_REQUIREMENT}( [<>=!~]\S+)?")
_ALSO = re.compile(rf"(?:, | and |, and ){_REQUIREMENT}(?= |,|\.|$)")
_YOU_NEED = re.compile(r"you require (.+?)(?:, we can conclude|$)")
_NO_WHEEL = re.compile(rf"{_REQUIREMENT} ha(?:s|ve) no wheels with a matching (Python|platform)")
_NO_USABLE = re.compile(rf"{_REQUIREMENT} ha(?:s|ve) no usable wheels")
_ABSENT = re.compile(rf"({_NAME}) was not found in the ")
_NO_VERSION = re.compile(rf"there (?:is|are) no versions? of {_REQUIREMENT}")
_ONLY = re.compile(rf"only (?:the following versions of )?{_REQUIREMENT} (?:is|are) available")
_TAGS = re.compile(rf"wheels for `({_NAME})` \([^)]*\) with the following Python ABI tags?: (.+)")
_CPYTHON = re.compile(r"`cp(\d)(\d+)`")
PYTHON = "python"


@dataclass(frozen=True, slots=True)
class Need:
    """`who` needs `package` in `versions`; `who` is empty for a requirement of the stack itself."""

    who: str
    package: str
    versions: str

    def __str__(self) -> str:
        subject = f"{self.who} needs" if self.who else "the stack asks for"
        if self.package == PYTHON:
            return f"{subject} Python {self.versions}"
        return f"{subject} {self.package} {self.versions or 'in any version'}"


@dataclass(frozen=True, slots=True)
class Lack:
    """What is not to be had of a package: a wheel for a `Python` or a `platform`, any `wheel`, a `version`, `all`."""

    package: str
    what: str


def needs_in(words: str) -> tuple[Need, ...]:
    """Return who needs what, in the order in which uv says it; the stack's own requirements last."""
    text = _proof(words)
    found = [Need(normal(m[1]), normal(m[3]), _versions(m[4] or (m[5] or "").strip())) for m in _NEEDS.finditer(text)]
    own = [
        Need("", normal(m[1]), _versions(m[2])) for said in _YOU_NEED.findall(text) for m in _ALSO.finditer(f", {said}")
    ]
    return (*dict.fromkeys(found), *dict.fromkeys(own))


def lacks_in(words: str) -> tuple[Lack, ...]:
    """Return what is not to be had, in the order in which uv says it."""
    text = _proof(words)
    return tuple(lack for _, lack in sorted(_lacks(text), key=lambda found: found[0]))


def _lacks(text: str) -> Iterator[tuple[int, Lack]]:
    for m in _NO_WHEEL.finditer(text):
        yield m.start(), Lack(normal(m[1]), m[3])
    for pattern, what in ((_NO_USABLE, "wheel"), (_ABSENT, "all"), (_NO_VERSION, "version"), (_ONLY, "version")):
        for m in pattern.finditer(text):
            yield m.start(), Lack(normal(m[1]), what)


def pythons_with_wheels(words: str, package: str) -> tuple[str, ...]:
    """Return the versions of Python for which uv names wheels of a package; empty where it names none."""
    for match in _TAGS.finditer(words):
        if normal(match[1]) == package:
            return tuple(f"{major}.{minor}" for major, minor in _CPYTHON.findall(match[2]))
    return ()


def contested(needs: tuple[Need, ...]) -> tuple[Need, Need] | None:
    """Return the last two needs of different packages that want one package in different versions."""
    by_package: dict[str, dict[str, Need]] = {}
    for need in needs:
        if need.versions and need.package != PYTHON:
            by_package.setdefault(need.package, {})[need.who] = need
    for rivals in reversed(by_package.values()):
        said = list(rivals.values())
        if len(said) > 1 and said[-1].versions != said[-2].versions:
            return said[-2], said[-1]
    return None


def _proof(words: str) -> str:
    """Return what uv says without its hints, on one line."""
    return " ".join(words.partition("\nhint:")[0].split())


def _versions(text: str) -> str:
    """Write versions for people: `torch>=2.4,<2.15,` leaves `>=2.4,<2.15`."""
    return text.rstrip(".,")
