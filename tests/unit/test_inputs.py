"""What a run does without an input, and whom it asks for one."""

from gatewright.core.layout.inputs import asking_for, without
from gatewright.model.workflow import TREE, ApprovalRule, Gate, InputRule, WorkerKind, Workflow
from tests.unit.run_stories import AGENT, NOBODY, start_of, step

SPEC = InputRule("the-spec", "docs/spec.md", schema="spec", ask="owner")
NOTES = InputRule("notes", "docs/notes.md", ask="owner")


def workflow_of(**fields: object) -> Workflow:
    """Return a workflow with one step."""
    return start_of((step("build", (), **fields),)).workflow


def test_nobody_reads_or_is_asked_about_an_input_that_there_is_not() -> None:
    rule = ApprovalRule(("approver",), "May it?", binds=("spec", "plan"))
    workflow = workflow_of(reads=("spec", "plan"), gate=Gate(approvals=(rule,)))

    (left,) = without(workflow, frozenset({"spec"})).steps

    assert left.reads == ("plan",)
    assert [each.binds for each in left.gate.approvals] == [("plan",)]
    assert without(workflow, frozenset()) is workflow


def test_approval_of_nothing_else_is_of_the_whole_tree() -> None:
    rule = ApprovalRule(("approver",), "May it?", binds=("spec",))
    workflow = workflow_of(gate=Gate(approvals=(rule,)))

    (left,) = without(workflow, frozenset({"spec"})).steps

    assert [each.binds for each in left.gate.approvals] == [(TREE,)]


def test_step_for_each_item_of_nothing_does_not_apply() -> None:
    workflow = workflow_of(for_each="spec", when="facts.ui")

    (left,) = without(workflow, frozenset({"spec"})).steps
    (kept,) = without(workflow, frozenset({"plan"})).steps

    assert "false" in left.when
    assert kept.when == "facts.ui"


def test_step_for_no_list_applies_as_before() -> None:
    (left,) = without(workflow_of(when="facts.ui"), frozenset({"spec", ""})).steps

    assert left.when == "facts.ui"


def test_each_input_that_is_missing_is_made_by_a_person_first() -> None:
    workflow = start_of((step("build", doer=AGENT), step("look", doer=NOBODY))).workflow

    spec, notes, build, look = asking_for(workflow, [SPEC, NOTES]).steps

    assert (spec.doer.kind, spec.doer.role) == (WorkerKind.PERSON, "owner")
    assert spec.title == "write the spec"
    assert "docs/spec.md, in the form spec." in spec.doer.brief
    assert "docs/notes.md." in notes.doer.brief
    assert [(one.name, one.path) for one in spec.produces] == [("the-spec", "docs/spec.md")]
    assert (spec.keeps, notes.keeps) == (("docs/notes.md",), ("docs/spec.md",))
    assert (build.keeps, look.keeps) == (("docs/spec.md", "docs/notes.md"), ())
    assert asking_for(workflow, []) is workflow


def test_group_knows_of_inputs_as_its_steps_do() -> None:
    inner = step("inner", reads=("spec",), doer=AGENT)
    workflow = workflow_of(group=(inner,), doer=AGENT)

    (left,) = without(workflow, frozenset({"spec"})).steps
    *_, asked = asking_for(workflow, [NOTES]).steps

    assert [each.reads for each in left.group] == [()]
    assert [each.keeps for each in asked.group] == [("docs/notes.md",)]
