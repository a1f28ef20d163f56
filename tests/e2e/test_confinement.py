"""What a confined program can see, write and reach, at each level that this machine gives.

The same program is run at every level; level 0 is the control that shows it would succeed.
"""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from gatewright.model.isolation import IsolationLevel, Network
from gatewright.ports.processes import Command, Confinement, Exited, NotStarted
from gatewright.processes.launcher import SupervisedProcesses
from tests import sandbox
from tests.sandbox import python

at_each_level = pytest.mark.parametrize("level", sandbox.levels())

CONNECT = """
import socket, sys
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), 3).close(); print("reached")
except OSError as error:
    print("refused")
"""
OWN_LOOPBACK = """
import socket
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname(), 3).close()
print("reached")
"""
SEARCH_ENVIRONMENTS = """
import os, sys
try: names = list(filter(str.isdigit, os.listdir("/proc")))
except OSError: names = map(str, range(1, 100_000))
found = "hidden"
for name in names:
    try:
        with open(f"/proc/{name}/environ", "rb") as environ:
            found = "seen" if sys.argv[1][::-1].encode() in environ.read() else found
    except OSError: pass
print(found)
"""


def said(code: str, folder: Path, *arguments: str, **options: object) -> str:
    """Return what a confined program printed; its failure is shown."""
    command = python(code, str(folder), *arguments, **options)  # type: ignore[arg-type]
    finished = sandbox.processes().run(command)
    assert finished.ending == Exited(0), finished.stderr.decode()
    return finished.stdout.decode().strip()


def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Return a folder for the program, and one that is none of its business."""
    ours, others = tmp_path / "work", tmp_path / "home"
    ours.mkdir()
    others.mkdir()
    return ours, others


@at_each_level
def test_secret_outside_is_read_without_confinement_only(
    tmp_path: Path, level: IsolationLevel
) -> None:
    ours, others = folders(tmp_path)
    (others / "key").write_text("secret")
    code = "import sys\ntry: print(open(sys.argv[1]).read())\nexcept OSError as e: print('refused')"

    answer = said(code, ours, str(others / "key"), level=level)

    assert answer == ("secret" if level is IsolationLevel.NONE else "refused")


@at_each_level
def test_write_outside_succeeds_without_confinement_only(
    tmp_path: Path, level: IsolationLevel
) -> None:
    ours, others = folders(tmp_path)
    target = others / "profile"
    target.write_text("before")
    code = "import sys\ntry: open(sys.argv[1], 'w').write('after')\nexcept OSError as e: pass"

    said(code, ours, str(target), level=level)

    assert target.read_text() == ("after" if level is IsolationLevel.NONE else "before")


@at_each_level
def test_writing_renaming_and_cutting_inside_works(tmp_path: Path, level: IsolationLevel) -> None:
    ours, _ = folders(tmp_path)
    code = (
        "import os; os.makedirs('a/b'); open('a/b/x','w').write('12345');"
        "os.truncate('a/b/x', 2); os.rename('a/b/x', 'y'); os.symlink('y', 'z'); os.rmdir('a/b')"
    )

    said(code, ours, level=level)

    assert (ours / "z").read_text() == "12"


@at_each_level
def test_readable_folder_can_be_read_and_not_written(tmp_path: Path, level: IsolationLevel) -> None:
    ours, others = folders(tmp_path)
    (others / "data").write_text("given")
    code = (
        "import sys; print(open(sys.argv[1]).read())\n"
        "try: open(sys.argv[1], 'a').write('!')\nexcept OSError: pass"
    )

    answer = said(code, ours, str(others / "data"), level=level, readable=(str(others),))

    assert answer == "given"
    if level is not IsolationLevel.NONE:
        assert (others / "data").read_text() == "given"


@at_each_level
def test_writable_folder_may_lie_below_a_readable_one(
    tmp_path: Path, level: IsolationLevel
) -> None:
    ours, _ = folders(tmp_path)
    (tmp_path / "given").write_text("given")
    code = "open('new', 'w').write(open('../given').read())"

    said(code, ours, level=level, readable=(str(tmp_path),))

    assert (ours / "new").read_text() == "given"


@pytest.mark.skipif(
    IsolationLevel.NAMESPACES not in sandbox.levels(), reason="no bubblewrap on this machine"
)
def test_readable_folder_below_a_writable_one_stays_unwritten_in_namespaces(
    tmp_path: Path,
) -> None:
    ours, _ = folders(tmp_path)
    (ours / "kept").mkdir()
    code = "try: open('kept/x', 'w')\nexcept OSError: print('refused')\nopen('free', 'w')"
    level = IsolationLevel.NAMESPACES

    answer = said(code, ours, level=level, readable=(str(ours / "kept"),))

    assert answer == "refused"
    assert (ours / "free").exists()


@at_each_level
def test_secret_in_the_environment_of_another_process_is_hidden(
    tmp_path: Path, level: IsolationLevel
) -> None:
    secret = f"secret-{os.getpid()}-{tmp_path.name}"
    victim = subprocess.Popen(["sleep", "300"], env={"KEY": secret, "PATH": "/usr/bin:/bin"})
    try:
        answer = said(SEARCH_ENVIRONMENTS, tmp_path, secret[::-1], level=level)
    finally:
        victim.kill()
        victim.wait()

    assert answer == ("seen" if level is IsolationLevel.NONE else "hidden")


@at_each_level
def test_port_of_the_host_is_refused_in_namespaces_without_network(
    tmp_path: Path, level: IsolationLevel
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        closed = said(CONNECT, tmp_path, port, level=level)
        opened = said(CONNECT, tmp_path, port, level=level, network=Network.OPEN)

    assert closed == ("refused" if level is IsolationLevel.NAMESPACES else "reached")
    assert opened == "reached"


@at_each_level
def test_own_loopback_works(tmp_path: Path, level: IsolationLevel) -> None:
    assert said(OWN_LOOPBACK, tmp_path, level=level) == "reached"


@at_each_level
def test_isolation_that_is_told_is_the_one_enforced(tmp_path: Path, level: IsolationLevel) -> None:
    told = sandbox.processes().run(python("", str(tmp_path), level=level)).isolation

    assert told.level is level
    expected = Network.NONE if level is IsolationLevel.NAMESPACES else Network.OPEN
    assert told.network is expected


@pytest.mark.skipif(
    IsolationLevel.NAMESPACES not in sandbox.levels(), reason="no bubblewrap on this machine"
)
def test_namespaces_show_own_processes_only(tmp_path: Path) -> None:
    code = "import os; print(max(map(int, filter(str.isdigit, os.listdir('/proc')))))"

    highest = said(code, tmp_path, level=IsolationLevel.NAMESPACES)

    assert int(highest) < 10


@pytest.mark.skipif(
    IsolationLevel.FILES not in sandbox.levels(), reason="no Landlock on this machine"
)
def test_signal_to_a_process_outside_is_refused_by_landlock(tmp_path: Path) -> None:
    abi = int(sandbox.survey().landlock.removeprefix("ABI "))
    victim = subprocess.Popen(["sleep", "300"])
    code = (
        "import os, sys\ntry: os.kill(int(sys.argv[1]), 9); print('killed')\n"
        "except OSError: print('refused')"
    )
    try:
        answer = said(code, tmp_path, str(victim.pid), level=IsolationLevel.FILES)
    finally:
        victim.kill()
        victim.wait()

    assert answer == ("refused" if abi >= 6 else "killed")


def test_mechanism_that_breaks_is_not_started_and_never_a_weaker_run(tmp_path: Path) -> None:
    """The launcher is told to use a bubblewrap that fails after the survey has seen it work."""
    subject = SupervisedProcesses(sandbox.PYTHON, str(tmp_path), "tests")
    subject._survey = sandbox.survey()
    subject._bubblewrap = "/bin/false"
    witness = tmp_path / "ran"
    command = Command(
        argv=("touch", str(witness)),
        cwd=str(tmp_path),
        env=(("PATH", "/usr/bin:/bin"),),
        confinement=Confinement(writable=(str(tmp_path),)),
    )
    if subject.survey().strongest is not IsolationLevel.NAMESPACES:
        pytest.skip("no bubblewrap on this machine")

    ending = subject.run(command).ending

    assert isinstance(ending, NotStarted)
    assert not witness.exists()


def test_ceiling_of_the_launcher_holds_every_command_down(tmp_path: Path) -> None:
    subject = SupervisedProcesses(sandbox.PYTHON, str(tmp_path), "tests", IsolationLevel.NONE)

    finished = subject.run(python("", str(tmp_path), level=IsolationLevel.NAMESPACES))

    assert finished.isolation.level is IsolationLevel.NONE
