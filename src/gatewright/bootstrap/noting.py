"""What reads and keeps notes, of the repository around a folder."""

from typing import TYPE_CHECKING

from gatewright.bootstrap.reading import folder_of, journal, located, person
from gatewright.bootstrap.surroundings import make_folder, now

if TYPE_CHECKING:
    from gatewright.runtime.context_desk import ContextDesk


def context(start: str) -> "ContextDesk":
    """Return the notes of the repository around `start`. Raises: Mistake."""
    from gatewright.journal.context_index import SqliteContextIndex
    from gatewright.runtime.context_desk import ContextDesk

    folder = folder_of(located(start))
    make_folder(f"{folder}/locks")
    return ContextDesk(
        journal=journal(start),
        index=lambda: SqliteContextIndex(f"{folder}/context.sqlite"),
        now=lambda: now().isoformat(timespec="milliseconds"),
        person=person(),
    )
