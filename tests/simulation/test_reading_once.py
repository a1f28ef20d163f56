"""What a step costs does not grow with the run: nobody reads the whole journal for a step."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gatewright.model.commit_policy import CommitMade
from gatewright.model.events import AttemptStarted, Decided
from gatewright.model.records import replace
from gatewright.ports.journal import Entry
from gatewright.runtime.run_edges import RunEdges
from gatewright.testing.memory_journal import MemoryJournal, MemoryStreams
from tests.simulation.mortal import Disk, Reaper, live


class CountingJournal(MemoryJournal):
    """Counts who reads from the beginning."""

    def __init__(self, streams: MemoryStreams) -> None:
        super().__init__(streams)
        self.whole = 0

    def read(self, stream: str, after: int = 0) -> Sequence[Entry]:
        """Return the entries of `stream` behind `after`."""
        self.whole += after == 0 and bool(self.streams.entries.get(stream))
        return super().read(stream, after)


@dataclass
class Watched(Disk):
    """A disk whose journal is watched."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.journal = CountingJournal(self.streams)

    def edges(self, reaper: Reaper) -> RunEdges:
        """Return the edges of a new program."""
        return replace(super().edges(reaper), journal=self.journal)


def test_journal_is_read_whole_once_for_each_drive_and_decision(tmp_path: Path) -> None:
    disk = Watched(tmp_path)

    live(disk, Reaper())

    decisions = sum(isinstance(each, Decided) for each in disk.events)
    assert disk.journal.whole == decisions + (decisions + 1)  # one drive before each, one behind
    kinds = [type(each) for each in disk.events]
    assert kinds.count(AttemptStarted) > 0 < kinds.count(CommitMade)
