"""Workflows that do not come with the program: which file counts, and the documented one."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gatewright import bootstrap
from gatewright.definitions.workflow import parse_workflow
from gatewright.definitions.workflow_shape import STEP
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import Workflow
from gatewright.runtime.desk import Desk
from gatewright.runtime.desk_words import StartRequest
from gatewright.runtime.find_workflow import TEXT_BYTES_MAX
from tests.e2e.checked_repository import commit, environment, git, make_repository, program, write

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "write-your-own-workflow.md"
PATH = ".gatewright/workflows/ours.yaml"
OURS = """\
workflow: ours
version: "1"
title: {title}
roles: [developer, requester]
phases:
  - id: work
    steps:
      change: {{by: developer, brief: Do it., writes: ["**"], gate: [{check}]}}
"""
IDEA = "Halve the numbers"


def ours(title: str, check: str = "tests") -> str:
    return OURS.format(title=title, check=check)


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository on whose main branch the workflow "ours" is titled "of main"."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return make_repository(tmp_path / "shelf", {PATH: ours("of main")})


def desk(root: Path) -> Desk:
    return bootstrap.desk(str(root))


def request(root: Path, workflow: str) -> StartRequest:
    return StartRequest(start=str(root), idea=IDEA, workflow=workflow)


def refused(root: Path, workflow: str) -> Mistake:
    with pytest.raises(Mistake) as caught:
        desk(root).foresee(request(root, workflow))
    return caught.value


def test_own_workflow_is_read_from_where_the_run_starts_and_from_nothing_that_is_judged(
    root: Path,
) -> None:
    git(root, "checkout", "-q", "-b", "work")
    write(root, {PATH: ours("of the branch")})
    commit(root, "Loosen it")
    write(root, {PATH: ours("of the checkout")})
    wanted = replace(request(root, "ours"), base="main", from_ref=".")

    foreseen = desk(root).foresee(wanted)

    started = foreseen.state.started
    assert started.workflow.title == "of main"
    assert started.because == f"as asked; workflow from {PATH} of main"
    assert started.origin.taken_tree is not None
    assert any(PATH in note and "not used" in note for note in foreseen.notes)


def test_own_workflow_may_name_the_checks_of_the_base(root: Path) -> None:
    size = "checks:\n  small: {assert: change.added < 10}\n"
    configuration = root / ".gatewright" / "config.yaml"
    write(root, {PATH: ours("with a check", "small")})
    commit(root, "A check that nobody configured")
    assert 'no check is called "small"' in refused(root, "ours").found

    configuration.write_text(configuration.read_text() + size)
    assert 'no check is called "small"' in refused(root, "ours").found  # the checkout's own word
    commit(root, "Configure it")

    foreseen = desk(root).foresee(request(root, "ours"))
    assert foreseen.state.started.workflow.steps[0].gate.checks == ("small",)


def test_file_that_a_person_names_is_used_and_said(root: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(ours("mine"))

    started = desk(root).foresee(request(root, str(mine))).state.started

    assert started.workflow.title == "mine"
    assert started.because == f"as asked; workflow from {mine}"


def test_workflow_that_only_the_checkout_has_is_offered_by_its_path(root: Path) -> None:
    write(root, {".gatewright/workflows/new.yaml": ours("new")})

    mistake = refused(root, "new")

    assert mistake.code == "workflow.unknown"
    assert any("-W .gatewright/workflows/new.yaml" in hint for hint in mistake.hints)


PART = OURS.replace("workflow: ours", "workflow: part")
WHOLE = """\
workflow: whole
version: "1"
title: Whole
roles: [developer]
steps:
  use: {uses: part}
"""


def test_procedure_is_read_from_where_the_run_starts(root: Path) -> None:
    part = ".gatewright/workflows/part.yaml"
    inner = PART.format(title="T", check="tests")
    write(root, {".gatewright/workflows/whole.yaml": WHOLE, part: inner})
    commit(root, "A procedure")
    write(root, {part: PART.format(title="T", check="lint")})

    started = desk(root).foresee(request(root, "whole")).state.started

    assert [one.path for one in started.workflow.steps] == ["use/change", "use"]
    assert started.workflow.steps[0].gate.checks == ("tests",)
    assert started.because.endswith(f"of main, part from {part}")


def test_procedure_beside_a_file_that_a_person_names_is_the_one_that_is_meant(
    root: Path, tmp_path: Path
) -> None:
    write(root, {".gatewright/workflows/part.yaml": PART.format(title="T", check="tests")})
    commit(root, "A procedure")
    mine = tmp_path / "mine.yaml"
    mine.write_text(WHOLE)
    first = desk(root).foresee(request(root, str(mine))).state.started
    (tmp_path / "part.yaml").write_text(PART.format(title="T", check="lint"))
    second = desk(root).foresee(request(root, str(mine))).state.started

    assert first.workflow.steps[0].gate.checks == ("tests",)
    assert second.workflow.steps[0].gate.checks == ("lint",)
    assert second.because.endswith(f", part from {tmp_path / 'part.yaml'}")
    with (tmp_path / "part.yaml").open("wb") as stream:
        stream.truncate(TEXT_BYTES_MAX + 1)
    assert refused(root, str(mine)).code == "workflow.large"


def test_procedure_that_is_not_there_is_told_at_its_place(root: Path) -> None:
    write(root, {".gatewright/workflows/whole.yaml": WHOLE})
    commit(root, "A use")

    found = refused(root, "whole").found

    assert 'whole.yaml:6:15  no workflow is called "part"' in found


@pytest.mark.parametrize("wanted", ["quick", "auto"])
def test_file_with_the_name_of_a_shipped_workflow_is_refused_and_never_used(
    root: Path, wanted: str
) -> None:
    write(root, {".gatewright/workflows/quick.yaml": ours("milder")})
    commit(root, "Cover it")
    idea = "Fix the typo"  # for which quick is chosen

    with pytest.raises(Mistake) as caught:
        desk(root).foresee(replace(request(root, wanted), idea=idea))

    assert caught.value.code == "workflow.reserved"


def test_file_of_a_person_may_not_call_itself_as_a_shipped_one(root: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(ours("mine").replace("workflow: ours", "workflow: feature"))

    mistake = refused(root, str(mine))

    assert mistake.code == "workflow.malformed"
    assert f"{mine}:1:11" in mistake.found


def test_file_too_large_in_the_base_is_not_read(root: Path) -> None:
    write(root, {PATH: "#" * (TEXT_BYTES_MAX + 1)})
    commit(root, "Very large")

    assert refused(root, "ours").code == "workflow.large"


def test_link_in_the_base_is_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(ours("outside"))
    (root / PATH).unlink()
    (root / PATH).symlink_to(outside)
    commit(root, "A link")

    assert refused(root, "ours").code == "workflow.malformed"


def test_definition_that_grows_too_large_is_refused_before_it_is_kept(
    root: Path, tmp_path: Path
) -> None:
    """Each step may not touch what the others make, so the definition grows with their square."""
    steps = "".join(
        f"      s{n}: {{run: [make], gate: none, because: none is needed,"
        f" produces: {{a{n}: {{path: {'d' * 240}/{n}}}}}}}\n"
        for n in range(190)
    )
    mine = tmp_path / "mine.yaml"
    mine.write_text(ours("mine") + steps)

    assert refused(root, str(mine)).code == "workflow.large"


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "absent", "large"])
def test_name_that_leads_to_no_file_is_refused_at_once(
    root: Path, tmp_path: Path, kind: str
) -> None:
    place = tmp_path / "mine.yaml"
    match kind:
        case "pipe":
            os.mkfifo(place)
        case "folder":
            place.mkdir()
        case "device":
            place.symlink_to("/dev/zero")
        case "large":
            with place.open("wb") as stream:
                stream.truncate(2**40)
        case _:
            pass

    mistake = refused(root, str(place))

    assert mistake.code == "arguments.file"
    assert str(place) in mistake.what


def test_step_whose_program_is_not_there_is_said_by_plan_and_refused_at_the_start(
    root: Path, tmp_path: Path
) -> None:
    mine, here = tmp_path / "mine.yaml", desk(root)
    step = "      tidy: {run: [no-such-program, --now], writes: ['**'], gate: [tests]}\n"
    mine.write_text(ours("mine") + step)
    wanted = replace(request(root, str(mine)), agent="cat")

    notes = here.foresee(wanted).notes
    with pytest.raises(Mistake) as caught:
        here.plan_start(wanted)

    assert notes == ("tidy could not be started: no program is called no-such-program here",)
    assert (caught.value.code, caught.value.found) == ("step.program", notes[0])


def test_briefs_in_files_are_of_where_the_run_starts_or_beside_the_file_that_was_named(
    root: Path,
) -> None:
    told = ours("T").replace("Do it.", "briefs/change")
    write(root, {PATH: told, ".gatewright/briefs/change.md": "As main says.\n"})
    commit(root, "Tell it in a file")
    write(root, {".gatewright/briefs/change.md": "As the checkout says.\n"})

    by_name = desk(root).foresee(request(root, "ours")).state.started.workflow
    by_file = desk(root).foresee(request(root, str(root / PATH))).state.started.workflow

    assert by_name.steps[0].doer.brief == "As main says."
    assert by_file.steps[0].doer.brief == "As the checkout says."


def test_a_brief_that_is_missing_or_too_large_is_refused_at_its_place(root: Path) -> None:
    write(root, {PATH: ours("T").replace("Do it.", "briefs/change")})
    commit(root, "Tell it in a file")
    missing = refused(root, "ours")
    write(root, {".gatewright/briefs/change.md": "x" * 20_000})
    commit(root, "Tell much")
    large = refused(root, "ours")

    assert f'{PATH}:8:38  no brief is called "change"' in missing.found
    assert ".gatewright/briefs/change.md has more than 4000 characters" in large.found


def test_documented_workflow_is_read_and_its_list_of_keys_is_whole() -> None:
    workflow = parse_workflow(block("yaml"), "pages.yaml")

    assert isinstance(workflow, Workflow), workflow
    assert [step.path for step in workflow.steps] == ["write", "list-pages", "may-publish"]
    assert {key for key in STEP.fields if f"`{key}`" not in PAGE.read_text()} == set()


def test_documented_workflow_runs_to_its_stop(tmp_path: Path) -> None:
    files = {
        ".gatewright/workflows/pages.yaml": block("yaml"),
        "tools/list_pages.py": block("python"),
    }
    root, state = make_repository(tmp_path / "shelf", files), tmp_path / "state"
    script = "agent: 1\nsteps:\n  write:\n    - - write: {path: docs/halving.md, text: Half.}\n"
    (tmp_path / "agent.yaml").write_text(script)

    words = ["-W", "pages", "--agent-script", "../agent.yaml", "-y"]
    done = subprocess.run(
        [program(), "run", "Explain halving", *words],
        cwd=root,
        env={**environment(state), "PATH": f"{sys.base_prefix}/bin:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 10, done.stdout + done.stderr
    said = " ".join(done.stdout.split())
    assert "pages: as asked; workflow from .gatewright/workflows/pages.yaml of main" in said
    assert "May these pages be published?" in said
    assert "- [halving](halving.md)" in git(root, "show", "gw/1-explain-halving:docs/index.md")


FOUND = "found.txt"
PRINTING = """\
workflow: printing
version: "1"
title: What is printed
roles: [requester]
steps:
  look: {run: [sh, -c, "echo found"], produces: {found: {capture: stdout}}, gate: [secrets]}
"""


def test_what_a_command_of_a_run_prints_is_in_its_result(tmp_path: Path) -> None:
    files = {".gatewright/workflows/printing.yaml": PRINTING}
    root, state = make_repository(tmp_path / "shelf", files), tmp_path / "state"

    done = subprocess.run(
        [program(), "run", "Look for it", "-W", "printing", "-y"],
        cwd=root,
        env={**environment(state), "PATH": f"{sys.base_prefix}/bin:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    branch = git(root, "branch", "--list", "gw/*").strip()
    (path,) = [
        one for one in git(root, "ls-tree", "-r", "--name-only", branch).split() if FOUND in one
    ]
    assert path == f"docs/features/{branch.removeprefix('gw/1-')}/{FOUND}"
    assert git(root, "show", f"{branch}:{path}").strip() == "found"
