"""Steps that are early or wait for some of their needs, as they are written."""

import pytest

from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.workflow import SomeOf, StepDefinition, Workflow
from tests.unit.run_stories import path

TEXT = """\
workflow: ours
version: "1"
title: Ours
roles: [developer, lead]
phases:
  - id: building
    order: parallel
    steps:
      ground: {{by: developer, brief: B., produces: {{ground: {{path: g.md}}}}, gate: [secrets]}}
      back:
        {{by: developer, brief: B., needs: [ground], produces: {{back: {{path: b.md}}}},
         gate: [secrets]}}
      front:
        {{by: developer, brief: B., needs: [ground], produces: {{front: {{path: f.md}}}},
         gate: [secrets]}}
    gate: [secrets]
  - id: quality
    {phase}
    steps:
      first: {{{first}}}
      look: {{{look}, gate: [secrets]}}
      last: {{{last}gate: [secrets]}}
    gate: [{{approval: {{roles: [lead], question: Ok?}}}}]
"""
LAYER = """\
workflow: layer
version: "1"
title: Layer
roles: [developer]
steps:
  one: {by: developer, brief: B., writes: ["a/**"], gate: [secrets]}
  two: {by: developer, brief: B., writes: ["b/**"], gate: [secrets]}
  three:
    {needs: [one, two], at_least: 1, by: developer, brief: B., writes: ["c/**"], gate: [secrets]}
"""
TAKER = """\
workflow: taker
version: "1"
title: Taker
roles: [developer]
inputs: {back: {path: b.md}}
steps:
  one: {by: developer, brief: B., reads: [back], writes: ["a/**"], gate: [secrets]}
"""
ASKING = "[{{approval: {{roles: [lead], question: Q, binds: [{}]}}}}]"
EARLY = "needs: [back, front], at_least: 1, early: true"
PROCEDURES = {"layer": (LAYER, "layer.yaml"), "taker": (TAKER, "taker.yaml")}
LIBRARY = Library(PROCEDURES.get, tuple(PROCEDURES))


def text(look: str = EARLY, phase: str = "order: sequence", **given: str) -> str:
    first = given.get("first", "gate: [secrets]")
    return TEXT.format(look=look, phase=phase, first=first, last=given.get("last", ""))


def steps_of(written: str) -> dict[str, StepDefinition]:
    workflow = parse_workflow(written, "w.yaml", library=LIBRARY)
    assert isinstance(workflow, Workflow), [str(problem) for problem in workflow]
    return {step.path: step for step in workflow.steps}


def problem_of(written: str) -> str:
    found = parse_workflow(written, "w.yaml", library=LIBRARY)
    assert isinstance(found, tuple)
    return str(found[0])


def test_early_step_needs_what_it_says_and_no_gate() -> None:
    steps = steps_of(text())

    look = steps["look"]
    assert look.needs == ("back", "front")
    assert look.some_of == (SomeOf((path("back"), path("front")), 1),)
    assert look.passes == ("building-gate",)
    assert look.reads == ("back", "front")


def test_what_stands_behind_it_and_the_gate_of_its_phase_wait_for_all() -> None:
    steps = steps_of(text())

    assert steps["first"].needs == ("building-gate",)
    assert steps["last"].needs == ("building-gate", "look")
    assert steps["quality-gate"].needs == ("first", "last")
    alone = steps_of(text(first=f"{EARLY}, gate: [secrets]", last="early: true, "))
    assert alone["last"].needs == ("look",)
    assert alone["quality-gate"].needs == ("building-gate", "first", "last")


def test_all_of_the_needs_are_no_choice() -> None:
    assert steps_of(text("needs: [back, front], at_least: 2"))["look"].some_of == ()


def test_entry_of_an_early_step_is_as_early() -> None:
    steps = steps_of(text(f"{EARLY}, entry: [secrets]"))

    assert steps["look-entry"].needs == ("back", "front")
    assert steps["look"].needs == ("look-entry", "back", "front")
    for name in ("look-entry", "look"):
        assert steps[name].some_of == (SomeOf((path("back"), path("front")), 1),)
        assert steps[name].passes == ("building-gate",)


def test_gate_that_it_waits_for_is_none_that_it_passes() -> None:
    written = text().replace("  - id: quality", PHASE_BETWEEN + "  - id: quality")

    steps = steps_of(written.replace("needs: [back, front], at_least: 1", "needs: [between]"))

    assert steps["look"].needs == ("between",)
    assert steps["look"].passes == ("design-gate",)


PHASE_BETWEEN = """\
  - id: design
    entry: [secrets]
    order: parallel
    steps:
      between: {gate: [secrets]}
      other: {gate: [secrets]}
    gate: [secrets]
"""


def test_procedure_begins_as_early_as_its_step() -> None:
    steps = steps_of(text(f"{EARLY}, uses: layer"))

    counted = SomeOf((path("back"), path("front")), 1)
    assert steps["look/one"].needs == ("back", "front")
    own = SomeOf((path("look/one"), path("look/two")), 1)
    assert steps["look/three"].some_of == (own, counted)
    for name in ("look/one", "look/two", "look/three", "look"):
        assert counted in steps[name].some_of
        assert steps[name].passes == ("building-gate",)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (text("at_least: 1"), '"at_least" goes with "needs": how many of them are enough'),
        (text("needs: [back, front], at_least: 3"), "3 of 2 can never be"),
        (text("needs: [back, back], at_least: 2"), "2 of 1 can never be"),
        (
            text("needs: [back, front], at_least: 0"),
            "a whole number from 1 to 200 is expected here",
        ),
        (text("commit: on_accept"), 'a step has no "commit"'),
        (text("early: true"), 'this step needs "first", which waits for all before this phase'),
        (
            text("needs: [building-gate], early: true"),
            'this step needs "building-gate", which waits for all before this phase',
        ),
        (text(phase="entry: [secrets]"), "this phase has an entry, and nobody passes that"),
        (
            text().replace("needs: [ground], produces: {back", "early: true, produces: {back"),
            "no gate is before the first phase",
        ),
        (
            text().replace("true, gate: [secrets]", f"true, gate: {ASKING.format('back')}"),
            '"back" is made by back, which may not be done by then',
        ),
        (
            text(f"{EARLY}, uses: taker", last=""),
            '"back" is made by back, which may not be done by then',
        ),
    ],
)
def test_what_can_never_be_is_refused(written: str, expected: str) -> None:
    assert expected in problem_of(written)


def test_what_is_bound_may_be_what_all_of_the_needs_rest_on() -> None:
    asking = f"early: true, gate: {ASKING.format('ground')}"

    steps = steps_of(text().replace("early: true, gate: [secrets]", asking))  # both rest on it

    assert steps["look"].gate.approvals[0].binds == ("ground",)


def test_first_phase_of_a_procedure_has_no_gate_before_it() -> None:
    layer = LAYER.replace('writes: ["b/**"]', 'early: true, writes: ["b/**"]')
    library = Library({"layer": (layer, "layer.yaml")}.get, ("layer",))

    found = parse_workflow(text(f"{EARLY}, uses: layer"), "w.yaml", library=library)

    assert isinstance(found, tuple)
    assert "no gate is before the first phase" in str(found[0])
