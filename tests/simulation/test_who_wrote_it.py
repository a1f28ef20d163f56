"""Commits say whose work they hold: an agent's, a person's by hand, or what was taken in."""

from contextlib import suppress
from pathlib import Path

from gatewright.core.state.run_state import RunState
from gatewright.model.ids import CommitId, TreeId
from gatewright.model.intake import Start
from gatewright.model.records import replace
from gatewright.ports.lanes import CommitRequest
from gatewright.runtime.committing import AGENT_AUTHOR
from tests.simulation.door import MANIFEST
from tests.simulation.mortal import PERSON, Disk, Killed, Reaper, _started, _told, live

HAND = f"Gatewright-By-Hand: {PERSON}"


def taking_in(disk: Disk, tree: TreeId) -> None:
    """Start the run from work that a person did before."""
    started = _started(disk)
    origin = replace(started.origin, taken_tree=tree)
    _told(disk.edges(Reaper()), Start(replace(started, origin=origin)))


def history(disk: Disk, state: RunState) -> list[CommitRequest]:
    """Return the commits of the run, oldest first."""
    requests: list[CommitRequest] = []
    commit: CommitId = state.commits[-1]
    while commit in disk.lanes.requests:
        requests.insert(0, disk.lanes.requests[commit])
        commit = requests[0].parent
    assert commit == "c0"
    return requests


def test_work_taken_in_is_a_commit_of_the_person_and_none_of_the_agent(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    mine = {path: text.encode() for path, text in MANIFEST.items()} | {"mine.py": b"mine\n"}
    tree = disk.door.trees.put(mine)
    taking_in(disk, tree)

    first, *others = history(disk, live(disk, Reaper()))

    assert (first.tree, first.author) == (tree, "Dev <dev@example.org>")
    assert HAND in first.message.splitlines()
    assert len(others) == 3
    assert {each.author for each in others} == {AGENT_AUTHOR}
    assert [each for each in others if "By-Hand" in each.message] == []


def test_nothing_taken_in_is_no_commit(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    taking_in(disk, disk.origin)

    assert len(history(disk, live(disk, Reaper()))) == 3


def test_commit_of_what_was_taken_in_is_the_same_when_it_is_made_again(tmp_path: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
    undisturbed, disturbed = Disk(tmp_path / "a"), Disk(tmp_path / "b")
    firsts = []
    for disk in (undisturbed, disturbed):
        tree = disk.door.trees.put({"mine.py": b"mine\n"} | {"pyproject.toml": b""})
        taking_in(disk, tree)
    reaper = Reaper()
    firsts.append(history(undisturbed, live(undisturbed, reaper))[0])
    at = reaper.names.index("publish")
    with suppress(Killed):
        live(disturbed, Reaper((2 * at,)))
    firsts.append(history(disturbed, live(disturbed, Reaper()))[0])

    assert replace(firsts[0], at="") == replace(firsts[1], at="")
    kept = [each for each in disturbed.lanes.requests.values() if each.parent == "c0"]
    assert kept == [firsts[1]]
