"""What each test of a Python file demands: how many things, how exactly, with how many cases.

Invariants: the code is read, never run. What cannot be reached, or whose failure is swallowed, is
no demand.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence

from gatewright.model.records import dataclass

SIZE_BYTES_MAX = 1024 * 1024
_MARKS = frozenset({"skip", "skipif", "skipIf", "skipUnless", "xfail", "expectedFailure"})
_CATCHES_ALL = frozenset({"AssertionError", "Exception", "BaseException"})
_EXACT = frozenset(
    {"assertEqual", "assertEquals", "assertIs", "assertDictEqual", "assertListEqual"}
)
_MILD = ("assertT", "assertF", "assertIsN", "assertNot", "assert_called", "assert_has")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Demands:
    """What one test asks of the code."""

    line: int  # 1-based
    count: int  # how many statements demand something
    weight: int  # an exact value weighs 2, that something holds 1
    marks: frozenset[str] = frozenset()  # "skip", "xfail"
    cases: int = 0  # how many it is given; 0 where that is not written out


def read_demands(module: ast.Module) -> Mapping[str, Demands]:
    """Return what each test of `module` demands, by its name with its class."""
    found: dict[str, Demands] = {}
    for name, function in _tests(module.body, ""):
        weights = list(_weights(function.body))
        found[name] = Demands(
            line=function.lineno,
            count=len(weights),
            weight=sum(weights),
            marks=frozenset(_marks(function)),
            cases=_cases(function),
        )
    return found


def _tests(body: Sequence[ast.stmt], prefix: str) -> Iterator[tuple[str, _Function]]:
    """Yield the test functions, those of test classes among them."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
            "test"
        ):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _tests(node.body, f"{prefix}{node.name}.")


def _weights(body: Sequence[ast.stmt]) -> Iterator[int]:
    """Yield the weight of each demand that can be reached and be heard."""
    for node in body:
        match node:
            case ast.Assert(test=test):
                yield _weight(test)
            case ast.Return() | ast.Raise():
                return
            case ast.Try(handlers=handlers) if any(_swallows(each) for each in handlers):
                yield from _weights([*node.orelse, *node.finalbody])
            case ast.If(test=ast.Constant(value=value)):
                yield from _weights(node.body if value else node.orelse)
            case ast.With() | ast.AsyncWith():
                yield from _with(node)
            case ast.Expr(value=value):
                yield from _called(value)
            case _:
                for part in _parts(node):
                    yield from _weights(part)


def _parts(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a compound statement."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return  # what is only defined demands nothing by itself
    for name in ("body", "orelse", "finalbody"):
        part = getattr(node, name, None)
        if isinstance(part, list):
            yield part
    for handler in getattr(node, "handlers", ()):
        yield handler.body


def _with(node: ast.With | ast.AsyncWith) -> Iterator[int]:
    """Yield what a `with` demands by itself, and what stands in it."""
    names = [(_name(item.context_expr), item.context_expr) for item in node.items]
    for name, expression in names:
        if name in ("raises", "warns", "assertRaises", "assertRaisesRegex"):
            has_match = isinstance(expression, ast.Call) and bool(
                expression.keywords or name.endswith("Regex")
            )
            yield 2 if has_match else 1
    if not any(name == "suppress" for name, _ in names):
        yield from _weights(node.body)


def _called(value: ast.expr) -> Iterator[int]:
    """Yield the weight of a call that demands something, by its name."""
    call = value.value if isinstance(value, ast.Await) else value
    if not isinstance(call, ast.Call):
        return
    name = _name(call)
    if name in _EXACT or name.endswith("_with"):
        yield 2
    elif name.lower().lstrip("_").startswith(("assert", "expect", "check", "verify", "fail")):
        yield 1 if name.startswith(_MILD) else 2


def _name(expression: ast.expr) -> str:
    """Return the last word of what is called or used."""
    match expression:
        case ast.Call(func=func):
            return _name(func)
        case ast.Attribute(attr=attr):
            return attr
        case ast.Name(id=name):
            return name
        case _:
            return ""


def _weight(test: ast.expr) -> int:
    """Return how much an asserted expression demands."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return sum(_weight(value) for value in values)
        case ast.Constant():
            return 0
        case ast.Compare(ops=[operator], left=left, comparators=[right]):
            return _weight_of_comparison(operator, left, right)
        case _:
            return 1


def _weight_of_comparison(operator: ast.cmpop, left: ast.expr, right: ast.expr) -> int:
    """Return how much a comparison demands: of one with itself, nothing."""
    if ast.dump(left) == ast.dump(right):
        return 0
    if isinstance(right, ast.Constant) and isinstance(right.value, bool | None):
        return 1
    if isinstance(operator, ast.Eq):
        return 2 * max(1, min(_width(left), _width(right)))
    return 2 if isinstance(operator, ast.Is) else 1


def _width(expression: ast.expr) -> int:
    """Return how many values a literal holds side by side."""
    if isinstance(expression, ast.Tuple | ast.List):
        return len(expression.elts)
    return 1


def _marks(function: _Function) -> Iterator[str]:
    """Yield the marks that keep a test from counting."""
    for decorator in function.decorator_list:
        if (name := _name(decorator)) in _MARKS:
            yield name


def _cases(function: _Function) -> int:
    """Return how many cases a test is given; 0 where they are not written out."""
    product = 1
    for decorator in function.decorator_list:
        if _name(decorator) != "parametrize" or not isinstance(decorator, ast.Call):
            continue
        values = decorator.args[1] if len(decorator.args) > 1 else None
        if not isinstance(values, ast.List | ast.Tuple):
            return 0
        product *= len(values.elts)
    return product


def _swallows(handler: ast.ExceptHandler) -> bool:
    """Return whether a failed demand would be caught and not raised again."""
    named = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    catches = any(each is None or _name(each) in _CATCHES_ALL for each in named)
    return catches and not any(isinstance(node, ast.Raise) for node in ast.walk(handler))
