"""Runs in which all that may go otherwise does: remedies, definitions, targets, ends, people."""

from collections.abc import Sequence
from functools import cache

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from gatewright.core.layout.exit_steps import clean_up_of, partly_of
from gatewright.core.state.run_state import GivenUp, Over
from gatewright.model.changing import NewDefinition
from gatewright.model.commit_policy import CommitPolicy, CommitRule
from gatewright.model.digest import digest_of
from gatewright.model.events import Choice, VerdictLine
from gatewright.model.feature import People
from gatewright.model.ids import CommitId, Digest, TreeId
from gatewright.model.intake import Abort, AllowCommit, AskChange, Finish, NamePeople, TakeIn
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import MERGE_CHECK, Move, NoGo, StepDefinition
from tests.laws.everything import LAWS
from tests.laws.laws_of_seams import LAWS as OF_SEAMS
from tests.laws.laws_of_upgrades import LAWS as OF_UPGRADES
from tests.laws.schedule import DRAWN, unless_broken
from tests.laws.seen import drawn
from tests.laws.tale import ANN, TEAM, Book, Law, Tale
from tests.laws.test_remedies import SHAPES, mended
from tests.laws.upgrading import Upgrading
from tests.property.run_worlds import PERSON, go_on
from tests.unit.run_stories import NOBODY, step

EXAMPLES = 120
GATE = step("w-gate", doer=NOBODY)
PARTLY = partly_of(GATE)
CLEAN_UP = clean_up_of([step("undo"), step("report", ["undo"])], GATE)
CLASH = VerdictLine(MERGE_CHECK, Status.FAIL, "both changed it", Digest("v"), ("lane.conflict",))
AT_ONCE = (CommitPolicy.ON_ACCEPT,)
POLICIES = st.sampled_from([AT_ONCE, (*AT_ONCE, CommitPolicy.ON_REQUEST)])
OTHERS = People((("approver", (ANN, "person:zoe")), ("tester", (PERSON,))), is_solo=False)
MORE = NoGo(Move.REWORK, at_most=1, checks=("lint",))
LATE_S = 3 * 3600


class Combining(Upgrading):
    """Whatever may reach a run, with all that may go otherwise."""

    shapes: Sequence[int] = ()
    policies: Sequence[CommitPolicy] = AT_ONCE

    @initialize(
        steps=DRAWN, people=st.sampled_from([People(), TEAM]), shapes=SHAPES, policies=POLICIES
    )
    def start(
        self,
        steps: tuple[StepDefinition, ...],
        people: People,
        shapes: Sequence[int] = (),
        policies: Sequence[CommitPolicy] = AT_ONCE,
    ) -> None:
        self.shapes, self.policies = shapes, policies
        self.tale = self.tell_of(steps, people)

    def tell_of(self, steps: tuple[StepDefinition, ...], people: People) -> Tale:
        self.drawn = steps
        shapes = (*self.shapes, *(0 for _ in steps))
        laid = (mended(*each) for each in zip(steps, shapes, strict=False))
        given = tuple(
            replace(each, commit=CommitRule(self.policies[at % len(self.policies)]))
            for at, each in enumerate(laid)
        )
        return Tale(given, people=people, book=self.book, clean_up=CLEAN_UP, partly=PARTLY)

    @rule(turns=st.sampled_from(range(60)), is_clash=st.booleans(), is_late=st.booleans())
    @unless_broken
    def take_in(self, turns: int, is_clash: bool, is_late: bool) -> None:
        """The run comes to its end, and its target has moved on by then."""
        tale = self.tale
        for _ in range(turns):
            tale.tell(AllowCommit(tale.decider))
            is_over = isinstance(tale.state.phase, Over) and not tale.state.to_commit
            if is_over or not go_on(tale, Status.PASS, Choice.APPROVE):
                break
        tale.now_s += LATE_S * is_late
        self.move_target(is_clash=is_clash)

    def move_target(self, *, is_clash: bool) -> None:
        number = len(self.tale.events)
        commit, tree, head = CommitId(f"m{number}"), TreeId(f"there{number}"), TreeId(f"on{number}")
        self.tale.tell(TakeIn("main", commit, tree, head, PERSON, CLASH if is_clash else None))

    @rule(status=st.sampled_from([Status.FAIL, Status.PASS]), unlikely=st.sampled_from(range(6)))
    @unless_broken
    def take_in_badly(self, status: Status, unlikely: int) -> None:
        """Nobody can put the two together; people end it, or want something otherwise meanwhile."""
        self.move_target(is_clash=True)
        if unlikely == 5 and self.tale.state.taking is not None:
            self.tale.tell(Abort(PERSON, "not with that"))
        for _ in range(30):
            taking = self.tale.state.taking
            if taking is None or isinstance(self.tale.state.record(taking).state, GivenUp):
                break
            go_on(self.tale, status, Choice.APPROVE)
        self.tale.tell(AskChange(("plan-0",), self.tale.decider, "otherwise"))
        for _ in range(4):
            self.act(Choice.APPROVE)

    @rule(place=st.sampled_from(range(7)), is_more=st.booleans(), turns=st.sampled_from(range(14)))
    @unless_broken
    def turn_rules_round(self, place: int, is_more: bool, turns: int) -> None:
        """Other failure rules are wanted, or another order; maybe an end in part just before."""
        tale = self.tale
        for _ in range(turns):
            go_on(tale, Status.FAIL, Choice.APPROVE)
        if turns % 2:
            tale.tell(Finish(PERSON, "enough"))
        steps = tale.state.started.workflow.steps
        chosen = steps[place % len(steps)]
        rules = (MORE, *chosen.no_go) if is_more else tuple(reversed(chosen.no_go))
        others = tuple(replace(s, no_go=rules) if s.path == chosen.path else s for s in steps)
        number = f"{len(tale.events)}"
        other = replace(tale.state.started.workflow, version=number, steps=others)
        new = NewDefinition(other, digest_of(number))
        tale.tell(AskChange((), tale.decider, "otherwise", definition=new, tree=tale.state.tree))
        self._decide(Choice.APPROVE)

    @rule(turns=st.sampled_from(range(20)), person=st.sampled_from([PERSON, ANN]))
    @unless_broken
    def finish(self, turns: int, person: str) -> None:
        """Somebody wants the run to end with what holds; it may hold as a whole by then."""
        self.tale.tell(Finish(person, "enough"))
        for _ in range(turns):
            go_on(self.tale, Status.PASS, Choice.APPROVE)

    @rule()
    @unless_broken
    def allow_commit(self) -> None:
        self.tale.tell(AllowCommit(self.tale.decider))

    @rule(people=st.sampled_from([TEAM, OTHERS]))
    @unless_broken
    def name_people(self, people: People) -> None:
        if not self.tale.state.started.people.is_solo:
            self.tale.tell(NamePeople(people, "main", CommitId(f"p{len(self.tale.events)}")))


def _tell_many(book: Book) -> Book:
    """Tell many runs whatever may reach them, and return what the laws found."""
    machine = type("Combining", (Combining,), {"book": book})
    run_state_machine_as_test(machine, settings=drawn(EXAMPLES if book.raises is None else 60))
    return book


@cache
def combined_once() -> Book:
    """Return what the laws found in runs in which all goes otherwise, once in a process."""
    return _tell_many(Book.of((*LAWS, *OF_UPGRADES, *OF_SEAMS)))


def find_smallest_combined(law: type[Law]) -> None:
    """Raise with the smallest run that breaks `law`, if it is found again."""
    _tell_many(Book.of((law,), raises=law))
