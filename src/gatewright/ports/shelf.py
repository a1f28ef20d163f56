"""The environments that are kept on this machine: what they are, what they take, and their end."""

from collections.abc import Sequence
from typing import Protocol

from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class KeptEnvironment:
    """One kept environment."""

    name: str  # the start of its key
    profile: str  # "uv"; "" where it was not written down
    described: str  # "uv sync --frozen"
    size_bytes: int
    used_at: str  # RFC 3339, UTC; "" where it is not known


class EnvironmentShelf(Protocol):
    """What was built and kept, for all repositories of this machine."""

    def kept(self) -> Sequence[KeptEnvironment]:
        """Return every kept environment, sorted by name."""
        ...

    def remove(self, name: str) -> bool:
        """Remove one; return whether it was there. It is built again when it is wanted.

        Crash: it is gone, or it is unsealed and cleared before the next build.
        """
        ...
