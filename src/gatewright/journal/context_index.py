"""Notes by their words, in a SQLite file of its own with FTS5. Thrown away when anything is odd.

Invariants: the journal is never read or written here; words of people are quoted, so that they
are no operators of the search.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from gatewright.model.context import Note, StreamHead
from gatewright.model.ids import Digest
from gatewright.model.trouble import Mistake
from gatewright.ports.context_index import Hit

FORMAT = 1
WAIT_S = 10.0
WORDS_MAX = 20
_TABLES = (
    "CREATE TABLE heads (stream TEXT PRIMARY KEY, seq INTEGER NOT NULL, digest TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE notes USING fts5(text, about, stream UNINDEXED, register UNINDEXED,"
    " key UNINDEXED, weight UNINDEXED, tokenize = 'unicode61 remove_diacritics 2')",
    f"PRAGMA user_version = {FORMAT}",
)
_SEARCH = (
    "SELECT stream, register, key FROM notes WHERE notes MATCH ?"
    " ORDER BY bm25(notes, 1.0, 2.0), CAST(weight AS INTEGER) DESC, stream, rowid LIMIT ?"
)
Answer = TypeVar("Answer")


class SqliteContextIndex:
    """Keeps the index in the file `path`, absolute."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def heads(self) -> Mapping[str, StreamHead]:
        """Return how far each stream is in it."""
        return self._with(_heads)

    def add(self, head: StreamHead, notes: Sequence[Note], *, is_anew: bool) -> None:
        """Put `notes` of the stream of `head` in it. Crash: all of it is in it, or none."""
        self._with(lambda connection: _add(connection, head, notes, is_anew=is_anew))

    def search(self, words: Sequence[str], count_max: int) -> Sequence[Hit]:
        """Return the notes in which each of `words` begins a word, the best first."""
        quoted = " ".join(f'"{_bare(word)}"*' for word in words[:WORDS_MAX] if _bare(word))
        if not quoted:
            return ()
        return self._with(lambda connection: _search(connection, quoted, count_max))

    def _with(self, use: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Return what `use` comes to; once more on a new file where this one is no good.

        Raises: Mistake `context.search`.
        """
        try:
            with self._opened() as connection:
                return use(connection)
        except (sqlite3.Error, OSError):
            self._throw_away()
        try:
            with self._opened() as connection:
                return use(connection)
        except (sqlite3.Error, OSError) as error:
            what = "Notes cannot be searched here; context show lists them."
            raise Mistake("context.search", what, found=str(error)) from error

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Open the file, made where there was none, in one transaction."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=WAIT_S, isolation_level=None)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA synchronous = OFF")  # what a crash spoils is made anew
            connection.execute("BEGIN IMMEDIATE")
            _require_tables(connection)
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()

    def _throw_away(self) -> None:
        for name in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                Path(f"{self._path}{name}").unlink()


def _require_tables(connection: sqlite3.Connection) -> None:
    """Make the tables, where they are not there. Raises: sqlite3.Error for those of another."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == FORMAT:
        return
    if version:
        raise sqlite3.DatabaseError("made by another version")
    for sql in _TABLES:
        connection.execute(sql)


def _heads(connection: sqlite3.Connection) -> Mapping[str, StreamHead]:
    found = connection.execute("SELECT stream, seq, digest FROM heads").fetchall()
    return {stream: StreamHead(stream, seq, Digest(digest)) for stream, seq, digest in found}


def _add(
    connection: sqlite3.Connection, head: StreamHead, notes: Sequence[Note], *, is_anew: bool
) -> None:
    """Put notes in it, and how far their stream is."""
    if is_anew:
        connection.execute("DELETE FROM notes WHERE stream = ?", (head.stream,))
    connection.executemany("INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?)", map(_row_of, notes))
    row = (head.stream, head.seq, head.digest)
    connection.execute("INSERT OR REPLACE INTO heads VALUES (?, ?, ?)", row)


def _row_of(note: Note) -> tuple[object, ...]:
    text = note.text.encode("utf-8", "replace").decode()
    about = " ".join(note.about).encode("utf-8", "replace").decode()
    return text, about, note.stream, note.register, note.key, note.weight


def _search(connection: sqlite3.Connection, quoted: str, count_max: int) -> Sequence[Hit]:
    found = connection.execute(_SEARCH, (quoted, count_max)).fetchall()
    return [Hit(str(stream), str(register), str(key)) for stream, register, key in found]


def _bare(word: str) -> str:
    """Return a word without what would end its quotation."""
    text = word.encode("utf-8", "replace").decode().replace('"', " ").replace("\0", " ")
    return text if any(each.isalnum() for each in text) else ""
