"""A folder of rules to a RuleBase: each file checked against its model, then the whole for references."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from importlib.resources.abc import Traversable
from itertools import chain, islice
from typing import Any, TypeVar

from pydantic import Field

from advisor.errors import AdvisorError, Fault, Place, RuleBaseError
from advisor.loading.catalogue import Catalogue
from advisor.loading.checking import check, nearest
from advisor.loading.exclusions import ExclusionsFile
from advisor.loading.folders import ENDINGS, inside, irregular_faults
from advisor.loading.references import doubled_faults, reference_faults
from advisor.loading.scanning import scanning_faults
from advisor.loading.yamltext import MAX_BYTES, MAX_FAULTS, Document, Step, decoded, parse, shown
from advisor.model.base import Id, Model, Text
from advisor.model.catalogue import Component, Target
from advisor.model.rulebase import (
    Alternative,
    Claim,
    Constraint,
    Criterion,
    Group,
    NotScored,
    RuleBase,
    Section,
    Source,
)
from advisor.model.scanning import Scanning
from advisor.model.settings import Settings
from advisor.resources import bundled, compiled_rules

M = TypeVar("M", bound=Model)
DEEPEST = 2
"""How many folders deep a file is missed that nothing reads."""
COMMAND = re.compile(r"(?<!\S)::|##\[")
_UNHASHED: Any = {
    **dict.fromkeys(("digest", "layers", "retired", "scanning"), True),
    "components": {"__all__": {"seen_as", "wheels"}},
}


class AlternativesFile(Model):
    """`alternatives.yaml`."""

    groups: tuple[Group, ...] = ()
    alternatives: tuple[Alternative, ...] = Field(min_length=1)


class ConstraintsFile(Model):
    """`constraints.yaml`."""

    constraints: tuple[Constraint, ...]


class ComponentsFile(Model):
    """`components/<family>.yaml`."""

    family: Id
    title: Text
    components: tuple[Component, ...]


class SourcesFile(Model):
    """`sources.yaml`."""

    sources: tuple[Source, ...]


class TargetsFile(Model):
    """`targets.yaml`."""

    targets: tuple[Target, ...]


class ClaimsFile(Model):
    """`claims.yaml`."""

    claims: tuple[Claim, ...]


class NotScoredFile(Model):
    """`not-scored.yaml`."""

    not_scored: tuple[NotScored, ...]


FILES: dict[str, type[Model]] = {
    "rulebase.yaml": Settings,
    "alternatives.yaml": AlternativesFile,
    "constraints.yaml": ConstraintsFile,
    "sources.yaml": SourcesFile,
    "targets.yaml": TargetsFile,
    "scan.yaml": Scanning,
    "claims.yaml": ClaimsFile,
    "not-scored.yaml": NotScoredFile,
    "lint.yaml": ExclusionsFile,
    "questions/*.yaml": Section,
    "criteria/*.yaml": Criterion,
    "components/*.yaml": ComponentsFile,
}


def load_rules(folder: Traversable | None = None) -> RuleBase:
    """Return the packaged rule base, or the one in a folder.

    Raises RuleBaseError with every fault of every file, each with file, line and column.
    """
    if folder is None:
        compiled = compiled_rules()
        if compiled is not None:
            return RuleBase.model_validate_json(compiled).with_allow_lists()
        folder = bundled("rules")
    return Reader(folder).rule_base()


def digest_of(base: RuleBase) -> str:
    """Return `sha256:` and the hash of everything in a rule base, the same however its files are laid out.

    What the scan of a repository alone reads is left out: no recommendation depends on it.
    """
    canonical = base.model_dump_json(exclude=_UNHASHED, by_alias=True)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


class Reader:
    """Reads the files of one folder and gathers their faults."""

    what = "rule base"
    files = FILES

    def __init__(self, folder: Traversable) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.documents: dict[str, Document] = {}

    def rule_base(self) -> RuleBase:
        self.faults.extend(irregular_faults(self.folder))
        settings = self._file("rulebase.yaml", Settings)
        alternatives = self._file("alternatives.yaml", AlternativesFile)
        constraints = self._file("constraints.yaml", ConstraintsFile)
        sources = self._file("sources.yaml", SourcesFile)
        targets = self._file("targets.yaml", TargetsFile, optional=True)
        scanning = self._file("scan.yaml", Scanning, optional=True)
        claims = self._file("claims.yaml", ClaimsFile, optional=True)
        not_scored = self._file("not-scored.yaml", NotScoredFile, optional=True)
        sections = self._folder("questions", Section)
        criteria = self._folder("criteria", Criterion)
        has_components = (self.folder / "components").is_dir()
        families = self._folder("components", ComponentsFile, with_family) if has_components else ()
        self.faults.extend(self._strays())
        if self.faults or not (settings and alternatives and constraints and sources):
            raise RuleBaseError.of(tuple(self.faults))
        base = RuleBase(
            settings=settings,
            sections=tuple(sorted(sections, key=lambda s: _position(s.section, settings.sections))),
            groups=alternatives.groups,
            alternatives=alternatives.alternatives,
            criteria=criteria,
            constraints=constraints.constraints,
            components=tuple(component for family in families for component in family.components),
            targets=targets.targets if targets else (),
            scanning=scanning or Scanning(),
            sources=sources.sources,
            claims=claims.claims if claims else (),
            not_scored=not_scored.not_scored if not_scored else (),
        ).with_allow_lists()
        doubled = tuple(doubled_faults(base, self.documents))
        found = iter(doubled) if doubled else self._unfitting(base)
        faults = tuple(islice(found, MAX_FAULTS))
        if faults:
            raise RuleBaseError.of((*faults, *(Fault("and more faults") for _ in islice(found, 1))))
        return base.model_copy(update={"digest": digest_of(base)})

    def _unfitting(self, base: RuleBase) -> Iterator[Fault]:
        return chain(
            reference_faults(base, self.documents),
            Catalogue(base, self.documents).faults(),
            scanning_faults(base, self._by_family()),
        )

    def _by_family(self) -> dict[str, Document]:
        """The documents by name, and those of components by the family that they give, should it differ."""
        families = (document for name, document in self.documents.items() if name.startswith("components/"))
        return {f"components/{document.data['family']}.yaml": document for document in families} | self.documents

    def _file(self, name: str, model: type[M], optional: bool = False) -> M | None:
        path = self.folder / name
        if not path.is_file():
            if not optional and not any(name == each.name for each in inside(self.folder)):
                self.faults.append(Fault(f"the rule base lacks its file {name}", Place(str(path))))
            return None
        return self._read(path, name, model, None)

    def _folder(self, name: str, model: type[M], prepare: Callable[[Any], Any] | None = None) -> tuple[M, ...]:
        paths = [path for path in inside(self.folder / name) if path.name.endswith(".yaml") and path.is_file()]
        if not paths:
            self.faults.append(
                Fault(f"the {self.what} has no {name}", Place(str(self.folder / name)), "add a file here")
            )
        read = (self._read(path, f"{name}/{path.name}", model, prepare) for path in paths)
        return tuple(item for item in read if item is not None)

    def _strays(self) -> Iterator[Fault]:
        """A file that nothing reads is a fault: its author believes that it counts."""
        for name, path in _named(self.folder):
            known = any(fnmatch(name, each) and name.count("/") == each.count("/") for each in self.files)
            if path.name.endswith(ENDINGS) and not known:
                yield Fault(f"no {self.what} has a file {name}", Place(str(path)), nearest(name, list(self.files)))

    def _read(self, path: Traversable, name: str, model: type[M], prepare: Callable[[Any], Any] | None) -> M | None:
        try:
            document = _parsed(path)
            if prepare:
                document = Document(document.file, prepare(document.data), document.root)
            self.documents[name] = document
            self.faults.extend(_commands(document))
            return check(model, document, RuleBaseError)
        except AdvisorError as error:
            self.faults.extend(error.faults)
            return None


def _parsed(path: Traversable) -> Document:
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    return parse(decoded(data, str(path), RuleBaseError), str(path), RuleBaseError, printable=True)


def _commands(document: Document, data: Any = None, path: tuple[Step, ...] = ()) -> Iterator[Fault]:
    """Find text that a CI runner would take for a command once it stands at the start of a line."""
    here = document.data if not path else data
    if isinstance(here, str) and COMMAND.search(here):
        yield Fault(
            f"{shown(here)} holds what CI runners take for a command", document.place(path), "leave out :: or ##["
        )
    elif isinstance(here, dict | list):
        inner = here.items() if isinstance(here, dict) else enumerate(here)
        for step, value in inner:
            yield from _commands(document, value, (*path, step))


def _named(folder: Traversable, depth: int = DEEPEST, before: str = "") -> Iterator[tuple[str, Traversable]]:
    """Yield what a folder holds, and what its folders hold, each by its path."""
    for path in inside(folder):
        yield before + path.name, path
        if depth:
            yield from _named(path, depth - 1, f"{before}{path.name}/")


def with_family(data: Any) -> Any:
    """Give each component the family that its file is about."""
    if not isinstance(data, dict) or not isinstance(data.get("components"), list):
        return data
    family = data["family"] if isinstance(data.get("family"), str) else "unknown"
    inner = [{"family": family, **c} if isinstance(c, dict) else c for c in data["components"]]
    return {**data, "components": inner}


def _position(section: str, order: tuple[str, ...]) -> int:
    return order.index(section) if section in order else len(order)


def compile_rules(folder: Traversable) -> bytes:
    """Return the rule base of a folder, checked, as the JSON that a wheel carries; the claims' texts stay out."""
    base = load_rules(folder)
    written = base.replacing(constraints=tuple(constraint.as_written for constraint in base.constraints))
    return written.model_dump_json(exclude={"claims"}, by_alias=True, exclude_defaults=True).encode()


def with_claims(base: RuleBase) -> RuleBase:
    """Give the packaged rule base, where it was compiled, the claims that it was compiled without."""
    claims = () if base.claims else load_claims()
    known = {source.id for source in base.sources}
    return base.replacing(claims=claims) if claims and {claim.source for claim in claims} <= known else base


def load_claims(folder: Traversable | None = None) -> tuple[Claim, ...]:
    """Return the claims of the sources, which only explaining needs; empty where a rule base has none."""
    path = (folder or bundled("rules")) / "claims.yaml"
    if not path.is_file():
        return ()
    return check(ClaimsFile, _parsed(path), RuleBaseError).claims
