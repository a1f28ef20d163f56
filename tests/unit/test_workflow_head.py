"""What stands at the top of a workflow: steps alone, defaults of steps, guides, params."""

from collections.abc import Mapping

import pytest

from gatewright.core.layout.resolve_workflow import step_for
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.digest import digest_of
from gatewright.model.ids import StepPath
from gatewright.model.rules import TaskKind
from gatewright.model.workflow import Gate, Item, StepDefinition, WorkerKind, Workflow
from tests.unit.run_stories import step

HEAD = 'workflow: w\nversion: "1"\ntitle: W\nroles: [developer, lead]\n'
A = "  a: {by: developer, brief: Do it., writes: [x], gate: [tests]}\n"
NOTHING: Mapping[str, str] = {}


def parsed(text: str, params: Mapping[str, str] = NOTHING) -> Workflow:
    answer = parse_workflow(HEAD + text, "w.yaml", params=params)
    assert isinstance(answer, Workflow), [str(one) for one in answer]
    return answer


def problems(text: str, params: Mapping[str, str] = NOTHING) -> list[str]:
    answer = parse_workflow(HEAD + text, "w.yaml", params=params)
    assert isinstance(answer, tuple)
    return [str(one).removeprefix("w.yaml:") for one in answer]


def test_steps_alone_are_one_phase_that_is_called_as_the_workflow() -> None:
    text = 'steps:\n  a: {by: developer, brief: Do it., writes: ["x/**"], gate: [tests]}\n'
    workflow = parsed(text + "  b: {gate: [tests]}\ngate: [lint]\nno_go: [{rework: producers}]\n")

    assert [(one.path, one.phase, one.needs) for one in workflow.steps] == [
        ("a", "w", ()),
        ("b", "w", ("a",)),
        ("w-gate", "w", ("b",)),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title2: x\n", '5:1  unknown key "title2"; did you mean "title"?'),
        ("purpose: x\n", '1:1  a workflow needs "phases" or "steps"'),
        (
            "steps: {a: {gate: [tests]}}\nphases: [{id: p, gate: [tests]}]\n",
            '1:1  "steps" goes with steps alone: of phases, each has its own',
        ),
        (
            "no_go: [{block: no}]\nsteps: {a: {gate: [tests]}}\n",
            '1:1  "no_go" of a phase needs a "gate" that can refuse',
        ),
        ("steps: {a: {gate: [tst]}}\n", '5:20  no check is called "tst"; did you mean "tests"?'),
        ("steps: {plan: {gate: [tests]}}\n", '5:9  no step and no gate is called "plan"'),
        (
            "steps: {a: {action: merge, gate: [tests]}}\n",
            '5:21  the action "merge" is not carried out yet; a person does it',
        ),
    ],
)
def test_what_is_wrong_with_the_top_is_told_where_it_stands(text: str, said: str) -> None:
    told = problems(text)

    assert told[0].startswith(said), told


def test_source_and_purpose_are_kept() -> None:
    workflow = parsed(
        f"purpose: P\nsource: {{document: d, owner: us}}\nsteps:\n{A}".replace("[x]", '["x/**"]')
    )

    assert workflow.purpose == "P"
    assert workflow.source == (("document", "d"), ("owner", "us"))


DEFAULTS = """\
defaults: {step: {by: developer, brief: "Do {feature.slug}.", writes: ["docs/**"], gate: [tests]}}
steps:
  a: {}
  b: {by: lead, brief: Look., writes: ["x/**"]}
  c: {run: [make], may_be_empty: true, gate: [lint]}
"""


def test_a_step_says_only_what_differs_from_the_defaults() -> None:
    a, b, c = parsed(DEFAULTS).steps

    assert (a.doer.role, a.doer.brief, a.writes) == (
        "developer",
        "Do {feature.slug}.",
        ("docs/**",),
    )
    assert (b.doer.role, b.doer.brief, b.writes) == ("lead", "Look.", ("x/**",))
    assert (c.doer.kind, c.doer.brief) == (WorkerKind.COMMAND, "")
    assert [one.gate.checks for one in (a, b, c)] == [("tests",), ("tests",), ("lint",)]


def test_a_mistake_in_the_defaults_is_told_once() -> None:
    told = problems(DEFAULTS.replace("[tests]", "[tst]"))

    assert [one.split("  ")[0] for one in told] == ["5:91"]


PARAMS = """\
params:
  layer: {type: enum, values: [back-end, front-end], default: back-end}
  ticket: {type: string, pattern: "[A-Z]+-[0-9]+"}
  tries: {type: int, default: "3"}
  fast: {type: bool, default: "false"}
steps:
  a:
    by: developer
    brief: "Do {ticket} of {params.layer}, {unknown}."
    writes: ["src/{layer}/**"]
    when: params.layer != 'params.layer' && !params.fast
    gate: [tests]
    budget: {attempts: "{tries}"}
"""


def test_params_are_filled_in_by_their_type() -> None:
    workflow = parsed(PARAMS, {"ticket": "AB-12", "layer": "front-end"})
    (a,) = workflow.steps

    assert a.doer.brief == "Do AB-12 of front-end, {unknown}."
    assert a.writes == ("src/front-end/**",)
    assert a.when == "'front-end' != 'params.layer' && !false"
    assert a.attempts_max == 3
    assert dict(workflow.params) == {
        "layer": "front-end",
        "ticket": "AB-12",
        "tries": "3",
        "fast": "false",
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, '7:11  the param "ticket" is not given; --param ticket=VALUE'),
        ({"ticket": "ab"}, '7:11  the param "ticket": "ab" does not match [A-Z]+-[0-9]+; '),
        ({"ticket": "A-1", "layer": "x"}, '6:10  the param "layer": "x" is none of back-end, '),
        ({"ticket": "A-1", "tries": "1.5"}, '8:10  the param "tries": "1.5" is no whole number; '),
        ({"ticket": "A-1", "fast": "yes"}, '9:9  the param "fast": "yes" is neither true nor '),
        ({"ticket": "A-1", "tiket": "x"}, '1:11  there is no param "tiket"; did you mean "ticket"'),
        ({"ticket": "A-1\nB"}, '7:11  the param "ticket": a value is one line of at most 500'),
        ({"ticket": "A-1", "tries": "99"}, "17:24  a whole number from 1 to 20 is expected here"),
    ],
)
def test_a_param_that_is_wrong_is_told_where_it_is_declared(
    given: Mapping[str, str], said: str
) -> None:
    (told,) = problems(PARAMS, given)

    assert told.startswith(said)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ("{x: {type: text}}", '"text" is not one of string, int, bool, enum, item'),
        ("{x: {type: enum}}", '"values" and "type: enum" go together'),
        ("{x: {type: int, pattern: a}}", '"pattern" is for "type: string"'),
        ("{x: {type: int, default: a}}", '"a" is no whole number'),
        ("{x: {type: item, default: a}}", "an item has no default: it is given"),
        ("{x: {type: int, from: a}}", 'the param "x" follows from nothing: '),
        ("{x: {type: int, from: '1', default: 1}}", '"from" says what it is where it is not given'),
        ("{x: {type: item, from: a}}", "an item has no from: it is given"),
        ("{x: {type: int, from: '[1]'}}", 'the param "x" follows from nothing: it comes to [1]'),
        ("{x-y: {type: int}}", '"x-y" is no name'),
    ],
)
def test_a_param_that_nobody_could_give_is_told(params: str, said: str) -> None:
    told = problems(f"params: {params}\nsteps: {{a: {{gate: [tests]}}}}\n")

    assert said in told[0], told


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("when", "params.layr == 'x'", 'nothing is known of "params.layr"'),
        ("because", "{params.nobody}", 'nothing is known of "params.nobody"'),
        ("because", "{task.key}", 'nothing is known of "task.key"'),
        ("because", "{feature.slg}", 'did you mean "feature.slug"?'),
    ],
)
def test_a_name_that_nobody_knows_is_told(key: str, text: str, said: str) -> None:
    text = f'steps: {{a: {{gate: [tests], {key}: "{text}"}}}}\n'
    told = problems("params: {layer: {type: int, default: '1'}}\n" + text)

    assert any(said in one for one in told), told


def test_a_step_is_filled_in_for_its_item() -> None:
    item = Item("2", "it's\nso", digest_of("x"), TaskKind.CHORE)
    template = step("t", writes=("docs/{task}/**",), when="task.kind == 'task.kind'")

    made = step_for(template, "task", item)

    assert made.writes == ("docs/2/**",)
    assert made.when == "'chore' == 'task.kind'"
    assert step_for(template, "", item) is template
    titled = StepDefinition(StepPath("t"), "t", "p", template.doer, when="task.title == ''")
    assert step_for(titled, "task", item).when == "'it\\'s\\nso' == ''"
    assert step_for(titled, "task", item).gate == Gate()


INPUT_STEPS = "steps: {a: {by: developer, brief: B., reads: [x], writes: [y/**], gate: [tests]}}\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{path: a.md, from: {workflow: w, output: x}}", 'an input is at a "path" or "from" an ea'),
        ("{optional: true, missing: halt}", '"optional" says that it may be missing'),
        ("{missing: {ask: lead}}", 'who is asked for it makes it at its "path", which is one file'),
        ("{path: '*.md', missing: {ask: lead}}", 'who is asked for it makes it at its "path"'),
        ("{path: a.md, missing: {ask: led}}", '"led" is not among the roles; did you mean "lead"?'),
        ("{path: a.md, missing: {uses: v}}", 'no workflow is called "v"'),
        ("{form: spec}", 'no schema is called "spec"; known: plan'),
        ("{path: 'docs/{feature.slug}.md'}", "a path is looked for before the feature has a num"),
        ("{type: text}", '"text" is not one of markdown, json, yaml'),
    ],
)
def test_an_input_that_cannot_be_found_is_told(given: str, said: str) -> None:
    told = problems(f"inputs: {{x: {given}}}\n{INPUT_STEPS}")

    assert any(said in one for one in told), told


def test_inputs_and_steps_do_not_have_the_same_names() -> None:
    made = INPUT_STEPS.replace("reads: [x]", "produces: {x: {path: x.md}}")

    assert '"x" is made by a already' in problems(f"inputs: {{x: {{path: a.md}}}}\n{made}")[0]
    asked = "inputs: {x: {path: a.md, missing: {ask: lead}}}\n"
    told = problems(asked + INPUT_STEPS.replace("{a:", "{inputs:"))
    assert 'no step is called "inputs" where inputs are asked for or made' in told[0]
    parsed(asked + INPUT_STEPS)
