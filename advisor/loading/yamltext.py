"""YAML as data and nothing more: no tags, no duplicate keys, no coercion but null, true and false; bounded.

Scalars stay text otherwise, so that `3.10`, `no` and `2025-01-01` mean what was typed; the models convert.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from advisor.errors import AdvisorError, Fault, InputError, Place

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_NODES = 200_000
Step = str | int
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_PLAIN_TAGS = {"tag:yaml.org,2002:" + kind for kind in ("str", "int", "float", "bool", "null", "timestamp", "value")}
_TAGS = _PLAIN_TAGS | {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:merge"}


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
        return _place(self.file, found)

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


def _place(file: str, node: yaml.Node | None) -> Place:
    if node is None:
        return Place(file)
    return Place(file, node.start_mark.line + 1, node.start_mark.column + 1)


def parse(text: str, file: str, error: type[AdvisorError] = InputError) -> Document:
    """Parse one YAML document. Raises `error` with every fault found."""
    documents = parse_all(text, file, error)
    if len(documents) > 1:
        raise error("the file holds more than one document", documents[1].place(), "keep one, remove the `---`")
    return documents[0] if documents else Document(file, None, None)


def parse_all(text: str, file: str, error: type[AdvisorError] = InputError) -> list[Document]:
    """Parse a file of one or more YAML documents. Raises `error` with every fault found."""
    if len(text) > MAX_BYTES:
        raise error(f"the file is larger than {MAX_BYTES:,} characters", Place(file), "split it or shorten it")
    _refuse_depth(text, file, error)
    try:
        roots = list(yaml.compose_all(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as fault:
        raise error(*_explained(fault, file)) from None
    except (yaml.YAMLError, RecursionError) as fault:
        raise error(f"not readable as YAML: {_one_line(fault)}", Place(file)) from None
    builder = _Builder(file)
    documents = [Document(file, builder.build(root), root) for root in roots if root is not None]
    if builder.faults:
        raise error.of(tuple(builder.faults))
    return documents


def _refuse_depth(text: str, file: str, error: type[AdvisorError]) -> None:
    """Refuse deep nesting before the parser recurses into it."""
    depth = 0
    for event in _events(text, file, error):
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark = event.start_mark
                raise error(f"nested more than {MAX_DEPTH} deep", Place(file, mark.line + 1, mark.column + 1))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth -= 1


def _events(text: str, file: str, error: type[AdvisorError]) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as fault:
        raise error(*_explained(fault, file)) from None
    except yaml.YAMLError as fault:
        raise error(f"not readable as YAML: {_one_line(fault)}", Place(file)) from None


def _explained(fault: yaml.MarkedYAMLError, file: str) -> tuple[str, Place, str | None]:
    mark = fault.problem_mark or fault.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    return f"not valid YAML: {fault.problem or fault.context}", place, _advice(str(fault.problem))


def _advice(problem: str) -> str | None:
    if "'\\t'" in problem:
        return "indent with spaces, not tabs"
    if "could not find expected ':'" in problem or "mapping values are not allowed" in problem:
        return "check the indentation, and quote text that holds a colon"
    return None


def _one_line(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:200]


class _Builder:
    """Turns nodes into plain data and gathers faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.nodes = 0

    def build(self, node: yaml.Node, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise InputError(
                "too deep or too large once its aliases are expanded", _place(self.file, node), "write it out, shorter"
            )
        if node.tag not in _TAGS:
            self._fault(f"the tag {node.tag!r} is not allowed", node, "a profile or a rule is plain data")
            return None
        make: dict[type[yaml.Node], Callable[[Any, int], Any]] = {
            yaml.MappingNode: self._mapping,
            yaml.SequenceNode: self._sequence,
        }
        return make.get(type(node), self._scalar)(node, depth)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault("a key must be plain text", key, None)
            elif key.value in result:
                self._fault(f"the key {key.value!r} stands here twice", key, "keep one of them")
            else:
                result[key.value] = self.build(value, depth + 1)
        return result

    def _sequence(self, node: yaml.SequenceNode, depth: int) -> list[Any]:
        return [self.build(item, depth + 1) for item in node.value]

    def _scalar(self, node: yaml.ScalarNode, _depth: int) -> Any:
        text = str(node.value)
        return _WORDS.get(text, text) if not node.style else text

    def _fault(self, message: str, node: yaml.Node, hint: str | None) -> None:
        self.faults.append(Fault(message, _place(self.file, node), hint))
