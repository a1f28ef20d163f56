"""`gatewright environment` for real: an ignored file is read by checks after a yes, not before."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from gatewright.environments.shelf import FolderShelf
from gatewright.environments.store import EnvironmentStore
from gatewright.model.ids import Digest
from tests.e2e.checked_repository import (
    commit,
    digest_of,
    environment,
    make_repository,
    program,
    write,
)

READS = """\
from pathlib import Path

SETTING = Path(".env").read_text()


def test_setting() -> None:
    assert SETTING == "SETTING=forty\\n"
"""
KEY = Digest("ab" * 32)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program and return what it said."""
    return subprocess.run(
        [program(), *words],
        cwd=folder,
        env=environment(folder.parent / "state"),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Return a repository in which .env, keys and a folder are ignored."""
    root = make_repository(tmp_path / "shelf", {".gitignore": "/.venv\n.env\n*.key\nlocal/\n"})
    write(root, {".env": "SETTING=forty\n", "local/own.toml": "a = 1\n", "new.py": "A = 1\n"})
    return root


def statuses(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Return the status of each verdict of a document."""
    verdicts = json.loads(done.stdout)["verdicts"]
    return {verdict["check"]: verdict["status"] for verdict in verdicts}


def test_file_is_read_by_checks_after_consent_and_not_before(shelf: Path) -> None:
    write(shelf, {"tests/test_setting.py": READS})
    before = digest_of(shelf)

    without = run(shelf, "check", "--json")
    allowed = run(shelf, "environment", "allow", "../.env", "-C", "tests")
    told = run(shelf, "environment", "--json")
    having = run(shelf, "check", "--json")
    forbidden = run(shelf, "environment", "forbid", ".env")
    again = run(shelf, "check")

    assert statuses(without)["tests"] == "fail"
    missing = {"path": ".env", "variables": [], "checks": ["tests"]}
    assert json.loads(without.stdout)["missing_settings"] == [missing]
    assert (allowed.returncode, forbidden.returncode) == (0, 0), allowed.stderr + forbidden.stderr
    assert json.loads(told.stdout)["allowed"] == [".env"]
    assert statuses(having)["tests"] == "pass"
    assert json.loads(having.stdout)["missing_settings"] == []
    assert again.returncode == 40, again.stdout + again.stderr
    assert "gatewright environment allow .env" in again.stdout
    assert digest_of(shelf) == before


def test_consent_counts_for_one_repository_alone(shelf: Path) -> None:
    other = make_repository(shelf.parent / "other")

    assert run(shelf, "environment", "allow", ".env").returncode == 0

    assert json.loads(run(other, "environment", "--json").stdout)["allowed"] == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("shelf.py", "tracked"),
        ("new.py", "not ignored"),
        ("gone.env", "no such file"),
        ("../outside.env", "does not lie in this checkout"),
        (".git/config", "does not lie in this checkout"),
        (".venv", "is a link"),
        ("linked.key", "is a link"),
        ("local", "is a folder"),
        ("away/outside.env", "does not lie in this checkout"),
        ("pipe.key", "no plain file"),
        ("large.key", "larger than"),
    ],
)
def test_only_an_ignored_plain_file_of_this_checkout_can_be_allowed(
    shelf: Path, path: str, said: str
) -> None:
    write(shelf.parent, {"outside.env": "SECRET=1\n"})
    (shelf / "linked.key").symlink_to(shelf.parent / "outside.env")
    (shelf / "away").symlink_to(shelf.parent)
    os.mkfifo(shelf / "pipe.key")
    write(shelf, {"large.key": "x" * (1024 * 1024 + 1)})

    done = run(shelf, "environment", "allow", path)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert list((shelf.parent / "state").rglob("consent.json")) == []


def test_file_in_an_ignored_folder_can_be_allowed_and_absolute_paths_count(shelf: Path) -> None:
    run(shelf, "environment", "allow", str(shelf / "local" / "own.toml"))

    assert json.loads(run(shelf, "environment", "--json").stdout)["allowed"] == ["local/own.toml"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["prnue"], ["did you mean", "prune"]),
        (["allow"], ["environment allow PATH"]),
        (["allow", ".env", "--all"], ["--all belongs to prune"]),
        (["prune"], ["prune KEY | --all"]),
        (["prune", "--all", "ab"], ["'ab'"]),
        (["prune", "ab"], ["No kept environment", "'ab'"]),
        (["forbid", ".env"], ["nothing is allowed here"]),
        (["--json=alowed"], ["allowed"]),
    ],
)
def test_slip_is_explained(shelf: Path, words: list[str], said: list[str]) -> None:
    done = run(shelf, "environment", *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert [word for word in said if word not in done.stderr] == []


def keep(root: Path, key: Digest) -> EnvironmentStore:
    """Return a store that keeps one small environment under `key`."""
    store = EnvironmentStore(str(root))
    with store.alone(key):
        site = store.open_site(key)
        Path(site.folder, "library.py").write_bytes(b"x" * 5000)
        os.link(Path(site.folder, "library.py"), Path(site.folder, "same.py"))
        store.seal(key, "uv sync --frozen", 10, (), "uv")
        store.close_site(key)
    return store


def test_kept_environments_are_listed_and_pruned_outside_of_any_repository(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    root = tmp_path / "state" / "gatewright" / "environments"
    keep(root, KEY)
    store = keep(root, Digest("cd" * 32))

    listed = run(here, "environment", "--json")
    pruned = run(here, "environment", "prune", "abab")
    left = store.names()
    all_pruned = run(here, "environment", "prune", "--all")

    document = json.loads(listed.stdout)
    first = document["kept"][0]
    assert [document["repository"], len(document["kept"])] == [None, 2]
    assert (first["profile"], first["described"]) == ("uv", "uv sync --frozen")
    assert first["size_bytes"] == 5000  # one file with two names
    assert first["used_at"].startswith("20")
    assert pruned.stdout.startswith("Removed 1 environment, 5.0 KB.")
    assert left == ["cd" * 12]
    assert (all_pruned.returncode, store.names()) == (0, [])


def test_facts_that_cannot_be_read_hide_no_environment(tmp_path: Path) -> None:
    store = keep(tmp_path, KEY)
    (tmp_path / store.names()[0] / "facts.json").write_text("[1]")

    assert [each.described for each in FolderShelf(str(tmp_path)).kept()] == [""]


def test_old_failures_are_told_what_they_may_miss_too(shelf: Path) -> None:
    write(shelf, {"tests/test_setting.py": READS})
    commit(shelf, "A test that fails here, and will on the base")

    done = run(shelf, "check", "--json", "--base", "HEAD")

    assert json.loads(done.stdout)["missing_settings"][0]["path"] == ".env"
