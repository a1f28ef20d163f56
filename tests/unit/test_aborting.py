"""What an abort does first, what comes of it, and how a run ends with what holds."""

from collections.abc import Sequence

import pytest

from gatewright.core.course.decide import decide
from gatewright.core.layout.exit_steps import clean_up_of, partly_of
from gatewright.core.rehearse.played_endings import Ending
from gatewright.core.rehearse.rehearsal import rehearse
from gatewright.core.state.run_state import Moving, Over
from gatewright.model.commit_policy import CommitPolicy, CommitRule
from gatewright.model.effects import StartAttempt
from gatewright.model.events import AttemptFinished, Ended, Event, Exit, RunExited
from gatewright.model.exits import AbortBegun, ExitRule, PartTurnedDown
from gatewright.model.feature import People
from gatewright.model.ids import CommitId, Digest, TreeId
from gatewright.model.intake import (
    Abort,
    AllowCommit,
    BeginAttempt,
    Committed,
    Finish,
    Hint,
    JudgingDone,
    Landed,
    Refusal,
    Reply,
    TakeIn,
    WorkDone,
)
from gatewright.model.records import replace
from gatewright.model.registers import EntryAdded
from gatewright.model.verdicts import Status
from gatewright.model.workflow import ApprovalRule, Gate, Move, NoGo, StepDefinition, Workflow
from gatewright.runtime.run_row import row_of
from gatewright.views.following import following
from gatewright.views.inbox import inbox_view
from gatewright.views.rehearsal import rehearsal_view
from gatewright.views.run import run_view
from tests.property.run_worlds import beginning
from tests.unit.run_stories import AT, NOBODY, Story, path, start_of, step

WHO, DEV = "person:ada", "person:dev"
UNDO = "exits/aborted/undo"
TESTED = Gate(("tests",))
LATER = "2026-11-05T09:00:00+00:00"


def story_of(
    *steps: StepDefinition,
    clean_up: tuple[StepDefinition, ...] = (),
    partly: StepDefinition | None = None,
    people: People | None = None,
    exits: tuple[ExitRule, ...] = (),
) -> Story:
    story = Story(steps, people) if people is not None else Story(steps)
    started = story.state.started
    workflow = replace(started.workflow, clean_up=clean_up, partly=partly, exits=exits)
    story.begin_as(replace(started, workflow=workflow))
    return story


def gate(name: str, needs: Sequence[str] = (), rule: Gate = TESTED) -> StepDefinition:
    return step(name, needs, doer=NOBODY, gate=rule)


def judged(story: Story, name: str) -> tuple[Event, ...]:
    return story.told(JudgingDone(story.judgement(name)))


def test_an_abort_without_a_clean_up_ends_the_run() -> None:
    story = story_of(step("a"))

    story.told(Abort(WHO, ""))

    assert story.state.phase == Over(Exit.ABORTED, "by ada")


def test_while_it_is_cleaned_up_only_that_is_wanted_and_shown_as_under_way() -> None:
    story = story_of(step("a"), step("b"), clean_up=clean_up_of([step("undo")], None))
    story.good("a", "t1")
    story.work("b", "t2")

    begun = story.told(Abort(WHO, "no money"))

    assert begun == (AbortBegun("no money", WHO),)
    assert {each.step for each in decide(story.state)} <= {path("a"), path(UNDO)}
    view = run_view(story.state, (), AT)
    assert view.state == "aborting"
    assert "it is being aborted: no money" in view.says
    assert [(each.path, each.mark) for each in view.steps] == [
        ("a", "done"), ("b", "out"), (UNDO, "later"), ("exits/aborted", "later"),
    ]  # fmt: skip
    row = row_of(story.state, AT)
    assert row.state == "aborting"


def test_a_clean_up_in_which_all_holds_ends_as_the_abort_said() -> None:
    story = story_of(step("a"), clean_up=clean_up_of([step("undo")], gate("w-gate")))
    story.told(Abort(WHO, "no money"))

    story.good(UNDO, "t1")
    story.judge("exits/aborted")

    assert story.state.phase == Over(Exit.ABORTED, "no money")
    assert story.events[-1:] == [RunExited(Exit.ABORTED, "no money", None, person=WHO)]


def test_what_ends_itself_in_a_clean_up_ends_the_run() -> None:
    undo = step("undo", no_go=(NoGo(Move.ABORT, reason="nothing to undo"),))
    story = story_of(step("a"), clean_up=clean_up_of([undo], None))
    story.told(Abort(WHO, "no money"))

    story.work(UNDO, "t1")
    story.judge(UNDO, Status.FAIL)

    assert story.state.phase == Over(Exit.ABORTED, "nothing to undo")


def test_what_is_not_cleaned_up_holds_the_run_and_tells_who_is_named() -> None:
    from gatewright.cli.runs_door import listed

    undo = step("undo", no_go=(NoGo(Move.BLOCK, reason="stuck"),))
    people = People((("lead", ("person:lea",)), ("tester", ("person:tom",))), is_solo=False)
    rules = (ExitRule("aborted", (), ("lead",)),)
    cleaning = clean_up_of([undo], None)
    story = story_of(step("a"), clean_up=cleaning, people=people, exits=rules)
    story.told(Abort(WHO, "no money"))
    under_way = row_of(story.state, AT)
    story.work(UNDO, "t1")
    story.judge(UNDO, Status.FAIL)

    assert row_of(story.state, AT).state == "blocked"
    for row in (under_way, row_of(story.state, AT)):
        for who, seen in (("person:lea", 1), ("person:tom", 0)):
            assert len(inbox_view(listed([row], who), {}, who).rows) == seen, (row.state, who)
    story.told(Hint(path(UNDO), WHO, "again"))
    assert row_of(story.state, AT).state == "aborting"
    story.told(Abort(WHO, "enough"))
    assert story.state.phase == Over(Exit.ABORTED, "enough")
    assert row_of(story.state, AT).wants == ""


def test_a_clean_up_begins_though_the_time_of_the_run_is_used_up() -> None:
    story = story_of(step("a"), clean_up=clean_up_of([step("undo")], None))
    story.at = LATER

    story.told(Abort(WHO, "too slow"))
    story.work(UNDO, "t1")

    assert isinstance(story.state.phase, Moving)


@pytest.mark.parametrize("when", ["steps.started('a')", 'steps.started("a")'])
def test_a_clean_up_asks_whether_a_step_was_begun(when: str) -> None:
    undo = step("undo", when=when)
    for is_begun in (False, True):
        story = story_of(step("a"), clean_up=clean_up_of([undo], None))
        if is_begun:
            story.work("a", "t1")
        story.told(Abort(WHO, "no money"))

        assert story.states()[UNDO] == ("Ready" if is_begun else "Skipped")


# With what holds


def partial_of(*steps: StepDefinition) -> Story:
    return story_of(*steps, partly=partly_of(gate("partial-gate")))


def test_a_run_ends_with_what_holds_and_puts_the_rest_on_record() -> None:
    steps = (step("a"), step("b", no_go=(NoGo(Move.BLOCK, reason="stuck"),)), step("c", ["b"]))
    story = partial_of(*steps)
    story.good("a", "t1")
    story.work("b", "t2")
    story.judge("b", Status.FAIL)

    asked = story.told(Finish(WHO, "the core is there"))
    ended = judged(story, "exits/partial/1")

    assert [type(each).__name__ for each in asked] == ["RunResumed", "PartAsked"]
    left = [each for each in ended if isinstance(each, EntryAdded)]
    assert [dict(each.values) for each in left] == [
        {"text": "b: given up: stuck", "reference": "12/b", "owner": WHO},
        {"text": "c: not done", "reference": "12/c", "owner": WHO},
    ]
    assert story.state.phase == Over(Exit.PARTIAL, "the core is there")
    assert row_of(story.state, AT).state == "partial"
    story.told(Committed(path("a"), CommitId("c1"), TreeId("t1")))
    assert "ready to take" in following(story.state, is_driven=False).says


def test_its_result_lands() -> None:
    story = partial_of(step("a"), step("b"))
    story.good("a", "t1")
    story.work("b", "t2")
    story.told(Finish(WHO, "enough"))
    story.judge("exits/partial/1")
    story.told(Committed(path("a"), CommitId("c1"), TreeId("t1")))

    answer = story.tell(Landed(story.state.commits[-1], "main", WHO))

    assert not isinstance(answer, Refusal), answer


def test_what_ended_in_part_does_not_go_on_where_its_target_did() -> None:
    story = partial_of(step("a"), step("b"))
    story.good("a", "t1")
    story.told(Finish(WHO, "enough"))
    story.judge("exits/partial/1")
    story.told(Committed(path("a"), CommitId("c1"), TreeId("t1")))

    answer = story.tell(TakeIn("main", CommitId("c9"), TreeId("t8"), TreeId("t9"), WHO))

    assert isinstance(answer, Refusal)
    assert "ended in part, and main moved on since" in answer.what


def test_a_run_of_which_all_holds_by_then_is_complete() -> None:
    story = partial_of(step("a"), step("b"))
    story.good("a", "t1")
    story.told(Finish(WHO, "enough"))
    story.good("b", "t2")
    story.judge("exits/partial/1")

    assert story.state.phase == Over(Exit.COMPLETED, "every step holds")


def test_what_nobody_let_be_committed_is_not_handed_over() -> None:
    rule = CommitRule(CommitPolicy.ON_REQUEST)
    story = partial_of(step("a", commit=rule), step("b", commit=rule))
    story.good("a", "t1")
    story.told(Finish(WHO, "enough"))

    turned = judged(story, "exits/partial/1")

    assert turned[-1] == PartTurnedDown(
        path("exits/partial/1"), "nobody let what a came to become a commit"
    )
    assert isinstance(story.state.phase, Moving)
    story.told(AllowCommit(WHO))
    story.told(Finish(WHO, "enough"))
    story.judge("exits/partial/2")
    assert isinstance(story.state.phase, Over)


def test_what_nobody_approved_yet_is_not_handed_over() -> None:
    rule = CommitRule(CommitPolicy.ON_APPROVAL)
    asks = Gate(("tests",), approvals=(ApprovalRule(("owner",), "Good?"),), is_crossing=True)
    story = partial_of(step("a", commit=rule), gate("g", ["a"], asks))
    story.good("a", "t1")
    story.told(Finish(WHO, "enough"))

    turned = judged(story, "exits/partial/1")

    assert isinstance(turned[-1], PartTurnedDown)


def test_nobody_asks_where_there_is_nothing_to_ask() -> None:
    whole, part = story_of(step("a")), partial_of(step("a"), step("b"))
    whole.good("a", "t1")
    found = [story.tell(Finish(WHO, "enough")) for story in (part,)]
    part.good("a", "t1")
    found.append(part.tell(Finish(WHO, "")))

    assert [each.found for each in found if isinstance(each, Refusal)] == [
        "nothing holds yet", "no reason was given",
    ]  # fmt: skip
    other = story_of(step("a"), step("b"))
    other.good("a", "t1")
    refused = other.tell(Finish(WHO, "enough"))
    assert isinstance(refused, Refusal)
    assert "says nothing of a partial exit" in refused.found


# Played ahead


def played(workflow: Workflow) -> dict[str, Ending]:
    started = replace(start_of(workflow.steps), workflow=workflow)
    plays = tuple(rehearse(started, AT))
    assert not rehearsal_view(started, plays).problems
    return {each.script.name: each.ending for each in plays}


def test_exits_are_rehearsed() -> None:
    started = start_of((step("a"), step("b", ["a"])))
    endings = played(
        replace(
            started.workflow,
            clean_up=clean_up_of([step("undo")], gate("w-gate")),
            partly=partly_of(gate("partial-gate")),
        )
    )

    assert endings["it is aborted"] is Ending.ABORTED
    assert endings["it is to end with what holds"] is Ending.PARTIAL
    assert endings[f"{UNDO} is refused once"] is Ending.ABORTED
    assert endings[f"{UNDO} is always refused"] is Ending.BLOCKED
    assert endings["exits/aborted is always refused"] is Ending.BLOCKED


def test_an_end_in_part_that_people_agree_to_is_rehearsed() -> None:
    asks = Gate(("tests",), approvals=(ApprovalRule(("owner",), "Enough?"),))
    started = start_of((step("a"), step("b", ["a"])))
    partly = partly_of(gate("partial-gate", (), asks))

    endings = played(replace(started.workflow, partly=partly))

    assert endings["it is to end with what holds"] is Ending.PARTIAL


def test_what_was_under_way_is_left() -> None:
    story = partial_of(step("a"), step("b"))
    story.good("a", "t1")
    [wanted] = [each for each in decide(story.state) if isinstance(each, StartAttempt)]
    story.told(
        BeginAttempt(wanted.step, 1, wanted.effect_id, "agent:a", wanted.from_tree, Digest("b"))
    )
    story.told(Finish(WHO, "enough"))

    ended = judged(story, "exits/partial/1")

    [left] = [each for each in ended if isinstance(each, EntryAdded)]
    assert dict(left.values)["text"] == "b: attempt 1 was under way"


def test_an_abort_that_comes_to_no_end_is_told() -> None:
    odd = step("undo", when="nonsense")
    started = start_of((step("a"),))
    workflow = replace(started.workflow, clean_up=clean_up_of([odd], None))
    started = replace(started, workflow=workflow)

    problems = rehearsal_view(started, tuple(rehearse(started, AT))).problems

    assert any("an abort comes to no end: blocked" in each for each in problems), problems


def test_what_a_worker_asked_is_asked_of_nobody_while_it_is_cleaned_up() -> None:
    story = story_of(step("a"), clean_up=clean_up_of([step("undo")], None))
    story.told(beginning(decide(story.state)[0]))  # type: ignore[arg-type]
    ended = AttemptFinished(path("a"), 1, Ended.DONE, TreeId("t1"), "", None, None, 1)
    story.told(WorkDone(ended, questions=("which?",)))
    [asked] = story.state.questions

    story.told(Abort(WHO, "no money"))

    assert story.state.questions == {}
    answer = story.tell(Reply(asked, WHO, "this one"))
    assert isinstance(answer, Refusal)


def test_gate_of_an_exit_is_no_gate_of_a_phase() -> None:
    wanted = gate("wanted", rule=replace(TESTED, is_crossing=True))

    assert partly_of(wanted).gate == TESTED
    assert clean_up_of([step("undo")], wanted)[-1].gate == TESTED
