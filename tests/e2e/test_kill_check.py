"""`kill -9` of `check` at random moments: the repository is as before, nothing runs, next is right.

The seed is printed by the assertion; the moments are fractions of an undisturbed run.
"""

import json
import random
import subprocess
import time
from pathlib import Path

from tests.e2e.checked_repository import (
    commit,
    digest_of,
    environment,
    git,
    make_repository,
    program,
    write,
)
from tests.e2e.leftovers import wait_until_gone

KILLS = 20
# The code under test leaves a process behind that ignores SIGTERM and its own process group.
DAEMON = """\
import os, signal, subprocess, sys

def test_leaves_a_daemon_behind() -> None:
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    subprocess.Popen([sys.executable, "-c", code], start_new_session=True,
                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
"""


def check(root: Path, state: Path) -> tuple[int, dict[str, str]]:
    """Return the exit code and the status of every check."""
    done = subprocess.run(
        [program(), "check", "--json", "--no-cache"],
        cwd=root,
        env=environment(state),
        capture_output=True,
        text=True,
        check=False,
    )
    document = json.loads(done.stdout)
    return done.returncode, {each["check"]: each["status"] for each in document["verdicts"]}


def test_killed_check_leaves_the_repository_alone_and_nothing_running(tmp_path: Path) -> None:
    state = tmp_path / "state"
    root = make_repository(tmp_path / "shelf", {"tests/test_daemon.py": DAEMON})
    git(root, "switch", "-q", "-c", "feature")
    write(root, {"shelf.py": "def double(number: int) -> int:\n    return number + number\n"})
    commit(root, "Add")
    write(root, {"notes.txt": "not committed\n"})
    before = digest_of(root)
    started = time.monotonic()
    expected = check(root, state)
    whole_s = time.monotonic() - started
    seed = random.randrange(2**32)
    chance = random.Random(seed)

    for kill in range(KILLS):
        with subprocess.Popen(
            [program(), "check", "--no-cache"],
            cwd=root,
            env=environment(state),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as running:
            try:
                running.wait(timeout=whole_s * chance.random())
            except subprocess.TimeoutExpired:
                running.kill()
        assert wait_until_gone(state) == [], f"kill {kill}, seed {seed}"
        assert digest_of(root) == before, f"kill {kill}, seed {seed}"

    assert check(root, state) == expected, f"seed {seed}"
    assert expected[1]["tests"] == "pass"
