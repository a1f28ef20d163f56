"""What a run keeps is removed or altered by somebody: it says so at once, and is blocked."""

from pathlib import Path

import pytest

from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.model.events import AttemptStarted
from tests.e2e.run_repository import OFF, journal_path, make_room, write_script
from tests.e2e.test_run_by_hand import run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the checkout of a run whose agent did nothing, and that is to be tried again."""
    root = make_room(tmp_path / "room", (*OFF, "tests"))
    write_script(root.parent, {"change": [[{"lie": "All done."}]]})
    script = str(root.parent / "agent.yaml")
    blocked = run(root, "run", "Name it", "-W", "quick", "--agent-script", script, "--yes")
    assert blocked[0] == 20, blocked
    assert run(root, "retry", "1", "-m", "Do it.")[0] == 0
    return root


def attempts(root: Path) -> int:
    path = journal_path(root.parent)
    entries = SqliteJournal(str(path), str(path.parent / "locks")).read("run/1")
    return sum(isinstance(each.event, AttemptStarted) for each in entries)


@pytest.mark.parametrize("is_removed", [True, False], ids=["removed", "altered"])
def test_run_whose_agent_was_lost_is_blocked_at_once(is_removed: bool, root: Path) -> None:
    before = attempts(root)
    for path in (journal_path(root.parent).parent / "evidence").rglob("*"):
        if path.is_file():
            path.unlink() if is_removed else path.write_bytes(b"agent: 1\nsteps: {}\n")

    code, said = run(root, "run", "1")

    assert code == 20, said
    assert "what the agent runs (scripted, evidence " in said
    assert "missing or altered" in said
    assert attempts(root) == before
    assert run(root, "audit", "verify")[0] == 0
