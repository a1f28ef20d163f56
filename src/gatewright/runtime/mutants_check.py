"""Whether tests notice small faults in the changed lines."""

from gatewright.core.code.mutation import Mutant, choose_mutants, mutants_of, mutate
from gatewright.core.judges.judge_mutants import judge_mutants
from gatewright.core.judging.trials import may_notice
from gatewright.model.observations import TestRun
from gatewright.model.records import replace
from gatewright.model.rules import MutantsRule
from gatewright.model.verdicts import NotChecked, Place
from gatewright.runtime.hearing import Answer
from gatewright.runtime.test_runs import Files, TestRuns
from gatewright.runtime.trial_runs import Alteration, TrialRuns

MUTANTS = "mutants"
FILES_MAX = 200


def check_mutants(runs: TestRuns, head: TestRun, first_files: Files) -> Answer:
    """Return whether enough small faults are noticed.

    Shape: `head` is a run of all tests; `first_files` hold the new ones, None where there are none.
    """
    hearing = runs.hearing
    definition = hearing.definition(MUTANTS, MutantsRule())
    rule, name = definition.rule, hearing.name_of(MUTANTS, runs.project)
    assert isinstance(rule, MutantsRule), "BUG: the definition of mutants is of another kind"
    if hearing.matter.base_tree is None:
        return NotChecked(name, "there is no base, so no line is a changed one")
    if not may_notice(head):
        return NotChecked(name, "no test passes, so none could notice")
    chosen, contents = _chosen(runs, rule)
    if not chosen:
        return NotChecked(name, "no changed line that a small fault fits into", is_void=True)
    alterations = [
        Alteration(
            Place(each.path, each.line, each.said), each.path, mutate(contents[each.path], each)
        )
        for each in chosen
    ]
    trials = TrialRuns(runs, head, first_files, float(definition.timeout_s))
    subject = hearing.subject(name, rule, runs.project)
    tried = list(trials.try_each(alterations))
    return replace(judge_mutants(name, tried, len(chosen), rule, subject), is_advisory=True)


def _chosen(runs: TestRuns, rule: MutantsRule) -> tuple[tuple[Mutant, ...], dict[str, bytes]]:
    """Return which mutants to try, and the files they are of. Bounds: FILES_MAX files."""
    files = [file for file in runs.sorted_change.sources() if file.added][:FILES_MAX]
    trees, tree = runs.hearing.edges.trees, runs.hearing.matter.snapshot.tree
    contents = dict(trees.read(tree, [file.path for file in files]))
    mutants = [
        mutant
        for file in files
        for mutant in mutants_of(
            file.path, contents.get(file.path, b""), {line.number for line in file.added}
        )
    ]
    return choose_mutants(mutants, rule.mutants_max), contents
