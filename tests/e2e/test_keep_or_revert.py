"""Work that nobody wants any more, by the commands themselves and with real git: kept, reverted."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.e2e.checked_repository import git
from tests.e2e.team_room import make_team_room, typed

BRANCH = "gw/1-note-it"
CHECKS = """\
checks:
  there: {command: {argv: [sh, -c, "test -f NOTE.md"]}}
"""
WORKFLOW = """\
workflow: note
version: "1"
title: A note, and a drawing where there is something to see
roles: [lead, drawer]
facts:
  ui: {ask: Does it change a screen?, by: lead}
phases:
  - id: writing
    steps:
      draw:
        when: facts.ui
        run: [sh, -c, "echo a drawing >> DRAWING.md"]
        writes: [DRAWING.md]
        gate: none
        because: people look at it
      write:
        run: [sh, -c, "{more}echo a line > NOTE.md"]
        writes: ["*.md"]
        gate: none
        because: people read it
    gate:
      id: may-ship
      checks:
        - there
        - approval: {roles: [lead], question: May it be shipped?, binds: ["tree:all"]}
"""


def room_in(folder: Path, more: str = "") -> Path:
    """Return a room with a run in which the drawing was made, and is not wanted any more."""
    workflow = WORKFLOW.replace("{more}", more)
    make_team_room(folder, "{lead: [ada], drawer: [cy]}", workflow, CHECKS)
    started = typed(folder, "ada", "run", "Note it", "-W", "note", "-y", "--fact", "ui=yes")
    assert started.returncode == 10, started.stderr
    asked = typed(folder, "ada", "change", "1", "it is text", "--fact", "ui=no")
    assert asked.returncode == 0, asked.stderr
    approve(folder, "changes/1")
    return folder


def approve(room: Path, step: str) -> None:
    """Have ada say yes to what is shown at `step`."""
    shown = typed(room, "ada", "approve", "1", step).stdout
    content = shown.partition("content ")[2].split()[0]
    said = typed(room, "ada", "approve", "1", step, "--on", content)
    assert said.returncode == 0, said.stderr


def drives(room: Path) -> int:
    return typed(room, "ada", "run", "1").returncode


def files_of(room: Path) -> list[str]:
    return git(room / "shelf", "ls-tree", "--name-only", BRANCH).split()


def chosen(room: Path, number: str, person: str = "ada") -> "subprocess.CompletedProcess[str]":
    return typed(room, person, "choose", "1", number, "-m", "nobody looks at it")


@pytest.mark.parametrize(("number", "is_there"), [("1", True), ("2", False)])
def test_what_was_merged_stays_or_goes_by_a_persons_word(
    number: str, is_there: bool, tmp_path: Path
) -> None:
    room = room_in(tmp_path)
    assert drives(room) == 10
    status = typed(room, "ada", "status", "1").stdout
    assert "keep or revert? what draw added is on the head" in status
    [row] = json.loads(typed(room, "ada", "inbox", "--json").stdout)["rows"]
    assert (row["kind"], row["size"]) == ("choose", "2 ways")
    offered = json.loads(typed(room, "ada", "choose", "1", "--json").stdout)
    assert offered["offers"] == ["keep what was added", "revert what was added"]
    assert "choice.role" in chosen(room, number, "cy").stderr
    assert "retired/1" in typed(room, "ada", "why", "1", "may-ship").stdout

    assert chosen(room, number).returncode == 0
    assert drives(room) == 10
    assert "May it be shipped?" in typed(room, "ada", "status", "1").stdout
    approve(room, "may-ship")
    assert drives(room) == 0
    assert ("DRAWING.md" in files_of(room)) is is_there
    assert "NOTE.md" in files_of(room)


def test_what_clashes_is_reverted_by_hand(tmp_path: Path) -> None:
    room = room_in(tmp_path, more="echo of it >> DRAWING.md; ")
    drives(room)
    assert chosen(room, "2").returncode == 0
    assert drives(room) == 10
    log = typed(room, "ada", "log", "1").stdout
    assert "refused lane.conflict" in log
    assert typed(room, "cy", "checkout", "1").returncode == 0
    (folder,) = (room / "state").rglob("1.hand/work")
    (folder / "DRAWING.md").unlink()
    submitted = typed(room, "cy", "submit", "1")
    assert submitted.returncode == 0, submitted.stderr

    assert drives(room) == 10
    approve(room, "may-ship")
    assert drives(room) == 0
    assert "DRAWING.md" not in files_of(room)
