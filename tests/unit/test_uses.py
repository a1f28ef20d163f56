"""Steps that use a procedure: where its steps stand, what they are called, what is told."""

import pytest

from gatewright.core.layout.item_steps import steps_of_item
from gatewright.definitions.procedures import DEPTH_MAX, USES_MAX, Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.digest import digest_of
from gatewright.model.workflow import Item, Move, StepDefinition, WorkerKind, Workflow

HEAD = 'workflow: {name}\nversion: "1"\ntitle: T\nroles: [developer, lead]\n'
CYCLE = (
    HEAD.format(name="cycle")
    + """\
params:
  task: {type: item}
  where: {type: string, pattern: "[a-z]+", default: src}
inputs:
  outline: {schema: plan}
  hints: {optional: true}
facts: [ui]
guides: [docs/cycle.md]
steps:
  red:
    by: developer
    brief: "Test {task.key} in {where}."
    writes: ["tests/**"]
    reads: [outline, hints]
    produces: {notes: {path: "notes/{task.key}.md"}, log: {path: "logs/{task.key}.md"}}
    gate: [tests]
  green:
    by: developer
    brief: Do it.
    writes: ["{where}/**"]
    when: "facts.ui && task.kind != 'chore'"
    gate: [tests]
    no_go: [{checks: [tests], reopen: [red], at_most: 1}, {abort: stuck}]
outputs: [notes]
"""
)
PART = (
    HEAD.format(name="part")
    + """\
inputs: {wanted: {}}
steps:
  look: {by: developer, brief: Look., may_be_empty: true, gate: [tests]}
  write: {by: lead, brief: W., needs: [look], produces: {notes: {path: n.md}}, gate: [tests]}
  read:
    by: developer
    brief: R.
    reads: [notes, wanted]
    writes: [x/**]
    gate: [tests, {approval: {roles: [developer], binds: [notes, tree]}}]
outputs: [notes]
"""
)
MAIN = (
    HEAD.format(name="main")
    + """\
facts: {{ui: {{ask: Is it shown?, by: lead}}}}
steps:
  outline:
    {{by: developer, brief: O., produces: {{outline: {{path: p.md, schema: plan}}}}, gate: [tests]}}
  use: {use}
  finish: {{gate: [tests], no_go: [{{reopen: [use]}}]}}
"""
)
PROCEDURES = {"cycle": CYCLE, "part": PART}


def parse(use: str, **procedures: str) -> Workflow | tuple[str, ...]:
    """Return the workflow whose step `use` is written so, or its problems."""
    known = PROCEDURES | procedures
    library = Library(
        lambda name: (known[name], f"{name}.yaml") if name in known else None, tuple(known)
    )
    text = MAIN.format(use=use)
    answer = parse_workflow(text, "w.yaml", library=library)
    return answer if isinstance(answer, Workflow) else tuple(str(one) for one in answer)


def parsed(use: str, **procedures: str) -> Workflow:
    answer = parse(use, **procedures)
    assert isinstance(answer, Workflow), answer
    return answer


def step_of(workflow: Workflow, path: str) -> StepDefinition:
    return next(step for step in workflow.all_steps if step.path == path)


USE_PART = "{uses: part, with: {wanted: outline}, when: facts.ui, gate: [lint]}"


def test_the_steps_of_a_procedure_stand_below_the_step_that_uses_it() -> None:
    workflow = parsed(USE_PART)

    assert [(one.path, one.needs) for one in workflow.steps] == [
        ("outline", ()),
        ("use/look", ("outline",)),
        ("use/write", ("use/look",)),
        ("use/read", ("use/write",)),
        ("use", ("outline", "use/read")),
        ("finish", ("use",)),
    ]
    assert {one.within for one in workflow.steps} == {"", "use"}
    assert {one.when for one in workflow.steps if one.path.startswith("use")} == {"facts.ui"}


def test_inside_and_outside_each_have_their_own_names() -> None:
    workflow = parsed(
        "{uses: part, with: {wanted: outline}, produces: {words: notes}, "
        "gate: [{approval: {roles: [lead], binds: [words]}}]}"
    )
    write, read, use = (step_of(workflow, path) for path in ("use/write", "use/read", "use"))

    assert [one.name for one in write.produces] == ["words"]
    assert read.reads == ("words", "outline")
    assert [each.binds for each in read.gate.approvals] == [("words", "tree")]
    assert [each.binds for each in use.gate.approvals] == [("words",)]
    hidden = parsed(USE_PART, part=PART.replace("outputs: [notes]\n", ""))
    assert step_of(hidden, "use/read").reads == ("use/notes", "outline")


def test_what_others_made_stays_as_it_is_inside_and_outside() -> None:
    workflow = parsed(USE_PART)

    assert step_of(workflow, "outline").keeps == ("n.md",)
    assert step_of(workflow, "use/look").keeps == ("n.md", "p.md")
    assert step_of(workflow, "use/write").keeps == ("p.md",)
    assert step_of(workflow, "use").keeps == ()


def test_a_refusal_of_the_step_sends_all_who_work_inside_back() -> None:
    use = step_of(parsed(USE_PART), "use")

    assert [rule.move for rule in use.no_go] == [Move.REWORK]
    assert use.remakes == ("use/look", "use/write", "use/read")
    assert use.doer.kind is WorkerKind.NOBODY


def test_a_role_that_decides_anywhere_is_a_persons_everywhere() -> None:
    workflow = parsed(USE_PART)

    kinds = {one.doer.role: one.doer.kind for one in workflow.steps if one.doer.role}
    assert kinds == {"developer": WorkerKind.PERSON, "lead": WorkerKind.PERSON}


USE_CYCLE = '{for_each: {item: outline#tasks}, uses: cycle, with: {task: "{item}", where: lib}}'


def test_a_procedure_for_each_item_waits_for_the_list() -> None:
    workflow = parsed(USE_CYCLE)
    use = step_of(workflow, "use")

    assert [one.path for one in workflow.steps] == ["outline", "use", "finish"]
    assert [one.path for one in use.group] == ["use/red", "use/green"]
    red, green = use.group
    assert red.doer.brief == "Test {item.key} in lib."
    assert red.reads == ("outline",)
    assert [one.name for one in red.produces] == ["use/notes", "use/log"]
    assert green.when == "facts.ui && item.kind != 'chore'"
    assert green.no_go[0].steps == ("use/red",)
    assert (use.for_each, use.item_name) == ("outline", "item")
    assert step_of(workflow, "outline").keeps == ("notes/*.md", "logs/*.md")
    assert workflow.guides == ("docs/cycle.md",)
    assert workflow.uses == (("cycle", "cycle.yaml"),)
    assert [fact.name for fact in workflow.facts] == ["ui"]


def test_failure_rule_speaks_of_what_its_step_makes_by_the_name_outside() -> None:
    rule = "    no_go: [{checks: [notes, tests], abort: stuck}]\n  green:"
    use = step_of(parsed(USE_CYCLE, cycle=CYCLE.replace("  green:", rule)), "use")

    assert use.group[0].no_go[0].checks == ("use/notes", "tests")
    red, green, _ = steps_of_item(use, Item("T1", "words", digest_of("T1")), ())
    assert red.no_go[0].checks == ("use/T1/notes", "tests")
    assert green.no_go[0].steps == ("use/T1/red",)


def test_a_part_of_an_item_is_given_as_text() -> None:
    one = HEAD.format(name="one") + (
        "params: {id: {type: string}}\nsteps:\n  a: {when: \"params.id == '2'\", gate: [tests]}\n"
    )
    use = parsed('{for_each: {t: outline#tasks}, uses: one, with: {id: "{t.key}"}}', one=one)
    template = step_of(use, "use")
    items = [Item(key, "words", digest_of(key)) for key in ("1", "2")]

    whens = [next(iter(steps_of_item(template, item, ()))).when for item in items]

    assert whens == ["'1' == '2'", "'2' == '2'"]


def test_procedures_use_procedures() -> None:
    inner = HEAD.format(name="two") + "steps: {b: {uses: part, with: {wanted: given}}}\n"
    inner += "inputs: {given: {}}\n"

    workflow = parsed("{uses: two, with: {given: outline}}", two=inner)

    assert [one.path for one in workflow.steps][1:6] == [
        "use/b/look",
        "use/b/write",
        "use/b/read",
        "use/b",
        "use",
    ]
    assert step_of(workflow, "use/b").within == "use"
    assert step_of(workflow, "use/b/look").within == "use/b"
    assert step_of(workflow, "use/b/read").reads == ("use/notes", "outline")
    assert workflow.uses == (("two", "two.yaml"), ("part", "part.yaml"))


@pytest.mark.parametrize(
    ("use", "said"),
    [
        ("{uses: prt}", 'w.yaml:9:15  no workflow is called "prt"; did you mean "part"?'),
        ("{uses: part, by: lead}", 'w.yaml:9:8  "by" does not go with "uses": the procedure says'),
        ("{uses: part, writes: [x/**]}", 'w.yaml:9:8  "writes" does not go with "uses"'),
        ("{gate: [tests], with: {a: b}}", 'w.yaml:9:8  "with" needs "uses": what it is given to'),
        ("{uses: part}", 'w.yaml:9:15  "part" needs the input "wanted", and no artifact is called'),
        ("{uses: part, with: {wanted: outlin}}", 'no artifact is called "outlin"; did you mean'),
        ("{uses: part, with: {wnted: a}}", '"part" has no param and no input "wnted"; did you me'),
        ("{uses: part, needs: [], with: {wanted: outline}}", "which this step does not wait for"),
        (
            "{uses: part, with: {wanted: outline}, produces: {a: note}}",
            '"part" gives out no "note"; did you mean "notes"?',
        ),
        (
            "{uses: part, with: {wanted: outline}, produces: {a: {path: b}}}",
            "what a procedure makes has its path there: {NEW NAME: OUTPUT}",
        ),
        (
            "{by: lead, brief: B., produces: {a: b}, gate: [tests]}",
            'a product has a path: {path: FILE}; with "uses" it is the name of an output',
        ),
        (
            "{uses: part, with: {wanted: outline}, produces: {outline: notes}}",
            '"outline" is made by outline already',
        ),
        ("{uses: cycle}", 'w.yaml:9:15  the param "task" is not given; an item of a list'),
        ('{uses: cycle, with: {task: "{x}"}}', 'the param "task" is an item of a list; none is h'),
        (
            '{for_each: {item: outline#tasks}, uses: cycle, with: {task: "{tsk}"}}',
            'the param "task" is an item of a list; {item}',
        ),
        (
            USE_CYCLE.replace("lib", '"9"'),
            'w.yaml:9:85  the param "where": "9" does not match [a-z]+; with: {where: VALUE}',
        ),
        (
            "{for_each: {item: outline#tasks}, uses: part, with: {wanted: outline}}",
            '"part" makes n.md, the same for each item; its path names the item: {item.key}',
        ),
        (
            "{for_each: {item: outline#tasks, task: outline#tasks}, uses: part}",
            "w.yaml:9:41  one list is expected here; {task: plan#tasks}",
        ),
        (
            "{for_each: {Item: outline#tasks}, uses: part}",
            'w.yaml:9:20  an item cannot be called "Item"',
        ),
        (
            "{for_each: {item: [a, b, a]}, by: lead, brief: B., writes: [x/**], gate: [tests]}",
            'w.yaml:9:19  "a" stands in the list twice',
        ),
        ("{for_each: {}, gate: [tests]}", 'a list needs "task"'),
    ],
)
def test_what_is_wrong_with_a_use_is_told_where_it_stands(use: str, said: str) -> None:
    answer = parse(use)

    assert isinstance(answer, tuple)
    assert any(said in one for one in answer), answer


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("gate: [tests]}\n  write", "gate: [tst]}\n  write"),
            "part.yaml:7:66  no check is called",
        ),
        (("workflow: part", "workflow: prt"), "part.yaml:1:11  the file is called part and the"),
        (("outputs: [notes]", "outputs: [nots]"), 'part.yaml:15:11  no artifact is called "nots"'),
        (("workflow: part", "workflow: [part"), "part.yaml:2:"),
        (("inputs: {wanted: {}}", "waive: []\ninputs: {wanted: {}}"), '"part" has "waive", which '),
        (
            ("look: {by", "look: {when: facts.ui, by"),
            'part.yaml:7:3  "look" speaks of a fact that is not declared here: ui',
        ),
        (
            ("look: {by", "look: {for_each: {t: wanted#tasks}, by"),
            'part.yaml:7:24  "wanted" has no list of tasks',
        ),
    ],
)
def test_what_is_wrong_with_a_procedure_is_told_in_its_own_file(
    change: tuple[str, str], said: str
) -> None:
    assert change[0] in PART
    answer = parse(USE_PART, part=PART.replace(*change))

    assert isinstance(answer, tuple)
    assert any(said in one for one in answer), answer


def test_a_file_that_says_nothing_is_told() -> None:
    answer = parse(USE_PART, part="# nothing\n")

    assert answer == ("part.yaml:1:1  the file says nothing",)


def test_a_list_inside_of_a_list_is_told() -> None:
    inner = HEAD.format(name="two") + (
        "steps: {b: {for_each: {x: [y]}, by: lead, brief: B., may_be_empty: true, gate: [tests]}}\n"
    )

    answer = parse("{for_each: {item: outline#tasks}, uses: two}", two=inner)

    assert isinstance(answer, tuple)
    assert "a list in a list is not carried out yet" in answer[0]
    assert isinstance(parse("{uses: two}", two=inner), Workflow)


def test_procedures_that_use_each_other_are_told_by_name() -> None:
    one = HEAD.format(name="one") + "steps: {b: {uses: two}}\n"
    two = HEAD.format(name="two") + "steps: {b: {uses: one}}\n"

    answer = parse("{uses: one}", one=one, two=two)
    assert answer == ("two.yaml:5:19  these use each other: one, two",)
    assert parse("{uses: main}", main=one) == ("w.yaml:9:15  these use each other: main",)


def test_procedures_have_a_depth_and_a_number() -> None:
    deep = {
        f"p{n}": HEAD.format(name=f"p{n}") + f"steps: {{b: {{uses: p{n + 1}}}}}\n"
        for n in range(DEPTH_MAX + 1)
    }
    answer = parse("{uses: p0}", **deep)
    assert isinstance(answer, tuple)
    assert f"procedures use each other {DEPTH_MAX} deep at most" in answer[0]

    steps = "".join(f"  b{n}: {{uses: leaf}}\n" for n in range(20))
    wide = {
        "p0": HEAD.format(name="p0") + "steps:\n" + steps.replace("leaf", "p1"),
        "p1": HEAD.format(name="p1") + "steps:\n" + steps,
        "leaf": HEAD.format(name="leaf") + "steps: {b: {gate: [tests]}}\n",
    }
    answer = parse("{uses: p0}", **wide)
    assert isinstance(answer, tuple)
    assert f"at most {USES_MAX} times" in answer[0]


def test_a_list_of_roles_is_of_people_or_of_agents() -> None:
    use = '{for_each: {who: [developer, lead]}, by: "{who}", brief: B., writes: [x/**], '

    answer = parse(use + "gate: [{approval: {roles: [lead]}}]}")
    assert isinstance(answer, tuple)
    assert "w.yaml:9:49  some of these roles decide, so they are people: lead" in answer[0]
    workflow = parsed(use + "gate: [tests]}")
    assert [one.key for one in step_of(workflow, "use").items] == ["developer", "lead"]
    answer = parse(use.replace("lead", "nobody") + "gate: [tests]}")
    assert answer == ('w.yaml:9:51  "nobody" is not among the roles; roles: [...]',)
