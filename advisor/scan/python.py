"""Python by its syntax tree: which modules are imported and which of their names are used. Nothing is run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from typing import Literal

from advisor.model.scanned import Trace
from advisor.scan.texts import Text, UnreadableError

Scope = dict[str, str | None]
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_LEAVES = frozenset({"ctx", "op", "ops", "kind", "type_comment", "names"})
_OUTSIDE = _LEAVES | {"body"}
_TELLING = frozenset(
    {ast.Import, ast.ImportFrom, ast.Assign, ast.Name, ast.Attribute, ast.Call, ast.ClassDef}
    | {ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda}
)
_IMPORTERS = ("importlib.import_module", "__import__")


def read_python(source: Text) -> Iterator[Trace]:
    """Yield each import and each use of an imported name, by its full dotted name. Raises UnreadableError."""
    yield from _Module(source, tree_of(source.text)).traces()


def tree_of(code: str) -> ast.Module:
    """Parse Python code; raise UnreadableError where it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except SyntaxError as error:
        raise UnreadableError(f"not Python that can be parsed: {error.msg}", error.lineno or 1) from None
    except (ValueError, RecursionError, MemoryError):
        raise UnreadableError("not Python that can be parsed") from None


class _Module:
    """One parsed file. Names are followed scope by scope: what a function binds otherwise is no longer the import."""

    def __init__(self, source: Text, tree: ast.Module) -> None:
        self.source = source
        self.tree = tree

    def traces(self) -> Iterator[Trace]:
        pending: list[tuple[list[ast.AST], ast.arguments | None, tuple[Scope, ...]]] = [
            (list(self.tree.body), None, ())
        ]
        while pending:
            body, arguments, scopes = pending.pop()
            nodes = _telling(body)
            scopes = (*scopes, _bound(nodes, arguments, scopes))
            for node in nodes:
                if isinstance(node, Function):
                    inner = node.body if isinstance(node.body, list) else [node.body]
                    pending.append((list(inner), node.args, scopes))
                else:
                    yield from self._here(node, scopes)

    def _here(self, node: ast.AST, scopes: tuple[Scope, ...]) -> Iterator[Trace]:
        if isinstance(node, ast.Name | ast.Attribute):
            name = _resolved(node, scopes) if isinstance(node.ctx, ast.Load) else None
            if name:
                yield self._trace("call", name, node)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield self._trace("import", alias.name, node)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield self._trace("import", node.module if alias.name == "*" else f"{node.module}.{alias.name}", node)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called, first = _resolved(node.func, scopes) or _dotted(node.func), node.args[0].value
            if called in _IMPORTERS and isinstance(first, str):
                yield self._trace("import", first, node)

    def _trace(self, way: Literal["import", "call"], name: str, node: ast.stmt | ast.expr) -> Trace:
        return self.source.trace(way, name, node.lineno, node.col_offset + 1)


def _telling(begin: list[ast.AST]) -> list[ast.AST]:
    """Return the nodes of one scope that bind or use names, in the order of the file.

    Of a chain of names only the whole; of a function what the scope around it evaluates, and the function itself.
    """
    found: list[ast.AST] = []
    stack = begin[::-1]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind in _TELLING:
            found.append(node)
        if kind is ast.Name or (kind is ast.Attribute and _root(node) is not None):
            continue
        skipped = _OUTSIDE if isinstance(node, Function) else _LEAVES
        for field in reversed(node._fields):
            inner = None if field in skipped else getattr(node, field, None)
            if isinstance(inner, list):
                stack += [child for child in reversed(inner) if isinstance(child, ast.AST)]
            elif isinstance(inner, ast.AST):
                stack.append(inner)
    return found


def _bound(nodes: list[ast.AST], arguments: ast.arguments | None, scopes: tuple[Scope, ...]) -> Scope:
    """Return what a scope's names stand for: an import's full name, or None for anything else it binds."""
    scope: Scope = {}
    if arguments:
        every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
        scope.update((argument.arg, None) for argument in every if argument)
    for node in nodes:
        if isinstance(node, ast.Import):
            scope.update(_imported(node))
        elif isinstance(node, ast.ImportFrom):
            module = "" if node.level else f"{node.module}."
            scope.update((a.asname or a.name, module + a.name if module else None) for a in node.names)
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            meant = _resolved(node.value, (*scopes, scope))
            if meant or not scope.get(node.targets[0].id):
                scope[node.targets[0].id] = meant
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            scope.setdefault(node.id, None)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            scope.setdefault(node.name, None)
    return scope


def _imported(node: ast.Import) -> Iterator[tuple[str, str]]:
    for alias in node.names:
        if alias.asname:
            yield alias.asname, alias.name
        else:
            top = alias.name.partition(".")[0]
            yield top, top


def _root(node: ast.AST) -> str | None:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _dotted(node: ast.AST) -> str | None:
    """Return a chain of names as it is written; None where it begins with something else, "" for a lone attribute."""
    if not isinstance(node, ast.Name | ast.Attribute):
        return None
    parts: list[str] = []
    inner: ast.AST = node
    while isinstance(inner, ast.Attribute):
        parts.append(inner.attr)
        inner = inner.value
    return ".".join(reversed([*parts, inner.id])) if isinstance(inner, ast.Name) else ""


def _resolved(node: ast.AST, scopes: tuple[Scope, ...]) -> str | None:
    """Return the full name that a chain of names stands for; None where it does not begin with an import."""
    written = _dotted(node)
    if not written:
        return None
    first, dot, rest = written.partition(".")
    for scope in reversed(scopes):
        if first in scope:
            meant = scope[first]
            return f"{meant}{dot}{rest}" if meant else None
    return None
