"""Gates of a run over fakes: each name is answered, by the rules of the base, and nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from gatewright.core.admit.admit import admit
from gatewright.core.evolve.evolve import begin
from gatewright.core.state.run_state import RunState
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.effects import JudgeStep
from gatewright.model.events import RunBlocked, StepAccepted, StepJudged, StepRefused
from gatewright.model.feature import Origin
from gatewright.model.ids import CommitId, EffectId, TreeId
from gatewright.model.intake import JudgingDone, Refusal
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Against, Gate, Move, NoGo, StepDefinition, Workflow
from gatewright.ports.processes import Command, Finished
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.step_judge import judge_step
from gatewright.testing.scripted_processes import ScriptedProcesses, exited
from tests.simulation.door import MANIFEST
from tests.simulation.mortal import Disk, Reaper
from tests.unit.run_stories import AT, NOBODY, path, start_of, step

BASE = {"code.py": "add\n", "tests/test_old.py": "old: add\n"}
HEAD = {**BASE, "code.py": "add\nsub\n", "tests/test_new.py": "new: sub\n"}
CONFIG = ".gatewright/config.yaml"
ALL = ("tests", "proof", "coverage", "ruler", "lint", "types", "secrets")
BLOCK = NoGo(Move.BLOCK, at_most=1, reason="not together")


def configured(*lines: str) -> dict[str, str]:
    return {CONFIG: "gatewright: 1\n" + "".join(f"{line}\n" for line in lines)}


class World:
    """One step of a run, and the judgement of its gate."""

    def __init__(self, folder: Path) -> None:
        self.disk = Disk(folder)

    def tree(self, files: Mapping[str, str], *, is_python: bool = True) -> TreeId:
        files = {**MANIFEST, **files} if is_python else files
        return self.disk.door.trees.put({name: text.encode() for name, text in files.items()})

    def state(self, definition: StepDefinition, base: TreeId, head: TreeId) -> RunState:
        """Return a run that begins from `head`, which is taken in, and is judged against `base`."""
        started = start_of((definition,))
        origin = Origin(CommitId("c0"), base, "main", head)
        return begin(replace(started, origin=origin), AT)

    def judged(
        self, state: RunState, head: TreeId, from_tree: TreeId | None = None, name: str = "finish"
    ) -> StepJudged:
        """Return the judgement of a step on `head`."""
        effect = JudgeStep(EffectId("e"), path(name), 1, head, from_tree or head)
        return judge_step(self.edges(), state, effect, lambda _: None).judged

    def edges(self) -> RunEdges:
        return self.disk.edges(Reaper())

    def finish(self, base: Mapping[str, str], head: Mapping[str, str], *checks: str) -> StepJudged:
        """Return the judgement of all of it together."""
        from_tree, to_tree = self.tree(base), self.tree(head)
        state = self.state(finishing(*checks), from_tree, to_tree)
        return self.judged(state, to_tree)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def finishing(*checks: str) -> StepDefinition:
    return step("finish", doer=NOBODY, gate=Gate(checks, Against.BASE), no_go=(BLOCK,))


def statuses(judged: StepJudged) -> dict[str, str]:
    return {line.check: str(line.status) for line in judged.verdicts}


def codes(judged: StepJudged, check: str) -> Sequence[str]:
    return next(line.codes for line in judged.verdicts if line.check == check)


# Each name is answered


def test_every_name_of_the_gate_has_a_verdict(world: World) -> None:
    judged = world.finish(BASE, HEAD, *ALL, "project")

    assert statuses(judged) == {
        "tests": "pass",
        "proof": "pass",
        "coverage": "pass",
        "ruler": "pass",
        "lint": "pass",
        "types": "not_applicable",
        "secrets": "pass",
        "project": "not_applicable",
    }


def test_name_that_nothing_spoke_of_is_an_error_and_no_pass(world: World) -> None:
    judged = world.finish(BASE, HEAD, "tests", "licences")

    assert statuses(judged) == {"tests": "pass", "licences": "error"}
    assert codes(judged, "licences") == ("gate.not-judged",)


def test_project_of_an_unknown_kind_opens_no_gate_by_silence(world: World) -> None:
    base = world.tree({"main.go": "a"}, is_python=False)
    head = world.tree({"main.go": "b"}, is_python=False)

    judged = world.judged(world.state(finishing("tests", "ruler"), base, head), head)

    assert statuses(judged) == {"tests": "error", "ruler": "pass"}


def test_repository_of_documents_has_nothing_to_test(world: World) -> None:
    base = world.tree({"README.md": "a\n"}, is_python=False)
    head = world.tree({"README.md": "b\n"}, is_python=False)

    judged = world.judged(world.state(finishing("tests", "lint"), base, head), head)

    assert statuses(judged) == {"tests": "not_applicable", "lint": "not_applicable"}


def test_check_that_the_team_does_without_is_void_and_listed(world: World) -> None:
    base = {**BASE, **configured("off: [proof, lint]")}

    judged = world.finish(
        base, {**HEAD, **configured("off: [proof, lint]")}, "tests", "proof", "lint"
    )

    assert statuses(judged) == {
        "tests": "pass",
        "proof": "not_applicable",
        "lint": "not_applicable",
    }


def test_tool_that_is_set_up_and_cannot_be_asked_holds_the_step(world: World) -> None:
    typed = {"mypy.ini": "[mypy]\nstrict = True\n"}

    judged = world.finish({**BASE, **typed}, {**HEAD, **typed}, "types")

    assert statuses(judged) == {"types": "error"}
    assert codes(judged, "types") == ("gate.not-checked",)


def test_tool_that_the_change_takes_out_of_sight_holds_the_step(world: World) -> None:
    judged = world.finish({**BASE, "mypy.ini": "[mypy]\nstrict = True\n"}, HEAD, "types")

    assert statuses(judged) == {"types": "error"}


# What the project asks itself


def test_configured_check_that_fails_refuses_the_run(world: World) -> None:
    world.disk.door.processes = ScriptedProcesses({("make",): build})
    asks = configured("checks:", "  build: {command: {argv: [make, build]}}")
    base, head = world.tree({**BASE, **asks}), world.tree({**HEAD, **asks, "broken": ""})
    state = world.state(finishing("tests", "project"), base, head)

    judged = world.judged(state, head)

    assert statuses(judged) == {"tests": "pass", "build": "fail", "project": "pass"}
    answer = admit(state, JudgingDone(judged), AT)
    assert not isinstance(answer, Refusal)
    kinds = [type(event) for event in answer.events]
    assert StepRefused in kinds
    assert RunBlocked in kinds
    assert StepAccepted not in kinds


def build(command: Command) -> Finished:
    """Return the end of a build, which fails where a file says so."""
    return exited(int((Path(command.cwd) / "broken").exists()))


def test_gate_without_the_word_does_not_ask_what_the_project_configured(world: World) -> None:
    """The test above could be refused for any reason."""
    asks = configured("checks:", "  build: {command: {argv: [make, build]}}")

    judged = world.finish({**BASE, **asks}, {**HEAD, **asks, "broken": ""}, "tests")

    assert statuses(judged) == {"tests": "pass"}


def test_run_is_accepted_on_what_the_project_configured(world: World) -> None:
    asks = configured("checks:", "  small: {assert: \"verdicts.tests.status == 'pass'\"}")
    base, head = world.tree({**BASE, **asks}), world.tree({**HEAD, **asks})
    state = world.state(finishing("tests", "project"), base, head)

    judged = world.judged(state, head)

    assert statuses(judged) == {"tests": "pass", "small": "pass", "project": "pass"}
    answer = admit(state, JudgingDone(judged), AT)
    assert not isinstance(answer, Refusal)
    assert StepAccepted in [type(event) for event in answer.events]


def test_project_alone_where_nothing_is_configured_asks_nothing(world: World) -> None:
    judged = world.finish(BASE, HEAD, "project")

    assert statuses(judged) == {"project": "not_applicable"}


def test_check_that_only_advises_holds_nothing_and_is_no_pass(world: World) -> None:
    asks = configured("checks:", "  log: {git: {must_touch: [CHANGELOG.md]}, advisory: true}")

    judged = world.finish({**BASE, **asks}, {**HEAD, **asks}, "project")

    assert statuses(judged) == {"log": "waived", "project": "pass"}


def test_configured_check_speaks_of_all_that_the_run_changes(world: World) -> None:
    """A step that was sent back touched nothing of it this time; the run did before."""
    asks = configured("checks:", "  log: {git: {must_touch: [CHANGELOG.md]}}")
    base = world.tree({**BASE, **asks})
    before = world.tree({**HEAD, **asks, "CHANGELOG.md": "- sub\n"})
    after = world.tree({**HEAD, **asks, "CHANGELOG.md": "- sub\n", "code.py": "add\nsub\n\n"})
    state = world.state(step("change", gate=Gate(("project",))), base, before)

    judged = world.judged(state, after, before, "change")

    assert statuses(judged)["log"] == "pass"


def test_git_rule_speaks_of_the_branch_of_the_run(world: World) -> None:
    ours = configured("checks:", "  name: {git: {branch: 'gw/*'}}")
    theirs = configured("checks:", "  name: {git: {branch: f}}")  # what a person has checked out

    assert statuses(world.finish({**BASE, **ours}, {**HEAD, **ours}, "project"))["name"] == "pass"
    judged = world.finish({**BASE, **theirs}, {**HEAD, **theirs}, "project")
    assert statuses(judged)["name"] == "fail"


# What the workflow defines itself


def defining(text: str, more: str = "") -> StepDefinition:
    """Return a step whose gate is written so."""
    written = (
        'workflow: w\nversion: "1"\ntitle: W\nroles: [developer]\nsteps:\n'
        f"  change: {{{more}by: developer, brief: B., writes: ['**'], gate: [{text}]}}\n"
    )
    workflow = parse_workflow(written, "w.yaml")
    assert isinstance(workflow, Workflow), workflow
    return workflow.steps[0]


def test_check_of_a_gate_speaks_of_what_its_step_changes(world: World) -> None:
    base, before = world.tree(BASE), world.tree({**HEAD, "CHANGELOG.md": "- sub\n"})
    after = world.tree({**HEAD, "CHANGELOG.md": "- sub\n", "code.py": "add\nsub\n\n"})
    gate = "{git: {must_touch: [CHANGELOG.md]}, id: logged}, {assert: change.added == 1}"
    state = world.state(defining(gate), base, before)

    judged = world.judged(state, after, before, "change")

    assert statuses(judged) == {
        "work": "pass",
        "scope": "pass",
        "logged": "fail",
        "assert-of-change": "pass",
    }


def test_check_of_a_gate_is_no_check_of_the_project(world: World) -> None:
    base, head = world.tree(BASE), world.tree(HEAD)
    check = "{git: {must_touch: [x/**]}, advisory: true}"
    state = world.state(defining(f"project, {check}"), base, base)

    judged = world.judged(state, head, base, "change")

    assert statuses(judged)["project"] == "not_applicable"
    assert statuses(judged)["git-of-change"] == "waived"


def test_check_of_a_gate_knows_its_item_and_the_facts(world: World) -> None:
    base, head = world.tree(BASE), world.tree(HEAD)
    gate = "{when: \"facts.ui && task.key == 'two'\", git: {must_touch: ['docs/{task}.md']}}"
    written = defining(gate, "for_each: {task: [one, two]}, ")

    def said(name: str, **facts: bool) -> str:
        state = replace(world.state(written, base, base), facts=facts)
        return statuses(world.judged(state, head, base, f"change/{name}"))["git-of-change"]

    assert said("two", ui=False) == "not_applicable"
    assert said("one", ui=True) == "not_applicable"
    assert said("two", ui=True) == "fail"
    assert said("two") == "error"


def test_gate_may_demand_more_of_the_tests_than_the_project_does(world: World) -> None:
    red = {**BASE, "tests/test_bad.py": "bad: mul\n"}
    base, head = world.tree(red), world.tree({**HEAD, **red, "code.py": "add\nsub\n"})
    mild = world.state(defining("tests"), base, base)
    strict = world.state(defining("{tests: {mode: pass}}"), base, base)

    assert statuses(world.judged(mild, head, base, "change"))["tests"] == "pass"
    assert statuses(world.judged(strict, head, base, "change"))["tests"] == "fail"


# By whose rules


def test_configuration_that_an_earlier_step_wrote_rules_nothing(world: World) -> None:
    asks = configured("checks:", "  size: {assert: 'change.added <= 1'}")
    base = world.tree({**BASE, **asks})
    loosened = world.tree({**HEAD, **configured("off: [tests, proof]")})
    state = world.state(step("change", gate=Gate(("tests", "proof", "project"))), base, loosened)
    after = world.tree({**HEAD, **configured("off: [tests, proof]"), "more.py": "more\n"})

    judged = world.judged(state, after, loosened, "change")

    assert statuses(judged)["size"] == "fail"
    assert statuses(judged)["tests"] == "pass"
    assert statuses(judged)["proof"] == "fail"


def test_draft_of_a_worker_only_adds(world: World) -> None:
    draft = configured("off: [tests]", "checks:", "  size: {assert: 'change.added <= 1'}")

    judged = world.finish(BASE, {**HEAD, **draft}, "tests", "project")

    assert statuses(judged) == {"tests": "pass", "size": "fail", "project": "pass"}


# What a worker leaves does not end the driver


def test_configuration_that_a_worker_broke_is_refused(world: World) -> None:
    judged = world.finish(BASE, {**HEAD, CONFIG: "gatewright: [1\n"}, "tests")

    assert statuses(judged) == {"content": "fail"}


def test_configuration_that_was_broken_before_is_an_error(world: World) -> None:
    broken = {CONFIG: "gatewright: [1\n"}

    judged = world.finish({**BASE, **broken}, {**HEAD, **broken}, "tests")

    assert statuses(judged) == {"content": "error"}


@pytest.mark.parametrize("names", [ALL, (*ALL, "project"), ("project",), ("tests", "unheard-of")])
def test_what_holds_answers_all_that_was_asked(world: World, names: tuple[str, ...]) -> None:
    judged = world.finish(BASE, HEAD, *names)

    assert set(names) <= set(statuses(judged))
    holds = all(line.status.is_settled_well for line in judged.verdicts)
    assert holds == (Status.ERROR not in {line.status for line in judged.verdicts})
