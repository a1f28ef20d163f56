"""What content says of facts, looked at by the shell over fakes: trees, documents, the diff."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from gatewright.core.evolve.evolve import begin, fold
from gatewright.core.facts.risk import fact_of_risk
from gatewright.core.state.run_state import RunState
from gatewright.model.effects import JudgeStep
from gatewright.model.events import StepAccepted
from gatewright.model.facts import DIFF, FactRule, FactType
from gatewright.model.feature import Facts, Origin
from gatewright.model.ids import CommitId, Digest, EffectId, TreeId
from gatewright.model.records import replace
from gatewright.model.risk import RiskRule
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import Gate, InputFound, Product, Workflow
from gatewright.runtime.start_facts import SAID, facts_found, facts_said
from gatewright.runtime.step_judge import judge_step
from tests.simulation.mortal import Disk, Reaper
from tests.unit.run_stories import AT, path, start_of, step

NOTES = Product("api-notes", "notes.yaml")
RULES = (
    FactRule("api", source="api-notes.calls > 1", reads=(("api-notes", "api-notes"),)),
    FactRule("given", source="definition.front_matter.ui", reads=(("definition", "definition"),)),
    FactRule("route", source="diff.paths.exists(p, p.startsWith('api/'))", is_of_diff=True),
    FactRule("many", source="facts.lines > 3"),
    FactRule("lines", type=FactType.INT, source="diff.lines", is_of_diff=True),
)
STEPS = (
    step("look", produces=(NOTES,), writes=(), gate=Gate()),
    step("build", ["look"], gate=Gate()),
)
GIVEN = InputFound("definition", "feature.md", Digest("f"), "main")
BASE = {"feature.md": "---\nui: true\n---\n"}


class World:
    """Two steps of a run, and the judgement of either."""

    def __init__(self, folder: Path) -> None:
        self.disk = Disk(folder)

    def tree(self, files: Mapping[str, str]) -> TreeId:
        return self.disk.door.trees.put({name: text.encode() for name, text in files.items()})

    def state(self, facts: tuple[FactRule, ...] = RULES) -> RunState:
        started = start_of(STEPS)
        origin = Origin(CommitId("c0"), self.tree(BASE), "main")
        workflow = replace(started.workflow, facts=facts)
        return begin(replace(started, origin=origin, workflow=workflow, inputs=(GIVEN,)), AT)

    def said(self, state: RunState, name: str, files: Mapping[str, str]) -> dict[str, object]:
        """Return what the judgement of a step says, with what it was read from."""
        tree = self.tree({**BASE, **files})
        effect = JudgeStep(EffectId("e"), path(name), 1, tree, state.started.origin.tree)
        judged = judge_step(self.disk.edges(Reaper()), state, effect, lambda _: None).judged
        return {each.name: (each.value, each.source) for each in judged.facts}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_what_a_step_makes_and_what_it_was_given_say_facts(world: World) -> None:
    said = world.said(world.state(), "look", {"notes.yaml": "calls: 2\n"})

    assert said == {
        "api": (True, "api-notes"),
        "given": (True, "definition"),
        "route": (False, DIFF),
        "lines": (1, DIFF),
    }


def test_what_was_made_before_speaks_only_once_it_holds(world: World) -> None:
    files = {"notes.yaml": "calls: 2\n", "api/routes.py": "a\nb\n"}
    state = world.state()
    made = (("api-notes", Digest("n")),)
    accepted = fold(state, [StepAccepted(path("look"), 1, state.tree, made)])

    assert "api" not in world.said(state, "build", files)
    said = world.said(accepted, "build", files)
    assert said["api"] == (True, "api-notes")
    assert (said["route"], said["lines"]) == ((True, DIFF), (3, DIFF))


def test_what_cannot_be_read_says_nothing(world: World) -> None:
    assert "api" not in world.said(world.state(), "look", {"notes.yaml": "calls: ["})


def test_work_that_does_not_hold_says_nothing(world: World) -> None:
    assert world.said(world.state(), "look", {"other.py": "x\n"}) == {}


def test_workflow_without_such_facts_looks_at_nothing(world: World) -> None:
    assert world.said(world.state(()), "look", {"notes.yaml": "calls: 2\n"}) == {}


def test_when_a_run_starts_people_come_first_then_params_then_inputs(world: World) -> None:
    workflow = Workflow(
        "w", "1", "W", (), (), facts=RULES, settles=(("api", "yes", "kind"), ("lines", "5", "kind"))
    )
    said = facts_said(workflow, (("api", "no"), ("free", "yes")))
    state = world.state()
    run, origin = world.disk.edges(Reaper()), state.started.origin
    found = facts_found(run, workflow, said, (GIVEN,), origin)

    assert said == Facts(
        (("api", False), ("free", True), ("lines", 5), ("many", True)),
        (("api", SAID), ("free", SAID), ("lines", "param kind"), ("many", "facts")),
    )
    assert dict(found.known) == {**dict(said.known), "given": True}
    assert dict(found.sources)["given"] == "definition"
    assert facts_found(run, workflow, said, (), replace(origin, taken_tree=origin.tree)) == said


@pytest.mark.parametrize(("name", "word"), [("api", "perhaps"), ("lines", "x"), ("free", "2")])
def test_word_that_settles_nothing_is_a_mistake(name: str, word: str) -> None:
    with pytest.raises(Mistake) as caught:
        facts_said(Workflow("w", "1", "W", (), (), facts=RULES), ((name, word),))

    assert caught.value.code == "arguments.fact"


def test_diff_shows_the_risk_class_with_its_grounds(world: World) -> None:
    classes = (RiskRule("high", paths=("api/*",)), RiskRule("medium", 1))
    state = world.state(())
    workflow = replace(state.started.workflow, risk_classes=classes, facts=(fact_of_risk(classes),))
    state = replace(state, started=replace(state.started, workflow=workflow))

    assert world.said(state, "build", {"a.py": "x\n"}) == {}
    assert world.said(state, "build", {"a.py": "x\ny\n"}) == {"risk": ("medium", DIFF)}
    assert world.said(state, "build", {"api/a.py": "x\n"}) == {"risk": ("high", DIFF)}
