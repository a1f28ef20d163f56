"""Laws of cutting a change into hunks: none undone is the head, all undone is the base."""

import ast

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.code.code_meaning import can_stand, meaning_of
from gatewright.core.code.hunks import cut_hunks, join_near, lines_of, split_blocks, undo
from gatewright.core.code.reversal_plan import plan_reversal
from gatewright.model.change import ChangedFile
from gatewright.testing.memory_workspace import MemoryTrees

LINE = st.sampled_from([b"a", b"b", b"c", b"", b"  d", b"\r", b"x = 1"])
TEXT = st.builds(
    lambda lines, is_ended: b"\n".join(lines) + (b"\n" if is_ended and lines else b""),
    st.lists(LINE, max_size=25),
    st.booleans(),
)


def changed(base: bytes, head: bytes) -> list[ChangedFile]:
    """Return what differs between two texts of one file."""
    trees = MemoryTrees()
    return list(trees.compare(trees.put({"a.py": base}), trees.put({"a.py": head})).files)


@given(TEXT, TEXT)
def test_undoing_all_gives_the_base_and_none_the_head(base: bytes, head: bytes) -> None:
    for file in changed(base, head):
        lines = lines_of(head)
        cut = cut_hunks(file, base, head)
        near = join_near(cut, lines)

        assert cut
        assert undo(head, cut) == base
        assert undo(head, near) == base
        assert undo(head, []) == head
        blocks = [block for hunk in near for block in split_blocks(hunk, lines)]
        assert undo(head, blocks) == base
        assert all(undo(head, [hunk]) != head for hunk in cut)


@given(TEXT, TEXT)
def test_hunks_come_in_order_and_apart(base: bytes, head: bytes) -> None:
    for file in changed(base, head):
        near = join_near(cut_hunks(file, base, head), lines_of(head))
        edges = [edge for hunk in near for edge in (hunk.start, hunk.end)]

        assert edges == sorted(edges)


@given(TEXT, TEXT, st.lists(st.integers(1, 30), max_size=5))
def test_lines_that_do_not_tell_the_difference_are_not_cut(
    base: bytes, head: bytes, lost: list[int]
) -> None:
    for file in changed(base, head):
        partly = ChangedFile(
            file.path,
            file.status,
            file.old_path,
            tuple(line for line in file.added if line.number not in lost),
            file.removed,
        )
        hunks = cut_hunks(partly, base, head)

        assert not hunks or undo(head, hunks) == base


STATEMENT = st.sampled_from([
    "import a", "x = 1", "y = x + 2", "# words", "", "def f():\n    return 1", "logger.info('a')",
    "try:\n    f()\nexcept E:\n    pass", "'''doc'''",
    "def g(a: int) -> str:\n    '''d'''\n    h()",
])  # fmt: skip
CODE = st.lists(STATEMENT, max_size=12).map(lambda each: "\n\n".join(each).encode() + b"\n")


@given(CODE, CODE)
def test_every_hunk_that_is_tried_is_code_of_another_meaning(base: bytes, head: bytes) -> None:
    plan = plan_reversal(changed(base, head), {"a.py": base}, {"a.py": head})

    for hunk in plan.hunks:
        undone = undo(head, [hunk])
        assert can_stand("a.py", undone)
        assert meaning_of("a.py", undone) != meaning_of("a.py", head)


@given(CODE)
def test_layout_comments_and_annotations_mean_nothing(code: bytes) -> None:
    plain = ast.unparse(ast.parse(code)).encode()
    annotated = code.replace(b"def f():", b"def f() -> int:").replace(b"# words", b"")

    assert meaning_of("a.py", plain) == meaning_of("a.py", code)
    assert meaning_of("a.py", annotated) == meaning_of("a.py", code)
