"""Rooms: however deep they are left, they go; those of the dead go with the next start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gatewright.bootstrap.rooms import room, scratch, sweep_rooms
from gatewright.bootstrap.surroundings import make_folder
from gatewright.checks.test_process import open_run_folders
from gatewright.model.ids import TreeId
from gatewright.model.trouble import Mistake
from gatewright.ports.gatherers import FindingsRequest
from gatewright.ports.processes import Limits
from gatewright.workspace.removal import remove
from tests.static_tools import PROJECT, bench_in

LEVELS = 1100  # more than Python calls itself
OWNER = """
import sys
from gatewright.bootstrap.rooms import room
for kind in ("scratch", "tools", "workers"):
    open(room(sys.argv[1], kind) + "/left", "w").close()
print("made", flush=True)
sys.stdin.read()
"""


def dig(folder: str) -> None:
    """Make a folder in a folder in a folder, by steps that no path is too long for."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(LEVELS):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def test_scratch_goes_however_deep_it_is(tmp_path: Path) -> None:
    with scratch(str(tmp_path)) as folder:
        dig(folder)

    assert os.listdir(room(str(tmp_path), "scratch")) == []


def test_run_folders_go_however_deep_they_are(tmp_path: Path) -> None:
    with open_run_folders(str(tmp_path), remove) as folders:
        dig(folders.temporary)

    assert os.listdir(tmp_path) == []


def test_seat_of_a_tool_goes_however_deep_it_is(tmp_path: Path) -> None:
    request = FindingsRequest(
        project=PROJECT,
        checkout=str(tmp_path),
        tree=TreeId("head"),
        attachment=None,
        candidates=(),
        limits=Limits(),
    )

    with bench_in(tmp_path).seat(request, ()) as seat:
        dig(seat.out(""))

    assert os.listdir(tmp_path / "scratch") == []


def test_rooms_of_the_dead_are_swept_and_those_of_the_living_are_not(tmp_path: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "made\n"
        while_it_lives = sweep_rooms(str(tmp_path))
        owner.kill()
    mine = room(str(tmp_path), "tools")

    assert while_it_lives == 0
    assert sweep_rooms(str(tmp_path)) == 3
    assert [str(path) for path in tmp_path.glob("*/*")] == [mine]


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_state_folder_that_cannot_be_made_is_a_mistake(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Mistake) as refused:
        make_folder(str(tmp_path / name))

    assert refused.value.code == "state.unwritable"
