"""Change requests that a procedure decides: as it is said, as it goes on, as it is played."""

import pytest

from gatewright.core.approval.change_steps import decided_by, laid_for, steps_for
from gatewright.core.approval.changes import asked_facts
from gatewright.core.course.decide import decide
from gatewright.core.rehearse.played_endings import Ending
from gatewright.core.state.run_state import Accepted, Moving, Ready, Refused, Skipped
from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.changing import NewDefinition
from gatewright.model.digest import digest_of
from gatewright.model.events import Choice
from gatewright.model.intake import AskChange, Refusal, Start
from gatewright.model.records import replace
from gatewright.model.risk import RISK
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Move, NoGo, StepDefinition, WorkerKind, Workflow
from gatewright.views.change import change_view
from tests.unit.run_stories import NOBODY, Story, path, start_of, step
from tests.unit.test_change_face import typed
from tests.unit.test_changes import ADA, LIN, PEOPLE, STEPS
from tests.unit.test_remedy_rules import HEAD, plays_of

MANAGE = """
params: {which: {type: string, default: it}}
inputs: {rules: {optional: true}, plan: {optional: true}}
steps:
  assess:
    by: developer
    brief: "Assess {which}."
    reads: [rules, plan]
    produces: {assessment: {path: a.md}}
    gate: [tests]
  decide:
    gate: [{approval: {roles: [lead], question: Shall it be?, binds: [assessment]}}]
    no_go: [{rework: producers, at_most: 1}, {abort: rejected}]
  heed:
    for_each: {who: [one, two], order: parallel}
    by: developer
    brief: H.
    may_be_empty: true
    gate: [tests]
"""
MAIN = """
inputs: {rules: {path: r.md, optional: true}}
changes: CHANGES
phases:
  - id: first
    steps:
      outline: {by: developer, brief: O., produces: {plan: {path: p.md}}, gate: [tests]}
    gate: [{approval: {roles: [lead], binds: [plan]}}]
    freeze: [plan]
  - id: second
    steps:
      build: {by: developer, brief: B., reads: [plan], writes: ["src/**"], gate: [tests]}
"""


def parse(changes: str, main: str = MAIN, **others: str) -> Workflow | tuple[str, ...]:
    """Return the workflow whose changes are decided so, or its problems."""
    known = {
        name: HEAD.format(name=name) + each for name, each in {"manage": MANAGE, **others}.items()
    }
    library = Library(
        lambda name: (known[name], f"{name}.yaml") if name in known else None, tuple(known)
    )
    text = HEAD.format(name="main") + main.replace("CHANGES", changes)
    answer = parse_workflow(text, "w.yaml", library=library)
    return answer if isinstance(answer, Workflow) else tuple(str(one) for one in answer)


def parsed(changes: str = "{uses: manage}", main: str = MAIN, **others: str) -> Workflow:
    answer = parse(changes, main, **others)
    assert isinstance(answer, Workflow), answer
    return answer


def laid(workflow: Workflow) -> tuple[StepDefinition, ...]:
    assert workflow.changes is not None
    return workflow.changes.group


# As it is said


def test_procedure_is_kept_with_the_workflow_and_is_no_step_of_it() -> None:
    workflow = parsed("{uses: manage, with: {which: what is asked}}")

    assess, decide_, heed = laid(workflow)
    assert [assess.path, decide_.path, heed.path] == [
        "changes/assess",
        "changes/decide",
        "changes/heed",
    ]
    assert assess.doer.brief == "Assess what is asked."
    assert assess.reads == ("rules",)
    assert assess.keeps == ("p.md",)
    assert assess.doer.kind is WorkerKind.AGENT
    assert decide_.gate.approvals[0].binds == ("changes/assessment",)
    assert not [each for each in workflow.all_steps if each.path.startswith("changes")]
    assert heed in workflow.every_step
    assert ("manage", "manage.yaml") in workflow.uses


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ("{uses: menage}", 'no workflow is called "menage"; did you mean "manage"'),
        ("{}", 'what decides change requests needs "uses"'),
        ("{uses: manage, with: {wich: x}}", 'has no param and no input "wich"'),
        ("{uses: manage, with: {rules: plan}}", 'no artifact is called "plan"'),
        ("{uses: quiet}", '"quiet" asks nobody in every case'),
        ("{uses: seldom}", '"seldom" asks nobody in every case'),
        ("{uses: maybe}", '"maybe" asks nobody in every case'),
        ("{uses: listed}", '"listed" makes each for each item of a document'),
        ("{uses: again}", '"again" asks for a change itself, at decide'),
        ("{uses: offered}", '"offered" asks for a change itself, at decide'),
        ("{uses: over}", '"over" makes p.md, which is plan here'),
        ("{uses: main}", "these use each other: main"),
    ],
)
def test_procedure_that_cannot_decide_a_change_is_told(changes: str, told: str) -> None:
    work = "by: developer, brief: W., gate: [tests]"
    asks = "\nsteps:\n  made: {WORK, produces: {x: {path: x.md}}}\n".replace("WORK", work) + (
        "  decide: {gate: [{approval: {roles: [lead]}}]RULES}\n"
    )
    answer = parse(
        changes,
        quiet=f"\nsteps:\n  a: {{{work}, writes: [docs]}}\n",
        seldom=asks.replace("RULES", ", when: 1 > 2"),
        maybe=asks.replace("[lead]", "[lead], when: 1 > 2").replace("RULES", ""),
        listed=asks.replace("x.md", "x.md, schema: plan").replace("RULES", "")
        + f"  each: {{for_each: {{t: x#tasks}}, {work}, writes: [docs]}}\n",
        again=asks.replace("RULES", ", no_go: [{change: x}]"),
        offered=asks.replace("RULES", ", no_go: [{ask: lead, offers: [{change: x}, {block: n}]}]"),
        over=asks.replace("x.md", "p.md").replace("RULES", ""),
    )

    assert isinstance(answer, tuple)
    assert any(told in one for one in answer), answer


def test_what_decides_changes_is_of_a_run_of_its_own_and_its_word_is_taken() -> None:
    inner = "\nchanges: {uses: manage}\nsteps:\n  a: {gate: [tests]}\n"
    used = parse(
        "{uses: manage}", MAIN.replace("      build: ", "      use: {uses: inner}\n      build: "),
        inner=inner,
    )  # fmt: skip
    named = parse("{uses: manage}", MAIN.replace("build:", "changes:"))

    assert isinstance(used, tuple)
    assert isinstance(named, tuple)
    assert '"inner" has "changes", which is for a run of its own' in used[0]
    assert 'no step and no gate is called "changes"' in named[0]


# As it goes on


def story_of(*done: str, rules: tuple[NoGo, ...] = (), decides: str = MANAGE) -> Story:
    """Return a run in which what was designed is frozen, and whose changes a procedure decides."""
    own = parsed(manage=decides).changes
    steps = (*STEPS[:-1], step("look", ["notes"], doer=NOBODY, no_go=rules))
    story = Story(steps, PEOPLE)
    started = replace(
        start_of(steps, PEOPLE), workflow=replace(start_of(steps, PEOPLE).workflow, changes=own)
    )
    story.state = None  # type: ignore[assignment]
    story.told(Start(started))
    story.good("design", "t1")
    story.judge("may-build")
    story.decide("may-build", person=ADA)
    for number, name in enumerate(done, start=2):
        story.good(name, f"t{number}")
    return story


def wanted(story: Story) -> list[str]:
    return sorted(each.step for each in decide(story.state))


def test_request_is_decided_by_the_procedure_alone() -> None:
    story = story_of()
    story.told(AskChange(("api",), ADA, "it forgot the users"))

    change = story.state.record(path("changes/1"))
    assert change.definition.gate.approvals == ()
    assert change.change is not None
    assert change.change.roles == ("lead",)
    assert isinstance(story.state.record(path("changes/1/assess")).state, Ready)
    [hint] = story.state.record(path("changes/1/assess")).hints
    assert (hint.by, "May api be changed? it forgot the users (design" in hint.text) == (
        "changes/1",
        True,
    )
    assert [each.text for each in story.state.record(path("changes/1/heed/two")).hints] == [
        hint.text
    ]
    assert story.state.record(path("changes/1/decide")).hints == ()
    assert [str(each) for each in steps_for(story.state, path("changes/1"))] == [
        f"changes/1/{each}" for each in ("assess", "decide", "heed/one", "heed/two", "heed")
    ]
    assert decided_by(story.state, path("changes/1/heed/one")) == change
    assert decided_by(story.state, path("changes/1")) is None
    assert decided_by(story.state, path("design")) is None


def test_what_decided_a_change_is_history_and_is_not_made_again() -> None:
    story = story_of("server")
    story.told(AskChange(("api",), ADA, "it forgot the users"))
    story.good("changes/1/assess", "t7")
    story.judge("changes/1/decide")
    assert story.decide("changes/1/decide", person=LIN)
    for each in ("one", "two"):
        assert isinstance(story.state.record(path("design")).state, Accepted)
        story.good(f"changes/1/heed/{each}", "t7")

    inner = [story.state.record(each) for each in steps_for(story.state, path("changes/1"))]
    assert isinstance(story.state.record(path("changes/1")).state, Accepted)
    assert isinstance(story.state.record(path("design")).state, Ready)
    assert all(each.is_retired and each.read == () for each in inner)
    answer = story.tell(AskChange(("changes/1/assessment",), ADA, "more"))
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.wanted) == ("change.unknown", "api")


def test_numbers_of_requests_follow_each_other() -> None:
    story = story_of("server", "guide")
    story.told(AskChange(("api",), ADA, "it forgot the users"))
    story.told(AskChange(("docs",), ADA, "and the readers"))

    asked = [name for name, each in story.state.steps.items() if each.change is not None]
    assert asked == ["changes/1", "changes/2"]


def test_procedure_that_is_given_up_turns_the_change_down() -> None:
    never = MANAGE.replace(
        "no_go: [{rework: producers, at_most: 1}, {abort: rejected}]", "no_go: [{block: no}]"
    )
    for decides in (MANAGE.replace("{rework: producers, at_most: 1}, ", ""), never):
        story = story_of(decides=decides)
        story.told(AskChange(("api",), ADA, "it forgot the users"))
        story.good("changes/1/assess", "t7")
        story.judge("changes/1/decide")
        story.decide("changes/1/decide", Choice.SEND_BACK, LIN, "no")

        assert isinstance(story.state.phase, Moving)
        assert isinstance(story.state.record(path("changes/1")).state, Skipped)
        heed = story.state.record(path("changes/1/heed"))
        assert isinstance(heed.state, Skipped)
        assert "server" in wanted(story)


def test_rule_that_asked_goes_on_with_the_next_one_where_the_procedure_says_no() -> None:
    rules = (NoGo(Move.REOPEN, (path("design"),), 1), NoGo(Move.BLOCK, reason="not good"))
    story = story_of("server", "guide", "site", "notes", rules=rules)
    story.judge("look", Status.FAIL, code="x")
    assert "changes/1/assess" in wanted(story)
    story.good("changes/1/assess", "t9")
    for _ in range(2):
        story.judge("changes/1/decide")
        story.decide("changes/1/decide", Choice.SEND_BACK, LIN, "no")
        if "changes/1/assess" in wanted(story):
            story.good("changes/1/assess", "t9")

    assert isinstance(story.state.record(path("changes/1")).state, Skipped)
    assert not isinstance(story.state.record(path("look")).state, Refused)
    assert not isinstance(story.state.phase, Moving)


def test_another_definition_is_decided_by_who_says_yes_where_it_moves_something_too() -> None:
    story = story_of("server")
    before = story.state.started.workflow
    looks = [replace(each, title="another") for each in before.steps]
    gate = replace(before.steps[1], gate=replace(before.steps[1].gate, checks=("size",)))
    steps = (looks[0], gate, *looks[2:])
    new = NewDefinition(replace(before, steps=steps, version="2"), digest_of("new"))
    story.told(AskChange((), ADA, "mended", definition=new))

    asked = story.state.record(path("changes/1")).definition
    assert [rule.roles for rule in asked.gate.approvals] == [("owner",)]
    assert asked.needs == ("changes/1/heed",)


def test_lower_risk_is_decided_by_who_is_asked_because_of_it_too() -> None:
    state = story_of("server").state
    asked = asked_facts(state, ((RISK, "low"), ("users", True)), "it is small", ADA)
    *_, closing = laid_for(state, asked)
    *_, plain = laid_for(state, replace(asked, facts=(("users", True),)))

    assert [rule.roles for rule in closing.gate.approvals] == [("lead",)]
    assert plain.gate.approvals == ()
    assert plain.needs == closing.needs == ("changes/1/heed",)


def test_it_is_told_ahead_which_procedure_decides(capsys: pytest.CaptureFixture[str]) -> None:
    story = story_of("server")
    view = change_view(story.state, ("api",), ADA)

    assert (view.procedure, view.roles) == ("T of manage", ("lead",))
    typed(story, "--impact", "--artifact", "api")
    assert "T of manage: lead" in capsys.readouterr().out


# As it is played


def test_procedure_is_played_good_and_bad() -> None:
    plays, problems, _ = plays_of(parsed())

    assert problems == ()
    assert plays["a change is asked for"].ending is Ending.COMPLETED
    assert {"changes/assess", "changes/decide", "changes/heed"} <= plays[
        "a change is asked for"
    ].begun
    assert plays["changes/decide is always sent back"].ending is Ending.COMPLETED
    assert plays["changes/assess is always refused"].ending is Ending.COMPLETED
    assert not any(each.startswith("changes") for each in plays["all is good"].begun)
