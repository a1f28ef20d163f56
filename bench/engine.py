"""What a durable step costs: by hand, here, and under other engines, in the same run.

By hand is the floor: two events and a row for each step in SQLite, synced at each commit. Here a
step is judged by one trivial check and accepted; two more lines say what is left of that without a
check, and what it is where a fake agent works on each step. The journal passes its audit each time.
Others do as many steps with one trivial check each, durable after each step or stage.

`python -m bench.engine [--ours]`: `--ours` leaves the others out. Ends with 0, whatever it finds.
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import own_steps
from bench.rivals import installed
from gatewright.model.records import dataclass

PAYLOAD = b"x" * 500  # about what an event of these steps takes
BY_HAND, OURS = "by hand", "Gatewright"


@dataclass(frozen=True, slots=True)
class Workload:
    """So many stages of so many steps, measured so many times."""

    stages: int
    width: int
    rounds: int

    @property
    def steps(self) -> int:
        return self.stages * self.width

    def __str__(self) -> str:
        return f"{self.steps} in turn" if self.width == 1 else f"{self.stages}x{self.width}"


WORKLOADS = (Workload(100, 1, 5), Workload(1000, 1, 3), Workload(5000, 1, 1), Workload(10, 10, 5))
KINDS = {
    OURS: own_steps.CHECKED,
    "- without a check": own_steps.BARE,
    "- worked on": own_steps.WORKED_ON,
}


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", action="store_true")
    rivals = () if parser.parse_args().ours else installed.RIVALS
    with tempfile.TemporaryDirectory(prefix="gatewright-bench-") as folder:
        place = Path(folder).resolve()
        run_once(place / "warm", Workload(10, 1, 1))  # imports are no step
        there = dict(_installed(rivals, place / "rivals"))
        first: dict[str, float] = {}
        latest: dict[str, float] = {}
        for number, workload in enumerate(WORKLOADS):
            each_s = measure_own(place / str(number), workload)
            for name in each_s:
                print_row(workload, name, each_s)
            for name, seconds in measure_rivals(there, workload, latest):
                each_s[name] = seconds
                print_row(workload, name, each_s)
            first = first or each_s
            latest |= each_s
            told_growth(workload, first, each_s)
    for rival in rivals:
        print(f"{rival.name:22} {', '.join(rival.requirements)}; keeps {rival.persists}")
    return 0


def measure_own(place: Path, workload: Workload) -> dict[str, float]:
    """Return what a step costs by hand and here: medians of rounds in turn. Units: seconds."""
    found = [run_once(place / str(number), workload) for number in range(workload.rounds)]
    return {name: statistics.median(each[name] for each in found) for name in found[0]}


def run_once(place: Path, workload: Workload) -> dict[str, float]:
    """Return what a step costs by hand and here, each done once. Units: seconds."""
    place.mkdir(parents=True)
    taken = {BY_HAND: _seconds(lambda: write_by_hand(place / "floor.sqlite", workload.steps))}
    for name, kind in KINDS.items():
        taken[name] = own_steps.run_steps(place / name, workload.stages, workload.width, kind)
    return {name: seconds / workload.steps for name, seconds in taken.items()}


def write_by_hand(path: Path, count: int) -> None:
    """Write two events and a row for each step, durable at each commit."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, payload BLOB)")
    connection.execute("CREATE TABLE runs (stream TEXT PRIMARY KEY, document BLOB)")
    for step in range(count):
        connection.execute("BEGIN IMMEDIATE")
        events = [(2 * step, PAYLOAD), (2 * step + 1, PAYLOAD)]
        connection.executemany("INSERT INTO events VALUES (?, ?)", events)
        connection.execute("INSERT OR REPLACE INTO runs VALUES ('run/1', ?)", (PAYLOAD,))
        connection.execute("COMMIT")
    connection.close()


def _installed(
    rivals: tuple[installed.Rival, ...], place: Path
) -> Iterator[tuple[installed.Rival, Path]]:
    """Yield each rival that can be had here with its interpreter; say of the others why not."""
    for rival in rivals:
        try:
            yield rival, installed.install(rival, place)
        except (installed.CannotInstall, OSError, TimeoutError) as error:
            print(f"{rival.name} cannot be installed here, so it is left out: {error}")


def measure_rivals(
    there: dict[installed.Rival, Path], workload: Workload, latest: dict[str, float]
) -> Iterator[tuple[str, float]]:
    """Yield what a step costs under each rival that ends in time. Units: seconds.

    Shape: `latest` is what they needed last; what would take too long by that is not tried.
    """
    for rival, python in there.items():
        if rival.loop and workload.width > 1:
            continue
        foreseen_s = latest.get(rival.name, 0.0) * workload.steps
        if foreseen_s > installed.BOUND_S:
            print(f"{workload!s:14} {rival.name:22} not tried: {foreseen_s:.0f} s at least")
            continue
        took = installed.ask(rival, python, workload.stages, workload.width)
        if isinstance(took, str):
            print(f"{workload!s:14} {rival.name:22} {took}")
            continue
        if took.kept < (workload.stages if took.of == "checkpoints" else workload.steps):
            print(f"{workload!s:14} {rival.name:22} only {took.kept} {took.of} are kept")
        yield rival.name, took.seconds / workload.steps


def print_row(workload: Workload, name: str, each_s: dict[str, float]) -> None:
    """Print what a step costs, and how often the floor and ours go into it."""
    seconds = each_s[name]
    told = f"{seconds * 1000:9.3f} ms a step {seconds / each_s[BY_HAND]:8.1f} x by hand"
    print(f"{workload!s:14} {name:22} {told} {seconds / each_s[OURS]:8.2f} x ours", flush=True)


def told_growth(workload: Workload, first: dict[str, float], each_s: dict[str, float]) -> None:
    """Print how much more a step costs than in the first workload."""
    if each_s is not first:
        ratios = [f"{name} {each_s[name] / first[name]:.2f}" for name in each_s if name in first]
        print(f"{workload!s:14} a step of it over one of {WORKLOADS[0]}: {', '.join(ratios)}")


def _seconds(do: Callable[[], None]) -> float:
    """Return how long `do` took."""
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
