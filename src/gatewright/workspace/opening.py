"""Makes lanes: a folder of files with a repository of its own, for somebody to work in.

A lane is `<home>/lanes/<name>/work`; what it was opened with stands beside it, in `opened`, where a
confined worker cannot write. Of the lane's own repository nothing is ever read back.

Invariants: git runs on a lane's repository only before anybody works there; a lane appears whole,
by one rename, with its `opened`.
"""

import os
import re

from gatewright.model.change import Repository
from gatewright.model.ids import CommitId, TreeId
from gatewright.model.records import dataclass
from gatewright.workspace.commits import COMMITTER, HASH_COMMIT, commit_content, committed_at_s
from gatewright.workspace.git import GitCall
from gatewright.workspace.listing import IGNORE_BYTES_MAX, read_copy
from gatewright.workspace.objects import read_objects
from gatewright.workspace.removal import remove
from gatewright.workspace.trees import GitTrees
from gatewright.workspace.vault import Vault

LANES = "lanes"
CONTENT = "work"
OPENED = "opened"
BRANCH = "work"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_TREE = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?\n")
_WORKER = "\n[user]\n\tname = Gatewright worker\n\temail = worker@localhost\n"


@dataclass(frozen=True, slots=True)
class Opening:
    """What a lane is opened with."""

    repository: Repository  # whose own ignore file the worker's git is to know
    tree: TreeId
    parent: CommitId  # of the commit that the work will become


def lane_home(vault: Vault, name: str) -> str:
    """Return where the lane `name` is kept. Raises: ValueError for what is no name of a lane."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name of a lane: {name!r}")
    return os.path.join(vault.home, LANES, name)


def open_lane(vault: Vault, trees: GitTrees, name: str, opening: Opening) -> str:
    """Return the folder of a new lane; an older one of that name is gone.

    Crash: the older lane is there, or none, or the new one, whole; the rest is swept as scratch.
    """
    home = lane_home(vault, name)
    os.makedirs(os.path.dirname(home), mode=0o700, exist_ok=True)
    with vault.scratch() as scratch:
        made = os.path.join(scratch, "lane")
        os.mkdir(made, mode=0o700)
        _fill(vault, trees, made, opening)
        _move_away(home, scratch)
        os.rename(made, home)
    return os.path.join(home, CONTENT)


def close_lane(vault: Vault, name: str) -> None:
    """Remove a lane, if it is there. Crash: it is there or gone; the rest is swept as scratch."""
    with vault.scratch() as scratch:
        _move_away(lane_home(vault, name), scratch)


def lane_names(vault: Vault) -> list[str]:
    """Return the names of all lanes, those that a worker spoiled too."""
    parent = os.path.join(vault.home, LANES)
    names = os.listdir(parent) if os.path.isdir(parent) else []
    return sorted(name for name in names if _NAME.fullmatch(name))


def lane_folder(vault: Vault, name: str) -> str | None:
    """Return the folder of a lane; None where none was opened, or a worker took it away."""
    home = lane_home(vault, name)
    folder = os.path.join(home, CONTENT)
    return folder if _is_real_folder(home) and _is_real_folder(folder) else None


def opened_tree(vault: Vault, folder: str) -> TreeId | None:
    """Return what the lane at `folder` was opened with; None where no lane is there any more.

    Raises: ValueError for a folder that never was one of a lane.
    """
    name = os.path.basename(os.path.dirname(folder))
    if folder != os.path.join(lane_home(vault, name), CONTENT):
        raise ValueError(f"not a lane of this repository: {folder!r}")
    if lane_folder(vault, name) is None:
        return None
    opened = read_copy(os.path.join(os.path.dirname(folder), OPENED), 128)
    return TreeId(opened.decode("ascii").strip()) if opened and _TREE.fullmatch(opened) else None


def _is_real_folder(path: str) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)


def _move_away(home: str, scratch: str) -> None:
    if os.path.lexists(home):
        old = os.path.join(scratch, "old")
        os.rename(home, old)
        remove(old)


def _fill(vault: Vault, trees: GitTrees, made: str, opening: Opening) -> None:
    folder = os.path.join(made, CONTENT)
    index = os.path.join(made, "index")
    trees.materialise_with_index(opening.tree, folder, index)
    git_dir = os.path.join(folder, ".git")
    os.mkdir(git_dir)
    _make_repository(vault, opening, git_dir)
    os.rename(index, os.path.join(git_dir, "index"))
    with open(os.path.join(made, OPENED), "w", encoding="ascii") as file:
        file.write(f"{opening.tree}\n")


def _make_repository(vault: Vault, opening: Opening, git_dir: str) -> None:
    """Give a worker a repository with one commit that holds the tree."""
    kind = "sha1" if len(opening.tree) == 40 else "sha256"
    options = ("--quiet", "--template=", f"--object-format={kind}", f"--initial-branch={BRANCH}")
    folder = os.path.dirname(git_dir)
    vault.git.run(GitCall(git_dir=git_dir, args=("init", *options), work_tree=folder))
    packs = os.path.join(git_dir, "objects", "pack", "pack")
    # A worker's copy is read once: no time is spent on making it small.
    fast = ("-q", "--revs", "--window=0", "--compression=1")
    vault.call("pack-objects", *fast, packs, stdin=f"{opening.tree}\n".encode("ascii"))
    ((_, parent),) = read_objects(vault, (opening.parent,))
    message = f"Start of step\n\nContinues {opening.parent}"
    at_s = committed_at_s(parent)
    content = commit_content(opening.tree, (), message, COMMITTER, at_s)
    start = vault.git.run(GitCall(git_dir=git_dir, args=HASH_COMMIT, stdin=content))
    args = ("update-ref", f"refs/heads/{BRANCH}", start.decode("ascii").strip())
    vault.git.run(GitCall(git_dir=git_dir, args=args))
    with open(os.path.join(git_dir, "config"), "a", encoding="utf-8") as file:
        file.write(_WORKER)
    _copy_ignores(opening.repository, git_dir)


def _copy_ignores(repository: Repository, git_dir: str) -> None:
    """Let the worker's git leave out what the person's own git leaves out here."""
    theirs = os.path.join(repository.common_dir, "info", "exclude")
    content = read_copy(theirs, IGNORE_BYTES_MAX)
    if content is not None:
        os.makedirs(os.path.join(git_dir, "info"), exist_ok=True)
        with open(os.path.join(git_dir, "info", "exclude"), "wb") as file:
            file.write(content)
