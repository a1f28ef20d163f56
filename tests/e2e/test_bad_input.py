"""What a person types or writes wrongly: a clear message, exit 2, and nothing changed anywhere."""

import hashlib
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.checked_repository import (
    commit,
    digest_of,
    environment,
    git,
    make_repository,
    program,
    write,
)


def run(folder: Path, state: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program and return what it said."""
    return subprocess.run(
        [program(), *words],
        cwd=folder,
        env=environment(state),
        capture_output=True,
        text=True,
        check=False,
    )


def content_of(root: Path) -> str:
    """Return the digest of every name and byte below `root`.

    Times do not count, nor does what the vault has learned: content without a meaning of its own.
    """
    seen = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if "objects" not in path.parts):
        seen.update(os.fsencode(path))
        if path.is_file():
            seen.update(path.read_bytes())
    return seen.hexdigest()


def malformed(root: Path) -> None:
    write(root, {".gatewright/config.yaml": "gatewright: 1\nchekcs:\n  a: {doc: {path: x}}\n"})
    commit(root, "Mistype")


def bad_expression(root: Path) -> None:
    text = "gatewright: 1\nchecks:\n  small: {assert: 'change.added <'}\n"
    write(root, {".gatewright/config.yaml": text})
    commit(root, "Half an expression")


def nothing(root: Path) -> None:
    """Leave the repository as it is."""


@pytest.mark.parametrize(
    ("prepare", "words", "said"),
    [
        (nothing, ["check", "--base", "mian"], ["mian", "main"]),
        (nothing, ["check", "--stage", "prod"], ["prod", "production"]),
        (nothing, ["check", "--bsae", "main"], ["--bsae", "--base"]),
        (nothing, ["chek"], ["chek", "check"]),
        (nothing, ["verify"], ["check"]),
        (nothing, ["check", "--from", "gone"], ["gone"]),
        (nothing, ["check", "-C", "no-such-folder"], ["no-such-folder"]),
        (nothing, ["show", "prof"], ["gatewright check"]),
        (nothing, ["explain", "prof.vacuous"], ["proof.vacuous"]),
        (malformed, ["check"], ["config.yaml:2:1", "chekcs", "checks"]),
        (bad_expression, ["check"], ["config.yaml:3:"]),
    ],
    ids=[
        "unknown-base",
        "unknown-stage",
        "unknown-flag",
        "unknown-verb",
        "synonym",
        "unknown-ref",
        "no-folder",
        "unknown-verdict",
        "unknown-code",
        "malformed-configuration",
        "bad-expression",
    ],
)
def test_mistake_is_explained_and_changes_nothing(
    tmp_path: Path, prepare: Callable[[Path], None], words: list[str], said: list[str]
) -> None:
    state, root = tmp_path / "state", make_repository(tmp_path / "shelf")
    prepare(root)
    run(root, state, "check", "--base", "mian")  # the vault is there from now on
    before = digest_of(root), content_of(state)

    done = run(root, state, *words)

    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert [word for word in said if word not in done.stderr] == []
    assert (digest_of(root), content_of(state)) == before


HEAD = """\
workflow: {}
version: "1"
title: Ours
roles: [developer, requester]
phases:
  - id: work
    steps:
"""
STEP = "      {}: {{by: developer, brief: Do it., writes: ['**'], gate: [tests]{}}}\n"
OWN = {  # name of a workflow on the base -> its steps, the first on line 8, and what each says
    "unknown": {"a": ", gaet: [tests]", "b": ", nedes: [a]"},
    "circle": {"a": ", needs: [b]", "b": ", needs: [a]"},
    "needs": {"build": "", "b": ", needs: [biuld]"},
    "value": {"a": ", budget: {attempts: many}"},
}
BESIDE = {
    "aliases.yaml": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "deep.yaml": "[" * 5000,
    "long.yaml": "#" * 300_000,
    "strange.yaml": "a: \x00\x1b[31m",
}
IDEA = "Halve the numbers"
START = ["run", IDEA, "-y", "-a"]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a room with a repository, files beside it, and a store that is there already."""
    room = tmp_path_factory.mktemp("own") / "room"
    files = {
        f".gatewright/workflows/{name}.yaml": HEAD.format(name)
        + "".join(STEP.format(step, more) for step, more in steps.items())
        for name, steps in OWN.items()
    }
    root = make_repository(room / "shelf", {**files, "tools/agent": "#!/bin/sh\n"})
    (root / "tools" / "agent").chmod(0o755)
    commit(root, "An agent of our own")
    write(room, BESIDE)
    (room / "agent").symlink_to(root / "tools" / "agent")
    assert run(root, room / "state", "plan", IDEA).returncode == 0
    return room


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("unknown", ["unknown.yaml:8:", '"gaet"', '"gate"', "unknown.yaml:9:", '"nedes"']),
        ("circle", [".gatewright/workflows/circle.yaml:8:7", "wait for each other: a, b"]),
        ("needs", ["needs.yaml:9:", '"biuld"', 'did you mean "build"']),
        ("value", ["value.yaml:8:", "from 1 to 20", "many"]),
        ("nedes", ["nedes", "feature", "quick", "did you mean  needs"]),
        ("../aliases.yaml", ["aliases.yaml:1:4", "aliases"]),
        ("../deep.yaml", ["deep.yaml:1:21", "nested deeper"]),
        ("../long.yaml", ["long.yaml:1:1", "longer than"]),
        ("../strange.yaml", ["strange.yaml:1:4", "no YAML may"]),
        ("../gone.yaml", ["gone.yaml", "No such file"]),
    ],
)
@pytest.mark.parametrize("verb", [["run", IDEA, "-y", "-a", "cat"], ["plan"]], ids=["run", "plan"])
def test_workflow_with_a_mistake_is_explained_and_changes_nothing(
    room: Path, verb: list[str], wanted: str, said: list[str]
) -> None:
    assert_explained(room, [*verb, "-W", wanted], said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "", "-a", "cat", "-y"], ["What should be built?"]),
        (["run", " \n", "-a", "cat", "-y"], ["What should be built?"]),
        (["plan", "  "], ["What should be built?"]),
        (["run", "a " * 9000, "-a", "cat", "-y"], ["17999 bytes", "16384"]),
        (["run", "a \x1b[31mred b", "-a", "cat", "-y"], ["U+001B"]),
        (["run", "a \udcff", "-a", "cat", "-y"], ["U+DCFF"]),
        (["plan", "7", "-W", "quick"], ["--workflow"]),
        ([*START, "./tools/agent"], ["relative", "PATH"]),
        ([*START, "{root}/tools/agent"], ["inside the repository"]),
        ([*START, "{root}/../agent"], ["inside the repository"]),
        ([*START, "{root}/../gone"], ["No program"]),
        ([*START, "gone-agent --fast"], ["gone-agent"]),
        ([*START, "cat 'half"], ["No closing quotation"]),
        ([*START, "  "], ["empty"]),
    ],
    ids=lambda value: ascii(value[-3:])[:40] if value[0] in ("run", "plan") else None,
)
def test_start_with_a_mistake_is_explained_and_changes_nothing(
    room: Path, words: list[str], said: list[str]
) -> None:
    assert_explained(room, [word.replace("{root}", str(room / "shelf")) for word in words], said)


def assert_explained(room: Path, words: list[str], said: list[str]) -> None:
    """Type `words`; expect the mistake, and nothing changed."""
    root, state = room / "shelf", room / "state"
    before = digest_of(root), content_of(state)

    done = run(root, state, *words)

    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert [word for word in said if word not in done.stderr] == [], done.stderr
    assert (digest_of(root), content_of(state)) == before


def test_folder_that_is_no_repository_is_said(tmp_path: Path) -> None:
    done = run(tmp_path, tmp_path / "state", "check")

    assert (done.returncode, done.stdout) == (2, "")
    assert "repository" in done.stderr


def test_repository_without_a_commit_is_said(tmp_path: Path) -> None:
    root = tmp_path / "new"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")

    done = run(root, tmp_path / "state", "check")

    assert done.returncode == 2
    assert "commit" in done.stderr


def test_dirty_tree_and_no_configuration_are_no_mistakes(tmp_path: Path) -> None:
    root = make_repository(tmp_path / "shelf")
    write(root, {"shelf.py": "def double(number: int) -> int:\n    return number + number\n"})

    done = run(root, tmp_path / "state", "check", "--json")

    assert done.returncode == 0, done.stdout + done.stderr
