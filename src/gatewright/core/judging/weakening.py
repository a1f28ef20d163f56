"""Which tests demand less than they did: the text of a test file on the base, against the head's.

A count of what each test demands, not a proof: demands that moved into a helper of another name
look lost. So what is found here advises.

Invariants: nothing is run; hostile text is bounded, and what cannot be read is left out.
"""

import ast
import re
from collections.abc import Iterator, Mapping

from gatewright.core.judging.demands import SIZE_BYTES_MAX, Demands, read_demands
from gatewright.model.records import dataclass

__all__ = ["Weakening", "find_weakened"]

FOUND_MAX = 200
_PYTHON = (".py",)
_SCRIPT = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")


@dataclass(frozen=True, slots=True)
class Weakening:
    """One test that looks at less."""

    path: str  # in the head
    line: int  # 1-based, in the head
    name: str  # "TestAlias.test_case", or the title of a test
    what: str  # "demands 1 thing, 3 on the base"


def find_weakened(path: str, base: bytes | None, head: bytes | None) -> Iterator[Weakening]:
    """Yield the tests of one file that demand less than on the base.

    Shape: a test is the same by its name; one that is gone is not looked at here.
    Bounds: FOUND_MAX tests.
    """
    if base is None or head is None or max(len(base), len(head)) > SIZE_BYTES_MAX:
        return
    before, after = _demands(path, base), _demands(path, head)
    found = 0
    for name, new in after.items():
        what = _less(before[name], new) if name in before else ""
        if what and found < FOUND_MAX:
            found += 1
            yield Weakening(path, new.line, name, what)


def _demands(path: str, content: bytes) -> Mapping[str, Demands]:
    """Return what each test of a file demands, by name; empty where it cannot be read."""
    if path.endswith(_PYTHON):
        try:
            return read_demands(ast.parse(content))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return {}
    if path.endswith(_SCRIPT):
        return _script_demands(content.decode("utf-8", "replace"))
    return {}


def _less(before: Demands, after: Demands) -> str:
    """Return how `after` demands less than `before`; "" where it does not."""
    new_marks = after.marks - before.marks
    if before.weight and not after.weight:
        return "demands nothing any more"
    if new_marks:
        return f"is marked {sorted(new_marks)[0]}"
    if after.count < before.count and after.weight < before.weight:
        return f"demands {after.count} of {before.count} things"
    if after.weight < before.weight:
        return "demands something less exact"
    if before.cases and after.cases and after.cases < before.cases:
        return f"is given {after.cases} of {before.cases} cases"
    return ""


_TITLE = re.compile(
    r"\b(?:it|test)(?:\.\w{1,20}){0,3}\s{0,4}\(\s{0,80}"
    r"(?:\"([^\"\n]{1,300})\"|'([^'\n]{1,300})'|`([^`\n]{1,300})`)"
)
_DEMAND = re.compile(r"\bexpect\w{0,20}\s{0,2}\(|\bassert\w{0,20}(?:\.\w{1,30})?\s{0,2}\(")


def _script_demands(text: str) -> Mapping[str, Demands]:
    """Return what each titled test demands: what stands between its title and the next one."""
    titles = list(_TITLE.finditer(text))
    ends = [match.start() for match in titles[1:]] + [len(text)]
    found: dict[str, Demands] = {}
    for match, end in zip(titles, ends, strict=True):
        count = len(_DEMAND.findall(text, match.end(), end))
        line = text.count("\n", 0, match.start()) + 1
        found.setdefault(match[1] or match[2] or match[3], Demands(line, count, count))
    return found
