"""How code reaches for what tests it in a roundabout way: computed names, and the judge's options.

Invariants: nothing is run or worked out beyond texts that are put together; a name that comes from
elsewhere is a weak sign, since plug-ins are loaded so; building a command for pytest is none.
"""

import ast
from collections.abc import Iterator

from gatewright.core.code.framework_words import (
    COMPUTED,
    EXAMINING,
    HIDDEN,
    OPTIONS,
    SPELLING,
)

__all__ = ["imported_name", "looked_up_options", "text_of", "unnamed_import"]

PIECES_MAX = 200
_PUT_TOGETHER = (ast.BinOp, ast.Call, ast.JoinedStr, ast.Subscript)
_LOADERS = ("import_module", "__import__")


def imported_name(call: ast.Call) -> ast.expr | None:
    """Return what a call imports by; None where it is no import."""
    if last_name(call.func) not in _LOADERS:
        return None
    named = (keyword.value for keyword in call.keywords if keyword.arg == "name")
    return call.args[0] if call.args else next(named, None)


def text_of(expression: ast.expr) -> str | None:
    """Return a text that is written in one piece or put together with `+`; None for all else."""
    pieces: list[str] = []
    waiting = [expression]
    while waiting and len(pieces) < PIECES_MAX:
        match waiting.pop():
            case ast.Constant(value=str(text)):
                pieces.append(text)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                waiting += [right, left]
            case ast.JoinedStr(values=values):
                waiting += reversed(values)
            case _:
                return None
    return None if waiting else "".join(pieces)


def unnamed_import(name: ast.expr) -> Iterator[tuple[str, str]]:
    """Yield that a module is imported whose name nobody can read."""
    if isinstance(name, ast.Constant) or text_of(name) is not None:
        return
    if is_spelled_out(name):
        yield HIDDEN, "an import whose name is spelt so that nobody reads it"
    else:
        yield COMPUTED, "an import whose name is computed"


def is_spelled_out(expression: ast.expr) -> bool:
    """Return whether an expression is made of texts alone, yet is not written as one."""
    if not isinstance(expression, _PUT_TOGETHER) or text_of(expression) is not None:
        return False
    pieces = list(ast.walk(expression))
    names = {piece.id for piece in pieces if isinstance(piece, ast.Name)}
    has_text = any(
        isinstance(piece, ast.Constant) and isinstance(piece.value, str | bytes) for piece in pieces
    )
    return names <= SPELLING and (has_text or bool(names))


def looked_up_options(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the options of the judge that code looks for, as among the words of its process."""
    match node:
        case ast.Compare(left=left, comparators=comparators):
            looked_at = [left, *comparators]
        case ast.Call(func=func, args=args) if last_name(func) in EXAMINING:
            looked_at = args
        case _:
            return
    for each in looked_at:
        text = text_of(each)
        if text is not None and len(text) <= 200 and OPTIONS.search(text):
            yield "judge", text


def last_name(expression: ast.expr) -> str:
    """Return the last word of a dotted name."""
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else ""
