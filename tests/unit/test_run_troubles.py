"""What becomes of a run when something is wrong with it: loops, losses, time, strange orders."""

from graphlib import CycleError

import pytest

from gatewright.core.admit.admit import admit
from gatewright.core.course import consequences
from gatewright.core.course.consequences import Completed, complete, next_events
from gatewright.core.course.decide import decide, is_at_rest, waits_for_people
from gatewright.core.course.refused import signature_of
from gatewright.core.evolve.evolve import begin, evolve
from gatewright.core.state.run_state import (
    Blocked,
    GivenUp,
    InHand,
    Judging,
    Over,
    RunState,
    Skipped,
    Working,
)
from gatewright.model import brief
from gatewright.model.effects import JudgeStep, StartAttempt
from gatewright.model.events import (
    AttemptFinished,
    AttemptStarted,
    Choice,
    DecisionAsked,
    DecisionLapsed,
    Ended,
    Event,
    Exit,
    HintGiven,
    RunBlocked,
    RunResumed,
    StepAccepted,
    StepGivenUp,
    StepRefused,
    StepReopened,
    StepsExpanded,
    VerdictLine,
    WorkflowOutgrown,
)
from gatewright.model.feature import Bounds, Facts, People
from gatewright.model.ids import CommitId, Digest, EffectId, Nonce, TreeId
from gatewright.model.intake import (
    Abort,
    BeginAttempt,
    Committed,
    Decide,
    Hint,
    Intake,
    JudgingDone,
    Landed,
    Refusal,
    Reply,
    Start,
    Submit,
    Take,
    WorkDone,
    WorkLost,
)
from gatewright.model.records import replace
from gatewright.model.verdicts import Place, Status
from gatewright.model.workflow import (
    ApprovalRule,
    Doer,
    Gate,
    Item,
    Move,
    NoGo,
    Product,
    StepDefinition,
    WorkerKind,
    Workflow,
)
from tests.unit.run_stories import AT, NOBODY, Story, approval, path, start_of, step

PLAN = step("write-plan", produces=(Product("plan", "docs/plan.md", "plan"),))
TASKS = (
    PLAN,
    approval("may-code", ["write-plan"], "write-plan"),
    step("build", ["may-code"], for_each="plan"),
    approval("may-merge", ["build"], "build"),
)
LATER = "2026-01-03T03:04:05+00:00"


def planned(
    steps: tuple[StepDefinition, ...] = TASKS, items: tuple[str, ...] = ("1", "2")
) -> Story:
    story = Story(steps)
    story.good("write-plan", "t1", items=items)
    story.judge("may-code")
    return story


def built() -> Story:
    story = planned()
    story.decide("may-code")
    story.good("build/1", "t2")
    story.good("build/2", "t3")
    story.judge("may-merge")
    return story


def begun(story: Story) -> BeginAttempt:
    wanted = decide(story.state)[-1]
    assert isinstance(wanted, StartAttempt)
    return BeginAttempt(
        wanted.step,
        wanted.number,
        wanted.effect_id,
        "agent:scripted",
        wanted.from_tree,
        Digest("b"),
    )


def told_at(story: Story, intake: Intake, at: str) -> tuple[Event, ...] | Refusal:
    """Admit `intake` at another time."""
    answer = admit(story.state, intake, at)
    if isinstance(answer, Refusal):
        return answer
    story.events.extend(answer.events)
    story.state = answer.state
    return answer.events


def refusal_code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


# Reopening


def test_reopened_template_reopens_its_last_instance_with_the_reason_as_a_hint() -> None:
    story = built()

    story.decide("may-merge", Choice.SEND_BACK, because="limit it to 20")

    states = story.states()
    assert (states["build/1"], states["build/2"]) == ("Accepted", "Ready")
    hint = brief.Hint("person:dev", "limit it to 20")
    assert story.state.record(path("build/2")).hints == (hint,)
    assert story.state.record(path("may-merge")).hints == ()
    assert (states["build"], states["may-merge"]) == ("Waiting", "Waiting")


def test_reopening_a_template_is_counted() -> None:
    story = built()
    for number in range(3):
        story.decide("may-merge", Choice.SEND_BACK, because=f"no {number}")
        if isinstance(story.state.phase, Blocked):
            break
        story.good("build/2", f"t{number + 7}")
        story.judge("may-merge")

    assert story.states()["may-merge"] == "GivenUp"


def test_rule_that_reopens_several_steps_is_counted_once_and_no_other_with_it() -> None:
    rules = (
        NoGo(Move.REOPEN, (path("a"), path("b")), 1),
        NoGo(Move.REOPEN, (path("b"),), 1),
    )
    story = Story((step("a"), step("b"), step("c", ["a", "b"], no_go=rules)))
    story.good("a", "t1")
    story.good("b", "t2")
    story.work("c", "t3")
    story.judge("c", Status.FAIL, code="tests.failed")

    assert story.states() == {"a": "Ready", "b": "Ready", "c": "Waiting"}
    assert story.state.record(path("c")).rule_uses == (1, 0)


def test_rule_that_reopens_nothing_that_is_there_tries_again_and_is_counted() -> None:
    story = Story((step("a", no_go=(NoGo(Move.REOPEN, (path("gone"),), 1),)),))
    for number in range(2):
        story.work("a", f"t{number}")
        story.judge("a", Status.FAIL, code=f"tests.{number}")

    assert story.states() == {"a": "GivenUp"}


def test_attempts_used_up_come_to_the_next_rule() -> None:
    rules = (NoGo(Move.REWORK), NoGo(Move.REOPEN, (path("a"),), 1))
    story = Story((step("a"), step("b", ["a"], no_go=rules, attempts_max=2)))
    story.good("a", "t1")
    for number in range(2):
        story.work("b", f"u{number}")
        story.judge("b", Status.FAIL, code=f"tests.{number}")

    assert story.states() == {"a": "Ready", "b": "Waiting"}


def test_grant_begins_anew_so_that_one_more_refusal_of_the_same_kind_is_not_two() -> None:
    story = Story((step("a"),))
    for tree in ("t1", "t2"):
        story.work("a", tree)
        story.judge("a", Status.FAIL, code="tests.failed")
    story.told(Hint(None, "person:dev", "look at b"))
    story.work("a", "t3")
    story.judge("a", Status.FAIL, code="tests.failed")

    assert story.states() == {"a": "Ready"}


def test_reopening_ends_the_decision_that_was_asked() -> None:
    story = planned()
    asked = story.asked("may-code")

    reopened = (StepReopened(path("write-plan"), "it is wrong"),)
    first, second, *_ = complete(story.state, reopened).events

    assert isinstance(first, DecisionLapsed)
    assert (first.step, first.nonce) == ("may-code", asked.nonce)
    assert isinstance(second, StepReopened)


def test_new_list_ends_the_decisions_on_what_is_another_or_gone_and_no_others() -> None:
    ask = Gate(approvals=(ApprovalRule(("approver",), "Good?"),))
    story = Story((*TASKS[:1], step("build", ["write-plan"], for_each="plan", gate=ask)))
    story.good("write-plan", "t1", items=("1", "2", "3"))
    for name in ("1", "2", "3"):
        story.state = asked_at(story.state, f"build/{name}")
    kept = story.state.record(path("build/1")).item
    assert kept is not None
    other = Item("2", "other", Digest("other"))
    events = complete(story.state, (StepsExpanded(path("build"), (kept, other)),)).events

    assert [each.step for each in events if isinstance(each, DecisionLapsed)] == [
        "build/2",
        "build/3",
    ]


def asked_at(state: RunState, name: str) -> RunState:
    """Return `state` in which people are asked at a step."""
    asked = DecisionAsked(path(name), 1, Nonce(name), Digest("d"), TreeId("t"))
    return evolve(state, asked)


def test_outgrown_workflow_ends_what_it_asked() -> None:
    story = planned()
    larger = Workflow("larger", "1", "", (), (step("c"),))
    first, *_ = complete(story.state, (WorkflowOutgrown(larger, "large", TreeId("t9")),)).events

    assert isinstance(first, DecisionLapsed)
    assert first.because == "goes on as larger"


def test_decision_that_lapsed_is_asked_again() -> None:
    story = planned()
    asked = story.asked("may-code")

    after = evolve(story.state, DecisionLapsed(path("may-code"), asked.nonce, "changed"))

    assert path("may-code") in after.ready
    assert isinstance(decide(after)[-1], JudgeStep)


# Plans that change


def replanned(items: tuple[str, ...]) -> Story:
    """Return a run whose first task is done, and whose plan was sent back and came again."""
    steps = (
        *TASKS[:3],
        approval("look", ["build"], "write-plan"),
    )
    story = planned(steps)
    story.decide("may-code")
    story.good("build/1", "t2")
    story.good("build/2", "t3")
    story.judge("look")
    story.decide("look", Choice.SEND_BACK, because="another plan")
    story.good("write-plan", "t5", items=items)
    return story


def expanded(story: Story, *items: Item) -> None:
    story.state = evolve(story.state, StepsExpanded(path("build"), items))


def test_task_that_is_another_now_is_made_again_under_new_numbers() -> None:
    story = replanned(("1", "2"))
    first = story.state.record(path("build/1"))

    expanded(story, Item("1", "other", Digest("other")), Item("2", "task 2", _digest(story, "2")))

    again = story.state.record(path("build/1"))
    assert type(again.state).__name__ == "Waiting"
    assert (again.numbers_used, again.authors) == (first.numbers_used, first.authors)
    assert story.states()["build/2"] == "Accepted"


def _digest(story: Story, key: str) -> Digest:
    item = story.state.record(path(f"build/{key}")).item
    assert item is not None
    return item.digest


def test_task_that_is_gone_stands_in_nobodys_way_and_is_not_reopened() -> None:
    story = replanned(("2",))

    record = story.state.record(path("build/1"))
    assert isinstance(record.state, Skipped)
    assert record.is_retired
    story.judge("may-code")
    story.decide("may-code")
    story.choose("retired/1", 1)
    story.judge("look")
    assert story.states()["look"] == "Deciding"


def test_task_that_comes_back_into_the_plan_is_made_again() -> None:
    story = replanned(("2",))
    used = story.state.record(path("build/1")).numbers_used

    expanded(story, Item("1", "task 1", Digest("x")), Item("2", "task 2", _digest(story, "2")))

    record = story.state.record(path("build/1"))
    assert type(record.state).__name__ == "Waiting"
    assert record.numbers_used == used


def test_task_that_was_never_begun_leaves_nothing_behind() -> None:
    story = planned()
    story.decide("may-code", Choice.SEND_BACK, because="fewer")
    story.good("write-plan", "t4", items=["2"])

    assert "build/1" not in story.state.steps


def test_plan_that_lists_a_task_twice_does_not_begin_it_before_the_stop() -> None:
    story = planned(items=("1", "1"))

    assert story.states()["build/1"] == "Waiting"
    assert [name for name in story.state.steps if name.startswith("build/")] == ["build/1"]


def test_list_that_a_step_is_made_for_comes_first_even_if_nothing_says_so() -> None:
    story = Story((PLAN, step("build", for_each="plan")))

    assert story.states() == {"write-plan": "Ready", "build": "Waiting"}
    story.good("write-plan", "t1", items=["1"])
    assert story.states()["build/1"] == "Ready"


def test_list_without_items_blocks_the_run() -> None:
    story = Story((PLAN, step("build", for_each="plan")))
    story.good("write-plan", "t1")

    assert isinstance(story.state.phase, Blocked)
    assert "nothing in plan" in story.state.phase.because


def test_step_for_a_list_that_is_not_made_is_skipped() -> None:
    story = Story((replace(PLAN, when="1 > 2"), step("build", for_each="plan")))

    assert story.states() == {"write-plan": "Skipped", "build": "Skipped"}
    assert isinstance(story.state.phase, Over)


def test_reader_is_not_made_anew_for_an_item_that_is_gone() -> None:
    api = step("api", produces=(Product("api", "api.yaml"),))
    steps = (
        PLAN,
        api,
        step("build", ["api"], for_each="plan", reads=("api",)),
        approval("look", ["build"], "write-plan"),
    )
    story = Story(steps)
    story.good("write-plan", "t1", items=["1", "2"])
    story.good("api", "t2")
    story.good("build/1", "t3")
    story.good("build/2", "t4")
    story.judge("look")
    story.decide("look", Choice.SEND_BACK, because="smaller")
    story.good("write-plan", "t5", items=["1"])

    story.state = complete(story.state, (StepReopened(path("api"), "another"),)).state
    story.good("api", "t6")

    assert story.states()["build/2"] == "Skipped"
    assert story.states()["build/1"] == "Ready"


# Outcomes that are not of now


def test_attempt_that_is_not_asked_for_is_not_begun() -> None:
    story = Story((step("a"), step("b"), approval("c", ["a", "b"], "a")))
    wanted = begun(story)

    for other in (
        replace(wanted, from_tree=TreeId("other")),
        replace(wanted, number=2),
        replace(wanted, step=path("c")),
        replace(wanted, step=path("nowhere")),
    ):
        assert refusal_code(story.tell(other)) == "outcome.late"


def test_outcome_after_an_abort_is_fenced_off() -> None:
    story = Story()
    story.told(begun(story))
    story.told(Abort("person:dev", ""))
    before = story.state

    finished = AttemptFinished(path("write-plan"), 1, Ended.DONE, TreeId("t1"), "", None, None, 1)
    assert refusal_code(story.tell(WorkDone(finished))) == "run.over"
    assert refusal_code(story.tell(WorkLost(path("write-plan"), 1, "gone"))) == "run.over"
    assert story.state == before
    assert decide(story.state) == ()


def test_loss_of_another_attempt_is_not_taken() -> None:
    story = Story()
    story.told(begun(story))

    assert refusal_code(story.tell(WorkLost(path("write-plan"), 2, ""))) == "outcome.late"
    assert refusal_code(story.tell(WorkLost(path("nowhere"), 1, ""))) == "outcome.late"


def test_judgement_of_another_tree_or_step_is_not_taken() -> None:
    story = Story()
    story.work("write-plan", "t1")
    good = story.judgement("write-plan")

    for other in (
        replace(good, tree=TreeId("t0")),
        replace(good, number=7),
        replace(good, step=path("build")),
        replace(good, step=path("nowhere")),
    ):
        assert refusal_code(story.tell(JudgingDone(other))) == "outcome.late"


def test_nothing_is_judged_while_the_run_is_blocked() -> None:
    story = Story()
    story.work("write-plan", "t1")
    for _ in range(4):
        story.judge("write-plan", Status.ERROR, code="environment.network")
    assert isinstance(story.state.phase, Blocked)

    answer = story.tell(JudgingDone(story.judgement("write-plan")))

    assert refusal_code(answer) == "outcome.late"
    story.told(Hint(None, "person:dev", "it is there again"))
    story.judge("write-plan")
    assert story.states()["write-plan"] == "Accepted"


def test_commits_are_made_one_by_one_in_the_order_of_acceptance() -> None:
    story = Story((step("a"), step("b")))
    story.good("a", "t1")
    story.good("b", "t2")

    second = Committed(path("b"), CommitId("c2"), TreeId("t2"))
    assert refusal_code(story.tell(second)) == "commit.unasked"
    story.told(Committed(path("a"), CommitId("c1"), TreeId("t1")))
    story.told(second)
    assert story.state.commits == ("c1", "c2")
    assert refusal_code(story.tell(second)) == "commit.unasked"


def test_step_accepted_twice_is_two_commits() -> None:
    story = Story((step("a"), approval("look", ["a"], "a")))
    story.good("a", "t1")
    story.judge("look")
    story.decide("look", Choice.SEND_BACK, because="more")
    story.good("a", "t2")

    story.told(Committed(path("a"), CommitId("c1"), TreeId("t1")))

    assert [unit.tree for unit in story.state.to_commit] == ["t2"]


def test_question_ids_are_never_used_again() -> None:
    story = Story()
    asked: list[str] = []
    for number in (1, 2):
        story.told(begun(story))
        finished = AttemptFinished(
            path("write-plan"), number, Ended.DONE, TreeId("t"), "", None, None, 1
        )
        story.told(WorkDone(finished, ("a?", "b?", "c?", "d?")))
        asked.extend(story.state.questions)
        assert refusal_code(story.tell(Reply(None, "person:dev", "x"))) == "answer.unasked"
        for each in tuple(story.state.questions):
            story.told(Reply(each, "person:dev", "x"))

    assert asked == [f"write-plan.{number}.{index}" for number in (1, 2) for index in (1, 2, 3)]
    assert len(story.state.record(path("write-plan")).answers) == 6
    assert refusal_code(story.tell(Reply(None, "person:dev", "x"))) == "answer.unasked"


@pytest.mark.parametrize("ended", [Ended.FAILED, Ended.ABSENT])
def test_worker_that_breaks_or_is_absent_is_trouble_with_a_bound(ended: Ended) -> None:
    story = Story(bounds=Bounds(trouble_max=1))
    story.work("write-plan", "t1", ended)
    assert story.states()["write-plan"] == "Ready"
    story.work("write-plan", "t1", ended)

    assert isinstance(story.state.phase, Blocked)
    assert story.state.record(path("write-plan")).tries == 0
    assert story.tell(begun_anyway(story)) != ()


def test_command_that_is_not_there_is_not_tried_again() -> None:
    story = Story((step("a", doer=Doer(WorkerKind.COMMAND, argv=("make",))),))

    story.work("a", "t0", Ended.ABSENT)

    assert isinstance(story.state.phase, Blocked)
    assert "its command is not there" in story.state.phase.because
    story.told(Hint(None, "person:dev", "it is installed now"))
    assert story.states()["a"] == "Ready"


def begun_anyway(story: Story) -> BeginAttempt:
    number = story.state.record(path("write-plan")).numbers_used + 1
    return BeginAttempt(
        path("write-plan"), number, EffectId("x"), "agent:x", story.state.tree, Digest("b")
    )


# Time


def test_attempt_after_the_time_of_the_run_blocks_it_and_starts_nothing() -> None:
    story = Story()

    answer = told_at(story, begun(story), LATER)

    assert isinstance(answer, tuple)
    assert [type(each) for each in answer] == [RunBlocked]
    assert isinstance(story.state.phase, Blocked)
    assert "budget used up: 1440 min of 120 min" in story.state.phase.because
    assert decide(story.state) == ()


def test_hint_after_the_time_of_the_run_grants_the_whole_time_again() -> None:
    story = Story()
    told_at(story, begun(story), LATER)

    told_at(story, Hint(None, "person:dev", "go on"), LATER)

    resumed = [each for each in story.events if isinstance(each, RunResumed)]
    assert [each.wall_s_granted for each in resumed] == [24 * 3600]
    answer = told_at(story, begun(story), "2026-01-03T05:04:05+00:00")
    assert isinstance(answer, tuple)
    assert isinstance(answer[0], AttemptStarted)


@pytest.mark.parametrize(("second", "granted"), [("05", []), ("06", [61])])
def test_person_who_acts_at_the_last_second_brings_no_time_yet(
    second: str, granted: list[int]
) -> None:
    story = Story(bounds=Bounds(wall_s_max=60))

    told_at(story, Take(path("write-plan"), "person:dev", "/lane"), f"2026-01-02T03:05:{second}Z")

    resumed = [each for each in story.events if isinstance(each, RunResumed)]
    assert [each.wall_s_granted for each in resumed] == granted


def test_attempt_at_the_last_second_is_begun_and_one_later_is_not() -> None:
    story = Story(bounds=Bounds(wall_s_max=60))

    last = admit(story.state, begun(story), "2026-01-02T03:05:05+00:00")
    late = admit(story.state, begun(story), "2026-01-02T03:05:05.001+00:00")

    assert isinstance(last, Completed)
    assert isinstance(late, Completed)
    assert isinstance(last.events[0], AttemptStarted)
    assert isinstance(late.events[0], RunBlocked)


def test_night_that_a_decision_lay_open_is_not_time_that_the_run_took() -> None:
    story = planned()
    asked = story.asked("may-code")
    yes = Decide(
        path("may-code"), asked.nonce, asked.bound, Choice.APPROVE, "person:dev", (), "",
        Digest("s"), Digest("h"),
    )  # fmt: skip

    told_at(story, yes, LATER)

    answer = told_at(story, begun(story), "2026-01-03T04:04:05+00:00")
    assert isinstance(answer, tuple)
    assert isinstance(answer[0], AttemptStarted)


# People


def test_step_is_taken_by_hand_beside_another_but_not_two_by_hand() -> None:
    story = Story((step("a"), step("b"), step("c")))
    story.work("a", "t1")

    story.told(Take(path("b"), "person:dev", "/lane"))
    answer = story.tell(Take(path("c"), "person:dev", "/lane"))

    assert story.states() == {"a": "Judging", "b": "InHand", "c": "Ready"}
    assert refusal_code(answer) == "checkout.busy"


def test_step_is_not_taken_by_hand_in_a_folder_of_another_tree() -> None:
    story = Story((step("a"), step("b")))
    story.good("a", "t1")

    answer = story.tell(Take(path("b"), "person:dev", "/lane", TreeId("t0")))

    assert refusal_code(answer) == "checkout.busy"
    story.told(Take(path("b"), "person:dev", "/lane", TreeId("t1")))


def test_step_is_not_taken_by_hand_while_something_it_needs_is_open() -> None:
    steps = (
        step("plan"),
        step("a", ["plan"], no_go=(NoGo(Move.BLOCK),)),
        step("b", ["plan"]),
        approval("look", ["b"], "plan"),
    )
    story = Story(steps)
    story.good("plan", "t1")
    story.work("a", "t2")
    story.judge("a", Status.FAIL, code="tests.failed")
    story.told(Hint(path("b"), "person:dev", "go on with this"))
    story.good("b", "t3")
    story.judge("look")
    story.decide("look", Choice.SEND_BACK, because="no")

    answer = story.tell(Take(path("a"), "person:dev", "/lane"))

    assert refusal_code(answer) == "checkout.busy"


def test_run_with_a_step_given_up_blocks_again_once_nothing_else_is_left() -> None:
    story = Story((step("a", no_go=(NoGo(Move.BLOCK, reason="bad"),)), step("b")))
    story.work("a", "t1")
    story.judge("a", Status.FAIL, code="tests.failed")
    story.told(Hint(path("b"), "person:dev", "this first"))
    story.good("b", "t2")

    assert isinstance(story.state.phase, Blocked)
    assert story.state.phase.step == "a"


def test_taking_by_hand_forgets_what_went_wrong_before() -> None:
    story = Story()
    story.work("write-plan", "t1")
    for _ in range(4):
        story.judge("write-plan", Status.ERROR, code="environment.network")
    story.told(Take(None, "person:dev", "/lane"))
    story.told(Submit(path("write-plan"), "person:dev", TreeId("t2")))

    assert story.states()["write-plan"] == "Judging"
    assert isinstance(decide(story.state)[0], JudgeStep)


def test_who_took_a_step_wrote_it_whoever_hands_it_in() -> None:
    people = People((("approver", ("person:dev", "person:sec")),), is_solo=False)
    story = Story(people=people)
    story.told(Take(path("write-plan"), "person:dev", "/lane"))
    assert isinstance(story.state.record(path("write-plan")).state, InHand)
    story.told(Submit(None, "person:sec", TreeId("t1")))
    story.judge("write-plan", items=["1"])
    story.judge("may-code")

    for person in ("person:dev", "person:sec"):
        answer = story.decide("may-code", person=person)
        assert refusal_code(answer) == "approval.author"


def test_steps_that_nobody_can_work_on_are_not_taken() -> None:
    story = Story((step("a", doer=NOBODY), step("b", ["a"])))

    for wanted in ("a", "b", "nowhere"):
        answer = story.tell(Take(path(wanted), "person:dev", "/lane"))
        assert refusal_code(answer) == "checkout.nothing"
    assert refusal_code(story.tell(Submit(None, "person:dev", TreeId("t")))) == "submit.nothing"
    assert refusal_code(story.tell(Hint(None, "person:dev", "x"))) == "retry.nothing"


def test_step_of_a_person_waits_for_that_person() -> None:
    story = Story((step("a", doer=Doer(WorkerKind.PERSON, "developer", "do it")),))

    assert decide(story.state) == ()
    assert is_at_rest(story.state)
    assert [each.definition.path for each in waits_for_people(story.state)] == ["a"]
    story.told(Take(None, "person:dev", "/lane"))
    assert [each.definition.path for each in waits_for_people(story.state)] == ["a"]
    other = story.tell(Submit(path("b"), "person:dev", TreeId("t1")))
    assert refusal_code(other) == "submit.nothing"
    story.told(Submit(None, "person:dev", TreeId("t1")))
    story.judge("a")
    assert isinstance(story.state.phase, Over)
    assert waits_for_people(story.state) == ()


def test_decision_on_a_step_that_asks_nothing_is_refused() -> None:
    story = planned()
    asked = story.asked("may-code")
    good = Decide(
        path("may-code"), asked.nonce, asked.bound, Choice.APPROVE, "person:dev", (), "",
        Digest("s"), Digest("h"),
    )  # fmt: skip

    other = story.tell(replace(good, step=path("may-merge")))
    assert refusal_code(other) == "approval.unasked"
    assert isinstance(other, Refusal)
    assert other.found == "may-code waits"
    story.told(good)
    again = story.tell(good)
    assert isinstance(again, Refusal)
    assert again.found == "nobody is asked anything"


def test_every_item_wants_an_answer_and_every_no_a_reason() -> None:
    story = Story((step("a"), approval("look", ["a"], "a", items=("Is it good?",))))
    story.good("a", "t1")
    story.judge("look")
    asked = story.asked("look")
    bare = Decide(
        path("look"), asked.nonce, asked.bound, Choice.APPROVE, "person:dev", (), "",
        Digest("s"), Digest("h"),
    )  # fmt: skip

    assert refusal_code(story.tell(bare)) == "approval.unanswered"
    assert isinstance(story.decide("look"), tuple)


def test_result_is_taken_once() -> None:
    story = Story((step("a"),))
    story.good("a", "t1")
    landed = Landed(CommitId("c1"), "main", "person:dev")
    assert refusal_code(story.tell(landed)) == "land.not-ready"
    story.told(Committed(path("a"), CommitId("c1"), TreeId("t1")))
    story.told(landed)

    assert refusal_code(story.tell(landed)) == "land.done"
    assert isinstance(story.state.phase, Over)
    assert story.state.phase.landed == "c1"


@pytest.mark.parametrize("tree", ["t0", "t1"])
def test_only_the_last_commit_lands_and_the_others_are_told_which_that_is(tree: str) -> None:
    story = Story((step("a"),))
    story.good("a", tree)
    for unit in story.state.to_commit:
        story.told(Committed(unit.step, CommitId("c1"), unit.tree))

    answer = story.tell(Landed(CommitId("c2"), "main", "person:dev"))

    assert isinstance(answer, Refusal)
    assert (answer.code, answer.found) == ("land.other", "c2")
    assert answer.wanted == ("c1" if tree == "t1" else "none: nothing was changed")


def test_run_is_started_once_and_only_once_started_takes_anything() -> None:
    story = Story()

    assert refusal_code(story.tell(Start(start_of(TASKS)))) == "run.exists"
    assert refusal_code(admit(None, Abort("person:dev", ""), AT)) == "run.unknown"
    assert evolve(story.state, start_of(TASKS)) == story.state


# Conditions


def test_approval_whose_condition_cannot_be_decided_blocks() -> None:
    rule = ApprovalRule(("owner",), "Well?", when="facts.x + 1")
    held = Story((step("a", doer=NOBODY, gate=Gate(approvals=(rule,))),))

    assert isinstance(held.state.phase, Blocked)
    assert "cannot be decided" in held.state.phase.because


def test_approval_whose_condition_does_not_hold_is_not_asked_for() -> None:
    never = ApprovalRule(("owner",), "Well?", when="1 > 2")
    asked = ApprovalRule(("owner",), "Really?", when="2 > 1")
    story = Story((step("a", doer=NOBODY, gate=Gate(approvals=(never, asked))),))
    story.judge("a")

    assert story.asked("a").rule == asked


def test_condition_that_holds_changes_nothing_and_one_that_cannot_be_decided_blocks() -> None:
    held = Story((step("a", when="facts.api", doer=NOBODY),))
    assert isinstance(held.state.phase, Blocked)
    assert "cannot be decided" in held.state.phase.because

    answer = held.tell(Hint(None, "person:dev", "again"))
    assert isinstance(answer, tuple)
    assert isinstance(held.state.phase, Blocked)
    assert Story((step("a", when="2 > 1"),)).states() == {"a": "Ready"}


def test_facts_are_what_conditions_speak_of() -> None:
    started = replace(start_of((step("a", when="facts.api"),)), facts=Facts((("api", True),)))

    assert begin(started, AT).ready == {path("a")}
    assert next_events(begin(started, AT)) == ()


# A larger workflow


def outgrown(steps: tuple[StepDefinition, ...], tree: str = "t1") -> WorkflowOutgrown:
    workflow = Workflow("larger", "1", "Larger", ("approver",), steps)
    return WorkflowOutgrown(workflow, "too large", TreeId(tree))


def test_outgrown_workflow_goes_on_with_the_work_and_uses_no_number_twice() -> None:
    story = Story((step("build"),))
    story.work("build", "t1")

    story.told(
        JudgingDone(story.judgement("build"), outgrown((PLAN, step("build", ["write-plan"]))))
    )

    assert story.states() == {"write-plan": "Ready", "build": "Waiting"}
    assert story.state.tree == "t1"
    assert story.state.record(path("build")).numbers_used == 1
    assert story.state.started.workflow.name == "larger"


def test_task_of_a_plan_that_was_made_before_it_was_outgrown_uses_no_number_twice() -> None:
    each = step("build", ["write-plan"], for_each="plan")
    story = Story((PLAN, each))
    story.good("write-plan", "t1", items=["1"])
    story.told(Committed(path("write-plan"), CommitId("c1"), TreeId("t1")))
    story.work("build/1", "t2")
    story.told(JudgingDone(story.judgement("build/1"), outgrown((PLAN, each), "t2")))
    story.good("write-plan", "t3", items=["1", "2"])

    assert story.state.record(path("build/1")).numbers_used == 1
    assert story.state.record(path("build/2")).numbers_used == 0


def test_workflow_is_not_outgrown_before_what_it_accepted_is_a_commit() -> None:
    story = Story((step("a"), step("b", ["a"])))
    story.good("a", "t1")
    story.work("b", "t2")

    intake = JudgingDone(story.judgement("b"), outgrown((PLAN,), "t2"))
    assert refusal_code(story.tell(intake)) == "outcome.late"
    story.told(Committed(path("a"), CommitId("c1"), TreeId("t1")))
    story.told(intake)
    assert story.state.commits == ("c1",)


def test_workflows_that_outgrow_into_each_other_come_to_an_end() -> None:
    story = Story((step("a"),))
    for number in range(4):
        story.work("a", f"t{number}")
        story.told(JudgingDone(story.judgement("a"), outgrown((step("a"),), f"t{number}")))

    assert isinstance(story.state.phase, Over)
    assert story.state.phase.exit is Exit.COMPLETED


def test_work_by_hand_counts_in_the_workflow_that_goes_on() -> None:
    people = People((("approver", ("person:dev",)),), is_solo=False)
    story = Story((step("a"),), people=people)
    story.told(Take(path("a"), "person:dev", "/lane"))
    story.told(Submit(None, "person:dev", TreeId("t1")))
    story.told(
        JudgingDone(story.judgement("a"), outgrown((step("b"), approval("look", ["b"], "b"))))
    )
    story.good("b", "t2")
    story.judge("look")

    assert refusal_code(story.decide("look")) == "approval.author"


# Totality


def test_needs_that_wait_for_each_other_are_a_bug_that_is_said() -> None:
    with pytest.raises(CycleError):
        Story((step("a", ["b"]), step("b", ["a"])))


def test_finish_of_work_that_nobody_began_is_folded_from_what_is_there() -> None:
    state = begin(start_of((step("a"),)), AT)
    finished = AttemptFinished(path("a"), 1, Ended.DONE, TreeId("t"), "", None, None, 1)

    judging = evolve(state, finished).record(path("a")).state

    assert isinstance(judging, Judging)
    assert judging.from_tree == state.tree


def test_commands_are_begun_like_agents() -> None:
    story = Story((step("a", doer=Doer(WorkerKind.COMMAND, argv=("make",))),))
    story.told(begun(story))

    assert isinstance(story.state.record(path("a")).state, Working)


def _given_up(state: RunState) -> list[str]:
    return [name for name, each in state.steps.items() if isinstance(each.state, GivenUp)]


def test_gate_with_an_approval_and_a_worker_asks_on_the_workers_tree() -> None:
    gate = Gate(approvals=(ApprovalRule(("approver",), "Good?"),))
    story = Story((step("a", gate=gate),))
    story.work("a", "t1")
    story.judge("a")
    story.decide("a")

    assert StepAccepted(path("a"), 1, TreeId("t1"), ()) in story.events
    assert _given_up(story.state) == []


def test_words_without_attempts_grant_none() -> None:
    story = Story((step("a"),))

    after = evolve(story.state, HintGiven(path("a"), "person:dev", "look", 0))

    record = after.record(path("a"))
    assert (record.hints, record.granted) == ((brief.Hint("person:dev", "look"),), 0)


def test_step_given_up_in_a_blocked_run_does_not_block_it_again() -> None:
    story = Story((step("a", no_go=(NoGo(Move.BLOCK, reason="bad"),)),))
    story.work("a", "t1")
    refused = StepRefused(path("a"), 1, Digest("s"), (), "bad")
    blocked = replace(story.state, phase=Blocked("another", path("a")))

    given_up = StepGivenUp(path("a"), "bad")
    assert complete(blocked, (refused,)).events == (refused, given_up)


def test_refusals_in_other_lines_are_for_the_same_reason_and_in_other_places_are_not() -> None:
    def signature(place: Place) -> Digest:
        line = VerdictLine("lint", Status.FAIL, "", Digest("v"), ("lint.new",), (place,))
        return signature_of((line,))

    here = Place("a.py", 3, "bad")
    assert signature(here) == signature(replace(here, line=7))
    assert signature(here) != signature(replace(here, path="b.py"))


def test_consequences_without_an_end_are_a_bug_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = begin(start_of((step("a"),)), AT)
    again = (HintGiven(path("a"), "person:dev", "", 0),)
    monkeypatch.setattr(consequences, "next_events", lambda _: again)
    monkeypatch.setattr(consequences, "FOLLOWING_MAX", 3)

    with pytest.raises(AssertionError, match="no end"):
        complete(state, again)
