"""A run with documents and forms of its own, by commands alone: judged, listed, spoken of."""

from pathlib import Path

import pytest

from tests.e2e.checked_repository import commit, write
from tests.e2e.team_room import make_team_room, typed

PLAYBOOK = """\
# Playbook
## Goal
People choose an alias.
## Tasks
- [ ] T1: store it (kind: build; area: store)
- [ ] T2: prove it (kind: test; area: store; after: T1)
## Risks
- speed: a lookup more
"""
SCHEMA = """\
document: playbook
sections:
  goal: {words: 2..}
  tasks:
    tasks: 1..
    id: T
    each:
      - text
      - kind: [build, test]
      - area: word
      - after: {type: texts, optional: true}
  risks: {items: 1.., each: [tag, text]}
"""
WORKFLOW = """\
workflow: ours
version: "1"
title: Ours
roles: [lead]
steps:
  write:
    run: [python3, tools/make.py, playbook.md, docs/playbook.md]
    produces: {playbook: {path: docs/playbook.md, schema: playbook}}
    gate:
      - {id: risks, doc: {artifact: playbook#risks, min: 1, cover: {tag: [speed]}}}
      - {id: small, assert: "playbook.tasks.size() < 5"}
  review:
    run: [python3, tools/make.py, ack.yaml, "docs/features/{feature.slug}/ack.yaml"]
    produces: {ack: {form: opinion}}
    gate:
      - {id: agreed, assert: "ack.verdict == 'agree' && art('playbook').goal != ''"}
  work:
    for_each: {task: playbook#tasks, after: after}
    run: [python3, tools/make.py, note.md, "src/{task.area}/{task.id}.txt"]
    writes: ["src/{task.area}/**"]
    gate: [{git: {must_touch: ["src/{task.area}/{task.id}.txt"]}}]
  finish:
    gate:
      - {id: said, doc: {path: "docs/features/{feature.slug}/ack.yaml", schema: opinion}}
      - {id: done, trace: {from: playbook#tasks, to: {files: ["src/**"], pattern: "T[0-9]"}}}
"""
MAKE = """\
import pathlib, sys
target = pathlib.Path(sys.argv[2])
target.parent.mkdir(parents=True, exist_ok=True)
text = pathlib.Path("given", sys.argv[1]).read_text()
target.write_text(text.replace("NAME", target.stem))
"""
ACK = "verdict: agree\nreason: it is small enough\n"


@pytest.fixture
def room(tmp_path: Path) -> Path:
    make_team_room(tmp_path, "{lead: [ada]}", WORKFLOW)
    return tmp_path


def played(room: Path, **given: str) -> str:
    """Return what is said at the end of a run that is given these files."""
    files = {"playbook.md": PLAYBOOK, "ack.yaml": ACK, "note.md": "NAME is done.\n"}
    files |= {name.replace("_", "."): text for name, text in given.items()}
    write(
        room / "shelf",
        {
            ".gatewright/documents/playbook.yaml": SCHEMA,
            "tools/make.py": MAKE,
            **{f"given/{name}": text for name, text in files.items()},
        },
    )
    commit(room / "shelf", "What is given")
    ended = typed(room, "ada", "run", "Choose an alias", "-W", "ours")
    log = typed(room, "ada", "log", "1").stdout
    return f"{ended.returncode}\n{ended.stdout}{ended.stderr}\n{log}"


def test_run_goes_by_its_own_documents(room: Path) -> None:
    said = played(room)

    assert 'made for 2: "store it", "prove it"' in said
    assert "completed: every step holds" in said, said


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"ack_yaml": "verdict: object\nreason: it is too large\n"}, "fail agreed"),
        ({"ack_yaml": "verdict: maybe\n"}, "fail ack"),
        ({"playbook_md": PLAYBOOK.replace("area: store)", "place: store)")}, "fail playbook"),
        ({"playbook_md": PLAYBOOK.replace("speed:", "cost:")}, "fail risks"),
        ({"note_md": "done\n"}, "fail done"),
    ],
)
def test_run_stops_where_a_document_is_not_as_wanted(
    room: Path, given: dict[str, str], expected: str
) -> None:
    said = played(room, **given)

    assert expected in said, said
    assert "completed" not in said


def test_schema_near_a_workflow_that_is_named_by_its_file_is_used(room: Path) -> None:
    shelf = room / "shelf"
    write(shelf, {".gatewright/documents/playbook.yaml": SCHEMA})
    path = ".gatewright/workflows/ours.yaml"

    assert typed(room, "ada", "rehearse", path).returncode == 0
    write(shelf, {".gatewright/documents/playbook.yaml": SCHEMA})
    refused = typed(room, "ada", "rehearse", "ours")
    assert 'no schema is called "playbook"; known: plan, abort-report' in refused.stderr
    commit(shelf, "A schema")
    assert typed(room, "ada", "rehearse", "ours").returncode == 0


def test_schema_of_the_program_is_not_covered_by_one_of_the_project(room: Path) -> None:
    text = "document: opinion\nfields: {verdict: [agree]}\n"
    write(
        room / "shelf",
        {
            ".gatewright/documents/playbook.yaml": SCHEMA,
            ".gatewright/documents/opinion.yaml": text,
        },
    )
    commit(room / "shelf", "Two schemas")

    refused = typed(room, "ada", "rehearse", "ours")

    assert "Two schemas of documents are called opinion." in refused.stderr
