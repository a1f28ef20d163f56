"""Workflow files: what each key comes to, and what is said of each mistake, where."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from gatewright.cli.schema import run
from gatewright.definitions.problems import Problem
from gatewright.definitions.risk_rules import HOUSE_WORKFLOWS
from gatewright.definitions.schema import document_schema, workflow_schema
from gatewright.definitions.workflow import CODE, Naming, parse_workflow
from gatewright.definitions.workflow_order import STEPS_MAX
from gatewright.model.ids import StepPath
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import (
    Against,
    ApprovalRule,
    Doer,
    Gate,
    Move,
    NoGo,
    Product,
    StepDefinition,
    WorkerKind,
    Workflow,
)
from tests.golden.golden import agrees_with_file
from tests.workflows import GOOD, HEAD, small

CATALOG = files("gatewright") / "catalog" / "workflows"


def parsed(text: str) -> Workflow:
    answer = parse_workflow(text, "w.yaml", checks=("size",))
    assert isinstance(answer, Workflow), [str(problem) for problem in answer]
    return answer


def problems(text: str) -> list[str]:
    answer = parse_workflow(text, "w.yaml", checks=("size",))
    assert isinstance(answer, tuple)
    assert all(isinstance(one, Problem) and one.code == CODE for one in answer)
    return [str(one).removeprefix("w.yaml:") for one in answer]


def step_of(text: str, name: str) -> StepDefinition:
    return next(step for step in parsed(text).steps if step.path == name)


@pytest.mark.parametrize(
    ("naming", "expected"),
    [
        (Naming("small"), []),
        (Naming("other"), ['1:11  the file is called other and the workflow "small"']),
        (Naming(taken=("quick", "small")), ['1:11  "small" is the name of a workflow that comes']),
    ],
)
def test_workflow_calls_itself_as_its_file_and_as_nobody_else(
    naming: Naming, expected: list[str]
) -> None:
    answer = parse_workflow(small("a: {gate: [tests]}"), "w.yaml", naming=naming)

    said = [] if isinstance(answer, Workflow) else [str(one) for one in answer]
    assert len(said) == len(expected)
    assert all(one.startswith(f"w.yaml:{start}") for one, start in zip(said, expected, strict=True))


def test_every_key_comes_to_what_it_says() -> None:
    workflow = parsed(GOOD)

    assert (workflow.name, workflow.version, workflow.title) == ("all", "1.10", "Every key")
    assert workflow.roles == ("developer", "requester")
    assert (workflow.risk_lines_max, workflow.risk_paths, workflow.outgrown) == (
        75,
        ("**/migrations/**",),
        "feature",
    )
    assert workflow.steps[0] == StepDefinition(
        path=StepPath("write-plan"),
        title="write plan",
        phase="planning",
        doer=Doer(WorkerKind.AGENT, "developer", "Write it."),
        writes=("docs/**",),
        produces=(Product("outline", "docs/{feature.slug}.md", "plan"),),
        gate=Gate(("secrets", "size"), Against.STEP),
        no_go=(
            NoGo(Move.REWORK, at_most=2),
            NoGo(Move.BLOCK, at_most=1, reason="it was refused twice"),
        ),
        attempts_max=4,
        time_limit_s=1200,
        when="facts.has_api",
    )
    assert workflow.steps[1] == StepDefinition(
        path=StepPath("may-code"),
        title="may code",
        phase="planning",
        doer=Doer(WorkerKind.NOBODY),
        needs=(StepPath("write-plan"),),
        reads=("outline",),
        gate=Gate(
            (),
            Against.BASE,
            (
                ApprovalRule(
                    ("requester",), "Code?", ("Is it so?",), ("outline",), not_author=False
                ),
            ),
            is_crossing=True,
        ),
        no_go=(
            NoGo(Move.REOPEN, (StepPath("write-plan"),), at_most=3),
            NoGo(Move.ABORT, at_most=1, reason="nobody wants it"),
        ),
    )
    assert [step.path for step in workflow.steps] == [
        "write-plan", "may-code", "build", "format", "look", "finishing-gate",
    ]  # fmt: skip


def test_step_for_each_item_reads_its_item_and_not_the_list() -> None:
    step = step_of(GOOD, "build")

    assert step.for_each == "outline"
    assert step.reads == ()
    assert step.keeps == ("docs/{feature.slug}.md",)


def test_step_reads_what_it_waits_for_but_not_the_list_it_is_made_for() -> None:
    text = small(
        "a: {run: [x], produces: {o: {path: o, schema: plan}, p: {path: p}}, gate: [tests]}",
        "b: {for_each: {task: o#tasks}, run: [x], writes: ['**'], gate: [tests]}",
    )

    assert step_of(text, "b").reads == ("p",)


def test_role_that_decides_anywhere_is_a_person_also_when_it_works() -> None:
    doers = {step.path: step.doer for step in parsed(GOOD).steps}

    assert doers[StepPath("build")].kind is WorkerKind.AGENT
    assert doers[StepPath("format")] == Doer(WorkerKind.COMMAND, argv=("make", "format"))
    assert doers[StepPath("look")].kind is WorkerKind.PERSON


def test_gate_without_work_looks_at_the_whole_run_and_blocks() -> None:
    step = step_of(GOOD, "finishing-gate")

    assert step.gate.against is Against.BASE
    assert [rule.move for rule in step.no_go] == [Move.BLOCK]
    [asked] = step.gate.approvals
    assert asked.question == "Finishing gate: may it go on?"
    assert asked.binds == ("tree",)


def test_steps_wait_for_the_one_above_and_phases_for_each_other() -> None:
    needs = {step.path: step.needs for step in parsed(GOOD).steps}

    assert needs == {
        "write-plan": (),
        "may-code": ("write-plan",),
        "build": ("may-code",),
        "format": ("build",),
        "look": ("may-code", "write-plan"),
        "finishing-gate": ("format", "look"),
    }


def test_order_follows_needs_and_not_the_text() -> None:
    text = small("a: {needs: [b], run: [x], writes: ['**'], gate: [tests]}", "b: {gate: [tests]}")
    later = text.replace("b: {", "b: {needs: [], ")

    assert [step.path for step in parsed(later).steps] == ["b", "a"]


def test_phase_without_a_gate_is_waited_for_by_its_last_steps() -> None:
    text = HEAD + (
        "phases:\n- {id: p, steps: {a: {gate: [tests]}, b: {needs: [], gate: [tests]}}}\n"
        "- {id: q, gate: [tests]}\n- {id: r, steps: {c: {gate: [tests]}}}\n"
    )

    assert {step.path: step.needs for step in parsed(text).steps} == {
        "a": (),
        "b": (),
        "q-gate": ("a", "b"),
        "c": ("q-gate",),
    }


WORK = "by: developer, brief: do it, writes: ['**']"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (["a: {gaet: [tests]}"], '8:13  unknown key "gaet"; did you mean "gate"?'),
        (["plan: {gate: [tests]}"], '8:9  no step and no gate is called "plan"'),
        (["A: {gate: [tests]}"], '8:9  "A" is no name'),
        (["a: {gate: [test]}"], '8:20  no check is called "test"; did you mean "tests"?'),
        (["a: {gate: [tests, tests]}"], '8:12  the gate names "tests" twice'),
        (["a: {gate: []}"], "8:19  a list of 1 to 500 items"),
        (["a: {when: 'true'}"], '8:12  a step needs "gate"'),
        (["a: {gate: none}"], '8:12  "gate: none" and "because" go together'),
        (["a: {gate: [tests], because: x}"], '8:12  "gate: none" and "because" go together'),
        (["a: {gate: none, because: x}"], "8:12  a step without work and without a gate"),
        (["a: {gate: nobody}"], '8:19  "nobody" is not one of none'),
        (["a: {gate: {approval: x}}"], "8:19  a list of checks, or none is expected here"),
        (["a: {gate: [{approval: {}}]}"], '8:31  an approval needs "roles"'),
        (
            ["a: {gate: [[tests]]}"],
            "8:20  a check, by its name or defined here, or an approval is expected here",
        ),
        (
            ["a: {gate: [" + ", ".join(["{approval: {roles: [x]}}"] * 6) + "]}"],
            "8:12  a gate has at most 5 approvals",
        ),
        (
            ["a: {gate: [{approval: {roles: [requester], expires: 400d}}]}"],
            "8:61  a time from 1s to 365d is expected here; write a number and its unit: 90m, 8h",
        ),
        (["a: {gate: [{approval: {roles: [reqester]}}]}"], 'did you mean "requester"?'),
        (
            ["a: {gate: [{approval: {roles: [requester], checklist: [a,b,c,d,e,f]}}]}"],
            "8:31  a checklist has at most 5 items",
        ),
        (
            ["a: {gate: [{approval: {roles: [requester], binds: [tree, sketch]}}]}"],
            'no artifact is called "sketch"',
        ),
        (["a: {by: developer, gate: [tests]}"], '8:12  a step by a role needs "brief"'),
        (["a: {brief: x, gate: [tests]}"], '8:12  "brief" needs "by"'),
        (["a: {writes: ['**'], gate: [tests]}"], '"writes" needs somebody who works'),
        ([f"a: {{{WORK}, run: [x], gate: [tests]}}"], 'keep "by" or "run"'),
        (["a: {by: dev, brief: x, writes: ['**'], gate: [tests]}"], '"dev" is not among the roles'),
        (["a: {run: [x], gate: [tests]}"], "this step may change nothing"),
        (
            ["a: {run: ['{task.id}'], writes: ['**'], gate: [tests]}"],
            'nothing is known of "task.id"',
        ),
        (["a: {run: [x], writes: [/etc/**], gate: [tests]}"], "from the top of the repository"),
        (["a: {run: [x], writes: [src], gate: [tests]}"], "for a folder write src/**"),
        (["a: {run: [x], writes: ['../**'], gate: [tests]}"], "from the top of the repository"),
        (["a: {needs: [c], gate: [tests]}"], '8:21  no step is called "c"'),
        (["a: {needs: [a], gate: [tests]}"], "8:21  a step cannot wait for itself"),
        (
            ["a: {needs: [b], gate: [tests]}", "b: {gate: [tests]}"],
            "8:9  these wait for each other: a, b",
        ),
        (
            [
                "x: {needs: [c], gate: [tests]}",
                "a: {needs: [b], gate: [tests]}",
                "b: {needs: [a], gate: [tests]}",
                "c: {gate: [tests]}",
            ],
            "10:9  these wait for each other: b, a",
        ),
        (["a: {reads: [sketch], gate: [tests]}"], '8:21  no artifact is called "sketch"'),
        (
            [
                "a: {reads: [o], gate: [tests]}",
                "b: {run: [x], produces: {o: {path: o}}, gate: [tests]}",
            ],
            '8:21  "o" is made by b, which this step does not wait for; needs: [b]',
        ),
        (
            [
                "a: {run: [x], produces: {o: {path: o}}, gate: [tests]}",
                "b: {run: [x], produces: {o: {path: p}}, gate: [tests]}",
            ],
            '9:34  "o" is made by a already',
        ),
        (
            [
                "a: {run: [x], produces: {o: {path: o}}, gate: [tests]}",
                "b: {run: [x], produces: {p: {path: o}}, gate: [tests]}",
            ],
            "9:44  o is made at this path already",
        ),
        (
            ["a: {run: [x], produces: {tree: {path: o}}, gate: [tests]}"],
            "that is the whole content",
        ),
        (["a: {run: [x], produces: {o: {path: 'o/*'}}, gate: [tests]}"], "the path of one file"),
        (["a: {run: [x], produces: {o: {schema: plan}}, gate: [tests]}"], 'needs "path"'),
        (
            [
                "a: {run: [x], produces: {o: {path: o}}, gate: [tests]}",
                "b: {for_each: {task: o#tasks}, run: [x], writes: ['**'], gate: [tests]}",
            ],
            '9:30  "o" has no list of tasks; its maker says schema: plan',
        ),
        (["a: {for_each: {task: o#tasks}, gate: [tests]}"], 'no artifact is called "o"'),
        (["a: {for_each: {task: 'o#'}, gate: [tests]}"], "a list of an artifact is expected here"),
        (["a: {for_each: {task: o}, gate: [tests]}"], 'no artifact is called "o"'),
        (
            ["a: {for_each: {task: o#tasks}, run: [x], produces: {p: {path: p}}, gate: [tests]}"],
            "makes no single artifact",
        ),
        (["a: {gate: [tests], no_go: [{rework: self}]}"], "8:45  nobody works here"),
        (["a: {gate: [tests], no_go: [{at_most: 2}]}"], "this one has none of rework, reopen"),
        (
            ["a: {gate: [tests], no_go: [{block: x, abort: y}]}"],
            "this one has block and abort",
        ),
        (["a: {gate: [tests], no_go: [{block: x, at_most: 2}]}"], '"block" is done once'),
        (
            ["a: {gate: [tests], no_go: [{block: x}, {abort: y}]}"],
            "8:56  never come to",
        ),
        (
            [f"a: {{{WORK}, gate: [tests], no_go: [{{reopen: [a]}}]}}"],
            '"a" is not done before this step; rework: self',
        ),
        (
            ["a: {gate: [tests], no_go: [{reopen: [b]}]}", "b: {gate: [tests]}"],
            '"b" is not done before this step',
        ),
        (
            [
                "write-it: {run: [x], produces: {outline: {path: o}}, gate: [tests]}",
                "b: {gate: [tests], no_go: [{reopen: [outline]}]}",
            ],
            'no step is called "outline"; did you mean "write-it"?',
        ),
        (["a: {budget: {attempts: 0}, run: [x], writes: ['**'], gate: [tests]}"], "from 1 to 20"),
    ],
)
def test_mistake_in_a_step_is_located_and_named(steps: list[str], expected: str) -> None:
    found = problems(small(*steps))

    assert len(found) == 1, found
    assert expected in found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1  the file says nothing; start it with: workflow: NAME"),
        ("[", "1:2  expected"),
        ("a", "1:1  a workflow is expected here"),
        (GOOD.replace('"1.10"', "1.10"), '2:10  a version stands in quotes; write "1.10"'),
        (GOOD.replace("workflow: all", "workflow: All"), '1:11  "All" cannot be a workflow'),
        (GOOD.replace("workflow: all", "workflow: []"), "1:11  text is expected here"),
        (GOOD.replace("then: feature", "then: featur"), 'did you mean "feature"?'),
        (GOOD.replace("then: feature", "then: all"), "another workflow goes on"),
        (GOOD.replace("lines: 75, paths: ['**/migrations/**'], ", ""), 'needs "lines" or "paths"'),
        (GOOD.replace("id: may-code", "id: plan"), 'no gate is called "plan"'),
        (GOOD.replace("id: may-code", "id: look"), '"look" is a step or gate already'),
        (GOOD.replace("id: may-code", "id: May"), '"May" cannot be a gate'),
        (HEAD + "phases: []\n", "a list of 1 to 500 items"),
        (HEAD + "phases: [{id: p, steps: {}}]\n", "a phase has steps, a gate, or both"),
        (HEAD + "phases: [{id: p, gate: none}]\n", "a mapping with id and checks is expected here"),
        (
            HEAD + "phases: [{id: p, steps: {a: {gate: [tests]}}, no_go: [{block: x}]}]\n",
            '"no_go" of a phase needs a "gate"',
        ),
        (HEAD + "phases: [{id: p, gate: [tests, tests]}]\n", 'the gate names "tests" twice'),
        (HEAD + "phases: [{id: p, gate: {id: g, checks: [test]}}]\n", 'did you mean "tests"?'),
        (HEAD + "phases: [{id: p, gate: {id: g}}]\n", 'a gate needs "checks"'),
        (
            HEAD + "phases: [{id: p, gate: [tests], no_go: [{reopen: [x]}]}]\n",
            '7:51  no step is called "x"',
        ),
        (
            HEAD + "phases: [{id: p, gate: [tests]}, {id: p, gate: [tests]}]\n",
            '"p-gate" is a step or gate already',
        ),
        (
            HEAD
            + "phases:\n- {id: p, steps: {a: {needs: [b], gate: [tests]}}}\n"
            + "- {id: q, steps: {b: {gate: [tests]}}}\n",
            '8:31  "b" comes later than this step',
        ),
    ],
)
def test_mistake_in_a_workflow_is_located_and_named(text: str, expected: str) -> None:
    found = problems(text)

    assert len(found) == 1, found
    assert expected in found[0]


def test_workflow_of_too_many_steps_is_refused() -> None:
    steps = [f"s{number}: {{gate: [tests]}}" for number in range(STEPS_MAX + 1)]

    assert "at most 200 steps" in problems(small(*steps))[0]


def test_gate_may_be_none_for_a_reason() -> None:
    step = step_of(small("a: {run: [x], may_be_empty: true, gate: none, because: a try}"), "a")

    assert step.gate == Gate()
    assert step.may_be_empty


def test_word_that_an_own_artifact_has_may_be_written() -> None:
    text = small("a: {run: [x], writes: [o], produces: {o: {path: o.md}}, gate: [tests]}")

    assert step_of(text, "a").writes == ()


@pytest.mark.parametrize("name", HOUSE_WORKFLOWS)
def test_shipped_workflow_is_in_order_and_needs_no_configuration(name: str) -> None:
    text = (CATALOG / f"{name}.yaml").read_text(encoding="utf-8")
    workflow = parse_workflow(text, f"{name}.yaml")

    assert isinstance(workflow, Workflow)
    assert workflow.name == name
    assert workflow.steps[-1].path == "may-merge"
    assert [each.binds for each in workflow.steps[-1].gate.approvals] == [("tree",)]
    for step in workflow.steps:
        assert step.gate.checks or step.gate.approvals
        assert step.doer.kind in (WorkerKind.AGENT, WorkerKind.NOBODY)


def test_every_shipped_file_is_a_house_workflow() -> None:
    names = {Path(str(one)).name for one in CATALOG.iterdir()}

    assert names == {f"{name}.yaml" for name in HOUSE_WORKFLOWS}


def test_code_is_written_only_after_the_plan_was_let_through() -> None:
    workflow = parse_workflow((CATALOG / "feature.yaml").read_text(encoding="utf-8"), "f")

    assert isinstance(workflow, Workflow)
    assert [step.path for step in workflow.steps] == [
        "write-plan", "may-code", "build", "finish", "may-merge",
    ]  # fmt: skip
    by_path = {step.path: step for step in workflow.steps}
    assert by_path[StepPath("write-plan")].writes == ()
    assert by_path[StepPath("build")].needs == ("may-code",)
    assert by_path[StepPath("build")].keeps == (by_path[StepPath("write-plan")].produces[0].path,)


def test_schema_knows_every_key_of_a_file_that_uses_all() -> None:
    known = set(re.findall(r'"(\w+)": \{', json.dumps(workflow_schema())))

    assert known >= set(re.findall(r"\b(\w+):", GOOD)) - {
        "build", "format", "look", "code", "plan", "outline", "task",
    }  # fmt: skip


def test_published_schema_is_made_from_the_table_of_the_loader() -> None:
    path = Path(str(CATALOG)).parent / "workflow.schema.json"

    assert agrees_with_file(str(path), json.dumps(workflow_schema(), indent=2) + "\n")


def test_published_schema_of_documents_is_made_from_the_table_of_the_loader() -> None:
    path = Path(str(CATALOG)).parent / "document.schema.json"

    assert agrees_with_file(str(path), json.dumps(document_schema(), indent=2) + "\n")


def test_schema_is_printed_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["workflow"]) == 0
    assert json.loads(capsys.readouterr().out) == workflow_schema()
    assert run(["configuration"]) == 0


@pytest.mark.parametrize(
    ("words", "hint"), [(["workflo"], "did you mean  workflow"), ([], "one of")]
)
def test_schema_of_nothing_known_is_a_mistake(words: list[str], hint: str) -> None:
    with pytest.raises(Mistake) as raised:
        run(words)

    assert hint in raised.value.hints[0]


def test_what_a_step_froze_stays_for_the_steps_after_it_and_not_for_itself() -> None:
    text = small(
        "a: {run: [x], writes: [src/**], gate: [tests]}",
        "b: {run: [x], writes: [tests/**], freeze: [tests/**], gate: [tests]}",
        "c: {run: [x], writes: ['**'], freeze: [tests/**], gate: [tests]}",
        "d: {run: [x], writes: ['**'], gate: [tests]}",
    )

    assert [step_of(text, name).keeps for name in "abcd"] == [(), (), ("tests/**",), ("tests/**",)]
