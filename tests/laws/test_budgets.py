"""The law of budgets, tried on runs whose workers use more than they may."""

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.state.run_state import Blocked, StepRecord
from gatewright.model.budgets import Budget, Resource, ScopedBudget, Usage
from gatewright.model.events import Choice, Ended
from gatewright.model.intake import Hint, WorkLost, WorkUsed
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import StepDefinition
from tests.laws.laws_of_budgets import WithinBudget
from tests.laws.playing import begin_all
from tests.laws.seen import Seen, drawn
from tests.laws.tale import Book, Tale
from tests.property.run_worlds import PERSON, go_on, work_of, workflows, working

TURNS = 80
LIMITS = st.builds(
    Budget,
    attempts=st.none() | st.integers(1, 4),
    time=st.none() | st.integers(1, 3),
    tokens=st.none() | st.integers(1, 300),
)
USES = st.lists(st.none() | st.integers(0, 200), min_size=1, max_size=12)


def test_nothing_begins_on_a_budget_that_is_used_up(seen: Seen) -> None:
    """No attempt begins where a budget of the run, its phase or its step is used up."""
    book = Book.of((WithinBudget,))

    @drawn(200)
    @given(workflows(), st.tuples(LIMITS, LIMITS, LIMITS), USES)
    def law(
        steps: tuple[StepDefinition, ...],
        limits: tuple[Budget, Budget, Budget],
        uses: list[int | None],
    ) -> None:
        of_run, of_phase, of_step = limits
        steps = tuple(replace(each, budget=of_step) for each in steps)
        scoped = (ScopedBudget("run", of_run), ScopedBudget("phase p", of_phase))
        tale = Tale(steps, book=book, budgets=scoped)
        for turn in range(TURNS):
            used = uses[turn % len(uses)]
            record = working(tale.state)
            if turn % 3 == 0:
                begin_all(tale)
            elif record is not None and turn % 5 == 4:
                _cut_short(tale, record, used or 0)
            elif record is not None:
                work = work_of(record, tale.new_tree(), Ended.DONE)
                usage = None if used is None else Usage(used)
                done = replace(work.finished, usage=usage, duration_ms=10 * (used or 0))
                tale.tell(replace(work, finished=done))
            elif isinstance(tale.state.phase, Blocked):
                more = ((Resource.TOKENS, 1 + (used or 0)),) if turn % 2 else ()
                tale.tell(Hint(None, PERSON, "more", more))
            else:
                go_on(tale, Status.PASS, Choice.APPROVE)

    law()
    seen.counts = book.seen[WithinBudget]
    assert WithinBudget not in book.broken, book.broken[WithinBudget]
    seen.at_least(begun=300, held=60, granted=40, over=20, cut_short=10)


def _cut_short(tale: Tale, record: StepRecord, used: int) -> None:
    """End an attempt that nobody wants any more; what it used is told twice, and counts once."""
    path, number = record.definition.path, record.numbers_used
    told = WorkUsed(path, number, 10 * used, Usage(used))
    tale.tell(told)
    tale.tell(told)
    tale.tell(WorkLost(path, number, "not wanted"))
