"""What becomes of a run: the good way, refusals, stops, losses, people, and the end."""

import pytest

from gatewright.core.course.decide import decide, is_at_rest
from gatewright.core.evolve.evolve import begin, fold
from gatewright.core.state.run_state import Blocked, Over
from gatewright.model import brief
from gatewright.model.effects import JudgeStep, MakeCommit, StartAttempt
from gatewright.model.events import (
    AttemptFinished,
    Choice,
    Ended,
    Exit,
    RunStarted,
    StepAccepted,
    VerdictLine,
    WorkflowOutgrown,
)
from gatewright.model.feature import Bounds, People
from gatewright.model.ids import CommitId, Digest, TreeId
from gatewright.model.intake import (
    Abort,
    BeginAttempt,
    Committed,
    Decide,
    Hint,
    JudgingDone,
    Landed,
    Refusal,
    Reply,
    Submit,
    Take,
    WorkDone,
    WorkLost,
)
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Doer, Move, NoGo, Product, WorkerKind
from tests.unit.run_stories import AT, FEATURE, Story, approval, path, step


def planned() -> Story:
    story = Story()
    story.good("write-plan", "t1", items=["1", "2"])
    story.judge("may-code")
    return story


def built() -> Story:
    story = planned()
    story.decide("may-code")
    story.good("build/1", "t2")
    story.good("build/2", "t3")
    return story


def test_good_run_completes_and_commits_each_change_once() -> None:
    story = built()
    story.judge("finish")
    story.judge("may-merge")
    story.decide("may-merge")

    assert isinstance(story.state.phase, Over)
    assert story.state.phase.exit is Exit.COMPLETED
    for tree, name in [("t1", "write-plan"), ("t2", "build/1"), ("t3", "build/2")]:
        wanted = decide(story.state)[0]
        assert isinstance(wanted, MakeCommit)
        assert (wanted.tree, wanted.step) == (tree, name)
        story.told(Committed(path(name), CommitId(f"c-{tree}"), TreeId(tree)))
    assert decide(story.state) == ()


def test_steps_start_one_after_the_other_and_only_when_what_they_need_holds() -> None:
    story = Story()
    wanted = decide(story.state)

    assert [type(each) for each in wanted] == [StartAttempt]
    assert wanted[0].step == "write-plan"
    assert story.states()["build"] == "Waiting"


def test_tasks_of_the_plan_become_steps_in_its_order() -> None:
    story = planned()
    story.decide("may-code")

    assert list(story.state.steps)[2:5] == ["build/1", "build/2", "build"]
    assert (story.states()["build/1"], story.states()["build/2"]) == ("Ready", "Waiting")


def test_refused_step_is_tried_again_with_the_next_number() -> None:
    story = Story()
    story.work("write-plan", "t1")
    story.judge("write-plan", Status.FAIL, code="plan.untraced")

    wanted = decide(story.state)[0]

    assert isinstance(wanted, StartAttempt)
    assert (wanted.number, wanted.effect_id) == (2, "12/write-plan/attempt/2")


def test_two_refusals_for_one_reason_end_the_attempts_early() -> None:
    story = Story()
    for tree in ("t1", "t2"):
        story.work("write-plan", tree)
        story.judge("write-plan", Status.FAIL, code="plan.untraced")

    assert isinstance(story.state.phase, Blocked)
    assert "twice for the same reason" in story.state.phase.because
    assert decide(story.state) == ()


def test_attempts_are_bounded() -> None:
    story = Story()
    for number in range(3):
        story.work("write-plan", f"t{number}")
        story.judge("write-plan", Status.FAIL, code=f"plan.{number}")

    assert isinstance(story.state.phase, Blocked)


def test_hint_grants_attempts_and_sets_the_run_free() -> None:
    story = Story()
    for number in range(3):
        story.work("write-plan", f"t{number}")
        story.judge("write-plan", Status.FAIL, code=f"plan.{number}")

    story.told(Hint(None, "person:dev", "name R2"))

    wanted = decide(story.state)[0]
    assert isinstance(wanted, StartAttempt)
    assert wanted.number == 4
    assert story.state.record(path("write-plan")).hints == (brief.Hint("person:dev", "name R2"),)


def test_attempts_before_a_step_held_do_not_count_after() -> None:
    story = Story((step("a"), approval("gate", ["a"], "a")))
    for number in range(3):
        story.work("a", f"t{number}")
        story.judge("a", Status.FAIL, code=f"plan.{number}")
    story.told(Hint(None, "person:dev", "name R2"))
    story.good("a", "t3")
    story.judge("gate")
    story.decide("gate", Choice.SEND_BACK, because="another way")

    for tree in ("t4", "t5"):
        story.work("a", tree)
        story.judge("a", Status.FAIL, code="plan.untraced")

    assert isinstance(story.state.phase, Blocked)
    assert "twice for the same reason" in story.state.phase.because


def test_error_costs_no_attempt_and_is_judged_again_until_its_bound() -> None:
    story = Story()
    story.work("write-plan", "t1")
    asked = []
    for _ in range(4):
        asked.append(decide(story.state)[0].effect_id)
        story.judge("write-plan", Status.ERROR, code="environment.network")

    assert len(set(asked)) == 4
    assert story.state.record(path("write-plan")).tries == 0
    assert isinstance(story.state.phase, Blocked)


def test_step_that_nobody_works_on_is_judged_again_after_an_error() -> None:
    story = built()
    story.judge("finish", Status.ERROR, code="environment.network")

    wanted = decide(story.state)[-1]

    assert isinstance(wanted, JudgeStep)
    assert wanted.step == "finish"


def test_approval_is_asked_on_the_judged_content_and_taken_once() -> None:
    story = planned()
    before = list(story.events)

    story.decide("may-code")

    assert sum(isinstance(each, StepAccepted) for each in story.events[len(before) :]) == 1
    with pytest.raises(AssertionError):
        story.decide("may-code")


def test_decision_on_other_content_is_refused() -> None:
    story = planned()
    asked = story.asked("may-code")

    answer = story.tell(
        Decide(
            path("may-code"),
            asked.nonce,
            Digest("other"),
            Choice.APPROVE,
            "person:dev",
            (),
            "",
            asked.bound,
            asked.bound,
        )
    )

    assert isinstance(answer, Refusal)
    assert answer.code == "approval.stale"


def test_send_back_reopens_the_plan_and_asks_again_on_the_new_one() -> None:
    story = planned()
    story.decide("may-code", Choice.SEND_BACK, because="limit aliases to 20 an hour")

    assert story.states()["write-plan"] == "Ready"
    assert story.states()["may-code"] == "Waiting"
    story.good("write-plan", "t9", items=["1", "3"])
    story.judge("may-code")
    assert story.states()["may-code"] == "Deciding"
    assert [name for name in story.state.steps if name.startswith("build/")] == [
        "build/1",
        "build/3",
    ]


def test_sending_back_is_bounded() -> None:
    story = planned()
    for number in range(3):
        story.decide("may-code", Choice.SEND_BACK, because=f"no {number}")
        if isinstance(story.state.phase, Blocked):
            break
        story.good("write-plan", f"t{number + 5}", items=["1"])
        story.judge("may-code")

    assert isinstance(story.state.phase, Blocked)
    assert story.states()["may-code"] == "GivenUp"


def test_a_no_without_a_reason_is_refused() -> None:
    story = planned()

    answer = story.decide("may-code", Choice.SEND_BACK)

    assert isinstance(answer, Refusal)
    assert answer.code == "approval.reason"


def test_person_without_the_role_cannot_decide() -> None:
    people = People((("approver", ("sec",)),), is_solo=False)
    story = Story(people=people)
    story.good("write-plan", "t1", items=["1"])
    story.judge("may-code")

    answer = story.decide("may-code", person="person:dev")

    assert isinstance(answer, Refusal)
    assert answer.code == "approval.role"
    assert answer.found == "it stays with: sec"


def test_author_by_hand_cannot_approve_among_several_people() -> None:
    people = People((("approver", ("person:dev", "person:sec")),), is_solo=False)
    story = Story(people=people)
    story.told(Take(path("write-plan"), "person:dev", "/lane"))
    story.told(Submit(None, "person:dev", TreeId("t1")))
    story.judge("write-plan", items=["1"])
    story.judge("may-code")

    answer = story.decide("may-code", person="person:dev")

    assert isinstance(answer, Refusal)
    assert answer.code == "approval.author"
    assert not isinstance(story.decide("may-code", person="person:sec"), Refusal)


def test_late_outcome_is_fenced_off() -> None:
    story = Story()
    story.work("write-plan", "t1")

    finished = story.events[-1]
    assert isinstance(finished, AttemptFinished)
    answer = story.tell(WorkDone(finished))

    assert isinstance(answer, Refusal)
    assert answer.code == "outcome.late"


def test_lost_attempt_is_made_again_and_its_number_is_not() -> None:
    story = Story()
    story.told(_begun(story))
    story.told(WorkLost(path("write-plan"), 1, "the driver died"))

    wanted = decide(story.state)[0]

    assert isinstance(wanted, StartAttempt)
    assert wanted.number == 2


def test_lost_attempts_are_bounded() -> None:
    story = Story(bounds=Bounds(lost_max=2))
    for number in range(1, 4):
        story.told(_begun(story))
        story.told(WorkLost(path("write-plan"), number, "the driver died"))

    assert isinstance(story.state.phase, Blocked)


def test_command_that_acts_outside_is_begun_again_by_a_persons_word_only() -> None:
    command = Doer(WorkerKind.COMMAND, argv=("tools/announce",))
    story = Story((step("tell", doer=command, asks_if_lost=True),))
    story.told(_begun(story))
    story.told(WorkLost(path("tell"), 1, "the driver died"))

    assert isinstance(story.state.phase, Blocked)
    assert "nobody knows what it did" in story.state.phase.because
    story.told(Hint(None, "person:dev", "it told nobody"))
    assert [type(each) for each in decide(story.state)] == [StartAttempt]


@pytest.mark.parametrize("went_wrong", ["lost", "broke", "unjudged"])
def test_what_went_wrong_before_a_person_took_it_does_not_count_after(went_wrong: str) -> None:
    story = Story(bounds=Bounds(lost_max=0, trouble_max=0))
    if went_wrong == "lost":
        story.told(_begun(story))
        story.told(WorkLost(path("write-plan"), 1, "the driver died"))
    else:
        story.work("write-plan", "t1", Ended.FAILED if went_wrong == "broke" else Ended.DONE)
    if went_wrong == "unjudged":
        story.judge("write-plan", Status.ERROR, code="environment.network")
    assert isinstance(story.state.phase, Blocked)

    story.told(Take(None, "person:dev", "/lane"))
    story.told(Submit(path("write-plan"), "person:dev", TreeId("t1")))
    story.judge("write-plan", Status.FAIL, code="plan.form")

    assert not isinstance(story.state.phase, Blocked)
    wanted = decide(story.state)[0]
    assert isinstance(wanted, StartAttempt)
    assert wanted.number == 3


def _begun(story: Story) -> BeginAttempt:
    wanted = decide(story.state)[0]
    assert isinstance(wanted, StartAttempt)
    return BeginAttempt(
        wanted.step,
        wanted.number,
        wanted.effect_id,
        "agent:scripted",
        wanted.from_tree,
        Digest("b"),
    )


def test_same_request_is_admitted_once() -> None:
    story = Story()
    begun = _begun(story)
    story.told(begun)

    assert isinstance(story.tell(begun), Refusal)


def test_worker_that_breaks_costs_no_attempt_and_blocks_in_the_end() -> None:
    story = Story()
    for number in range(4):
        story.work("write-plan", f"t{number}", Ended.FAILED)

    assert story.state.record(path("write-plan")).tries == 0
    assert isinstance(story.state.phase, Blocked)


@pytest.mark.parametrize("ended", [Ended.TIMED_OUT, Ended.QUIET, Ended.FLOODED])
def test_attempt_that_was_cut_off_is_refused_without_judging(ended: Ended) -> None:
    story = Story()
    story.work("write-plan", "t1", ended)

    assert story.state.record(path("write-plan")).tries == 1
    assert story.states()["write-plan"] == "Ready"


def test_question_holds_the_step_until_it_is_answered() -> None:
    story = Story()
    story.told(_begun(story))
    story.told(_asking(story))
    assert story.states()["write-plan"] == "Held"
    assert is_at_rest(story.state)

    story.told(Reply(None, "person:dev", "per user"))

    assert story.states()["write-plan"] == "Ready"
    assert story.state.record(path("write-plan")).answers[0].answer == "per user"


def _asking(story: Story) -> WorkDone:
    return WorkDone(
        AttemptFinished(path("write-plan"), 1, Ended.DONE, TreeId("t1"), "?", None, None, 1),
        ("per user or per address?",),
    )


def test_question_is_moot_once_its_workflow_is_outgrown() -> None:
    story = Story((step("write-plan"), step("other")))
    story.told(_begun(story))
    story.told(_asking(story))
    story.work("other", "t2")
    larger = replace(story.state.started.workflow, name="larger")

    story.told(JudgingDone(story.judgement("other"), WorkflowOutgrown(larger, "", TreeId("t2"))))

    assert story.states()["write-plan"] == "Ready"
    assert isinstance(story.tell(Reply(None, "person:dev", "per user")), Refusal)
    assert story.state.questions == {}


def test_over_is_over() -> None:
    story = planned()
    story.told(Abort("person:dev", "not needed"))

    assert isinstance(story.tell(Abort("person:dev", "again")), Refusal)
    assert isinstance(story.tell(Hint(None, "person:dev", "x")), Refusal)
    assert [type(each) for each in decide(story.state)] == [MakeCommit]


def test_landing_wants_a_completed_run_with_its_commits() -> None:
    story = planned()
    story.told(Abort("person:dev", "not needed"))

    answer = story.tell(Landed(CommitId("c"), "main", "person:dev"))

    assert isinstance(answer, Refusal)
    assert answer.code == "land.not-ready"


def test_failed_finish_follows_its_rule() -> None:
    story = built()
    story.judge("finish", Status.FAIL, code="tests.failed")

    assert isinstance(story.state.phase, Blocked)
    assert "not finished" in story.state.phase.because


def test_reopened_step_reopens_what_judged_its_outcome_and_not_what_only_waited() -> None:
    steps = (
        step("a"),
        step("b", ["a"]),
        approval("gate", ["b"], "a"),
    )
    story = Story(steps)
    story.good("a", "t1")
    story.good("b", "t2")
    story.judge("gate")

    story.decide("gate", Choice.SEND_BACK, because="a is wrong")

    assert story.states() == {"a": "Ready", "b": "Accepted", "gate": "Waiting"}


def test_what_reads_is_made_anew_once_it_is_another_and_not_before() -> None:
    steps = (
        step("a", produces=(Product("api", "api.yaml"),)),
        step("b", ["a"], reads=("api",)),
        approval("gate", ["b"], "a"),
    )
    story = Story(steps)
    story.good("a", "t1")
    story.good("b", "t2")
    story.judge("gate")

    story.decide("gate", Choice.SEND_BACK, because="a is wrong")

    assert story.states() == {"a": "Ready", "b": "Accepted", "gate": "Waiting"}
    story.good("a", "t3")
    assert story.states() == {"a": "Accepted", "b": "Ready", "gate": "Waiting"}
    assert story.state.record(path("b")).changed_reads == ("api",)


def test_what_was_made_from_what_was_made_anew_is_made_anew_in_its_turn() -> None:
    steps = (
        step("a", produces=(Product("api", "api.yaml"),)),
        step("b", ["a"], reads=("api",), produces=(Product("code", "code.py"),)),
        step("c", ["b"], reads=("code",)),
        step("d", ["c"]),
        approval("gate", ["d"], "a"),
    )
    story = Story(steps)
    for number, name in enumerate("abcd", start=1):
        story.good(name, f"t{number}")
    story.judge("gate")

    story.decide("gate", Choice.SEND_BACK, because="a is wrong")

    assert accepted_in(story) == ["b", "c", "d"]
    story.good("a", "t5")
    assert accepted_in(story) == ["a", "c", "d"]
    story.good("b", "t6")
    assert accepted_in(story) == ["a", "b", "d"]


def accepted_in(story: Story) -> list[str]:
    return [name for name, state in story.states().items() if state == "Accepted"]


def test_abort_rule_ends_the_run() -> None:
    story = Story((step("a", no_go=(NoGo(Move.ABORT, reason="unviable"),)),))
    story.work("a", "t1")
    story.judge("a", Status.FAIL, code="tests.failed")

    assert isinstance(story.state.phase, Over)
    assert story.state.phase.exit is Exit.ABORTED


def test_condition_that_is_false_skips_the_step() -> None:
    story = Story((step("a", when="1 > 2"), step("b", ["a"])))

    assert story.states() == {"a": "Skipped", "b": "Ready"}


def test_folding_the_journal_gives_the_same_state() -> None:
    story = built()
    first, *others = story.events
    assert isinstance(first, RunStarted)

    assert fold(begin(first, AT), others) == story.state
    assert len(FEATURE) == 5


def test_steps_of_a_plan_that_was_sent_back_have_their_worker_and_their_gate() -> None:
    story = planned()
    story.decide("may-code", Choice.SEND_BACK, because="more")
    story.good("write-plan", "t9", items=["1", "2"])
    story.judge("may-code")
    story.decide("may-code")

    written = FEATURE[2]
    for name in ("build/1", "build/2"):
        definition = story.state.record(path(name)).definition
        assert (definition.doer, definition.gate) == (written.doer, written.gate)
    assert [type(each) for each in decide(story.state)][-1] is StartAttempt


def test_failure_beside_an_error_is_refused_and_not_judged_for_ever() -> None:
    story = Story()
    story.work("write-plan", "t1")
    judged = story.judgement("write-plan", Status.FAIL, code="tests.canary")
    error = VerdictLine("proof", Status.ERROR, "could not judge", Digest("v"))

    story.told(JudgingDone(replace(judged, verdicts=(*judged.verdicts, error))))

    assert story.state.record(path("write-plan")).tries == 1
    assert story.states()["write-plan"] == "Ready"
