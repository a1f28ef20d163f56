"""Attacks from a lane, and by settings of the user's repository: each beats plain git."""

import os
import resource
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.model.trouble import Mistake
from gatewright.ports.lanes import Removed, Stays
from gatewright.workspace.removal import remove
from tests.checkouts import Checkout, new_checkout
from tests.escapes.naive_git import naive, naive_copy, naive_snapshot
from tests.lanes import Laned, with_lanes

Attack = Callable[[Path, str], None]
DEEP = 1200  # folders in each other: more than Python may recurse


@pytest.fixture
def laned(tmp_path: Path) -> Laned:
    checkout = new_checkout(tmp_path)
    checkout.commit({"a.py": "one\n", "sub/b.py": "two\n"})
    return with_lanes(checkout)


def file_in_place_of_git(folder: Path, command: str) -> None:
    stolen = folder.parent.parent / "stolen"
    shutil.move(folder / ".git", stolen)
    (stolen / "config").write_text(f"[core]\nbare = false\nfsmonitor = {command}\n")
    (folder / ".git").write_text(f"gitdir: {stolen}\n")


def link_in_place_of_git(folder: Path, command: str) -> None:
    file_in_place_of_git(folder, command)
    (folder / ".git").unlink()
    (folder / ".git").symlink_to(folder.parent.parent / "stolen")


def monitor_in_settings(folder: Path, command: str) -> None:
    naive(folder, "config", "core.fsmonitor", command)


def filter_in_settings(folder: Path, command: str) -> None:
    naive(folder, "config", "filter.evil.clean", f"{command}; cat")
    (folder / ".gitattributes").write_text("* filter=evil\n")


def hook_of_the_index(folder: Path, command: str) -> None:
    hook = folder / ".git" / "hooks" / "post-index-change"
    hook.parent.mkdir()
    hook.write_text(f"#!/bin/sh\n{command}\n")
    hook.chmod(0o755)


@pytest.mark.parametrize(
    "attack",
    [
        file_in_place_of_git,
        link_in_place_of_git,
        monitor_in_settings,
        filter_in_settings,
        hook_of_the_index,
    ],
)
def test_command_in_the_git_folder_of_a_lane_is_never_run(
    attack: Attack, laned: Laned, tmp_path: Path
) -> None:
    witness = tmp_path / "witness"
    folder = laned.open()
    (folder / "new.py").write_text("worked\n")
    attack(folder, f"touch {shlex.quote(str(witness))}")

    taken = laned.taken(folder)
    laned.lanes.publish(laned.repository, "gw/1", laned.commit(laned.lanes.take(str(folder))))
    assert not witness.exists()
    assert (taken["new.py"], taken["a.py"]) == (b"worked\n", b"one\n")

    naive(folder, "add", "-A")
    assert witness.exists()


def hidden_by_exclude(folder: Path) -> None:
    (folder / ".git" / "info").mkdir(exist_ok=True)
    (folder / ".git" / "info" / "exclude").write_text("evil.py\n")


def hidden_by_flag(folder: Path) -> None:
    naive(folder, "add", "evil.py")
    (folder / "evil.py").write_text("")
    naive(folder, "add", "evil.py")
    naive(folder, "update-index", "--skip-worktree", "evil.py")
    (folder / "evil.py").write_text("evil\n")


def hidden_by_another_repository(folder: Path) -> None:
    """Stage what is not in the folder: an honest tree, for whoever asks the lane's git."""
    shutil.copy(folder / "a.py", folder.parent / "honest.py")
    shutil.rmtree(folder / ".git")
    naive(folder, "init", "-q")
    naive(folder, "config", "core.worktree", str(folder / "sub"))


@pytest.mark.parametrize("hide", [hidden_by_exclude, hidden_by_flag, hidden_by_another_repository])
def test_file_hidden_from_the_git_of_a_lane_is_taken(
    hide: Callable[[Path], None], laned: Laned
) -> None:
    folder = laned.open()
    (folder / "evil.py").write_text("evil\n")
    hide(folder)

    assert laned.taken(folder)["evil.py"] == b"evil\n"

    seen = naive_snapshot(folder)
    empty = naive(folder, "hash-object", "/dev/null")
    assert seen.get("evil.py") in (None, empty)


def test_lane_without_its_git_folder_is_taken_whole(laned: Laned) -> None:
    folder = laned.open()
    shutil.rmtree(folder / ".git")
    (folder / "new.py").write_text("x")

    assert sorted(laned.taken(folder)) == ["a.py", "new.py", "sub/b.py"]
    assert naive_snapshot(folder) == {}


@pytest.mark.parametrize("place", ["folder", "lane"])
def test_link_in_place_of_a_lane_leads_nowhere(place: str, laned: Laned, tmp_path: Path) -> None:
    secret = tmp_path / "private" / "work"
    secret.mkdir(parents=True)
    (secret / "key").write_text("secret")
    (secret.parent / "opened").write_text(f"{laned.tree}\n")
    folder = laned.open()
    gone = folder if place == "folder" else folder.parent
    shutil.rmtree(gone)
    gone.symlink_to(secret if place == "folder" else secret.parent)

    with pytest.raises(Mistake) as refused:
        laned.lanes.take(str(folder))
    assert refused.value.code == "snapshot.lane-gone"
    assert laned.lanes.folder("1-build") is None

    naive_copy(folder, tmp_path / "naive")
    assert (tmp_path / "naive" / "key").exists()
    assert laned.taken(laned.open()) == {"a.py": b"one\n", "sub/b.py": b"two\n"}
    assert (secret / "key").exists()


def test_link_in_place_of_a_folder_is_not_followed(laned: Laned, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "b.py").write_text("secret")
    folder = laned.open()
    shutil.rmtree(folder / "sub")
    (folder / "sub").symlink_to(tmp_path / "private")

    with pytest.raises(Mistake) as refused:
        laned.lanes.take(str(folder))
    assert refused.value.code == "snapshot.symlink-leaves"

    shutil.copytree(folder, tmp_path / "naive")
    assert (tmp_path / "naive" / "sub" / "b.py").read_text() == "secret"


def test_repository_in_a_lane_is_refused_in_words_for_a_worker(laned: Laned) -> None:
    folder = laned.open()
    (folder / "lib").mkdir()
    (folder / "lib" / "hidden.py").write_text("evil\n")
    naive(folder / "lib", "init", "-q")

    with pytest.raises(Mistake) as refused:
        laned.lanes.take(str(folder))
    assert refused.value.code == "snapshot.nested-repository"
    assert not any(".git/info/exclude" in hint for hint in refused.value.hints)

    assert "lib/hidden.py" not in naive_snapshot(folder)


def hook_file(checkout: Checkout, command: str) -> None:
    hook = checkout.root / ".git" / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{command}\n")
    hook.chmod(0o755)


def hook_folder_in_settings(checkout: Checkout, command: str) -> None:
    hook_file(checkout, command)
    shutil.move(checkout.root / ".git" / "hooks", checkout.root / "hooks")
    checkout.git("config", "core.hooksPath", str(checkout.root / "hooks"))


@pytest.mark.parametrize("attack", [hook_file, hook_folder_in_settings])
def test_hook_of_the_user_is_not_run_for_our_branch(
    attack: Callable[[Checkout, str], None], laned: Laned, tmp_path: Path
) -> None:
    witness = tmp_path / "witness"
    commit = laned.work()
    attack(laned.checkout, f"touch {shlex.quote(str(witness))}")
    laned.checkout.git("switch", "-q", "-c", "side")
    witness.unlink()

    laned.lanes.publish(laned.repository, "gw/1", commit)
    laned.lanes.land(laned.repository, commit, "main")
    assert isinstance(laned.lanes.remove(laned.repository, "gw/1", "main"), Removed)
    assert not witness.exists()

    naive(laned.checkout.root, "update-ref", "refs/heads/gw/2", commit)
    assert witness.exists()


def test_branch_of_ours_that_names_another_moves_neither(laned: Laned) -> None:
    commit = laned.work()
    laned.checkout.git("symbolic-ref", "refs/heads/gw/1", "refs/heads/main")

    with pytest.raises(Mistake) as refused:
        laned.lanes.publish(laned.repository, "gw/1", commit)
    assert refused.value.code == "branch.moved"
    assert laned.checkout.git("rev-parse", "main") == laned.repository.head

    assert isinstance(laned.lanes.remove(laned.repository, "gw/1", "main"), Stays)
    assert laned.checkout.git("symbolic-ref", "refs/heads/gw/1") == "refs/heads/main"

    laned.lanes.publish(laned.repository, "gw/2", commit)
    naive(laned.checkout.root, "update-ref", "refs/heads/gw/1", commit)
    assert laned.checkout.git("rev-parse", "main") == commit


def make_deep(place: Path) -> None:
    here = os.open(place, os.O_RDONLY)
    for _ in range(DEEP):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("file", os.O_CREAT, dir_fd=here))
    os.close(here)


def test_folders_too_deep_to_recurse_are_refused_and_removed(laned: Laned, tmp_path: Path) -> None:
    folder = laned.open()
    naive_removal = ("-c", "import shutil, sys; shutil.rmtree(sys.argv[1], ignore_errors=True)")
    try:
        make_deep(folder)
        make_deep(tmp_path)
        with pytest.raises(Mistake) as refused:
            laned.lanes.take(str(folder))
        laned.lanes.close("1-build")
        subprocess.run(
            [sys.executable, *naive_removal, tmp_path / "d"], stderr=subprocess.DEVNULL, check=False
        )

        assert refused.value.code == "snapshot.too-large"
        assert os.listdir(folder.parent.parent) == []
        assert os.listdir(laned.vault.home + "/scratch") == []
        assert (tmp_path / "d").exists()
    finally:  # pytest's own removal would not get through
        remove(str(tmp_path / "d"))
        remove(str(laned.checkout.state))
    assert [path.name for path in tmp_path.iterdir()] == ["repo"]


def test_folders_deeper_than_git_may_open_are_refused_and_not_passed_over(laned: Laned) -> None:
    """git lists nothing of a folder that it cannot open, and only warns."""
    folder = laned.open()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        make_deep(folder)
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
        with pytest.raises(Mistake) as refused:
            laned.lanes.take(str(folder))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        laned.lanes.close("1-build")
        remove(str(laned.checkout.state))

    assert refused.value.code == "snapshot.too-large"


def test_closed_folders_are_removed_and_links_only_unlinked(laned: Laned, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("x")
    folder = laned.open()
    (folder / "link").symlink_to(tmp_path)
    (folder / "sub").chmod(0o500)
    folder.chmod(0o000)

    laned.open()
    laned.lanes.close("1-build")

    assert os.listdir(laned.vault.home + "/scratch") == []
    assert (tmp_path / "kept").exists()
