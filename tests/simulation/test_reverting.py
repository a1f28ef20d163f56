"""What retired steps added, taken back on the head over fakes: newest first, never by guess."""

from pathlib import Path

from gatewright.model.effects import MergeLane
from gatewright.model.ids import EffectId, StepPath, TreeId
from gatewright.model.intake import MergeConflict, Merged
from gatewright.model.retiring import Added
from gatewright.runtime.merging import merge_lane
from tests.simulation.mortal import Disk, Reaper

STEP = StepPath("retired/1")


def reverted(disk: Disk, head: TreeId, *added: Added) -> Merged | MergeConflict:
    """Return what comes of taking `added` back on `head`."""
    newest, *more = added
    effect = MergeLane(
        EffectId("e"), STEP, 1, newest.before, newest.after, head, more=tuple(more)
    )  # fmt: skip
    return merge_lane(disk.edges(Reaper()), effect)


def disk_in(folder: Path) -> Disk:
    folder.mkdir()
    return Disk(folder)


def test_each_change_is_taken_back_and_what_came_between_stays(tmp_path: Path) -> None:
    disk = disk_in(tmp_path / "d")
    put = disk.door.trees.put
    first, second = put({"a": b"1\n"}), put({"a": b"1\n", "b": b"2\n"})
    third = put({"a": b"1\n", "b": b"2\n", "c": b"3\n"})
    head = put({"a": b"1\n", "b": b"2\n", "c": b"3\n", "d": b"4\n"})
    empty = put({})

    done = reverted(disk, head, Added(second, third), Added(empty, first))

    assert isinstance(done, Merged)
    trees = disk.door.trees
    assert {one.path for one in trees.files(done.tree)} == {"b", "d"}


def test_where_one_of_them_clashes_nothing_is_put_on_the_head(tmp_path: Path) -> None:
    disk = disk_in(tmp_path / "d")
    put = disk.door.trees.put
    empty, first, second = put({}), put({"a": b"1\n"}), put({"a": b"2\n"})
    other = put({"a": b"2\n", "b": b"2\n"})

    for added in ((Added(second, other), Added(empty, first)), (Added(empty, first),)):
        done = reverted(disk, other, *added)
        assert isinstance(done, MergeConflict)
        assert done.verdict.codes == ("lane.conflict",)
    clashing = reverted(disk, other, Added(empty, first), Added(second, other))
    assert isinstance(clashing, MergeConflict)
