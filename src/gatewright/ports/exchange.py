"""Letters between clones of one repository, by way of any git remote."""

from collections.abc import Mapping
from typing import Protocol

from gatewright.model.ids import CommitId, TreeId
from gatewright.model.records import dataclass

PART_BYTES_MAX = 1024 * 1024
LETTERS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Letter:
    """A few small texts, and perhaps the content that they speak of."""

    parts: Mapping[str, bytes]  # by name
    content: TreeId | None = None


class Exchange(Protocol):
    """One remote. What comes from it is hostile: bounded, and a letter by its form, or refused."""

    def listing(self, prefix: str) -> Mapping[str, CommitId]:
        """Return the letters whose names begin with `prefix`. Raises: Mistake `exchange.*`.

        Bounds: at most LETTERS_MAX; names of another form are left out.
        """
        ...

    def fetch(self, name: str, commit: CommitId) -> Letter:
        """Return a letter that was listed. Raises: Mistake `exchange.*`."""
        ...

    def post(self, name: str, letter: Letter, parent: CommitId | None, at: str) -> None:
        """Leave a letter; one of that name that is there already stays as it is.

        Shape: `parent` is a commit that the remote has, so that content need not travel twice.
        Raises: Mistake `exchange.*`.
        """
        ...

    def withdraw(self, name: str, commit: CommitId) -> None:
        """Take a letter back, if it is still this one. Raises: Mistake `exchange.*`."""
        ...
