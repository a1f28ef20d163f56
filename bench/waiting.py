"""What it costs to act where 10,000 runs wait for a person, and what they use while they wait.

Each run is begun by the real `admit`, driven to its question by the real driver, and kept in the
real journal; only what is chosen before a start is chosen once for all of them. Then one more is
started, the inbox is read and one question is answered: as a command, which starts Python each
time, and in a process that is up. The same is done where ten wait, to tell what the number costs.
"""

import gc
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path

from bench import lists
from gatewright.__main__ import OBJECTS_MADE
from gatewright.cli import approve, inbox
from gatewright.cli import run as run_verb
from gatewright.model.ids import RunId
from gatewright.model.intake import Start
from gatewright.runtime.desk_words import StartRequest
from gatewright.runtime.driver import drive
from gatewright.runtime.run_log import RunLog
from gatewright.runtime.run_start import started_of

COUNTS = (10, 10_000)
ROUNDS = 9
WANTED_MS = 100
LOOK_S = 2.0
START, INBOX, APPROVE = "start one more", "inbox --json", "approve one"
YES = ("--item", "1=yes", "--item", "2=yes")
PROGRAM = str(Path(sys.executable).parent / "gatewright")


def main() -> int:
    """Measure and print a table. Ends with 0: a person decides what a figure is worth."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody compiles at every start
    gc.set_threshold(OBJECTS_MADE)  # as in the program
    for count in COUNTS:
        with tempfile.TemporaryDirectory(prefix="gatewright-bench-") as folder:
            root = Path(folder).resolve() / "shelf"
            os.environ["XDG_STATE_HOME"] = str(root.parent / "state")
            before = time.perf_counter()
            make_waiting(root, count)
            print(f"{count:6} runs made in {time.perf_counter() - before:.0f} s")
            report_idle(root.parent, count)
            report(count, measure(root))
    return 0


def make_waiting(root: Path, count: int) -> None:
    """Make a repository in which `count` runs wait for an answer."""
    lists.make_runs(root, dict(os.environ), count=1)
    # in a process of its own, so that nothing of it is warm or open here
    argv = (sys.executable, "-m", "bench.waiting", str(root), str(count))
    subprocess.run(argv, check=True, cwd=Path(__file__).parent.parent)


def fill(root: Path, count: int) -> int:
    """Begin the runs from the second on, and drive each to its question."""
    from gatewright import bootstrap  # noqa: PLC0415 -- what measures opens nothing before

    run = bootstrap._run_edges(str(root))
    starting = bootstrap.desk(str(root)).plan_start(_request(root))
    for number in range(2, count + 1):
        run_id = RunId(str(number))
        log = RunLog(run, run_id, lambda told: None)
        log.admit(Start(started_of(starting, run_id)), run.person)
        drive(run, run_id, lambda told: None)
    return 0


def _request(root: Path) -> StartRequest:
    workflow = str(root.parent / "ask.yaml")
    return StartRequest(start=str(root), idea="Idea", agent="cat", workflow=workflow)


# While they wait


def report_idle(place: Path, count: int) -> None:
    """Print which processes have anything of ours open, and the processor time that they use."""
    if not Path("/proc/self/fd").exists():
        print(f"{count:6} runs wait: which processes there are is not looked at on this system")
        return
    seen = set(holders(place))
    before = processor_s(seen)
    time.sleep(LOOK_S)
    used = processor_s(seen) - before
    print(
        f"{count:6} runs wait: {len(seen)} processes, {used:.2f} s of processor in {LOOK_S:.0f} s"
    )


def holders(place: Path) -> Iterator[int]:
    """Yield each other process that has a file below `place` open, or is in it, or was told it."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                links = [os.readlink(each) for each in (*folder.glob("fd/*"), folder / "cwd")]
                told = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            except OSError:  # gone meanwhile, or not ours
                continue
            if str(place).encode() in told or any(str(place) in link for link in links):
                yield int(folder.name)


def processor_s(process_ids: set[int]) -> float:
    """Return the processor time that these processes have used so far."""
    ticks = 0
    for process_id in process_ids:
        fields = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


# Acting


def measure(root: Path) -> dict[str, tuple[float, float]]:
    """Return the medians of each act: as a command, and in a process that is up. Units: seconds."""
    acts = (START, INBOX, APPROVE)
    taken: dict[str, tuple[list[float], list[float]]] = {act: ([], []) for act in acts}
    for number in range(-1, ROUNDS):  # the first one warms up, and is not counted
        for act in acts:
            ways = (_by_command, _in_process)
            for way, (do, times) in enumerate(zip(ways, taken[act], strict=True)):
                words = _words(act, root, 2 * (number + 1) + way + 1)
                seconds = _seconds(partial(do, words))
                times.extend([seconds] if number >= 0 else [])
    return {
        act: (statistics.median(one), statistics.median(two)) for act, (one, two) in taken.items()
    }


def _words(act: str, root: Path, number: int) -> list[str]:
    """Return what is typed; `number` is of a run that nobody answered yet."""
    folder = ["-C", str(root)]
    if act == START:
        ask = str(root.parent / "ask.yaml")
        return ["run", "One more", "--workflow", ask, "--agent", "cat", "--yes", *folder]
    return ["inbox", "--json", *folder] if act == INBOX else ["approve", str(number), *YES, *folder]


def _by_command(words: list[str]) -> None:
    done = subprocess.run((PROGRAM, *words), capture_output=True, check=False)
    assert done.returncode in (0, 10), done.stderr  # 10: it waits for people


def _in_process(words: list[str]) -> None:
    verbs = {"run": run_verb.run, "inbox": inbox.run, "approve": approve.run}
    with redirect_stdout(io.StringIO()):
        assert verbs[words[0]](words[1:]) in (0, 10)


def report(count: int, medians: dict[str, tuple[float, float]]) -> None:
    """Print each act."""
    for act, (command_s, process_s) in medians.items():
        told = f"{command_s * 1000:7.1f} ms as a command {process_s * 1000:7.1f} ms in a process"
        slow = "" if process_s * 1000 <= WANTED_MS else f"   over {WANTED_MS} ms"
        print(f"{count:6} runs wait: {act:16} {told}{slow}", flush=True)


def _seconds(do: Callable[[], None]) -> float:
    """Return how long `do` took."""
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(fill(Path(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else main())
