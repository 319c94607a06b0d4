"""YAML of other programs: compose files, Kubernetes and KServe manifests, CI workflows, conda environments."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from advisor.errors import InputError
from advisor.loading.yamltext import compose_all
from advisor.model.scanned import Trace
from advisor.scan.requirements import conda_package, installed, required
from advisor.scan.texts import Numbering, Text, UnreadableError

IS_MANIFEST = re.compile(r"^apiVersion:\s*\S", re.MULTILINE)
_TEMPLATE = re.compile(r"\{\{|\{%")
_IMAGE_LINE = re.compile(r"^[ \t]*-?[ \t]*image:[ \t]*[\"']?([\w./:@-]+)", re.MULTILINE)
_SHELL = ("run", "script", "before_script", "after_script", "command", "args", "install", "entrypoint")
_DEVICE = re.compile(r"[\w.-]+\.(?:com|io)/[\w.-]+")
_KSERVE = "serving.kserve.io"
Mapping = dict[str, tuple[yaml.Node, yaml.Node]]


def read_manifest(source: Text) -> Iterator[Trace]:
    """Yield images, resources, what shell lines install, and Kubernetes kinds. Raises UnreadableError."""
    if _TEMPLATE.search(source.text) and not source.name.startswith((".github", ".gitlab")):
        yield from _template(source)
        return
    for root in _roots(source):
        yield from _kind(source, _mapping(root))
        for node in _nodes(root):
            for key, value in node.value:
                yield from _pair(source, str(key.value), key, value)


def read_conda(source: Text) -> Iterator[Trace]:
    """Yield what a conda environment file names, the packages of pip in it included. Raises UnreadableError."""
    for root in _roots(source):
        found = _mapping(root).get("dependencies")
        for item in found[1].value if found and isinstance(found[1], yaml.SequenceNode) else ():
            if isinstance(item, yaml.ScalarNode):
                yield from conda_package(source, item.value, _line(item))
            elif isinstance(item, yaml.MappingNode):
                yield from _pip_part(source, item)


def _pip_part(source: Text, node: yaml.MappingNode) -> Iterator[Trace]:
    for _, value in node.value:
        for item in value.value if isinstance(value, yaml.SequenceNode) else ():
            trace = required(source, str(item.value), _line(item))
            if trace:
                yield trace


def _template(source: Text) -> Iterator[Trace]:
    """A template is no YAML before it is filled in; its image lines can be read all the same."""
    lines = Numbering(source.text)
    for found in _IMAGE_LINE.finditer(source.text):
        yield source.trace("image", found[1], lines.of(found.start(1)))


def _kind(source: Text, root: Mapping) -> Iterator[Trace]:
    version, kind = root.get("apiVersion"), root.get("kind")
    if not version or not kind:
        return
    line, group = _line(version[1]), str(version[1].value).rpartition("/")[0]
    yield source.trace("resource", f"{group}/{kind[1].value}", line)
    if group == _KSERVE:
        yield from _kserve(source, root)


def _kserve(source: Text, root: Mapping) -> Iterator[Trace]:
    """Yield the format that a model server is told to load, and the runtime it is to do it with."""
    predictor = _mapping(_mapping(root.get("spec", (None, None))[1]).get("predictor", (None, None))[1])
    for name, (key, _) in predictor.items():
        if name != "model":
            yield source.trace("resource", f"{_KSERVE}:{name}", _line(key))
    model = _mapping(predictor.get("model", (None, None))[1])
    format_ = _mapping(model.get("modelFormat", (None, None))[1]).get("name")
    for found in (format_, model.get("runtime")):
        if found and isinstance(found[1], yaml.ScalarNode):
            yield source.trace("resource", f"{_KSERVE}:{found[1].value}", _line(found[1]))


def _pair(source: Text, name: str, key: yaml.Node, value: yaml.Node) -> Iterator[Trace]:
    if name in ("image", "container"):
        yield from _image(source, value)
    elif name in _SHELL:
        yield from _shell(source, value)
    elif _DEVICE.fullmatch(name):
        yield source.trace("resource", name, _line(key))


def _image(source: Text, value: yaml.Node) -> Iterator[Trace]:
    """An image is named by a text, or by a mapping as Helm and GitLab have it."""
    if isinstance(value, yaml.MappingNode):
        inner = _mapping(value)
        named = inner.get("repository") or inner.get("name")
        value = named[1] if named else value
    if isinstance(value, yaml.ScalarNode) and value.value:
        yield source.trace("image", str(value.value), _line(value))


def _shell(source: Text, value: yaml.Node) -> Iterator[Trace]:
    for node in value.value if isinstance(value, yaml.SequenceNode) else (value,):
        if isinstance(node, yaml.ScalarNode):
            first = _line(node) + (node.style in ("|", ">"))
            yield from installed(source, str(node.value), first)


def _roots(source: Text) -> list[yaml.Node]:
    try:
        return compose_all(source.text, source.name)
    except InputError as error:
        fault = error.faults[0]
        raise UnreadableError(fault.message, fault.place.line if fault.place else 1) from None


def _nodes(root: yaml.Node) -> Iterator[yaml.MappingNode]:
    """Yield every mapping once, in the order of the file; aliases are not followed again."""
    stack, seen = [root], set()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            yield node
            stack += [value for _, value in reversed(node.value)]
        elif isinstance(node, yaml.SequenceNode):
            stack += reversed(node.value)


def _mapping(node: yaml.Node | None) -> Mapping:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return {str(key.value): (key, value) for key, value in pairs if isinstance(key, yaml.ScalarNode)}


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
