"""Added functions emptied one by one: who only imports a name does not miss what it does.

To take a new function away breaks every import of it, so that a test notices which looks at
nothing. To empty it leaves the name, and asks what the test demands.

Invariants: the code is read, never run. For languages but Python nothing is emptied.
"""

import ast
from collections.abc import Iterator, Sequence

from gatewright.core.code.hunks import Hunk

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def hollow(hunk: Hunk, module: ast.Module | None, head: Sequence[bytes]) -> tuple[Hunk, ...]:
    """Return one hunk for each function that `hunk` adds whole; () where it adds none.

    Shape: `module` is the head as it was read; each hunk puts `pass` for the body.
    """
    if module is None or hunk.old:
        return ()
    return tuple(
        _emptied(hunk.path, function, head)
        for function in _functions(module.body)
        if hunk.start < function.lineno and (function.end_lineno or 0) <= hunk.end
        if function.body[0].lineno > function.lineno
    )


def _functions(body: Sequence[ast.stmt]) -> Iterator[_Function]:
    """Yield functions and methods; those within functions belong to them."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body)


def _emptied(path: str, function: _Function, head: Sequence[bytes]) -> Hunk:
    """Return the hunk that has nothing for the body of `function`."""
    start = function.body[0].lineno - 1
    line = head[start]
    indent = line[: len(line) - len(line.lstrip())]
    return Hunk(path, start, function.end_lineno or start + 1, (indent + b"pass\n",))
