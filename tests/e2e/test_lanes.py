"""Lanes and branches of real repositories: what a worker can do, and what the user's git sees."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gatewright.model.ids import CommitId
from gatewright.model.trouble import Mistake
from gatewright.ports.lanes import MustBeTyped, Removed, Stays, Took
from gatewright.workspace.refs import read_refs
from gatewright.workspace.removal import remove
from gatewright.workspace.writing import give_objects, silencing, swap
from tests.checkouts import OURS, PATH, PERSON, PROGRAM, Checkout, clone, new_checkout
from tests.lanes import Laned, with_lanes


@pytest.fixture
def laned(tmp_path: Path) -> Laned:
    checkout = new_checkout(tmp_path)
    checkout.commit({"a.py": "one\n", "sub/b.py": "two\n", ".gitignore": "*.log\n"})
    return with_lanes(checkout)


def refused(laned: Laned, branch: str, commit: CommitId) -> str:
    with pytest.raises(Mistake) as caught:
        laned.lanes.publish(laned.repository, branch, commit)
    return caught.value.code


def files_of(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return every file with its mode, time and content."""
    return {
        str(path.relative_to(folder)): (
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
            path.read_bytes(),
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


# Working


def test_worker_finds_a_clean_repository_and_may_use_it(laned: Laned) -> None:
    lane = Checkout(laned.open(), laned.checkout.state)
    assert lane.git("status", "--porcelain") == ""
    assert lane.git("log", "--format=%s|%an|%cI") == "Start of step|Gatewright|" + (
        "2026-01-02T03:04:05+00:00"
    )
    lane.write({"a.py": "worked\n"})
    lane.git("stash")
    lane.git("stash", "pop")
    lane.commit({"c.py": "new\n"})
    lane.git("fsck", "--strict")
    lane.git("reset", "-q", "--hard", "HEAD~1")

    assert laned.lanes.take(str(lane.root)) == laned.tree


def test_ignored_files_are_not_taken_but_tracked_ones_are(laned: Laned, tmp_path: Path) -> None:
    exclude = laned.checkout.root / ".git" / "info" / "exclude"
    exclude.parent.mkdir(exist_ok=True)
    exclude.write_text("mine/\n")
    folder = laned.open()
    for name in ("run.log", "mine/x", "sub/c.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    (folder / ".gitignore").write_text("*.log\na.py\n")
    (folder / "a.py").write_text("changed")

    taken = laned.taken(folder)

    assert sorted(taken) == [".gitignore", "a.py", "sub/b.py", "sub/c.py"]
    assert taken["a.py"] == b"changed"


def test_lane_holds_what_was_not_committed_too(laned: Laned) -> None:
    laned.checkout.write({"a.py": "uncommitted\n"})
    again = with_lanes(laned.checkout)

    assert (again.open() / "a.py").read_text() == "uncommitted\n"


def test_lane_of_many_files_is_exact(laned: Laned) -> None:
    """So many that git writes them with several processes."""
    many = {f"d{number % 7}/f{number}.txt": f"{number}\r\n" * number for number in range(250)}
    laned.checkout.write({**many, ".gitattributes": "d1/** text eol=crlf\nd2/** -text\n"})
    (laned.checkout.root / "d3" / "link").symlink_to("f3.txt")
    (laned.checkout.root / "d3" / "f3.txt").chmod(0o755)
    again = with_lanes(laned.checkout)
    folder = again.open()

    assert again.lanes.take(str(folder)) == again.tree
    written = {name: (folder / name).read_bytes().decode() for name in many}
    assert written == {name: (laned.checkout.root / name).read_bytes().decode() for name in many}
    assert os.readlink(folder / "d3" / "link") == "f3.txt"
    assert os.access(folder / "d3" / "f3.txt", os.X_OK)


def test_lane_of_the_empty_tree(laned: Laned) -> None:
    empty = laned.checkout.trees().empty()
    folder = laned.lanes.open("1", empty, laned.repository.head)

    assert laned.lanes.take(folder) == empty
    commit = laned.commit(empty)
    laned.lanes.publish(laned.repository, "gw/1", commit)
    assert laned.checkout.git("ls-tree", "gw/1") == ""


def test_commit_says_who_and_when_by_the_request_alone(laned: Laned) -> None:
    laned.lanes.publish(laned.repository, "gw/1", laned.work())

    shown = laned.checkout.git("show", "-s", "--format=%an <%ae>|%aI|%cn <%ce>|%cI|%B", "gw/1")
    assert shown == (
        "Ada <ada@example.org>|2026-01-02T02:04:05+00:00|"
        "Gatewright <gatewright@localhost>|2026-01-02T02:04:05+00:00|"
        "feat: alias\n\nGatewright-Run: 1"
    )


# Publishing


def test_publish_changes_one_ref_and_adds_objects(laned: Laned) -> None:
    laned.checkout.write({"a.py": "being edited\n"})
    laned.checkout.git("add", "a.py")
    laned.checkout.write({"a.py": "edited more\n"})
    commit = laned.work()
    before = files_of(laned.checkout.root)

    laned.lanes.publish(laned.repository, "gw/1-alias", commit)

    after = files_of(laned.checkout.root)
    assert {name: after[name] for name in before} == before
    added = {name for name in after if name not in before}
    assert {name for name in added if not name.startswith(".git/objects/pack/pack-")} == {
        ".git/refs/heads/gw/1-alias"
    }
    assert laned.checkout.git("show", "gw/1-alias:new.py") == "worked"
    laned.lanes.publish(laned.repository, "gw/1-alias", commit)
    assert files_of(laned.checkout.root) == after


def test_published_work_outlives_the_vault_and_the_collector(laned: Laned) -> None:
    one = laned.work()
    two = laned.commit(laned.lanes.take(str(laned.open())), one)
    laned.lanes.publish(laned.repository, "gw/1", two)
    remove(str(laned.checkout.state))
    laned.checkout.git("gc", "-q", "--prune=now")
    laned.checkout.git("fsck", "--strict", "--full")

    assert laned.checkout.git("log", "--format=%H", "gw/1", "^main").split() == [two, one]
    assert laned.checkout.git("show", "gw/1~1:new.py") == "worked"


def test_publish_cut_off_at_any_point_is_made_good_by_a_repeat(laned: Laned) -> None:
    one, other = laned.work(), laned.work("other\n")
    give_objects(laned.vault, laned.repository, one)
    assert laned.checkout.git("branch", "--list", "gw/*") == ""
    laned.lanes.publish(laned.repository, "gw/1", one)
    assert laned.checkout.git("rev-parse", "gw/1") == one

    give_objects(laned.vault, laned.repository, other)
    found = read_refs(OURS, laned.repository.git_dir)["refs/heads/gw/1"]
    swap(laned.vault, laned.repository, "refs/heads/gw/1", found, other)  # and not remembered
    laned.lanes.publish(laned.repository, "gw/1", other)
    laned.lanes.publish(laned.repository, "gw/1", one)
    assert laned.checkout.git("rev-parse", "gw/1") == one


def test_swap_notices_who_was_faster(laned: Laned) -> None:
    one, theirs = laned.work(), laned.work("theirs\n")
    give_objects(laned.vault, laned.repository, theirs)
    give_objects(laned.vault, laned.repository, one)
    laned.checkout.git("update-ref", "refs/heads/gw/1", theirs)

    with pytest.raises(Mistake) as caught:
        swap(laned.vault, laned.repository, "refs/heads/gw/1", None, one)
    assert caught.value.code == "branch.moved"
    assert laned.checkout.git("rev-parse", "gw/1") == theirs


def test_lock_left_by_a_killed_git_is_removed(laned: Laned) -> None:
    one = laned.work()
    lock = laned.checkout.root / ".git/refs/heads/gw/1.lock"
    lock.parent.mkdir()
    lock.touch()

    laned.lanes.publish(laned.repository, "gw/1", one)
    assert laned.checkout.git("rev-parse", "gw/1") == one
    lock.write_text("of something else\n")
    assert refused(laned, "gw/1", laned.work("other\n")) == "branch.unwritable"
    assert lock.exists()


def test_hooks_that_settings_name_are_switched_off_by_name() -> None:
    listing = b"hook.a.command\0hook.a.event\0hook.b.c d.command\0hook.jobs\0"

    assert list(silencing(listing)) == ["hook.a.enabled=false", "hook.b.c d.enabled=false"]
    with pytest.raises(Mistake):
        list(silencing(b"hook.a=b.command\0"))


def test_publish_refuses_a_branch_in_use_or_in_the_way(laned: Laned, tmp_path: Path) -> None:
    one = laned.work()
    laned.lanes.publish(laned.repository, "gw/1", one)
    laned.checkout.git("worktree", "add", "-q", str(tmp_path / "linked"), "gw/1")
    laned.checkout.git("symbolic-ref", "refs/heads/gw/3", "refs/heads/main")

    assert refused(laned, "gw/1", laned.work("other\n")) == "branch.checked-out"
    assert refused(laned, "gw/3", one) == "branch.moved"
    assert laned.checkout.git("rev-parse", "main") == laned.repository.head
    laned.lanes.publish(laned.repository, "gw/1", one)  # is there already

    plain = with_lanes(clone(laned.checkout, tmp_path / "plain"))
    plain.checkout.git("branch", "gw")
    assert refused(plain, "gw/1", plain.work()) == "branch.unwritable"


def test_publish_where_git_may_not_write_says_so(laned: Laned) -> None:
    one = laned.work()
    packs = laned.checkout.root / ".git" / "objects" / "pack"
    packs.rmdir()
    packs.write_text("in the way")

    assert refused(laned, "gw/1", one) == "branch.unwritable"


@pytest.mark.parametrize("kind", ["linked", "shallow", "shared", "sha256", "bare"])
def test_publish_into_repositories_of_all_kinds(kind: str, laned: Laned, tmp_path: Path) -> None:
    first, there = laned.checkout, tmp_path / "there"
    first.commit({"a.py": "later\n"})
    if kind == "linked":
        first.git("worktree", "add", "-q", "-b", "side", str(there))
    elif kind == "bare":
        first.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
        Checkout(tmp_path / "bare.git", first.state).git(
            "worktree", "add", "-q", "-b", "side", str(there)
        )
    elif kind == "sha256":
        there.mkdir()
        Checkout(there, first.state).git("init", "-q", "--object-format=sha256", "-b", "main")
        Checkout(there, first.state).commit({"a.py": "one\n"})
    else:
        clone(first, there, *{"shallow": ("--depth=1",), "shared": ("--shared",)}[kind])
    mine = with_lanes(Checkout(there, first.state))
    commit = mine.work()

    mine.lanes.publish(mine.repository, "gw/1", commit)

    mine.checkout.git("fsck", "--full")
    assert mine.checkout.git("show", "gw/1:new.py") == "worked"
    assert list(mine.lanes.branches(mine.repository)) == ["gw/1"]
    assert mine.checkout.git("status", "--porcelain") == ""


def test_branch_names_that_only_git_understands_are_passed_over(laned: Laned) -> None:
    for name in ("a\u2028b", "gw/b\u0085c", "gw/deep/er", "gw/Upper"):
        laned.checkout.git("branch", name)
    laned.lanes.publish(laned.repository, "gw/1", laned.work())

    assert list(laned.lanes.branches(laned.repository)) == ["gw/1"]


# Landing


def test_land_leaves_a_branch_that_another_checkout_uses(laned: Laned, tmp_path: Path) -> None:
    commit = laned.work()
    laned.lanes.publish(laned.repository, "gw/1", commit)
    there = tmp_path / "a folder"
    laned.checkout.git("worktree", "add", "-q", "-b", "side", str(there))

    answer = laned.lanes.land(laned.repository, commit, "side")

    because = f"side is checked out in {there}"
    assert answer == MustBeTyped(f"git -C '{there}' merge --ff-only gw/1", because)
    subprocess.run(answer.command, shell=True, check=True, env=PERSON, capture_output=True)  # noqa: S602 -- as a person types it
    assert laned.lanes.land(laned.repository, commit, "side") == Took(commit, "side")
    assert (there / "new.py").read_text() == "worked\n"
    assert Checkout(there, laned.checkout.state).git("status", "--porcelain") == ""


def test_land_leaves_a_branch_in_the_middle_of_a_rebase(laned: Laned) -> None:
    repo = laned.checkout
    repo.git("switch", "-q", "-c", "side")
    repo.commit({"a.py": "side\n"})
    commit = with_lanes(repo).work()
    repo.git("switch", "-q", "main")
    repo.commit({"a.py": "main\n"})
    repo.git("switch", "-q", "side")
    with pytest.raises(subprocess.CalledProcessError):
        repo.git("rebase", "main")

    assert isinstance(laned.lanes.land(repo.open(), commit, "side"), MustBeTyped)


def test_branch_in_use_anywhere_is_not_removed(laned: Laned, tmp_path: Path) -> None:
    commit = laned.work()
    laned.lanes.publish(laned.repository, "gw/1", commit)
    laned.checkout.git("worktree", "add", "-q", str(tmp_path / "other"), "gw/1")

    stays = laned.lanes.remove(laned.repository, "gw/1", "main", is_insisted=True)

    assert stays == Stays(f"is checked out in {tmp_path / 'other'}", "git switch --detach")
    assert laned.checkout.git("rev-parse", "gw/1") == commit


def test_removal_changes_one_ref_and_the_commits_stay_with_us(laned: Laned) -> None:
    commit = laned.work()
    before = read_refs(OURS, laned.repository.git_dir)
    laned.lanes.publish(laned.repository, "gw/1", commit)
    laned.checkout.git("pack-refs", "--all")

    stays = laned.lanes.remove(laned.repository, "gw/1", "main")
    assert stays == Stays(
        "holds 1 commit that is nowhere else", "git branch -m gw/1 NAME", is_only_place=True
    )
    gone = laned.lanes.remove(laned.repository, "gw/1", "main", is_insisted=True)

    assert gone == Removed(commit)
    assert read_refs(OURS, laned.repository.git_dir) == before
    laned.lanes.publish(laned.repository, "gw/1", commit)
    assert laned.checkout.git("rev-parse", "gw/1") == commit


def test_land_is_written_in_the_log_of_the_branch(laned: Laned) -> None:
    laned.checkout.git("switch", "-q", "-c", "side")
    commit = laned.work()
    before = files_of(laned.checkout.root)

    assert laned.lanes.land(laned.checkout.open(), commit, "main") == Took(commit, "main")

    after = files_of(laned.checkout.root)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {".git/refs/heads/main", ".git/logs/refs/heads/main"}
    assert laned.checkout.git("reflog", "show", "--format=%gs", "main").splitlines()[0] == (
        "gatewright"
    )


def test_land_by_another_name_of_a_branch_is_typed(laned: Laned) -> None:
    laned.checkout.git("symbolic-ref", "refs/heads/trunk", "refs/heads/main")
    laned.checkout.git("switch", "-q", "-c", "side")

    answer = laned.lanes.land(laned.checkout.open(), laned.work(), "trunk")

    assert isinstance(answer, MustBeTyped)
    assert answer.because == "trunk is another name of main"
    assert laned.checkout.git("rev-parse", "main") == laned.repository.head


# Killed

LOOP = """
import sys
from gatewright.workspace.git import Git
from gatewright.workspace.lanes import GitLanes
from gatewright.workspace.repositories import GitRepositories
program, path, state, root, tree, commit = sys.argv[1:]
repository = GitRepositories(state, Git(program, path)).open(root)
lanes = GitLanes(state, Git(program, path), repository)
print("ready", flush=True)
while True:
    lanes.publish(repository, "gw/1", commit)
    lanes.open("1", tree, repository.head)
    lanes.publish(repository, "gw/1", repository.head)
"""


@pytest.mark.parametrize("after_ms", [3, 11, 23, 47])
def test_killed_at_any_moment_leaves_nothing_half(after_ms: int, laned: Laned) -> None:
    commit = laned.work()
    arguments = (PROGRAM, PATH, laned.checkout.state, laned.checkout.root, laned.tree, commit)
    with subprocess.Popen(
        [sys.executable, "-c", LOOP, *map(str, arguments)],
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(after_ms / 1000)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)

    folder = laned.lanes.folder("1")
    assert folder is None or laned.lanes.take(folder) == laned.tree
    assert laned.lanes.take(str(laned.open("1"))) == laned.tree
    laned.lanes.publish(laned.repository, "gw/1", commit)
    laned.checkout.git("fsck", "--strict")
    assert laned.checkout.repositories.sweep() <= 1
    assert os.listdir(laned.vault.home + "/scratch") == []
