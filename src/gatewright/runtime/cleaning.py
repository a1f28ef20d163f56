"""Removes what runs left behind. What is nowhere else stays, unless a person insists.

Invariant: work that a person did by hand, and what somebody else put on a branch of ours, are never
removed without being named first.
"""

from collections.abc import Iterator, Sequence

from gatewright.core.state.run_state import InHand, RunState
from gatewright.model.ids import RunId
from gatewright.model.leftovers import Cleaned, Leftover
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import RunRow
from gatewright.ports.lanes import Removed
from gatewright.runtime.committing import branch_of
from gatewright.runtime.desk_words import Loaded
from gatewright.runtime.lane_names import is_lane_of, lane_by_hand
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import load

READY = ("completed", "partial")
ENDED = (*READY, "aborted", "landed")


def clean(run: RunEdges, rows: Sequence[RunRow], *, is_insisted: bool) -> Cleaned:
    """Remove what the runs in `rows` left behind; one that has not ended is left alone."""
    found = [each for row in rows for each in _of_run(run, row, is_insisted)]
    return Cleaned(
        removed=tuple(each for each in found if not each.because),
        kept=tuple(each for each in found if each.because),
    )


def _of_run(run: RunEdges, row: RunRow, is_insisted: bool) -> Iterator[Leftover]:
    """Remove what one run left; yield all of it, with why where it stays."""
    run_id = row.run_id
    loaded = load(run.journal, run_id)
    if row.state not in ENDED or loaded is None:
        yield Leftover(run_id, "run", run_id, "is not over", (f"gatewright abort {run_id}",))
        return
    if loaded.is_driven:
        yield Leftover(
            run_id, "run", run_id, "is just being ended", (f"gatewright clean {run_id}",)
        )
        return
    for name in run.lanes.names():
        if is_lane_of(name, run_id):
            yield _lane(run, loaded.state, name, is_insisted)
    yield from _branch(run, loaded, row, is_insisted)


def _lane(run: RunEdges, state: RunState, name: str, is_insisted: bool) -> Leftover:
    """Remove a lane, unless a person's work lies in it that was never handed in."""
    run_id = state.started.feature.run_id
    folder = run.lanes.folder(name)
    is_of_a_person = name == lane_by_hand(run_id) and not is_insisted
    if is_of_a_person and folder is not None and _holds_work(run, state, folder):
        because = "holds work by hand that was not handed in"
        return Leftover(run_id, "lane", name, because, (f"cd {folder}", _insist(run_id)))
    run.lanes.close(name)
    return Leftover(run_id, "lane", name)


def _holds_work(run: RunEdges, state: RunState, folder: str) -> bool:
    """Return whether somebody changed something at `folder` and had not handed it in."""
    held = [state.record(step).state for step in state.active]
    if not any(isinstance(each, InHand) for each in held):
        return False
    try:
        return run.lanes.take(folder) != state.tree
    except Mistake:  # what cannot be taken is work all the same
        return True


def _branch(run: RunEdges, loaded: Loaded, row: RunRow, is_insisted: bool) -> Iterator[Leftover]:
    """Remove the branch of a run, where the branch it started from holds it, or by a person's word.

    Shape: a result that nobody took stays, even where it could be found elsewhere.
    """
    run_id, branch = row.run_id, branch_of(loaded.state)
    if row.state in READY and not is_insisted:
        if branch in run.lanes.branches(run.repository):
            ways = (f"gatewright land {run_id}", _insist(run_id))
            yield Leftover(run_id, "branch", branch, "is the result, which has not landed", ways)
        return
    target = loaded.state.started.origin.branch
    came_to = run.lanes.remove(run.repository, branch, target, is_insisted=is_insisted)
    match came_to:
        case None:
            return
        case Removed():
            yield Leftover(run_id, "branch", branch)
        case stays:
            insist = (_insist(run_id),) if stays.is_only_place else ()
            ways = tuple(way for way in (stays.way_out, *insist) if way)
            yield Leftover(run_id, "branch", branch, stays.because, ways)


def _insist(run_id: RunId) -> str:
    return f"gatewright clean {run_id} --force"
