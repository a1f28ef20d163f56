"""A tree that edits come to is named as git names it, and written once."""

import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gatewright.model.ids import TreeId
from gatewright.workspace.edited_trees import name_edited
from gatewright.workspace.objects import list_whole
from gatewright.workspace.vault import Vault, open_vault
from gatewright.workspace.walk import Entry
from tests.checkouts import OURS, Checkout, new_checkout

NAMES = ("a", "a.b", "a-b", "a0", "b", "\u00e9", "d", "A")


@pytest.fixture
def repo(tmp_path: Path) -> Checkout:
    return new_checkout(tmp_path)


def vault_of(repo: Checkout) -> Vault:
    repository = repo.repositories.open(str(repo.root))
    return open_vault(OURS, str(repo.state), repository)


def some_files(chance: random.Random) -> dict[str, bytes | str]:
    """Return files in folders; no name is a file in one tree and a folder in another."""
    folders = ["".join(f"{chance.choice(NAMES)}/" for _ in range(depth)) for depth in (0, 1, 2, 3)]
    return {
        f"{chance.choice(folders)}{chance.choice(NAMES)}.txt": str(chance.random())
        for _ in range(chance.randrange(1, 12))
    }


def tree_of(repo: Checkout, files: dict[str, bytes | str]) -> TreeId:
    repo.git("rm", "-rqf", "--ignore-unmatch", ".")
    repo.commit(files)
    return TreeId(repo.git("rev-parse", "HEAD^{tree}"))


@pytest.mark.parametrize("seed", range(12))
def test_edited_tree_is_named_as_git_names_it(repo: Checkout, seed: int) -> None:
    chance = random.Random(seed)
    onto, source = tree_of(repo, some_files(chance)), tree_of(repo, some_files(chance))
    vault, trees = vault_of(repo), repo.trees()
    ours, theirs = list_whole(vault, onto), list_whole(vault, source)
    paths = [file.path for file in (*ours.files, *theirs.files) if chance.random() < 0.5]
    paths.append(ours.files[0].path)
    there = {file.path: Entry(file.mode, file.blob) for file in theirs.files}
    edits = {path: there.get(path) for path in paths}

    names = name_edited(ours, edits, onto)

    assert names[-1:] == (trees.compose(onto, source, paths),)


def counted_starts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    started: list[str] = []
    start = subprocess.Popen.__init__

    def counted(self: Any, argv: list[str], *rest: Any, **named: Any) -> None:
        started.append(argv[-1])
        start(self, argv, *rest, **named)

    monkeypatch.setattr(subprocess.Popen, "__init__", counted)
    return started


def composed(repo: Checkout) -> tuple[TreeId, TreeId, list[str]]:
    onto = tree_of(repo, {"a/b/c": "1", "a/d": "2", "e": "3"})
    source = tree_of(repo, {"a/b/c": "4", "f/g": "5"})
    return onto, source, ["a/b/c", "f/g", "e"]


def test_tree_that_was_written_is_named_without_git(
    repo: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    onto, source, paths = composed(repo)
    trees = repo.trees()
    first = trees.compose(onto, source, paths)

    started = counted_starts(monkeypatch)

    assert trees.compose(onto, source, paths) == first
    assert started == []


def test_tree_of_which_a_part_is_lost_is_written_again(repo: Checkout, tmp_path: Path) -> None:
    onto, source, paths = composed(repo)
    trees, vault = repo.trees(), vault_of(repo)
    tree = trees.compose(onto, source, paths)
    part = list_whole(vault, tree).folders["a"]
    Path(vault.git_dir, "objects", part[:2], part[2:]).unlink()

    assert trees.compose(onto, source, paths) == tree
    trees.materialise(tree, str(tmp_path / "out"))
    assert (tmp_path / "out" / "a" / "b" / "c").read_text() == "4"


def test_file_in_the_place_of_a_folder_is_left_to_git(repo: Checkout) -> None:
    onto, source = tree_of(repo, {"a/b": "1", "c": "2"}), tree_of(repo, {"a": "3", "c/d": "4"})
    listing = list_whole(vault_of(repo), onto)

    for edits in ({"a": Entry("100644", "0" * 40)}, {"c/d": Entry("100644", "0" * 40)}):
        assert name_edited(listing, edits, onto) == ()
    paths = ["a", "a/b", "c", "c/d"]
    assert repo.trees().compose(onto, source, paths) == source


def test_tree_with_an_empty_folder_is_left_to_git(repo: Checkout) -> None:
    """Such a one is written by no git: edited, it loses the folder."""
    ordinary = tree_of(repo, {"a": "1", "b": "2"})
    blob = bytes.fromhex(repo.git("rev-parse", "HEAD:a"))
    empty = bytes.fromhex("4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    place = repo.root.parent / "odd"
    place.touch()
    repo.git("hash-object", "-w", "-t", "tree", str(place))
    place.write_bytes(b"100644 a\0" + blob + b"40000 e\0" + empty)
    odd = TreeId(repo.git("hash-object", "-w", "-t", "tree", "--literally", str(place)))
    listing = list_whole(vault_of(repo), odd)

    assert "e" in listing.folders
    assert name_edited(listing, {"a": None}, odd) == ()
    assert repo.trees().compose(odd, ordinary, ["a", "b"]) == ordinary
