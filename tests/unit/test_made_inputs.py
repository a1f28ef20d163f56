"""Inputs that a procedure makes where they are missing: as it is said, and as it is played."""

import pytest

from gatewright.core.layout.inputs import given
from gatewright.core.rehearse.played_endings import Ending
from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.workflow import StepDefinition, Workflow
from tests.unit.test_remedy_rules import HEAD, plays_of

MAKES = """
params: {where: {type: string, default: docs}}
inputs: {hints: {optional: true}}
steps:
  write:
    by: developer
    brief: W.
    reads: [hints]
    produces: {outline: {path: "{where}/outline.md"}, more: {path: more.md}}
    gate: [tests]
  agree: {gate: [{approval: {roles: [lead], binds: [outline]}}], no_go: [{reopen: [write]}]}
outputs: [outline, more]
"""
MAIN = """
inputs:
  hints: {path: hints.md, optional: true}
INPUTS
phases:
  - id: first
    steps:
      build: {by: developer, brief: B., writes: ["src/**"], READS gate: [tests]}
      look: {needs: [], gate: [tests]}
  - id: second
    steps:
      soon: {early: true, by: developer, brief: S., writes: [docs], gate: [tests]}
    gate: [lint]
"""
OUTLINE = "  outline: {path: docs/b.md, missing: {uses: makes}}"
CLOSES, INSIDE = "inputs/outline", ("inputs/outline/write", "inputs/outline/agree")


def parse(
    inputs: str, main: str = MAIN, reads: str = "", **others: str
) -> Workflow | tuple[str, ...]:
    """Return the workflow with these inputs, or its problems."""
    text = HEAD.format(name="main") + main.replace("INPUTS", inputs).replace("READS", reads)
    known = {
        name: HEAD.format(name=name) + each for name, each in {"makes": MAKES, **others}.items()
    }
    library = Library(
        lambda name: (known[name], f"{name}.yaml") if name in known else None, tuple(known)
    )
    answer = parse_workflow(text, "w.yaml", library=library)
    return answer if isinstance(answer, Workflow) else tuple(str(one) for one in answer)


def parsed(inputs: str = OUTLINE, main: str = MAIN, reads: str = "", **others: str) -> Workflow:
    answer = parse(inputs, main, reads, **others)
    assert isinstance(answer, Workflow), answer
    return answer


def step_of(workflow: Workflow, path: str) -> StepDefinition:
    return next(each for each in workflow.all_steps if each.path == path)


def test_everything_waits_until_the_procedure_holds_and_not_for_what_it_makes_alone() -> None:
    workflow = parsed()

    assert [each.path for each in workflow.steps[:3]] == [*INSIDE, CLOSES]
    assert step_of(workflow, CLOSES).needs == (INSIDE[1],)
    assert step_of(workflow, "build").needs == (CLOSES,)
    assert step_of(workflow, "look").needs == (CLOSES,)
    assert CLOSES in step_of(workflow, "soon").needs
    assert step_of(workflow, CLOSES).title == "outline"
    assert ("makes", "makes.yaml") in workflow.uses


def test_procedure_gives_out_the_input_and_nothing_else() -> None:
    workflow = parsed()
    write, build = step_of(workflow, INSIDE[0]), step_of(workflow, "build")

    assert [each.name for each in write.produces] == ["outline", f"{CLOSES}/more"]
    assert write.reads == ("hints",)
    assert build.reads == ("outline",)
    assert build.keeps == ("docs/outline.md", "more.md")
    told = parse(OUTLINE, reads="reads: [more],")
    assert isinstance(told, tuple)
    assert 'no artifact is called "more"' in told[0]


def test_output_of_the_same_workflow_is_the_one_that_an_earlier_run_is_looked_at_for() -> None:
    inputs = "  text: {from: {workflow: makes, output: outline}, missing: {uses: makes}}"
    write = step_of(parsed(inputs), "inputs/text/write")

    assert [each.name for each in write.produces] == ["text", "inputs/text/more"]
    [rule] = [each for each in parsed(inputs).inputs if each.name == "text"]
    assert (rule.uses, rule.ask, rule.of_workflow) == ("makes", "", "makes")


def test_procedure_is_given_params_and_inputs() -> None:
    said = "{uses: makes, with: {where: notes, hints: tips}}"
    inputs = f"  tips: {{path: t.md}}\n  outline: {{missing: {said}}}"
    write = step_of(parsed(inputs), INSIDE[0])

    assert write.produces[0].path == "notes/outline.md"
    assert write.reads == ("tips",)


def test_one_input_may_be_made_from_another_that_is_listed_before() -> None:
    more = "\ninputs: {outline: {}}" + (
        "\nsteps:\n  w: {by: developer, brief: W., reads: [outline], gate: [tests], produces: "
        "{plan: {path: p.md}}}\noutputs: [plan]\n"
    )
    inputs = [OUTLINE, "  plan: {missing: {uses: more}}"]
    workflow = parsed("\n".join(inputs), more=more)

    assert step_of(workflow, "inputs/plan/w").needs == (CLOSES,)
    assert step_of(workflow, "build").needs == ("inputs/plan",)
    told = parse("\n".join(reversed(inputs)), more=more)
    assert isinstance(told, tuple)
    assert "which this step does not wait for" in told[0]


def test_condition_of_an_input_is_that_of_its_procedure() -> None:
    facts = "facts: {ui: {ask: U, by: lead}}\n"
    inputs = "  outline: {when: facts.ui, missing: {uses: makes}}"
    workflow = parsed(inputs, main=facts + MAIN)

    assert step_of(workflow, INSIDE[0]).when == "facts.ui"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("{missing: {uses: mokes}}", 'no workflow is called "mokes"; did you mean "makes"'),
        ("{missing: {uses: main}}", "these use each other: main"),
        ("{missing: {uses: makes, ask: lead}}", 'asked for ("ask"), or made by a workflow ("us'),
        ("{missing: {with: {a: b}}}", 'asked for ("ask"), or made by a workflow ("uses")'),
        ("{path: a, missing: {ask: lead, with: {a: b}}}", '"with" needs "uses"'),
        ("{missing: {uses: makes, with: {wher: x}}}", 'has no param and no input "wher"'),
        ("{missing: {uses: none}}", '"none" gives out no "outline"; plan'),
        ("{missing: {uses: makes}, schema: plan}", 'makes "outline" by another schema than plan'),
        ("{missing: {uses: makes}, optional: true}", '"optional" says that it may be missing'),
        ("{missing: {uses: needy}}", '"needy" needs the input "plan"'),
    ],
)
def test_input_that_cannot_be_made_is_told(said: str, told: str) -> None:
    only = "\nsteps:\n  w: {by: developer, brief: W., gate: [tests], produces: {plan: {path: p}}}\n"
    none = only + "outputs: [plan]\n"
    needy = "\ninputs: {plan: {}}" + none.replace("plan: {path", "outline: {path").replace(
        "[plan]\n", "[outline]\n"
    )
    answer = parse(f"  outline: {said}", none=none, needy=needy)

    assert isinstance(answer, tuple)
    assert any(told in one for one in answer), answer


def test_step_makes_no_input_and_is_not_called_as_they_are() -> None:
    clash = MAIN.replace("READS", "produces: {outline: {path: b.md}},")
    named = MAIN.replace("build:", "inputs:")

    for main, told in (
        (clash, '"outline" is made by build already'),
        (named, 'no step is called "inputs" where inputs are asked for or made'),
    ):
        answer = parse(OUTLINE, main)
        assert isinstance(answer, tuple)
        assert told in answer[0]


def test_nobody_makes_an_input_in_a_procedure_that_is_used() -> None:
    inner = "inputs: {outline: {missing: {uses: makes}}}\n" + (
        "steps:\n  look: {reads: [outline], gate: [tests]}\n"
    )
    main = MAIN.replace("      look: ", "      use: {uses: inner}\n      look: ")
    workflow = parsed(main=main, inner=inner)

    assert step_of(workflow, "use/look").reads == ("outline",)
    assert [each.path for each in workflow.steps if each.path.startswith("inputs")] == [
        *INSIDE,
        CLOSES,
    ]


# Where a run starts


def test_what_is_there_is_not_made() -> None:
    rules = "no_go: [{reopen: {phase: inputs}}], "
    workflow = parsed(main=MAIN.replace("READS", rules + "READS"))
    left = given(workflow, frozenset(), ())

    assert [each.path for each in left.steps] == [
        each.path for each in workflow.steps if not each.path.startswith("inputs")
    ]
    assert (step_of(left, "build").needs, step_of(left, "build").reads) == ((), ("outline",))
    assert step_of(workflow, "build").no_go[0].steps == (CLOSES,)
    assert step_of(left, "build").no_go[0].steps == ()
    lacking = [each for each in workflow.inputs if each.uses]
    assert given(workflow, frozenset(), lacking) == workflow


def test_what_is_there_is_not_made_and_the_rest_is() -> None:
    inputs = f"{OUTLINE}\n  outlines: {{missing: {{uses: outlines}}}}"
    other = MAKES.replace("outline", "outlines").replace("more", "rest")
    workflow = parsed(inputs, outlines=other)
    lacking = [each for each in workflow.inputs if each.name == "outlines"]
    left = given(workflow, frozenset(), lacking)

    assert step_of(left, "build").needs == ("inputs/outlines",)
    assert left.steps[0].path == "inputs/outlines/write"
    assert step_of(left, "inputs/outlines/write").needs == ()


def test_each_step_that_makes_an_input_is_played() -> None:
    plays, problems, _ = plays_of(parsed())

    assert problems == ()
    assert plays["all is good"].ending is Ending.COMPLETED
    assert {*INSIDE} <= plays["all is good"].begun
    assert plays["inputs/outline/agree is sent back once"].ending is Ending.COMPLETED
    never = plays["inputs/outline/write is always refused"]
    assert never.ending is Ending.BLOCKED
    assert "build" not in never.begun
