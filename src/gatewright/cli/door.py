"""What the command line wants from bootstrap, and nothing else; tests give another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # `status` must be quick: what it does not use is not imported
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from gatewright.core.state.run_state import RunState
    from gatewright.model.change import Change, Repository
    from gatewright.model.changing import NewDefinition
    from gatewright.model.events import Event
    from gatewright.model.ids import Digest, RunId, StepPath, TreeId
    from gatewright.model.intake import Decide, Intake
    from gatewright.model.judgement import (
        CheckRequest,
        Judgement,
        Progress,
        Recalled,
        Reproduction,
    )
    from gatewright.model.landing import TakenIn
    from gatewright.model.leftovers import Cleaned
    from gatewright.model.told import Detached, RunTold
    from gatewright.ports.environments import Consent
    from gatewright.ports.journal import Journal, RunRow
    from gatewright.ports.lanes import MustBeTyped, Took
    from gatewright.ports.shelf import EnvironmentShelf
    from gatewright.ports.workspace import IgnoredFiles
    from gatewright.runtime.desk_words import Asked, Foreseen, Loaded, Starting, StartRequest
    from gatewright.runtime.signed_audit import SignatureAudit
    from gatewright.views.terminal import Terminal


class ConsentDoor(Protocol):
    """The way to what a person agreed to. `start` is an absolute folder inside a repository."""

    def terminal(self) -> Terminal:
        """Return where the answer goes."""
        ...

    def repository(self, start: str) -> Repository:
        """Return the repository around `start`. Raises: Mistake."""
        ...

    def ignored_files(self, start: str) -> IgnoredFiles:
        """Return what knows the ignored files of the checkout around `start`. Raises: Mistake."""
        ...

    def consent(self, start: str) -> Consent:
        """Return which of them checks may have. Raises: Mistake."""
        ...


class EnvironmentDoor(ConsentDoor, Protocol):
    """The way to everything that checks stand on."""

    def environment_shelf(self) -> EnvironmentShelf:
        """Return what can list and remove kept environments."""
        ...


class AuditDoor(Protocol):
    """The way to the journal. `start` is an absolute folder inside a repository."""

    def terminal(self) -> Terminal:
        """Return where the answer goes."""
        ...

    def journal(self, start: str) -> Journal:
        """Return the journal of the repository around `start`. Raises: Mistake."""
        ...

    def signatures(self, start: str, stream: str) -> SignatureAudit:
        """Return what became of every signature of a run, or of all. Raises: Mistake."""
        ...


class Door(ConsentDoor, Protocol):
    """The way into the program. `start` is an absolute folder inside a repository."""

    def state_folder(self) -> str:
        """Return the absolute folder where this program keeps what is its own."""
        ...

    def judge(self, request: CheckRequest, progress: Callable[[Progress], None]) -> Judgement:
        """Judge what `request` names."""
        ...

    def latest(self, start: str) -> Judgement | None:
        """Return the last judgement of the repository around `start`."""
        ...

    def recall(self, start: str, name: str) -> Recalled:
        """Return what is left of a verdict, by any of its names. Raises: Mistake."""
        ...

    def reproduce(
        self, start: str, recalled: Recalled, progress: Callable[[Progress], None]
    ) -> Reproduction:
        """Judge a verdict's content again; it is not lost. Raises: Mistake."""
        ...


class RunReader(Protocol):
    """The way to read the runs of one repository."""

    @property
    def person(self) -> str:
        """Return who sits here, as a principal: "person:dev@example.org"."""
        ...

    def rows(self) -> Sequence[RunRow]:
        """Return a row for every run, by number. Never folds."""
        ...

    def find(self, name: str | None) -> RunId:
        """Return the run of that number or name; None: the branch's, or the only open one.

        Raises: Mistake `run.unknown` or `run.which`, with the nearest.
        """
        ...

    def load(self, run_id: RunId) -> Loaded:
        """Return a run with its whole journal."""
        ...

    def change(self, run_id: RunId) -> Change:
        """Return all that the run changes since its base."""
        ...

    def evidence(self, digest: Digest) -> bytes | None:
        """Return kept evidence."""
        ...


class RunDesk(RunReader, Protocol):
    """The way to the runs of one repository, to change them too."""

    def plan_start(self, request: StartRequest) -> Starting:
        """Return what would start; nothing is written. Raises: Mistake."""
        ...

    def foresee(self, request: StartRequest) -> Foreseen:
        """Return the run that would start, whoever does the work; nothing is kept.

        Raises: Mistake.
        """
        ...

    def start(self, starting: Starting) -> RunId:
        """Begin the run; from here on it is in the journal."""
        ...

    def drive(self, run_id: RunId, tell: Callable[[RunTold], None]) -> RunState:
        """Drive the run, or follow whoever does, until it is at rest or over."""
        ...

    def require_person(self, run_id: RunId | None, what: str) -> None:
        """Raise Mistake `decision.from-worker` in a process that was started for some work."""
        ...

    def admit(self, run_id: RunId, intake: Intake) -> tuple[Event, ...]:
        """Record what a person does. Raises: Mistake made from the refusal."""
        ...

    def find_upgrade(self, run_id: RunId, word: str) -> tuple[NewDefinition, TreeId]:
        """Return the definition that a run may go on by, and the head it was looked at on."""
        ...

    def with_key(self, run_id: RunId, key: str) -> RunDesk:
        """Return the desk of whose key it is, by the list of signers. Raises: Mistake."""
        ...

    def signed(
        self, run_id: RunId, decide: Decide, tree: TreeId, key: str, tell: Callable[[str], None]
    ) -> Decide:
        """Return a decision on `tree`, signed by a key and checked. Raises: Mistake."""
        ...

    def keep_shown(self, text: str) -> Digest:
        """Keep what a person reads before deciding; return the name that the decision gives it."""
        ...

    def asked(self, run_id: RunId, named: StepPath | None = None) -> Asked | None:
        """Return the decision that is wanted now, of several the one at the step `named`."""
        ...

    def take(self, run_id: RunId, step: StepPath | None) -> str:
        """Take a step into a person's hands; return the folder. Raises: Mistake."""
        ...

    def submit(self, run_id: RunId) -> tuple[Event, ...]:
        """Hand in what was done by hand. Raises: Mistake."""
        ...

    def land(self, run_id: RunId) -> Took | MustBeTyped | TakenIn:
        """Take the result into the branch the run started from. Raises: Mistake."""
        ...

    def clean(self, run_id: RunId | None, *, is_insisted: bool = False) -> Cleaned:
        """Remove what ended runs left behind; `is_insisted`: work that is nowhere else, too."""
        ...


class RunDoor(Protocol):
    """The way to the desk of runs. `start` is an absolute folder inside a repository."""

    def terminal(self) -> Terminal:
        """Return where the answer goes."""
        ...

    def now(self) -> datetime:
        """Return the time, aware and in UTC."""
        ...

    def name_of_repository(self, start: str) -> str:
        """Return how people call the repository around `start`. Raises: Mistake."""
        ...

    def journal(self, start: str) -> Journal:
        """Return the journal of the repository around `start`. Raises: Mistake."""
        ...

    def person(self) -> str:
        """Return who sits here, as a principal."""
        ...

    def reader(self, start: str) -> RunReader:
        """Return what reads the runs of the repository around `start`. Raises: Mistake."""
        ...

    def desk(self, start: str) -> RunDesk:
        """Return the desk of the repository around `start`. Raises: Mistake."""
        ...

    def detach(self, start: str, run_id: RunId) -> Detached:
        """Have another process drive the run, and return once it does. Raises: Mistake."""
        ...


def open_door() -> Door:
    """Return bootstrap, imported now and not before."""
    from gatewright import bootstrap

    return bootstrap


def open_environment_door() -> EnvironmentDoor:
    """Return bootstrap, imported now and not before."""
    from gatewright import bootstrap

    return bootstrap


def open_audit_door() -> AuditDoor:
    """Return bootstrap, imported now and not before."""
    from gatewright import bootstrap

    return bootstrap
