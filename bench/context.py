"""What a brief costs where much is known: 10,000 notes, against `python -c pass`.

Each round makes the brief of one step by the notes of a session: as a driver does that follows it,
and as the first of a driver, for which the journal is read, checked and decoded. Ends with 1 when
a brief takes more than MS_MAX, or RATIO_MAX times the floor, whatever this machine is.
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from gatewright.core.evolve.evolve import begin
from gatewright.core.state.run_state import RunState
from gatewright.journal.evidence import FolderEvidence
from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.model.context import SESSION, stream_of_session
from gatewright.model.events import RunStarted
from gatewright.model.feature import Bounds, Facts, Feature, Origin, People
from gatewright.model.ids import CommitId, Digest, RunId, StepPath, TreeId
from gatewright.model.registers import EntryAdded
from gatewright.model.workflow import Doer, StepDefinition, WorkerKind, Workflow
from gatewright.ports.journal import RunRow
from gatewright.runtime.briefing import brief_for
from gatewright.runtime.context_reading import FollowedContext

NOTES = 10_000
ROUNDS = 15
MS_MAX = 200.0
RATIO_MAX = 8.0
FLOOR = "python -c pass"
AT_HAND = "brief"
ANEW = "first brief of a driver"
STREAM = stream_of_session("known")
ADA = "person:ada"
AT = "2026-11-22T10:00:00.000Z"
WORDS = [f"subject{number}" for number in range(400)]
STEP = StepPath("build")


def main() -> int:
    """Measure and print a table."""
    medians = measure()
    floor = medians[FLOOR]
    for name, seconds in medians.items():
        print(f"{name:26} {NOTES} notes {seconds * 1000:8.1f} ms {seconds / floor:6.2f} x")
    ms, ratio = medians[AT_HAND] * 1000, medians[AT_HAND] / floor
    print(f"{AT_HAND}: {ms:.0f} ms, at most {MS_MAX:.0f}; {ratio:.2f} x, at most {RATIO_MAX:.0f} x")
    return 0 if ms <= MS_MAX and ratio <= RATIO_MAX else 1


def measure() -> dict[str, float]:
    """Return the median of each. Each round does all of them in turn. Units: seconds."""
    with tempfile.TemporaryDirectory(prefix="gatewright-bench-") as folder:
        root = Path(folder)
        (root / "locks").mkdir()
        fill(SqliteJournal(str(root / "journal.sqlite"), str(root / "locks")))
        store, state = FolderEvidence(str(root / "evidence")), a_run()

        def follow() -> FollowedContext:
            journal = SqliteJournal(str(root / "journal.sqlite"), str(root / "locks"))
            return FollowedContext(journal)

        def told(context: FollowedContext) -> None:
            known = context.read((STREAM,))
            text, _ = brief_for(store, state, state.record(STEP), (), 1, known.notes)
            assert "## What is known" in text
            assert f"Left out: {NOTES - 60}" in text or "details of what is known" in text

        at_hand = follow()
        told(at_hand)
        acts: dict[str, Callable[[], object]] = {
            FLOOR: lambda: subprocess.run((sys.executable, "-c", "pass"), check=True),
            AT_HAND: lambda: told(at_hand),
            ANEW: lambda: told(follow()),
        }
        taken: dict[str, list[float]] = {name: [] for name in acts}
        for _ in range(ROUNDS):
            for name, act in acts.items():
                started = time.perf_counter()
                act()
                taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in taken.items()}


def fill(journal: SqliteJournal) -> None:
    """Open a session and note NOTES things in it."""
    chance = random.Random(7)
    notes = [_entry(SESSION, "known", "Much")]
    for number in range(NOTES):
        text = " ".join(chance.choices(WORDS, k=25))
        notes.append(_entry("context", str(number + 1), text, chance.randrange(101) / 100))
    row = RunRow(RunId("known"), "known", "", "open", "", "", "", AT, 0, Digest(""))
    journal.append(STREAM, notes, after=0, at=AT, actor=ADA, row=row)


def _entry(register: str, key: str, text: str, weight: float | None = None) -> EntryAdded:
    """Return an entry, of that importance where one is given."""
    said = (("text", text),) if weight is None else (("text", text), ("importance", f"{weight}"))
    return EntryAdded(register, key, None, 0, said, ADA, "", TreeId(""), AT)


def a_run() -> RunState:
    """Return a run of one step."""
    brief = "Build it. " + " ".join(WORDS[:40])
    doer = Doer(WorkerKind.AGENT, "developer", brief)
    step = StepDefinition(path=STEP, title="Build", phase="build", doer=doer, writes=("**",))
    started = RunStarted(
        feature=Feature(RunId("1"), "it", "Build it"),
        workflow=Workflow("one", "1", "One", ("developer",), (step,)),
        because="",
        origin=Origin(CommitId("c"), TreeId("t"), "main"),
        facts=Facts(),
        people=People(),
        requester=ADA,
        bounds=Bounds(),
        agent="agent",
    )
    return begin(started, AT)


if __name__ == "__main__":
    sys.exit(main())
