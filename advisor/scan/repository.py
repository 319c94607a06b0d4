"""A repository to what is used in it and what that tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from advisor.errors import Fault, Place
from advisor.model.rulebase import RuleBase
from advisor.model.scanned import Scan, Trace, Use
from advisor.scan.answering import answers_of
from advisor.scan.matching import COMPONENT, TELL, Index, Owner
from advisor.scan.reading import Reading, holds
from advisor.scan.walking import Found, Walk

MAX_TRACES = 200_000
MAX_WARNINGS = 1_000
Progress = Callable[[int, str], None]


def scan_repository(root: Path, base: RuleBase, progress: Progress = lambda *_: None) -> Scan:
    """Read a repository: nothing of it is run, no link is followed, and what cannot be read becomes a warning.

    `progress` is told after each file how many there were, and its name. Raises FileError for a folder that cannot
    be read at all.
    """
    index = Index(base)
    walk = Walk(root, base.scanning, index.is_whole)
    seen = _Seen(index, Reading(index.mentions))
    count = 0
    for count, found in enumerate(walk.files(), 1):
        seen.look_at(found)
        progress(count, found.name)
        if len(seen.uses) + len(seen.signs) > MAX_TRACES:
            walk.left_out.append((found.name, f"more than {MAX_TRACES:,} uses; the rest is not looked at"))
            break
    warnings = [*seen.warnings, *(Fault(why, Place(name)) for name, why in walk.left_out)]
    uses = tuple(seen.uses)
    return Scan(
        name=root.resolve().name or "repository",
        files=count,
        uses=uses,
        answers=answers_of(base, uses, tuple(seen.signs)),
        warnings=tuple(sorted(warnings[:MAX_WARNINGS], key=lambda fault: fault.place or Place(""))),
    )


@dataclass
class _Seen:
    """What has been seen so far: components in use, and other signs by the row of `scan.yaml` that names them."""

    index: Index
    reading: Reading
    uses: list[Use] = field(default_factory=list)
    signs: list[tuple[str, Trace]] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def look_at(self, found: Found) -> None:
        """Note what a file is and holds; what stands twice on one line is noted once."""
        told: set[tuple[Owner, int]] = set()
        for trace, owner in self._owned(found):
            if (owner, trace.place.line) not in told:
                told.add((owner, trace.place.line))
                kind, id_ = owner
                if kind == COMPONENT:
                    self.uses.append(Use(id_, trace))
                elif kind == TELL:
                    self.signs.append((id_, trace))

    def _owned(self, found: Found) -> Iterator[tuple[Trace, Owner]]:
        for kind, owner in self.index.kinds_of(found.name):
            if kind.holding is None or holds(found, kind.holding):
                yield Trace("file", found.name.rpartition("/")[2], Place(found.name), found.area), owner
        for trace in self.reading.traces(found, self.warnings):
            yield from ((trace, owner) for owner in self.index.of(trace))
