"""The law of work that was merged, and that nobody wants any more, on lists drawn by chance."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.state.run_state import Deciding, Moving, RunState, Skipped
from gatewright.model.effects import JudgeStep, MergeLane
from gatewright.model.events import Choice, Event, RunExited, StepAccepted, VerdictLine
from gatewright.model.ids import Digest, StepPath
from gatewright.model.intake import AskChange, MergeConflict
from gatewright.model.records import replace
from gatewright.model.retiring import UndoBegun, WorkKept, WorkRetired, WorkWanted
from gatewright.model.verdicts import Status
from gatewright.model.workflow import MERGE_CHECK, Gate, Product, StepDefinition
from tests.laws.seen import Seen, drawn
from tests.laws.tale import Book, Law, Tale
from tests.property.run_worlds import PERSON, decision_of, go_on, judgement_of
from tests.unit.run_stories import NOBODY, approval, step

TURNS = 120
GATES = ("look", "ship")
CLASH = VerdictLine(MERGE_CHECK, Status.FAIL, "both changed it", Digest("v"), ("lane.conflict",))
LISTS = st.lists(st.sets(st.sampled_from("123"), min_size=1), min_size=2, max_size=5)
WORDS = st.lists(st.integers(0, 9), min_size=6, max_size=30)


def listed(*, is_parallel: bool, is_crossing: bool) -> tuple[StepDefinition, ...]:
    """Return a list, work on each item, and two gates behind."""
    plan = step("plan", produces=(Product("plan-0", "plan.md"),))
    build = replace(step("build", ["plan"]), for_each="plan-0", is_parallel=is_parallel)
    look = step("look", ["build"], doer=NOBODY, gate=Gate(("tests",), is_crossing=is_crossing))
    return (plan, build, look, approval("ship", ["look"], "plan"))


def told(tale: Tale, words: list[int], lists: list[set[str]]) -> None:
    """Let the run go on as `words` say; now and then the list is made anew."""
    changes = 0
    for turn in range(TURNS):
        word, effect = words[turn % len(words)], tale.wanted()
        if not isinstance(tale.state.phase, Moving):
            return
        if word < 2 and changes < len(lists) and tale.state.accepted_count > 3:
            changes += 1
            change_agreed(tale)
        elif isinstance(effect, MergeLane) and word % 2:
            tale.tell(MergeConflict(effect.step, effect.number, effect.head, CLASH))
        elif isinstance(effect, JudgeStep) and effect.step == "plan":
            items = sorted(lists[changes % len(lists)])
            tale.tell(judgement_of(tale.state, effect, Status.PASS, items=items))
        else:
            go_on(tale, Status.PASS, Choice.APPROVE)


def change_agreed(tale: Tale) -> None:
    """Have people agree that the list be made otherwise."""
    tale.tell(AskChange(("plan-0",), PERSON, "otherwise"))
    for name in sorted(tale.state.active):
        record = tale.state.record(name)
        if record.change is not None and isinstance(record.state, Deciding):
            tale.tell(decision_of(record, Choice.APPROVE, "so be it"))


class NothingInSilence(Law):
    """While nobody said what becomes of what a retired step added, no gate behind it opens."""

    def __init__(self, seen: Counter[str]) -> None:
        super().__init__(seen)
        self.merged: set[StepPath] = set()
        self.open: set[StepPath] = set()

    def before(self, tale: Tale, event: Event) -> None:
        is_gate = isinstance(event, StepAccepted) and event.step in GATES
        if is_gate or isinstance(event, RunExited):
            self.seen["passed"] += 1
            assert not self.open, f"{self.open} is passed over"

    def after(self, tale: Tale, event: Event, was: RunState) -> None:
        if isinstance(event, StepAccepted) and event.tree != was.tree:
            self.merged |= {event.step} if event.step.startswith("build/") else set()
        self._answered(tale, event)
        gone = {path for path in self.merged if _is_gone(tale.state, path)}
        self.open = gone
        kinds = {WorkRetired: "asked", WorkKept: "kept", UndoBegun: "reverted", WorkWanted: "back"}
        self.seen[kinds.get(type(event), "others")] += 1

    def _answered(self, tale: Tale, event: Event) -> None:
        is_kept = isinstance(event, WorkKept)
        is_reverted = isinstance(event, StepAccepted) and event.step.startswith("retired/")
        if isinstance(event, WorkKept | StepAccepted) and (is_kept or is_reverted):
            leaves = tale.state.record(event.step).leaves
            assert leaves is not None
            self.merged -= set(leaves.of)


def _is_gone(state: RunState, path: StepPath) -> bool:
    record = state.steps.get(path)
    return record is None or isinstance(record.state, Skipped)


def test_what_was_merged_and_is_retired_is_not_passed_over_in_silence(seen: Seen) -> None:
    """What was merged and is retired is passed over by no gate before a person spoke."""
    book = Book.of((NothingInSilence,))

    @drawn(250)
    @given(st.booleans(), st.booleans(), WORDS, LISTS)
    def play(is_parallel: bool, is_crossing: bool, words: list[int], lists: list[set[str]]) -> None:
        tale = Tale(listed(is_parallel=is_parallel, is_crossing=is_crossing), book=book)
        told(tale, words, lists)

    play()
    assert book.broken == {}
    seen.counts = book.seen[NothingInSilence]
    seen.at_least(asked=20, kept=2, reverted=5, back=10, passed=40)
