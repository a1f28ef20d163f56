"""What a person gets wrong about a run: a message that helps, exit 2, and nothing is changed."""

import hashlib
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.e2e.checked_repository import digest_of, program
from tests.e2e.run_repository import (
    driver,
    environment_of,
    journal_path,
    make_room,
    script_steps,
    write_script,
)

JOURNAL = "journal.sqlite"  # with what SQLite keeps beside it
IDEA = "Name the shelf"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a room where feature 1 asks may-code, and feature 2 is blocked."""
    root = make_room(tmp_path_factory.mktemp("mistakes") / "room")
    here = root.parent
    write_script(here, {**script_steps(), "change": [[{"lie": "All done."}]]})
    with driver(here, str(root), str(here / "agent.yaml"), "rest") as first:
        assert first.wait(timeout=60) == 0
    script = str(here / "agent.yaml")
    second = run(here, "run", IDEA, "-W", "quick", "--agent-script", script, "-y")
    assert second.returncode == 20, second.stdout + second.stderr
    (here / "broken.yaml").write_text("agent: 1\nsteps:\n  change:\n    - - wirte: {path: a}\n")
    return here


def run(room: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the program in the checkout of `room`."""
    return subprocess.run(
        [program(), *words],
        cwd=room / "shelf",
        env=environment_of(room),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", IDEA, "-W", "featur", "-a", "cat", "-y"], ["featur", "feature", "quick"]),
        (["run", IDEA, "-a", "no-such-program", "-y"], ["no-such-program"]),
        (["run", IDEA, "--agent-script", "../broken.yaml", "-y"], ["wirte", "broken.yaml:4"]),
        (["run", IDEA, "--agent-script", "../gone.yaml", "-y"], ["gone.yaml"]),
        (["run", IDEA, "-a", "cat", "--base", "mian", "-y"], ["mian", "main"]),
        (["run", "7"], ["7"]),
        (["approve", "halve-trebel-numbers"], ["halve-treble-numbers"]),
        (["approve"], ["1 halve-treble-numbers", "2 name-shelf"]),
        (["approve", "1"], ["--item 1=yes --item 2=yes"]),
        (["approve", "1", "--item", "1=no", "--item", "2=yes"], ["gatewright reject 1 -m"]),
        (["approve", "2"], ["2"]),
        (["reject", "1"], ["-m"]),
        (["answer", "1", "because"], ["1"]),
        (["retry", "2"], ["-m"]),
        (["submit", "2"], ["gatewright checkout 2"]),
        (["land", "1"], ["not ready", "gatewright status 1"]),
        (["land", "2"], ["not ready", "gatewright status 2"]),
    ],
    ids=lambda value: "-".join(value[:2]) if isinstance(value, list) else None,
)
def test_mistake_about_a_run_is_explained_and_changes_nothing(
    room: Path, words: list[str], said: list[str]
) -> None:
    before = unchanged(room)

    done = run(room, *words)

    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert [word for word in said if word not in done.stderr] == [], done.stderr
    assert unchanged(room) == before


@pytest.mark.parametrize(
    "words",
    [["status"], ["run", "1"], ["run", IDEA, "-a", "cat", "-y"], ["retry", "2", "-m", "Again."]],
    ids=lambda words: words[0],
)
def test_journal_of_a_newer_program_is_left_alone(room: Path, words: list[str]) -> None:
    set_min_reader(room, 99)
    try:
        before = unchanged(room)

        done = run(room, *words)

        assert done.returncode == 2, done.stdout + done.stderr
        assert "99" in done.stderr
        assert "Traceback" not in done.stderr
        assert unchanged(room) == before
    finally:
        set_min_reader(room, 1)


def unchanged(room: Path) -> tuple[str, dict[str, str], list[str]]:
    """Return the repository, what the program keeps, and what is in the journal.

    What the vault has learned does not count: content without a meaning of its own.
    """
    files = {
        str(path.relative_to(room)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (room / "state").rglob("*")
        if path.is_file() and "objects" not in path.parts and JOURNAL not in path.name
    }
    with sqlite3.connect(journal_path(room)) as connection:
        return digest_of(room / "shelf"), files, list(connection.iterdump())


def set_min_reader(room: Path, number: int) -> None:
    """Say in the journal which program may read it."""
    with sqlite3.connect(journal_path(room)) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE name = 'min_reader'", (number,))
