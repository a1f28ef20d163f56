"""A parsed difference agrees with the files it is about."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewright.model.change import LINE_CHARS_MAX, Change, Line
from gatewright.workspace.difference import parse_difference
from tests.checkouts import Checkout, new_checkout

LINES = st.sampled_from(
    [
        b"a",
        b"b",
        b"",
        b"-x",
        b"+x",
        b"@@ -1 +1 @@",
        b"diff --git a/a b/a",
        b"\\ no",
        b"c\r",
        b"\xff",
    ]
)
CONTENT = st.builds(
    lambda lines, end: b"\n".join(lines) + end,
    st.lists(LINES, max_size=12),
    st.just(b"\n") | st.just(b""),
)
SIDES = st.dictionaries(st.sampled_from(["a", "b", "c d", "e\nf"]), CONTENT, max_size=4)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    made = new_checkout(tmp_path_factory.mktemp("laws"))
    made.commit({"seed": b""})
    return made


def lines_of(content: bytes) -> list[str]:
    parts = content.split(b"\n")
    parts = parts[:-1] if parts[-1] == b"" else parts
    return [part.removesuffix(b"\r").decode("utf-8", "replace")[:LINE_CHARS_MAX] for part in parts]


def applied(old: list[str], added: tuple[Line, ...], removed: tuple[Line, ...]) -> list[str]:
    gone = {line.number for line in removed}
    new = [text for number, text in enumerate(old, 1) if number not in gone]
    for line in added:
        new.insert(line.number - 1, line.text)
    return new


def tree_of(checkout: Checkout, files: dict[str, bytes]) -> Change:
    for path in checkout.root.iterdir():
        if path.name not in (".git", "seed"):
            path.unlink()
    checkout.write(files)
    trees = checkout.trees()
    return trees.compare(trees.empty(), checkout.snapshot().tree)


@given(old=SIDES, new=SIDES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_applying_a_difference_gives_the_head(
    checkout: Checkout, old: dict[str, bytes], new: dict[str, bytes]
) -> None:
    """Lines stand in the head and the base at their numbers, and lead from one to the other."""
    base, head = tree_of(checkout, old).head_tree, tree_of(checkout, new).head_tree

    change = checkout.trees().compare(base, head)

    for file in change.files:
        before = lines_of(old.get(file.old_path, b""))
        after = lines_of(new.get(file.path, b""))
        assert all(after[line.number - 1] == line.text for line in file.added)
        assert all(before[line.number - 1] == line.text for line in file.removed)
        assert applied(before, file.added, file.removed) == after
    touched = {f.path for f in change.files} | {f.old_path for f in change.files}
    assert touched == {path for path in {*old, *new} if old.get(path) != new.get(path)}


@given(st.binary(max_size=300), st.booleans())
def test_any_patch_is_parsed_without_a_crash(patch: bytes, is_cut: bool) -> None:
    """Whatever follows well-formed records, each record comes back as one file."""
    record = b":100644 100644 1 2 M\0path\0"

    (file,) = parse_difference(record + b"\0" + patch, is_cut)

    assert file.path == "path"
