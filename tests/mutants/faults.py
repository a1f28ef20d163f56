"""The small faults that are put into `core`: the product's own, and sharper ones beside them.

Settled before the first run, and listed in docs/laws.md. Left alone: what is only told (texts,
`assert` of a bug, `__all__`), types, and numbers that stand by themselves under a name.
"""

import ast
from collections.abc import Iterator

from gatewright.core.code.mutation import Mutant, mutants_of, mutate

MARGINS = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")}
SENSES = {
    ast.Is: ("is", "is not"),
    ast.In: ("in", "not in"),
}
SUMS = {ast.Add: ("+", "-"), ast.Sub: ("-", "+")}


def faults_of(path: str, content: bytes) -> tuple[Mutant, ...]:
    """Return every fault that fits into a module, each once, in the order of the text."""
    text = content.decode()
    tree = ast.parse(text)
    quiet = frozenset(_quiet_lines(tree))
    own = mutants_of(path, content, set(range(1, text.count("\n") + 2)) - quiet)
    sharper = (each for each in _Sharper(path, text).faults(tree) if each.line not in quiet)
    found = {(each.line, each.start, each.before, each.after): each for each in (*own, *sharper)}
    return tuple(found[key] for key in sorted(found) if _stands(content, found[key]))


def _stands(content: bytes, mutant: Mutant) -> bool:
    """Return whether the fault changes the text into another that can be read."""
    changed = mutate(content, mutant)
    try:
        ast.parse(changed)
    except SyntaxError:
        return False
    return changed != content


def _quiet_lines(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that are left alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            yield from range(node.lineno, (node.end_lineno or 0) + 1)
        if isinstance(node, ast.ClassDef):
            yield from (each.lineno for each in node.decorator_list)
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_by_itself(node):
            yield from range(node.lineno, (node.end_lineno or 0) + 1)


def _is_by_itself(node: ast.Assign | ast.AnnAssign) -> bool:
    """Return whether a name of the module is given a plain number, or the list of its names."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if isinstance(target, ast.Name) and target.id == "__all__":
        return True
    parts = list(ast.walk(node.value)) if node.value else []
    return all(isinstance(part, ast.Constant | ast.BinOp | ast.operator) for part in parts)


class _Sharper:
    """Finds the faults that the product's operators do not make."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._lines = text.split("\n")

    def faults(self, tree: ast.Module) -> Iterator[Mutant]:
        """Yield the faults of each function, and of what stands around them."""
        for node in ast.walk(tree):
            match node:
                case ast.Compare():
                    yield from self._compared(node)
                case ast.BinOp():
                    yield from self._between(node.left, node.right, SUMS.get(type(node.op)))
                case ast.If() | ast.IfExp():
                    yield from self._decided(node.test)
                case ast.comprehension():
                    for test in node.ifs:
                        yield from self._replaced(test, "True")
                case ast.Call(func=ast.Name(id="replace")):
                    yield from self._without_fields(node)
                case ast.Return() | ast.Yield():
                    yield from self._without_parts(node.value)
                case ast.Expr() | ast.AugAssign():
                    yield from self._left_out(node)
                case _:
                    pass

    def _compared(self, node: ast.Compare) -> Iterator[Mutant]:
        """Yield a margin moved by one, and a sense turned over."""
        sides = (node.left, *node.comparators)
        for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
            turned = MARGINS.get(type(operator)) or SENSES.get(type(operator))
            yield from self._between(left, right, turned)

    def _between(
        self, left: ast.expr, right: ast.expr, turned: tuple[str, str] | None
    ) -> Iterator[Mutant]:
        """Yield the operator between two expressions of one line, turned."""
        if turned is None or left.end_lineno != right.lineno:
            return
        line = self._lines[right.lineno - 1]
        start, end = self._column(left, end=True), self._column(right)
        place = line.find(turned[0], start, end)
        if place >= 0:
            yield Mutant(self._path, right.lineno, place, *turned)

    def _decided(self, test: ast.expr) -> Iterator[Mutant]:
        """Yield a condition turned over, where no other fault turns it."""
        if isinstance(test, ast.Name | ast.Attribute | ast.Call):
            before = self._text(test)
            yield from self._replaced(test, f"not {before}")

    def _without_fields(self, call: ast.Call) -> Iterator[Mutant]:
        """Yield a call of `replace` without one of its fields."""
        for keyword in call.keywords if len(call.keywords) > 1 else ():
            yield from self._cut(keyword)

    def _without_parts(self, value: ast.expr | None) -> Iterator[Mutant]:
        """Yield what is handed back without one of its parts."""
        if isinstance(value, ast.Tuple | ast.List) and len(value.elts) > 1:
            for part in value.elts:
                yield from self._cut(part)

    def _left_out(self, node: ast.Expr | ast.AugAssign) -> Iterator[Mutant]:
        """Yield a statement left out, where it is no text and not for a type checker only."""
        match node:
            case ast.Expr(value=ast.Constant() | ast.Call(func=ast.Name(id="assert_type"))):
                return
            case _:
                pass
        yield from self._replaced(node, "pass")

    def _cut(self, node: ast.expr | ast.keyword) -> Iterator[Mutant]:
        """Yield a part gone with the comma behind it, or the one before it."""
        text = self._text(node)
        line, start = self._lines[node.lineno - 1], self._column(node)
        if not text or line[start + len(text) :].lstrip()[:1] == ",":
            text = line[start : line.find(",", start + len(text)) + 1] if text else ""
        elif line[:start].rstrip().endswith(","):
            begin = line[:start].rstrip().rfind(",")
            text, start = line[begin : start + len(text)], begin
        if text:
            yield Mutant(self._path, node.lineno, start, text, "")

    def _replaced(self, node: ast.expr | ast.stmt, after: str) -> Iterator[Mutant]:
        """Yield another text in the place of a node, where it stands on one line."""
        before = self._text(node)
        if before and before != after:
            yield Mutant(self._path, node.lineno, self._column(node), before, after)

    def _text(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        """Return the text of a node; "" where it goes over more than one line."""
        if node.end_lineno != node.lineno:
            return ""
        line = self._lines[node.lineno - 1]
        return line[self._column(node) : self._column(node, end=True)]

    def _column(self, node: ast.expr | ast.stmt | ast.keyword, *, end: bool = False) -> int:
        """Return where a node begins or ends, in characters of its line."""
        number = (node.end_lineno if end else node.lineno) or 0
        offset = (node.end_col_offset if end else node.col_offset) or 0
        return len(self._lines[number - 1].encode()[:offset].decode())
