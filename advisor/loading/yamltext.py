"""YAML as data and nothing more: no tags, no duplicate keys, no coercion but null, true and false; bounded.

Scalars stay text otherwise, so that `3.10`, `no` and `2025-01-01` mean what was typed; the models convert.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml

from advisor.errors import AdvisorError, Fault, InputError, Place

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_EVENTS = 200_000
MAX_FAULTS = 100
Step = str | int
T = TypeVar("T")
_SHOWN = 60
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, bool | None] = {"null": None, "~": None, "": None, "true": True, "false": False}
_STANDARD = "tag:yaml.org,2002:"
_MERGE = _STANDARD + "merge"
_KINDS = ("str", "int", "float", "bool", "null", "timestamp", "value", "map", "seq")
_TAGS = {_MERGE, *(_STANDARD + kind for kind in _KINDS)}
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ADVICE = {
    "cannot start any token": "quote text that begins with this character",
    "undefined alias": "quote text that begins with *",
    "alphabetic or numeric": "quote text that begins with * or &",
    "escape character": "in double quotes a backslash begins an escape: double it, or use single quotes",
    "mapping values are not allowed": "check the indentation, and quote text that holds a colon",
    "document start": "quote what begins here, or keep to one document",
    "expected": "check the indentation",
    "not allowed": "check the indentation",
}


@dataclass(frozen=True)
class Document:
    """Parsed YAML: plain data, and where in the file each part of it stands."""

    file: str
    data: Any
    root: yaml.Node | None

    def place(self, path: tuple[Step, ...] = (), key: bool = False) -> Place:
        """Return where a part stands: its value, or with `key` the key that names it; steps not found are skipped."""
        node = self.root
        found = node
        for step in path:
            pair = _child(node, step)
            if pair is None:
                continue
            name, node = pair
            found = name if key and step is path[-1] else node
        return _place(self.file, found and found.start_mark)

    def at(self, path: tuple[Step, ...]) -> Document:
        """Return a part as a document of its own; raise KeyError or IndexError where there is none."""
        data, node = self.data, self.root
        for step in path:
            data = data[step]
            pair = _child(node, step)
            node = pair[1] if pair else None
        return Document(self.file, data, node)


def _child(node: yaml.Node | None, step: Step) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _place(file: str, mark: Any) -> Place:
    """Return where a mark of the parser's points to; it has none for a file that holds nothing."""
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)


def decoded(data: bytes, file: str, error: type[AdvisorError] = InputError) -> str:
    """Return the text of a UTF-8 file; raise `error` where it is none, or longer than any file should be."""
    if len(data) > MAX_BYTES:
        raise error(f"the file is larger than {MAX_BYTES:,} bytes", Place(file), "split it or shorten it")
    data = data.removeprefix(BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        raise error("not UTF-8 text", _end_of(data[: fault.start].decode(), file), "save the file as UTF-8") from None


def parse(text: str, file: str, error: type[AdvisorError] = InputError, *, printable: bool = False) -> Document:
    """Parse one YAML document, with `printable` one without invisible text. Raises `error` with every fault found."""
    roots = _composed(text, file, error)
    if not roots:
        return Document(file, None, None)
    if len(roots) > 1:
        place = _place(file, roots[1].start_mark)
        raise error("the file holds more than one document", place, "keep one, remove the `---`")
    return _built(roots[0], file, error, printable)


def parse_all(text: str, file: str, error: type[AdvisorError] = InputError) -> Iterator[Document | AdvisorError]:
    """Yield each YAML document of a text, or what is wrong with it; what cannot be parsed at all is one error."""
    try:
        roots = _composed(text, file, error)
    except AdvisorError as fault:
        yield fault
        return
    for root in roots:
        try:
            yield _built(root, file, error, printable=False)
        except AdvisorError as fault:
            yield fault


def _composed(text: str, file: str, error: type[AdvisorError]) -> list[yaml.Node]:
    if len(text) > MAX_BYTES:
        raise error(f"longer than {MAX_BYTES:,} characters", Place(file), "split it or shorten it")
    _refuse_characters(text, file, error)
    try:
        _refuse_excess(text, file, error)
        return list(yaml.compose_all(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as fault:
        raise error(*_explained(fault, text, file)) from None


def _built(root: yaml.Node, file: str, error: type[AdvisorError], printable: bool) -> Document:
    builder = _Builder(file, error, printable)
    document = Document(file, builder.build(root), root)
    if builder.faults:
        raise error.of(limited(list(dict.fromkeys(builder.faults)), lambda fault: fault))
    return document


def compose_all(text: str, file: str) -> list[yaml.Node]:
    """Parse YAML that other programs read, for its nodes alone, whatever tags and merges they have.

    Raises InputError for what is no YAML, nested too deep, or too much.
    """
    _refuse_characters(text, file, InputError)
    try:
        _refuse_excess(text, file, InputError)
        return list(yaml.compose_all(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as fault:
        raise InputError(*_explained(fault, text, file)) from None


def limited(found: Sequence[T], tell: Callable[[T], Fault]) -> tuple[Fault, ...]:
    """Tell as many faults as anybody reads, and how many there are beyond them."""
    told = tuple(tell(one) for one in found[:MAX_FAULTS])
    more = len(found) - len(told)
    return (*told, Fault(f"and {more:,} more faults")) if more else told


def shown(value: object) -> str:
    """Say a value in a message: text quoted and shortened, a word of YAML as it is written there."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a mapping"
    if not isinstance(value, str):
        return next((word for word, meant in _WORDS.items() if meant is value), str(value))
    return repr(value) if len(value) <= _SHOWN else repr(value[: _SHOWN - 1] + "…")


def _end_of(text: str, file: str) -> Place:
    return Place(file, text.count("\n") + 1, len(text) - text.rfind("\n"))


def _refuse_characters(text: str, file: str, error: type[AdvisorError]) -> None:
    """Refuse what YAML admits only as an escape; the parsers would not say where it stands."""
    found = _UNREADABLE.search(text)
    if found:
        place = _end_of(text[: found.start()], file)
        raise error(f"the character U+{ord(found[0]):04X} is not allowed", place, "a profile or a rule is plain text")


def _refuse_excess(text: str, file: str, error: type[AdvisorError]) -> None:
    """Refuse deep nesting before the parser recurses into it, and what would fill the memory."""
    depth = 0
    for n, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        if n > MAX_EVENTS:
            raise error(
                "more values than any profile or rule base has", _place(file, event.start_mark), "split the file"
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise error(f"nested more than {MAX_DEPTH} deep", _place(file, event.start_mark), "flatten it")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _explained(fault: yaml.MarkedYAMLError, text: str, file: str) -> tuple[str, Place, str | None]:
    mark, begun, problem = fault.problem_mark, fault.context_mark, str(fault.problem)
    hint = next((advice for words, advice in _ADVICE.items() if words in problem), None)
    if begun and ("end of stream" in problem or "expected ','" in problem):
        hint = f"what begins in line {begun.line + 1}, column {begun.column + 1} is not closed"
    if mark and text[mark.index : mark.index + 1] == "\t":
        hint = "indent with spaces, not tabs"
    return f"not valid YAML: {problem}", _place(file, mark), hint


class _Builder:
    """Turns nodes into plain data and gathers faults."""

    def __init__(self, file: str, error: type[AdvisorError], printable: bool) -> None:
        self.file = file
        self.error = error
        self.printable = printable
        self.faults: list[Fault] = []
        self.nodes = 0
        self.characters = 0

    def build(self, node: yaml.Node, depth: int = 0) -> Any:
        """Return a node as data, None where it is at fault."""
        self._count(node, depth)
        if not self._has_plain_tag(node):
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, depth + 1) for item in node.value]
        return self._scalar(node)

    def _count(self, node: yaml.Node, depth: int) -> None:
        """Refuse what grows through its aliases beyond what could have been written out."""
        self.nodes += 1
        self.characters += len(node.value) if isinstance(node, yaml.ScalarNode) else 0
        if depth > MAX_DEPTH or self.nodes > MAX_EVENTS or self.characters > MAX_BYTES:
            place = _place(self.file, node.start_mark)
            raise self.error("too deep or too large once its aliases are expanded", place, "write it out, shorter")

    def _has_plain_tag(self, node: yaml.Node) -> bool:
        if node.tag in _TAGS:
            return True
        tag = shown(node.tag.replace(_STANDARD, "!!"))
        self._fault(f"the tag {tag} is not allowed", node, "a profile or a rule is plain data")
        return False

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in node.value:
            self._count(key, depth)
            if not isinstance(key, yaml.ScalarNode):
                self._fault("a key must be plain text", key, None)
            elif key.tag == _MERGE:
                self._fault("merge keys are not read", key, "write out what `<<` stands for")
            elif key.value in result:
                self._fault(f"the key {shown(key.value)} stands here twice", key, "keep one of them")
            elif self._has_plain_tag(key):
                result[key.value] = self.build(value, depth + 1)
        return result

    def _scalar(self, node: Any) -> Any:
        text = str(node.value)
        if _SURROGATE.search(text):
            self._fault("half of a surrogate pair is no character", node, "write the character itself")
        elif self.printable and not text.replace("\n", " ").isprintable():
            hidden = next(c for c in text if not (c.isprintable() or c == "\n"))
            self._fault(f"the invisible character U+{ord(hidden):04X} is not allowed", node, "leave it out")
        return _WORDS.get(text, text) if not node.style else text

    def _fault(self, message: str, node: yaml.Node, hint: str | None) -> None:
        self.faults.append(Fault(message, _place(self.file, node.start_mark), hint))
