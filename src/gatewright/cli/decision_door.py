"""The way to the runs for words that a person says to them: drafts need a folder as well."""

from typing import Protocol, cast

from gatewright.cli.door import RunDoor


class DecisionDoor(RunDoor, Protocol):
    """The way to the runs of a repository, and to what this program keeps."""

    def state_folder(self) -> str:
        """Return the absolute folder where this program keeps what is its own."""
        ...


def open_decision_door() -> DecisionDoor:
    """Return bootstrap, imported now and not before."""
    from gatewright import bootstrap

    return cast("DecisionDoor", bootstrap)
