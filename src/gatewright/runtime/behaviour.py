"""Tests, proof and coverage of one project: three questions put to the same few runs."""

from collections.abc import Iterator, Sequence

from gatewright.core.judges.judge_coverage import (
    ChangedLines,
    all_lines,
    changed_lines,
    judge_coverage,
)
from gatewright.core.judges.judge_proof import fresh_cases, judge_proof, with_references
from gatewright.core.judges.judge_red import judge_red
from gatewright.core.judges.judge_task_kind import judge_chore, judge_refactor
from gatewright.core.judges.judge_tests import judge_tests
from gatewright.core.projects.sorted_change import SortedChange
from gatewright.model.observations import CaseOutcome, TestCase, TestRun
from gatewright.model.project import Project
from gatewright.model.rules import CoverageRule, ProofRule, TaskKind, TestsRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import NotChecked, Stage, Verdict
from gatewright.runtime.expectations_check import EXPECTATIONS, check_expectations
from gatewright.runtime.hearing import Answer, Hearing, since
from gatewright.runtime.references import find_references
from gatewright.runtime.test_runs import Files, Sides, TestRuns, files_of

COMPLAINTS_MAX = 100
RED = "red"
ALTERING = ("reversal", "mutants")
"""Checks that try the tests on altered content."""


class Behaviour:
    """Judges what the code of one project does."""

    def __init__(self, hearing: Hearing, project: Project) -> None:
        self._hearing = hearing
        self._matter = hearing.matter
        self._project = project
        self._sorted = SortedChange(hearing.matter.change, project, hearing.matter.configuration)
        self._lines: tuple[ChangedLines, ...] = ()
        self._head: TestRun | Trouble | None = None
        self._complaints: tuple[str, ...] = ()

    def answers(self) -> Iterator[Answer]:
        """Yield each verdict as soon as it is there, and what could not be looked at."""
        setup = self._project.tests
        tool = self._hearing.edges.test_tools.get(setup.tool) if setup is not None else None
        if setup is None:
            yield from self._without_tests()
        elif tool is None:
            because = f"nothing here runs {setup.tool} ({setup.because})"
            yield NotChecked(self._name("tests"), because, "write JUnit in a `command` check")
        else:
            runs = TestRuns(self._hearing, self._project, tool)
            sides = runs.run_sides()
            self._complaints = _complaints_of(sides.head.seen)
            yield self._judge_tests(sides)
            if self._hearing.asks_for("proof"):
                yield self._judge_proof(sides, runs)
            if self._hearing.asks_for(RED):
                yield self._judge_red(sides)
            if self._hearing.asks_for(EXPECTATIONS):
                yield from check_expectations(runs, sides)
            yield self._judge_coverage(sides)
            yield from self._try_alterations(sides, runs)

    def complaints(self) -> tuple[str, str]:
        """Return the name of the tests and what those said that failed, new failures or old."""
        return self._name("tests"), "\n".join(self._complaints)

    def coverage_at(self, stage: Stage) -> Verdict | None:
        """Return what coverage would come to at `stage`; None where it was not judged."""
        if self._head is None:
            return None
        rule = self._hearing.definition(
            "coverage", CoverageRule(self._matter.configuration.coverage)
        ).rule
        assert isinstance(rule, CoverageRule), "BUG: the definition of coverage is of another kind"
        name = self._name("coverage")
        subject = self._hearing.subject(name, rule, self._project)
        return judge_coverage(name, self._head, self._lines, rule, stage, subject)

    def _without_tests(self) -> Iterator[NotChecked]:
        """Say what cannot be looked at where there are no tests."""
        because = "no tests found (looked for pytest, unittest and package.json scripts.test)"
        yield NotChecked(self._name("tests"), because, "add a first test", is_void=True)
        yield NotChecked(self._name("proof"), "there are no tests", is_void=True)
        yield NotChecked(self._name("coverage"), "there are no tests", is_void=True)
        for check in (RED, EXPECTATIONS, *ALTERING):
            if self._hearing.matter.request.only and self._hearing.asks_for(check):
                yield NotChecked(self._name(check), "there are no tests", is_void=True)

    def _judge_tests(self, sides: Sides) -> Verdict:
        """Return whether nothing broke and nothing was lost."""
        name, rule = self._name("tests"), self._hearing.definition("tests", TestsRule()).rule
        assert isinstance(rule, TestsRule), "BUG: the definition of tests is of another kind"
        control = sides.control.seen if sides.control is not None else None
        subject = self._hearing.subject(name, rule, self._project)
        verdict = judge_tests(name, sides.head.seen, control, rule, subject)
        return since(verdict, sides.head)

    def _judge_red(self, sides: Sides) -> Answer:
        """Return whether the new tests fail as long as there is no code for them."""
        name = self._name(RED)
        head, control = sides.head.seen, sides.control.seen if sides.control is not None else None
        if not isinstance(head, TestRun) or not isinstance(control, TestRun):
            return NotChecked(name, "the tests could not be run on both sides")
        subject = self._hearing.subject(name, ProofRule(self._task), self._project)
        revised = self._sorted.test_side() if self._matter.request.is_revision else None
        return since(judge_red(name, control, head, subject, revised), sides.head)

    def _judge_proof(self, sides: Sides, runs: TestRuns) -> Answer:
        """Return whether the change is proved, by code that knows nothing of its tests."""
        name = self._name("proof")
        references = find_references(self._hearing, self._project)
        rule = ProofRule(self._task)
        subject = self._hearing.subject(name, rule, self._project)
        return with_references(self._prove(sides, runs, name), references, name, subject)

    def _prove(self, sides: Sides, runs: TestRuns, name: str) -> Answer:
        """Return whether the new tests fail without the change and pass with it."""
        if sides.control is None:
            return NotChecked(name, "there is no base to compare with")
        head, control = sides.head.seen, sides.control.seen
        if isinstance(head, Trouble) or isinstance(control, Trouble):
            return NotChecked(name, "the tests could not be run on both sides")
        task = self._task
        subject = self._hearing.subject(name, ProofRule(task), self._project)
        if task is TaskKind.REFACTOR:
            return judge_refactor(name, control, head, subject)
        if task is TaskKind.CHORE:
            return judge_chore(name, self._sorted.source_paths(), subject)
        test_side = self._sorted.test_side()
        fresh = _on_test_side(fresh_cases(control, head), test_side)
        if not fresh or (self._matter.request.task is None and not self._has_code_changed):
            return self._unproved(name)
        red = runs.run_red(test_side, fresh)
        verdict = judge_proof(name, fresh, (head, control), red.seen, subject)
        return since(verdict, red)

    def _try_alterations(self, sides: Sides, runs: TestRuns) -> Iterator[Answer]:
        """Yield what tests say of the change with pieces undone, where somebody asks."""
        head = sides.head.seen
        for check in filter(self._hearing.asks_for, ALTERING):
            if isinstance(head, Trouble):
                yield NotChecked(self._name(check), "the tests could not be run")
            else:
                # late: nobody asks for them every day
                from gatewright.runtime.altering import LOOKS  # noqa: PLC0415

                yield LOOKS[check](runs, head, self._fresh_files(sides))

    def _fresh_files(self, sides: Sides) -> Files:
        """Return the files of the new tests; None where nothing says which those are."""
        if sides.control is None:
            return None
        head, control = sides.head.seen, sides.control.seen
        if isinstance(head, Trouble) or isinstance(control, Trouble):
            return None
        return files_of(_on_test_side(fresh_cases(control, head), self._sorted.test_side()))

    @property
    def _task(self) -> TaskKind:
        return self._matter.request.task or TaskKind.BEHAVIOUR

    @property
    def _has_code_changed(self) -> bool:
        change = self._matter.change
        return change is not None and any(
            self._sorted.is_source(each.path) for each in change.files
        )

    def _unproved(self, name: str) -> NotChecked:
        """Say why there is nothing to prove."""
        if not self._has_code_changed:
            return NotChecked(name, "no code changed", is_void=True)
        return NotChecked(
            name,
            "no new test comes with this change, so nothing shows what it does",
            "add a test that fails without the change",
            code="proof.no-new-tests",
        )

    def _judge_coverage(self, sides: Sides) -> Answer:
        """Return how much of the changed code ran."""
        head, name = sides.head.seen, self._name("coverage")
        if isinstance(head, TestRun) and head.coverage is None and head.coverage_trouble is None:
            return NotChecked(name, "this test tool measures none", is_void=True)
        self._head, self._lines = head, self._coverage_lines(head)
        verdict = self.coverage_at(self._matter.request.stage)
        assert verdict is not None, "BUG: the head was seen just now"
        return since(verdict, sides.head)

    def _coverage_lines(self, head: TestRun | Trouble) -> tuple[ChangedLines, ...]:
        """Return the lines that coverage is judged on: changed ones, or all without a base."""
        reported = () if isinstance(head, Trouble) or head.coverage is None else head.coverage
        by_path = {file.path: file for file in reported}
        if self._matter.change is None:
            return all_lines(by_path, self._sorted.is_source)
        return changed_lines(self._matter.change, by_path, self._sorted.is_source)

    def _name(self, check: str) -> str:
        return self._hearing.name_of(check, self._project)


def _on_test_side(cases: Sequence[TestCase], test_side: Sequence[str]) -> tuple[TestCase, ...]:
    """Return the cases that the base can be shown without the change.

    A test inside a source file comes and goes with its source: it would seem proved, always.
    """
    return tuple(case for case in cases if not case.file or case.file in test_side)


def _complaints_of(head: TestRun | Trouble) -> tuple[str, ...]:
    """Return what was said of each test that did not pass, or of the run that was none."""
    if isinstance(head, Trouble):
        return (head.found, head.tail)
    bad = (CaseOutcome.FAILED, CaseOutcome.ERRORED)
    return tuple(case.message for case in head.cases if case.outcome in bad)[:COMPLAINTS_MAX]
