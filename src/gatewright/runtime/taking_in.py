"""Put finished work on its target, where that has moved on: a candidate, to be judged as a whole.

Nothing is moved here and nothing is run. Where the two clash, the candidate has these files as the
target has them; whoever makes the change there anew is told what stood on either side.
"""

from collections.abc import Sequence

from gatewright.core.judges.judge_merge import judge_merge
from gatewright.core.judging.subject import Subject
from gatewright.core.state.run_state import RunState
from gatewright.model.change import Clash
from gatewright.model.digest import digest_of
from gatewright.model.ids import CommitId, TreeId
from gatewright.model.intake import TakeIn
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import MERGE_CHECK
from gatewright.ports.workspace import Trees
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.step_judge import line_of

ROUNDS_MAX = 20  # each is told of the first clashes only


def take_in(run: RunEdges, state: RunState, commit: CommitId) -> TakeIn:
    """Return what the run is to go on with, where its target is at `commit` now.

    Raises: Mistake `land.not-forward` where the target does not hold what the run began from, or
            has another version of a document that the run made, or clashes all over.
    """
    origin = state.started.origin
    if not run.lanes.holds(commit, origin.commit):
        found = f"{origin.branch} does not hold {origin.commit[:12]}, which this began from"
        raise _not_forward(state, found)
    tree = run.edges.repositories.snapshot(run.repository, commit).tree
    head, clashes = _put_on(run.edges.trees, state, tree)
    _refuse_documents(run.edges.trees, state, head)
    clash = None
    if clashes:
        subject = Subject(state.tree, tree, digest_of(MERGE_CHECK))
        clash = line_of(run, judge_merge(clashes, subject))
    return TakeIn(origin.branch, commit, tree, head, run.person, clash)


def _put_on(trees: Trees, state: RunState, target: TreeId) -> tuple[TreeId, Sequence[Clash]]:
    """Return the target with the work on it, as far as they go together; and where not."""
    before, work = state.started.origin.tree, state.tree
    clashes: list[Clash] = []
    for _ in range(ROUNDS_MAX):
        found = trees.merge(before, target, work)
        if not isinstance(found, tuple):
            return found, clashes
        clashes += found
        work = trees.compose(work, before, [each.path for each in found])
    raise _not_forward(state, f"{len(clashes)} places clash, and more")


def _refuse_documents(trees: Trees, state: RunState, head: TreeId) -> None:
    """Raise Mistake where a document that the run made is another on the target."""
    steps = (record.definition for record in state.steps.values())
    made = [one for step in steps for one in step.produces if one.name in state.artifacts]
    before, after = (trees.read(tree, [one.path for one in made]) for tree in (state.tree, head))
    for one in made:
        if before.get(one.path) != after.get(one.path):
            branch = state.started.origin.branch
            raise _not_forward(state, f"{branch} has another {one.path}, which this run made")


def _not_forward(state: RunState, found: str) -> Mistake:
    feature, branch = state.started.feature, state.started.origin.branch
    return Mistake(
        "land.not-forward",
        f"{branch} has moved on, and {feature.run_id} cannot be put on it by itself",
        found=found,
        hints=(
            f"git switch {branch} && git merge gw/{feature.run_id}-{feature.slug}",
            "gatewright check    judges what came of it",
        ),
    )
