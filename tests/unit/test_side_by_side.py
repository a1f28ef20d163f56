"""Steps that do not wait for each other: worked on at once, put on the head one by one."""

from collections.abc import Sequence

from gatewright.core.course.decide import decide, waits_for_people, wants
from gatewright.core.course.merge_queue import settled_before
from gatewright.model.digest import digest_of
from gatewright.model.effects import Effect, JudgeStep, MergeLane, StartAttempt
from gatewright.model.events import (
    Choice,
    DecisionAsked,
    Ended,
    Event,
    StepAccepted,
    StepRefused,
    VerdictLine,
)
from gatewright.model.ids import Digest, TreeId
from gatewright.model.intake import JudgingDone, MergeConflict, Merged, Refusal
from gatewright.model.queueing import WorkMerged, WorkQueued, WorkStopped
from gatewright.model.records import replace
from gatewright.model.verdicts import Place, Status
from gatewright.model.workflow import (
    MERGE_CHECK,
    ApprovalRule,
    Gate,
    Move,
    NoGo,
    Product,
    StepDefinition,
)
from tests.property.run_worlds import beginning, work_of
from tests.unit.run_stories import NOBODY, Story, approval, path, step

PAIR = (step("a"), step("b"))
ASKED = Gate(("tests",), approvals=(ApprovalRule(("approver",), "May it?"),))
OF_PLAN = Gate(("tests",), approvals=(ApprovalRule(("approver",), "May it?", binds=("plan",)),))
PLAN = Product("plan", "docs/plan.md", "plan")


def wanted(story: Story) -> list[tuple[str, str]]:
    """Return what is wanted, in order, by its kind and step."""
    return [(type(each).__name__, each.step) for each in decide(story.state)]


def effect_of(story: Story, kind: type[Effect], name: str) -> Effect:
    """Return the effect of that kind that is wanted for a step."""
    [found] = [each for each in decide(story.state) if isinstance(each, kind) and each.step == name]
    return found


def begin(story: Story, *names: str) -> None:
    """Begin an attempt at each of the steps."""
    for name in names:
        effect = effect_of(story, StartAttempt, name)
        assert isinstance(effect, StartAttempt)
        story.told(beginning(effect))


def leave(story: Story, name: str, tree: str) -> None:
    """Have the attempt under way leave `tree`."""
    story.told(work_of(story.state.record(path(name)), TreeId(tree), Ended.DONE))


def merge(story: Story, name: str, tree: str) -> tuple[Event, ...]:
    """Put the work of a step on the head, which comes to `tree`."""
    effect = effect_of(story, MergeLane, name)
    assert isinstance(effect, MergeLane)
    return story.told(Merged(effect.step, effect.number, effect.head, TreeId(tree)))


def clash(story: Story, name: str, line: VerdictLine) -> tuple[Event, ...] | Refusal:
    """Have the work of a step not go with the head."""
    number = story.state.record(path(name)).numbers_used
    return story.tell(MergeConflict(path(name), number, story.state.tree, line))


def clashing(where: str = "src/a.py") -> VerdictLine:
    """Return what is said of work that does not go with the head."""
    place = Place(where, 3, "both changed it")
    return VerdictLine(
        MERGE_CHECK, Status.FAIL, "clashes", Digest("v"), ("lane.conflict",), (place,)
    )


def both_worked(steps: Sequence[StepDefinition] = PAIR) -> Story:
    """Return a run whose two steps were begun at once; the first is judged to be good."""
    story = Story(steps)
    begin(story, "a", "b")
    leave(story, "a", "ta")
    leave(story, "b", "tb")
    story.judge("a")
    return story


def kinds(events: object) -> list[str]:
    """Return what happened, by the kinds of the events."""
    assert isinstance(events, tuple | list), events
    return [type(event).__name__ for event in events]


# What is wanted


def test_all_that_can_be_begun_is_wanted_the_longest_path_first() -> None:
    story = Story((step("short"), step("long"), step("behind", ["long"]), step("other")))

    assert wanted(story) == [
        ("StartAttempt", "long"),
        ("StartAttempt", "short"),
        ("StartAttempt", "other"),
    ]


def test_what_is_under_way_is_wanted_before_what_can_be_begun() -> None:
    story = Story(PAIR)
    begin(story, "b")
    leave(story, "b", "tb")

    assert wanted(story) == [("JudgeStep", "b"), ("StartAttempt", "a")]


def test_effect_is_wanted_as_long_as_it_is_decided() -> None:
    story = Story(PAIR)
    effect = effect_of(story, StartAttempt, "a")
    assert wants(story.state, effect)

    begin(story, "a")

    assert not wants(story.state, effect)
    assert not wants(story.state, replace(effect, step=path("nowhere")))


# The head moves


def test_work_begun_from_the_head_is_accepted_as_it_is() -> None:
    story = both_worked()

    assert story.state.tree == "ta"
    assert story.states() == {"a": "Accepted", "b": "Judging"}


def test_work_begun_before_the_head_moved_is_merged_and_judged_once_more() -> None:
    story = both_worked()

    assert kinds(story.told(JudgingDone(story.judgement("b")))) == ["StepJudged", "WorkQueued"]
    assert wanted(story)[1:] == [("MergeLane", "b")]
    assert story.state.tree == "ta"

    assert kinds(merge(story, "b", "tab")) == ["WorkMerged"]
    effect = effect_of(story, JudgeStep, "b")
    assert isinstance(effect, JudgeStep)
    assert (effect.tree, effect.from_tree) == ("tab", "ta")
    assert effect.effect_id == "12/b/judge/1/on/ta"

    story.judge("b")
    assert story.state.tree == "tab"
    assert [unit.tree for unit in story.state.to_commit] == ["ta", "tab"]


def test_work_that_fails_on_the_head_is_refused_and_begun_from_it_again() -> None:
    story = both_worked()
    story.judge("b")
    merge(story, "b", "tab")

    story.judge("b", Status.FAIL, code="tests.failed")

    assert story.state.tree == "ta"
    assert story.state.queue == ()
    effect = effect_of(story, StartAttempt, "b")
    assert isinstance(effect, StartAttempt)
    assert effect.from_tree == "ta"


def test_work_that_clashes_is_refused_with_the_places_and_begun_from_the_head() -> None:
    story = both_worked()
    story.judge("b")

    events = clash(story, "b", clashing())

    assert kinds(events) == ["StepJudged", "StepRefused", "StepReopened"]
    [refused] = [each for each in story.events if isinstance(each, StepRefused)]
    assert refused.codes == ("lane.conflict",)
    effect = effect_of(story, StartAttempt, "b")
    assert isinstance(effect, StartAttempt)
    assert (effect.from_tree, effect.number) == ("ta", 2)


def test_failure_rule_may_be_for_work_that_clashes() -> None:
    rules = (NoGo(Move.BLOCK, reason="they meet", checks=(MERGE_CHECK,)), NoGo(Move.REWORK))
    story = both_worked((step("a"), step("b", no_go=rules)))
    story.judge("b")

    assert kinds(clash(story, "b", clashing()))[-2:] == ["StepGivenUp", "RunBlocked"]


def test_merge_that_nobody_wants_is_refused() -> None:
    story = both_worked()
    early = story.tell(Merged(path("b"), 1, TreeId("ta"), TreeId("tab")))
    story.judge("b")
    other_head = story.tell(Merged(path("b"), 1, TreeId("t0"), TreeId("tab")))
    passing = clash(story, "b", replace(clashing(), status=Status.PASS))
    nowhere = story.tell(Merged(path("nowhere"), 1, TreeId("ta"), TreeId("tab")))

    for answer in (early, other_head, passing, nowhere):
        assert isinstance(answer, Refusal)
        assert answer.code == "outcome.late"


def test_first_come_is_first_merged() -> None:
    story = Story((*PAIR, step("c")))
    begin(story, "a", "b", "c")
    for name in ("a", "c", "b"):
        leave(story, name, f"t{name}")
        story.judge(name)

    assert story.state.queue == ("c", "b")
    assert ("MergeLane", "c") in wanted(story)
    assert ("MergeLane", "b") not in wanted(story)

    merge(story, "c", "tac")
    story.judge("c")
    assert ("MergeLane", "b") in wanted(story)


def test_work_that_needs_no_merge_does_not_pass_what_is_merged() -> None:
    story = both_worked((*PAIR, step("c")))
    begin(story, "c")
    story.judge("b")
    leave(story, "c", "tc")
    story.judge("c")

    assert story.state.queue == ("b", "c")
    assert story.state.tree == "ta"


def test_what_could_not_be_judged_on_the_head_is_judged_there_again() -> None:
    story = both_worked()
    story.judge("b")
    merge(story, "b", "tab")

    story.judge("b", Status.ERROR)

    effect = effect_of(story, JudgeStep, "b")
    assert effect.effect_id == "12/b/judge/1/on/ta/1"


def test_checks_alone_are_of_the_head_and_never_move_it() -> None:
    story = Story((*PAIR, step("look", doer=NOBODY)))
    begin(story, "a")
    late = story.judgement("look")
    leave(story, "a", "ta")
    story.judge("a")

    assert isinstance(story.tell(JudgingDone(late)), Refusal)
    story.judge("look")
    assert story.state.tree == "ta"


# People


def test_head_stays_while_people_decide_on_a_tree() -> None:
    story = both_worked((step("a", gate=ASKED), step("b")))

    assert kinds(story.told(JudgingDone(story.judgement("b")))) == ["StepJudged", "WorkQueued"]
    assert wanted(story) == []
    assert story.state.tree == "t0"

    story.decide("a")
    assert story.state.tree == "ta"
    assert ("MergeLane", "b") in wanted(story)


def test_what_waited_is_put_on_the_same_head_where_people_send_the_other_back() -> None:
    story = both_worked((step("a", gate=ASKED), step("b")))
    story.judge("b")

    story.decide("a", Choice.SEND_BACK, because="no")
    merge(story, "b", "tb")
    story.judge("b")

    assert story.state.tree == "tb"


def test_one_tree_is_asked_about_at_a_time() -> None:
    story = both_worked((step("a", gate=ASKED), step("b", gate=ASKED)))
    story.judge("b")
    assert [each.definition.path for each in waits_for_people(story.state)] == ["a"]

    story.decide("a")
    merge(story, "b", "tab")
    story.judge("b")
    assert [each.definition.path for each in waits_for_people(story.state)] == ["b"]

    story.decide("b")
    assert story.state.tree == "tab"


def test_what_is_asked_about_again_on_another_head_is_another_asking() -> None:
    story = both_worked((step("a"), step("b", gate=ASKED)))
    story.judge("b")
    merge(story, "b", "tab")
    story.judge("b")

    asked = [each.nonce for each in story.events if isinstance(each, DecisionAsked)]
    plain = digest_of(["12", "b", 1])[:32]
    assert asked != [plain]


def test_document_is_agreed_to_beside_others_and_not_asked_about_again() -> None:
    steps = (step("a", gate=OF_PLAN, produces=(PLAN,)), step("b"))
    story = both_worked(steps)
    story.judge("b")  # nobody is asked about the tree, so this moves the head
    assert story.state.tree == "tb"

    assert kinds(story.decide("a")) == ["Decided", "WorkQueued"]
    merge(story, "a", "tab")
    before = len(story.events)
    same = (("plan", digest_of(["plan", "ta"])),)
    story.told(JudgingDone(replace(story.judgement("a"), artifacts=same)))

    assert kinds(story.events[before:])[:2] == ["StepJudged", "DecisionKept"]
    assert story.state.tree == "tab"


def test_document_that_came_to_something_else_on_the_head_is_asked_about_again() -> None:
    story = both_worked((step("a", gate=OF_PLAN, produces=(PLAN,)), step("b")))
    story.judge("b")
    story.decide("a")
    merge(story, "a", "tab")

    story.judge("a")

    assert story.states()["a"] == "Deciding"


def test_stop_of_people_over_a_document_is_judged_on_the_head_once_it_is_agreed_to() -> None:
    rule = ApprovalRule(("approver",), "May it?", binds=("plan",))
    stop = step("stop", doer=NOBODY, gate=Gate(approvals=(rule,)))
    story = Story((stop, step("b")))
    story.judge("stop")
    story.good("b", "tb")

    assert kinds(story.decide("stop")) == ["Decided", "WorkQueued"]
    story.judge("stop")

    assert story.states()["stop"] == "Accepted"
    assert story.state.tree == "tb"


def test_two_stops_of_people_do_not_hold_each_other() -> None:
    stop = approval("stop", [], "a")
    story = both_worked(
        (step("a", gate=ASKED), step("b"), replace(stop, no_go=(NoGo(Move.BLOCK),)))
    )
    story.judge("stop")

    assert kinds(story.decide("a")) == ["Decided", "WorkQueued"]
    story.decide("stop")

    assert story.state.tree == "t0"
    merge(story, "a", "ta")
    before = len(story.events)
    story.judge("a")
    assert kinds(story.events[before:])[:2] == ["StepJudged", "DecisionKept"]


# What is open again


REREAD = (
    step("plan", produces=(PLAN,)),
    step("a", ["plan"], reads=("plan",)),
    step("b", ["plan"], no_go=(NoGo(Move.REOPEN, (path("plan"),), 2),)),
)


def reopened() -> Story:
    """Return a run in which a plan is open again while a reader of it is worked on."""
    story = Story(REREAD)
    story.good("plan", "tp")
    begin(story, "a", "b")
    leave(story, "b", "tb")
    story.judge("b", Status.FAIL, code="tests.failed")
    assert story.states() == {"plan": "Ready", "a": "Working", "b": "Waiting"}
    return story


def plan_again(story: Story, tree: str, *, like: str) -> tuple[Event, ...]:
    """Have the plan made again, with the content that the tree `like` had."""
    story.work("plan", tree)
    made = (("plan", digest_of(["plan", like])),)
    return story.told(JudgingDone(replace(story.judgement("plan"), artifacts=made)))


def test_work_goes_on_while_what_it_reads_is_open_again_and_is_not_judged() -> None:
    story = reopened()
    leave(story, "a", "ta")

    assert wanted(story)[1:] == [("StartAttempt", "plan")]


def test_work_whose_reads_come_to_the_same_again_is_kept() -> None:
    story = reopened()
    leave(story, "a", "ta")

    events = plan_again(story, "tp", like="tp")

    assert kinds(events) == ["StepJudged", "StepAccepted"]
    story.judge("a")
    assert story.state.tree == "ta"


def test_work_whose_reads_come_to_something_else_is_stopped() -> None:
    story = reopened()

    events = plan_again(story, "tq", like="tq")

    assert kinds(events) == ["StepJudged", "StepAccepted", "WorkStopped"]
    [stopped] = [each for each in events if isinstance(each, WorkStopped)]
    assert (stopped.step, stopped.number) == ("a", 1)
    late = work_of(replace(story.state.record(path("a"))), TreeId("ta"), Ended.DONE)
    assert isinstance(story.tell(late), Refusal)
    assert story.state.record(path("a")).tries == 0


def test_work_in_the_queue_lets_pass_what_it_rests_on() -> None:
    story = Story(
        (
            step("plan", produces=(PLAN,)),
            step("a", ["plan"], reads=("plan",)),
            step("c", ["plan"]),
            step("b", ["plan"], no_go=(NoGo(Move.REOPEN, (path("plan"),), 2),)),
        )
    )
    story.good("plan", "tp")
    begin(story, "a", "b", "c")
    for name in "ca":
        leave(story, name, f"t{name}")
        story.judge(name)
    leave(story, "b", "tb")
    story.judge("b", Status.FAIL, code="tests.failed")
    assert story.state.queue == ("a",)

    plan_again(story, "tp2", like="tp")

    assert story.state.tree == "tp2"
    assert ("MergeLane", "a") in wanted(story)


def test_accepted_work_is_never_lost_by_a_workflow_that_is_outgrown() -> None:
    from gatewright.model.events import WorkflowOutgrown
    from gatewright.model.ids import CommitId
    from gatewright.model.intake import Committed

    story = both_worked()
    story.told(Committed(path("a"), CommitId("c1"), TreeId("ta")))
    larger = replace(story.state.started.workflow, name="larger")

    story.told(JudgingDone(story.judgement("b"), WorkflowOutgrown(larger, "large", TreeId("tb"))))
    assert story.states()["b"] == "Queued"

    merge(story, "b", "tab")
    story.told(JudgingDone(story.judgement("b"), WorkflowOutgrown(larger, "large", TreeId("tab"))))
    assert story.state.tree == "tab"
    assert story.state.started.workflow.name == "larger"


def test_events_of_the_queue_say_what_happened() -> None:
    story = both_worked()
    story.judge("b")
    merge(story, "b", "tab")

    told = [each for each in story.events if isinstance(each, WorkQueued | WorkMerged)]
    assert told == [
        WorkQueued(path("b"), 1, "the head has moved since it was begun"),
        WorkMerged(path("b"), 1, TreeId("ta"), TreeId("tab")),
    ]
    assert isinstance(story.events[-1], WorkMerged)
    assert not isinstance(story.events[-1], StepAccepted)


# A list is made meanwhile

LISTED = (
    step("head"),
    step("plan", produces=(PLAN,)),
    step("build", ["plan"], for_each="plan"),
    step("free"),
)


def test_work_that_waits_its_turn_keeps_it_while_a_list_becomes_steps() -> None:
    story = Story(LISTED)
    begin(story, "head", "plan", "free")
    for name in ("head", "plan", "free"):
        leave(story, name, f"t-{name}")
    story.judge("head")
    story.judge("plan", items=["1"])
    story.judge("free")
    assert [str(each) for each in story.state.queue] == ["plan", "free"]

    merge(story, "plan", "t-both")
    story.judge("plan", items=["1"])

    assert "build/1" in story.state.steps
    assert [str(each) for each in story.state.queue] == ["free"]
    assert ("MergeLane", "free") in wanted(story)


def test_question_that_is_open_stays_open_while_a_list_becomes_steps() -> None:
    story = Story(LISTED[1:])
    begin(story, "plan", "free")
    record = story.state.record(path("free"))
    asking = work_of(record, TreeId("t9"), Ended.DONE, questions=1)
    story.told(asking)
    leave(story, "plan", "t1")

    story.judge("plan", items=["1"])

    assert "build/1" in story.state.steps
    assert [each.step for each in story.state.questions.values()] == ["free"]


def test_work_that_clashes_with_a_later_head_waits_its_turn_again() -> None:
    steps = (step("a"), step("b"), step("c", gate=OF_PLAN, produces=(PLAN,)))
    story = Story(steps)
    begin(story, "a", "b", "c")
    for name in "cab":
        leave(story, name, f"t{name}")
    story.judge("c")  # asked about the document: the head may move
    story.judge("a")
    story.judge("b")
    merge(story, "b", "tab")
    story.decide("c")  # behind b, for the head has moved since
    assert story.state.queue == ("b", "c")

    story.judge("b")
    merge(story, "c", "tabc")
    assert story.state.tree == "tab"


def test_verdict_on_the_change_itself_stands_on_the_head() -> None:
    gate = Gate(("tests", "red"))
    story = both_worked((step("a"), step("b", gate=gate)))
    assert settled_before(story.state, path("b")) == ()

    red = VerdictLine("red", Status.PASS, "red", Digest("v"))
    judged = story.judgement("b")
    story.told(JudgingDone(replace(judged, verdicts=(*judged.verdicts, red))))
    assert settled_before(story.state, path("b")) == (red,)

    merge(story, "b", "tab")
    assert settled_before(story.state, path("b")) == (red,)
    judged = story.judgement("b")
    story.told(JudgingDone(replace(judged, verdicts=(*judged.verdicts, red))))
    assert story.state.tree == "tab"


def test_what_is_agreed_to_waits_for_what_it_needs_where_that_is_open_again() -> None:
    story = Story(
        (
            step("plan", produces=(PLAN,)),
            step("a", ["plan"], gate=ASKED),
            step("b", ["plan"], no_go=(NoGo(Move.REOPEN, (path("plan"),), 2),)),
        )
    )
    story.good("plan", "tp")
    begin(story, "a", "b")
    leave(story, "a", "ta")
    story.judge("a")
    leave(story, "b", "tb")
    story.judge("b", Status.FAIL, code="tests.failed")

    events = story.decide("a")

    assert kinds(events) == ["Decided", "WorkQueued"]
    assert isinstance(events, tuple)
    [queued] = [each for each in events if isinstance(each, WorkQueued)]
    assert queued.because == "something it needs is open again"
    assert wanted(story)[1:] == [("StartAttempt", "plan")]
