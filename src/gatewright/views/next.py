"""A command that follows, with what it is for: the last lines of every screen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NextView:
    """A command that follows; the face puts the program's name in front."""

    arguments: tuple[str, ...]
    says: str
