"""Folders given by `--rules`: overlays laid over a rule base in order, or a complete rule base in its stead."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from advisor.errors import Fault, FileError, InputError, Place, RuleBaseError
from advisor.loading.checking import nearest
from advisor.loading.folders import irregular_faults, named_as_rules
from advisor.loading.layering import lay
from advisor.loading.pieces import OVERLAY, Pieces
from advisor.loading.references import KEYS
from advisor.loading.refusals import refuse_misfit
from advisor.loading.rules import FILES, ComponentsFile, Reader, digest_of, load_rules, with_claims, with_family
from advisor.loading.versions import version_faults
from advisor.loading.yamltext import MAX_FAULTS, Document, shown
from advisor.model.overlay import OverlayFile
from advisor.model.rulebase import Criterion, RuleBase, Section

BASE = "rulebase.yaml"
SCAN = "scan.yaml"
MAX_FILES = 200
MAX_TOTAL = 8_000_000
MAX_ROWS = 1_500
KINDS: dict[str, type[Any]] = {"questions": Section, "criteria": Criterion, "components": ComponentsFile}
LISTED_IN = {"questions": "section", "criteria": "criterion", "components": "family"}
NEEDED = {"questions": ("title",), "criteria": ("title", "judges"), "components": ("title",)}


def load_layers(folders: Sequence[str]) -> RuleBase:
    """Return the packaged rule base, or the complete one that the first folder holds, with overlays laid over it.

    Raises RuleBaseError with every fault of the first folder that is not valid, InputError for a folder that is
    neither, FileError for one that cannot be read.
    """
    paths = [_examined(folder) for folder in folders]
    own = (paths[0] / BASE).is_file()
    base = _bounded(load_rules(paths[0]), paths[0]) if own else load_rules()
    overlays = paths[1:] if own else paths
    return _lay_all(base, overlays)


def load_over(base: RuleBase, folder: str) -> RuleBase:
    """Return a rule base with one more overlay over it; raise what `load_layers` raises."""
    return _lay_all(base, [_examined(folder)])


def _lay_all(base: RuleBase, overlays: Sequence[Path]) -> RuleBase:
    for path in overlays:
        if (path / BASE).is_file():
            raise InputError(f"{path} is a complete rule base", hint="give it first, before the overlays")
        laid = OverlayReader(path, with_claims(base)).laid()
        base = _bounded(laid.replacing(digest=digest_of(laid)), path)
    return base


def _bounded(base: RuleBase, path: Path) -> RuleBase:
    """Refuse more rules than can be weighed against each other in a few seconds."""
    if len(base.rules) + len(base.constraints) > MAX_ROWS:
        raise RuleBaseError(
            f"more than {MAX_ROWS:,} rules and constraints", Place(str(path)), "keep fewer, or join some"
        )
    return base


def is_overlay(folder: Path) -> bool:
    """Tell whether a folder holds an overlay and no rule base of its own."""
    return (folder / OVERLAY).is_file() and not (folder / BASE).is_file()


def is_complete(folder: str) -> bool:
    """Tell whether a folder is a rule base of its own; raise InputError or FileError for one that is no rule folder."""
    return (_examined(folder) / BASE).is_file()


def _examined(folder: str) -> Path:
    """Return a rule folder after a look at what it holds: little enough, and nothing that lies elsewhere."""
    if not folder:
        raise InputError("--rules '' names no folder", hint="--rules takes a folder of rules")
    path = Path(folder)
    if not path.is_dir():
        raise FileError(f"cannot read {folder}: not a folder", hint="--rules takes a folder of rules")
    if not any(os.path.lexists(path / name) for name in (BASE, OVERLAY)):
        hint = f"an overlay has a file {OVERLAY}, a rule base of its own {BASE}"
        raise InputError(f"{folder} is no rule folder", hint=hint)
    _refuse_excess(path)
    faults = tuple(irregular_faults(path))
    if faults:
        raise RuleBaseError.of(faults)
    return path


def _refuse_excess(path: Path) -> None:
    """Refuse a folder of more than anybody writes, or with files that lie elsewhere."""
    total, root = 0, os.path.realpath(path)
    for n, entry in enumerate(named_as_rules(path)):
        file = Path(str(entry))
        if file.exists() and not Path(os.path.realpath(file)).is_relative_to(root):
            raise RuleBaseError("it leads out of the folder", Place(str(file)), "put a copy of it here")
        total += file.stat().st_size if file.is_file() else 0
        if n >= MAX_FILES or total > MAX_TOTAL:
            most = f"{MAX_FILES} files or {MAX_TOTAL:,} bytes"
            raise RuleBaseError(f"the folder holds more than {most}", Place(str(path)), "keep only rules in it")


class OverlayReader(Reader):
    """Reads one overlay and lays it over a rule base."""

    what = "overlay"
    files = {OVERLAY: OverlayFile} | {name: model for name, model in FILES.items() if name not in (BASE, SCAN)}

    def __init__(self, folder: Path, base: RuleBase) -> None:
        super().__init__(folder)
        self.path = folder
        self.base = base

    def laid(self) -> RuleBase:
        """Return the rule base with this overlay over it. Raises RuleBaseError with every fault."""
        about = self._file(OVERLAY, OverlayFile)
        if about:
            document = self.documents[OVERLAY]
            refuse_misfit(self.base, about, document)
            self.faults.extend(version_faults(about.over.versions, self.base.settings.version, document))
        single = {name: self._read_if_there(name) for name in self.files if "/" not in name and name != OVERLAY}
        files = {name: model for name, model in single.items() if model is not None}
        for kind in KINDS:
            files |= {f"{kind}/{name}.yaml": model for name, model in self._those_in(kind)}
        self.faults.extend(self._strays())
        if self.faults or about is None:
            raise RuleBaseError.of(tuple(self.faults[:MAX_FAULTS]))
        return lay(self.base, Pieces(about, self._digest(), files, self.documents))

    def _read_if_there(self, name: str) -> Any:
        return self._file(name, self.files[name], optional=True)

    def _those_in(self, kind: str) -> list[tuple[str, Any]]:
        """Return what the files of a folder hold, each under the name that it gives itself."""
        if not (self.path / kind).is_dir():
            return []
        models: tuple[Any, ...] = self._folder(kind, KINDS[kind], self._prepared(kind))
        self.faults.extend(self._newcomers(kind))
        self.faults.extend(self._misnamed(kind))
        return [(str(getattr(model, KEYS[kind])), model) for model in models]

    def _misnamed(self, kind: str) -> Iterator[Fault]:
        key = KEYS[kind]
        for name, document in self.documents.items():
            folder, _, file = name.partition("/")
            given = document.data.get(key) if folder == kind and isinstance(document.data, dict) else None
            if given is not None and file != f"{given}.yaml":
                yield Fault(f"{key} and file name differ", document.place((key,)), "give both the same name")

    def _prepared(self, kind: str) -> Callable[[Any], Any]:
        """Return what gives a file about something known the title and so on that the rule base has for it.

        What a file about something new lacks is made up here: `_newcomers` tells of it, in other words.
        """
        heads = self._heads(kind)
        made_up = dict.fromkeys(NEEDED[kind], "?")

        def prepared(data: Any) -> Any:
            known = isinstance(data, dict) and isinstance(data.get(KEYS[kind]), str)
            full = {**heads.get(data[KEYS[kind]], made_up), **data} if known else data
            return with_family(full) if kind == "components" else full

        return prepared

    def _newcomers(self, kind: str) -> Iterator[Fault]:
        """Find files that add rules and the like to something that is not there."""
        key, known = KEYS[kind], list(self._heads(kind))
        for document in (each for name, each in self.documents.items() if name.startswith(f"{kind}/")):
            written = _own(document)
            id_ = written.get(key) if isinstance(written, dict) else None
            lacking = [each for each in NEEDED[kind] if each not in written] if isinstance(id_, str) else []
            if lacking and str(id_) not in known:
                message = f"there is no {LISTED_IN[kind]} {shown(id_)}, and a new one needs {' and '.join(lacking)}"
                yield Fault(message, document.place((key,)), nearest(str(id_), known))

    def _heads(self, kind: str) -> dict[str, dict[str, Any]]:
        if kind == "questions":
            return {s.section: {"title": s.title} for s in self.base.sections}
        if kind == "criteria":
            return {c.id: {"title": c.title, "judges": c.judges, "weight": c.weight} for c in self.base.criteria}
        return {c.family: {"title": c.family} for c in self.base.components}

    def _digest(self) -> str:
        """Return the hash of what the files say, whatever their layout, without what the rule base gave them."""
        told = {name: _own(document) for name, document in sorted(self.documents.items())}
        return "sha256:" + hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _own(document: Document) -> Any:
    if not isinstance(document.data, dict) or not isinstance(document.root, yaml.MappingNode):
        return document.data
    written = {key.value for key, _ in document.root.value}
    return {key: value for key, value in document.data.items() if key in written}
