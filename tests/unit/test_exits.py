"""How a run ends, as the text of a workflow says it, and who is told."""

import pytest

from gatewright.definitions.procedures import Library
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
BACK = "{ask: lead, offers: [{rework: self}, {reopen: {phase: w}}]}"
BEGUN = "steps.started('b')"
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
        ("{partial: {}}", 'needs "requires"'),
        ("{partial: {requires: [tst]}}", 'no check is called "tst"'),
        ("{aborted: {steps: {}}}", '"steps" names what is done'),
        ("{aborted: {notify: [lead]}}", '"notify" needs "steps" or "requires"'),
        ("{aborted: {steps: {u: {gate: [tests], needs: [a]}}}}", "waits for nothing of the run"),
        (f"{{aborted: {{steps: {{u: {{{A}, no_go: [{{reopen: [a]}}]}}}}}}}}", "sends nothing back"),
        (f"{{aborted: {{steps: {{u: {{{A}, no_go: [{BACK}]}}}}}}}}", "sends nothing back"),
        (f"{{aborted: {{steps: {{u: {{{A}, for_each: {{x: [b, c]}}}}}}}}}}", "is done once"),
        (f'{{aborted: {{steps: {{u: {{{A}, when: "{BEGUN}"}}}}}}}}', "no step of the run"),
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


def test_only_a_clean_up_asks_what_was_begun() -> None:
    answer = told(f'steps: {{a: {{{A}, when: "{BEGUN}"}}}}\n')

    assert isinstance(answer, list)
    assert "only what an abort does asks whether a step was begun" in answer[0]


def test_what_an_abort_does_stands_apart_under_its_own_path() -> None:
    exits = f"""
exits:
  partial: {{requires: [tests]}}
  aborted:
    steps:
      undo: {{{A}, not_by: [a]}}
      look: {{gate: [lint], no_go: [{{ask: lead, offers: [{{reopen: [undo]}}, {{abort: x}}]}}]}}
    requires: [tests]
steps: {{a: {{{A}}}}}
freeze: [paper]
gate: [lint]
"""
    workflow = told(exits.replace("freeze: [paper]\n", ""))

    assert isinstance(workflow, Workflow), workflow
    assert [each.path for each in workflow.steps] == ["a", "w-gate"]
    assert workflow.partly is not None
    assert (workflow.partly.path, workflow.partly.needs) == ("exits/partial", ())
    assert workflow.partly.gate.checks == ("tests",)
    undo, look, closing = workflow.clean_up
    assert (undo.path, undo.needs, undo.not_by) == ("exits/aborted/undo", (), ("a",))
    assert (look.needs, look.within) == (("exits/aborted/undo",), "exits/aborted")
    assert look.no_go[0].offers[0].steps == ("exits/aborted/undo",)
    assert (closing.path, closing.needs) == ("exits/aborted", ("exits/aborted/look",))
    assert closing.gate.checks == ("tests",)
    assert not closing.gate.is_crossing
    assert [each.path for each in workflow.every_step] == [
        "a", "w-gate", "exits/partial",
        "exits/aborted/undo", "exits/aborted/look", "exits/aborted",
    ]  # fmt: skip


def test_what_an_abort_does_may_alter_what_the_run_made_and_froze() -> None:
    made = "produces: {paper: {path: docs/p.md}}"
    workflow = told(
        f"exits: {{aborted: {{steps: {{undo: {{{A}}}, also: {{by: developer, brief: Do it., "
        f"produces: {{note: {{path: docs/n.md}}}}, gate: [tests]}}}}}}}}\n"
        f"steps: {{a: {{by: developer, brief: Do it., {made}, gate: [tests], "
        f"freeze: ['y/**']}}, b: {{{A}}}}}\n"
    )

    assert isinstance(workflow, Workflow), workflow
    assert {"docs/p.md", "y/**"} <= set(workflow.steps[1].keeps)
    undo, also, _ = workflow.clean_up
    assert undo.keeps == ("docs/n.md",)
    assert also.keeps == ()


def test_a_procedure_that_an_abort_uses_is_under_its_path() -> None:
    text = (
        'workflow: back\nversion: "1"\ntitle: B\nroles: [developer]\n'
        f"steps: {{take: {{{A}, no_go: [{{abort: no}}]}}}}\n"
    )
    library = Library(find={"back": (text, "back.yaml")}.get, names=("back",))
    exits = "exits: {aborted: {steps: {undo: {uses: back}}}}\n"
    workflow = parse_workflow(f"{HEAD}{exits}steps: {{a: {{{A}}}}}\n", "w", library=library)

    assert isinstance(workflow, Workflow), workflow
    take, undo, closing = workflow.clean_up
    assert (take.path, take.within) == ("exits/aborted/undo/take", "exits/aborted/undo")
    assert (undo.within, undo.remakes) == ("exits/aborted", ("exits/aborted/undo/take",))
    assert undo.needs == ("exits/aborted/undo/take",)
    assert closing.needs == ("exits/aborted/undo",)


def test_clean_up_may_go_on_with_some_of_what_it_needs() -> None:
    last = f"c: {{{A}, needs: [a, b], at_least: 1}}"
    steps = f"{{a: {{{A}}}, b: {{{A}}}, {last}}}"
    workflow = told(f"exits: {{aborted: {{steps: {steps}}}}}\nsteps: {{x: {{{A}}}}}\n")
    assert isinstance(workflow, Workflow), workflow

    [some] = workflow.clean_up[2].some_of

    assert (some.steps, some.at_least) == (("exits/aborted/a", "exits/aborted/b"), 1)


def test_step_that_is_called_gate_is_no_gate_of_a_phase() -> None:
    workflow = told(f"steps: {{gate: {{{A}}}, more: {{{A}}}}}\ngate: [lint]\n")

    assert isinstance(workflow, Workflow), workflow
    crossings = [step.path for step in workflow.steps if step.gate.is_crossing]
    assert crossings == ["w-gate"]
