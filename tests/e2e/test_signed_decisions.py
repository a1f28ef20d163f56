"""Decisions signed with an SSH key: what is recorded, and each way in which one is not taken."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.e2e.checked_repository import git
from tests.e2e.team_room import CONFIGURATION, make_team_room, typed
from tests.signing_keys import make_key, signer_line

PEOPLE = "{lead: [ada, bo]}"
SIGNED = "decisions: {signed: silent}\n"
WORKFLOW = """\
workflow: release
version: "1"
title: A release that somebody stands behind
roles: [lead]
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
        - approval: {roles: [lead], question: May it?}
    no_go:
      - {reopen: [write], at_most: 2}
"""
START = ("run", "Note the release", "-W", "release", "-y")


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Return a room in which decisions want a signature; ada and eve have a key, ada is listed."""
    make_team_room(tmp_path, PEOPLE, WORKFLOW, SIGNED)
    for name in ("ada", "eve"):
        make_key(tmp_path / name)
    listed(tmp_path, signer_line("ada", tmp_path / "ada"))
    return tmp_path


def listed(room: Path, *lines: str) -> None:
    """Have main list these keys."""
    root = room / "shelf"
    (root / ".gatewright" / "allowed_signers").write_text("".join(f"{line}\n" for line in lines))
    git(root, "add", ".gatewright")
    git(root, "commit", "-q", "-m", "chore: keys")


def asked_on(room: Path, person: str) -> str:
    said = typed(room, person, "approve", "1").stdout
    return said.partition("content ")[2].split()[0]


def approve(room: Path, person: str, *words: str) -> "subprocess.CompletedProcess[str]":
    return typed(room, person, "approve", "1", "--on", asked_on(room, person), *words)


def test_signed_decision_is_taken_and_told_with_its_key(room: Path) -> None:
    typed(room, "ada", *START)

    unsigned = approve(room, "ada")
    assert (unsigned.returncode, "approval.unsigned" in unsigned.stderr) == (2, True)
    assert "wants       a signature: --sign-with KEY" in unsigned.stdout
    said = approve(room, "nobody", "--sign-with", str(room / "ada"))

    assert said.returncode == 0, said.stderr
    assert "Approved by ada as lead (self, silent key)." in said.stdout
    assert "SHA256:" in said.stdout
    assert "is complete" in said.stdout
    log = typed(room, "ada", "log", "1").stdout
    assert "approved by ada (lead, signed, silent key, self)" in log


def test_key_of_somebody_else_is_refused(room: Path) -> None:
    typed(room, "ada", *START)

    said = approve(room, "ada", "--sign-with", str(room / "eve"))

    assert (said.returncode, "signature.key" in said.stderr) == (2, True)
    assert "this is no key of ada" in said.stderr.lower()


def test_who_has_a_key_and_no_role_decides_nothing(room: Path) -> None:
    listed(room, signer_line("eve", room / "eve"))
    typed(room, "ada", *START)

    said = approve(room, "ada", "--sign-with", str(room / "eve"))

    assert (said.returncode, "approval.role" in said.stderr) == (2, True)
    assert "Eve cannot decide this" in said.stderr


def test_key_that_was_removed_does_not_count_and_what_it_said_before_does(room: Path) -> None:
    typed(room, "ada", *START)
    assert approve(room, "ada", "--sign-with", str(room / "ada")).returncode == 0
    typed(room, "ada", *START)
    listed(room, signer_line("ada", room / "ada", 'valid-before="20200101"'))

    content = typed(room, "ada", "approve", "2").stdout.partition("content ")[2].split()[0]
    words = ("approve", "2", "--on", content, "--sign-with", str(room / "ada"))
    said = typed(room, "ada", *words)

    assert (said.returncode, "signature.revoked" in said.stderr) == (2, True)
    assert typed(room, "ada", "audit", "verify").returncode == 0


def test_key_that_the_work_brings_along_does_not_count(room: Path) -> None:
    line = signer_line("ada", room / "eve")
    path = room / "shelf" / ".gatewright" / "workflows" / "release.yaml"
    brought = f'echo "{line}" > .gatewright/allowed_signers'
    text = path.read_text().replace('"echo a line >> NOTE.md"', f"'{brought}'")
    path.write_text(text.replace("[NOTE.md]", '[".gatewright/**"]'))
    git(room / "shelf", "commit", "-q", "-a", "-m", "chore: keys by work")
    typed(room, "ada", *START)

    said = approve(room, "ada", "--sign-with", str(room / "eve"))

    assert (said.returncode, "signature.branch-only" in said.stderr) == (2, True), said.stderr


def test_key_with_a_passphrase_says_what_helps(room: Path) -> None:
    make_key(room / "locked", "a word")
    listed(room, signer_line("ada", room / "locked"))
    typed(room, "ada", *START)

    said = approve(room, "ada", "--sign-with", str(room / "locked"))

    assert (said.returncode, "signing.refused" in said.stderr) == (2, True)
    assert "ssh-add" in said.stderr


def test_grade_that_is_demanded_is_asked_of_the_key(room: Path) -> None:
    root = room / "shelf"
    config = CONFIGURATION.format(people=PEOPLE) + "decisions: {signed: confirm}\n"
    (root / ".gatewright" / "config.yaml").write_text(config)
    git(root, "commit", "-q", "-a", "-m", "chore: more")
    typed(room, "ada", *START)

    silent = approve(room, "ada", "--sign-with", str(room / "ada"))
    assert (silent.returncode, "approval.grade" in silent.stderr) == (2, True)
    assert "asks each time" in silent.stderr

    listed(room, signer_line("ada", room / "ada", comment="gatewright:confirm"))
    said = approve(room, "ada", "--sign-with", str(room / "ada"))
    assert said.returncode == 0, said.stderr
    assert "confirm: it asks each time" in " ".join(said.stdout.split())


def test_audit_proves_each_signature_anew(room: Path) -> None:
    typed(room, "ada", *START)
    assert approve(room, "ada", "--sign-with", str(room / "ada")).returncode == 0

    document = json.loads(typed(room, "ada", "audit", "verify", "--json").stdout)
    assert (document["decisions"], document["signed"], document["faults"]) == (1, 1, [])

    for path in (room / "state").rglob("evidence/**/*"):
        if path.is_file() and b"SSH SIGNATURE" in path.read_bytes():
            path.chmod(0o600)
            path.write_bytes(path.read_bytes().replace(b"U1NI", b"U1NJ"))
    altered = typed(room, "ada", "audit", "verify")
    assert (altered.returncode, "is not proved by its signature" in altered.stdout) == (40, True)


def test_stranger_checks_a_decision_with_ssh_keygen_alone(room: Path) -> None:
    typed(room, "ada", *START)
    assert approve(room, "ada", "--sign-with", str(room / "ada")).returncode == 0
    kept = [path for path in (room / "state").rglob("evidence/**/*") if path.is_file()]
    [statement] = [path for path in kept if b'"form": "gatewright decision 1"' in path.read_bytes()]
    [signature] = [path for path in kept if b"SSH SIGNATURE" in path.read_bytes()]

    words = ["ssh-keygen", "-Y", "verify", "-n", "gatewright", "-I", "ada", "-s", str(signature)]
    signers = str(room / "shelf" / ".gatewright" / "allowed_signers")
    done = subprocess.run(
        [*words, "-f", signers], input=statement.read_bytes(), capture_output=True, check=False
    )

    assert done.returncode == 0, done
    assert json.loads(statement.read_bytes())["decision"] == "approve"
