"""Laws of a run under any schedule: what reaches it late, twice, out of order, or never.

Each law counts how often there was something for it to say, so that none holds of nothing.
"""

from collections import Counter
from typing import ClassVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from gatewright.core.admit import admit
from gatewright.core.decide import decide, effect_of, waits_for_people
from gatewright.core.evolve import begin, fold
from gatewright.core.run_state import (
    ACTIVE,
    Blocked,
    Deciding,
    Moving,
    Over,
    Ready,
    RunState,
    Waiting,
)
from gatewright.model.effects import JudgeStep, MakeCommit, StartAttempt
from gatewright.model.events import (
    AttemptStarted,
    Choice,
    Decided,
    DecisionAsked,
    DecisionLapsed,
    Ended,
    Event,
    QuestionAsked,
    StepAccepted,
    StepJudged,
    StepReopened,
    StepTaken,
    Waived,
    WorkflowOutgrown,
)
from gatewright.model.ids import Digest, Nonce, StepPath, TreeId
from gatewright.model.intake import (
    Abort,
    BeginAttempt,
    Hint,
    Intake,
    Refusal,
    Submit,
    Take,
    Waive,
    WorkDone,
    WorkLost,
)
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import StepDefinition, Workflow
from tests.property.run_worlds import (
    PERSON,
    World,
    act_of_person,
    beginning,
    decision_of,
    go_on,
    judgement_of,
    work_of,
    workflows,
    working,
)
from tests.unit.run_stories import AT, step

STATUSES = [Status.PASS, Status.PASS, Status.PASS, Status.NOT_APPLICABLE, Status.FAIL, Status.ERROR]
ENDINGS = [Ended.DONE, Ended.DONE, Ended.DONE, *Ended]
ITEMS = st.lists(st.sampled_from(["1", "1b", "2", "3"]), max_size=3)
EXAMPLES = 250
PLENTY = 1500  # far more turns than a run of six steps can need


class Watched(World):
    """A world in which every event is held against the laws before it is folded."""

    def before_event(self, event: Event) -> None:
        match event:
            case StepAccepted():
                self._accepted(event)
            case AttemptStarted() | StepTaken():
                self._numbered(event)
            case StepJudged():
                self._numbered(event)
                self._waived(event)
            case QuestionAsked():
                ids = [each.question_id for each in self.events if isinstance(each, QuestionAsked)]
                assert event.question_id not in ids
                self.counts["question"] += 1
            case DecisionAsked():
                asked = [each.nonce for each in self.events if isinstance(each, DecisionAsked)]
                assert event.nonce not in asked
            case StepReopened(by=by, rule=index) if by is not None and index is not None:
                record = self.state.record(by)
                assert record.rule_uses[index] < record.definition.no_go[index].at_most
                self.counts["reopened"] += 1
            case _:
                pass
        assert not isinstance(self.state.phase, Over) or not isinstance(event, AttemptStarted)

    def _waived(self, event: StepJudged) -> None:
        """What is let through was waived before: that finding of that check, by a person."""
        for line in event.verdicts:
            if line.status is Status.WAIVED:
                given = [
                    each
                    for each in self.events
                    if isinstance(each, Waived)
                    and each.check == line.check
                    and set(line.fingerprints) <= set(each.fingerprints)
                ]
                assert given
                self.counts["let through"] += 1

    def _accepted(self, event: StepAccepted) -> None:
        """Law 3: only on verdicts that are settled well, on that tree, decided where asked."""
        record = self.state.record(event.step)
        if record.is_template:
            assert all(self.state.record(need).is_settled for need in record.definition.needs)
            self.counts["template"] += 1
            return
        since = self._since_reopened(event)
        judged = [each for each in since if isinstance(each, StepJudged)][-1]
        assert (judged.number, judged.tree) == (event.number, event.tree)
        assert all(line.status.is_settled_well for line in judged.verdicts)
        self.counts["accepted"] += 1
        if record.definition.gate.approval is not None:
            self._decided(since, judged)

    def _since_reopened(self, event: StepAccepted) -> list[Event]:
        """Return what is on record of a step since it was last opened again."""
        own = [each for each in self.events if getattr(each, "step", None) == event.step]
        starts = [index for index, each in enumerate(own) if isinstance(each, StepReopened)]
        return own[starts[-1] if starts else 0 :]

    def _decided(self, since: list[Event], judged: StepJudged) -> None:
        asked = [each for each in since if isinstance(each, DecisionAsked)][-1]
        decided = [each for each in since if isinstance(each, Decided)][-1]
        lapsed = {each.nonce for each in since if isinstance(each, DecisionLapsed)}
        assert decided.choice is Choice.APPROVE
        assert decided.nonce == asked.nonce
        assert decided.nonce not in lapsed
        assert decided.bound == asked.bound == judged.bound
        self.counts["approved"] += 1

    def _numbered(self, event: AttemptStarted | StepTaken | StepJudged) -> None:
        """No number of a step, and no id of an attempt, is ever used twice."""
        used = self.state.record(event.step).numbers_used
        own = [
            each.number
            for each in self.events
            if isinstance(each, AttemptStarted | StepJudged) and each.step == event.step
        ]
        assert used == max([*own, used])
        if isinstance(event, AttemptStarted):
            assert event.number == used + 1
            assert all(
                each.effect_id != event.effect_id
                for each in self.events
                if isinstance(each, AttemptStarted)
            )
            self.counts["attempt"] += 1


class Schedule(RuleBasedStateMachine):
    """Whatever may reach a run, in any order."""

    counts: ClassVar[Counter[str]] = Counter()

    @initialize(steps=workflows())
    def start(self, steps: tuple[StepDefinition, ...]) -> None:
        self.world = Watched(steps, self.counts)

    # What the shell does

    @rule(
        status=st.sampled_from(STATUSES),
        ended=st.sampled_from(ENDINGS),
        items=ITEMS,
        asks=st.sampled_from([0, 0, 0, 1, 3]),
        code=st.integers(0, 2),
    )
    def go_on_anyhow(
        self, status: Status, ended: Ended, items: list[str], asks: int, code: int
    ) -> None:
        """Answer what is wanted, well or badly."""
        world, record = self.world, working(self.world.state)
        effect = world.wanted()
        if record is not None:
            world.tell(work_of(record, world.new_tree(), ended, asks))
        elif isinstance(effect, JudgeStep):
            codes = "" if status.is_settled_well else f"code.{code}"
            world.tell(judgement_of(world.state, effect, status, codes, items))
        else:
            go_on(world, status, Choice.APPROVE)

    @rule()
    def go_on_well(self) -> None:
        go_on(self.world, Status.PASS, Choice.APPROVE)

    @rule()
    def go_on_twice_as_well(self) -> None:
        go_on(self.world, Status.PASS, Choice.APPROVE)
        go_on(self.world, Status.PASS, Choice.APPROVE)

    @rule()
    def go_on_until_somebody_is_asked(self) -> None:
        for _ in range(12):
            if any(isinstance(each.state, Deciding) for each in waits_for_people(self.world.state)):
                return
            go_on(self.world, Status.PASS, Choice.APPROVE)

    @rule(choice=st.sampled_from([Choice.SEND_BACK, Choice.SEND_BACK, Choice.APPROVE]))
    def go_on_badly(self, choice: Choice) -> None:
        go_on(self.world, Status.FAIL, choice)

    @rule()
    def lose_the_worker(self) -> None:
        record = working(self.world.state)
        if record is not None:
            self.world.tell(WorkLost(record.definition.path, record.numbers_used, "gone"))

    @rule(data=st.data())
    def hear_again(self, data: st.DataObject) -> None:
        """Something that was said before is said again: late, doubled, out of order."""
        if self.world.said:
            self._tell_unwanted(data.draw(st.sampled_from(self.world.said)))

    @rule(minutes=st.integers(1, 100))
    def let_time_pass(self, minutes: int) -> None:
        self.world.now_s += minutes * 60

    @rule()
    def outgrow(self) -> None:
        world, effect = self.world, self.world.wanted()
        if isinstance(effect, JudgeStep):
            done = judgement_of(world.state, effect, Status.PASS)
            larger = Workflow("larger", "1", "", ("approver",), (*world.steps, step("more")))
            world.tell(replace(done, outgrown=WorkflowOutgrown(larger, "large", effect.tree)))

    # What people do

    @rule(choice=st.sampled_from(Choice))
    def act(self, choice: Choice) -> None:
        act = act_of_person(self.world, choice)
        if act is not None:
            self.world.tell(act)

    @rule(data=st.data(), is_named=st.booleans())
    def hint(self, data: st.DataObject, is_named: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.world.state.steps))) if is_named else None
        self.world.tell(Hint(name, PERSON, "look again"))

    @rule(data=st.data(), is_named=st.booleans(), until_s=st.sampled_from([0, 0, 0, 600]))
    def waive(self, data: st.DataObject, is_named: bool, until_s: int) -> None:
        world = self.world
        name = data.draw(st.sampled_from(sorted(world.state.steps))) if is_named else None
        until = world.later(until_s) if until_s else ""
        if not isinstance(world.tell(Waive(name, "tests", PERSON, "it is", until)), Refusal):
            self.counts["waived"] += 1
            self._find_the_same()

    @rule(data=st.data())
    def refuse_to_the_end_and_waive(self, data: st.DataObject) -> None:
        for _ in range(12):
            if isinstance(self.world.state.phase, Moving):
                go_on(self.world, Status.FAIL, Choice.SEND_BACK)
        self.waive(data, is_named=False, until_s=0)

    def _find_the_same(self) -> None:
        """The same is found once more at the step that is judged."""
        world, effect = self.world, self.world.wanted()
        before = world.state.record(effect.step).judged if effect is not None else None
        codes = [code for line in before.verdicts for code in line.codes] if before else []
        if isinstance(effect, JudgeStep):
            world.tell(judgement_of(world.state, effect, Status.FAIL, (codes or ["f"])[0]))

    @rule(data=st.data(), is_named=st.booleans())
    def take(self, data: st.DataObject, is_named: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.world.state.steps))) if is_named else None
        self.world.tell(Take(name, PERSON, "/lane"))

    @rule()
    def submit(self) -> None:
        self.world.tell(Submit(None, PERSON, self.world.new_tree()))

    @rule(unlikely=st.integers(0, 30))
    def abort(self, unlikely: int) -> None:
        if unlikely == 30:
            self.world.tell(Abort(PERSON, "enough"))

    # What nobody may do

    @rule(data=st.data())
    def begin_what_is_not_wanted(self, data: st.DataObject) -> None:
        state = self.world.state
        name = data.draw(st.sampled_from(sorted(state.steps)))
        number = state.record(name).numbers_used + data.draw(st.integers(0, 2))
        tree = data.draw(st.sampled_from([state.tree, TreeId("other")]))
        effect = StartAttempt(
            effect_of(state, state.record(name), "attempt", number), name, number, tree
        )
        if effect not in decide(state):
            self._refuse(beginning(effect))

    @rule(data=st.data())
    def judge_what_is_not_wanted(self, data: st.DataObject) -> None:
        state = self.world.state
        name = data.draw(st.sampled_from(sorted(state.steps)))
        number = state.record(name).numbers_used + data.draw(st.integers(0, 2))
        tree = data.draw(st.sampled_from([state.tree, TreeId("other")]))
        effect = JudgeStep(
            effect_of(state, state.record(name), "judge", number), name, number, tree, tree
        )
        wanted = [
            (each.step, each.number, each.tree)
            for each in decide(state)
            if isinstance(each, JudgeStep)
        ]
        if (name, number, tree) not in wanted:
            self._refuse(judgement_of(state, effect, Status.PASS))

    def _refuse(self, intake: Intake) -> None:
        before = self.world.state
        assert isinstance(self.world.tell(intake), Refusal)
        assert self.world.state is before
        self.counts["unwanted"] += 1

    def _tell_unwanted(self, intake: Intake) -> None:
        """Say something again. An outcome that was taken once is not taken twice."""
        world, before = self.world, len(self.world.events)
        answer = world.tell(intake)
        if isinstance(intake, BeginAttempt | WorkDone) and not isinstance(answer, Refusal):
            number = intake.number if isinstance(intake, BeginAttempt) else intake.finished.number
            assert not [
                each
                for each in world.events[:before]
                if isinstance(each, type(answer[0]))
                and (each.step, each.number) == (answer[0].step, number)  # type: ignore[union-attr]
            ]
        self.counts["again"] += 1

    # What always holds

    @invariant()
    def decision_on_something_else_never_counts(self) -> None:
        """Law 4: a decision on another digest, or to another question, is refused."""
        state = self.world.state
        for record in waits_for_people(state):
            if isinstance(record.state, Deciding):
                good = decision_of(record, Choice.APPROVE, "")
                for bad in (replace(good, bound=Digest("x")), replace(good, nonce=Nonce("x"))):
                    answer = admit(state, bad, self.world.at)
                    assert isinstance(answer, Refusal)
                    assert answer.code == "approval.stale"
                    self.counts["stale decision"] += 1

    @invariant()
    def counters_are_a_recount(self) -> None:
        state = self.world.state
        for name, record in state.steps.items():
            needs = [need for need, others in state.needed_by.items() if name in others]
            open_needs = sum(not _stands(state, need) for need in needs)
            assert state.unmet[name] == open_needs
            if isinstance(record.state, Ready | Waiting):
                assert isinstance(record.state, Ready) == (open_needs == 0)
            assert set(record.definition.needs) - {name} <= set(needs) | set(_gone(state, name))
        assert state.ready == _named(state, Ready)
        assert state.active == _named(state, *ACTIVE)
        assert state.settled_count == sum(each.is_settled for each in state.steps.values())
        assert len(state.active) <= 1
        self.counts["recount"] += 1

    @invariant()
    def step_for_an_item_is_done_and_judged_as_it_is_written(self) -> None:
        state = self.world.state
        written = {each.path: each for each in state.started.workflow.steps}
        for name, record in state.steps.items():
            if record.item is not None and not record.is_retired:
                template = written[StepPath(name.rpartition("/")[0])]
                own = record.definition
                assert (own.doer, own.gate) == (template.doer, template.gate)
                self.counts["instance"] += 1

    @invariant()
    def over_starts_nothing_and_blocked_waits(self) -> None:
        state = self.world.state
        if isinstance(state.phase, Moving):
            return
        assert all(isinstance(each, MakeCommit) for each in decide(state))
        self.counts[type(state.phase).__name__.lower()] += 1
        if isinstance(state.phase, Over):
            for intake in (
                Hint(None, PERSON, "x"),
                Abort(PERSON, ""),
                Submit(None, PERSON, state.tree),
            ):
                assert isinstance(admit(state, intake, self.world.at), Refusal)

    @invariant()
    def nobody_is_stuck(self) -> None:
        """Law 7: something is wanted, somebody works, or a person is waited for."""
        state = self.world.state
        if isinstance(state.phase, Moving) and not decide(state) and working(state) is None:
            assert waits_for_people(state)
            self.counts["waits"] += 1

    def teardown(self) -> None:
        """Law 1, and law 7 once the world is kind: the run comes to an end."""
        if not hasattr(self, "world"):
            return
        others = self.world.events[1:]
        assert fold(begin(self.world.started, AT), others) == self.world.state
        self.counts["folded"] += len(others)
        ends_in_a_kind_world(self.world)


def _stands(state: RunState, name: str) -> bool:
    """Return whether a step is settled, and each one that it needs stands: walked each time."""
    needs = [need for need, others in state.needed_by.items() if name in others]
    settled = state.steps[StepPath(name)].is_settled
    return settled and all(_stands(state, need) for need in needs)


def _gone(state: RunState, name: str) -> list[str]:
    return [need for need in state.steps[name].definition.needs if need not in state.steps]  # type: ignore[index]


def _named(state: RunState, *kinds: type) -> frozenset[str]:
    return frozenset(name for name, each in state.steps.items() if isinstance(each.state, kinds))


def ends_in_a_kind_world(world: World) -> None:
    """Answer everything well; a person helps a run that is blocked, until it is over."""
    for _ in range(PLENTY):
        if go_on(world, Status.PASS, Choice.APPROVE):
            continue
        if not isinstance(world.state.phase, Blocked):
            break
        blocked = world.state.phase
        world.tell(Hint(None, PERSON, "once more"))
        if world.state.phase == blocked:
            world.counts["stays blocked"] += 1  # a list of nothing: only words of its author help
            assert "there is nothing in" in blocked.because
            return
    assert isinstance(world.state.phase, Over)
    assert world.state.to_commit == ()
    world.counts["ended"] += 1


FLOORS = {  # a quarter of what is usual
    "accepted": 200,
    "admitted": 1000,
    "again": 100,
    "approved": 15,
    "attempt": 150,
    "blocked": 200,
    "ended": 60,
    "folded": 800,
    "instance": 200,
    "over": 500,
    "question": 10,
    "recount": 2000,
    "refused": 800,
    "reopened": 10,
    "stale decision": 15,
    "template": 20,
    "let through": 5,
    "unwanted": 250,
    "waits": 80,
}


def test_laws_hold_under_any_schedule() -> None:
    Schedule.counts.clear()

    run_state_machine_as_test(
        Schedule,
        settings=settings(
            max_examples=EXAMPLES,
            derandomize=True,  # how often a law is exercised is the same in every run of this
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    seen = Schedule.counts
    assert {name: seen[name] for name, floor in FLOORS.items() if seen[name] < floor} == {}


def test_reopening_ends_under_an_adversary_that_always_refuses() -> None:
    """Law 5: machines that refuse everything for a new reason, then people who send all back."""
    counts: Counter[str] = Counter()

    @settings(max_examples=250, deadline=None)
    @given(workflows(), st.sets(st.integers(0, 5)))
    def law(steps: tuple[StepDefinition, ...], refused: set[int]) -> None:
        world = Watched(steps, counts)
        names = {f"s{index}" for index in refused}
        for _ in range(PLENTY):
            effect = world.wanted()
            is_refused = effect is not None and effect.step.split("/")[0] in names
            status = Status.FAIL if is_refused else Status.PASS
            if not go_on(world, status, Choice.SEND_BACK):
                break
        assert not isinstance(world.state.phase, Moving)
        counts[type(world.state.phase).__name__] += 1

    law()
    assert counts["reopened"] > 100
    assert counts["Blocked"] > 20
    assert counts["Over"] > 5
