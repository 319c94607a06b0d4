"""What a trace of code is a trace of: the components, and the other signs of the rule base, that look like it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase, translate
from functools import lru_cache

from advisor.model.rulebase import RuleBase
from advisor.model.scanned import Trace
from advisor.model.scanning import FileKind, SeenAs, Way

MAX_KNOWN = 50_000
Owner = tuple[str, str]
COMPONENT, TELL = "component", "tell"


class Index:
    """Finds the owners of a trace: components by `(COMPONENT, id)`, rows of `scan.yaml` by `(TELL, id)`."""

    def __init__(self, base: RuleBase) -> None:
        self.exact: dict[tuple[Way, str], list[Owner]] = defaultdict(list)
        self.patterns: dict[Way, list[tuple[re.Pattern[str], Owner]]] = defaultdict(list)
        self.kinds: list[tuple[FileKind, Owner]] = []
        for owner, seen_as in _all(base):
            for way, name in _names(seen_as):
                self._add(way, name, owner)
            self.kinds += ((kind, owner) for kind in seen_as.files)
        self.owners = lru_cache(MAX_KNOWN)(self._owners)

    def _add(self, way: Way, name: str, owner: Owner) -> None:
        name = name if way in ("import", "call") else name.lower()
        if "*" not in name:
            self.exact[way, name].append(owner)
        elif way == "call":
            written = r"\.".join(re.escape(part).replace(r"\*", "[^.]*") for part in name.split("."))
            self.patterns[way].append((re.compile(rf"{written}(?:\..*)?"), owner))
        else:
            self.patterns[way].append((re.compile(translate(name)), owner))

    def of(self, trace: Trace) -> tuple[Owner, ...]:
        """Return the owners of a trace, each once."""
        return self.owners(trace.way, trace.name)

    def _owners(self, way: Way, name: str) -> tuple[Owner, ...]:
        found: dict[Owner, None] = {}
        for as_way, as_name in _readings(way, name):
            found |= dict.fromkeys(self.exact.get((as_way, as_name), ()))
            found |= {owner: None for pattern, owner in self.patterns[as_way] if pattern.fullmatch(as_name)}
        return tuple(found)

    def kinds_of(self, file: str) -> Iterator[tuple[FileKind, Owner]]:
        """Yield the kinds of file that a file's name fits, with what each of them is a sign of."""
        name = file.rpartition("/")[2].lower()
        return ((kind, owner) for kind, owner in self.kinds if fnmatchcase(name, kind.name.lower()))

    def is_whole(self, folder: str) -> bool:
        """Tell whether a folder of this name is one thing, as a `.mlpackage` is."""
        return folder.lower().endswith((".mlpackage", ".mlmodelc"))

    @property
    def mentions(self) -> re.Pattern[bytes]:
        """The first parts of all module names that are looked for."""
        tops = sorted({name.partition(".")[0] for way, name in self.exact if way in ("import", "call")})
        tops += ["install"]
        return re.compile(rb"\b(?:" + b"|".join(re.escape(top).encode() for top in tops) + rb")\b")


def _all(base: RuleBase) -> Iterator[tuple[Owner, SeenAs]]:
    yield from (((COMPONENT, c.id), c.seen_as) for c in base.components if c.seen_as)
    yield from (((TELL, t.id), t.seen_as) for t in base.scanning.tells if t.seen_as)


def _names(seen_as: SeenAs) -> Iterable[tuple[Way, str]]:
    yield from (("import", name) for name in seen_as.imports)
    yield from (("call", name) for name in seen_as.calls)
    yield from (("include", name) for name in seen_as.includes)
    yield from (("image", name) for name in seen_as.images)
    yield from (("resource", name) for name in seen_as.resources)
    yield from (("version", name) for name in seen_as.versions)
    for registry, names in seen_as.packages.items():
        yield from (("package", f"{registry}:{name}") for name in names)


def _readings(way: Way, name: str) -> Iterator[tuple[Way, str]]:
    """Yield the names under which a trace may be listed; a module also under those that it lies beneath."""
    if way in ("import", "call"):
        parts = name.split(".")
        above = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
        yield from (("call", module) for module in above)
        if way == "import":
            yield from (("import", module) for module in above)
    elif way == "image":
        yield from (("image", reading) for reading in _image_names(name.lower()))
    elif way == "package" and name.startswith("conda:"):
        yield from (("package", reading) for reading in (name, name.replace("conda:", "python:", 1)))
    elif way == "resource" and "/" in name:
        yield from (("resource", reading) for reading in (name.lower(), name.lower().partition("/")[0]))
    else:
        yield way, name.lower()


def _image_names(name: str) -> tuple[str, ...]:
    """Return an image's name without digest, with and without its tag, and without the default registry."""
    name = name.partition("@")[0].removeprefix("docker.io/").removeprefix("library/")
    path, slash, last = name.rpartition("/")
    bare = f"{path}{slash}{last.partition(':')[0]}"
    return (bare, name) if bare != name else (bare,)
