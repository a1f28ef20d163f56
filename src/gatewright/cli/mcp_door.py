"""The way to everything that an agent in an editor may ask for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from gatewright.cli.door import RunReader
from gatewright.model.events import Event
from gatewright.model.ids import RunId
from gatewright.model.told import Detached
from gatewright.ports.journal import Journal
from gatewright.runtime.context_desk import ContextDesk
from gatewright.runtime.desk_words import StartRequest
from gatewright.runtime.here_desk import HereStep, Starts


class Here(Protocol):
    """What an agent may do in the person's own checkout."""

    def start(self, desk: Starts, request: StartRequest) -> RunId:
        """Begin a run whose agent works here. Raises: Mistake."""
        ...

    def begin(self, run_id: RunId) -> HereStep | None:
        """Return the step that is worked on here, begun now where none is. Raises: Mistake."""
        ...

    def submit(
        self, run_id: RunId, said: str = "", questions: Sequence[str] = ()
    ) -> tuple[Event, ...]:
        """Hand in the checkout as it is. Raises: Mistake."""
        ...

    def note(self, run_id: RunId, register: str, given: Sequence[tuple[str, str]]) -> None:
        """Put something on record, as part of the step that is worked on. Raises: Mistake."""
        ...


class McpDoor(Protocol):
    """The way in. `start` is an absolute folder inside a repository."""

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

    def desk(self, start: str) -> Starts:
        """Return what begins runs. Raises: Mistake."""
        ...

    def here(self, start: str, name: str) -> Here:
        """Return what the agent that calls itself `name` may do here. Raises: Mistake."""
        ...

    def context(self, start: str) -> ContextDesk:
        """Return the notes of the repository around `start`. Raises: Mistake."""
        ...

    def detach(self, start: str, run_id: RunId) -> Detached:
        """Have another process drive the run, and return once it does. Raises: Mistake."""
        ...

    def pause(self, seconds: float) -> None:
        """Wait."""
        ...
