"""A configured trace: sets of ids, read from the head's tree and from the tests that pass."""

from collections.abc import Sequence

from gatewright.core.content.path_sets import covers
from gatewright.core.documents.artifact_items import items_of_list, linked_items
from gatewright.core.documents.judge_trace import TraceSeen, judge_trace
from gatewright.core.documents.register_items import items_of_register
from gatewright.core.documents.trace_items import (
    FILES_MAX,
    Items,
    items_of_files,
    items_of_tests,
)
from gatewright.core.judging.subject import Subject
from gatewright.model.document_rules import ItemSource, TraceRule
from gatewright.model.observations import CaseOutcome, Execution, TestCase
from gatewright.model.rules import CheckDefinition
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Verdict
from gatewright.runtime.artifact_check import list_of_artifact
from gatewright.runtime.hearing import Hearing
from gatewright.runtime.test_runs import TestRuns

REGULAR = ("100644", "100755")
NO_TESTS = Trouble(
    "trace.no-tests",
    "tests that can be run here",
    "there are none",
    "gatewright check --only tests",
)


def check_trace(
    hearing: Hearing, definition: CheckDefinition, rule: TraceRule, subject: Subject
) -> Verdict:
    """Return the verdict on a trace."""
    executions: list[Execution] = []
    seen = TraceSeen(
        wanted=_items(hearing, rule.wanted, executions),
        covering=_linked(hearing, rule)
        if rule.link
        else _items(hearing, rule.covering, executions),
        via=None if rule.via is None else _items(hearing, rule.via, executions),
        executions=tuple(executions),
    )
    return judge_trace(definition.name, rule, seen, subject)


def _items(hearing: Hearing, source: ItemSource, executions: list[Execution]) -> Items | Trouble:
    """Return the items of one source; what had to be run for them goes to `executions`."""
    if source.tests:
        cases = _passing(hearing, executions)
        return cases if isinstance(cases, Trouble) else items_of_tests(source, cases)
    if source.artifact:
        return _of_artifact(hearing, source)
    if source.register:
        return items_of_register(source, hearing.matter.on_record)
    matter = hearing.matter
    globs = source.files or (source.markdown or source.data,)
    paths = [
        file.path
        for file in matter.head_files
        if file.mode in REGULAR and covers(globs, file.path, source.sets)
    ]
    # One more than may be looked at: too many are told as that, and not left out.
    contents = hearing.edges.trees.read(matter.snapshot.tree, paths[: FILES_MAX + 1])
    return items_of_files(source, contents)


def _of_artifact(hearing: Hearing, source: ItemSource) -> Items | Trouble:
    """Return the items of an artifact of a run."""
    seen = list_of_artifact(hearing, source.artifact)
    return seen if isinstance(seen, Trouble) else items_of_list(seen, source.refs)


def _linked(hearing: Hearing, rule: TraceRule) -> Items | Trouble:
    """Return what covers, each mentioning the items that a field of either side links."""
    wanted = list_of_artifact(hearing, rule.wanted.artifact)
    covering = list_of_artifact(hearing, rule.covering.artifact)
    if isinstance(wanted, Trouble):
        return wanted
    return covering if isinstance(covering, Trouble) else linked_items(wanted, covering, rule.link)


def _passing(hearing: Hearing, executions: list[Execution]) -> Sequence[TestCase] | Trouble:
    """Return the tests of every project that pass on the head; the run is that of `tests`."""
    tree = hearing.matter.snapshot.tree
    cases: list[TestCase] = []
    for project in hearing.matter.projects:
        tool = hearing.edges.test_tools.get(project.tests.tool) if project.tests else None
        if tool is None:
            continue
        seen = TestRuns(hearing, project, tool).run(tree, measure_coverage=True).seen
        if isinstance(seen, Trouble):
            return seen
        executions.append(seen.execution)
        cases += [case for case in seen.cases if case.outcome is CaseOutcome.PASSED]
    return cases if executions else NO_TESTS
