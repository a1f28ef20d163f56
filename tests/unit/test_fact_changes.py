"""What becomes of a run when something is known otherwise: by evidence at once, or by people."""

from types import SimpleNamespace

import pytest

from gatewright.core.course.decide import decide
from gatewright.core.evolve.evolve import evolve
from gatewright.core.state.run_state import (
    Accepted,
    Deciding,
    Held,
    Judging,
    Queued,
    Ready,
    Skipped,
    Waiting,
    Working,
)
from gatewright.model.effects import StartAttempt
from gatewright.model.events import Choice, DecisionLapsed, StepSkipped, WorkflowOutgrown
from gatewright.model.facts import DIFF, FactRule, FactSeen, FactSettled, FactType, FactValue
from gatewright.model.feature import Facts, People
from gatewright.model.ids import Digest, StepPath, TreeId
from gatewright.model.intake import AskChange, JudgingDone, Merged, Refusal, Reply
from gatewright.model.questions import QuestionAsked
from gatewright.model.queueing import WorkStopped
from gatewright.model.records import replace
from gatewright.model.standing import DecisionKept, StepStale
from gatewright.model.verdicts import Status
from gatewright.model.waivers import JudgedAnew
from gatewright.model.workflow import ApprovalRule, Gate, Product, StepDefinition, Workflow
from gatewright.views.decision import content_of
from tests.property.run_worlds import beginning
from tests.unit.run_stories import NOBODY, Story, path, start_of, step

ADA = "person:ada"
PEOPLE = People((("owner", (ADA,)), ("approver", (ADA,))), is_solo=False)
NOTES, CONTRACT = Product("notes", "notes.yaml"), Product("contract", "api.yaml")
API = FactRule("api", source="notes.api", reads=(("notes", "notes"),))
ROUTE = FactRule("route", "A route?", source="diff.lines > 3", is_of_diff=True)
LINES = FactRule("lines", type=FactType.INT, source="diff.lines", is_of_diff=True)
MANY = FactRule("many", source="facts.lines > 3")
LOOK = step("look", produces=(NOTES,))


def begun(
    steps: tuple[StepDefinition, ...],
    facts: tuple[FactRule, ...] = (API,),
    known: tuple[tuple[str, FactValue], ...] = (),
) -> Story:
    """Return a run of a workflow with facts."""
    story = Story(steps, people=PEOPLE)
    started = start_of(steps, PEOPLE)
    started = replace(started, workflow=replace(started.workflow, facts=facts), facts=Facts(known))
    story.begin_as(started)
    return story


def seen(name: str, value: FactValue, source: str = "notes") -> FactSeen:
    return FactSeen(name, value, source, Digest("d"))


def judged(story: Story, name: str, *facts: FactSeen) -> object:
    return story.tell(JudgingDone(replace(story.judgement(name), facts=facts)))


def done(story: Story, name: str, tree: str, *facts: FactSeen) -> None:
    """Have a step worked on and accepted, with what its content says."""
    story.work(name, tree)
    assert not isinstance(judged(story, name, *facts), Refusal)


def test_what_follows_from_facts_is_known_in_the_workflow_that_goes_on() -> None:
    story = begun((LOOK, step("build", ["look"])), (), (("lines", 5),))
    story.work("look", "t1")
    later = step("late", when="facts.many")
    larger = Workflow("larger", "1", "", (), (later,), facts=(LINES, MANY))
    outgrown = WorkflowOutgrown(larger, "the diff is large", TreeId("t1"))
    events = story.told(JudgingDone(story.judgement("look"), outgrown))

    assert [(e.name, e.value) for e in events if isinstance(e, FactSettled)] == [("many", True)]
    assert not [each for each in events if isinstance(each, QuestionAsked)]
    assert isinstance(state_of(story, "late"), Ready)


def state_of(story: Story, name: str) -> object:
    return story.state.record(path(name)).state


def begin(story: Story, name: str) -> None:
    wanted = [each for each in decide(story.state) if isinstance(each, StartAttempt)]
    story.told(beginning(next(each for each in wanted if each.step == name)))


def code_of(answer: object) -> str:
    return answer.code if isinstance(answer, Refusal) else ""


def change(story: Story, name: str, value: FactValue, *artifacts: str) -> object:
    return story.tell(AskChange(artifacts, ADA, "it is so", ((name, value),)))


def agree(story: Story, name: str, choice: Choice = Choice.APPROVE) -> None:
    assert isinstance(story.decide(name, choice, ADA, "as said"), tuple)


# What evidence may say


@pytest.mark.parametrize(
    "facts",
    [
        (seen("other", value=True),),
        (seen("api", "yes"),),
        (seen("api", value=True), seen("api", value=True)),
        (seen("asked", value=True),),
    ],
)
def test_judgement_that_says_what_it_cannot_say_is_not_taken(facts: tuple[FactSeen, ...]) -> None:
    story = begun((LOOK, step("build", ["look"])), (API, FactRule("asked", "So?")))
    story.work("look", "t1")

    assert code_of(judged(story, "look", *facts)) == "judgement.unfit"
    assert story.state.facts == {}


def test_judgement_that_does_not_hold_settles_nothing() -> None:
    story = begun((LOOK, step("build", ["look"])))
    story.work("look", "t1")
    bad = replace(story.judgement("look", Status.FAIL), facts=(seen("api", value=True),))
    story.told(JudgingDone(bad))

    assert story.state.facts == {}


def test_what_an_artifact_says_changes_with_it() -> None:
    story = begun((LOOK, step("build", ["look"])))
    done(story, "look", "t1", seen("api", value=True))
    done(story, "build", "t2", seen("api", value=False))

    assert story.state.facts == {"api": False}


@pytest.mark.parametrize("said", [True, False])
def test_what_a_person_said_an_artifact_does_not_change(said: bool) -> None:
    story = begun((LOOK, step("build", ["look"])), known=(("api", said),))
    done(story, "look", "t1", seen("api", value=not said))

    assert story.state.facts == {"api": said}


@pytest.mark.parametrize(
    ("rule", "before", "after", "left"),
    [
        (ROUTE, False, True, True),
        (ROUTE, True, False, True),
        (LINES, 3, 5, 5),
        (LINES, 5, 3, 5),
    ],
)
def test_the_diff_only_adds(
    rule: FactRule, before: FactValue, after: FactValue, left: FactValue
) -> None:
    story = begun((LOOK, step("build", ["look"])), (rule,), ((rule.name, before),))
    done(story, "look", "t1", seen(rule.name, after, DIFF))

    assert story.state.facts == {rule.name: left}


def test_what_the_diff_does_not_show_is_still_asked_for() -> None:
    story = begun((LOOK, step("build", ["look"], when="facts.route")), (ROUTE,))
    done(story, "look", "t1", seen("route", False, DIFF))

    assert story.events[-1] == QuestionAsked(path("build"), "fact.route", "A route?")


def test_without_anybody_to_ask_it_is_not_so_while_the_diff_does_not_show_it() -> None:
    rule = replace(ROUTE, question="")
    story = begun((LOOK, step("build", ["look"], when="facts.route")), (rule,))
    done(story, "look", "t1", seen("route", False, DIFF))

    assert story.state.facts == {"route": False}
    assert isinstance(state_of(story, "build"), Skipped)


def test_what_evidence_settles_nobody_is_asked_any_more() -> None:
    steps = (LOOK, step("route", when="facts.route && facts.ui"), step("build", ["look"]))
    story = begun(steps, (ROUTE, FactRule("ui", "A screen?")))
    assert set(story.state.questions) == {"fact.route", "fact.ui"}

    done(story, "look", "t1", seen("route", True, DIFF))

    assert set(story.state.questions) == {"fact.ui"}
    assert isinstance(state_of(story, "route"), Held)
    story.told(Reply(None, ADA, "yes"))
    assert isinstance(state_of(story, "route"), Ready)


def test_the_last_question_that_evidence_answers_sets_its_step_free() -> None:
    story = begun((LOOK, step("route", when="facts.route")), (ROUTE,))
    done(story, "look", "t1", seen("route", True, DIFF))

    assert isinstance(state_of(story, "route"), Ready)


def test_what_follows_is_known_with_what_it_follows_from() -> None:
    story = begun((LOOK, step("build", ["look"])), (LINES, MANY), (("lines", 2),))
    assert story.state.facts == {"lines": 2, "many": False}

    done(story, "look", "t1", seen("lines", 9, DIFF))

    assert story.state.facts == {"lines": 9, "many": True}


# What becomes of steps


def test_step_that_applies_now_is_done_and_its_gates_are_judged_again() -> None:
    gate = step("ship", ["write", "build"], doer=NOBODY, gate=Gate(("tests",), is_crossing=True))
    steps = (LOOK, step("write", ["look"], when="facts.route"), step("build", ["look"]), gate)
    more = step("more", ["ship"])
    story = begun((*steps, more), (ROUTE,), (("route", False),))
    done(story, "look", "t1")
    done(story, "build", "t2")
    story.judge("ship")
    assert isinstance(state_of(story, "ship"), Accepted)

    done(story, "more", "t3", seen("route", True, DIFF))

    assert isinstance(state_of(story, "write"), Ready)
    assert isinstance(state_of(story, "ship"), Waiting)


def test_the_diff_leaves_out_no_work_that_was_done() -> None:
    steps = (LOOK, step("quick", ["look"], when="!facts.route"), step("build", ["quick"]))
    story = begun(steps, (ROUTE,), (("route", False),))
    done(story, "look", "t1")
    done(story, "quick", "t2")
    done(story, "build", "t3", seen("route", True, DIFF))

    assert isinstance(state_of(story, "quick"), Accepted)


CONTRACTS = (
    LOOK,
    step("contract", ["look"], when="facts.api", produces=(CONTRACT,)),
    step("server", ["contract"], reads=("contract",)),
    step("client", ["server"], reads=("contract",)),
    step("late", ["client"], when="facts.api"),
)


def contracted() -> Story:
    """Return a run in which a contract was made, and read."""
    story = begun(CONTRACTS)
    done(story, "look", "t1", seen("api", value=True))
    done(story, "contract", "t2")
    done(story, "server", "t3")
    return story


def test_people_leave_out_what_was_done_and_readers_are_made_again() -> None:
    story = contracted()
    begin(story, "client")

    assert change(story, "api", value=False)
    agree(story, "changes/1")

    assert isinstance(state_of(story, "contract"), Skipped)
    assert "contract" not in story.state.artifacts
    stopped = [each.step for each in story.events if isinstance(each, WorkStopped)]
    stale = [each for each in story.events if isinstance(each, StepStale)]
    assert (stopped, [each.step for each in stale]) == (["client"], ["server"])
    assert isinstance(state_of(story, "server"), Ready)
    done(story, "server", "t4")
    assert story.state.record(path("server")).read == (("contract", "absent"),)


def test_artifact_that_would_leave_out_work_asks_people_once() -> None:
    story = contracted()
    done(story, "client", "t4", seen("api", value=False))
    assert isinstance(state_of(story, "changes/1"), Deciding)
    assert story.state.facts == {"api": True}

    done(story, "late", "t5", seen("api", value=False))
    assert "changes/2" not in story.state.steps

    agree(story, "changes/1", Choice.SEND_BACK)
    assert story.state.sources == {}  # it is people's word from here on


def test_work_under_way_that_does_not_apply_any_more_ends() -> None:
    story = contracted()
    done(story, "client", "t4")
    begin(story, "late")
    assert isinstance(state_of(story, "late"), Working)

    change(story, "api", value=False)
    agree(story, "changes/1")

    assert isinstance(state_of(story, "late"), Skipped)


def test_step_that_waits_to_be_made_again_is_left_out_with_what_it_made() -> None:
    story = contracted()
    story.state = evolve(story.state, StepStale(path("contract"), "told", ("notes",)))
    change(story, "api", value=False)
    agree(story, "changes/1")

    assert isinstance(state_of(story, "contract"), Skipped)
    assert isinstance(state_of(story, "server"), Ready)
    assert story.state.record(path("server")).changed_reads == ("contract",)


def test_question_of_a_step_that_is_left_out_is_gone() -> None:
    story = contracted()
    done(story, "client", "t4")
    story.state = evolve(story.state, QuestionAsked(path("late"), "q1", "What?"))
    story.state = evolve(story.state, StepSkipped(path("late"), "told"))

    assert story.state.questions == {}


# Who rests on what is known


def test_who_reads_what_is_known_is_made_again_when_it_is_known_otherwise() -> None:
    steps = (LOOK, step("plan", ["look"], reads=("facts",)), step("build", ["plan"]))
    story = begun(steps, (API, LINES), (("api", True),))
    done(story, "look", "t1")
    done(story, "plan", "t2", seen("lines", 2, DIFF))  # was not known when it was made
    done(story, "build", "t3", seen("lines", 9, DIFF))
    assert isinstance(state_of(story, "plan"), Accepted)

    story = begun(steps, (API,), (("api", True),))
    done(story, "look", "t1")
    done(story, "plan", "t2")
    change(story, "api", value=False)
    agree(story, "changes/1")
    assert story.state.record(path("plan")).changed_reads == ("facts.api",)


def test_gate_whose_approval_applies_by_a_fact_is_judged_again() -> None:
    rule = ApprovalRule(("approver",), "May it?", when="facts.api", binds=("notes",))
    asks = step("asks", ["look"], doer=NOBODY, gate=Gate(approvals=(rule,)))
    story = begun((LOOK, asks, step("build", ["asks"])), (API,), (("api", False),))
    done(story, "look", "t1")
    story.judge("asks")
    assert isinstance(state_of(story, "asks"), Accepted)

    change(story, "api", value=True)
    agree(story, "changes/1")
    story.judge("asks")

    assert isinstance(state_of(story, "asks"), Deciding)


def test_decision_on_what_was_known_does_not_count_when_that_is_otherwise() -> None:
    rule = ApprovalRule(("approver",), "May it?", binds=("facts",))
    asks = step("asks", ["look"], doer=NOBODY, gate=Gate(approvals=(rule,)))
    story = begun((LOOK, asks, step("build", ["asks"])), (API,), (("api", False),))
    done(story, "look", "t1")
    story.judge("asks")
    before = story.asked("asks").bound

    change(story, "api", value=True)
    agree(story, "changes/1")
    story.judge("asks")

    assert story.asked("asks").bound != before


@pytest.mark.parametrize("bound", ["facts", "facts.api"])
def test_what_is_known_is_shown_to_whoever_decides_on_it(bound: str) -> None:
    rule = ApprovalRule(("approver",), "May it?", binds=(bound,))
    asks = step("asks", ["look"], doer=NOBODY, gate=Gate(approvals=(rule,)))
    story = begun((LOOK, asks), (API,), (("api", False),))
    asked = SimpleNamespace(tree="t", bound="b", head="h")

    assert content_of(story.state, asked, rule).known == (("api", "no"),)
    other = replace(rule, binds=("notes",))
    assert content_of(story.state, asked, other).known == ()


# What a person may want to be known


@pytest.mark.parametrize(
    ("name", "value", "artifacts"),
    [
        ("route", True, ()),
        ("none", True, ()),
        ("lines", True, ()),
        ("lines", 1, ()),
        ("many", True, ()),
        ("api", False, ("notes",)),
    ],
)
def test_what_cannot_be_known_otherwise_is_not_asked(
    name: str, value: FactValue, artifacts: tuple[str, ...]
) -> None:
    story = begun((LOOK, step("build", ["look"])), (API, ROUTE, LINES, MANY), (("api", True),))
    done(story, "look", "t1", seen("lines", 2, DIFF))

    assert code_of(change(story, name, value, *artifacts)) == "change.fact"


def test_number_that_a_person_said_can_be_another() -> None:
    story = begun((LOOK, step("build", ["look"])), (LINES, MANY), (("lines", 2),))
    assert code_of(change(story, "lines", "x")) == "change.fact"
    change(story, "lines", 7)
    agree(story, "changes/1")

    assert story.state.facts == {"lines": 7, "many": True}
    settled = [each for each in story.events if isinstance(each, FactSettled)]
    assert [(each.name, each.step) for each in settled[-2:]] == [
        ("lines", StepPath("changes/1")),
        ("many", StepPath("changes/1")),
    ]


def test_what_an_artifact_says_is_asked_beside_a_request_of_another_fact() -> None:
    web = FactRule("web", source="notes.web", reads=(("notes", "notes"),))
    drawn, late = step("draw", ["look"], when="facts.web"), step("late", ["draw"])
    story = begun((LOOK, drawn, late), (web, FactRule("ui", "So?")), (("ui", True),))
    done(story, "look", "t1", seen("web", value=True))
    done(story, "draw", "t2")
    change(story, "ui", value=False)

    done(story, "late", "t3", seen("web", value=False))

    asked = story.state.record(path("changes/2")).change
    assert asked is not None
    assert asked.facts == (("web", False),)


def test_yes_to_work_and_to_what_was_known_is_asked_again_once_that_is_otherwise() -> None:
    rule = ApprovalRule(("approver",), "May it?", binds=("facts",))
    build = step("build", gate=Gate(("tests",), approvals=(rule,)))
    story = begun((build, step("late", ["build"])), (FactRule("ui", "So?"),), (("ui", True),))
    done(story, "build", "t1")
    agree(story, "build")
    assert isinstance(state_of(story, "build"), Accepted)

    change(story, "ui", value=False)
    agree(story, "changes/1")

    assert isinstance(state_of(story, "build"), Ready)
    done(story, "build", "t2")
    assert isinstance(state_of(story, "build"), Deciding)


# What the diff of a step shows, for that step

SAFE = ApprovalRule(("approver",), "Is it safe?", when="facts.route", binds=("notes",))
RIGHT = ApprovalRule(("owner",), "Is it right?", binds=("notes",))
BOTH = replace(RIGHT, each_role=True, roles=("owner", "approver"))


def test_approval_that_the_diff_asks_for_is_asked_before_the_step_is_accepted() -> None:
    build = step("build", gate=Gate(("tests",), approvals=(replace(SAFE, binds=("tree",)),)))
    story = begun((build, step("end", ["build"])), (ROUTE,), (("route", False),))
    done(story, "build", "t1", seen("route", True, DIFF))

    assert isinstance(state_of(story, "build"), Deciding)
    agree(story, "build")
    assert isinstance(state_of(story, "build"), Accepted)
    assert story.state.sources == {"route": DIFF}


def test_what_the_diff_showed_stays_where_people_send_it_back() -> None:
    build = step("build", gate=Gate(("tests",), approvals=(replace(SAFE, binds=("tree",)),)))
    story = begun((build, step("end", ["build"])), (ROUTE,), (("route", False),))
    done(story, "build", "t1", seen("route", True, DIFF))
    agree(story, "build", Choice.SEND_BACK)
    done(story, "build", "t2", seen("route", False, DIFF))

    assert story.state.facts == {"route": True}
    assert isinstance(state_of(story, "build"), Deciding)


def test_check_that_speaks_of_what_follows_from_the_diff_is_judged_once_more() -> None:
    build = step("build", gate=Gate(("tests",), facts=("many",)))
    story = begun((build, step("end", ["build"])), (LINES, MANY), (("lines", 2),))
    done(story, "build", "t1", seen("lines", 3, DIFF))
    assert isinstance(state_of(story, "build"), Accepted)

    story = begun((build, step("end", ["build"])), (LINES, MANY), (("lines", 2),))
    done(story, "build", "t1", seen("lines", 9, DIFF))
    because = "many is yes now, and was not when it was judged"
    assert story.events[-1] == JudgedAnew(path("build"), 1, TreeId("t1"), because)
    judged(story, "build", seen("lines", 9, DIFF))
    assert isinstance(state_of(story, "build"), Accepted)


def test_check_of_something_else_is_not_judged_once_more() -> None:
    build = step("build", gate=Gate(("tests",), facts=("ui",)))
    rules = (ROUTE, FactRule("ui", "A screen?"))
    story = begun((build, step("end", ["build"])), rules, (("route", False), ("ui", True)))
    done(story, "build", "t1", seen("route", True, DIFF))

    assert isinstance(state_of(story, "build"), Accepted)


def test_step_that_reads_what_its_diff_shows_is_made_anew() -> None:
    build = step("build", reads=("facts",), gate=Gate(("tests",), facts=("route",)))
    story = begun((build, step("end", ["build"])), (ROUTE,), (("route", False),))
    done(story, "build", "t1", seen("route", True, DIFF))

    assert not any(isinstance(each, JudgedAnew) for each in story.events)
    assert story.state.record(path("build")).changed_reads == ("facts.route",)


# What another diff shows, while a step is decided or judged


def beside(*approvals: ApprovalRule, facts: tuple[str, ...] = ()) -> Story:
    """Return a run in which a plan was handed in, and beside it something is built."""
    plan = step("plan", produces=(NOTES,), gate=Gate(("tests",), facts=facts, approvals=approvals))
    story = begun((plan, step("build"), step("end", ["plan"])), (ROUTE,), (("route", False),))
    story.work("plan", "t1")
    return story


def judge_plan(story: Story) -> None:
    """Have the plan judged: its notes are the same wherever they are."""
    notes = (("notes", Digest("n")),)
    story.told(JudgingDone(replace(story.judgement("plan"), artifacts=notes)))


def judged_on_head(story: Story) -> object:
    """Have the plan judged, put on the head and judged there; return what it is then."""
    judge_plan(story)
    story.told(Merged(path("plan"), 1, story.state.tree, TreeId("t3")))
    judge_plan(story)
    return state_of(story, "plan")


def test_work_that_people_decide_on_is_judged_and_asked_again_and_not_made_again() -> None:
    story = beside(BOTH, SAFE)
    judge_plan(story)
    before = story.asked("plan").bound
    done(story, "build", "t2", seen("route", True, DIFF))

    lapsed = [each.because for each in story.events if isinstance(each, DecisionLapsed)]
    assert lapsed == ["route is yes now, and was not when it was judged"]
    assert isinstance(state_of(story, "plan"), Judging)
    plan = judged_on_head(story)
    assert isinstance(plan, Deciding)
    assert [each.rule.question for each in plan.requests] == ["Is it right?", "Is it safe?"]
    assert {each.bound for each in plan.requests} == {before}
    assert story.state.record(path("plan")).numbers_used == 1


def test_what_people_agreed_to_meanwhile_is_not_asked_again() -> None:
    story = beside(RIGHT, replace(RIGHT, question="Is it short?"), SAFE)
    judge_plan(story)
    agree(story, "plan")
    done(story, "build", "t2", seen("route", True, DIFF))

    plan = judged_on_head(story)
    assert isinstance(plan, Deciding)
    assert [each.rule.question for each in plan.requests] == ["Is it short?", "Is it safe?"]
    assert sum(isinstance(each, DecisionKept) for each in story.events) == 1


def test_judgement_by_what_was_known_before_is_not_taken() -> None:
    story = beside(facts=("route",))
    late = JudgingDone(story.judgement("plan"))
    before = decide(story.state)
    done(story, "build", "t2", seen("route", True, DIFF))

    assert code_of(story.tell(late)) == "outcome.late"
    assert not {each.effect_id for each in before} & {e.effect_id for e in decide(story.state)}
    story.judge("plan")
    assert isinstance(state_of(story, "plan"), Queued)


def test_judgement_that_does_not_speak_of_it_is_taken() -> None:
    story = beside(facts=("ui",))
    late = JudgingDone(story.judgement("plan"))
    done(story, "build", "t2", seen("route", True, DIFF))

    assert not isinstance(story.tell(late), Refusal)


@pytest.mark.parametrize("name", ["ship", "write"])
def test_only_what_is_judged_now_is_judged_by_something_else(name: str) -> None:
    gate = Gate(("tests",), facts=("route",))
    steps = (step("build"), step("ship", doer=NOBODY, gate=gate), step("write", gate=gate))
    story = begun((*steps, step("end", ["ship"])), (ROUTE,), (("route", False),))
    done(story, "build", "t2", seen("route", True, DIFF))

    assert story.state.record(path(name)).edition == (name == "ship")
