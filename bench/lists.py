"""What the lists of runs cost: `status` and `inbox` over ten runs, against `python -c pass`.

Each round runs every command once, in turn, so that a busy machine slows all of them alike. Ends
with 1 when one of BOUNDED takes more than RATIO_MAX times the floor.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROUNDS = 25
RUNS = 10
RATIO_MAX = 6.0
FLOOR = "python -c pass"
BOUNDED = ("status --json", "inbox --json")
ASK = """\
workflow: ask
version: "1"
title: A question
roles: [requester]
phases:
  - id: ask
    steps:
      may: {gate: [{approval: {roles: [requester], question: May it?, checklist: [One?, Two?]}}]}
"""


def main() -> int:
    """Measure and print a table."""
    medians = measure_status()
    for name, seconds in medians.items():
        ratio = seconds / medians[FLOOR]
        print(f"{name:16} {RUNS} runs {seconds * 1000:8.1f} ms {ratio:6.2f} x")
    ratios = {name: medians[name] / medians[FLOOR] for name in BOUNDED}
    for name, ratio in ratios.items():
        print(f"{name}: {ratio:.2f} x the floor, at most {RATIO_MAX:.0f} x")
    return 0 if max(ratios.values()) <= RATIO_MAX else 1


def measure_status() -> dict[str, float]:
    """Return the median of each command over RUNS runs, and of a bare start of Python.

    Each round runs every command once, in turn. Units: seconds.
    """
    program = str(Path(sys.executable).parent / "gatewright")
    commands = {
        FLOOR: (sys.executable, "-c", "pass"),
        **{name: (program, *name.split()) for name in BOUNDED},
        "status": (program, "status"),
    }
    with tempfile.TemporaryDirectory(prefix="gatewright-bench-") as folder:
        root = Path(folder).resolve() / "shelf"
        env = {**os.environ, "XDG_STATE_HOME": str(root.parent / "state")}
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody compiles at every start
        make_runs(root, env)
        for argv in commands.values():  # once for the disk cache
            _run(argv, root, env)
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, argv in commands.items():
                taken[name].append(_seconds(partial(_run, argv, root, env)))
    return {name: statistics.median(times) for name, times in taken.items()}


def make_runs(root: Path, env: dict[str, str], count: int = RUNS) -> None:
    """Make a repository, and `count` runs that wait for a person."""
    root.mkdir()
    ask = root.parent / "ask.yaml"
    ask.write_text(ASK)
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(("git", "init", "-q", "-b", "main"), cwd=root, check=True)
    commit = ("git", *identity, "commit", "-q", "--allow-empty", "-m", "First")
    subprocess.run(commit, cwd=root, check=True)
    code = (
        "from gatewright import bootstrap\n"
        "from gatewright.runtime.desk_words import StartRequest\n"
        f"desk = bootstrap.desk({str(root)!r})\n"
        f"for number in range({count}):\n"
        f"    request = StartRequest(start={str(root)!r}, idea=f'Idea {{number}}', agent='cat', "
        f"workflow={str(ask)!r})\n"
        "    desk.drive(desk.start(desk.plan_start(request)), lambda told: None)\n"
    )
    subprocess.run((sys.executable, "-c", code), cwd=root, env=env, check=True)


def _run(argv: tuple[str, ...], cwd: Path, env: dict[str, str]) -> None:
    subprocess.run(argv, cwd=cwd, env=env, capture_output=True, check=True)


def _seconds(do: Callable[[], None]) -> float:
    """Return how long `do` took."""
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
