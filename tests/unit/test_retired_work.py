"""Work on the head of who is retired: who is asked, what waits for it, and what was said."""

import pytest

from gatewright.core.course.decide import decide
from gatewright.core.evolve.evolve import evolve
from gatewright.core.state.retired import changes_of
from gatewright.core.state.run_state import Choosing, Contribution, Skipped
from gatewright.model.changing import NewDefinition
from gatewright.model.effects import Effect, JudgeStep, MakeCommit, MergeLane
from gatewright.model.events import StepJudged, StepReopened, VerdictLine, WorkflowOutgrown
from gatewright.model.feature import People
from gatewright.model.ids import Digest, StepPath, TreeId
from gatewright.model.intake import (
    AskChange,
    Hint,
    JudgingDone,
    MergeConflict,
    Merged,
    Refusal,
    Submit,
    Take,
)
from gatewright.model.records import replace
from gatewright.model.retiring import Added, UndoBegun, WorkKept, WorkRetired, WorkWanted
from gatewright.model.verdicts import Status
from gatewright.model.workflow import (
    MERGE_CHECK,
    Gate,
    Product,
    StepDefinition,
    Workflow,
)
from gatewright.views.moves import choice_view
from gatewright.views.run import who_of
from gatewright.views.run_event import says_of
from gatewright.views.wanted import wants_of
from tests.unit.run_stories import NOBODY, Story, approval, path, step

TEAM = People((("approver", ("person:ann", "person:bo")),), is_solo=False)
QUESTION = path("retired/1")
CLASH = VerdictLine(MERGE_CHECK, Status.FAIL, "both", Digest("v"), ("lane.conflict",))


def steps(*, is_gated: bool = True) -> tuple[StepDefinition, ...]:
    plan = step("plan", produces=(Product("plan", "plan.md"),))
    build = replace(step("build", ["plan"]), for_each="plan", is_parallel=True, writes=("**",))
    gate = replace(Gate(("tests",)), is_crossing=True)
    look = step("look", ["build"], doer=NOBODY, gate=gate)
    ship = approval("ship", ["look"], "plan")
    return (plan, build, look, ship) if is_gated else (plan, build, step("notes", ["build"]))


def built(*, people: People | None = None, is_gated: bool = True) -> Story:
    """Return a run in which two tasks are done and merged."""
    story = Story(steps(is_gated=is_gated), people)
    story.good("plan", "t1", items=("1", "2"))
    story.good("build/1", "t2")
    story.good("build/2", "t3")
    return story


def replanned(story: Story, items: tuple[str, ...], tree: str = "t4") -> None:
    """Have the plan made again with other tasks."""

    story.state = evolve(story.state, StepReopened(path("plan"), "again"))
    story.good("plan", tree, items=items)


def retired(story: Story) -> WorkRetired:
    [asked] = [each for each in story.events if isinstance(each, WorkRetired)]
    return asked


def code(answer: object) -> str:
    assert isinstance(answer, Refusal)
    return answer.code


def judge(story: Story, tree: str, number: int = 1, step: StepPath = QUESTION) -> None:
    judged = StepJudged(step, number, TreeId(tree), (), ())
    edition = story.state.record(step).edition
    story.told(JudgingDone(judged, edition=edition))


def test_a_person_is_asked_and_the_gate_behind_waits() -> None:
    story = built(people=TEAM)
    replanned(story, ("1",))

    asked = retired(story)
    assert (asked.of, asked.added) == ((path("build/2"),), (Added(TreeId("t2"), TreeId("t3")),))
    assert (asked.gates, asked.role) == ((path("look"),), "")
    assert asked.needs == (path("plan"),)
    assert story.states()["look"] == "Waiting"
    assert not wanted(story), "nothing goes on but by a person"
    assert code(story.choose("retired/1", 1, "person:ann")) == "choice.role"
    story.choose("retired/1", 1, because="others use it")

    assert isinstance(story.state.record(QUESTION).state, Skipped)
    assert story.state.tree == "t4"
    story.judge("look")
    assert story.states()["look"] == "Accepted"


def test_who_decides_at_the_gate_says_it() -> None:
    rule = approval("ship", [], "plan").gate.approvals
    whole = replace(Gate(("tests",)), is_crossing=True, approvals=rule)
    given = tuple(replace(e, gate=whole) if e.path == "look" else e for e in steps())
    story = Story(given, TEAM)
    story.good("plan", "t1", items=("1", "2"))
    story.good("build/1", "t2")
    story.good("build/2", "t3")
    replanned(story, ("1",))

    assert retired(story).role == "approver"
    assert code(story.choose("retired/1", 2)) == "choice.role"
    assert not isinstance(story.choose("retired/1", 2, "person:bo"), Refusal)


def test_role_that_nobody_has_is_asked_before_nobody() -> None:
    nobody = People((("approver", ()),), is_solo=False)
    rule = approval("ship", [], "plan").gate.approvals
    given = tuple(
        replace(e, gate=Gate(("tests",), approvals=rule)) if e.path == "look" else e
        for e in steps()
    )
    story = Story(given, nobody)
    story.good("plan", "t1", items=("1", "2"))
    story.good("build/1", "t2")
    story.good("build/2", "t3")
    replanned(story, ("1",))

    assert retired(story).role == "approver"


def test_without_a_gate_behind_the_end_waits() -> None:
    story = built(is_gated=False)
    replanned(story, ("1",))

    assert retired(story).gates == ()
    assert story.state.settled_count < len(story.state.steps)
    story.good("notes", "t5")
    assert "RunExited" not in [type(each).__name__ for each in story.events]
    story.choose("retired/1", 1)
    assert says_of(story.events[-1]) == "completed: every step holds"


def test_what_was_added_is_reverted_on_the_head_and_judged_there() -> None:
    story = built()
    replanned(story, ("1",))
    [begun] = [e for e in told(story.choose("retired/1", 2)) if isinstance(e, UndoBegun)]

    [effect] = wanted(story)
    assert isinstance(effect, MergeLane)
    assert (effect.from_tree, effect.tree, effect.head) == ("t3", "t2", "t4")
    assert (effect.number, effect.more) == (begun.number, ())
    story.told(Merged(QUESTION, 1, TreeId("t4"), TreeId("t5")))
    [judging] = wanted(story)
    assert isinstance(judging, JudgeStep)
    judge(story, "t5")

    assert story.states()["retired/1"] == "Accepted"
    assert story.state.tree == "t5"
    assert story.state.to_commit[-1].step == QUESTION
    assert story.state.record(path("build/2")).added == ()
    assert story.states()["look"] == "Ready"


def wanted(story: Story) -> list[Effect]:
    """Return what is wanted besides commits."""
    return [each for each in decide(story.state) if not isinstance(each, MakeCommit)]


def told(answer: object) -> tuple[object, ...]:
    assert isinstance(answer, tuple), answer
    return answer


def test_of_which_nothing_is_left_there_is_nothing_to_judge() -> None:
    story = built()
    replanned(story, ("1",))
    story.choose("retired/1", 2)
    events = story.told(Merged(QUESTION, 1, TreeId("t4"), TreeId("t4")))

    assert events == (WorkKept(QUESTION, "nothing of it is left to revert"),)
    assert story.states()["look"] == "Ready"


def test_what_clashes_is_reverted_by_hand() -> None:
    story = built()
    replanned(story, ("1",))
    assert code(story.tell(Take(QUESTION, "person:dev", "/lane"))) == "checkout.nothing"
    story.choose("retired/1", 2)
    story.told(MergeConflict(QUESTION, 1, TreeId("t4"), CLASH))

    assert story.states()["retired/1"] == "Ready"
    assert not wanted(story)
    story.told(Take(QUESTION, "person:dev", "/lane"))
    story.told(Submit(QUESTION, "person:dev", TreeId("t5")))
    judge(story, "t5", 2)
    assert story.states()["look"] == "Ready"
    assert story.state.tree == "t5"


def test_work_by_hand_that_meets_a_newer_head_is_merged_as_it_is() -> None:
    story = built()
    replanned(story, ("1",))
    story.choose("retired/1", 2)
    story.told(MergeConflict(QUESTION, 1, TreeId("t4"), CLASH))
    story.told(Take(QUESTION, "person:dev", "/lane"))
    story.state = replace(story.state, tree=TreeId("t9"))
    story.told(Submit(QUESTION, "person:dev", TreeId("t5")))
    judge(story, "t5", 2)

    [effect] = wanted(story)
    assert isinstance(effect, MergeLane)
    assert (effect.from_tree, effect.tree, effect.more) == ("t4", "t5", ())


def test_whoever_gets_attempts_is_asked_anew() -> None:
    story = built()
    replanned(story, ("1",))
    story.choose("retired/1", 2)
    story.told(MergeConflict(QUESTION, 1, TreeId("t4"), CLASH))
    story.told(Hint(QUESTION, "person:dev", "look again"))

    assert isinstance(story.state.record(QUESTION).state, Choosing)
    story.choose("retired/1", 2)
    [effect] = wanted(story)
    assert effect.effect_id.endswith("merge/2/on/t4")


def test_nobody_is_asked_any_more_once_it_is_wanted_again() -> None:
    story = built()
    replanned(story, ("1",))
    replanned(story, ("1", "2"), "t5")

    said = [says_of(each) for each in story.events if getattr(each, "step", "") == QUESTION]
    assert said == [
        "to be kept or reverted before look: what build/2 added is on the head: "
        "no longer in the plan",
        "a person is asked what follows",
        "the decision does not count any more: build/2 is wanted again",
        "nothing to be said any more: build/2 is wanted again",
    ]
    story.good("build/2", "t6")
    replanned(story, ("1",), "t7")
    last = [each for each in story.events if isinstance(each, WorkRetired)][-1]
    assert last.step == "retired/2"
    assert last.added == (Added(TreeId("t5"), TreeId("t6")), Added(TreeId("t2"), TreeId("t3")))


def test_all_of_it_is_reverted_the_newest_first() -> None:
    story = built()
    replanned(story, ("1",))
    replanned(story, ("1", "2"), "t5")
    story.good("build/2", "t6")
    replanned(story, ("1",), "t7")
    story.choose("retired/2", 2)

    [effect] = wanted(story)
    assert isinstance(effect, MergeLane)
    assert (effect.from_tree, effect.tree) == ("t6", "t5")
    assert effect.more == (Added(TreeId("t2"), TreeId("t3")),)


def test_what_is_wanted_again_while_it_is_reverted_stays() -> None:
    story = built()
    replanned(story, ("1",))
    story.choose("retired/1", 2)
    replanned(story, ("1", "2"), "t5")

    assert any(isinstance(each, WorkWanted) for each in story.events)
    assert QUESTION not in story.state.queue
    assert code(story.tell(Merged(QUESTION, 1, TreeId("t5"), TreeId("t6")))) == "outcome.late"


def test_what_was_kept_is_not_asked_about_again() -> None:
    story = built()
    replanned(story, ("1",))
    story.choose("retired/1", 1)
    replanned(story, ("1", "2"), "t5")
    replanned(story, ("1",), "t6")

    assert len([each for each in story.events if isinstance(each, WorkRetired)]) == 1


def test_task_that_was_never_merged_asks_nothing() -> None:
    story = Story(steps())
    story.good("plan", "t1", items=("1", "2"))
    story.good("build/1", "t2")
    story.work("build/2", "t3")
    replanned(story, ("1",))

    assert not [each for each in story.events if isinstance(each, WorkRetired)]
    assert "WorkStopped" in [type(each).__name__ for each in story.events]


def test_inside_of_a_procedure_it_is_one_question() -> None:
    plan, build, look, ship = steps()
    red, green = step("build/red"), step("build/green", ["build/red"])
    group = (red, replace(green, needs=(path("build/red"),)))
    used = replace(build, group=group, doer=NOBODY, gate=Gate())
    story = Story((plan, used, look, ship))
    story.good("plan", "t1", items=("1", "2"))
    for key in ("1", "2"):
        story.good(f"build/{key}/red", f"r{key}")
        story.good(f"build/{key}/green", f"g{key}")
        story.judge(f"build/{key}")
    replanned(story, ("1",))

    asked = retired(story)
    assert asked.of == (path("build/2/red"), path("build/2/green"))
    assert asked.added == (Added(TreeId("g1"), TreeId("g2")),)


def test_another_workflow_asks_again_before_any_of_its_gates() -> None:
    story = built()
    replanned(story, ("1",))
    larger = Workflow(
        name="larger", version="1", title="L", roles=(),
        steps=(step("more"), replace(step("end", ["more"], doer=NOBODY), gate=look_gate())),
    )  # fmt: skip
    outgrown = WorkflowOutgrown(larger, "more than it is for", story.state.tree)
    story.state = evolve(story.state, outgrown)

    assert story.state.unmet[path("end")] == 2
    assert story.states()["retired/1"] == "Ready"
    story.good("more", "t5")
    assert isinstance(story.state.record(QUESTION).state, Choosing)
    assert story.states()["end"] == "Waiting"
    story.choose("retired/1", 1)
    assert story.states()["end"] == "Ready"


def look_gate() -> Gate:
    return replace(Gate(("tests",)), is_crossing=True)


def test_contributions_with_nothing_between_are_one_and_none_where_they_came_to_nothing() -> None:
    def one(order: int, before: str, after: str) -> Contribution:
        return Contribution(order, TreeId(before), TreeId(after))

    assert changes_of((one(1, "b", "c"), one(0, "a", "b"))) == (Added(TreeId("a"), TreeId("c")),)
    assert changes_of((one(0, "a", "b"), one(1, "b", "a"))) == ()
    assert changes_of((one(0, "a", "a"),)) == ()


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (WorkRetired(QUESTION, (), (), "", because="no"), "to be kept or reverted: no"),
        (WorkKept(QUESTION, "so"), 'kept: "so"'),
        (UndoBegun(QUESTION, 2), "attempt 2 reverts it: the opposite is put on the head"),
    ],
)
def test_it_is_said_in_words(event: WorkRetired | WorkKept | UndoBegun, says: str) -> None:
    assert says_of(event) == says


def test_step_that_another_definition_leaves_out_is_asked_about_at_once() -> None:
    plain = (
        step("a"),
        step("b", ["a"]),
        replace(step("end", ["b"], doer=NOBODY), gate=look_gate()),
    )
    story = Story(plain)
    story.good("a", "t1")
    story.good("b", "t2")
    _, _, end = plain
    without = replace(
        story.state.started.workflow, steps=(plain[0], replace(end, needs=(path("a"),)))
    )
    new = NewDefinition(without, Digest("new"))
    story.told(AskChange((), "person:dev", "b is too much", definition=new, tree=story.state.tree))
    story.decide("changes/1")

    asked = retired(story)
    assert (asked.of, asked.gates, asked.needs) == ((path("b"),), (path("end"),), ())
    assert story.states()["end"] == "Waiting"
    story.choose("retired/1", 2)
    again = replace(without, version="2")
    new = NewDefinition(again, Digest("newer"))
    story.told(AskChange((), "person:dev", "once more", definition=new, tree=story.state.tree))
    story.decide("changes/2")
    assert story.state.record(QUESTION).edition == 1
    story.told(Merged(QUESTION, 1, TreeId("t2"), TreeId("t3")))
    judge(story, "t3")
    assert story.states()["end"] == "Ready"


def test_only_the_first_gate_behind_waits_and_it_is_named_once() -> None:
    plan, build, look, ship = steps()
    notes = step("notes", ["build"], produces=(Product("notes", "notes.md"),))
    both = replace(look, needs=(path("build"), path("notes")))
    story = Story((plan, build, notes, both, ship))
    story.good("plan", "t1", items=("1", "2"))
    story.good("build/1", "t2")
    story.good("build/2", "t3")
    replanned(story, ("1",))

    assert retired(story).gates == (path("look"),)
    assert story.state.record(QUESTION).definition.keeps == ("plan.md",)


def test_work_on_a_task_that_is_as_it_was_goes_on() -> None:
    story = Story(steps())
    story.good("plan", "t1", items=("1", "2"))
    story.good("build/2", "t2")
    story.work("build/1", "t3")
    replanned(story, ("1",))

    assert "WorkStopped" not in [type(each).__name__ for each in story.events]
    assert story.states()["build/1"] == "Judging"


@pytest.mark.parametrize(
    ("people", "who"), [(None, "you"), (TEAM, "who asked for it")], ids=["alone", "team"]
)
def test_who_is_asked_what_is_told_everywhere(people: People | None, who: str) -> None:
    story = built(people=people)
    replanned(story, ("1",))
    record = story.state.record(QUESTION)

    because = "what build/2 added is on the head: no longer in the plan"
    view = choice_view("12", record)
    assert (view.asked, view.refused) == (because, "")
    assert view.offers == ("keep what was added", "revert what was added")
    assert who_of(story.state, record) == who
    [want] = wants_of(story.state)
    assert (want.verb, want.step) == ("choose", QUESTION)
    assert want.question.startswith("Keep or revert? what build/2 added")
    assert want.of in ((("", ""),), (("person:dev", ""),))
