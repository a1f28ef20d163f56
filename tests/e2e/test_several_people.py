"""Two people must agree: each sees what is theirs, and the last one settles it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.checked_repository import git
from tests.e2e.team_room import CONFIGURATION, make_team_room, typed

PEOPLE = "{lead: [ada, bo], security: [bo, cy], counsel: [dee]}"
WORKFLOW = """\
workflow: release
version: "1"
title: A release that two people stand behind
roles: [lead, security, counsel]
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
        - approval: {roles: [lead, security], quorum: all, veto: [counsel], question: May it?}
    no_go:
      - {reopen: [write], at_most: 2}
"""
START = ("run", "Note the release", "-W", "release", "-y")


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Return a room whose repository has people and a workflow that asks two of them."""
    make_team_room(tmp_path, PEOPLE, WORKFLOW)
    return tmp_path


def group(room: Path, person: str) -> str:
    """Return whose turn it is, as `person` sees it."""
    document: dict[str, Any] = json.loads(typed(room, person, "status", "--json").stdout)
    found: str = document["rows"][0]["group"]
    return found


def asked_on(room: Path, person: str) -> str:
    """Return the content that `person` is asked on."""
    said = typed(room, person, "approve", "1").stdout
    return said.partition("content ")[2].split()[0]


def test_step_holds_when_the_last_of_two_people_agreed(room: Path) -> None:
    assert typed(room, "ada", *START).returncode == 10
    assert [group(room, who) for who in ("ada", "bo", "cy", "dee", "eve")] == [
        "you", "you", "you", "you", "others",
    ]  # fmt: skip

    content = asked_on(room, "bo")
    first = typed(room, "bo", "approve", "1", "--on", content)
    assert (first.returncode, "bo said yes; 1 more wanted of ada or cy" in first.stdout) == (
        0,
        True,
    )
    assert group(room, "bo") == "others"
    again = typed(room, "bo", "approve", "1", "--on", content)
    assert (again.returncode, "approval.again" in again.stderr) == (2, True)
    objecting = typed(room, "dee", "approve", "1", "--on", content)
    assert (objecting.returncode, "approval.objecting-only" in objecting.stderr) == (2, True)

    last = typed(room, "cy", "approve", "1", "--on", content)
    assert (last.returncode, "NOTE.md" in last.stdout) == (0, True)  # shown all of it
    assert "is complete" in last.stdout


def test_no_of_somebody_who_may_only_object_sends_it_back(room: Path) -> None:
    typed(room, "ada", *START)
    typed(room, "bo", "approve", "1", "--on", asked_on(room, "bo"))

    sent_back = typed(room, "dee", "reject", "1", "-m", "not before the contract is signed")
    assert sent_back.returncode == 0
    typed(room, "ada", "run", "1")

    said = typed(room, "ada", "why", "1").stdout
    assert "nobody said yes so far; 2 more wanted of ada or bo or cy" in said


def test_decision_that_nobody_could_take_is_refused_before_anything_starts(room: Path) -> None:
    path = room / "shelf" / ".gatewright" / "workflows" / "release.yaml"
    wanting = room / "four.yaml"
    wanting.write_text(
        path.read_text().replace("workflow: release", "workflow: four").replace("all,", "4,")
    )

    planned = typed(room, "ada", "plan", "Note it", "-W", str(wanting))
    started = typed(room, "ada", "run", "Note it", "-W", str(wanting), "-y")

    assert (planned.returncode, "could never be approved" in planned.stdout) == (0, True)
    assert (started.returncode, "approval.unmeetable" in started.stderr) == (2, True)
    assert "one person more is wanted" in started.stderr
    assert json.loads(typed(room, "ada", "status", "--json").stdout)["rows"] == []


def named(room: Path, people: str) -> None:
    """Have main name other people."""
    root = room / "shelf"
    (root / ".gatewright" / "config.yaml").write_text(CONFIGURATION.format(people=people))
    git(root, "commit", "-q", "-a", "-m", "chore: who is here")


def test_who_left_has_decided_and_who_came_decides(room: Path) -> None:
    typed(room, "ada", *START)
    content = asked_on(room, "ada")
    assert typed(room, "ada", "approve", "1", "--on", content).returncode == 0
    named(room, "{lead: [eve], counsel: [dee]}")

    left = typed(room, "bo", "approve", "1", "--on", content)
    assert (left.returncode, "approval.role" in left.stderr) == (2, True)
    told = "nobody holds the role security: people in .gatewright/config.yaml on main"
    assert told in typed(room, "eve", "inbox", "--json").stdout
    assert told in typed(room, "eve", "status", "--json").stdout
    for verb in (("why", "1"), ("doctor",)):
        assert "nobody holds the role security" in typed(room, "eve", *verb).stdout, verb

    named(room, "{lead: [eve], security: [cy]}")
    last = typed(room, "cy", "approve", "1", "--on", content)
    assert (last.returncode, "is complete" in last.stdout) == (0, True), last.stderr
    assert "from here on lead is eve, security is cy" in typed(room, "cy", "log", "1").stdout


def test_people_that_cannot_be_read_stop_who_decides(room: Path) -> None:
    typed(room, "ada", *START)
    content = asked_on(room, "ada")
    named(room, "{lead: ada}")

    said = typed(room, "ada", "approve", "1", "--on", content)

    assert (said.returncode, ".gatewright/config.yaml" in said.stderr) == (2, True)
    assert typed(room, "ada", "run", "1").returncode == 10
