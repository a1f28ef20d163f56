"""How a run ends, as the text of a workflow says it, and who is told."""

import pytest

from gatewright.definitions.workflow import parse_workflow
from gatewright.model.exits import ExitRule
from gatewright.model.feature import People
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Move, NoGo, Workflow
from gatewright.runtime.run_row import row_of
from gatewright.views.inbox import inbox_view
from gatewright.views.run import run_view
from tests.unit.run_stories import AT, Story, step

HEAD = 'workflow: w\nversion: "1"\ntitle: W\nroles: [developer, lead]\n'
A = "by: developer, brief: Do it., writes: ['x/**'], gate: [tests]"
ASK = "{ask: lead, offers: [{rework: self}, {abort: x}]}"


def told(text: str) -> Workflow | list[str]:
    answer = parse_workflow(HEAD + text, "w.yaml")
    if isinstance(answer, Workflow):
        return answer
    return [f"{each.line}:{each.column} {each.what}" for each in answer]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (f"steps: {{a: {{{A}, no_go: [{{block: other}}]}}}}", '"other" is none of the reasons'),
        (
            f"steps: {{a: {{{A}, no_go: [{ASK}]}}}}",
            '"x" is none of the reasons of exits: aborted',
        ),
        (f"phases: [{{id: p, signal: [s], steps: {{a: {{{A}}}}}}}]", '"signal" of a phase needs'),
    ],
)
def test_what_stops_a_run_is_one_of_its_reasons(text: str, wrong: str) -> None:
    exits = "exits: {blocked: {reasons: [stuck]}, aborted: {reasons: [unviable]}}\n"
    answer = told(exits + text + "\n")

    assert isinstance(answer, list)
    assert wrong in answer[0], answer


@pytest.mark.parametrize(
    ("exits", "wrong"),
    [
        ("{blocked: {notify: [led]}}", '"led" is not among the roles'),
        ("{completed: {requires: [tst]}}", 'no check is called "tst"'),
        ("{completed: {}}", 'needs "requires"'),
        ("{partial: {requires: [tests]}}", '"partial" is not carried out yet'),
        ("{aborted: {steps: {}}}", '"steps" is not carried out yet'),
    ],
)
def test_exit_that_cannot_be_meant_is_told_where_it_stands(exits: str, wrong: str) -> None:
    answer = told(f"exits: {exits}\nsteps: {{a: {{{A}}}}}\n")

    assert isinstance(answer, list)
    assert wrong in answer[0], answer
    assert answer[0].startswith("5:")


def test_exits_and_signals_are_kept() -> None:
    text = (
        "signal: [done]\nexits: {blocked: {reasons: [stuck], notify: [lead]}, "
        "completed: {requires: [tests]}}\n"
    )
    workflow = told(f"{text}steps: {{a: {{{A}, signal: [made], no_go: [{{block: stuck}}]}}}}\n")

    assert isinstance(workflow, Workflow), workflow
    assert workflow.exits == (ExitRule("blocked", ("stuck",), ("lead",)),)
    assert [(one.path, one.signals) for one in workflow.steps] == [
        ("a", ("made",)),
        ("completed-gate", ()),
    ]
    assert workflow.signals == ("done",)


def test_only_who_is_told_sees_that_a_run_is_blocked() -> None:
    from gatewright.cli.runs_door import listed

    people = People((("lead", ("person:lea",)), ("tester", ("person:tom",))), is_solo=False)
    story = Story((step("a", no_go=(NoGo(Move.BLOCK, reason="stuck"),), signals=("s",)),), people)
    workflow = replace(story.state.started.workflow, exits=(ExitRule("blocked", (), ("lead",)),))
    story.state = replace(story.state, started=replace(story.state.started, workflow=workflow))
    story.work("a", "t1")
    story.judge("a", Status.FAIL)
    row = row_of(story.state, AT)

    for who, seen in (("person:lea", 1), ("person:tom", 0), ("person:dev", 1)):
        assert len(inbox_view(listed([row], who), {}, who).rows) == seen, who
    assert run_view(story.state, (), AT).signals == ()
