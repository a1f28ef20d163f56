"""Reads the runs of one repository and changes none: no tool is opened, nothing is swept.

What is not asked for is not made: git and the vault only for a change, evidence only for evidence.
"""

from collections.abc import Callable, Sequence

from gatewright.model.change import Change
from gatewright.model.ids import Digest, RunId
from gatewright.model.records import dataclass
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import Journal, RunRow
from gatewright.ports.store import EvidenceStore
from gatewright.ports.workspace import Trees
from gatewright.runtime.desk_words import Loaded
from gatewright.runtime.finding_runs import find_in
from gatewright.runtime.run_log import load


@dataclass(frozen=True, slots=True)
class RunReader:
    """The runs of one repository, to be read."""

    journal: Journal
    person: str  # principal of who sits here
    branch: Callable[[], str]  # that is checked out; "" for none
    store: Callable[[], EvidenceStore]
    trees: Callable[[], Trees]

    def rows(self) -> Sequence[RunRow]:
        """Return a row for every run, by number. Never folds."""
        return self.journal.rows()

    def find(self, name: str | None) -> RunId:
        """Return the run of that number or name; None: the one that is meant. Raises: Mistake."""
        return find_in(self.journal, name, self.branch)

    def load(self, run_id: RunId) -> Loaded:
        """Return a run with its whole journal. Raises: Mistake `run.unknown`."""
        loaded = load(self.journal, run_id)
        if loaded is None:
            raise Mistake("run.unknown", f"No feature is called {run_id}.")
        return loaded

    def change(self, run_id: RunId) -> Change:
        """Return all that the run changes since its base."""
        state = self.load(run_id).state
        return self.trees().compare(state.started.origin.tree, state.tree)

    def evidence(self, digest: Digest) -> bytes | None:
        """Return kept evidence; None where it is not there, or is not what it was."""
        return self.store().get(digest)
