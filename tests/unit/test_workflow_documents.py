"""A workflow names schemas of documents: each is there and fits, and what lists say can be used."""

import json

import pytest

from gatewright.core.layout.item_steps import steps_of_item
from gatewright.core.rehearse.played_endings import Ending
from gatewright.core.rehearse.rehearsal import rehearse
from gatewright.definitions.document_schema import Shelf
from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.digest import digest_of
from gatewright.model.records import replace
from gatewright.model.workflow import Item, ItemField, StepDefinition, Workflow
from tests.unit.run_stories import AT, start_of

HEAD = 'workflow: {name}\nversion: "1"\ntitle: T\nroles: [developer, lead]\n'
DOCUMENTS = {
    "opinion": "document: opinion\nfields: {verdict: [agree, object]}",
    "wishes": "document: wishes\nitems: 1..\nid: R\neach: [text, measure]",
    "notes": "document: notes\nsections: {notes: {items: 1..}}",
    "playbook": (
        "document: playbook\nsections:\n"
        "  tasks: {items: 1.., id: T, each: [text, {kind: [build, verify]}, {after: texts}]}\n"
        "  risks: {items: 1.., each: [tag, text]}\n"
        "  more: {when: facts.ui, words: 1..}\n"
    ),
    "broken": "document: broken\nsections: {a: {item: 1}}",
}
CYCLE = (
    HEAD.format(name="cycle")
    + """\
params: {unit: {type: item}}
inputs: {book: {schema: playbook}, extra: {optional: true}}
steps:
  look:
    by: developer
    brief: "Do {unit.text} of {unit.key}."
    writes: ["src/{unit.kind}/**"]
    produces: {ack: {form: opinion}, own: {path: "x/{unit.key}.yaml", form: opinion}}
    when: unit.kind == 'build'
    gate: [{id: agreed, assert: "ack.verdict == 'agree' && art('book').tasks.size() > extra.x"}]
outputs: [ack]
"""
)


def parse(*steps: str, head: str = "", inputs: str = "") -> Workflow | tuple[str, ...]:
    """Return the workflow of these steps, or its problems."""
    body = "".join(f"  {one}\n" for one in steps)
    text = HEAD.format(name="w") + head + (f"inputs: {{{inputs}}}\n" if inputs else "")
    find = {name: (said, f"{name}.yaml") for name, said in DOCUMENTS.items()}.get
    shelf = Shelf(find, tuple(DOCUMENTS))
    library = Library({"cycle": (CYCLE, "cycle.yaml")}.get, ("cycle",), documents=shelf)
    answer = parse_workflow(f"{text}steps:\n{body}", "w.yaml", library=library)
    return answer if isinstance(answer, Workflow) else tuple(str(one) for one in answer)


PRINTED = "{capture: stdout}"


def made(product: str, gate: str = "tests", name: str = "a") -> str:
    """Return a step that makes one artifact."""
    return f"{name}: {{by: developer, brief: B., produces: {product}, gate: [{gate}]}}"


def read(*steps: str, head: str = "", inputs: str = "") -> Workflow:
    workflow = parse(*steps, head=head, inputs=inputs)
    assert isinstance(workflow, Workflow), workflow
    return workflow


BOOK = made("{book: {path: b.md, schema: playbook}}")


def test_form_has_a_place_of_its_own_and_its_schema_is_kept_with_the_run() -> None:
    workflow = read(made("{ack: {form: opinion}, w: {path: w.yaml, form: wishes, template: T.}}"))
    ack, wishes = workflow.steps[0].produces

    assert (ack.path, ack.schema) == ("docs/features/{feature.slug}/ack.yaml", "opinion")
    assert (wishes.path, wishes.template) == ("w.yaml", "T.")
    assert [one.name for one in workflow.documents] == ["opinion", "wishes"]


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("", "docs/features/{feature.slug}/found.txt"),
        (", path: notes/found.txt", "notes/found.txt"),
    ],
)
def test_what_a_command_prints_is_an_artifact(said: str, path: str) -> None:
    workflow = parse(
        f"a: {{run: [grep, x], produces: {{found: {{capture: stdout{said}}}}}, gate: [tests]}}"
    )

    assert isinstance(workflow, Workflow), workflow
    assert [(one.path, one.captured) for one in workflow.steps[0].produces] == [(path, True)]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([made("{x: {form: opinoin}}")], 'no schema is called "opinoin"; did you mean "opinion"?'),
        ([made("{x: {path: x.md, schema: x}}")], 'no schema is called "x"; known: plan, opinion'),
        ([made("{x: {path: x.md, schema: opinion}}")], '"opinion" is a form, and x.md is neither'),
        ([made("{x: {path: x.yaml, schema: notes}}")], '"notes" is for Markdown, and x.yaml is'),
        ([made("{x: {form: broken}}")], 'broken.yaml:2:16  unknown key "item"'),
        ([made("{x: {schema: notes}}")], 'a product needs "path", "form", or'),
        ([made("{x: {form: notes, schema: notes}}")], '"form" says all of how the file looks'),
        ([made("{x: {path: x, schema: a, type: openapi}}")], '"type: openapi" and "schema"'),
        (
            ["a: {by: developer, brief: B., produces: {x: {capture: stdout}}, gate: [tests]}"],
            '"capture" is of a command ("run"): what it prints is the artifact',
        ),
        (
            [
                "a: {run: [x], gate: [tests], "
                "produces: {x: {capture: stdout}, y: {capture: stdout}}}"
            ],
            "a command prints one artifact",
        ),
        (
            [made("{x: {form: opinion, capture: stdout}}")],
            '"form" does not go with "capture": what a command prints is a file of its own',
        ),
        (
            [BOOK, "b: {for_each: {t: book#task}, run: [x], writes: ['y/**'], gate: [tests]}"],
            '"playbook" has no list "task"; it has #tasks, #risks',
        ),
        (
            [BOOK, "b: {for_each: {t: book#risks}, run: [x], writes: ['y/**'], gate: [tests]}"],
            'the items of "risks" have no id in its schema',
        ),
        (
            [BOOK, "b: {for_each: {t: book}, run: [x], writes: ['y/**'], gate: [tests]}"],
            '"playbook" is no list as a whole; it has #tasks',
        ),
        (
            [
                made("{n: {path: n}}"),
                "b: {for_each: {t: n}, run: [x], writes: ['y/**'], gate: [tests]}",
            ],
            '"n" has no list of tasks',
        ),
        (
            [
                made("{p: {path: p, schema: plan}}"),
                "b: {for_each: {t: p#risks}, run: [x], writes: ['y/**'], gate: [tests]}",
            ],
            "a plan has one list that steps are made for: tasks",
        ),
        (
            [
                BOOK,
                "b: {for_each: {t: book#tasks, after: z}, run: [x], writes: ['**'], gate: [tests]}",
            ],
            'items of "book" do not say "z"; known: text, kind, after',
        ),
        (
            [
                BOOK,
                "b: {for_each: {t: book#tasks}, run: ['{t.txt}'], writes: ['y/**'], gate: [tests]}",
            ],
            'nothing is known of "t.txt"',
        ),
        ([made("{x: {path: x}}", "{assert: \"art('y').z\"}")], 'no artifact is called "y"'),
        ([made("{x: {path: x}}", "{doc: {artifact: y}}")], 'no artifact is called "y"'),
        ([made("{x: {path: x}}", "{doc: {artifact: 'x#y'}}")], '"x" has no list "y"; its maker'),
        ([made("{x: {form: wishes}}", "{doc: {artifact: 'x#y'}}")], '"x" has no list "y"; known: '),
        ([made("{x: {path: x}}", "{doc: {form: opinoin}}")], 'no schema is called "opinoin"'),
        (
            [made("{x: {path: x}}", "{doc: {path: x, form: opinion}}")],
            "is on one of artifact, form",
        ),
        ([made("{x: {path: x}}", "{doc: {artifact: x, path: x}}")], "is on one of artifact, form"),
        (
            [made("{x: {path: x}}", "{doc: {form: x, schema: opinion}}")],
            'a form is its own "schema"',
        ),
        ([made("{x: {path: x}}", "{doc: {register: x}}")], 'needs "min", "cover"'),
        (
            [made("{x: {path: x}}", "{trace: {from: x, to: reg(log)}}")],
            '"reg(log)" cannot be the name',
        ),
        ([made("{x: {path: x}}", "{trace: {from: 'x#', to: tests}}")], '"x#" cannot be the name'),
        (
            [made("{x: {form: wishes}}", "{trace: {from: x, to: tests, via: measure}}")],
            "a field links items of artifacts",
        ),
    ],
)
def test_mistake_is_told_with_what_there_is(steps: list[str], expected: str) -> None:
    found = parse(*steps)

    assert isinstance(found, tuple)
    assert len(found) == 1, found
    assert expected in found[0]


def test_input_has_a_schema_or_a_form() -> None:
    workflow = read(
        "b: {for_each: {t: w}, run: [x], writes: ['{t.measure}'], gate: [tests]}",
        inputs="w: {path: w.yaml, form: wishes}, go: {form: opinion, missing: {ask: lead}}",
    )

    assert [(one.path, one.schema) for one in workflow.inputs] == [
        ("w.yaml", "wishes"),
        ("docs/features/{feature.slug}/go.yaml", "opinion"),
    ]
    assert parse(made("{x: {path: x}}"), inputs="go: {form: opinion, type: yaml}") == (
        'w.yaml:5:14  "form" says all of how the file looks',
    )


def test_checks_of_a_gate_know_the_artifacts_they_speak_of_by_the_names_of_the_run() -> None:
    workflow = read(
        BOOK,
        "b: {for_each: {task: book#tasks}, uses: cycle, with: {unit: '{task}'}}",
        head="facts: {ui: {ask: Is it shown?}}\n",
    )
    template = next(one for one in workflow.steps if one.for_each)
    item = Item(
        "T1",
        "first",
        digest_of("1"),
        list_name="tasks",
        fields=(ItemField("text", "go on", "'go on'"), ItemField("kind", "build", "'build'")),
    )
    look, _ = steps_of_item(template, item, ())

    assert workflow.steps[0].gate.facts == ("ui",)
    assert template.list_name == "tasks"
    assert look.gate.artifacts == (("book", "book"), ("ack", "b/T1/ack"))
    assert look.produces[0].path == "docs/features/{feature.slug}/b/T1/ack.yaml"
    assert look.doer.brief == "Do go on of T1."
    assert look.writes == ("src/build/**",)
    assert look.when == "'build' == 'build'"
    assert json.loads(look.gate.defined[0].text)["assert"].startswith("ack.verdict")


def test_words_of_an_item_stand_in_no_path_unless_they_are_plain() -> None:
    workflow = read(
        BOOK,
        "b: {for_each: {t: book#tasks}, by: developer, brief: 'Do {t.text}.', writes: ['{t.text}'],"
        " gate: [tests, {id: d, doc: {artifact: 'book#tasks', where: e.text == t.text}},"
        " {approval: {roles: [lead], question: 'Is {t.text} done?'}}]}",
    )

    def written(text: str) -> StepDefinition:
        fields = (ItemField("text", text, f"'{text}'"),)
        item = Item("T1", "first", digest_of("1"), list_name="tasks", fields=fields)
        return next(iter(steps_of_item(workflow.steps[1], item, ())))

    assert written("src/app.py").writes == ("src/app.py",)
    for odd in ("**", "../x", "a b", '"}, "x": {"'):
        one = written(odd)
        assert one.writes == ("{t.text}",)
        assert json.loads(one.gate.defined[0].text)
        assert one.doer.brief == f"Do {odd}."
        assert one.gate.approvals[0].question == f"Is {odd} done?"


def test_rehearsal_makes_up_items_of_each_kind() -> None:
    workflow = read(
        BOOK,
        "b: {for_each: {t: book#tasks}, when: t.kind == 'verify', run: [x], writes: ['y/**'],"
        " gate: [tests]}",
        "c: {for_each: {t: book#tasks}, when: t.kind == 'build', run: [x], writes: ['y/**'],"
        " gate: [tests]}",
    )
    started = replace(start_of(workflow.steps), workflow=workflow)
    plays = list(rehearse(started, AT))

    assert plays[0].ending is Ending.COMPLETED
    assert {"a", "b", "c"} <= plays[0].begun
