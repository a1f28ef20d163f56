"""Runs of one project's tests on any content: the head, the base, and what is composed of both."""

from collections.abc import Sequence

from gatewright.core.projects.pairing import control_project, red_project
from gatewright.core.projects.sorted_change import SortedChange
from gatewright.model.ids import TreeId
from gatewright.model.observations import TestCase, TestRun
from gatewright.model.project import Project
from gatewright.model.records import dataclass, replace
from gatewright.model.rules import TestsRule
from gatewright.ports.gatherers import TestTool
from gatewright.runtime.hearing import Hearing
from gatewright.runtime.observing import Observed, TestsWanted

Files = tuple[str, ...] | None
"""Which test files to run; None for all tests."""


@dataclass(frozen=True, slots=True)
class Sides:
    """All tests with the change, and without it."""

    head: Observed[TestRun]
    control: Observed[TestRun] | None  # None: there is no base


@dataclass(frozen=True, slots=True)
class TestRuns:
    """Runs the tests of one project as the configuration has it."""

    hearing: Hearing
    project: Project
    tool: TestTool
    wall_s_max: float | None = None  # of each run; None: as the tests are configured

    @property
    def sorted_change(self) -> SortedChange:
        """Return the change as this project sees it."""
        matter = self.hearing.matter
        return SortedChange(matter.change, self.project, matter.configuration)

    def run(
        self, tree: TreeId, files: Files = None, *, measure_coverage: bool = False
    ) -> Observed[TestRun]:
        """Return what the tests say of `tree`."""
        return self._look(self._wanted(tree, files, measure_coverage=measure_coverage))

    def run_sides(self) -> Sides:
        """Run all tests with the change, and without it."""
        matter = self.hearing.matter
        seen = self.run(matter.snapshot.tree, measure_coverage=True)
        if matter.base_tree is None:
            return Sides(seen, None)
        if matter.base_tree == matter.snapshot.tree:
            return Sides(seen, seen)
        before = control_project(self.project, matter.base_projects)
        return Sides(seen, self._look(replace(self._wanted(matter.base_tree), project=before)))

    def run_red(self, test_side: Sequence[str], fresh: Sequence[TestCase]) -> Observed[TestRun]:
        """Run the `fresh` tests on the base that wears the test side of the head."""
        matter = self.hearing.matter
        assert matter.base_tree is not None, "BUG: proof asked without a base"
        tree = self.hearing.edges.trees.compose(matter.base_tree, matter.snapshot.tree, test_side)
        red = red_project(self.project, matter.base_projects)
        return self._look(replace(self._wanted(tree, files_of(fresh)), project=red))

    def run_with_old_tests(self, test_side: Sequence[str], files: Files) -> Observed[TestRun]:
        """Run tests on the head that wears the test side of the base."""
        matter = self.hearing.matter
        assert matter.base_tree is not None, "BUG: old tests asked for without a base"
        tree = self.hearing.edges.trees.compose(matter.snapshot.tree, matter.base_tree, test_side)
        return self.run(tree, files)

    def _wanted(
        self, tree: TreeId, files: Files = None, *, measure_coverage: bool = False
    ) -> TestsWanted:
        """Return which tests to run on `tree`."""
        services = self.hearing.services(self.hearing.definition("tests", TestsRule()))
        return TestsWanted(tree, self.project, files, measure_coverage, services)

    def _look(self, wanted: TestsWanted) -> Observed[TestRun]:
        """Return the run that is `wanted`, under the limits of the tests."""
        timeout_s = self.hearing.definition("tests", TestsRule()).timeout_s
        wall_s = float(timeout_s)
        if self.wall_s_max is not None:
            wall_s = min(wall_s, self.wall_s_max)
        limits = replace(self.hearing.limits, wall_s=wall_s)
        return self.hearing.observer.tests(wanted, self.tool, limits)


def files_of(cases: Sequence[TestCase]) -> Files:
    """Return the files that hold `cases`; None for all where one does not say."""
    files = {case.file for case in cases}
    return None if "" in files else tuple(sorted(files))
