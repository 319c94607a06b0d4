"""Python by its syntax tree: which modules are imported and which of their names are used. Nothing is run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from advisor.model.scanned import Trace
from advisor.scan.texts import Text, UnreadableError

MAX_NODES = 2_000_000
Scope = dict[str, str | None]
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
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
        stack: list[tuple[ast.AST, tuple[Scope, ...]]] = [(self.tree, ())]
        while stack:
            node, scopes = stack.pop()
            if isinstance(node, ast.Module | Function):
                scopes = (*scopes, _bound(node, scopes))
            yield from self._here(node, scopes)
            if _dotted(node) is None:
                stack += ((child, scopes) for child in reversed(list(ast.iter_child_nodes(node))))
            elif isinstance(node, ast.Attribute) and _root(node) is None:
                stack.append((node.value, scopes))

    def _here(self, node: ast.AST, scopes: tuple[Scope, ...]) -> Iterator[Trace]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield self._trace("import", alias.name, node)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield self._trace("import", node.module if alias.name == "*" else f"{node.module}.{alias.name}", node)
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            name = _resolved(node, scopes)
            if name:
                yield self._trace("call", name, node)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called, first = _resolved(node.func, scopes) or _dotted(node.func), node.args[0].value
            if called in _IMPORTERS and isinstance(first, str):
                yield self._trace("import", first, node)

    def _trace(self, way: str, name: str, node: ast.stmt | ast.expr) -> Trace:
        kind = "import" if way == "import" else "call"
        return self.source.trace(kind, name, node.lineno, node.col_offset + 1)  # type: ignore[arg-type]


def _bound(node: ast.Module | Function, scopes: tuple[Scope, ...]) -> Scope:
    """Return what a scope's names stand for: an import's full name, or None for anything else it binds."""
    scope: Scope = {}
    if not isinstance(node, ast.Module):
        given = node.args
        every = (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg)
        scope.update((argument.arg, None) for argument in every if argument)
    for inner in _inside(node):
        if isinstance(inner, ast.Import):
            scope.update(_imported(inner))
        elif isinstance(inner, ast.ImportFrom):
            module = "" if inner.level else f"{inner.module}."
            scope.update((a.asname or a.name, module + a.name if module else None) for a in inner.names)
        elif isinstance(inner, ast.Assign) and len(inner.targets) == 1 and isinstance(inner.targets[0], ast.Name):
            meant = _resolved(inner.value, (*scopes, scope))
            if meant or not scope.get(inner.targets[0].id):
                scope[inner.targets[0].id] = meant
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            scope.setdefault(inner.id, None)
        elif isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            scope.setdefault(inner.name, None)
    return scope


def _imported(node: ast.Import) -> Iterator[tuple[str, str]]:
    for alias in node.names:
        if alias.asname:
            yield alias.asname, alias.name
        else:
            top = alias.name.partition(".")[0]
            yield top, top


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of one scope in the order of the file, without those of functions inside it."""
    stack = list(reversed(list(ast.iter_child_nodes(node))))
    while stack:
        inner = stack.pop()
        yield inner
        if not isinstance(inner, Function):
            stack += reversed(list(ast.iter_child_nodes(inner)))


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
