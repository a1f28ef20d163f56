"""What a judgement tells of regions, parts and sections, over trees in memory."""

from pathlib import Path

import pytest

from gatewright.core.content.watched import watched_in
from gatewright.core.evolve.evolve import begin
from gatewright.core.state.run_state import RunState
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.events import StepJudged, WorkflowOutgrown
from gatewright.model.feature import Origin
from gatewright.model.ids import CommitId, Digest, TreeId
from gatewright.model.path_sets import PathSet
from gatewright.model.records import replace
from gatewright.model.workflow import (
    ApprovalRule,
    Gate,
    InputFound,
    Product,
    StepDefinition,
    Workflow,
)
from gatewright.runtime.foreseeing import empty_sets
from gatewright.runtime.run_start import with_contents
from gatewright.runtime.step_judge import named_workflow
from gatewright.views.plan import plan_view
from tests.simulation.test_gate_judge import World
from tests.unit.run_stories import AT, NOBODY, path, start_of, step

PLAN = "# P\n\n## Risks\n\nfew\n\n## Tasks\n\n- [ ] T1\n\n## Log\n\n- one\n"
SETS = (PathSet("code", ("src/**",)), PathSet("docs", ("docs/**",)))
MADE = Product("plan", "docs/p.md", living=("log",))
LOOKING = step(
    "look",
    doer=NOBODY,
    gate=Gate(approvals=(ApprovalRule(("lead",), "?", binds=("tree:code", "change")),)),
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def state_of(world: World, base: TreeId, *steps: StepDefinition) -> RunState:
    started = start_of(steps)
    workflow = replace(started.workflow, paths=SETS)
    origin = Origin(CommitId("c0"), base, "main")
    return begin(replace(started, workflow=workflow, origin=origin), AT)


def made(judged: StepJudged) -> dict[str, Digest]:
    return dict(judged.artifacts)


def codes(judged: StepJudged) -> list[str]:
    return [code for line in judged.verdicts for code in line.codes]


def plain(world: World, **files: str) -> TreeId:
    named = {"plan": "docs/p.md", "code": "src/a.py", "notes": "docs/n.md"}
    return world.tree({named[name]: text for name, text in files.items()}, is_python=False)


def test_regions_are_told_by_what_they_cover(world: World) -> None:
    state = state_of(world, plain(world, code="a"), LOOKING)
    first, words, code = (
        made(world.judged(state, tree, name="look"))
        for tree in (
            plain(world, code="a"),
            plain(world, code="a", notes="n"),
            plain(world, code="b"),
        )
    )
    assert first.keys() == {"tree:code", "change"}
    assert first["tree:code"] == words["tree:code"] != code["tree:code"]
    assert first["change"] != words["change"] != code["change"]


def test_a_log_that_grows_and_a_task_that_is_done_leave_the_plan_as_it_is(world: World) -> None:
    maker = step("plan-it", produces=(MADE,), gate=Gate())
    reader = step("risks", reads=("plan#risks",))
    base = plain(world, code="a")
    state = state_of(world, base, maker, reader)
    grown = PLAN.replace("[ ]", "[x]") + "- two\n"
    one, two, three = (
        made(world.judged(state, plain(world, code="a", plan=text), base, "plan-it"))
        for text in (PLAN, grown, PLAN.replace("T1", "T2"))
    )
    assert one.keys() == {"plan", "plan#risks"}
    assert one == two
    assert one["plan"] != three["plan"]
    assert one["plan#risks"] == three["plan#risks"]


def test_a_part_that_is_read_must_be_there(world: World) -> None:
    maker = step("plan-it", produces=(MADE,), gate=Gate())
    base = plain(world, code="a")
    state = state_of(world, base, maker, step("costs", reads=("plan#costs", "plan#/x")))
    judged = world.judged(state, plain(world, code="a", plan=PLAN), base, "plan-it")
    assert codes(judged) == ["work.part-missing"]
    assert made(judged).keys() == {"plan"}


def test_a_section_is_judged_by_itself(world: World) -> None:
    log = Product("log", "docs/p.md", section="log", append_only=True)
    noting = step("note", produces=(log,), writes=(), gate=Gate())
    base = plain(world, plan=PLAN)
    state = state_of(world, base, noting)
    judged = world.judged(state, plain(world, plan=PLAN + "- two\n"), base, "note")
    assert codes(judged) == []
    judged = world.judged(state, plain(world, plan=PLAN.replace("few", "none")), base, "note")
    assert codes(judged) == ["scope.section"]
    judged = world.judged(state, plain(world, code="a"), base, "note")
    assert codes(judged)[0] == "work.product-missing"


def test_what_was_not_agreed_to_is_refused(world: World) -> None:
    maker = step("plan-it", produces=(MADE,), gate=Gate())
    base = plain(world, plan=PLAN)
    state = state_of(world, base, maker)
    known = made(world.judged(state, base, plain(world, code="a"), "plan-it"))
    record = replace(state.record(path("plan-it")), may_change=("plan#tasks",))
    state = replace(
        state,
        steps=state.steps.put(path("plan-it"), record),
        artifacts=state.artifacts.update(known),
    )
    judged = world.judged(state, plain(world, plan=PLAN.replace("T1", "T2")), base, "plan-it")
    assert codes(judged) == []
    judged = world.judged(state, plain(world, plan=PLAN.replace("few", "none")), base, "plan-it")
    assert codes(judged) == ["scope.part"]


def test_a_run_begins_with_what_there_is(world: World) -> None:
    base = plain(world, code="a", plan=PLAN)
    reader = step("risks", reads=("plan#risks", "plan#none", "tree:docs", "tree:nobody"))
    given = InputFound("plan", "docs/p.md", Digest("d"), "main")
    gone = InputFound("gone", "docs/gone.md", Digest("d"), "main")
    started = start_of((reader,))
    started = replace(
        started,
        workflow=replace(started.workflow, paths=SETS),
        origin=Origin(CommitId("c0"), base, "main"),
        inputs=(given, gone),
    )
    contents = dict(with_contents(started, world.disk.door.trees).contents)
    assert contents.keys() == {"plan#risks", "tree:docs", "tree:nobody"}
    taken = replace(started, origin=Origin(CommitId("c0"), base, "main", plain(world, code="b")))
    other = dict(with_contents(taken, world.disk.door.trees).contents)
    assert other.keys() == {"tree:docs", "tree:nobody"}
    assert other["tree:docs"] != contents["tree:docs"]


def test_a_workflow_that_goes_on_keeps_the_path_sets_of_the_run(world: World) -> None:
    text = (
        'workflow: w\nversion: "1"\ntitle: W\nsteps:\n'
        "  look: {gate: [{git: {unchanged: [code]}}]}\n"
    )
    edges = replace(world.edges(), read_workflow=lambda name: (text, name))
    larger = named_workflow(edges, "w", SETS)
    assert isinstance(larger, Workflow)
    assert larger.paths == SETS
    assert watched_in(larger.all_steps) == ()
    assert WorkflowOutgrown(larger, "large", TreeId("t")).contents == ()


# What a trace takes from an older version, and from a region

TRACED = """\
workflow: w
version: "1"
title: W
roles: [developer]
paths: {code: ["src/**"]}
steps:
  plan-it: {by: developer, brief: B., produces: {plan: {path: docs/p.md, schema: plan}}, gate: none,
    because: of course}
  look: {gate: [{id: covered, trace: {from: "plan@first#requirements", to: "tree:code"}}]}
"""
FIRST = "# Requirements\n- R1: a\n- R2: b\n# Tasks\n- T1: one (R1, R2)\n"


def looked(world: World, code: str, *, is_known: bool = True) -> StepJudged:
    """Return the judgement of what covers the first plan, which lists more than the one now."""
    base = plain(world, code=code, plan=FIRST.replace("- R2: b\n", ""))
    workflow = parse_workflow(TRACED, "w.yaml")
    assert isinstance(workflow, Workflow), [str(each) for each in workflow]
    started = replace(start_of(workflow.steps), workflow=workflow)
    state = begin(replace(started, origin=Origin(CommitId("c0"), base, "main")), AT)
    assert state.versioned == ("plan",)
    digest = world.edges().edges.evidence.put(FIRST.encode())
    if is_known:
        state = replace(state, artifacts=state.artifacts.update({"plan@first": digest}))
    return world.judged(state, base, name="look")


def test_the_first_list_is_what_must_be_covered(world: World) -> None:
    assert codes(looked(world, "# R1 and R2\n")) == []
    assert codes(looked(world, "# R1\n")) == ["trace.uncovered"]


def test_a_version_that_there_is_not_covers_nothing(world: World) -> None:
    assert codes(looked(world, "# R1\n", is_known=False)) == ["trace.source"]


def test_path_sets_that_cover_nothing_are_told_before_the_start(world: World) -> None:
    base = plain(world, code="a")
    steps = (step("code", writes=("tree:code",), keeps=("tree:docs", "tree:nobody")),)
    workflow = replace(start_of(steps).workflow, paths=SETS)
    told = list(empty_sets(world.edges(), workflow, Origin(CommitId("c0"), base, "main")))
    assert told == ["the path set docs covers no file of main"]
    state = state_of(world, base, *steps)
    assert plan_view(state).paths == (
        ("code (src/**)", "src/**"), ("docs (docs/**)", "docs/**"),
    )  # fmt: skip
