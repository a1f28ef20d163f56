"""Where two ways of going otherwise meet: a definition, a target, a remedy, an end."""

from collections.abc import Sequence
from typing import Any

from gatewright.core.course.decide import decide
from gatewright.core.layout.exit_steps import clean_up_of, partly_of
from gatewright.core.state.run_state import Blocked, Choosing, Over
from gatewright.model.changing import NewDefinition
from gatewright.model.digest import digest_of
from gatewright.model.effects import MakeCommit, StartAttempt
from gatewright.model.events import (
    AttemptStarted,
    DecisionLapsed,
    Event,
    Exit,
    RunBlocked,
    VerdictLine,
    WorkflowOutgrown,
)
from gatewright.model.exits import PartTurnedDown
from gatewright.model.ids import CommitId, Digest, TreeId
from gatewright.model.intake import (
    Abort,
    AskChange,
    Choose,
    Committed,
    Finish,
    Hint,
    JudgingDone,
    Refusal,
    TakeIn,
)
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import (
    MERGE_CHECK,
    ApprovalRule,
    Gate,
    Move,
    NoGo,
    Product,
    StepDefinition,
    Workflow,
)
from tests.property.run_worlds import beginning
from tests.unit.run_stories import AGENT, NOBODY, Story, path, start_of, step
from tests.unit.test_remedies import remedy

ME = "person:dev"
A, B = step("a"), step("b", ["a"])
GATE = step("w-gate", doer=NOBODY)
PARTLY = partly_of(GATE)
MEND = remedy("b")
FIRST = NoGo(Move.REWORK, at_most=2, remedies=(MEND.path,))
STUCK = NoGo(Move.BLOCK, at_most=1, reason="not good")
CLASH = VerdictLine(MERGE_CHECK, Status.FAIL, "both", Digest("v"), ("lane.conflict",))
PLAN = step("plan", produces=(Product("plan", "p.md"),))
EACH = step("each", ["plan"], for_each="plan", is_parallel=True)


def run_of(*steps: StepDefinition, **fields: Any) -> Story:
    """Return a run of a workflow with these steps."""
    story, started = Story(steps), start_of(steps)
    story.begin_as(replace(started, workflow=replace(started.workflow, **fields)))
    return story


def committed(story: Story) -> None:
    """Have all that is accepted become commits."""
    while wanted := [each for each in decide(story.state) if isinstance(each, MakeCommit)]:
        commit = CommitId(f"c{len(story.events)}")
        story.told(Committed(wanted[0].step, commit, wanted[0].tree))


def moved(story: Story, *, clashes: bool = False) -> tuple[Event, ...]:
    """Have the target of a run move on before it lands."""
    clash = CLASH if clashes else None
    return story.told(TakeIn("main", CommitId("m1"), TreeId("m1"), TreeId("x1"), ME, clash))


def upgraded(story: Story, *steps: StepDefinition, **fields: Any) -> tuple[Event, ...]:
    """Have a run go on by another definition, as people want it."""
    workflow = replace(story.state.started.workflow, version="2", steps=steps, **fields)
    new = NewDefinition(workflow, digest_of(repr((steps, fields))), "as told")
    story.told(AskChange((), ME, "so", definition=new, tree=story.state.tree))
    asked = [each for each in story.state.steps if each.startswith("changes/")]
    answer = story.decide(max(asked), person=ME)
    assert not isinstance(answer, Refusal), answer
    return answer


def refused(story: Story, name: str, code: str = "bad") -> None:
    story.judge(name, Status.FAIL, code=code)


def repaired(story: Story, number: int, tree: str) -> None:
    """Have what is laid in for `b` done well."""
    story.good(f"remedies/b/{number}/repair", tree)
    story.judge(f"remedies/b/{number}")


def mending(*rules: NoGo, laid: Sequence[StepDefinition] = (MEND,)) -> StepDefinition:
    return replace(B, no_go=rules, remedies=tuple(laid))


def under_repair(*rules: NoGo) -> Story:
    """Return a run in which something is laid in for `b`."""
    story = run_of(A, mending(*(rules or (FIRST, STUCK))))
    story.good("a", "t1")
    story.work("b", "t2")
    refused(story, "b")
    assert story.states()["b"] == "Remedying"
    return story


# A remedy, and another definition


def test_remedy_goes_on_by_its_rule_wherever_that_stands_now() -> None:
    story = under_repair()

    upgraded(story, A, mending(replace(STUCK, checks=("lint",)), STUCK, FIRST))
    repaired(story, 1, "t3")

    assert story.state.remedies == ()
    assert (story.states()["b"], story.state.record(path("b")).rule_uses) == ("Ready", (0, 0, 1))


def test_remedy_ends_where_its_rule_is_there_no_more() -> None:
    story = under_repair()

    upgraded(story, A, mending(NoGo(Move.REWORK), STUCK, laid=()))

    assert story.state.remedies == ()
    assert story.states()["remedies/b/1/repair"] == "Skipped"
    assert story.states()["b"] == "Ready"


def test_remedy_that_is_another_now_is_laid_in_anew_and_counted() -> None:
    story = under_repair()
    [inner] = MEND.group
    other = replace(MEND, group=(replace(inner, doer=replace(AGENT, brief="otherwise")),))

    upgraded(story, A, mending(FIRST, STUCK, laid=(other,)))

    assert [each.step for each in story.state.remedies] == ["remedies/b/2"]
    assert story.state.record(path("b")).rule_uses == (2, 0)
    assert story.state.record(path("remedies/b/2/repair")).definition.doer.brief == "otherwise"


def test_what_waits_for_a_remedy_is_judged_again_by_another_gate() -> None:
    story = under_repair()

    upgraded(story, A, replace(mending(FIRST, STUCK), gate=Gate(("tests", "lint"))))

    assert (story.states()["b"], story.state.remedies) == ("Judging", ())


def test_remedy_of_a_remedy_goes_on_where_its_workflow_is_another() -> None:
    own = path("remedies/b/mend")
    deeper = remedy(f"{own}/repair", "deeper")
    rule = NoGo(Move.REWORK, at_most=1, remedies=(deeper.path,))
    inner = step(f"{own}/repair", within=own, no_go=(rule,), remedies=(deeper,))
    story = run_of(A, mending(FIRST, STUCK, laid=(remedy("b", "mend", inner),)))
    story.good("a", "t1")
    story.work("b", "t2")
    refused(story, "b")
    story.work("remedies/b/1/repair", "t3")
    refused(story, "remedies/b/1/repair")
    before = [each.step for each in story.state.remedies]

    upgraded(story, replace(A, title="first"), *story.state.started.workflow.steps[1:])

    assert [each.step for each in story.state.remedies] == before
    order = list(story.state.steps)
    assert order.index(path("b")) > max(order.index(each) for each in before)
    story.good("remedies/remedies/b/1/repair/1/repair", "t4")
    story.judge("remedies/remedies/b/1/repair/1")
    assert story.states()["remedies/b/1/repair"] == "Ready"


def test_rules_of_a_remedy_are_counted_on_by_their_own_places() -> None:
    own = path("remedies/b/mend")
    give_up = NoGo(Move.ABORT, at_most=1, reason="no")
    back = NoGo(Move.REOPEN, (path(f"{own}/repair"),), at_most=1)
    inner = step(f"{own}/repair", within=own)
    look = step(f"{own}/look", [inner.path], within=own, doer=NOBODY, no_go=(back, give_up))
    story = run_of(A, mending(FIRST, STUCK, laid=(remedy("b", "mend", inner, look),)))
    story.good("a", "t1")
    story.work("b", "t2")
    refused(story, "b")
    story.good("remedies/b/1/repair", "t3")
    refused(story, "remedies/b/1/look")
    story.good("remedies/b/1/repair", "t4")
    story.judge("remedies/b/1/look")
    story.judge("remedies/b/1")

    lint = NoGo(Move.REOPEN, back.steps, at_most=1, checks=("lint",))
    other = replace(look, no_go=(lint, back, give_up))
    upgraded(story, A, mending(FIRST, STUCK, laid=(remedy("b", "mend", inner, other),)))
    story.work("b", "t5")
    refused(story, "b", "worse")

    assert story.state.record(path("remedies/b/2/look")).rule_uses == (0, 1, 0)


def test_choice_stays_asked_by_its_rule_and_is_gone_without_it() -> None:
    ask = NoGo(Move.ASK, at_most=2, role="approver", offers=(NoGo(Move.REWORK), FIRST))
    story = run_of(A, mending(ask))
    story.good("a", "t1")
    story.work("b", "t2")
    refused(story, "b")

    upgraded(story, A, mending(STUCK, ask))
    asked = story.state.record(path("b")).state
    assert isinstance(asked, Choosing)
    story.told(Choose(path("b"), asked.nonce, 1, ME, "mend it"))

    assert [(each.rule, each.offer) for each in story.state.remedies] == [(1, 1)]
    repaired(story, 1, "t3")
    assert story.states()["b"] == "Ready"


# A list, and another definition


def test_item_that_comes_back_counts_by_the_rules_of_now() -> None:
    story = run_of(PLAN, EACH)
    story.good("plan", "t1", ["1", "2"])
    story.work("each/2", "t2")
    refused(story, "each/2")
    _listed(story, "t3", "1")

    upgraded(story, PLAN, replace(EACH, no_go=(STUCK, NoGo(Move.REWORK))))
    _listed(story, "t4", "1", "2", "3")

    for name in ("each/2", "each/3"):
        assert story.state.record(path(name)).rule_uses == (0, 1), name


def test_item_that_is_gone_stays_as_it_was_where_nothing_is_made_for_it_any_more() -> None:
    story = run_of(PLAN, EACH)
    story.good("plan", "t1", ["1", "2"])
    story.work("each/2", "t2")
    refused(story, "each/2")
    _listed(story, "t3", "1")
    before = story.state.record(path("each/2"))

    upgraded(story, PLAN, step("other", ["plan"]), replace(EACH, path=path("every")))

    assert story.state.record(path("each/2")) == before


def _listed(story: Story, tree: str, *items: str) -> None:
    """Have the plan made again, with other items in it."""
    story.told(AskChange(("plan",), ME, "other items"))
    asked = [each for each in story.state.steps if each.startswith("changes/")]
    story.decide(max(asked), person=ME)
    story.good("plan", tree, items)


# A change, and a maker that is gone


def test_nobody_works_again_at_what_is_not_in_the_workflow_any_more() -> None:
    story = run_of(PLAN, step("z"))
    story.good("plan", "t1")
    story.told(AskChange(("plan",), ME, "otherwise"))
    workflow = replace(story.state.started.workflow, version="2", steps=(step("z"),))
    new = NewDefinition(workflow, Digest("n"), "as told")
    story.told(AskChange((), ME, "so", definition=new, tree=story.state.tree))
    story.decide("changes/2", person=ME)

    story.decide("changes/1", person=ME)

    assert (story.states()["changes/1"], story.states()["plan"]) == ("Accepted", "Skipped")


# An end in part


def test_nobody_asks_for_an_end_in_part_once_nothing_is_left() -> None:
    story = run_of(A, B, partly=PARTLY)
    story.good("a", "t1")
    story.work("b", "t2")
    story.told(Finish(ME, "enough"))
    story.judge("b")
    story.judge("exits/partial/1")
    committed(story)
    assert isinstance(story.state.phase, Over)
    assert story.state.phase.exit is Exit.COMPLETED

    moved(story)

    assert story.state.partial is None
    assert [each.effect_id for each in decide(story.state)] == ["12/target/1/judge/1"]


def test_end_in_part_is_not_asked_for_while_a_target_is_taken_in() -> None:
    story = run_of(A, partly=PARTLY)
    story.good("a", "t1")
    committed(story)
    moved(story, clashes=True)

    answer = story.tell(Finish(ME, "enough"))

    assert isinstance(answer, Refusal)
    assert answer.found == "target/1 comes first: its target has moved on"


def test_end_in_part_is_let_go_where_the_run_goes_on_as_another_workflow() -> None:
    story = run_of(A, B, step("c", ["a"]), partly=PARTLY)
    story.good("a", "t1")
    committed(story)
    story.work("b", "t2")
    story.told(Finish(ME, "enough"))
    story.judge("exits/partial/1", Status.ERROR)
    judged = story.judgement("b")
    larger = Workflow("larger", "1", "", ("approver",), (A, B, step("d", ["b"])), partly=PARTLY)

    events = story.told(JudgingDone(judged, WorkflowOutgrown(larger, "large", judged.tree)))

    because = "goes on as larger"
    assert PartTurnedDown(path("exits/partial/1"), because) in events
    assert story.state.partial is None
    story.good("a", "t3")
    story.told(Finish(ME, "enough"))
    assert story.state.partial is not None
    assert story.state.partial.step == "exits/partial/2"


def test_end_in_part_is_asked_for_anew_by_another_definition() -> None:
    rule = ApprovalRule(("approver",), "May it end?")
    story = run_of(A, B, partly=replace(PARTLY, gate=Gate(approvals=(rule,))))
    story.good("a", "t1")
    story.told(Finish(ME, "enough"))
    story.judge("exits/partial/1")
    assert story.states()["exits/partial/1"] == "Deciding"

    events = upgraded(story, A, replace(B, title="second"), partly=PARTLY)

    kinds = [type(each) for each in events]
    assert kinds.index(DecisionLapsed) < kinds.index(PartTurnedDown)
    assert (story.states()["exits/partial/1"], story.state.partial) == ("Skipped", None)


# A target that moved on


def test_remedy_that_is_over_is_not_judged_again_once_the_target_moved() -> None:
    story = under_repair()
    repaired(story, 1, "t3")
    story.good("b", "t4")
    committed(story)

    moved(story)
    story.judge("target/1")

    assert story.states()["remedies/b/1"] == "Accepted"
    assert isinstance(story.state.phase, Over)


def test_another_workflow_does_not_go_on_before_the_target_is_taken_in() -> None:
    story = run_of(A, step("look", ["a"], doer=NOBODY))
    story.good("a", "t1")
    story.judge("look")
    committed(story)
    moved(story)
    larger = Workflow("larger", "1", "", ("approver",), (A, step("d", ["a"])))

    judged = story.judgement("target/1")
    story.told(JudgingDone(judged, WorkflowOutgrown(larger, "large", judged.tree)))

    assert (story.state.taking, story.states()["look"]) == (None, "Ready")
    judged = story.judgement("look")
    committed(story)
    story.told(JudgingDone(judged, WorkflowOutgrown(larger, "large", judged.tree)))
    assert story.state.started.workflow == larger


def test_run_whose_target_moved_late_has_time_to_take_it_in() -> None:
    story = run_of(A)
    story.good("a", "t1")
    committed(story)
    story.at = "2026-02-02T03:04:05+00:00"

    moved(story, clashes=True)
    [wanted] = decide(story.state)
    assert isinstance(wanted, StartAttempt)
    begun = beginning(wanted)
    events = story.told(begun)

    assert [type(each) for each in events] == [AttemptStarted]
    assert not any(isinstance(each, RunBlocked) for each in story.events)


def test_abort_while_a_target_is_taken_in_cleans_up_what_was_judged() -> None:
    story = run_of(A, clean_up=clean_up_of([step("undo")], GATE))
    story.good("a", "t1")
    committed(story)
    origin = story.state.started.origin
    moved(story, clashes=True)
    assert story.state.tree == "x1"

    story.told(Abort(ME, "not that"))

    assert (story.state.tree, story.state.started.origin) == ("t1", origin)
    assert [getattr(each, "from_tree", "") for each in decide(story.state)] == ["t1"]


def test_run_holds_where_people_agree_to_something_before_the_two_go_together() -> None:
    story = run_of(PLAN, B)
    story.good("plan", "t1")
    story.good("b", "t2")
    committed(story)
    moved(story, clashes=True)
    for number in range(3):
        story.work("target/1", f"y{number}")
        refused(story, "target/1", f"z{number}")

    upgraded(story, PLAN, replace(B, gate=Gate(("tests", "lint"))))
    assert story.states()["b"] == "Judging"
    assert isinstance(story.state.phase, Blocked)
    story.told(AskChange(("plan",), ME, "otherwise"))
    story.decide("changes/2", person=ME)

    assert story.states()["plan"] == "Ready"
    assert story.state.phase == Blocked("target/1: refused 4 times", path("target/1"))


def test_words_help_where_the_two_could_not_be_put_together() -> None:
    story = run_of(A)
    story.good("a", "t1")
    committed(story)
    moved(story, clashes=True)
    for number in range(3):
        story.work("target/1", f"y{number}")
        refused(story, "target/1", f"z{number}")
    assert story.states()["target/1"] == "GivenUp"

    story.told(Hint(None, ME, "theirs first"))

    assert story.states()["target/1"] == "Ready"
