"""Who worked on some steps may not work on another."""

from gatewright.core.evolve.evolve import evolve
from gatewright.core.registers.not_by import single_agent, unstaffable, why_barred
from gatewright.core.state.run_state import Blocked
from gatewright.model.events import WorkflowOutgrown
from gatewright.model.feature import People
from gatewright.model.ids import Digest, EffectId, TreeId
from gatewright.model.intake import BeginAttempt, JudgingDone, Record, Refusal, Submit, Take
from gatewright.model.records import replace
from gatewright.model.workflow import Doer, StepDefinition, WorkerKind, Workflow
from gatewright.views.why import why_view
from tests.unit.run_stories import Story, approval, path, step

ADA, BO = "person:ada", "person:bo"
REVIEWER = Doer(WorkerKind.PERSON, "reviewer", "read")
BUILDER = Doer(WorkerKind.PERSON, "builder", "build")
REVIEW = step("review", ["build"], not_by=(path("build"),))


def test_worker_of_the_step_is_barred_and_nobody_else() -> None:
    story = Story((step("build"), REVIEW))
    story.good("build", "t1")
    record = story.state.record(path("review"))

    assert why_barred(story.state, record, "agent:scripted").startswith("agent:scripted worked on")
    assert why_barred(story.state, record, ADA) == ""


def test_attempt_of_who_is_barred_is_never_begun() -> None:
    story = Story((step("build"), REVIEW))
    story.good("build", "t1")

    story.told(
        BeginAttempt(
            path("review"), 1, EffectId("12/review/attempt/1"), "agent:scripted",
            TreeId("t1"), Digest("b"),
        )
    )  # fmt: skip

    assert isinstance(story.state.phase, Blocked)
    assert story.state.record(path("review")).numbers_used == 0


def test_person_who_built_neither_takes_nor_hands_in() -> None:
    review = replace(REVIEW, doer=REVIEWER)
    story = Story((step("build", doer=BUILDER), review))
    story.told(Take(path("build"), ADA, "/"))
    story.told(Submit(path("build"), ADA, TreeId("t1")))
    story.judge("build")

    taken = story.tell(Take(path("review"), ADA, "/"))
    assert isinstance(taken, Refusal)
    story.told(Take(path("review"), BO, "/"))
    handed_in = story.tell(Submit(path("review"), ADA, TreeId("t2")))
    assert isinstance(handed_in, Refusal)
    assert handed_in.code == "submit.not-by"


def test_who_works_inside_of_a_step_or_on_an_item_of_it_worked_on_it() -> None:
    inner = step("build/red")
    item = replace(step("tasks/1/red", ["build/red"]), made_from=path("tasks/red"))
    review = step("review", ["tasks/1/red"], not_by=(path("build"), path("tasks/red")))
    story = Story((inner, item, review))
    story.good("build/red", "t1")
    record = story.state.record(path("review"))

    assert "build/red" in why_barred(story.state, record, "agent:scripted")
    only_items = replace(record, definition=replace(record.definition, not_by=(path("tasks/red"),)))
    assert why_barred(story.state, only_items, "agent:scripted") == ""
    story.good("tasks/1/red", "t2")
    assert "tasks/1/red" in why_barred(story.state, only_items, "agent:scripted")


def test_who_worked_before_the_workflow_was_outgrown_worked_on_it() -> None:
    item = replace(step("tasks/1"), made_from=path("tasks"))
    review = step("review", not_by=(path("tasks"),))
    story = Story((item, review))
    story.good("tasks/1", "t1")
    larger = Workflow("larger", "1", "Larger", (), (review,))

    state = evolve(story.state, WorkflowOutgrown(larger, "it is large", TreeId("t1")))

    assert "tasks/1" in why_barred(state, state.record(path("review")), "agent:scripted")


def workflow_of(*steps: StepDefinition) -> Workflow:
    return Workflow("w", "1", "W", (), steps)


def test_nobody_is_left_where_one_person_does_both() -> None:
    build, review = step("build", doer=BUILDER), replace(REVIEW, doer=REVIEWER)
    workflow = workflow_of(build, review)
    one = People((("builder", (ADA,)), ("reviewer", (ADA,))), is_solo=False)
    two = People((("builder", (ADA,)), ("reviewer", (ADA, BO))), is_solo=False)
    unmapped = People((("owner", (ADA, BO)),), is_solo=False)

    assert list(unstaffable(workflow, People())) == [
        "nobody could do review: who does build is alone"
    ]
    assert len(list(unstaffable(workflow, one))) == 1
    assert list(unstaffable(workflow, two)) == []
    assert list(unstaffable(workflow, unmapped)) == []
    assert list(unstaffable(workflow_of(step("build"), REVIEW), People())) == []


def test_step_of_the_same_agent_is_left_to_a_person() -> None:
    assert len(list(single_agent(workflow_of(step("build"), REVIEW)))) == 1
    assert list(single_agent(workflow_of(step("build", doer=BUILDER), REVIEW))) == []
    assert list(single_agent(workflow_of(step("build"), step("next", ["build"])))) == []


def test_why_names_an_approval_that_is_left_to_nobody() -> None:
    people = People((("approver", (ADA,)),), is_solo=False)
    story = Story((step("build"), approval("may", ["build"], "build")), people=people)
    story.told(Take(path("build"), ADA, "/"))
    story.told(Submit(path("build"), ADA, TreeId("t1")))
    story.judge("build")
    story.told(JudgingDone(story.judgement("may")))

    [reason] = why_view(story.state, (), path("may"), is_driven=False).reasons

    where = "people in .gatewright/config.yaml on main"
    assert ("nobody", f"nobody holds the role approver: {where}") in reason.details


def test_why_of_a_step_behind_a_gate_names_what_people_do_there() -> None:
    story = Story((step("build"), approval("may", ["build"], "build"), step("next", ["may"])))
    story.good("build", "t1")
    story.told(JudgingDone(story.judgement("may")))

    view = why_view(story.state, (), path("next"), is_driven=False)

    assert [each.arguments[0] for each in view.next] == ["approve"]


def test_why_of_a_step_behind_one_that_an_entry_holds_names_the_entry() -> None:
    story = Story((step("build"), step("next", ["build"]), step("last", ["next"])))
    story.told(Record("blockers", (("text", "It is down."), ("blocks", "build")), ADA))

    view = why_view(story.state, (), path("last"), is_driven=False)

    assert [each.arguments[0] for each in view.next] == ["record"]
    assert ("held", "build: entry 1 of blockers is open: It is down.") in view.reasons[0].details


def test_why_says_nothing_of_an_approval_that_somebody_can_give() -> None:
    people = People((("approver", (ADA, BO)),), is_solo=False)
    story = Story((step("build"), approval("may", ["build"], "build")), people=people)
    story.good("build", "t1")
    story.told(JudgingDone(story.judgement("may")))

    [reason] = why_view(story.state, (), path("may"), is_driven=False).reasons

    assert "nobody" not in dict(reason.details)
