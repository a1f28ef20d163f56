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
    said = approve(room, "nobody", "--sign-with", str(room / "ada"))

    assert said.returncode == 0, said.stderr
    assert "Approved by ada as lead (self, silent key)." in said.stdout
    assert "SHA256:" in said.stdout
    assert "is complete" in said.stdout
    log = typed(room, "ada", "log", "1").stdout
    assert "approved by ada (lead, signed, silent key, self)" in log
