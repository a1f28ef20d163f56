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
