"""The way to the runs for words that a person says to them: drafts need a folder as well."""

from datetime import datetime
from typing import Protocol

from gatewright.cli.door import RunDesk
from gatewright.views.terminal import Terminal


class DecisionDoor(Protocol):
    """The way to the runs of a repository, and to what this program keeps."""

    def terminal(self) -> Terminal:
        """Return where the answer goes."""
        ...

    def now(self) -> datetime:
        """Return the time, aware and in UTC."""
        ...

    def desk(self, start: str) -> RunDesk:
        """Return the desk of the repository around `start`. Raises: Mistake."""
        ...

    def state_folder(self) -> str:
        """Return the absolute folder where this program keeps what is its own."""
        ...


def open_decision_door() -> DecisionDoor:
    """Return bootstrap, imported now and not before."""
    from gatewright import bootstrap

    return bootstrap
