"""The laws of the Trees port, on the vault and on the fake."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gatewright.model.change import ChangedFile, FileStatus, Line
from gatewright.model.ids import TreeId
from gatewright.model.trouble import Mistake
from gatewright.ports.workspace import Trees
from gatewright.testing.memory_workspace import MemoryTrees
from tests.checkouts import new_checkout

Put = Callable[[Mapping[str, bytes]], TreeId]
ODD = {
    " space ": b"1",
    "-dash": b"2",
    "new\nline": b"3",
    'quo"te': b"4",
    ":(top)magic": b"5",
    "back\\slash": b"6",
    os.fsdecode(b"latin\xe9"): b"7",
    "d/\u00e9": b"8",
    "*": b"9",
}


def git_trees(folder: Path) -> tuple[Trees, Put]:
    checkout = new_checkout(folder)
    checkout.commit({"seed": b""})

    def put(files: Mapping[str, bytes]) -> TreeId:
        checkout.git("rm", "-rqf", "--ignore-unmatch", ".")
        for path in sorted(checkout.root.rglob("*"), reverse=True):
            if ".git" not in path.parts:
                path.rmdir() if path.is_dir() else path.unlink()
        checkout.root.mkdir(exist_ok=True)
        checkout.write(files)
        return checkout.snapshot().tree

    return checkout.trees(), put


def memory_trees(folder: Path) -> tuple[Trees, Put]:
    trees = MemoryTrees()
    return trees, trees.put


@pytest.fixture(params=[git_trees, memory_trees])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Trees, Put]:
    made: tuple[Trees, Put] = request.param(tmp_path)
    return made


def test_tree_gives_back_what_was_put(kept: tuple[Trees, Put]) -> None:
    trees, put = kept
    tree = put(ODD)

    assert trees.read(tree, [*ODD, "absent"]) == ODD
    assert [(f.path, f.mode, f.size_bytes) for f in trees.files(tree)] == [
        (path, "100644", 1) for path in sorted(ODD)
    ]


def test_equal_content_is_the_same_tree(kept: tuple[Trees, Put]) -> None:
    trees, put = kept

    assert put({"a": b"1", "b": b"2"}) == put({"b": b"2", "a": b"1"})
    assert put({"a": b"1"}) != put({"a": b"2"})
    assert list(trees.files(trees.empty())) == []


def test_compare_says_what_became_of_each_file(kept: tuple[Trees, Put]) -> None:
    trees, put = kept
    long = b"".join(b"line %d\n" % number for number in range(20))
    base = put({"edit": b"a\nb\nc\n", "gone": b"x\n", "old": long, "same": b"s", "bin": b"\0a"})
    head = put({"edit": b"a\nB\nc\nd", "new": b"n\r\n", "moved": long, "same": b"s", "bin": b"\0"})

    change = trees.compare(base, head)

    assert change.files == (
        ChangedFile("bin", FileStatus.MODIFIED, "bin", is_binary=True),
        ChangedFile(
            "edit", FileStatus.MODIFIED, "edit", (Line(2, "B"), Line(4, "d")), (Line(2, "b"),)
        ),
        ChangedFile("gone", FileStatus.DELETED, "gone", (), (Line(1, "x"),)),
        ChangedFile("moved", FileStatus.RENAMED, "old"),
        ChangedFile("new", FileStatus.ADDED, "new", (Line(1, "n"),)),
    )
    assert (change.base_tree, change.head_tree) == (base, head)


def test_compare_with_the_empty_tree_adds_everything(kept: tuple[Trees, Put]) -> None:
    trees, put = kept
    tree = put(ODD)

    change = trees.compare(trees.empty(), tree)

    assert [file.path for file in change.files] == sorted(ODD)
    assert {file.status for file in change.files} == {FileStatus.ADDED}
    assert change.added_count == len(ODD)


def test_compose_takes_named_paths_and_their_absence(kept: tuple[Trees, Put]) -> None:
    trees, put = kept
    onto = put({"a": b"1", "b": b"2", "c": b"3"})
    source = put({"a": b"A", "new": b"N", "c": b"C"})

    assert trees.compose(onto, source, ["a", "b", "new", "nowhere"]) == put(
        {"a": b"A", "new": b"N", "c": b"3"}
    )
    assert trees.compose(onto, source, []) == onto


def test_compose_lets_a_file_become_a_folder_and_back(kept: tuple[Trees, Put]) -> None:
    trees, put = kept
    file, folder = put({"x": b"1", "k": b""}), put({"x/y": b"2", "x/z": b"3", "k": b""})

    assert trees.compose(file, folder, ["x", "x/y", "x/z"]) == folder
    assert trees.compose(folder, file, ["x"]) == file


def test_materialise_writes_exactly_the_tree(kept: tuple[Trees, Put], tmp_path: Path) -> None:
    trees, put = kept
    out = tmp_path / "out"

    trees.materialise(put(ODD), str(out))

    written = {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    assert written == ODD


def test_materialise_refuses_a_folder_with_content(kept: tuple[Trees, Put], tmp_path: Path) -> None:
    trees, put = kept
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")

    for name in ("taken", "link"):
        with pytest.raises(Mistake) as refused:
            trees.materialise(put({"a": b""}), str(tmp_path / name))
        assert refused.value.code == "tree.folder-taken"


def test_rewrite_replaces_content_and_nothing_else(kept: tuple[Trees, Put]) -> None:
    trees, put = kept
    files = {**ODD, "a": b"1\n", ".gitattributes": b"* text eol=lf\n"}
    tree = put(files)

    rewritten = trees.rewrite(tree, {"a": b"2\r\n", "*": b""})

    assert trees.read(rewritten, [*files]) == {**files, "a": b"2\r\n", "*": b""}
    assert [(each.path, each.mode) for each in trees.files(rewritten)] == [
        (each.path, each.mode) for each in trees.files(tree)
    ]
    assert trees.rewrite(rewritten, {"a": b"1\n", "*": b"9"}) == tree
    with pytest.raises(ValueError, match="no ordinary file"):
        trees.rewrite(tree, {"absent": b""})


# Two sides put together


BEFORE = {"both": b"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "head": b"h\n", "work": b"w\n", "gone": b"g\n"}


def changed(**files: bytes | None) -> dict[str, bytes]:
    """Return what it was with some files replaced, added or gone."""
    return {path: each for path, each in {**BEFORE, **files}.items() if each is not None}


def test_merge_has_the_changes_of_both(kept: tuple[Trees, Put]) -> None:
    trees, put = kept
    head = put(changed(both=b"one\n2\n3\n4\n5\n6\n7\n8\n9\n", head=b"H\n", mine=b"m\n"))
    work = put(changed(both=b"1\n2\n3\n4\n5\n6\n7\n8\nnine\n", work=b"W\n", gone=None, d=b"d"))

    merged = trees.merge(put(BEFORE), head, work)

    assert merged == put(
        {
            "both": b"one\n2\n3\n4\n5\n6\n7\n8\nnine\n",
            "head": b"H\n",
            "work": b"W\n",
            "mine": b"m\n",
            "d": b"d",
        }
    )


def test_merge_with_a_head_that_did_not_move_is_the_work(kept: tuple[Trees, Put]) -> None:
    trees, put = kept
    before, work = put(BEFORE), put(changed(work=b"W\n", gone=None, new=b"n"))

    assert trees.merge(before, before, work) == work
    assert trees.merge(before, work, work) == work
    assert trees.merge(before, work, before) == work


@pytest.mark.parametrize(
    ("head", "work"),
    [
        ({"both": b"1\nhead\n3\n"}, {"both": b"1\nwork\n3\n"}),
        ({"both": None}, {"both": b"changed\n"}),
        ({"both": b"changed\n"}, {"both": None}),
        ({"new": b"head\n"}, {"new": b"work\n"}),
        ({"both": b"\0head"}, {"both": b"\0work"}),
    ],
    ids=["same lines", "gone from the head", "gone from the work", "both new", "no text"],
)
def test_merge_tells_where_the_two_clash(
    kept: tuple[Trees, Put], head: dict[str, bytes | None], work: dict[str, bytes | None]
) -> None:
    trees, put = kept

    clashes = trees.merge(put(BEFORE), put(changed(**head)), put(changed(**work, work=b"W\n")))

    assert isinstance(clashes, tuple)
    assert [clash.path for clash in clashes] == [*head]
    assert all(clash.says for clash in clashes)


def test_merge_does_not_let_a_file_stand_where_a_folder_is(kept: tuple[Trees, Put]) -> None:
    trees, put = kept

    clashes = trees.merge(put(BEFORE), put(changed(p=b"file")), put({**BEFORE, "p/q": b"below"}))

    assert isinstance(clashes, tuple)
    assert [clash.path for clash in clashes] == ["p"]


def test_merge_executes_nothing_that_a_tree_asks_for(kept: tuple[Trees, Put]) -> None:
    trees, put = kept
    asked = {**BEFORE, ".gitattributes": b"* merge=union\nhead merge=ours\n"}
    head, work = {**asked, "both": b"1\nhead\n"}, {**asked, "both": b"1\nwork\n"}

    assert isinstance(trees.merge(put(asked), put(head), put(work)), tuple)
