"""What a workflow is given: found in the repository or in earlier runs, asked for, or refused."""

import subprocess
from pathlib import Path

import pytest

from gatewright import bootstrap
from gatewright.model.events import RunStarted
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import WorkerKind
from gatewright.runtime.desk_words import Foreseen, StartRequest
from tests.e2e.checked_repository import commit, environment, git, make_repository, program, write

FOLDER = ".gatewright/workflows"
PLAN = "# Requirements\n\n- R1: a\n\n# Tasks\n\n- T1: one (R1)\n- T2: two (R1)\n"
NEEDS = """\
workflow: needs
version: "1"
title: Needs a plan
roles: [developer, lead]
params: {{part: {{type: string, default: x}}}}
inputs:
  outline: {outline}
  hints: {{path: docs/hints.md, optional: true}}
steps:
  build:
    {{for_each: {{t: outline#tasks}}, by: developer, brief: B., writes: ["**"], gate: [secrets]}}
  read: {{by: developer, brief: R., reads: [outline, hints], writes: ["**"], gate: [secrets]}}
"""
MAKES = """\
workflow: makes
version: "1"
title: Makes a plan
roles: [lead]
params: {part: {type: string}}
steps:
  write:
    run: [python3, tools/plan.py]
    produces: {outline: {path: "docs/{part}.md", schema: plan}}
    gate: [secrets]
outputs: [outline]
"""
TOOL = "import pathlib\npathlib.Path('docs').mkdir(exist_ok=True)\n" + (
    f"pathlib.Path('docs/x.md').write_text({PLAN!r})\n"
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return make_repository(
        tmp_path / "shelf", {f"{FOLDER}/makes.yaml": MAKES, "tools/plan.py": TOOL}
    )


def given(root: Path, outline: str) -> None:
    """Commit a workflow whose first input is written so."""
    write(root, {f"{FOLDER}/needs.yaml": NEEDS.format(outline=outline)})
    commit(root, "A workflow")


def foreseen(root: Path, **fields: object) -> Foreseen:
    request = StartRequest(start=str(root), idea="Build it", workflow="needs")
    return bootstrap.desk(str(root)).foresee(replace(request, **fields))  # type: ignore[arg-type]


def refused(root: Path, **fields: object) -> Mistake:
    with pytest.raises(Mistake) as caught:
        foreseen(root, **fields)
    return caught.value


def test_what_is_there_is_recorded_with_its_content(root: Path) -> None:
    given(root, '{path: "docs/*.plan.md", schema: plan}')
    write(root, {"docs/a.plan.md": PLAN})
    commit(root, "A plan")

    state = foreseen(root).state

    (outline,) = state.started.inputs
    assert (outline.name, outline.path, outline.source) == ("outline", "docs/a.plan.md", "main")
    assert state.artifacts["outline"] == outline.digest
    assert list(state.steps) == ["build/1", "build/2", "build", "read"]
    assert state.steps["read"].definition.reads == ("outline",)  # type: ignore[index]


@pytest.mark.parametrize(
    ("outline", "files", "said"),
    [
        ("{path: docs/a.md, schema: plan}", {}, "outline: there is no docs/a.md"),
        ("{schema: plan}", {}, "outline: nothing says which file it is"),
        (
            "{path: 'docs/*.md', schema: plan}",
            {"docs/a.md": PLAN, "docs/b.md": PLAN},
            "outline: several files are at docs/*.md: docs/a.md, docs/b.md",
        ),
        (
            "{path: docs/a.md, schema: plan, missing: {ask: lead}}",
            {"docs/a.md": "# Nothing\n"},
            "outline: docs/a.md: ",
        ),
        (
            "{from: {workflow: makes, output: outline}, schema: plan}",
            {},
            "outline: no run of makes is completed",
        ),
    ],
)
def test_what_is_not_there_is_refused_with_what_to_do(
    root: Path, outline: str, files: dict[str, str], said: str
) -> None:
    given(root, outline)
    write(root, {"docs/z.txt": "z", **files})
    commit(root, "Files")

    mistake = refused(root)

    assert mistake.code == "input.missing"
    assert mistake.found.startswith(said)
    assert mistake.hints
    assert foreseen(root, is_rehearsed=True).state.started.inputs[0].source == "rehearsed"


def test_a_file_is_named_by_hand(root: Path) -> None:
    given(root, "{schema: plan}")
    write(root, {"docs/mine.md": PLAN, "docs/hints.md": "", "docs/data.json": "{"})
    commit(root, "A plan")

    state = foreseen(root, inputs=(("outline", "docs/mine.md"),)).state

    assert [one.path for one in state.started.inputs] == ["docs/mine.md"]
    assert refused(root, inputs=(("outlin", "x"),)).code == "arguments.input"
    given(root, "{type: json, missing: halt}")
    wrong = refused(root, inputs=(("outline", "docs/data.json"),))
    assert wrong.code == "workflow.malformed"  # it has no list of tasks, so build has nothing


def test_a_person_is_asked_for_what_is_missing(root: Path) -> None:
    given(root, "{path: docs/a.md, schema: plan, missing: {ask: lead}}")

    state = foreseen(root).state

    asked = state.steps["inputs/outline"].definition  # type: ignore[index]
    assert (asked.doer.kind, asked.doer.role) == (WorkerKind.PERSON, "lead")
    assert [one.path for one in asked.produces] == ["docs/a.md"]
    assert "docs/a.md" in state.steps["read"].definition.keeps  # type: ignore[index]
    assert list(state.ready) == ["inputs/outline"]


def test_what_is_missing_is_made_first_and_not_where_it_is_there(root: Path) -> None:
    given(root, "{path: docs/x.md, schema: plan, missing: {uses: makes, with: {part: x}}}")

    before = foreseen(root)
    write(root, {"docs/x.md": PLAN})
    commit(root, "A plan")
    after = foreseen(root).state

    assert list(before.state.ready) == ["inputs/outline/write"]
    assert before.state.steps["read"].definition.needs == ("build",)  # type: ignore[index]
    assert before.state.steps["build"].definition.needs == ("inputs/outline",)  # type: ignore[index]
    assert "outline is not here: makes makes it first" in before.notes
    assert list(after.steps) == ["build/1", "build/2", "build", "read"]
    assert [one.source for one in after.started.inputs] == ["main"]
    rehearsed = foreseen(root, is_rehearsed=True).state
    assert list(rehearsed.ready) == ["inputs/outline/write"]


def test_an_input_that_is_not_wanted_is_not_looked_for(root: Path) -> None:
    given(root, "{path: docs/a.md, schema: plan, when: facts.planned}")

    state = foreseen(root, facts=(("planned", "no"),)).state

    assert state.started.inputs == ()
    assert state.steps["build"].definition.when == "false"  # type: ignore[index]
    assert refused(root).code == "input.missing"


def run(root: Path, state: Path, *words: str) -> str:
    done = subprocess.run(
        [program(), *words],
        cwd=root,
        env=environment(state),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_result_of_an_earlier_run_counts_once_it_is_landed(root: Path, tmp_path: Path) -> None:
    asks = "{from: {workflow: makes, output: outline, where: WHERE}, schema: plan}"
    given(root, asks.replace("WHERE", "'run.params.part == params.part'"))
    run(root, tmp_path / "state", "run", "Plan it", "-W", "makes", "--param", "part=x", "-y")
    before = refused(root)
    assert before.found == "outline: feature 1: docs/x.md is not here as it was made there"
    git(root, "merge", "-q", "--ff-only", "gw/1-plan-it")

    started: RunStarted = foreseen(root).state.started

    assert [(one.path, one.source) for one in started.inputs] == [("docs/x.md", "feature 1")]
    other = refused(root, params=(("part", "y"),))
    assert "it is not so that run.params.part == 'y'" in other.found
    given(root, asks.replace("WHERE", "run.nothing"))
    assert "its condition cannot be decided" in refused(root).found
    given(root, asks.replace("output: outline", "output: notes").replace("WHERE", "'true'"))
    assert "it gives out no notes" in refused(root).found
