"""Which hunks of a change are worth undoing."""

import pytest

from gatewright.core.hunks import undo
from gatewright.core.reversal_plan import ReversalPlan, plan_reversal
from gatewright.testing.memory_workspace import MemoryTrees

BASE = "import os\n\n\ndef double(x):\n    return x * 2\n\n\ndef half(x):\n    return x / 2\n"


def plan(base: str, head: str, path: str = "a.py") -> ReversalPlan:
    """Return the plan for one file."""
    trees = MemoryTrees()
    old, new = base.encode(), head.encode()
    change = trees.compare(trees.put({path: old} if base else {}), trees.put({path: new}))
    return plan_reversal(change.files, {path: old}, {path: new})


@pytest.mark.parametrize(
    "head",
    [
        BASE.replace("import os", "import os\nimport sys"),
        BASE.replace("def half", "# words\ndef half"),
        BASE.replace("def half(x):\n", 'def half(x):\n    """Return half."""\n'),
        BASE.replace("def half(x):", "def half(x: float) -> float:"),
        BASE.replace("return x / 2", "return (x / 2)"),
        BASE.replace("def half(x):\n", "def half(x):\n    logger.debug('half')\n"),
        BASE + "__version__ = '2'\n",
    ],
)
def test_what_no_test_can_notice_is_left_out(head: str) -> None:
    found = plan(BASE, head)

    assert found.hunks == ()
    assert found.inert == 1


def test_hunks_far_apart_are_undone_one_by_one_the_largest_first() -> None:
    head = BASE.replace("x * 2", "x + x").replace("    return x / 2", "    y = x / 2\n    return y")

    assert [(hunk.start, hunk.end) for hunk in plan(BASE, head).hunks] == [(8, 10), (4, 5)]


def test_functions_of_a_new_file_are_emptied_one_by_one() -> None:
    head = (
        "RATE = 2\n\n\n" + BASE + "\n\nclass A:\n    def one(self):\n        '''Say.'''\n"
        "        return 1\n\n    def two(self):\n        pass\n"
    )

    hunks = plan("", head).hunks

    texts = sorted(undo(head.encode(), [hunk]).decode() for hunk in hunks)
    lines = head.splitlines(keepends=True)
    rate = "".join(lines[3:])
    assert texts == sorted([
        head.replace("    return x * 2\n", "    pass\n"),
        head.replace("    return x / 2\n", "    pass\n"),
        head.replace("        \'\'\'Say.\'\'\'\n        return 1\n", "        pass\n"),
        rate,
    ])  # fmt: skip


def test_half_of_a_statement_is_never_undone() -> None:
    base = "def f():\n    a()\n    b()\n    c()\n    d()\n    e()\n"
    head = (
        "def f():\n    try:\n        a()\n        b()\n        c()\n        d()\n    finally:\n"
        "        e()\n"
    )

    assert len(plan(base, head).hunks) == 1


def test_what_is_only_taken_away_or_moved_is_counted() -> None:
    moved = "import os\n\n\ndef half(x):\n    return x / 2\n\n\ndef double(x):\n    return x * 2\n"

    assert plan(BASE, BASE[: BASE.index("\n\ndef half")]).removals == 1
    assert plan(BASE, moved).hunks == ()
    assert plan(BASE, moved).moved + plan(BASE, moved).removals >= 1


def test_script_is_read_line_by_line() -> None:
    base = "import a from './a'\n\nexport function f() {\n  return 1\n}\n"

    assert len(plan(base, base.replace("1", "2"), "a.ts").hunks) == 1
    assert plan(base, base + "// words\n", "a.ts").hunks == ()
    assert plan(base, "import b from './b'\n" + base, "a.ts").hunks == ()
    assert plan(base, base.replace("  return 1", "    return 1"), "a.ts").hunks == ()


def test_file_that_cannot_be_cut_is_named() -> None:
    assert plan("a", "x = 1\n" * 300_000).uncut == ("a.py",)
