"""A proposed record made again in place, with its sidecar; what was decided is never rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import InputError, Place
from advisor.record.document import heading, usual_title
from advisor.record.draft import Draft
from advisor.record.files import alone_with, replace_text, sidecar_of
from advisor.record.merging import merged, redated, retitled, taken_over
from advisor.record.parts import parts_of
from advisor.record.reading import RecordFile, parse_record, read_record_text
from advisor.record.sidecar import Kept, from_sidecar, to_sidecar
from advisor.report.words import markdown


@dataclass(frozen=True, slots=True)
class Updated:
    """A record that was made again. `taken_over` names the parts left as they are: they have no markers."""

    record: Path
    sidecar: Path
    changed: bool
    taken_over: tuple[str, ...]


def update_record(record: Path, draft: Draft) -> Updated:
    """Make a proposed record again from a draft, keeping what people wrote outside of its generated parts.

    Raises InputError where it is decided already, was not made by this program, or would lose a human's edit;
    FileError where a file cannot be read or written. Then nothing is changed.
    """
    sidecar = sidecar_of(record)
    with alone_with(record):
        text = read_record_text(record)
        refuse_decided(parse_record(text, record))
        beside = _sidecar_text(sidecar)
        new = _renewed(text, from_sidecar(beside, str(sidecar)), draft, record)
        new_beside = to_sidecar(draft.profile, draft.recommendation, new)
        _replace({sidecar: (beside, new_beside), record: (text, new)})
    changed = (new, new_beside) != (text, beside)
    return Updated(record, sidecar, changed, taken_over(_plain(new), draft.record(sidecar.name)))


def refuse_decided(record: RecordFile) -> None:
    """Raise InputError for a record whose status is another than draft or proposed."""
    if record.status in ("draft", "proposed"):
        return
    place = Place(str(record.path), record.status_line)
    if record.status == "accepted" and record.number is not None:
        hint = f"write one that takes its place: `advisor record PROFILE --supersede {record.number}`"
    else:
        hint = "write a new record, or set its status back to proposed"
    status = record.status or record.status_text or "missing"
    raise InputError(f"only a proposed record is made again, and the status of this one is {status!r}", place, hint)


def _sidecar_text(sidecar: Path) -> str:
    if not sidecar.exists():
        hint = "without it nothing tells the generated words from yours: bring it back, or write a new record"
        raise InputError(f"{sidecar} is missing", hint=hint)
    return read_record_text(sidecar)


def _renewed(text: str, kept: Kept, draft: Draft, record: Path) -> str:
    """Return the record made again; the same text where nothing but the date would change."""
    old, fresh = _plain(text), draft.record(sidecar_of(record).name)
    if not parts_of(old):
        hint = "its markers are gone, so all of it is yours; write a new record"
        raise InputError("there is no generated part to make again", Place(str(record)), hint)
    usual = (
        None
        if draft.given_title
        else markdown(heading(usual_title(kept.name, kept.chosen, draft.recommendation.base.settings.words.choice)))
    )
    new = retitled(merged(old, fresh, kept.parts, str(record)), usual, markdown(heading(draft.title)))
    if new == old:
        return text
    new = redated(new, draft.date.isoformat())
    return new.replace("\n", "\r\n") if "\r\n" in text else new


def _replace(changes: Mapping[Path, tuple[str, str]]) -> None:
    """Put new texts in place of old ones, all or none."""
    with ExitStack() as undo:
        for path, (old, new) in changes.items():
            if old != new:
                replace_text(path, old, new)
                undo.callback(replace_text, path, new, old)
        undo.pop_all()


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")
