"""Which hunks of a change are worth undoing."""

import ast

import pytest

from gatewright.core.code.hollowing import hollow
from gatewright.core.code.hunks import Hunk, split_blocks, undo
from gatewright.core.code.reversal_plan import HUNKS_OF_FILE_MAX, ReversalPlan, plan_reversal
from gatewright.model.change import ChangedFile, FileStatus, Line
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


def test_function_is_emptied_where_it_is_added_whole() -> None:
    head = [b"x = 1\n", b"def f():\n", b"    return 1\n"]
    module = ast.parse(b"".join(head))

    assert hollow(Hunk("a.py", 1, 3, ()), module, head) == (Hunk("a.py", 2, 3, (b"    pass\n",)),)
    assert hollow(Hunk("a.py", 1, 2, ()), module, head) == ()
    assert hollow(Hunk("a.py", 1, 3, (b"def f(): ...\n",)), module, head) == ()
    assert hollow(Hunk("a.py", 1, 3, ()), None, head) == ()


def test_few_lines_are_one_block_wherever_they_stand() -> None:
    head = [b"x = 1\n"] * 9 + [b"a = 1\n", b"\n", b"b = 1\n"]

    assert len(split_blocks(Hunk("a.py", 9, 12, ()), head)) == 1
    assert len(split_blocks(Hunk("a.py", 8, 12, ()), head)) == 2


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


def test_file_whose_lines_do_not_tell_the_difference_is_named() -> None:
    told = ChangedFile("a.py", FileStatus.MODIFIED, "a.py")

    assert plan_reversal([told], {"a.py": b"x = 1\n"}, {"a.py": b"x = 2\n"}).uncut == ("a.py",)
    assert plan_reversal([told], {"a.py": b"x = 1\n"}, {"a.py": b"x = 1\n"}) == ReversalPlan(())


@pytest.mark.parametrize(("count", "is_cut"), [(0, True), (1, False)])
def test_file_of_too_many_hunks_is_named(count: int, is_cut: bool) -> None:
    hunks = HUNKS_OF_FILE_MAX + count
    base = b"".join(b"x%d = 1\n\n\n\n" % n for n in range(hunks))
    told = ChangedFile(
        "a.ts",
        FileStatus.MODIFIED,
        "a.ts",
        added=tuple(Line(4 * n + 1, f"x{n} = 2") for n in range(hunks)),
        removed=tuple(Line(4 * n + 1, f"x{n} = 1") for n in range(hunks)),
    )

    found = plan_reversal([told], {"a.ts": base}, {"a.ts": base.replace(b"= 1", b"= 2")})

    assert found.uncut == (() if is_cut else ("a.ts",))
    assert len(found.hunks) == (hunks if is_cut else 0)


def test_text_that_was_no_code_before_is_one_hunk_all_the_same() -> None:
    assert len(plan("def f(:\n    return 1\n", "def f():\n    return 2\n").hunks) == 1


@pytest.mark.parametrize("closing", [b")\n", b"), 2\n", b"] + b\n", b"}, c\n"])
def test_end_of_what_stands_open_begins_no_block(closing: bytes) -> None:
    head = [b"x = f(\n", b"    1,\n", b"\n", closing, b"\n", b"y = 2\n"]

    blocks = split_blocks(Hunk("a.py", 0, len(head), ()), head)

    assert [(each.start, each.end) for each in blocks] == [(0, 5), (5, 6)]
