"""A process that was started for some work poses as a person, without any isolation.

The naive variant looks at the environment alone, as the first idea is.
"""

import sys
from pathlib import Path

import pytest

from gatewright.bootstrap.adapters import process_name
from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.model.events import ActForbidden, Decided, Event
from gatewright.model.isolation import IsolationLevel, Network
from gatewright.ports.processes import Command, Confinement, Exited, Finished
from gatewright.processes.launcher import SupervisedProcesses
from gatewright.processes.marks import MARK
from tests.e2e.checked_repository import program
from tests.e2e.run_repository import driver, environment_of, journal_path, make_room
from tests.sandbox import levels

APPROVE = ("approve", "1", "--item", "1=yes", "--item", "2=yes")
NAIVE = f"import os; print({MARK!r} in os.environ)"
ASKED = """\
import os
from gatewright.processes.ancestry import find_starter
print(find_starter({name!r}, os.environ) is not None)
"""
# Each runs the words behind it, with a clean environment but for the first.
DIRECT = "import os, sys; os.execv(sys.argv[1], sys.argv[1:])"
STRIPPED = f"""\
import os, sys
env = {{name: value for name, value in os.environ.items() if name != {MARK!r}}}
os.execve(sys.argv[1], sys.argv[1:], env)
"""
ORPHANED = f"""\
import os, sys, time
reading, writing = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while os.getppid() == int(open("/proc/self/stat").read().split()[5]):
            time.sleep(0.01)  # until its parent is gone
        env = {{name: value for name, value in os.environ.items() if name != {MARK!r}}}
        code = os.spawnve(os.P_WAIT, sys.argv[1], sys.argv[1:], env)
        os.write(writing, bytes([code]))
    os._exit(0)
os.wait()
sys.exit(os.read(reading, 1)[0])
"""
WAYS = {"direct": DIRECT, "stripped": STRIPPED, "orphaned": ORPHANED}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a room where feature 1 asks may-code."""
    root = make_room(tmp_path_factory.mktemp("posing") / "room")
    with driver(root.parent, str(root), str(root.parent / "agent.yaml"), "rest") as first:
        assert first.wait(timeout=60) == 0
    return root.parent


def as_worker(room: Path, name: str, *words: str) -> Finished:
    """Run a program as a driver called `name` runs a worker where nothing isolates."""
    runs = room / "supervisors"
    runs.mkdir(exist_ok=True)
    processes = SupervisedProcesses(sys.executable, str(runs), name, IsolationLevel.NONE)
    env = tuple(environment_of(room).items())
    return processes.run(Command(argv=words, cwd=str(room / "shelf"), env=env))


def events(room: Path) -> list[Event]:
    path = journal_path(room)
    journal = SqliteJournal(str(path), str(path.parent / "locks"))
    return [entry.event for entry in journal.read("run/1")]


@pytest.mark.parametrize("way", WAYS)
def test_worker_is_known_whatever_it_drops(way: str, room: Path) -> None:
    words = (sys.executable, "-c", WAYS[way], sys.executable, "-c")

    asked = as_worker(room, "mine", *words, ASKED.format(name="mine"))
    other = as_worker(room, "mine", *words, ASKED.format(name="min"))
    naive = as_worker(room, "mine", *words, NAIVE)

    assert [each.stdout for each in (asked, other)] == [b"True\n", b"False\n"], asked
    assert naive.stdout == (b"True\n" if way == "direct" else b"False\n")


@pytest.mark.parametrize("way", WAYS)
def test_worker_approves_nothing_and_that_it_tried_is_recorded(way: str, room: Path) -> None:
    name = process_name(str(room / "state" / "gatewright"))
    before = events(room)

    tried = as_worker(room, name, sys.executable, "-c", WAYS[way], program(), *APPROVE)

    assert tried.ending == Exited(2), tried
    assert b"decision.from-worker" in tried.stderr
    [new] = events(room)[len(before) :]
    assert isinstance(new, ActForbidden)
    assert new.what == "approve"


def test_what_a_driver_of_other_runs_started_is_a_person_here(room: Path, tmp_path: Path) -> None:
    tried = as_worker(room, process_name(str(tmp_path)), program(), *APPROVE)

    assert tried.ending == Exited(0), tried
    assert any(isinstance(each, Decided) for each in events(room))


@pytest.mark.parametrize("level", levels()[1:], ids=lambda level: level.name.lower())
def test_worker_that_is_kept_from_the_state_folder_decides_nothing(
    level: IsolationLevel, room: Path, tmp_path: Path
) -> None:
    before, runs, lane = events(room), tmp_path / "runs", tmp_path / "lane"
    runs.mkdir()
    lane.mkdir()
    processes = SupervisedProcesses(sys.executable, str(runs), "unknown", level)
    shelf = str(room / "shelf")
    seen = (shelf, sys.prefix, sys.base_prefix, str(Path(__file__).parents[2] / "src"))

    tried = processes.run(
        Command(
            argv=(program(), *APPROVE),
            cwd=shelf,
            env=(*environment_of(room).items(), ("TMPDIR", str(lane))),
            confinement=Confinement(
                level_max=level, network=Network.OPEN, readable=seen, writable=(str(lane),)
            ),
        )
    )

    assert tried.ending != Exited(0), tried
    assert b"Permission denied" in tried.stderr or b"run.unknown" in tried.stderr, tried
    assert events(room) == before
