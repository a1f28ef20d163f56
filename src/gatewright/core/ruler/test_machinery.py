"""What a conftest.py does to the test tool itself. Fixtures are free; hooks and plug-ins are not.

Invariants: the file is read, never run. Counting is by content, so moving a hook is no change.
"""

import ast
from collections import Counter
from collections.abc import Iterator

from gatewright.model.late_pattern import late_pattern
from gatewright.model.records import dataclass

__all__ = ["Hook", "find_hooks", "new_hooks"]

SIZE_BYTES_MAX = 256 * 1024
_ASSIGNED = {"pytest_plugins", "collect_ignore", "collect_ignore_glob"}
_ATTRIBUTES = {"pluginmanager", "_exit", "hookimpl", "atexit"}
_MODULES = {"_pytest", "pluggy", "atexit", "ctypes"}
_HOOK_NAME = late_pattern(
    r"pytest_(runtest|collect|pyfunc|configure|session|report|terminal|generate|itemcollected"
    r"|deselected|exception|fixture|assert|make|cmdline|load|addoption|addhooks|plugin|unconfigure"
    r"|ignore|warning|internalerror|keyboard)\w{0,60}"
)


@dataclass(frozen=True, slots=True)
class Hook:
    """One piece of a conftest.py that reaches into the test tool."""

    line: int
    what: str  # "hook pytest_runtest_makereport"
    content: str  # its code without layout and comments


def find_hooks(content: bytes | None) -> tuple[Hook, ...] | None:
    """Return what reaches into the test tool; None where the file cannot be read as Python."""
    if content is None:
        return ()
    if len(content) > SIZE_BYTES_MAX:
        return None
    try:
        tree = ast.parse(content)
        return tuple(hook for node in ast.walk(tree) for hook in _hooks_of(node))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def new_hooks(before: tuple[Hook, ...], after: tuple[Hook, ...]) -> tuple[Hook, ...]:
    """Return the hooks of `after` that `before` has not, or has otherwise."""
    known = Counter((hook.what, hook.content) for hook in before)
    found = []
    for hook in after:
        key = (hook.what, hook.content)
        if known[key]:
            known[key] -= 1
        else:
            found.append(hook)
    return tuple(found)


def _hooks_of(node: ast.AST) -> Iterator[Hook]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() if _is_hook(node):
            yield Hook(node.lineno, f"hook {node.name}", ast.unparse(node))
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
            yield from _assigned(node)
        case ast.Import() | ast.ImportFrom():
            yield from _imported(node)
        case ast.Attribute(attr=name) if name in _ATTRIBUTES:
            yield Hook(node.lineno, f"use of {name}", name)
        case ast.Constant(value=str(text)) if _HOOK_NAME.fullmatch(text):
            yield Hook(node.lineno, f"name {text} in a string", text)
        case _:
            pass


def _is_hook(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    marks = [ast.unparse(mark) for mark in node.decorator_list]
    if any("hookimpl" in mark for mark in marks):
        return True
    return node.name.startswith("pytest_") and not any("fixture" in mark for mark in marks)


def _assigned(node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> Iterator[Hook]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = {
        name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)
    }
    for name in sorted(names):
        if name in _ASSIGNED or name.startswith("pytest_"):
            yield Hook(node.lineno, f"assignment to {name}", ast.unparse(node))


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[Hook]:
    """Find imports that bring hooks in by name or by star, or reach for the tool's inside."""
    module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
    for alias in node.names:
        brings_hook = isinstance(node, ast.ImportFrom) and alias.name.startswith("pytest_")
        renamed = (alias.asname or "").startswith("pytest_")
        inside = (module or alias.name).partition(".")[0] in _MODULES
        if brings_hook or renamed or inside or alias.name == "*":
            yield Hook(node.lineno, f"import of {alias.name}", f"{module}.{alias.name}")
