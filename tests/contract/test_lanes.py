"""The laws of the Lanes port, on ours with real git and on the fake."""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from gatewright.model.change import Repository
from gatewright.model.ids import CommitId, RepositoryId, TreeId
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.ports.lanes import CommitRequest, Lanes, MovedOn, MustBeTyped, Removed, Stays, Took
from gatewright.ports.workspace import Trees
from gatewright.testing.memory_lanes import MemoryLanes
from gatewright.testing.memory_workspace import MemoryTrees
from gatewright.workspace.lanes import GitLanes
from tests.checkouts import OURS, Checkout, new_checkout

START = {"a.py": b"one\n", "sub/b.py": b"two\n", "odd \xc3\xa9\n".encode().decode(): b"\0\r\n"}


@dataclass(frozen=True)
class Bench:
    """Lanes of a repository whose checkout is on `side`, with `main` at the first commit."""

    lanes: Lanes
    trees: Trees
    repository: Repository
    tree: TreeId
    move: Callable[[str, CommitId], None]  # a branch, as a person does
    tip: Callable[[str], str]

    @property
    def first(self) -> CommitId:
        return self.repository.head

    def request(self, tree: TreeId, parent: CommitId, message: str = "feat: a") -> CommitRequest:
        return CommitRequest(
            tree=tree,
            parent=parent,
            message=message,
            author="Ada <ada@example.org>",
            at="2026-01-02T03:04:05Z",
        )

    def commit(
        self,
        message: str = "feat: a",
        parent: CommitId | None = None,
        also: tuple[CommitId, ...] = (),
    ) -> CommitId:
        request = self.request(self.tree, parent or self.first, message)
        return self.lanes.commit(replace(request, also=also))

    def content(self, tree: TreeId) -> Mapping[str, bytes]:
        return self.trees.read(tree, [file.path for file in self.trees.files(tree)])


def git_bench(folder: Path) -> Bench:
    checkout = new_checkout(folder)
    checkout.commit(dict(START))
    checkout.git("switch", "-q", "-c", "side")
    repository = checkout.open()
    lanes = GitLanes(str(checkout.state), OURS, repository)

    def move(branch: str, commit: CommitId) -> None:
        checkout.git("update-ref", f"refs/heads/{branch}", commit)

    def tip(branch: str) -> str:
        return checkout.git("rev-parse", f"refs/heads/{branch}")

    return Bench(lanes, checkout.trees(), repository, checkout.snapshot().tree, move, tip)


def memory_bench(folder: Path) -> Bench:
    trees = MemoryTrees()
    (folder / "lanes").mkdir()
    lanes = MemoryLanes(trees, str(folder / "lanes"))
    first = CommitId("0" * 39 + "1")
    lanes.branches_at |= {"main": first, "side": first}
    lanes.checked_out.add("side")
    root = str(folder / "repo")
    where = Repository(RepositoryId("r"), "repo", root, root, root, "side", first)

    def move(branch: str, commit: CommitId) -> None:
        lanes.branches_at[branch] = commit

    return Bench(lanes, trees, where, trees.put(START), move, lambda name: lanes.branches_at[name])


@pytest.fixture(params=[git_bench, memory_bench])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    made: Bench = request.param(tmp_path)
    return made


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Mistake) as caught:
        call()
    return caught.value.code


def test_open_lane_gives_back_its_tree(bench: Bench) -> None:
    folder = bench.lanes.open("1-build", bench.tree, bench.first)

    assert os.path.isabs(folder)
    assert bench.lanes.folder("1-build") == folder
    assert bench.lanes.take(folder) == bench.tree
    assert Path(folder, "a.py").read_bytes() == b"one\n"


def test_take_sees_what_was_added_changed_removed_and_its_modes(bench: Bench) -> None:
    folder = Path(bench.lanes.open("1", bench.tree, bench.first))
    (folder / "a.py").write_bytes(b"changed\n")
    shutil.rmtree(folder / "sub")
    (folder / "sub").write_bytes(b"now a file")
    (folder / "new").mkdir()
    (folder / "new" / "run.sh").write_bytes(b"#!/bin/sh\n")
    (folder / "new" / "run.sh").chmod(0o755)
    (folder / "new" / "link").symlink_to("run.sh")

    tree = bench.lanes.take(str(folder))

    odd = next(name for name in START if name.startswith("odd"))
    assert bench.content(tree) == {
        "a.py": b"changed\n",
        "sub": b"now a file",
        "new/run.sh": b"#!/bin/sh\n",
        "new/link": b"run.sh",
        odd: START[odd],
    }
    modes = {file.path: file.mode for file in bench.trees.files(tree)}
    assert (modes["new/run.sh"], modes["new/link"], modes["a.py"]) == ("100755", "120000", "100644")
    assert bench.lanes.take(str(folder)) == tree


def test_lane_opened_again_holds_nothing_of_the_old_one(bench: Bench) -> None:
    folder = Path(bench.lanes.open("1", bench.tree, bench.first))
    (folder / "left.py").write_bytes(b"")
    (folder / ".git" / "left").write_bytes(b"")
    other = bench.lanes.take(str(folder))

    again = bench.lanes.open("1", bench.tree, bench.first)

    assert bench.lanes.take(again) == bench.tree != other
    assert not Path(again, ".git", "left").exists()
    assert bench.lanes.take(bench.lanes.open("1", other, bench.first)) == other


def test_closed_lane_is_gone_and_others_stay(bench: Bench) -> None:
    folder = bench.lanes.open("1", bench.tree, bench.first)
    kept = bench.lanes.open("2", bench.tree, bench.first)
    bench.lanes.close("1")
    bench.lanes.close("1")

    assert bench.lanes.folder("1") is None
    assert refused(lambda: bench.lanes.take(folder)) == "snapshot.lane-gone"
    assert bench.lanes.take(kept) == bench.tree


def test_take_refuses_what_cannot_be_judged(bench: Bench) -> None:
    folder = Path(bench.lanes.open("1", bench.tree, bench.first))
    (folder / "lib" / ".git").mkdir(parents=True)
    (folder / "lib" / "x.py").touch()
    assert refused(lambda: bench.lanes.take(str(folder))) == "snapshot.nested-repository"

    shutil.rmtree(folder / "lib")
    (folder / "a.py").unlink()
    os.mkfifo(folder / "a.py")
    assert refused(lambda: bench.lanes.take(str(folder))) == "snapshot.special-file"


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".hidden", "A", "a\n"])
def test_name_that_is_no_folder_of_its_own_is_a_bug(name: str, bench: Bench) -> None:
    with pytest.raises(ValueError, match=r".*"):
        bench.lanes.open(name, bench.tree, bench.first)
    with pytest.raises(ValueError, match=r".*"):
        bench.lanes.take(bench.repository.root)


def test_same_request_is_the_same_commit(bench: Bench) -> None:
    assert bench.commit() == bench.commit()
    assert len({bench.commit(), bench.commit("feat: b"), bench.commit(parent=bench.commit())}) == 3


def test_published_branch_moves_forward_and_a_repeat_changes_nothing(bench: Bench) -> None:
    one = bench.commit()
    two = bench.commit("feat: b", one)
    for commit in (one, one, two, two):
        bench.lanes.publish(bench.repository, "gw/1-alias", commit)
        assert bench.tip("gw/1-alias") == commit

    assert list(bench.lanes.branches(bench.repository)) == ["gw/1-alias"]
    assert (bench.tip("main"), bench.tip("side")) == (bench.first, bench.first)


def test_published_branch_may_be_taken_back_by_us(bench: Bench) -> None:
    one, other = bench.commit(), bench.commit("feat: other")
    bench.lanes.publish(bench.repository, "gw/1", one)
    bench.lanes.publish(bench.repository, "gw/1", other)

    assert bench.tip("gw/1") == other


def test_publish_never_drops_what_somebody_else_put_there(bench: Bench) -> None:
    one, theirs = bench.commit(), bench.commit("theirs")
    bench.lanes.publish(bench.repository, "gw/1", one)
    bench.lanes.publish(bench.repository, "gw/2", theirs)
    bench.move("gw/1", theirs)
    bench.move("gw/3", theirs)

    for branch in ("gw/1", "gw/3"):
        code = refused(lambda branch=branch: bench.lanes.publish(bench.repository, branch, one))  # type: ignore[misc]
        assert code == "branch.moved"
        assert bench.tip(branch) == theirs


def test_it_is_known_where_a_branch_was_put_whatever_became_of_it(bench: Bench) -> None:
    one, theirs = bench.commit(), bench.commit("theirs")
    assert not bench.lanes.is_published("gw/1", one)
    bench.lanes.publish(bench.repository, "gw/2", theirs)
    bench.lanes.publish(bench.repository, "gw/1", one)
    bench.move("gw/1", theirs)

    assert bench.lanes.is_published("gw/1", one)
    assert not bench.lanes.is_published("gw/1", theirs)


@pytest.mark.parametrize(
    "branch",
    ["main", "gw/", "gw/../main", "gw/a..b", "gw/-a", "gw/a/b", "gw/A", "gw/a.lock", "gw/a.", "x"],
)
def test_publish_of_any_other_name_is_a_bug(branch: str, bench: Bench) -> None:
    with pytest.raises(ValueError, match=r".*"):
        bench.lanes.publish(bench.repository, branch, bench.commit())


def test_land_moves_a_branch_that_nobody_has_checked_out(bench: Bench) -> None:
    commit = bench.commit("feat: b", bench.commit())

    for _ in range(2):
        assert bench.lanes.land(bench.repository, commit, "main") == Took(commit, "main")
        assert (bench.tip("main"), bench.tip("side")) == (commit, bench.first)
    older = bench.lanes.land(bench.repository, bench.commit(), "main")
    assert (older, bench.tip("main")) == (Took(bench.commit(), "main"), commit)


def test_land_on_a_checked_out_branch_is_typed_by_a_person(bench: Bench) -> None:
    commit = bench.commit()
    bench.lanes.publish(bench.repository, "gw/1-alias", commit)

    answer = bench.lanes.land(bench.repository, commit, "side")

    because = f"side is checked out in {bench.repository.root}"
    assert answer == MustBeTyped("git merge --ff-only gw/1-alias", because)
    assert bench.tip("side") == bench.first
    bench.move("side", commit)
    assert bench.lanes.land(bench.repository, commit, "side") == Took(commit, "side")


def test_land_leaves_a_target_that_moved_on_or_is_not_there(bench: Bench) -> None:
    commit, theirs = bench.commit(), bench.commit("theirs")
    bench.lanes.publish(bench.repository, "gw/theirs", theirs)
    bench.move("main", theirs)

    assert bench.lanes.land(bench.repository, commit, "main") == MovedOn(theirs)
    assert refused(lambda: bench.lanes.land(bench.repository, commit, "nain")) == "land.no-branch"
    assert bench.tip("main") == theirs


def test_tip_of_a_branch_is_where_it_is_now(bench: Bench) -> None:
    assert bench.lanes.tip(bench.repository, "main") == bench.first
    theirs = bench.commit("theirs")
    bench.lanes.publish(bench.repository, "gw/theirs", theirs)
    bench.move("main", theirs)

    assert bench.lanes.tip(bench.repository, "main") == theirs
    assert bench.lanes.tip(bench.repository, "nain") is None


def test_lanes_of_git_need_a_checkout_only_to_begin(tmp_path: Path) -> None:
    bench = git_bench(tmp_path)
    Checkout(tmp_path / "repo", tmp_path / "state").commit({"later.py": "x\n"})

    assert bench.lanes.take(bench.lanes.open("1", bench.tree, bench.first)) == bench.tree


def test_commit_of_two_lines_holds_both_and_lands(bench: Bench) -> None:
    ours, theirs = bench.commit(), bench.commit("theirs")
    bench.lanes.publish(bench.repository, "gw/theirs", theirs)
    bench.move("main", theirs)
    both = bench.commit("chore: both", ours, (theirs,))

    assert bench.lanes.holds(both, ours)
    assert bench.lanes.holds(both, theirs)
    assert not bench.lanes.holds(ours, theirs)
    assert bench.lanes.land(bench.repository, both, "main") == Took(both, "main")
    assert bench.tip("main") == both


def test_names_of_lanes_are_those_that_are_there(bench: Bench) -> None:
    assert list(bench.lanes.names()) == []
    for name in ("2.hand", "1-build"):
        bench.lanes.open(name, bench.tree, bench.first)
    assert list(bench.lanes.names()) == ["1-build", "2.hand"]
    bench.lanes.close("1-build")

    assert list(bench.lanes.names()) == ["2.hand"]


def test_branch_is_removed_once_its_target_holds_it(bench: Bench) -> None:
    commit = bench.commit()
    bench.lanes.publish(bench.repository, "gw/1", commit)
    bench.lanes.publish(bench.repository, "gw/2", commit)
    bench.lanes.land(bench.repository, bench.commit("feat: b", commit), "main")

    assert bench.lanes.remove(bench.repository, "gw/1", "main") == Removed(commit)
    assert bench.lanes.remove(bench.repository, "gw/1", "main") is None
    assert list(bench.lanes.branches(bench.repository)) == ["gw/2"]
    assert bench.tip("side") == bench.first


def test_branch_with_work_that_is_nowhere_else_goes_only_where_it_is_insisted_on(
    bench: Bench,
) -> None:
    commit = bench.commit()
    bench.lanes.publish(bench.repository, "gw/1", commit)

    for target in ("main", "gone"):
        stays = bench.lanes.remove(bench.repository, "gw/1", target)
        assert isinstance(stays, Stays)
        assert stays.is_only_place
        assert "nowhere else" in stays.because
    assert bench.tip("gw/1") == commit
    insisted = bench.lanes.remove(bench.repository, "gw/1", "main", is_insisted=True)
    assert insisted == Removed(commit)
    assert list(bench.lanes.branches(bench.repository)) == []


def test_branch_of_ours_with_work_of_somebody_else_is_never_removed(bench: Bench) -> None:
    one, theirs = bench.commit(), bench.commit("theirs")
    bench.lanes.publish(bench.repository, "gw/1", one)
    bench.lanes.publish(bench.repository, "gw/theirs", theirs)
    bench.move("gw/1", theirs)
    bench.move("gw/3", theirs)

    for branch in ("gw/1", "gw/3"):
        stays = bench.lanes.remove(bench.repository, branch, "main", is_insisted=True)
        assert isinstance(stays, Stays)
        assert not stays.is_only_place
        assert bench.tip(branch) == theirs


@pytest.mark.parametrize("branch", ["main", "side", "gw/../main", "gw/a/b", "x"])
def test_removal_of_any_other_branch_is_a_bug(branch: str, bench: Bench) -> None:
    with pytest.raises(ValueError, match=r".*"):
        bench.lanes.remove(bench.repository, branch, "main", is_insisted=True)
