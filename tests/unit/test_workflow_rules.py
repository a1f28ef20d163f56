"""Failure rules and approvals as they are written: whom they send work back to, what is wrong."""

import pytest

from gatewright.definitions.workflow import parse_workflow
from gatewright.model.workflow import Distinct, Move, NoGo, StepDefinition, Workflow
from gatewright.views.moves import rule_words
from tests.unit.run_stories import step

TEXT = """\
workflow: ours
version: "1"
title: Ours
roles: [developer, lead, security]
inputs: {{given: {{path: docs/given.md}}}}
phases:
  - id: planning
    steps:
      outline:
        by: developer
        brief: Outline it.
        produces: {{outline: {{path: docs/outline.md}}}}
        gate: [secrets]
  - id: building
    steps:
      code: {{by: developer, brief: Do it., writes: ["src/**"], gate: [tests]}}
      words: {{by: developer, brief: Say it., writes: ["docs/**"], gate: [secrets]}}
    gate:
      id: good
      checks:
        - tests
        - approval: {approval}
    no_go:
      - {rule}
"""
APPROVAL = "{roles: [lead], question: May it?}"


def text(rule: str = "{rework: producers}", approval: str = APPROVAL) -> str:
    return TEXT.format(rule=rule, approval=approval)


def gate_of(written: str) -> StepDefinition:
    workflow = parse_workflow(written, "w.yaml")
    assert isinstance(workflow, Workflow), [str(problem) for problem in workflow]
    return workflow.steps[-1]


def problem_of(written: str) -> str:
    found = parse_workflow(written, "w.yaml")
    assert isinstance(found, tuple)
    return str(found[0])


@pytest.mark.parametrize(
    ("rule", "approval", "expected"),
    [
        ("{rework: producers}", APPROVAL, ["code", "words"]),
        ("{reopen: producers}", "{roles: [lead], binds: [outline]}", ["outline"]),
        ("{reopen: {phase: planning}}", APPROVAL, ["outline"]),
        ("{reopen: {phase: building}}", APPROVAL, ["code", "words"]),
        ("{rework: [words]}", APPROVAL, ["words"]),
    ],
)
def test_work_goes_back_to_who_made_it(rule: str, approval: str, expected: list[str]) -> None:
    [first] = gate_of(text(rule, approval)).no_go

    assert (first.move, list(first.steps)) == (Move.REOPEN, expected)


def test_choice_of_a_person_is_a_rule_with_offers() -> None:
    rule = "{checks: [approval], ask: lead, offers: [{rework: producers}, {abort: no}], at_most: 2}"

    [first] = gate_of(text(rule)).no_go

    assert (first.move, first.role, first.checks, first.at_most) == (
        Move.ASK, "lead", ("approval",), 2,
    )  # fmt: skip
    assert [offer.move for offer in first.offers] == [Move.REOPEN, Move.ABORT]


def test_who_makes_it_is_the_step_itself_where_somebody_works() -> None:
    written = text().replace("gate: [tests]}", "gate: [tests], no_go: [{rework: producers}]}")
    workflow = parse_workflow(written, "w.yaml")
    assert isinstance(workflow, Workflow)
    code = next(step for step in workflow.steps if step.path == "code")

    assert code.no_go == (NoGo(Move.REWORK),)


@pytest.mark.parametrize(
    ("approval", "voices_min", "each_role", "distinct", "veto"),
    [
        ("{roles: [lead]}", 1, False, Distinct.PEOPLE, ()),
        ("{roles: [lead], quorum: any}", 1, False, Distinct.PEOPLE, ()),
        ("{roles: [lead], quorum: 2}", 2, False, Distinct.PEOPLE, ()),
        ("{roles: [lead, security], quorum: all}", 1, True, Distinct.PEOPLE, ()),
        ("{roles: [lead], distinct: roles, veto: [security]}", 1, False, Distinct.ROLES,
         ("security",)),
    ],
)  # fmt: skip
def test_who_must_agree_is_read(
    approval: str, voices_min: int, each_role: bool, distinct: Distinct, veto: tuple[str, ...]
) -> None:
    [rule] = gate_of(text(approval=approval)).gate.approvals

    assert (rule.voices_min, rule.each_role, rule.distinct, rule.veto) == (
        voices_min, each_role, distinct, veto,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("{ask: lead}", '"ask" and "offers" go together'),
        ("{rework: producers, offers: [{abort: x}, {abort: y}]}", '"ask" and "offers" go'),
        ("{ask: leed, offers: [{abort: x}, {abort: y}]}", 'did you mean "lead"?'),
        ("{ask: lead, offers: [{abort: x}]}", "a list of 2 to 500 items"),
        ("{ask: lead, offers: [{rework: self}, {abort: y}]}", "nobody works here"),
        ("{ask: lead, offers: [{reopen: [cod]}, {abort: y}]}", 'did you mean "code"?'),
        ("{ask: lead, offers: [{ask: lead}, {abort: y}]}", 'unknown key "ask"'),
        ("{reopen: {phase: plan}}", 'nobody works in a phase "plan"'),
        ("{reopen: {phase: buildin}}", 'did you mean "building"?'),
        ("{checks: [lint], rework: producers}", '"lint" is not asked here'),
        ("{rework: self}", "nobody works here"),
        ("{block: x, at_most: 2}", "is done once"),
        ("{change: outlin}", 'did you mean "outline"?'),
        ("{change: [outline, given]}", '"given" is given to this run'),
        ("{rework: producers, abort: x}", "has rework and abort"),
        ("{block: x}\n      - {rework: producers}", "never come to"),
    ],
)
def test_rule_that_cannot_be_followed_is_told(rule: str, expected: str) -> None:
    assert expected in problem_of(text(rule))


def test_rule_may_ask_for_a_change_of_what_was_made() -> None:
    ask = "{ask: lead, offers: [{change: [outline]}, {abort: x}]}"
    rules = gate_of(text(f"{{change: outline, at_most: 2}}\n      - {ask}")).no_go

    assert rules[0] == NoGo(Move.CHANGE, at_most=2, artifacts=("outline",))
    assert rules[1].offers[0].artifacts == ("outline",)
    told = [rule_words(rule, step("good")) for rule in rules]
    assert told[0] == "people are asked whether outline may be changed, at most 2 times"
    assert "whether outline may be changed | ends the run: x" in told[1]


BESIDE = """\
workflow: ours
version: "1"
title: Ours
roles: [developer]
steps:
  first: {{by: developer, brief: B., writes: ["a/**"], gate: [tests]{first}}}
  left: {{by: developer, brief: B., writes: ["b/**"], gate: [tests]{left}}}
  right: {{by: developer, brief: B., writes: ["c/**"], gate: [tests]{right}}}
"""


def test_lane_is_for_what_is_worked_on_beside_others() -> None:
    both = ", needs: [first], lane: true"
    lists = ", for_each: {part: [x, y], order: parallel}, lane: true"

    for words in (
        {"first": "", "left": both, "right": both},
        {"first": lists, "left": "", "right": ""},
    ):
        assert isinstance(parse_workflow(BESIDE.format(**words), "w.yaml"), Workflow)
    alone = {"first": ", lane: true", "left": ", lane: false", "right": ""}
    assert "nobody works beside this step" in problem_of(BESIDE.format(**alone))


def test_rule_behind_an_end_that_is_for_some_checks_is_come_to() -> None:
    rules = gate_of(text("{checks: [tests], block: x}\n      - {rework: producers}")).no_go

    assert [rule.move for rule in rules] == [Move.BLOCK, Move.REOPEN]


@pytest.mark.parametrize(
    ("approval", "expected"),
    [
        ("{roles: [lead], quorum: most}", "who must agree"),
        ("{roles: [lead], quorum: 0}", "who must agree"),
        ("{roles: [lead], veto: [lead]}", '"lead" decides, so it may object'),
        ("{roles: [lead], veto: [securty]}", 'did you mean "security"?'),
        ("{roles: [lead], distinct: persons}", "is not one of people, roles"),
    ],
)
def test_approval_that_means_nothing_is_told(approval: str, expected: str) -> None:
    assert expected in problem_of(text(approval=approval))


FACTS = (
    "facts: {{ui: {{ask: Does it change a screen?, by: {role}}}, api: {{ask: An API?}}}}\nphases:"
)


def test_facts_are_read_with_who_is_asked() -> None:
    workflow = parse_workflow(text().replace("phases:", FACTS.format(role="lead")), "w.yaml")

    assert isinstance(workflow, Workflow)
    assert [(fact.name, fact.question, fact.role) for fact in workflow.facts] == [
        ("ui", "Does it change a screen?", "lead"),
        ("api", "An API?", ""),
    ]


def test_fact_of_a_role_that_there_is_not_is_told() -> None:
    assert 'did you mean "lead"?' in problem_of(
        text().replace("phases:", FACTS.format(role="leed"))
    )


def steps_of(written: str) -> dict[str, StepDefinition]:
    workflow = parse_workflow(written, "w.yaml")
    assert isinstance(workflow, Workflow), [str(problem) for problem in workflow]
    return {step.path: step for step in workflow.steps}


def test_steps_of_a_parallel_phase_wait_for_the_phase_before_and_not_for_each_other() -> None:
    steps = steps_of(text().replace("- id: building", "- id: building\n    order: parallel"))

    assert [steps[name].needs for name in ("code", "words")] == [("outline",), ("outline",)]
    assert steps["good"].needs == ("code", "words")


def test_condition_of_a_phase_is_that_of_its_steps_and_of_its_gate() -> None:
    written = text().replace("- id: building", "- id: building\n    when: facts.code")
    written = written.replace("brief: Say it.,", "brief: Say it., when: facts.docs,")

    steps = steps_of(written)

    assert {name: step.when for name, step in steps.items()} == {
        "outline": "",
        "code": "facts.code",
        "words": "(facts.code) && (facts.docs)",
        "good": "facts.code",
    }


TWO = """\
workflow: two
version: "1"
title: Two
roles: [developer, lead]
steps:
  one: {{when: "{one}", by: developer, brief: A., produces: {{a: {{path: a.md}}}}, gate: [secrets]}}
  two: {{when: "{two}", by: developer, brief: B., produces: {{a: {{path: a.md}}}}, gate: [secrets]}}
  read: {{by: developer, brief: C., needs: [{needs}], reads: [a], writes: [x/**], gate: [secrets]}}
"""


def test_two_steps_make_one_artifact_where_only_one_can_apply() -> None:
    written = TWO.format(one="facts.x && facts.y", two="!facts.y", needs="two")
    workflow = parse_workflow(written, "w.yaml")

    assert isinstance(workflow, Workflow), workflow
    one, two, read = workflow.steps
    assert (one.keeps, two.keeps, read.keeps) == ((), (), ("a.md",))
    bare = parse_workflow(written.replace("needs: [two], ", "needs: [], "), "w.yaml")
    assert isinstance(bare, tuple)
    assert '"a" is made by one, which this step does not wait for' in str(bare[0])


@pytest.mark.parametrize("two", ["facts.x", "!facts.z", "true", "task.kind == 'chore'"])
def test_two_steps_that_may_both_apply_make_no_artifact_together(two: str) -> None:
    problems = parse_workflow(TWO.format(one="facts.x", two=two, needs="two"), "w.yaml")

    assert isinstance(problems, tuple)
    told = "w.yaml:7:"
    assert str(problems[0]).startswith(told)
    assert '"a" is made by one already; two may make it where their' in str(problems[0])
