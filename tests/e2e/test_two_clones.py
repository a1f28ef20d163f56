"""Two clones of one bare repository: asked in one, decided in the other, taken in by the first."""

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.checked_repository import environment, git, program
from tests.e2e.team_room import make_team_room, typed
from tests.signing_keys import make_key, signer_line

PEOPLE = "{lead: [ada, bo], owner: [cy]}"
DECISIONS = "decisions: {signed: silent, through: origin}\n"
WORKFLOW = """\
workflow: release
version: "1"
title: A release that somebody else stands behind
roles: [lead, owner]
phases:
  - id: writing
    steps:
      write:
        run: [sh, -c, "echo a line >> NOTE.md"]
        writes: [NOTE.md]
        gate: none
        because: people read it
    gate:
      id: may-publish
      checks:
        - approval: {roles: [lead], question: May it?, checklist: [Is it short?]}
    no_go:
      - {reopen: [write], at_most: 2}
  - id: closing
    gate:
      id: may-close
      checks:
        - approval: {roles: [owner], question: May it be closed?}
"""
START = ("run", "Note the release", "-W", "release", "-y")


def there(room: Path, person: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """Type a command at the other clone, which keeps a state of its own."""
    return subprocess.run(
        [program(), *words],
        cwd=room / "other",
        env={**environment(room / "state-there"), "LOGNAME": person},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Return a room with a bare repository and two clones; bo, whose key is listed, has one."""
    make_team_room(tmp_path, PEOPLE, WORKFLOW, DECISIONS)
    for name in ("bo", "eve"):
        make_key(tmp_path / name)
    shelf = tmp_path / "shelf"
    lines = signer_line("bo", tmp_path / "bo")
    (shelf / ".gatewright" / "allowed_signers").write_text(f"{lines}\n")
    git(shelf, "add", ".gatewright")
    git(shelf, "commit", "-q", "-m", "chore: keys")
    git(tmp_path, "clone", "-q", "--bare", "shelf", "hub.git")
    git(shelf, "remote", "add", "origin", "../hub.git")
    git(tmp_path, "clone", "-q", "hub.git", "other")
    return tmp_path


def asked_there(room: Path, person: str) -> list[dict[str, str]]:
    said = there(room, person, "inbox", "--fetch", "--json")
    assert said.returncode == 0, said.stderr
    rows: list[dict[str, str]] = json.loads(said.stdout)["rows"]
    return rows


def test_what_is_asked_in_one_clone_is_decided_in_the_other(room: Path) -> None:
    assert typed(room, "ada", *START).returncode == 10
    sent = typed(room, "ada", "exchange")
    assert (sent.returncode, "asked bo: may-publish: May it?" in sent.stdout) == (0, True), sent

    [row] = asked_there(room, "bo")
    assert (row["kind"], row["question"], row["size"]) == ("decide", "May it?", "1 item")
    words = ("approve", row["run"], "--item", "1=yes")
    assert "approval.unsigned" in there(room, "bo", *words).stderr
    said = there(room, "bo", *words, "--sign-with", str(room / "bo"))
    assert said.returncode == 0, said.stderr
    assert "here 1 file, +1 -0, by your own clone" in " ".join(said.stdout.split())
    assert "Approved by bo, signed with SHA256:" in said.stdout
    assert asked_there(room, "bo") == []

    taken = typed(room, "ada", "exchange")
    assert "bo: approve, signed" in taken.stdout, taken
    assert typed(room, "ada", "run", "1").returncode == 10
    assert "approved by bo (lead, signed, silent key)" in typed(room, "ada", "log", "1").stdout
    assert typed(room, "ada", "audit", "verify").returncode == 0
    assert "no longer asked" in taken.stdout
    assert "asked cy" in typed(room, "ada", "exchange").stdout
    quiet = typed(room, "ada", "exchange")
    assert "Nothing was to be sent" in quiet.stdout


def hub(room: Path, *words: str) -> str:
    return git(room / "hub.git", *words)


def letters(room: Path, kind: str) -> list[str]:
    return hub(room, "for-each-ref", "--format=%(refname)", f"refs/gatewright/{kind}").split()


def decided_there(room: Path) -> None:
    """Have ada ask, and bo approve at the other clone."""
    typed(room, "ada", *START)
    typed(room, "ada", "exchange")
    [row] = asked_there(room, "bo")
    words = ("approve", row["run"], "--item", "1=yes", "--sign-with", str(room / "bo"))
    assert there(room, "bo", *words).returncode == 0


def forged(room: Path, name: str, parts: dict[str, bytes]) -> None:
    """Put a letter on the hub, whatever is there."""
    lines = []
    for part, content in parts.items():
        path = room / "part"
        path.write_bytes(content)
        blob = hub(room, "hash-object", "-w", str(path)).strip()
        lines.append(f"100644 blob {blob}\t{part}\n")
    (room / "tree").write_text("".join(lines))
    done = subprocess.run(
        ["git", "mktree"],
        cwd=room / "hub.git",
        input="".join(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    commit = hub(room, "commit-tree", "-m", "x", done.stdout.strip()).strip()
    hub(room, "update-ref", name, commit)


def part(room: Path, name: str, which: str) -> bytes:
    return hub(room, "cat-file", "blob", f"{name}:{which}").encode()


def test_replayed_letter_counts_once(room: Path) -> None:
    decided_there(room)
    [name] = letters(room, "decisions")
    statement, signature = part(room, name, "statement"), part(room, name, "signature")
    typed(room, "ada", "exchange")

    forged(room, name, {"statement": statement, "signature": signature})  # another commit
    again = typed(room, "ada", "exchange")

    assert "a decision was refused: approval.replayed" in again.stdout
    quiet = typed(room, "ada", "exchange")
    assert "refused" not in quiet.stdout
    log = typed(room, "ada", "log", "1").stdout
    assert log.count("approved by bo") == 1


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b'"decision": "approve"', b'"decision": "send back"', "signature.bad"),
        (b'"run": "1"', b'"run": "2"', "signature.run"),
        (b'"person": "person:bo"', b'"person": "person:ada"', "signature.shown"),
        (b'"form": "gatewright decision 1"', b'"form": "gatewright decision 2"', "signature.form"),
        (b'"because": ""', b'"because":  ""', "signature.form"),
    ],
)
def test_statement_that_was_altered_is_refused(
    before: bytes, after: bytes, code: str, room: Path
) -> None:
    decided_there(room)
    [name] = letters(room, "decisions")
    statement, signature = part(room, name, "statement"), part(room, name, "signature")
    assert before in statement
    altered = statement.replace(before, after)
    hub(room, "update-ref", "-d", name)
    digest = hashlib.sha256(altered).hexdigest()[:16]
    forged(
        room, f"{name.rpartition('/')[0]}/{digest}", {"statement": altered, "signature": signature}
    )

    said = typed(room, "ada", "exchange")

    assert (said.returncode, f"a decision was refused: {code}" in said.stdout) == (0, True), said
    assert "approved by" not in typed(room, "ada", "log", "1").stdout


def test_question_whose_text_is_of_somebody_else_is_asked_and_its_answer_refused(
    room: Path,
) -> None:
    typed(room, "ada", *START)
    typed(room, "ada", "exchange")
    [name] = letters(room, "requests")
    request = part(room, name, "request")
    text = b"A typo\n\nMay the typo go?\n"
    posed = re.sub(
        rb'"shown": "[0-9a-f]{64}"',
        b'"shown": "%s"' % hashlib.sha256(text).hexdigest().encode(),
        request,
    )
    content = hub(room, "rev-parse", f"{name}:content").strip()
    repository = json.loads(request)["repository"]
    forged_tree(room, name, {"request": posed, "shown": text}, content, repository)

    [row] = asked_there(room, "bo")
    words = ("approve", row["run"], "--item", "1=yes", "--sign-with", str(room / "bo"))
    assert there(room, "bo", *words).returncode == 0
    said = typed(room, "ada", "exchange")

    assert "a decision was refused: signature.shown" in said.stdout, said
    assert "approved by" not in typed(room, "ada", "log", "1").stdout


def forged_tree(room: Path, name: str, parts: dict[str, bytes], content: str, parent: str) -> None:
    lines = [f"040000 tree {content}\tcontent\n"]
    for each, text in parts.items():
        (room / "part").write_bytes(text)
        blob = hub(room, "hash-object", "-w", str(room / "part")).strip()
        lines.append(f"100644 blob {blob}\t{each}\n")
    done = subprocess.run(
        ["git", "mktree"],
        cwd=room / "hub.git",
        input="".join(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    commit = hub(room, "commit-tree", "-m", "x", "-p", parent, done.stdout.strip()).strip()
    hub(room, "update-ref", name, commit)


HOSTILE = {
    "no letter": {"anything": b"x"},
    "escape in the text": {"request": b"{}", "shown": b"\x1b[2J"},
    "deep": {"request": b"[" * 60_000, "shown": b"x"},
    "large": {"request": b"x" * 2_000_000, "shown": b"x"},
}


@pytest.mark.parametrize("parts", HOSTILE.values(), ids=HOSTILE)
def test_letter_that_is_none_is_passed_over(parts: dict[str, bytes], room: Path) -> None:
    typed(room, "ada", *START)
    typed(room, "ada", "exchange")
    [name] = letters(room, "requests")
    forged(room, f"{name.rpartition('/')[0]}/eve", parts)
    forged(room, f"{name.replace('requests', 'decisions').rpartition('/')[0]}/0000", parts)

    assert len(asked_there(room, "bo")) == 1
    taken = typed(room, "ada", "exchange")
    assert (taken.returncode, "approved" in taken.stdout) == (0, False), taken


def test_letter_of_the_same_name_is_never_written_over(room: Path) -> None:
    typed(room, "ada", *START)
    typed(room, "ada", "exchange")
    [name] = letters(room, "requests")
    hub(room, "update-ref", "-d", name)
    forged(room, name, {"mine": b"first"})
    theirs = hub(room, "rev-parse", name)

    assert typed(room, "ada", "exchange").returncode == 0

    assert hub(room, "rev-parse", name) == theirs


def test_remote_that_is_not_there_is_said(room: Path) -> None:
    typed(room, "ada", *START)
    (room / "hub.git").rename(room / "gone.git")

    said = typed(room, "ada", "exchange")

    assert (said.returncode, "exchange.unreachable" in said.stderr) == (2, True)


def test_remote_that_would_run_a_program_is_not_reached(room: Path) -> None:
    git(room / "shelf", "config", "remote.origin.url", "ext::touch% /tmp/never")

    said = typed(room, "ada", "exchange")

    assert (said.returncode, "exchange.unreachable" in said.stderr) == (2, True)
