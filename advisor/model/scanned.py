"""What was seen in a repository, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.errors import Fault, Place
from advisor.model.profile import Answer
from advisor.model.scanning import Way

OWN = "own"


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that a file holds: a module imported, a package required, an image named.

    `name` is as registries and modules name it; a package's begins with its registry. `detail` is the requirement's
    version, where it has one. `area` says to what part of the repository the file belongs.
    """

    way: Way
    name: str
    place: Place
    area: str = OWN
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """A component seen at a place."""

    component: str
    trace: Trace


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an answer is given: the place, what stands there, and what that tells."""

    trace: Trace
    because: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that a repository gives, how sure it is (0 to 1), and the best evidence for it."""

    question: str
    answer: Answer
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """A repository read: the components in use, the answers told, and what could not be read."""

    name: str
    files: int
    uses: tuple[Use, ...]
    answers: tuple[Told, ...]
    warnings: tuple[Fault, ...]

    @property
    def told(self) -> dict[str, Answer]:
        """The answers alone, by question."""
        return {told.question: told.answer for told in self.answers}
