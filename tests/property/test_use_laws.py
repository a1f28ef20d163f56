"""What holds of procedures under any run of bad and good outcomes.

A step that uses a procedure holds only while all inside holds; nothing inside begins before what
the step needs; a procedure that ends itself ends nothing else.
"""

from collections import Counter

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gatewright.core.course.failure import GIVEN_UP
from gatewright.core.state.run_state import Accepted, RunState
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.events import AttemptStarted, Choice, Event, Exit, RunExited, StepRefused
from gatewright.model.ids import StepPath
from gatewright.model.verdicts import Status
from gatewright.model.workflow import StepDefinition, Workflow
from tests.examples import library_of
from tests.property.run_worlds import World, go_on

HEAD = 'workflow: {name}\nversion: "1"\ntitle: T\nroles: [developer, approver]\n'
INNER = (
    HEAD.format(name="inner")
    + """\
steps:
  red:
    by: developer
    brief: R.
    writes: ["**"]
    gate: [tests]
    no_go: [{checks: [tests], rework: self, at_most: 1}, {abort: it cannot be done}]
  green: {by: developer, brief: G., writes: ["**"], gate: [tests], no_go: [{abort: stuck}]}
"""
)
OUTER = (
    HEAD.format(name="outer")
    + """\
steps:
  outline: {by: developer, brief: O., produces: {outline: {path: p, schema: plan}}, gate: [tests]}
  once: {uses: middle, gate: [tests], no_go: [{rework: self, at_most: 1}, {block: no}]}
  each:
    for_each: {t: outline#tasks}
    uses: inner
    gate: [tests, {approval: {roles: [approver]}}]
    no_go: [{rework: self, at_most: 2}]
  finish: {gate: [tests], no_go: [{reopen: [each, once], at_most: 1}]}
"""
)
MIDDLE = HEAD.format(name="middle") + "steps: {one: {uses: inner}, two: {uses: inner}}\n"
COUNTS: Counter[str] = Counter()


def outer() -> tuple[StepDefinition, ...]:
    library = library_of({"inner": INNER, "middle": MIDDLE})
    workflow = parse_workflow(OUTER, "w.yaml", library=library)
    assert isinstance(workflow, Workflow), [str(one) for one in workflow]
    return workflow.steps


STEPS = outer()
OUTCOMES = st.lists(st.tuples(st.sampled_from("ppppff"), st.booleans()), min_size=20, max_size=60)


def inside_of(state: RunState, step: StepPath) -> list[StepPath]:
    """Return the steps of the procedure that `step` uses."""
    return [path for path, each in state.steps.items() if each.definition.within == step]


def assert_holds(state: RunState) -> None:
    for path, record in state.steps.items():
        if isinstance(record.state, Accepted) and state.unmet[path] == 0:
            open_ones = [each for each in inside_of(state, path) if not state.stands(each)]
            assert open_ones == [], f"{path} holds"
            COUNTS["held"] += bool(inside_of(state, path))


def assert_in_order(state: RunState, event: Event) -> None:
    if isinstance(event, AttemptStarted):
        user = state.record(event.step).definition.within
        while user:
            definition = state.record(user).definition
            outside = [need for need in definition.needs if not need.startswith(f"{user}/")]
            assert all(state.stands(need) for need in outside), event.step
            COUNTS["begun inside"] += 1
            user = definition.within
    if isinstance(event, StepRefused) and GIVEN_UP in event.codes:
        COUNTS["handed back"] += 1
    if isinstance(event, RunExited):
        assert event.exit is Exit.COMPLETED
        COUNTS["completed"] += 1


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(OUTCOMES)
@example([("p", True)] * 60)
def play(outcomes: list[tuple[str, bool]]) -> None:
    world = World(STEPS)
    for said, is_yes in outcomes * 3:
        before = len(world.events)
        status = Status.PASS if said == "p" else Status.FAIL
        if not go_on(world, status, Choice.APPROVE if is_yes else Choice.SEND_BACK):
            break
        for event in world.events[before:]:
            assert_in_order(world.state, event)
        assert_holds(world.state)


def test_procedures_hold_what_they_claim_and_it_was_tried() -> None:
    COUNTS.clear()
    play()

    floors = {"held": 100, "begun inside": 500, "handed back": 40, "completed": 1}
    assert {name: COUNTS[name] for name, least in floors.items() if COUNTS[name] < least} == {}
