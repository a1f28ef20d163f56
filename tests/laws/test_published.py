"""The law of the branch of a run, tried on whole runs over fakes: what it shows was recorded."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gatewright.core.state.run_state import Over, RunState
from gatewright.model.commit_policy import CommitMade, CommitPolicy
from gatewright.model.ids import CommitId
from gatewright.model.intake import Abort
from gatewright.runtime.driver import drive
from gatewright.runtime.run_log import RunLog
from tests.laws.seen import Seen
from tests.simulation.mortal import PERSON, RUN, Disk, Killed, Reaper, _tell_nobody, live
from tests.simulation.test_committing import disk_under

BRANCH = "gw/12-adding"
POLICIES = (CommitPolicy.ON_ACCEPT, CommitPolicy.BY_STEP, CommitPolicy.ON_APPROVAL)
ABORTED = "somebody aborts"


@dataclass
class Witness(Reaper):
    """Looks at the branch behind every call; before one of them a person may end the run."""

    disk: Disk | None = None
    ends_before: int = -1  # which commit
    commits: int = 0
    looks: list[CommitId | None] = field(default_factory=list)

    def pass_by(self, name: str, perform: Callable[[], Any]) -> Any:
        """Perform a call, and look."""
        answer = super().pass_by(name, perform)
        assert self.disk is not None
        if name == "commit":
            self.commits += 1
            if self.commits - 1 == self.ends_before:
                edges = self.disk.edges(Reaper())
                RunLog(edges, RUN, _tell_nobody).admit(Abort(PERSON, ABORTED), PERSON)
        self.look()
        return answer

    def look(self) -> None:
        """Assert that the journal knows what the branch shows."""
        assert self.disk is not None
        shown = self.disk.lanes.branches_at.get(BRANCH)
        assert shown in (None, *recorded(self.disk)), "shown, and nobody recorded it"
        self.looks.append(shown)


def recorded(disk: Disk) -> list[CommitId]:
    return [each.commit for each in disk.events if isinstance(each, CommitMade)]


def lived(disk: Disk, witness: Witness) -> RunState | None:
    """Live to the end, or until the program dies."""
    try:
        return live(disk, witness)
    except Killed:
        witness.look()
        return None


def test_branch_shows_only_what_is_recorded(seen: Seen, tmp_path: Path) -> None:
    """The branch never shows a commit that the journal does not know, and in the end the last."""
    for policy in POLICIES:
        first = disk_under(tmp_path / policy, policy)
        witness = Witness(disk=first)
        assert lived(first, witness) is not None
        names = enumerate(witness.names)
        places = [at for at, name in names if name in ("commit", "publish", "append")]
        deaths = [(2 * at + late, -1) for at in places for late in (0, 1)]
        for number, (moment, ended) in enumerate([*deaths, *((-1, n) for n in range(3))]):
            disk = disk_under(tmp_path / f"{policy}-{number}", policy)
            shown_as_recorded(disk, Witness((moment,), disk=disk, ends_before=ended), seen)
    seen.at_least(looked=1000, killed=30, made_and_let_go=1)


def shown_as_recorded(disk: Disk, witness: Witness, seen: Seen) -> None:
    """Live through one run, and once more after it is over; count what it was about."""
    lived(disk, witness)
    again = Witness(disk=disk)
    state = live(disk, again)
    assert isinstance(state.phase, Over)
    drive(disk.edges(again), RUN, _tell_nobody)
    assert disk.lanes.branches_at.get(BRANCH) == next(iter(recorded(disk)[::-1]), None)
    seen.counts["looked"] += len(witness.looks) + len(again.looks)
    seen.counts["killed"] += witness.is_dead
    seen.counts["made and let go"] += len(disk.lanes.requests) > len(recorded(disk))
