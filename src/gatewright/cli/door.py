"""What the command line wants from bootstrap, and nothing else; tests give another one."""

from collections.abc import Callable
from typing import Protocol

from gatewright.model.change import Repository
from gatewright.model.judgement import (
    CheckRequest,
    Judgement,
    Progress,
    Reproduction,
    StoredVerdict,
)
from gatewright.ports.environments import Consent
from gatewright.ports.shelf import EnvironmentShelf
from gatewright.ports.workspace import IgnoredFiles
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

    def recall(self, start: str, name: str) -> StoredVerdict:
        """Return a kept verdict by its id or the name of its check. Raises: Mistake."""
        ...

    def reproduce(
        self, start: str, name: str, progress: Callable[[Progress], None]
    ) -> Reproduction:
        """Judge a kept verdict's content again. Raises: Mistake."""
        ...


def open_door() -> Door:
    """Return bootstrap, imported now and not before."""
    from gatewright import bootstrap

    return bootstrap


def open_environment_door() -> EnvironmentDoor:
    """Return bootstrap, imported now and not before."""
    from gatewright import bootstrap

    return bootstrap
