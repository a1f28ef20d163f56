"""Facts in the text of a workflow: what is told, where, and what a run gets of it."""

from collections.abc import Mapping

import pytest

from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.facts import FactRule, FactType
from gatewright.model.workflow import Workflow

HEAD = 'workflow: w\nversion: "1"\ntitle: W\nroles: [dev, lead]\n'
MAKE = "make: {by: dev, brief: B., produces: {api-inventory: {path: api.json}}, gate: [tests]}"
DO = "do: {by: dev, brief: B., writes: ['**'], gate: [tests]%s}"


def read(
    facts: str, steps: str = f"{MAKE}, {DO % ''}", more: str = "", uses: Mapping[str, str] = {}
) -> Workflow | list[str]:
    """Return a workflow with these facts, or what is told of it."""
    text = f"{HEAD}{more}facts: {{{facts}}}\nsteps: {{{steps}}}\n"
    found = {name: (body, f"{name}.yaml") for name, body in uses.items()}
    library = Library(found.get, tuple(found))
    answer = parse_workflow(text, "w.yaml", library=library)
    if isinstance(answer, Workflow):
        return answer
    return [f"{each.line}:{each.column}  {each.what}" for each in answer]


def rules(facts: str) -> tuple[FactRule, ...]:
    workflow = read(facts)
    assert isinstance(workflow, Workflow), workflow
    return workflow.facts


def test_each_fact_says_where_it_is_from() -> None:
    assert rules(
        "a: {from: api-inventory.callers.size() > 0}, b: {from: diff.lines, type: int},"
        " c: {from: facts.a && facts.b > 1}, d: {ask: Is it?, by: lead, type: enum, values: [x, y]}"
    ) == (
        FactRule(
            "a",
            source="api-inventory.callers.size() > 0",
            reads=(("api-inventory", "api-inventory"),),
        ),
        FactRule("b", type=FactType.INT, source="diff.lines", is_of_diff=True),
        FactRule("c", source="facts.a && facts.b > 1"),
        FactRule("d", "Is it?", "lead", FactType.ENUM, ("x", "y")),
    )


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("a: {by: lead}", 'a fact says "from" what it follows, or what to "ask"'),
        ("a: {from: diff.lines > 1, by: lead}", '"by" says who is asked: "ask" says what'),
        ("a: {ask: Is it?, type: enum}", '"values" and "type: enum" go together'),
        ("a: {ask: Is it?, type: bool, values: [x]}", '"values" and "type: enum" go together'),
        ("a: {ask: Is it?, type: float}", '"float" is not one of bool, int, string, enum'),
        ("a: {ask: Is it?, by: led}", '5:30  "led" is not among the roles'),
        ("a: {from: facts.b}", '5:19  no fact is called "b"'),
        ("a: {from: facts.b}, b: {from: facts.a}", '5:19  "a" follows from itself'),
        ("a: {from: facts.b && diff.lines > 1}, b: {ask: Is it?}", "5:19  a fact follows from con"),
        ("a: {from: 'diff.paths[0]', type: string}", "5:19  the diff only adds to what is known"),
    ],
)
def test_fact_that_nothing_could_settle_is_told(facts: str, said: str) -> None:
    told = read(facts)

    assert isinstance(told, list)
    assert said in told[0]


@pytest.mark.parametrize(
    "facts",
    [
        "a: {from: api-inventory.x}",
        "b: {from: api-inventory.x}, a: {from: facts.b}",
    ],
)
def test_step_that_speaks_of_what_is_found_later_is_told(facts: str) -> None:
    first = "do: {by: dev, brief: B., writes: ['**'], gate: [tests], when: facts.a}"
    told = read(facts, f"{first}, {MAKE}")

    assert isinstance(told, list)
    assert "speaks of" in told[0]
    assert "made by make" in told[0]


def test_where_somebody_is_asked_nothing_is_too_early() -> None:
    first = "do: {by: dev, brief: B., writes: ['**'], gate: [tests], when: facts.a}"

    assert isinstance(read("a: {from: api-inventory.x, ask: Is it?}", f"{first}, {MAKE}"), Workflow)
    assert isinstance(read("a: {from: api-inventory.x}", f"{MAKE}, {first}"), Workflow)


def test_facts_are_read_and_bound_and_made_by_nobody() -> None:
    reads = DO % ", reads: [facts]"
    assert isinstance(read("a: {ask: Is it?}", reads), Workflow)

    makes = "do: {by: dev, brief: B., produces: {facts: {path: f.md}}, gate: [tests]}"
    told = read("a: {ask: Is it?}", makes)
    assert isinstance(told, list)
    assert '6:45  "facts" is what is known of the feature' in told[0]
    told = read("a: {ask: Is it?}", DO % "", "inputs: {facts: {path: f.md}}\n")
    assert isinstance(told, list)
    assert '"facts" is what is known' in told[0]


def test_param_settles_facts_and_follows_from_others() -> None:
    params = (
        "params:\n"
        "  kind: {type: enum, values: {plain: {}, secret: {sensitive: yes}}, default: secret}\n"
        "  limit: {type: int, from: \"{'plain': 1, 'secret': 2}[params.kind]\"}\n"
        "  is_small: {type: bool, from: params.limit < 2}\n"
    )
    workflow = read("sensitive: {from: \"'x' == params.kind ? true : unknown\"}", DO % "", params)

    assert isinstance(workflow, Workflow), workflow
    assert workflow.settles == (("sensitive", "yes", "kind"),)
    assert dict(workflow.params) == {"kind": "secret", "limit": "2", "is_small": "false"}
    assert workflow.facts[0].source == "'x' == 'secret' ? true : unknown"


@pytest.mark.parametrize(
    ("settles", "said"),
    [("other: yes", 'no fact is called "other"'), ("a: perhaps", '"perhaps" does not settle a')],
)
def test_param_that_settles_what_it_cannot_is_told(settles: str, said: str) -> None:
    params = f"params: {{kind: {{type: enum, values: {{x: {{{settles}}}}}, default: x}}}}\n"
    told = read("a: {ask: Is it?}", DO % "", params)

    assert isinstance(told, list)
    assert said in told[0]


INNER = (
    'workflow: inner\nversion: "1"\ntitle: I\nroles: [dev]\n'
    "facts: {found: {from: notes.x || found-here.y}}\ninputs: {notes: {}}\n"
    "steps: {look: {by: dev, brief: B., gate: [tests],"
    " produces: {found-here: {path: 'f{p}.yaml'}}}}\n"
    "params: {p: {type: string, default: x}}\n"
)


def test_procedure_brings_its_facts_along_by_the_names_outside() -> None:
    use = "use: {uses: inner, with: {notes: api-inventory}}"
    workflow = read("a: {ask: Is it?}", f"{MAKE}, {use}", uses={"inner": INNER})

    assert isinstance(workflow, Workflow), workflow
    found = {rule.name: rule.reads for rule in workflow.facts}
    assert found["found"] == (("notes", "api-inventory"), ("found-here", "use/found-here"))


def test_procedure_for_each_item_cannot_find_facts_in_what_it_makes() -> None:
    use = "use: {for_each: {p: [x, y]}, uses: inner, with: {notes: api-inventory, p: '{p}'}}"
    told = read("a: {ask: Is it?}", f"{MAKE}, {use}", uses={"inner": INNER})

    assert isinstance(told, list)
    assert '"inner" finds found in what it makes for each item' in told[0]
