"""Whether tests notice when the change is undone, piece by piece."""

from gatewright.core.code.hunks import undo
from gatewright.core.code.reversal_plan import ReversalPlan, plan_reversal
from gatewright.core.judges.judge_reversal import judge_reversal, place_of_hunk
from gatewright.core.judging.trials import may_notice
from gatewright.core.projects.sorted_change import SortedChange
from gatewright.model.observations import TestRun
from gatewright.model.rules import ReversalRule
from gatewright.model.verdicts import NotChecked
from gatewright.runtime.hearing import Answer, Hearing
from gatewright.runtime.test_runs import Files, TestRuns
from gatewright.runtime.trial_runs import Alteration, TrialRuns

REVERSAL = "reversal"
FILES_MAX = 500


def check_reversal(runs: TestRuns, head: TestRun, first_files: Files) -> Answer:
    """Return whether every hunk that is undone is noticed.

    Shape: `head` is a run of all tests; `first_files` hold the new ones, None where there are none.
    """
    hearing = runs.hearing
    definition = hearing.definition(REVERSAL, ReversalRule())
    rule, name = definition.rule, hearing.name_of(REVERSAL, runs.project)
    assert isinstance(rule, ReversalRule), "BUG: the definition of reversal is of another kind"
    if hearing.matter.base_tree is None:
        return NotChecked(name, "there is no base to go back to")
    if not may_notice(head):
        return NotChecked(name, "no test passes, so none could notice")
    plan, contents = _plan(hearing, runs.sorted_change)
    if not plan.hunks:
        return _nothing_to_undo(name, plan)
    alterations = [
        Alteration(
            place_of_hunk(hunk, contents[hunk.path]), hunk.path, undo(contents[hunk.path], [hunk])
        )
        for hunk in plan.hunks[: rule.hunks_max]
    ]
    trials = TrialRuns(runs, head, first_files, float(definition.timeout_s))
    subject = hearing.subject(name, rule, runs.project)
    return judge_reversal(name, list(trials.try_each(alterations)), plan, subject)


def _plan(hearing: Hearing, change: SortedChange) -> tuple[ReversalPlan, dict[str, bytes]]:
    """Return what is worth undoing, and the files of the head. Bounds: FILES_MAX files."""
    trees, matter = hearing.edges.trees, hearing.matter
    assert matter.base_tree is not None, "BUG: a plan to go back without a base"
    files = change.sources()[:FILES_MAX]
    head = dict(trees.read(matter.snapshot.tree, [file.path for file in files]))
    base = trees.read(matter.base_tree, [file.old_path for file in files])
    return plan_reversal(files, base, head), head


def _nothing_to_undo(name: str, plan: ReversalPlan) -> NotChecked:
    """Say that there is nothing a test could notice, or that it could not be found out."""
    if plan.uncut:
        return NotChecked(name, f"cannot be cut into hunks: {', '.join(plan.uncut[:3])}")
    return NotChecked(name, "no code changed in a way that a test could notice", is_void=True)
