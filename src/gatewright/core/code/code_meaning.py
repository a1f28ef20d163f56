"""What a text of code means, as far as a test can notice: two texts of one meaning behave alike.

Layout, comments, docstrings, annotations, imports, logging and version numbers are no part of it.

Invariants: nothing is run; hostile text is bounded.
"""

import ast
import re
from typing import Any

from gatewright.core.code.code_lines import split_line

__all__ = ["can_stand", "meaning_of", "parse_code"]

SIZE_BYTES_MAX = 1024 * 1024
_PYTHON = (".py", ".pyi")
_LOGGERS = frozenset({"log", "logger", "logging", "_log", "_logger", "LOG", "LOGGER"})
_INERT_NAMES = frozenset({"__version__", "__all__", "__author__", "__slots__"})
_IMPORT_LINE = re.compile(
    r"^(?:import\b|export\s.{0,200}\bfrom\b|from\b"
    r"|(?:const|let|var)\s.{0,200}=\s{0,4}require\s{0,4}\(|require\s{0,4}\(|[})\]]{1,4};?$)"
)


def can_stand(path: str, content: bytes) -> bool:
    """Return whether `content` can be read as code of its kind, as far as that can be told."""
    return not path.endswith(_PYTHON) or parse_code(path, content) is not None


def meaning_of(path: str, content: bytes) -> object:
    """Return a value that is equal for texts that behave alike. Python that is none: its text."""
    if path.endswith(_PYTHON):
        module = parse_code(path, content)
        if module is None:
            return content
        return ast.dump(_Bare().visit(module))
    lines = content.decode("utf-8", "replace").split("\n")
    return [code for code in (_bare_line(path, line) for line in lines) if code]


def parse_code(path: str, content: bytes) -> ast.Module | None:
    """Return a Python text as it is read; None for what cannot be read, or is none."""
    if not path.endswith(_PYTHON) or len(content) > SIZE_BYTES_MAX:
        return None
    try:
        return ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _bare_line(path: str, line: str) -> str:
    """Return what is code of one line, without space; "" for what only names other files."""
    cut = line[:2000]
    comment = split_line(path, cut).comment
    code = cut[: len(cut) - len(comment)] if comment and cut.endswith(comment) else cut
    return "" if _IMPORT_LINE.match(code.strip()) else "".join(code.split())


class _Bare(ast.NodeTransformer):
    """Takes away what no test can notice."""

    def visit_Import(self, node: ast.Import) -> None:
        return None

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        return None

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """Drop docstrings, lone names and what is only logged."""
        match node.value:
            case ast.Constant():
                return None
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if name in _LOGGERS:
                return None
            case _:
                return self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        """Drop what only a type checker reads."""
        is_typing = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return None if is_typing and not node.orelse else self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        return None if _INERT_NAMES.intersection(names) else self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> Any:
        node.returns = None
        return self.generic_visit(node)
