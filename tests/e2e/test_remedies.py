"""A procedure that is done first where a gate refuses, from the commands to the journal."""

from pathlib import Path

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
        no_go: [{remediate: lengthen, at_most: 2}, {block: too short}]
"""
LENGTHEN = """\
workflow: lengthen
version: "1"
title: One line more
steps:
  add:
    run: [sh, -c, "echo one more >> NOTE.md"]
    writes: [NOTE.md]
    gate: none
    because: what asked for it looks again
"""


def test_run_is_mended_by_a_remedy_and_judged_again(tmp_path: Path) -> None:
    make_team_room(tmp_path, "{lead: [ada]}", WORKFLOW, CHECKS, LENGTHEN)

    plan = typed(tmp_path, "ada", "plan", "Note it", "-W", "note").stdout
    assert "lengthen first, then judged again, at most 2 times" in plan
    played = typed(tmp_path, "ada", "rehearse", "note")
    assert played.returncode == 0, played.stdout
    assert "remedies/look/lengthen/add is refused once" in played.stdout
    done = typed(tmp_path, "ada", "run", "Note it", "-W", "note", "-y")
    assert "ready to merge" in done.stdout, done.stdout + done.stderr
    said = typed(tmp_path, "ada", "log", "1").stdout
    assert "remedies/look/1 laid in, as look was refused" in said
    assert "remedies/look/1 the remedy is over: all of it holds" in said
