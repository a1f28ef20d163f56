"""`gatewright people`: keys are added and ended in one file, and never taken off."""

import json
from pathlib import Path

import pytest

from tests.e2e.checked_repository import git
from tests.e2e.team_room import make_team_room, typed
from tests.signing_keys import make_key, signer_line

WORKFLOW = 'workflow: w\nversion: "1"\n'
LIST = Path("shelf/.gatewright/allowed_signers")


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Return a room with a repository of a team, and a key of ada."""
    make_team_room(tmp_path, "{lead: [ada, bo]}", WORKFLOW, "decisions: {signed: silent}\n")
    make_key(tmp_path / "ada")
    return tmp_path


def test_key_counts_once_it_is_committed_and_ends_without_being_lost(room: Path) -> None:
    added = typed(room, "ada", "people", "add", "ada", "--key", f"{room}/ada.pub", "--confirm")
    assert added.returncode == 0, added.stderr
    assert "ssh-ed25519, confirm, does not count by what is committed" in added.stdout
    assert "Written to .gatewright/allowed_signers" in added.stdout
    git(room / "shelf", "add", ".gatewright")
    git(room / "shelf", "commit", "-q", "-m", "chore: a key")

    said = typed(room, "ada", "people")
    assert "ada   lead" in said.stdout
    assert "does not count" not in said.stdout
    assert "bo   lead\n  no key: decisions are unsigned" in said.stdout
    assert "Decisions want a key of grade silent" in said.stdout
    document = json.loads(typed(room, "ada", "people", "--json").stdout)
    assert [each["counts"] for each in document["people"][0]["keys"]] == [True]

    removed = typed(room, "ada", "people", "remove", "ada")
    assert (removed.returncode, "until 20" in removed.stdout) == (0, True), removed
    assert signer_line("", room / "ada").strip() in (room / LIST).read_text()
    again = typed(room, "ada", "people", "remove", "ada")
    assert (again.returncode, "people.none" in again.stderr) == (2, True)


def test_private_key_is_never_written_down(room: Path) -> None:
    said = typed(room, "ada", "people", "add", "ada", "--key", f"{room}/ada")

    assert said.returncode == 0
    assert "PRIVATE" not in (room / LIST).read_text()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "ada"), "people.key"),
        (("add", "ada", "--key", "/dev/null"), "people.key"),
        (("add", "*", "--key", "x"), "arguments.missing"),
        (("remove",), "arguments.missing"),
        (("rename", "ada"), "arguments.choice"),
    ],
)
def test_what_cannot_be_meant_writes_nothing(words: tuple[str, ...], code: str, room: Path) -> None:
    said = typed(room, "ada", "people", *words)

    assert (said.returncode, code in said.stderr) == (2, True), said.stderr
    assert not (room / LIST).exists()


def test_list_that_cannot_be_read_or_is_shared_stays_as_it_is(room: Path) -> None:
    (room / LIST).write_text("who is this\n")
    unreadable = typed(room, "ada", "people", "add", "ada", "--key", f"{room}/ada.pub")
    assert (unreadable.returncode, "allowed_signers:1" in unreadable.stderr) == (2, True)

    (room / LIST).write_text(signer_line("ada,bo", room / "ada") + "\n")
    shared = typed(room, "ada", "people", "remove", "ada")
    assert (shared.returncode, "people.shared" in shared.stderr) == (2, True)


def test_list_behind_a_link_is_not_written(room: Path) -> None:
    (room / "elsewhere").write_text("")
    (room / LIST).symlink_to(room / "elsewhere")

    said = typed(room, "ada", "people", "add", "ada", "--key", f"{room}/ada.pub")

    assert (said.returncode, "people.unsafe" in said.stderr) == (2, True)
    assert (room / "elsewhere").read_text() == ""
