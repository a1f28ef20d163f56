"""When accepted work becomes a commit, and what it says."""

import pytest

from gatewright.core.approval.commit_message import message_of
from gatewright.core.approval.commit_units import (
    due,
    is_held_back,
    shown_commit,
    unallowed,
    waits_for_permission,
)
from gatewright.core.course.decide import decide
from gatewright.core.evolve.evolve import evolve
from gatewright.core.rehearse.played_endings import Ending
from gatewright.core.rehearse.rehearsal import rehearse
from gatewright.core.state.run_state import RunState
from gatewright.core.state.units import Unit
from gatewright.model.commit_policy import CommitAllowed, CommitPolicy, CommitRule
from gatewright.model.effects import MakeBranch, MakeCommit, StartAttempt
from gatewright.model.events import Choice, RunBlocked, WorkflowOutgrown
from gatewright.model.feature import People
from gatewright.model.ids import CommitId, TreeId
from gatewright.model.intake import Abort, AllowCommit, Branched, Committed, JudgingDone, Refusal
from gatewright.model.records import replace
from gatewright.model.registers import EntryAdded
from gatewright.model.workflow import (
    ApprovalRule,
    Gate,
    Move,
    NoGo,
    Product,
    StepDefinition,
    Workflow,
)
from tests.unit.run_stories import AT, NOBODY, Story, approval, path, start_of, step

PERSON = "person:dev"
CHAIN = (("a", ""), ("b", "a"), ("c", "b"))


def policy(name: str, policy: CommitPolicy, **fields: object) -> StepDefinition:
    rule = CommitRule(policy, str(fields.pop("message", "")))
    return step(name, commit=rule, **fields)  # type: ignore[arg-type]


def wanted(state: RunState) -> list[str]:
    return [each.step for each in decide(state) if isinstance(each, MakeCommit)]


def commit(story: Story, name: str, tree: str) -> None:
    story.told(Committed(path(name), CommitId(f"c-{tree}"), TreeId(tree)))


def test_nothing_behind_what_waits_is_committed() -> None:
    story = Story((policy("a", CommitPolicy.BY_STEP), step("b", ["a"])))
    story.good("a", "t1")
    story.good("b", "t2")

    assert wanted(story.state) == ["a"], "the end is everybody's time"
    commit(story, "a", "t1")
    assert wanted(story.state) == ["b"]


@pytest.mark.parametrize("each", CommitPolicy)
def test_run_that_was_aborted_commits_what_needs_nobody(each: CommitPolicy) -> None:
    story = Story((policy("a", each), step("b", ["a"])))
    story.good("a", "t1")
    story.told(Abort(PERSON, ""))

    assert wanted(story.state) == (["a"] if each is CommitPolicy.ON_ACCEPT else [])


def test_approval_that_binds_something_else_lets_nothing_be_committed() -> None:
    rule = ApprovalRule(("approver",), "May it?", binds=("paper",))
    story = Story(
        (
            policy("a", CommitPolicy.ON_APPROVAL, produces=(Product("paper", "p.md"),)),
            policy("b", CommitPolicy.ON_APPROVAL, needs=["a"]),
            step("gate", ["b"], doer=NOBODY, gate=Gate(approvals=(rule,))),
            step("c", ["gate"]),
        )
    )
    story.good("a", "t1")
    story.good("b", "t2")
    story.judge("gate")
    story.decide("gate")
    commit(story, "a", "t1")

    assert wanted(story.state) == []


def test_approval_that_does_not_apply_lets_nothing_be_committed() -> None:
    rule = ApprovalRule(("approver",), "May it?", when="1 > 2")
    gate = step("gate", ["a"], doer=NOBODY, gate=Gate(approvals=(rule,)))
    story = Story((policy("a", CommitPolicy.ON_APPROVAL), gate, step("b", ["gate"])))
    story.good("a", "t1")
    story.judge("gate")

    assert due(story.state) is None


def test_next_stage_waits_for_the_commit_of_the_one_before() -> None:
    steps = (
        policy("a", CommitPolicy.AT_NEXT_STAGE, phase="one"),
        policy("b", CommitPolicy.AT_NEXT_STAGE, phase="one", needs=["a"]),
        step("c", ["b"], phase="two"),
    )
    story = Story(steps)
    story.good("a", "t1")
    assert wanted(story.state) == []
    assert not is_held_back(story.state, story.state.record(path("b")))
    story.good("b", "t2")

    assert wanted(story.state) == ["a"]
    assert not [each for each in decide(story.state) if isinstance(each, StartAttempt)]
    commit(story, "a", "t1")
    commit(story, "b", "t2")
    assert [each.step for each in decide(story.state)] == ["c"]


def test_stage_does_not_wait_behind_work_whose_time_has_not_come() -> None:
    steps = (
        policy("a", CommitPolicy.ON_APPROVAL, phase="one"),
        policy("b", CommitPolicy.AT_NEXT_STAGE, phase="two", needs=["a"]),
        step("c", ["b"], phase="three"),
    )
    story = Story(steps)
    story.good("a", "t1")
    story.good("b", "t2")

    assert [each.step for each in decide(story.state)] == ["c"]


def test_permission_is_asked_for_once_all_holds() -> None:
    story = Story((policy("a", CommitPolicy.ON_REQUEST),))
    assert not waits_for_permission(story.state)
    story.good("a", "t1")

    assert waits_for_permission(story.state)
    assert isinstance(story.tell(AllowCommit(PERSON, "x" * 2001)), Refusal)
    story.told(AllowCommit(PERSON, "feat: all of it"))
    assert not unallowed(story.state)
    commit(story, "a", "t1")
    assert (story.state.allowed, story.state.message) == (None, "")


def test_permission_is_for_the_unit_that_it_names_and_not_for_equal_content_of_another() -> None:
    steps = [policy(name, CommitPolicy.ON_REQUEST, needs=list(needs)) for name, needs in CHAIN]
    story = Story(steps)
    for name, tree in (("a", "t1"), ("b", "t2"), ("c", "t1")):
        story.good(name, tree)
    story.told(AllowCommit(PERSON))
    assert not unallowed(story.state), "c is the last, and its content is that of a"
    for name, tree in (("a", "t1"), ("b", "t2"), ("c", "t1")):
        assert wanted(story.state) == [name]
        story.told(Committed(path(name), CommitId(f"c-{name}"), TreeId(tree)))

    assert story.state.allowed is None


def test_permission_of_an_older_journal_is_for_its_content() -> None:
    story = Story((policy("a", CommitPolicy.ON_REQUEST),))
    story.good("a", "t1")
    state = evolve(story.state, CommitAllowed(PERSON, "", TreeId("t1")))

    assert not unallowed(state)


def test_where_nobody_has_a_role_anybody_lets_it_be_committed() -> None:
    people = People(is_solo=False)
    story = Story((policy("a", CommitPolicy.ON_REQUEST), step("b", ["a"])), people)
    story.good("a", "t1")

    assert not isinstance(story.tell(AllowCommit("person:ann")), Refusal)


def test_where_the_role_that_approves_is_held_by_nobody_nobody_lets_it_be_committed() -> None:
    gate = Gate(approvals=(ApprovalRule(("lead",), "May it?"),))
    story = Story(
        (policy("a", CommitPolicy.ON_REQUEST), step("b", ["a"], gate=gate)), People(is_solo=False)
    )
    story.good("a", "t1")

    answer = story.tell(AllowCommit("person:ann"))

    assert isinstance(answer, Refusal)
    assert answer.code == "commit.role"


def test_branch_is_made_once_and_not_where_a_commit_made_it() -> None:
    branch = step("branch", ["a"], doer=NOBODY, action="branch", gate=Gate())
    story = Story((step("a"), branch, step("b", ["branch"])))
    story.good("a", "t1")
    assert any(isinstance(each, MakeBranch) for each in decide(story.state))
    assert isinstance(story.tell(Branched(path("branch"), CommitId("other"))), Refusal)
    assert shown_commit(story.state) is None
    commit(story, "a", "t1")
    assert shown_commit(story.state) == story.state.commits[-1]

    assert not any(isinstance(each, MakeBranch) for each in decide(story.state))


def test_branch_without_a_commit_is_where_the_run_began() -> None:
    branch = step("branch", doer=NOBODY, action="branch", gate=Gate())
    story = Story((branch, step("b", ["branch"])))
    commit = story.state.started.origin.commit
    story.told(Branched(path("branch"), commit))

    assert shown_commit(story.state) == commit


def test_play_makes_the_branch_and_waits_for_the_word_of_somebody() -> None:
    branch = step("branch", doer=NOBODY, action="branch", gate=Gate())
    rule = ApprovalRule(("approver",), "May it?")
    gate = step("gate", ["a"], doer=NOBODY, gate=Gate(approvals=(rule,)))
    steps = (branch, policy("a", CommitPolicy.ON_REQUEST), gate)
    played = {each.script.name: each for each in rehearse(start_of(steps), AT)}
    assert played["all is good"].ending is Ending.COMPLETED
    alone = (policy("a", CommitPolicy.ON_REQUEST),)
    played = {each.script.name: each for each in rehearse(start_of(alone), AT)}

    assert played["all is good"].ending is Ending.COMPLETED
    assert played["nobody answers"].because == "a word that it may be committed"


def test_work_that_waits_outlives_its_workflow() -> None:
    rule = CommitRule(CommitPolicy.AT_NEXT_STAGE)
    story = Story((step("a", commit=rule, phase="one"), step("b", ["a"], commit=rule)))
    story.good("a", "t1")
    commit(story, "a", "t1")
    story.work("b", "t2")
    judged = story.judgement("b")
    larger = Workflow("larger", "1", "", (), (step("c", phase="x"), step("d", ["c"], phase="y")))
    outgrown = WorkflowOutgrown(larger, "large", TreeId("t2"))
    story.told(JudgingDone(judged, outgrown))
    state = replace(story.state, to_commit=(Unit(path("a"), TreeId("t9"), policy=rule.policy),))

    assert wanted(state) == []
    assert not is_held_back(state, state.record(path("c")))
    assert "Gatewright-Step: a" in message_of(state, state.to_commit[0], lambda check: "")


def test_message_leaves_out_what_is_not_known_and_takes_no_forged_trailers() -> None:
    template = (
        "feat({feature.slug}): {step.title}\n\n- coverage {verdicts.coverage.measured}%\n"
        "- lint {verdicts.lint.measured}\nCloses: {feature.issue}\nGatewright-Run: 99\n- {odd.name}"
    )
    story = Story((policy("a", CommitPolicy.ON_ACCEPT, message=template),))
    story.good("a", "t1")
    unit = story.state.to_commit[0]
    said = message_of(story.state, unit, {"coverage": "84", "lint": ""}.__getitem__)

    assert said.splitlines()[:4] == ["feat(alias): a", "", "- coverage 84%", "- {odd.name}"]
    assert said.count("Gatewright-Run:") == 1
    assert "Gatewright-Feature: alias" in said


def test_message_with_nothing_known_falls_back_to_the_title() -> None:
    story = Story((policy("a", CommitPolicy.ON_ACCEPT, message="{feature.issue}"),))
    story.good("a", "t1")

    told = message_of(story.state, story.state.to_commit[0], lambda check: "")
    assert told.startswith("feat: a\n")


def test_one_commit_of_many_steps_is_called_as_the_idea() -> None:
    story = Story(
        (policy("a", CommitPolicy.BY_STEP), policy("b", CommitPolicy.BY_STEP, needs=["a"]))
    )
    story.good("a", "t1")
    story.good("b", "t2")
    said = message_of(story.state, story.state.to_commit[0], lambda check: "")

    assert said.startswith("feat: an alias\n")
    assert "Gatewright-Step: a\nGatewright-Step: b\n" in said


def test_commit_that_was_there_before_is_none_of_this_step() -> None:
    story = Story((step("a"), step("b", ["a"])))
    story.good("a", "t1")
    refused = story.tell(Committed(path("a"), CommitId("c0"), TreeId("t1")))

    assert isinstance(refused, Refusal)
    assert refused.code == "commit.unasked"
    assert "there before" in refused.found


def test_yes_to_the_plan_lets_no_code_be_committed_that_came_before_the_plan_as_it_is() -> None:
    plan = ApprovalRule(("approver",), "May it?", binds=("plan",))
    again = (NoGo(Move.REOPEN, (path("a"),), 2),)
    story = Story(
        (
            policy("a", CommitPolicy.ON_APPROVAL, produces=(Product("plan", "p.md"),)),
            policy("b", CommitPolicy.ON_APPROVAL, needs=["a"]),
            step("of-plan", ["a"], doer=NOBODY, gate=Gate(approvals=(plan,)), no_go=again),
            approval("of-all", ["b", "of-plan"], "b"),
        )
    )
    story.good("a", "t1")
    story.judge("of-plan")
    story.good("b", "t2")
    story.decide("of-plan", Choice.SEND_BACK, because="no")
    story.good("a", "t3")
    assert [(each.step, each.others) for each in story.state.to_commit] == [("a", ("b",))]
    story.judge("of-plan")
    story.decide("of-plan")
    assert due(story.state) is None, "nobody agreed to what b made"
    story.judge("of-all")
    story.decide("of-all")

    assert wanted(story.state) == ["a"]


def test_what_is_made_anew_is_in_no_commit_as_it_was_whatever_came_after_it() -> None:
    story = Story(
        (
            policy("a", CommitPolicy.BY_STEP),
            policy("b", CommitPolicy.ON_ACCEPT, needs=["a"]),
            policy("c", CommitPolicy.BY_STEP, needs=["b"]),
            approval("gate", ["c"], "a"),
        )
    )
    for name, tree in (("a", "t1"), ("b", "t2"), ("c", "t3")):
        story.good(name, tree)
    story.judge("gate")
    story.decide("gate", Choice.SEND_BACK, because="no")
    story.good("a", "t4")

    assert [each.tree for each in story.state.to_commit] == ["t4"]


def test_step_that_commits_does_so_when_no_entry_holds_it_and_the_run_moves() -> None:
    commits = step("commit", ["a"], doer=NOBODY, action="commit", gate=Gate())
    story = Story((policy("a", CommitPolicy.BY_STEP), commits, step("z", ["commit"])))
    story.good("a", "t1")
    assert wanted(story.state) == ["a"]
    blocked = evolve(story.state, RunBlocked("z: it broke", path("z")))
    held = evolve(
        story.state,
        EntryAdded("issues", "I1", None, 0, (), PERSON, "", TreeId("t1"), blocks=("commit",)),
    )

    assert not wanted(blocked)
    assert not wanted(held)
