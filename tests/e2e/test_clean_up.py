"""An abort has its clean-up done by the driver, whichever: also once that was killed at it.

What was built is taken back by a step of the clean-up. The first driver is killed while that is
worked on; the next one has it done once more, and the run ends as it says.
"""

import subprocess
from pathlib import Path

import pytest

from gatewright.model.events import AttemptLost, AttemptStarted, Event, Exit, RunExited
from gatewright.model.exits import AbortBegun
from tests.e2e.checked_repository import git, make_repository
from tests.e2e.leftovers import ours, wait_until_gone
from tests.e2e.run_repository import CONFIGURATION, OFF, Script, write_script
from tests.e2e.test_run_stop import ABORTED, end, events, start
from tests.sandbox import becomes_true

WORKFLOW = """\
workflow: deployed
version: "1"
title: What is deployed can be taken back
roles: [developer]
exits:
  aborted:
    steps:
      undo:
        when: "steps.started('deploy')"
        by: developer
        brief: Take back what was deployed.
        writes: [DEPLOYED.md]
        gate: none
        because: what follows says what is left
      report:
        by: developer
        brief: Say what is left.
        writes: [LEFT.md]
        gate: none
        because: it is read
phases:
  - id: work
    steps:
      deploy: {by: developer, brief: Do., writes: [DEPLOYED.md], gate: none, because: it is small}
      build: {by: developer, brief: Do., writes: [BUILT.md], gate: none, because: it is small}
"""
UNDO, REPORT = "exits/aborted/undo", "exits/aborted/report"
LONG_S = 600
CLEANED = {"witness": f"ends {UNDO}"}


def script() -> Script:
    """Return what the agent plays: it builds for ever, and takes its time to clean up."""
    wrote = {"write": {"path": "DEPLOYED.md", "text": "it is there\n"}}
    gone = {"write": {"path": "DEPLOYED.md", "text": "it is gone\n"}}
    left = {"write": {"path": "LEFT.md", "text": "nothing\n"}}
    return {
        "deploy": [[wrote]],
        "build": [[{"witness": "begins build"}, {"sleep": LONG_S}]],
        UNDO: [
            [{"witness": f"begins {UNDO} 1"}, {"sleep": LONG_S}],
            [{"witness": f"begins {UNDO} 2"}, gone, CLEANED],
        ],
        REPORT: [[left]],
    }


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Return a room with the repository, the script and an empty witness file."""
    write_script(tmp_path, script())
    (tmp_path / "witness").touch()
    configuration = CONFIGURATION.format(off=", ".join((*OFF, "tests")))
    files = {
        ".gatewright/config.yaml": configuration,
        ".gatewright/workflows/deployed.yaml": WORKFLOW,
    }
    make_repository(tmp_path / "shelf", files)
    return tmp_path


def run(room: Path, *words: str) -> "subprocess.Popen[str]":
    return start(room, "run", *words, "--agent-script", str(room / "agent.yaml"), "--yes")


def has_said(room: Path, line: str) -> bool:
    return line in (room / "witness").read_text().splitlines()


def test_clean_up_goes_on_where_its_driver_was_killed(room: Path) -> None:
    with run(room, "Deploy it", "--workflow", "deployed") as driver:
        try:
            assert becomes_true(lambda: has_said(room, "begins build"), 60.0)
            code, out, err = end(start(room, "abort", "1", "-m", "not this one"))
            assert code == 0, (out, err)
            assert becomes_true(lambda: has_said(room, f"begins {UNDO} 1"), 60.0), err
        finally:
            driver.kill()
    assert wait_until_gone(room / "state") == []
    assert not any(isinstance(each, RunExited) for each in events(room))

    code, out, err = end(start(room, "status", "1"))
    assert "being aborted" in out, out
    code, out, err = end(start(room, "run", "1"))

    assert code == ABORTED, (out, err)
    assert (room / "witness").read_text().splitlines() == [
        "begins build", f"begins {UNDO} 1", f"begins {UNDO} 2", f"ends {UNDO}",
    ]  # fmt: skip
    assert_taken_back(room / "shelf", events(room))
    assert ours(room / "state") == []
    code, out, err = end(start(room, "audit", "verify"))
    assert code == 0, (out, err)


def assert_taken_back(root: Path, found: list[Event]) -> None:
    """Demand that nothing but the clean-up was begun after the abort, and that it is on record."""
    last = found[-1] if isinstance(found[-1], RunExited) else None
    exited = next(each for each in found if isinstance(each, RunExited))
    assert (exited.exit, exited.because) == (Exit.ABORTED, "not this one"), last
    at = next(at for at, each in enumerate(found) if isinstance(each, AbortBegun))
    begun = [each.step for each in found[at:] if isinstance(each, AttemptStarted)]
    assert begun == [UNDO, UNDO, REPORT]
    assert [each.step for each in found[at:] if isinstance(each, AttemptLost)] == [UNDO]
    branch = git(root, "branch", "--list", "gw/*", "--format=%(refname)").strip()
    assert git(root, "show", f"{branch}:DEPLOYED.md") == "it is gone\n"
    assert git(root, "show", f"{branch}:LEFT.md") == "nothing\n"
    assert git(root, "rev-list", "--count", f"main..{branch}").strip() == "3"
