"""A result whose target moved on, over fakes: what the candidate is, and who mends it."""

from pathlib import Path

import pytest

from gatewright.core.state.run_state import Over, RunState
from gatewright.model.change import Clash, Snapshot
from gatewright.model.ids import CommitId, TreeId
from gatewright.model.landing import TakenIn
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import Against, Gate
from gatewright.ports.lanes import CommitRequest, Took
from gatewright.runtime.desk import Desk
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.taking_in import ROUNDS_MAX, take_in
from tests.simulation.door import _Repositories
from tests.simulation.mortal import RUN, Disk, Reaper, live, live_on, outcome_of
from tests.simulation.test_showing import shown


def begun(folder: Path, against: Against = Against.STEP) -> Disk:
    folder.mkdir()
    disk = Disk(folder)
    whole = Gate(("tests",), against)
    disk.steps = tuple(
        replace(each, gate=whole) if each.path == "finish" else each for each in disk.steps
    )
    disk.lanes.branches_at["main"] = CommitId("c0")
    return disk


def content_of(disk: Disk, tree: TreeId) -> dict[str, bytes]:
    trees = disk.door.trees
    return dict(trees.read(tree, [file.path for file in trees.files(tree)]))


def main_has(disk: Disk, files: dict[str, bytes], parent: str = "c0") -> CommitId:
    """Let main be at a commit with `files` beside what the run began from."""
    tree = disk.door.trees.put({**content_of(disk, disk.origin), **files})
    request = CommitRequest(
        tree=tree, parent=CommitId(parent), message="theirs", author="A <a@b>", at="2026"
    )
    commit = disk.lanes.commit(request)
    disk.lanes.branches_at["main"] = commit
    return commit


def edges_on(disk: Disk, commit: CommitId) -> RunEdges:
    """Return the edges of a program that finds main at `commit`."""
    run = disk.edges(Reaper())
    tree = disk.lanes.requests[commit].tree
    repositories = _Repositories(Snapshot(tree, commit, ()), None)
    return replace(run, edges=replace(run.edges, repositories=repositories))


def landed(disk: Disk, commit: CommitId) -> object:
    return Desk(edges_on(disk, commit)).land(RUN)


def test_work_goes_on_the_target_and_lands_as_it_was_judged(tmp_path: Path) -> None:
    disk = begun(tmp_path / "d", Against.BASE)
    live(disk, Reaper())
    theirs = main_has(disk, {"theirs.py": b"theirs\n"})

    assert landed(disk, theirs) == TakenIn("target/1", "main", theirs)  # type: ignore[arg-type]
    state = live(disk, Reaper())
    assert landed(disk, theirs) == Took(state.commits[-1], "main")
    made = disk.lanes.requests[disk.lanes.branches_at["main"]]
    assert made.tree == state.tree
    assert made.also == (theirs,)
    content = content_of(disk, made.tree)
    assert {"theirs.py", "docs/plan.md"} <= content.keys()
    stored = shown(disk, "12/finish/tests").stored
    assert stored is not None
    assert stored.base is not None
    assert stored.base.commit == theirs


def test_killed_anywhere_while_it_is_taken_in_it_comes_to_the_same(tmp_path: Path) -> None:
    reaper, wanted = Reaper(), None
    for moment in (None, *range(0, 40, 3)):
        disk = begun(tmp_path / f"{moment}")
        live(disk, Reaper())
        landed(disk, main_has(disk, {"theirs.py": b"theirs\n"}))
        if moment is None:
            wanted = outcome_of(disk, live(disk, reaper))
        elif moment < 2 * reaper.calls:
            assert outcome_of(disk, live_on(disk, moment)) == wanted, disk.deaths
    assert reaper.calls > 3


def test_where_they_clash_the_candidate_is_as_the_target_has_it(tmp_path: Path) -> None:
    disk = begun(tmp_path / "d")
    state = live(disk, Reaper())
    theirs = main_has(disk, {"build_1.py": b"theirs\n", "other.py": b"other\n"})
    taken = landed(disk, theirs)

    assert isinstance(taken, TakenIn)
    assert [place.partition(":")[0] for place in taken.places] == ["build_1.py"]
    goes_on = Desk(edges_on(disk, theirs)).load(RUN).state
    content = content_of(disk, goes_on.tree)
    assert content["build_1.py"] == b"theirs\n"
    assert content["other.py"] == b"other\n"
    assert content["docs/plan.md"] == content_of(disk, state.tree)["docs/plan.md"]
    assert isinstance(live(disk, Reaper()).phase, Over)


def refused(run: RunEdges, state: RunState, commit: CommitId) -> Mistake:
    with pytest.raises(Mistake) as caught:
        take_in(run, state, commit)
    return caught.value


def test_what_cannot_be_taken_in_by_itself_is_told(tmp_path: Path) -> None:
    disk = begun(tmp_path / "d")
    state = live(disk, Reaper())
    document = main_has(disk, {"docs/plan.md": b"# Theirs\n"})
    assert (
        "docs/plan.md, which this run made"
        in refused(edges_on(disk, document), state, document).found
    )
    rewritten = main_has(disk, {}, parent="before")
    assert "does not hold c0" in refused(edges_on(disk, rewritten), state, rewritten).found


def test_what_clashes_all_over_is_left_to_people(tmp_path: Path) -> None:
    disk = begun(tmp_path / "d")
    state = live(disk, Reaper())
    theirs = main_has(disk, {})
    run = edges_on(disk, theirs)

    class Clashing:
        def merge(self, *_: TreeId) -> tuple[Clash, ...]:
            return (Clash("a.py", "both"),)

        def compose(self, onto: TreeId, *_: object) -> TreeId:
            return onto

    edges = replace(run.edges, trees=Clashing())  # type: ignore[arg-type]
    mistake = refused(replace(run, edges=edges), state, theirs)
    assert mistake.found.startswith(f"{ROUNDS_MAX} places clash")
    assert mistake.code == "land.not-forward"
