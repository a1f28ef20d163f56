"""Tries altered contents, one after the other, until a test notices.

Each has a checkout of its own that is gone afterwards. The tests that are likeliest to notice run
first; the whole only where they do not.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from gatewright.core.judging.trials import Outcome, Trial, outcome_of
from gatewright.model.judgement import Doing
from gatewright.model.observations import TestRun
from gatewright.model.records import dataclass, replace
from gatewright.model.verdicts import Place
from gatewright.runtime.test_runs import Files, TestRuns

SLOWER_AT_MOST = 5
SLACK_S = 20.0


@dataclass(frozen=True, slots=True)
class Alteration:
    """One file of the head with other content."""

    place: Place
    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class TrialRuns:
    """Tries alterations of the head."""

    runs: TestRuns
    head: TestRun
    first_files: Files  # the tests to begin with; None where nothing says which
    time_s: float  # for all trials together

    def try_each(self, alterations: Sequence[Alteration]) -> Iterator[Trial]:
        """Yield a trial of each, in order, until the time is over."""
        edges = self.runs.hearing.edges
        end = edges.now() + timedelta(seconds=self.time_s)
        for number, alteration in enumerate(alterations, start=1):
            if edges.now() >= end:
                return
            self.runs.hearing.bench.tell(Doing(f"trying {number} of {len(alterations)}"))
            yield self._try(alteration)

    def _try(self, alteration: Alteration) -> Trial:
        """Return what the tests say of one alteration."""
        edges = self.runs.hearing.edges
        tree = edges.trees.rewrite(self.head.execution.tree, {alteration.path: alteration.content})
        executions = []
        with edges.scratch() as folder:
            aside = replace(
                self.runs,
                hearing=self.runs.hearing.aside(folder),
                wall_s_max=self._wall_s(),
            )
            outcome = Outcome.UNDECIDED
            for files in self._stages():
                seen = aside.run(tree, files).seen
                if isinstance(seen, TestRun):
                    executions.append(seen.execution)
                outcome = outcome_of(self.head, seen, files)
                if outcome is not Outcome.UNNOTICED:
                    break
        return Trial(alteration.place, outcome, tuple(executions))

    def _stages(self) -> tuple[Files, ...]:
        """Return which tests to run, the likeliest first; the last stage runs all."""
        every = {case.file for case in self.head.cases}
        is_part = self.first_files is not None and not every <= set(self.first_files)
        return (self.first_files, None) if is_part and self.first_files else (None,)

    def _wall_s(self) -> float:
        """Return after which time a run has noticed by not coming to its end."""
        return self.head.execution.duration_ms / 1000 * SLOWER_AT_MOST + SLACK_S
