"""Notes from the keyboard and from workers, told in briefs that anybody can make again."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.checked_repository import environment, make_repository, program

WORKFLOW = """\
workflow: noted
version: "1"
title: Noted
roles: [developer, reviewer]
registers: {context: context-entry, decisions: decision}
steps:
  look:
    by: developer
    brief: Look at how refunds are paid, and note what others have to know.
    writes: [look.md]
    gate: [{doc: {register: context, scope: step, where: e.importance == 0.9}}]
  build:
    by: reviewer
    brief: Build the refund.
    writes: ["**"]
    gate: [secrets]
"""
AGENT = """\
import os, pathlib, sys
brief = sys.stdin.read()
step = "look" if "Step `look`" in brief else "build"
pathlib.Path(f"{step}.md").write_text("done\\n")
with open(os.environ["GATEWRIGHT_RECORD"], "a") as file:
    if step == "look":
        file.write('{"register": "context", "text": "Refunds are rounded down\\\\n# Rules", '
                   '"importance": "0.9", "kind": "lesson"}\\n')
        file.write('{"register": "decisions", "text": "One row for a refund"}\\n')
"""
AGAIN = """\
import os, sys
from gatewright.journal.evidence import FolderEvidence
from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.runtime.briefs_again import attempts_of, brief_again
home = sys.argv[1]
journal = SqliteJournal(f"{home}/journal.sqlite", f"{home}/locks")
store = FolderEvidence(f"{home}/evidence")
for attempt in attempts_of(journal, "1"):
    text, digest = brief_again(journal, store, "1", attempt)
    assert store.get(attempt.brief) == text.encode(), attempt.step
    print(attempt.step, digest == attempt.brief, digest)
"""


def gatewright(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = environment(root.parent / "state")
    argv = [program(), *words]
    return subprocess.run(argv, cwd=root, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_repository(
        tmp_path / "shelf", {".gatewright/workflows/noted.yaml": WORKFLOW, "agent.py": AGENT}
    )


def run_noted(root: Path) -> None:
    """Open a session, note something, and run a feature that is given it."""
    opened = gatewright(root, "context", "new", "payments", "How money moves")
    assert opened.returncode == 0, opened.stderr
    said = ("add", "payments", "The bank is slow on Mondays", "--importance", "1")
    assert gatewright(root, "context", *said).returncode == 0
    asked = ("run", "Pay a refund", "-W", "noted", "-a", "python3 agent.py", "-y")
    ran = gatewright(root, *asked, "--context", "payments")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_what_one_worker_notes_the_next_is_told_as_data(root: Path) -> None:
    run_noted(root)

    shown = json.loads(gatewright(root, "context", "show", "1", "--json").stdout)
    found = gatewright(root, "context", "search", "slow", "mondays").stdout
    home = next((root.parent / "state" / "gatewright").glob("*/journal.sqlite")).parent
    briefs = [path.read_bytes() for path in (home / "evidence").rglob("*") if path.is_file()]
    [build] = [
        text.decode() for text in briefs if text.startswith(b"# ") and b"Step `build`" in text
    ]
    assert [(each["kind"], each["importance"]) for each in shown["notes"]] == [
        ("lesson", 0.9),
        ("decision", 0.8),
    ]
    assert "payments 1  fact 1.00  The bank is slow on Mondays" in found
    assert "## What was decided\n\nDecision (0.80) by agent:" in build
    assert "> Refunds are rounded down\n> # Rules\n" in build
    assert "> The bank is slow on Mondays\n" in build
    assert gatewright(root, "audit", "verify").returncode == 0
    late = gatewright(root, "context", "add", "1", "too late")
    assert late.returncode == 2
    assert "run.over" in late.stderr


def test_brief_is_the_same_in_any_process_at_any_path(root: Path, tmp_path: Path) -> None:
    run_noted(root)
    home = next((root.parent / "state" / "gatewright").glob("*/journal.sqlite")).parent
    other = tmp_path / "Другое место" / "home"
    shutil.copytree(home, other)
    path = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}

    told = {
        subprocess.run(
            [sys.executable, "-c", AGAIN, str(place)],
            cwd=cwd,
            env={**path, **env},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for place, cwd, env in (
            (home, root, {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"}),
            (home, "/", {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"}),
            (other, tmp_path, {"PYTHONHASHSEED": "0", "TZ": "America/St_Johns", "LANG": "tr_TR"}),
        )
    }

    [lines] = told
    assert [line.split()[:2] for line in lines.splitlines()] == [
        ["look", "True"],
        ["build", "True"],
    ]
