"""What a run is given and does not have is made first: nothing else begins before that holds."""

from hypothesis import given
from hypothesis import strategies as st

from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.events import AttemptStarted, StepAccepted, StepJudged
from gatewright.model.ids import StepPath
from gatewright.model.workflow import ASKED_STEP, StepDefinition, Workflow
from tests.laws.playing import ANSWERS, play_beside, play_on
from tests.laws.seen import Seen, drawn
from tests.laws.tale import Tale

EXAMPLES = 150
HEAD = 'workflow: {name}\nversion: "1"\ntitle: T\nroles: [developer, approver]\n'
WORK = "by: developer, brief: W., writes: ['**'], gate: [tests]"
PLAYS = st.lists(
    st.sampled_from(["well"] * 60 + ["fail"] * 3 + sorted(ANSWERS)), min_size=25, max_size=60
)
TURNS = st.lists(st.integers(0, 60), min_size=25, max_size=60)
SHAPES = st.tuples(st.booleans(), st.booleans(), st.integers(1, 3), st.sampled_from([1, 2]))


def procedure(*, asks: bool, order: str) -> str:
    """Return a workflow that makes an input; people agree to it, or nobody does."""
    agreed = "[tests, {approval: {roles: [approver]}}]" if asks else "[tests]"
    made = "{by: developer, brief: W., gate: [tests], produces: {NAME: {path: NAME.md}}}"
    return (
        f"phases:\n  - id: making\n    order: {order}\n    steps:\n      write: {made}\n"
        f"      beside: {{{WORK}}}\n    gate: {agreed}\n"
        "    no_go: [{rework: producers, at_most: 2}]\noutputs: [NAME]\n"
    )


def steps_of(*, asks: bool, beside: bool, count: int, inputs: int) -> tuple[StepDefinition, ...]:
    """Return the steps of a workflow that begins without its inputs."""
    names = [f"wish-{number}" for number in range(inputs)]
    making = procedure(asks=asks, order="parallel" if beside else "sequence")
    known = {name: HEAD.format(name=name) + making.replace("NAME", name) for name in names}
    given_to = "".join(f"  {name}: {{missing: {{uses: {name}}}}}\n" for name in names)
    own = "".join(f"      s{number}: {{{WORK}}}\n" for number in range(count))
    late = f"  - id: second\n    steps:\n      soon: {{early: true, needs: [], {WORK}}}\n"
    text = (
        HEAD.format(name="main")
        + f"inputs:\n{given_to}phases:\n  - id: first\n    order: parallel\n    steps:\n{own}"
        + "    gate: [tests]\n"
        + late
    )
    library = Library(lambda name: (known[name], name) if name in known else None, tuple(known))
    workflow = parse_workflow(text, "w.yaml", library=library)
    assert isinstance(workflow, Workflow), [str(each) for each in workflow]
    return workflow.steps


def test_nothing_begins_before_what_the_run_is_given_holds(seen: Seen) -> None:
    """Nothing else begins before an input that is missing is made, and what makes it holds."""

    @drawn(EXAMPLES)
    @given(SHAPES, PLAYS, TURNS)
    def law(shape: tuple[bool, bool, int, int], plays: list[str], turns: list[int]) -> None:
        asks, beside, count, inputs = shape
        tale = Tale(steps_of(asks=asks, beside=beside, count=count, inputs=inputs))
        for play, turn in zip(plays, turns, strict=False):
            play_on(tale, play, []) if turn % 2 else play_beside(tale, turn, [])
        made: set[StepPath] = set()
        for event in tale.events:
            match event:
                case StepAccepted(step):
                    made |= {step}
                    seen.counts["made"] += step.count("/") == 1
                case AttemptStarted(step) | StepJudged(step):
                    if step.startswith(f"{ASKED_STEP}/"):
                        seen.counts["begun for it"] += 1
                        continue
                    lacking = {f"{ASKED_STEP}/wish-{number}" for number in range(inputs)} - made
                    assert not lacking, f"{step} before {sorted(lacking)}"
                    seen.counts["begun"] += 1
                case _:
                    pass

    law()
    seen.at_least(begun_for_it=100, made=20, begun=30)
