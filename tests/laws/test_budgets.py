"""The law of budgets, tried on runs whose workers use more than they may."""

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.state.run_state import Blocked, StepRecord
from gatewright.model.budgets import Budget, Resource, ScopedBudget, Usage
from gatewright.model.events import AttemptStarted, Choice, Ended
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
    seen.at_least(begun=300, held=60, granted=40, over=20)


def test_what_an_attempt_used_counts_once_whatever_came_of_it(seen: Seen) -> None:
    """What an attempt used counts once, whether it was handed in, stopped or ended too late."""

    @drawn(100)
    @given(workflows(), st.lists(st.integers(0, 200), min_size=1, max_size=12))
    def law(steps: tuple[StepDefinition, ...], uses: list[int]) -> None:
        tale, told = Tale(steps), 0
        for turn in range(TURNS // 2):
            used, record = uses[turn % len(uses)], working(tale.state)
            if record is None:
                go_on(tale, Status.PASS, Choice.APPROVE)
                continue
            told += used
            seen.counts["handed in" if turn % 3 else "stopped"] += 1
            _end(tale, record, used, is_stopped=turn % 3 == 0)
        spent = tale.state.spent.get("run")
        assert (spent.tokens if spent is not None else 0) == told
        begun = sum(isinstance(each, AttemptStarted) for each in tale.events)
        assert (spent.tokens_told if spent is not None else 0) <= begun

    law()
    seen.at_least(handed_in=60, stopped=30)


def _end(tale: Tale, record: StepRecord, used: int, *, is_stopped: bool) -> None:
    """End an attempt; one that is stopped says twice what it used."""
    path, number = record.definition.path, record.numbers_used
    if is_stopped:
        for _ in range(2):
            tale.tell(WorkUsed(path, number, used, Usage(used)))
        tale.tell(WorkLost(path, number, "not wanted"))
        return
    work = work_of(record, tale.new_tree(), Ended.DONE)
    tale.tell(replace(work, finished=replace(work.finished, usage=Usage(used))))
    tale.tell(WorkUsed(path, number, used, Usage(used)))
