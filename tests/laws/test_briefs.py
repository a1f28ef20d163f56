"""Briefs: each is made again from the journal, byte for byte, whatever happened meanwhile."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gatewright.model.events import AttemptStarted
from gatewright.model.ids import Digest
from gatewright.model.intake import Record
from gatewright.model.records import replace
from gatewright.ports.workers import Order, Work
from gatewright.runtime.briefs_again import attempts_of, brief_again
from gatewright.runtime.context_desk import ContextDesk
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog
from gatewright.testing.memory_journal import MemoryJournal
from tests.laws.seen import Seen
from tests.simulation.mortal import PERSON, RUN, Disk, Reaper, live_on
from tests.unit.run_stories import AT

SESSION = "payments"


class Busy(Disk):
    """A run around which people put things on record at the worst moments."""

    def start(self) -> None:
        """Open the session that the run is given."""
        self.said = 0
        self.briefs: list[tuple[str, Digest]] = []
        self.notes = ContextDesk(MemoryJournal(self.streams), _no_index, lambda: AT, PERSON)
        self.notes.open(SESSION, "What is known of payments")

    def edges(self, reaper: Reaper) -> RunEdges:
        """Return the edges of a new program; somebody speaks whenever a brief is being kept."""
        run = super().edges(reaper)
        inner: Any = run.edges.evidence

        class Interrupted:
            """Evidence that is slow: while it is written, others go on."""

            def put(store, content: bytes) -> Digest:
                digest: Digest = inner.put(content)
                if content.startswith(b"# "):
                    self.speak(run)
                return digest

            def get(store, digest: Digest) -> bytes | None:
                found: bytes | None = inner.get(digest)
                return found

        return replace(run, edges=replace(run.edges, evidence=Interrupted()))

    def speak(self, run: RunEdges) -> None:
        """Put something on record in the run, and in the session."""
        self.said += 1
        words = (("text", f"word {self.said}"), ("importance", "0.9"))
        self.notes.add(SESSION, words)
        clean = replace(run, journal=MemoryJournal(self.streams))
        RunLog(clean, RUN, lambda told: None).admit(Record("decisions", words[:1], PERSON), PERSON)

    def _work(self, order: Order, reaper: Reaper) -> Work:
        """Keep what the worker was told, and leave a note in the session while it works."""
        begun = [each for each in self.events if isinstance(each, AttemptStarted)]
        self.briefs.append((order.brief, begun[-1].brief))
        work = super()._work(order, reaper)
        line = json.dumps({"register": "context", "text": f"seen {order.step}"})
        return replace(work, lines=(line, "no entry at all"))


def _no_index() -> Any:
    raise AssertionError("nothing is searched")


NewDisk = Callable[[], Busy]


@pytest.fixture
def new_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NewDisk:
    def given(disk: Disk) -> Any:
        started = first(disk)
        return replace(started, context=(f"context/{SESSION}",))

    from tests.simulation import mortal

    first = mortal._started
    monkeypatch.setattr(mortal, "_started", given)

    def make() -> Busy:
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        disk = Busy(folder)
        disk.start()
        return disk

    return make


def test_brief_is_made_again_from_the_journal(seen: Seen, new_disk: NewDisk) -> None:
    """Every brief follows from the entries that its attempt names, and from nothing else."""
    reaper = Reaper()
    live_on(first := new_disk())
    moments = range(0, 2 * reaper.calls or 60, 7)

    for disk in (first, *(_lived(new_disk(), moment) for moment in moments)):
        journal = MemoryJournal(disk.streams)
        for attempt in attempts_of(journal, RUN):
            text, digest = brief_again(journal, disk.evidence, RUN, attempt)
            assert digest == attempt.brief
            assert disk.evidence.get(digest) == text.encode()
            seen.counts["made again"] += 1
            seen.counts["with notes"] += "## What is known" in text
            seen.counts["with decisions"] += "## What was decided" in text
        for told, kept in disk.briefs:
            assert disk.evidence.get(kept) == told.encode()
        assert len(attempts_of(journal, RUN)) == sum(
            isinstance(each, AttemptStarted) for each in disk.events
        )
        seen.counts["spoken meanwhile"] += disk.said
        seen.counts["killed"] += len(disk.deaths)
    seen.at_least(made_again=20, with_notes=20, with_decisions=15, spoken_meanwhile=20, killed=3)


def _lived(disk: Busy, moment: int) -> Busy:
    live_on(disk, moment)
    return disk
