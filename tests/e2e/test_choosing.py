"""A refusal that leaves it to a person what follows, by the commands themselves."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.team_room import make_team_room, typed

CHECKS = """\
checks:
  long: {command: {argv: [sh, -c, "test $(wc -l < NOTE.md) -ge 2"]}}
"""
WORKFLOW = """\
workflow: note
version: "1"
title: A note of two lines
roles: [lead]
phases:
  - id: writing
    steps:
      write:
        run: [sh, -c, "echo a line >> NOTE.md"]
        writes: [NOTE.md]
        gate: none
        because: the next step looks at it
      look:
        gate: [long]
        no_go:
          - {ask: lead, offers: [{rework: [write]}, {abort: nobody wants it}], at_most: 2}
"""


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Return a room with a run that was refused, and leaves it to ada what follows."""
    make_team_room(tmp_path, "{lead: [ada]}", WORKFLOW, CHECKS)
    assert typed(tmp_path, "ada", "run", "Note it", "-W", "note", "-y").returncode == 10
    return tmp_path


def listed(room: Path, person: str, verb: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(typed(room, person, verb, "--json").stdout)["rows"]
    return rows


def test_choice_is_put_to_who_has_the_role_and_sends_it_back(room: Path) -> None:
    [row] = listed(room, "ada", "inbox")
    assert (row["kind"], row["size"], row["command"]) == ("choose", "2 ways", ["choose", "1"])
    assert listed(room, "bo", "inbox") == []
    assert listed(room, "ada", "status")[0]["command"] == "choose 1"

    offered = json.loads(typed(room, "ada", "choose", "1", "--json").stdout)
    assert offered["offers"] == ["back to write", "ends the run: nobody wants it"]
    for person, words, code in (
        ("ada", ("1",), "choice.unnamed"),
        ("bo", ("1", "1", "-m", "so"), "choice.role"),
        ("ada", ("1", "3", "-m", "so"), "choice.unknown"),
        ("ada", ("1", "x", "-m", "so"), "choice.unknown"),
        ("ada", ("1", "1"), "choice.reason"),
    ):
        done = typed(room, person, "choose", *words)
        assert (done.returncode, code in done.stderr) == (2, True), done.stderr

    assert "Chosen: 1." in typed(room, "ada", "choose", "1", "1", "-m", "too short").stdout
    assert "ready to merge" in typed(room, "ada", "run", "1").stdout
    said = typed(room, "ada", "log", "1").stdout
    assert 'look offer 1 chosen by ada (lead): "too short"' in said
    assert "choice.unasked" in typed(room, "ada", "choose", "1").stderr


def test_choice_to_end_it_ends_it(room: Path) -> None:
    chosen = typed(room, "ada", "choose", "1", "2", "-m", "not this year")

    assert (chosen.returncode, "1 is over: aborted." in chosen.stdout) == (0, True)
    assert "nobody wants it" in typed(room, "ada", "status", "1").stdout
