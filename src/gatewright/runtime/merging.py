"""Put the work of a step on the head, or tell where the two clash. Nothing is run for it."""

from gatewright.core.judges.judge_merge import judge_merge
from gatewright.core.judging.subject import Subject
from gatewright.model.digest import digest_of
from gatewright.model.effects import MergeLane
from gatewright.model.intake import MergeConflict, Merged
from gatewright.model.workflow import MERGE_CHECK
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.step_judge import line_of


def merge_lane(run: RunEdges, effect: MergeLane) -> Merged | MergeConflict:
    """Return what came of it."""
    trees = run.edges.trees
    found = trees.merge(effect.from_tree, effect.head, effect.tree)
    for added in effect.more:
        if not isinstance(found, tuple):
            found = trees.merge(added.after, found, added.before)
    if not isinstance(found, tuple):
        return Merged(effect.step, effect.number, effect.head, found)
    subject = Subject(effect.tree, effect.head, digest_of(MERGE_CHECK))
    verdict = line_of(run, judge_merge(found, subject))
    return MergeConflict(effect.step, effect.number, effect.head, verdict)
