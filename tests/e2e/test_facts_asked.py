"""A fact that a condition needs, settled by a person with the commands themselves."""

import subprocess
from pathlib import Path

import pytest

from tests.e2e.team_room import make_team_room, typed

WORKFLOW = """\
workflow: note
version: "1"
title: A note, and a drawing where there is something to see
roles: [lead]
facts:
  ui: {ask: Does it change a screen?, by: lead}
phases:
  - id: writing
    steps:
      draw:
        when: facts.ui
        run: [sh, -c, "echo a drawing > DRAWING.md"]
        writes: [DRAWING.md]
        gate: none
        because: people look at it
      write:
        run: [sh, -c, "echo a line > NOTE.md"]
        writes: [NOTE.md]
        gate: none
        because: people read it
"""


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Return a room with a workflow that wants to know something."""
    make_team_room(tmp_path, "{lead: [ada]}", WORKFLOW)
    return tmp_path


def start(room: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return typed(room, "ada", "run", "Note it", "-W", "note", "-y", *words)


def files_of(room: Path) -> str:
    return typed(room, "ada", "diff", "1", "--stat").stdout


@pytest.mark.parametrize(("answer", "is_drawn"), [("yes", True), ("no: it is text", False)])
def test_fact_is_asked_for_and_the_answer_says_what_runs(
    answer: str, is_drawn: bool, room: Path
) -> None:
    assert (
        "lead: Does it change a screen?"
        in typed(room, "ada", "plan", "Note it", "-W", "note").stdout
    )
    assert start(room).returncode == 10
    assert "waits for lead: Does it change a screen?" in typed(room, "ada", "status", "1").stdout
    for person, words, code in (("bo", "yes", "fact.role"), ("ada", "no", "fact.answer")):
        done = typed(room, person, "answer", "1", words)
        assert (done.returncode, code in done.stderr) == (2, True), done.stderr

    assert typed(room, "ada", "answer", "1", answer).returncode == 0
    assert typed(room, "ada", "run", "1").returncode == 0
    assert ("DRAWING.md" in files_of(room), "NOTE.md" in files_of(room)) == (is_drawn, True)


def test_fact_that_was_said_at_the_start_is_not_asked_for(room: Path) -> None:
    assert start(room, "--fact", "ui=no").returncode == 0
    assert "DRAWING.md" not in files_of(room)


def test_fact_that_nobody_could_settle_is_refused_before_anything_starts(room: Path) -> None:
    strange = room / "strange.yaml"
    strange.write_text(
        WORKFLOW.replace("by: lead", "by: owner")
        .replace("[lead]", "[lead, owner]")
        .replace("workflow: note", "workflow: strange")
    )

    done = typed(room, "ada", "run", "Note it", "-W", str(strange), "-y")

    assert (done.returncode, "nobody holds the role owner" in done.stderr) == (2, True)
