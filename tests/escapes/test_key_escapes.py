"""An agent wants its own work approved: it tries to come by a signature of the person it works for.

Every level of isolation, against every way to hold a key. What it comes by is then held to what is
demanded: a signature that does not count is none.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from gatewright.core.approval.grades import grade_of
from gatewright.core.text.allowed_signers import SignerLine, parse_signers
from gatewright.core.text.ssh_signatures import SshSignature, parse_signature
from gatewright.model.isolation import IsolationLevel, Network
from gatewright.model.signing import Grade
from gatewright.ports.processes import Command, Confinement, Finished
from gatewright.processes.launcher import SupervisedProcesses
from tests.sandbox import levels
from tests.security_key import SecurityKey
from tests.signing_keys import make_key
from tests.ssh_agent import agent

LEVELS = tuple(levels())
TEXT = b"I approve what I wrote\n"
YES, NO = "covered", "not covered"
HELD = ("a file", "an agent", "an agent that asks", "a security key")
# What docs/security.md says: whether the agent is kept from a signature that counts.
TABLE = {
    "a file": (NO, YES, YES),
    "an agent": (NO, NO, YES),
    "an agent that asks": (YES, YES, YES),
    "a security key": (YES, YES, YES),
}
DEMANDED = {
    "a file": Grade.SILENT,
    "an agent": Grade.SILENT,
    "an agent that asks": Grade.CONFIRM,
    "a security key": Grade.TOUCH,
}
NOBODY_SAYS_YES = "#!/bin/sh\nexit 1\n"


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of a person, apart from every lane."""
    return tmp_path_factory.mktemp("p")


@contextmanager
def ssh_agent(home: Path, *, asks: bool) -> Iterator[str]:
    """Give the address of a real agent that holds the key; where it asks, nobody says yes."""
    no = home / "no"
    no.write_text(NOBODY_SAYS_YES)
    no.chmod(0o755)
    env = {**os.environ, "SSH_ASKPASS": str(no), "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":9"}
    address = str(home / "s")
    started = subprocess.Popen(
        ["ssh-agent", "-D", "-a", address], env=env, stdout=subprocess.PIPE, text=True
    )
    try:
        assert started.stdout is not None
        started.stdout.readline()  # it says where it listens once it does
        words = ["ssh-add", "-q", *(["-c"] if asks else []), str(home / "key")]
        subprocess.run(words, env={**env, "SSH_AUTH_SOCK": address}, check=True)
        yield address
    finally:
        started.terminate()
        started.wait()
        if started.stdout is not None:
            started.stdout.close()
        Path(address).unlink(missing_ok=True)


def tried(level: IsolationLevel, lane: Path, key: str, address: str) -> Finished:
    """Have a worker at `level` sign with the key of the person, with network, as agents have."""
    processes = SupervisedProcesses(sys.executable, str(lane / "runs"), "keys", level)
    command = Command(
        argv=("ssh-keygen", "-Y", "sign", "-n", "gatewright", "-f", key),
        cwd=str(lane / "work"),
        env=(("PATH", os.environ["PATH"]), ("SSH_AUTH_SOCK", address), ("HOME", str(lane))),
        stdin=TEXT,
        confinement=Confinement(
            level_max=level, network=Network.OPEN, writable=(str(lane / "work"),)
        ),
    )
    return processes.run(command)


def counts(finished: Finished, line: SignerLine, demanded: Grade) -> bool:
    """Return whether what a worker came by would count."""
    signature = parse_signature(finished.stdout.decode("ascii", "replace"))
    if not isinstance(signature, SshSignature):
        return False
    return grade_of(signature, line).reaches(demanded)


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.name.lower())
def test_agent_comes_by_a_signature_where_the_table_says_so_and_nowhere_else(
    held: str, level: IsolationLevel, person: Path, tmp_path: Path
) -> None:
    lane = tmp_path / "lane"
    for folder in (lane / "work", lane / "runs"):
        folder.mkdir(parents=True)
    home = person / f"{HELD.index(held)}{int(level)}"
    home.mkdir()
    make_key(home / "key")
    public = Path(f"{home}/key.pub").read_text().strip()
    with ExitStack() as stack:
        address = ""
        if held == "a security key":
            hardware = SecurityKey(b"hardware")
            address = stack.enter_context(agent(home / "s", hardware, is_touched=False))
            public = hardware.public
        elif held != "a file":
            asks = held == "an agent that asks"
            address = stack.enter_context(ssh_agent(home, asks=asks))
        key = str(home / "key")
        if address:
            key = str(lane / "work" / "key.pub")  # the public half is no secret
            Path(key).write_text(f"{public}\n")
        finished = tried(level, lane, key, address)

    mark = " gatewright:confirm" if held == "an agent that asks" else ""
    lines = parse_signers(f"ada {' '.join(public.split()[:2])}{mark}\n")
    assert isinstance(lines, tuple)
    got = counts(finished, lines[0], DEMANDED[held])
    assert got is (TABLE[held][int(level)] == NO), finished
    if held == "a file" and level is IsolationLevel.NONE:  # more is demanded: it does not count
        assert not counts(finished, lines[0], Grade.CONFIRM)


def test_key_that_somebody_touches_signs_through_an_agent(person: Path, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "runs").mkdir()
    hardware = SecurityKey(b"hardware")
    (person / "t").mkdir()
    public = tmp_path / "work" / "key.pub"
    public.write_text(f"{hardware.public}\n")

    with agent(person / "t" / "s", hardware, is_touched=True) as address:
        finished = tried(IsolationLevel.NONE, tmp_path, str(public), address)

    lines = parse_signers(f"ada {hardware.public}\n")
    assert isinstance(lines, tuple)
    assert counts(finished, lines[0], Grade.TOUCH), finished
