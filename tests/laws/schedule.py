"""Whatever may reach a run, in any order: late, twice, out of order, wrong, or never."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gatewright.core.course.decide import decide, effect_of, waits_for_people
from gatewright.core.state.run_state import Deciding, Moving
from gatewright.model.effects import JudgeStep, MakeCommit, StartAttempt
from gatewright.model.events import Choice, Ended, WorkflowOutgrown
from gatewright.model.feature import People
from gatewright.model.ids import CommitId, EffectId, StepPath, TreeId
from gatewright.model.intake import (
    Abort,
    AskChange,
    Committed,
    Decide,
    Hint,
    Landed,
    Merged,
    Reply,
    Submit,
    Take,
    Waive,
)
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import StepDefinition, Workflow
from tests.laws.everything import LAWS
from tests.laws.kindness import be_kind
from tests.laws.oddities import (
    ACTORS,
    ODD_LINES,
    SLIPS,
    WAIVED,
    judged_oddly,
    shaped,
    slipped,
)
from tests.laws.playing import (
    ANSWERS,
    begin_all,
    finish_first,
    has_nothing_left,
    play_beside,
    play_on,
    reaches_back,
    refuse_one_that_reaches_back,
    remake,
)
from tests.laws.seen import drawn
from tests.laws.tale import ANN, BREAKS, TEAM, Book, Law, Tale
from tests.property.run_worlds import (
    PERSON,
    act_of_person,
    beginning,
    decision_of,
    go_on,
    judgement_of,
    work_of,
    workflows,
    working,
)
from tests.unit.run_stories import step

EXAMPLES = 200
IDLE_MAX = 4  # turns that a run is left alone in which nothing can happen any more
PLAYS = st.sampled_from(["well", "well", "well", "well", *sorted(ANSWERS)])
TURNS = st.sampled_from(range(60))
ITEMS = st.lists(st.sampled_from(["1", "1b", "2", "3"]), max_size=3)
DRAWN = st.builds(shaped, workflows(), st.sampled_from(range(16)))


def unless_broken(act: Callable[..., None]) -> Callable[..., None]:
    """Return `act`, which does nothing in a run in which the engine itself broke."""

    @wraps(act)
    def acted(self: "Schedule", *args: Any, **kwargs: Any) -> None:
        if self.tale.is_broken:
            return
        try:
            act(self, *args, **kwargs)
        except BREAKS as error:
            if self.book.raises is not None:
                raise
            self.tale.break_off(error)
        self.tale.look_around()
        self.go_on_with_another()

    return acted


class Schedule(RuleBasedStateMachine):
    """Whatever may reach a run, in any order."""

    book: ClassVar[Book] = Book()
    idle = 0

    @initialize(steps=DRAWN, people=st.sampled_from([People(), TEAM]))
    def start(self, steps: tuple[StepDefinition, ...], people: People) -> None:
        self.tale = self.tell_of(steps, people)
        if steps[-1].is_parallel:
            self.read_again(steps, people)

    def tell_of(self, steps: tuple[StepDefinition, ...], people: People) -> Tale:
        """Return a run of `steps` that is to be told."""
        self.drawn = steps
        return Tale(steps, people=people, book=self.book)

    @unless_broken
    def read_again(self, steps: tuple[StepDefinition, ...], people: People) -> None:
        """Where steps read what one of them renews, it is renewed: under their hands, or behind."""
        finish_first(self.tale, is_settled=people.is_solo)
        refuse_one_that_reaches_back(self.tale, ["1"])
        remake(self.tale, None, ["1"])
        for name in sorted(self.tale.state.active):
            number, tree = self.tale.state.record(name).numbers_used, self.tale.merged_tree(name)
            self.tale.tell(Merged(name, number, TreeId("another"), tree))

    @precondition(lambda self: has_nothing_left(self.tale))
    @rule(steps=DRAWN, people=st.sampled_from([People(), TEAM]))
    def start_another(self, steps: tuple[StepDefinition, ...], people: People) -> None:
        self.look_back()
        self.tale = self.tell_of(steps, people)

    def go_on_with_another(self) -> None:
        """Begin the same anew where a run has had nothing to do for a while."""
        self.idle = self.idle + 1 if has_nothing_left(self.tale) else 0
        if self.idle > IDLE_MAX:
            self.idle = 0
            for commit in (*self.tale.state.commits[:1], *self.tale.state.commits[-1:] * 2):
                self.tale.tell(Landed(commit, "main", PERSON))
            self.look_back()
            self.tale = self.tell_of(self.drawn, self.tale.people)

    # What the shell does

    @rule(plays=st.lists(PLAYS, min_size=1, max_size=10), items=ITEMS)
    @unless_broken
    def go_on_through(self, plays: list[str], items: list[str]) -> None:
        """Answer what is wanted for a while, well or badly."""
        for play in plays:
            play_on(self.tale, play, items)

    @rule()
    @unless_broken
    def go_on_until_somebody_is_asked(self) -> None:
        self._until(lambda: bool(self._asked()))

    @rule(
        way=st.sampled_from(["any order", "out of turn", "read again"]),
        turns=st.lists(TURNS, min_size=4, max_size=16),
        items=ITEMS,
    )
    @unless_broken
    def go_on_side_by_side(self, way: str, turns: list[int], items: list[str]) -> None:
        """Begin what can be begun; outcomes come in any order, or what is read is made again."""
        begin_all(self.tale)
        match way:
            case "read again":
                self._open_again_what_others_read(turns, items)
            case _:
                for turn in turns:
                    play_beside(self.tale, turn, items)
                    if way == "out of turn":
                        self._merge_out_of_turn(turn)

    def _open_again_what_others_read(self, turns: list[int], items: list[str]) -> None:
        """A step reaches back while others are worked on; what it reaches is made again."""
        for _ in turns[:8]:
            if refuse_one_that_reaches_back(self.tale, items):
                break
            play_on(self.tale, "well", items)
            begin_all(self.tale)
        tree = self.tale.tree if turns[0] % 2 else None
        for _ in range(3):
            remake(self.tale, tree, items)

    def _merge_out_of_turn(self, turn: int) -> None:
        """An outcome comes for any that waits to be put on the head, on any head."""
        for name in self.tale.state.queue:
            head = TreeId("another") if turn % 2 else self.tale.state.tree
            number = self.tale.state.record(name).numbers_used
            if turn % 3 or name != self.tale.state.queue[0]:
                self.tale.tell(Merged(name, number, head, self.tale.merged_tree(name)))

    def _until(self, is_there: Callable[[], bool]) -> bool:
        """Go on well until something is there; return whether it is."""
        for _ in range(12):
            if is_there():
                return True
            go_on(self.tale, Status.PASS, Choice.APPROVE)
        return False

    def _is_judging(self) -> bool:
        return isinstance(self.tale.wanted(), JudgeStep)

    @rule(bad=st.sampled_from(["fail", "fail", "error"]), items=ITEMS)
    @unless_broken
    def go_on_until_a_step_that_opens_others_again(self, bad: str, items: list[str]) -> None:
        """A step whose failure rule reaches back is judged badly, or sent back by a person."""
        for _ in range(16):
            effect = self.tale.wanted()
            name = self._asked()[0].step if self._asked() else getattr(effect, "step", None)
            is_judging = self._asked() or isinstance(effect, JudgeStep)
            if name is not None and is_judging and reaches_back(self.tale.state, name):
                play_on(self.tale, bad, items)
                return
            play_on(self.tale, "well", items)

    @rule(asks=st.sampled_from(range(1, 4)), answers=st.sampled_from(range(4)))
    @unless_broken
    def ask_and_be_answered(self, asks: int, answers: int) -> None:
        """A worker asks, and is answered in part or whole before it goes on."""
        self._until(lambda: working(self.tale.state) is not None)
        record = working(self.tale.state)
        if record is not None:
            self.tale.tell(work_of(record, self.tale.new_tree(), Ended.DONE, asks))
            for question_id in (*sorted(self.tale.state.questions)[:answers], "asked by nobody"):
                self.tale.tell(Reply(question_id, PERSON, "so"))

    @rule(lists=st.lists(ITEMS, min_size=2, max_size=4))
    @unless_broken
    def list_anew(self, lists: list[list[str]]) -> None:
        """A person sends the plan back, again and again, and it comes with another list."""
        items, *left = lists
        for _ in range(60):
            asked = [each for each in self._asked() if reaches_back(self.tale.state, each.step)]
            play_on(self.tale, "fail" if asked and left else "well", items)
            if asked and left:
                items, *left = left

    @rule(
        how=st.sampled_from(["fail", "fail the same", "error"]), times=st.sampled_from(range(4, 17))
    )
    @unless_broken
    def refuse_again_and_again(self, how: str, times: int) -> None:
        for _ in range(times):
            if isinstance(self.tale.state.phase, Moving):
                play_on(self.tale, how, ["1", "2"])

    @rule(
        kinds=st.lists(st.sampled_from(ODD_LINES), min_size=3, max_size=6, unique=True),
        made=st.sampled_from(["", "", "plan-0", "other"]),
    )
    @unless_broken
    def judge_oddly(self, kinds: list[str], made: str) -> None:
        """A confused shell judges: it leaves out a check, forges a waiver, names what is not."""
        for kind in kinds:
            self._until(self._is_judging)
            effect = self.tale.wanted()
            if isinstance(effect, JudgeStep):
                self.tale.tell(judged_oddly(self.tale.state, effect, kind, made))

    @rule(made=st.sampled_from(["plan-0", "plan-1", "other"]))
    @unless_broken
    def name_what_others_make(self, made: str) -> None:
        """A step that makes something is judged well; another artifact is named with its own."""
        if self._until(self._is_judging_what_makes_something):
            effect = self.tale.wanted()
            assert isinstance(effect, JudgeStep)
            self.tale.tell(judged_oddly(self.tale.state, effect, "good", made))

    def _is_judging_what_makes_something(self) -> bool:
        effect = self.tale.wanted()
        if not isinstance(effect, JudgeStep):
            return False
        return bool(self.tale.state.record(effect.step).definition.produces)

    @rule(data=st.data())
    @unless_broken
    def hear_again(self, data: st.DataObject) -> None:
        """Something that was said before is said again: late, doubled, out of order."""
        if self.tale.said:
            self.tale.tell(data.draw(st.sampled_from(self.tale.said)))

    @rule(data=st.data())
    @unless_broken
    def hear_the_end_of_another_attempt(self, data: st.DataObject) -> None:
        """An outcome comes when its step is worked at again, under another number."""
        self._until(lambda: working(self.tale.state) is not None)
        record = working(self.tale.state)
        if record is not None:
            other = data.draw(st.sampled_from(range(record.numbers_used + 2)))
            done = work_of(record, self.tale.new_tree(), Ended.DONE)
            self.tale.tell(replace(done, finished=replace(done.finished, number=other)))

    @rule(minutes=st.sampled_from(range(1, 101)))
    @unless_broken
    def let_time_pass(self, minutes: int) -> None:
        self.tale.now_s += minutes * 60

    @rule(beyond_s=st.sampled_from([0, 1, 300, 900]))
    @unless_broken
    def use_up_the_time(self, beyond_s: int) -> None:
        """An attempt is wanted just when the time is used up, or shortly after."""
        self._until(lambda: isinstance(self.tale.wanted(), StartAttempt))
        self.tale.now_s += max(0, self.tale.left_s) + beyond_s
        go_on(self.tale, Status.PASS, Choice.APPROVE)

    @rule()
    @unless_broken
    def outgrow(self) -> None:
        tale = self.tale
        self._until(self._is_judging)
        for effect in decide(tale.state):
            if isinstance(effect, JudgeStep) and effect.step in tale.state.steps:
                done = judgement_of(tale.state, effect, Status.PASS)
                larger = Workflow("larger", "1", "", ("approver",), (*tale.steps, step("more")))
                tale.tell(replace(done, outgrown=WorkflowOutgrown(larger, "large", effect.tree)))

    # What people do

    @rule(choice=st.sampled_from(Choice))
    @unless_broken
    def act(self, choice: Choice) -> None:
        act = act_of_person(self.tale, choice)
        if act is not None:
            self.tale.tell(act)

    @rule(slips=st.sets(st.sampled_from(SLIPS), min_size=4))
    @unless_broken
    def decide_wrongly(self, slips: set[str]) -> None:
        """People decide who may not, or on something else, or only half."""
        self._until(lambda: bool(self._asked()))
        has_written = PERSON in self.tale.state.by_hand
        for slip in [PERSON] * has_written + sorted(slips, key=SLIPS.index):
            for good in self._asked()[:1]:
                self.tale.tell(slipped(good, slip))

    @rule()
    @unless_broken
    def decide_on_own_work(self) -> None:
        """Who takes a step by hand, and hands it in, is the first to answer what is asked next."""
        self._until(lambda: isinstance(self.tale.wanted(), StartAttempt))
        effect = self.tale.wanted()
        if effect is not None:
            self.tale.tell(Take(effect.step, PERSON, "/lane"))
            self.tale.tell(Submit(None, PERSON, self.tale.new_tree()))
        self._until(lambda: bool(self._asked()))
        for good in self._asked()[:1]:
            self.tale.tell(slipped(good, PERSON))

    def _asked(self) -> list[Decide]:
        """Return a yes to each thing that is asked."""
        return [
            decision_of(each, Choice.APPROVE, "", self.tale.decider)
            for each in waits_for_people(self.tale.state)
            if isinstance(each.state, Deciding)
        ]

    @rule(data=st.data(), is_named=st.booleans(), person=st.sampled_from([PERSON, *ACTORS]))
    @unless_broken
    def hint(self, data: st.DataObject, is_named: bool, person: str) -> None:
        self.tale.tell(Hint(self._name(data, is_named), person, "look again"))

    @rule(
        found=st.sampled_from(sorted(WAIVED)),
        people=st.lists(st.sampled_from([ANN, *ACTORS]), min_size=1, max_size=4),
        is_named=st.booleans(),
    )
    @unless_broken
    def waive(self, found: str, people: list[str], is_named: bool) -> None:
        """Somebody waives what was found, and it is found again."""
        self._until(self._is_judging)
        effect = self.tale.wanted()
        if isinstance(effect, JudgeStep):
            self.tale.tell(judged_oddly(self.tale.state, effect, found, ""))
            for person in people:
                step = effect.step if is_named else None
                self.tale.tell(Waive(step, WAIVED[found], person, "it is"))
            self._find_the_same()

    @rule(is_late=st.booleans())
    @unless_broken
    def refuse_to_the_end_and_waive(self, is_late: bool) -> None:
        """What was waived is found again in time, or once the waiver has run out."""
        for _ in range(12):
            if isinstance(self.tale.state.phase, Moving):
                go_on(self.tale, Status.FAIL, Choice.SEND_BACK)
        until = self.tale.later(600) if is_late else ""
        self.tale.tell(Waive(None, "tests", ANN, "it is", until))
        self.tale.now_s += 900 * is_late
        self._until(self._is_judging)
        self._find_the_same()

    def _find_the_same(self) -> None:
        """The same is found once more at the step that is judged."""
        tale, effect = self.tale, self.tale.wanted()
        before = tale.state.record(effect.step).judged if effect is not None else None
        codes = [code for line in before.verdicts for code in line.codes] if before else []
        if isinstance(effect, JudgeStep):
            tale.tell(judgement_of(tale.state, effect, Status.FAIL, (codes or ["f"])[0]))

    @rule(
        data=st.data(),
        person=st.sampled_from([PERSON, ANN, *ACTORS]),
        is_wanted=st.sampled_from([True, True, False]),
    )
    @unless_broken
    def want_a_change(self, data: st.DataObject, person: str, is_wanted: bool) -> None:
        """Somebody wants what was made to be otherwise; now and then nobody else does."""
        names = data.draw(st.sampled_from(["plan-0", "plan-0", "plan-1", "nothing"]))
        self.tale.tell(AskChange((names,), person, "otherwise"))
        asked = [self.tale.state.record(step) for step in sorted(self.tale.state.active)]
        for record in asked if not is_wanted else ():
            if record.change is not None and isinstance(record.state, Deciding):
                self.tale.tell(decision_of(record, Choice.SEND_BACK, "it stays", ANN))

    @rule(data=st.data(), is_named=st.booleans(), is_handed_in=st.booleans())
    @unless_broken
    def take(self, data: st.DataObject, is_named: bool, is_handed_in: bool) -> None:
        self._until(lambda: isinstance(self.tale.wanted(), StartAttempt))
        effect = self.tale.wanted()
        name = self._name(data, is_named) if effect is None else effect.step
        self.tale.tell(Take(name, PERSON, "/lane"))
        if is_handed_in:
            self.tale.tell(Submit(None, PERSON, self.tale.new_tree()))

    @rule()
    @unless_broken
    def submit(self) -> None:
        self.tale.tell(Submit(None, PERSON, self.tale.new_tree()))

    @rule(unlikely=st.sampled_from(range(12)), person=st.sampled_from([PERSON, "agent:scripted"]))
    @unless_broken
    def abort(self, unlikely: int, person: str) -> None:
        """A run is ended by a person, now and then while there is something to be begun."""
        if unlikely == 11 and person == PERSON:
            self._until(lambda: isinstance(self.tale.wanted(), StartAttempt))
        if unlikely in (10, 11) or person != PERSON:
            self.tale.tell(Abort(person, "enough"))

    @rule(is_last=st.booleans())
    @unless_broken
    def land(self, is_last: bool) -> None:
        commits = self.tale.state.commits or (CommitId("c0"),)
        self.tale.tell(Landed(commits[-1 if is_last else 0], "main", PERSON))

    def _name(self, data: st.DataObject, is_named: bool) -> StepPath | None:
        return data.draw(st.sampled_from(sorted(self.tale.state.steps))) if is_named else None

    # What nobody may do

    @rule(
        data=st.data(),
        ahead=st.sampled_from(range(3)),
        tree=st.sampled_from(["", "", "other"]),
        effect=st.sampled_from(["", "", "other"]),
    )
    @unless_broken
    def begin_what_may_not_be_wanted(
        self, data: st.DataObject, ahead: int, tree: str, effect: str
    ) -> None:
        if ahead < 2:
            self._until(lambda: isinstance(self.tale.wanted(), StartAttempt))
        state = self.tale.state
        wanted = [each for each in decide(state) if isinstance(each, StartAttempt)]
        name = data.draw(st.sampled_from(sorted(state.steps)))
        if wanted and ahead < 2:
            name = wanted[0].step
        record = state.record(name)
        number = record.numbers_used + 1 if ahead < 2 else record.numbers_used
        id_ = EffectId(effect) if effect else effect_of(state, record, "attempt", number)
        begun = StartAttempt(id_, name, number, TreeId(tree) if tree else state.tree)
        self.tale.tell(beginning(begun))

    @rule(is_other=st.booleans())
    @unless_broken
    def commit_what_may_not_be_wanted(self, is_other: bool) -> None:
        self._until(lambda: isinstance(self.tale.wanted(), MakeCommit))
        units = self.tale.state.to_commit
        made = [each for each in self.tale.said if isinstance(each, Committed)]
        for unit in units[:1]:
            tree = TreeId("other") if is_other else unit.tree
            commit = made[-1].commit if made else CommitId("c0")
            self.tale.tell(Committed(unit.step, commit, tree))
        for last in made[-1:]:
            self.tale.tell(replace(last, commit=CommitId("another")))

    @rule(data=st.data(), ahead=st.sampled_from(range(3)), is_other=st.booleans())
    @unless_broken
    def judge_what_may_not_be_wanted(self, data: st.DataObject, ahead: int, is_other: bool) -> None:
        if is_other:
            self._until(self._is_judging)
        state = self.tale.state
        wanted = [each for each in decide(state) if isinstance(each, JudgeStep)]
        name = data.draw(st.sampled_from(sorted(state.steps)))
        number, tree = state.record(name).numbers_used + ahead, state.tree
        if wanted and is_other:
            name, number = wanted[0].step, wanted[0].number
            tree = data.draw(st.sampled_from([state.tree, TreeId("other"), wanted[0].tree]))
            number += ahead == 2 and tree == wanted[0].tree  # of an attempt that is to come
        effect = JudgeStep(EffectId("any"), name, number, tree, tree)
        self.tale.tell(judgement_of(state, effect, Status.PASS))

    def teardown(self) -> None:
        """Be kind to the run, and look back at it."""
        if hasattr(self, "tale") and not self.tale.is_broken:
            self.look_back()

    def look_back(self) -> None:
        try:
            be_kind(self.tale)
            self.tale.look_back()
        except BREAKS as error:
            if self.book.raises is not None:
                raise
            self.tale.break_off(error)


def tell_many(book: Book) -> Book:
    """Tell many runs whatever may reach them, and return what the laws found."""
    machine = type("Schedule", (Schedule,), {"book": book})
    run_state_machine_as_test(machine, settings=drawn(EXAMPLES if book.raises is None else 60))
    return book


@cache
def told_once() -> Book:
    """Return what the laws found, looked for once in a process."""
    return tell_many(Book.of(LAWS))


def find_smallest(law: type[Law]) -> None:
    """Raise with the smallest run that breaks `law`, if it is found again."""
    tell_many(Book.of((law,), raises=law))
