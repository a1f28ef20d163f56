"""What the command line wants from bootstrap, and nothing else; tests give another one."""

from collections.abc import Callable
from typing import Protocol

from gatewright.model.judgement import (
    CheckRequest,
    Judgement,
    Progress,
    Reproduction,
    StoredVerdict,
)
from gatewright.views.terminal import Terminal


class Door(Protocol):
    """The way into the program. `start` is an absolute folder inside a repository."""

    def terminal(self) -> Terminal:
        """Return where the answer goes."""
        ...

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
