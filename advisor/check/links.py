"""Records among themselves: does each name the other that supersedes it, and does each number name one?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from advisor.check.checks import found
from advisor.check.reading import Record
from advisor.model.finding import Finding
from advisor.record.reading import Reference


def look_at_links(records: Sequence[Record]) -> Iterator[Finding]:
    """Check the records of one folder against each other."""
    for record in records:
        for reference in record.superseded_by:
            yield from _led(record, reference, records, forward=True)
        for reference in record.supersedes:
            yield from _led(record, reference, records, forward=False)
        if record.state == "superseded" and not record.superseded_by:
            yield found(
                "supersede-broken",
                "The status says superseded, but not by which record.",
                record.place(record.status[1]),
                "status",
                hint='write it as: status: "superseded by ADR-0012"',
            )


def _led(record: Record, reference: Reference, records: Sequence[Record], *, forward: bool) -> Iterator[Finding]:
    others = [r for r in records if r is not record and _names(reference, r)]
    relation = "is superseded by" if forward else "supersedes"
    words = reference.words
    if not others:
        yield found(
            "supersede-broken",
            f"This record says that it {relation} {words!r}, which is not in its folder.",
            record.place(reference.line),
            words,
            hint="name a record of the same folder by its number, as ADR-0012",
        )
    elif not any(_names(back, record) for r in others for back in (r.supersedes if forward else r.superseded_by)):
        yield _one_sided(record, reference, others[0], forward=forward)


def _one_sided(record: Record, reference: Reference, other: Record, *, forward: bool) -> Finding:
    name = f"ADR-{record.number:04d}" if record.number is not None else record.path.name
    theirs = f"Supersedes [{name}]({record.path.name})." if forward else f'status: "superseded by {name}"'
    relation = "is superseded by" if forward else "supersedes"
    return found(
        "supersede-one-sided",
        f"This record says that it {relation} {other.path.name}, which does not say so itself.",
        record.place(reference.line),
        other.path.name,
        hint=f"write in {other.path.name}: {theirs}",
    )


def _names(reference: Reference, record: Record) -> bool:
    """Tell whether a reference leads to a record: by its file where it names one, else by number."""
    if reference.file is not None:
        return reference.file == record.path.name
    return reference.number is not None and reference.number == record.number


def look_at_numbers(records: Iterable[Record]) -> Iterator[Finding]:
    """Yield a finding for each record of a folder whose number another one has, too."""
    by_number: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        if record.number is not None:
            by_number[record.number].append(record)
    for number, sharing in by_number.items():
        for record in sharing if len(sharing) > 1 else ():
            others = ", ".join(r.path.name for r in sharing if r is not record)
            yield found(
                "number-duplicate",
                f"The number {number:04d} is also that of {others}.",
                record.place(),
                record.path.name,
                hint="give the newer one the next free number",
            )
