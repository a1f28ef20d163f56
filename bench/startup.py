"""How long the program takes to start, against the floor: `python -c pass` in the same run.

Each round runs every command once, in turn, so that a busy machine slows all of them alike. Ends
with 1 when `--version` takes more than RATIO_MAX times the floor.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 25
RATIO_MAX = 3.0
FLOOR = "python -c pass"
BOUND = "gatewright --version"


def main() -> int:
    """Measure and print a table."""
    program = str(Path(sys.executable).parent / "gatewright")
    commands = {
        FLOOR: (sys.executable, "-c", "pass"),
        BOUND: (program, "--version"),
        "python -m gatewright --version": (sys.executable, "-m", "gatewright", "--version"),
        "gatewright --help": (program, "--help"),
        "gatewright check --help": (program, "check", "--help"),
    }
    medians = measure(commands)
    for name, seconds in medians.items():
        print(f"{name:32} {seconds * 1000:7.1f} ms {seconds / medians[FLOOR]:6.2f} x")
    ratio = medians[BOUND] / medians[FLOOR]
    print(f"{BOUND}: {ratio:.2f} x the floor, at most {RATIO_MAX:.0f} x")
    return 0 if ratio <= RATIO_MAX else 1


def measure(commands: dict[str, tuple[str, ...]]) -> dict[str, float]:
    """Return the median of ROUNDS runs of each command. Units: seconds."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for argv in commands.values():  # once for the disk cache
        subprocess.run(argv, capture_output=True, check=True)
    for _ in range(ROUNDS):
        for name, argv in commands.items():
            started = time.perf_counter()
            subprocess.run(argv, capture_output=True, check=True)
            taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in taken.items()}


if __name__ == "__main__":
    sys.exit(main())
