"""What there is to check: paths, folders and globs become profiles and records."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import AdvisorError, InputError
from advisor.loading.yamltext import MAX_BYTES, Document, decoded, parse_all
from advisor.model.rulebase import RuleBase
from advisor.record.files import SIDECAR, USUAL_FOLDERS, decision_folder

YAML = (".yaml", ".yml")
MAX_FILES = 100_000
SKIPPED = ("node_modules", "__pycache__", "site-packages", "venv")
_RECORD = re.compile(r"\d{4}-.+\.md", re.IGNORECASE)
_GLOB = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class ProfileText:
    """One YAML document to be read as a profile, or what is wrong with it already."""

    file: str
    document: Document | None
    error: AdvisorError | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was found: profiles, and the Markdown or sidecar files of records."""

    profiles: tuple[ProfileText, ...]
    records: tuple[Path, ...]


def gather(paths: Sequence[str], base: RuleBase, here: Path) -> Inputs:
    """Find profiles and records in files, folders and globs; without any in the usual places of a project.

    A YAML file that is named counts as a profile whatever it holds; one that is come across does where it looks like
    one. Raises InputError for a path or a glob that leads nowhere, and where nothing is found at all.
    """
    named, walked = _files(paths) if paths else ([], _usual(here))
    profiles = [text for file in _unique(f for f in named if _is_yaml(f)) for text in _documents(file)]
    known = {text.file for text in profiles}
    come_across = _unique(f for f in walked if _is_yaml(f) and f not in known)
    profiles += [text for file in come_across if _may_be_profile(file, base) for text in _like(_documents(file), base)]
    records = _unique(file for file in (*named, *walked) if _is_record(file, file in named))
    if not profiles and not records:
        raise nothing_to_check()
    return Inputs(tuple(profiles), tuple(Path(file) for file in records))


def nothing_to_check() -> InputError:
    """Say that there is nothing to check, which is no pass."""
    return InputError("there is no profile and no record to check", hint="name a profile, a record or a folder")


def read_bounded(path: Path) -> str:
    """Read a text file; raise InputError where it is no UTF-8 or too large, OSError where it cannot be read."""
    with path.open("rb") as file:
        return decoded(file.read(MAX_BYTES + 1), str(path))


def _files(paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the files that are named, and those that folders and globs lead to."""
    named: list[str] = []
    walked: list[str] = []
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112  paths stay as they were written
            walked += _walk(path)
        elif os.path.exists(path):  # noqa: PTH110
            named.append(path)
        elif _GLOB.search(path):
            found = sorted(glob.glob(path, recursive=True))  # noqa: PTH207
            if not found:
                raise InputError(f"nothing matches {path!r}", hint="check the pattern, and quote it")
            inner = _files(found)
            named, walked = named + inner[0], walked + inner[1]
        else:
            raise InputError(f"{path!r} is no file, folder or pattern", hint="check the path")
    return named, walked


def _walk(folder: str) -> Iterator[str]:
    """Yield the files below a folder in a fixed order; hidden and installed ones are nobody's profiles."""
    count = 0
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in SKIPPED)
        count += len(files)
        if count > MAX_FILES:
            raise InputError(f"{folder!r} holds more than {MAX_FILES:,} files", hint="name the folders that matter")
        paths = (os.path.normpath(f"{here}/{name}") for name in sorted(files) if not name.startswith("."))
        yield from (path for path in paths if os.path.isfile(path))  # noqa: PTH113


def _usual(here: Path) -> list[str]:
    """Return the YAML files at the top of a project and what lies in its folders of records."""
    folders = dict.fromkeys((decision_folder(here), *(here / folder for folder in USUAL_FOLDERS)))
    inside = [file for folder in folders if folder.is_dir() for file in _walk(_shown(folder, here))]
    return [path.name for path in sorted(here.iterdir()) if path.is_file()] + inside


def _shown(folder: Path, here: Path) -> str:
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)


def _unique(files: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(files))


def _is_yaml(file: str) -> bool:
    return file.lower().endswith(YAML)


def _is_record(file: str, named: bool) -> bool:
    """Tell whether a file belongs to a record: it is named, or it is numbered as records are."""
    name = os.path.basename(file)  # noqa: PTH119
    if name.lower().endswith(SIDECAR):
        return True
    return file.lower().endswith(".md") and (named or bool(_RECORD.fullmatch(name)))


def _documents(file: str) -> Iterator[ProfileText]:
    """Yield the documents of a file that hold anything; a file that holds nothing is one empty profile."""
    try:
        text = read_bounded(Path(file))
    except AdvisorError as error:
        yield ProfileText(file, None, error)
        return
    empty = True
    for found in parse_all(text, file):
        empty = False
        if isinstance(found, AdvisorError):
            yield ProfileText(file, None, found)
        elif found.data is not None or "---" not in text:
            yield ProfileText(file, found)
    if empty:
        yield ProfileText(file, Document(file, None, None))


def _may_be_profile(file: str, base: RuleBase) -> bool:
    """Tell by a quick look whether a file names a section of a profile at the start of a line."""
    sections = "|".join(re.escape(section.section) for section in base.sections)
    with open(file, "rb") as opened:  # noqa: PTH123
        start = opened.read(MAX_BYTES)
    return re.search(rf"^(?:{sections}|priorities)\s*:".encode(), start, re.MULTILINE) is not None


def _like(texts: Iterable[ProfileText], base: RuleBase) -> Iterator[ProfileText]:
    """Keep what looks like a profile: at least half of its keys are a profile's, one of them a section."""
    sections = {section.section for section in base.sections} | {"priorities"}
    known = sections | {"name", "alternatives", "as_of"}
    for text in texts:
        keys = set(text.document.data) if text.document and isinstance(text.document.data, dict) else set()
        if text.error or (keys & sections and 2 * len(keys & known) >= len(keys)):
            yield text
