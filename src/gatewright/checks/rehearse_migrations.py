"""A script: applies SQL migrations, takes them back and applies them again, on databases in memory.

Runs in a process of its own; imports nothing of this package. Input: {"migrations": [{"name", "up",
"down", "is_new", "drops"}]} in order. SQL may reach no other database: ATTACH is refused.
"""

import json
import re
import sqlite3
import sys
from typing import Any

MESSAGE_CHARS_MAX = 400
ROWS = 2
ATTACH, DETACH = 24, 25
OURS = "name NOT LIKE 'sqlite~_%' ESCAPE '~'"
BY_AFFINITY = (
    ("INT", lambda n: n),
    ("CHAR", lambda n: f"text {n}"),
    ("CLOB", lambda n: f"text {n}"),
    ("TEXT", lambda n: f"text {n}"),
    ("BLOB", lambda n: b"bytes %d" % n),
    ("REAL", lambda n: n + 0.5),
    ("FLOA", lambda n: n + 0.5),
    ("DOUB", lambda n: n + 0.5),
    ("BOOL", lambda n: n % 2),
    ("DATE", lambda n: f"2026-01-0{n}"),
    ("TIME", lambda n: f"2026-01-0{n}T00:00:00"),
)


class Stopped(Exception):
    """Raised where a migration cannot be applied or taken back."""

    def __init__(self, complaint: Any) -> None:
        super().__init__(complaint["what"])
        self.complaint = complaint


def opened() -> Any:
    """Return an empty database that reaches no other."""
    database = sqlite3.connect(":memory:", isolation_level=None)

    def judge(action: Any, *_: Any) -> Any:
        return sqlite3.SQLITE_DENY if action in (ATTACH, DETACH) else sqlite3.SQLITE_OK

    database.set_authorizer(judge)
    return database


def perform(database: Any, migration: Any, way: Any) -> Any:
    """Apply a migration or take it back."""
    try:
        database.executescript(migration[way])
        if database.in_transaction:
            database.execute("COMMIT")
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        what = f"{way}: {error}"
        raise Stopped(complaint("migration-failed", migration, what)) from None


def complaint(rule: Any, migration: Any, what: Any) -> Any:
    """Return one complaint about a migration."""
    return {"rule": rule, "at": migration["name"], "what": what[:MESSAGE_CHARS_MAX]}


def schema_of(database: Any) -> Any:
    """Return all that a database defines, layout aside."""
    rows = database.execute(f"SELECT type, name, tbl_name, sql FROM sqlite_master WHERE {OURS}")
    return sorted(
        (kind, name, table, " ".join((sql or "").split())) for kind, name, table, sql in rows
    )


def difference(before: Any, after: Any) -> Any:
    """Return in words what differs between two schemas."""
    left = [f"{row[0]} {row[1]}" for row in after if row not in before]
    gone = [f"{row[0]} {row[1]}" for row in before if row not in after]
    return "; ".join(
        f"{word} {', '.join(names[:5])}"
        for word, names in (("left or other:", left), ("missing or other:", gone))
        if names
    )


def rehearse_round(migrations: Any) -> Any:
    """Yield what is wrong with going up, down and up again."""
    database = opened()
    before = []
    for migration in migrations:
        before.append(schema_of(database))
        perform(database, migration, "up")
    top = schema_of(database)
    spoiled = False
    for migration, was in zip(reversed(migrations), reversed(before), strict=True):
        perform(database, migration, "down")
        now = schema_of(database)
        if now != was and not spoiled:
            spoiled = True
            yield complaint(
                "migration-not-reversed", migration, f"after down: {difference(was, now)}"
            )
    if spoiled:
        return
    for migration in migrations:
        perform(database, migration, "up")
    if schema_of(database) != top:
        what = f"the second up: {difference(top, schema_of(database))}"
        yield complaint("migration-not-repeatable", migrations[-1], what)


def rehearse_data(migrations: Any, notes: Any) -> Any:
    """Yield which data of the base's tables does not outlive the new migrations."""
    old = [one for one in migrations if not one["is_new"]]
    new = [one for one in migrations if one["is_new"]]
    if not (old and new):
        return
    database = opened()
    for migration in old:
        perform(database, migration, "up")
    planted = plant(database, notes)
    for migration in new:
        perform(database, migration, "up")
        for table in list(planted):
            lost = loss_of(database, table, planted[table])
            if lost is not None:
                names = {name.casefold() for name in migration["drops"]}
                if not {table.casefold(), lost[0].casefold()} & names:
                    yield complaint("migration-data-lost", migration, lost[1])
                del planted[table]


def plant(database: Any, notes: Any) -> Any:
    """Return the rows that were put into each table, by column."""
    planted = {}
    tables = database.execute(f"SELECT name FROM sqlite_master WHERE type = 'table' AND {OURS}")
    for (table,) in tables.fetchall():
        columns = [
            (row[1], row[2]) for row in database.execute(f"PRAGMA table_info({quoted(table)})")
        ]
        try:
            for number in range(1, ROWS + 1):
                marks = ", ".join("?" * len(columns))
                names = ", ".join(quoted(name) for name, _ in columns)
                values = [value_of(kind, number) for _, kind in columns]
                database.execute(
                    f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})",
                    values,
                )
        except sqlite3.Error as error:
            notes.append(f"no data could be planted in table {table}: {error}")
            continue
        planted[table] = {name: values_in(database, table, name) for name, _ in columns}
    return planted


def loss_of(database: Any, table: Any, planted: Any) -> Any:
    """Return which table or column lost its data and how, or None."""
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({quoted(table)})")]
    if not columns:
        return table, f"table {table} is gone with its rows"
    rows = database.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()[0]
    if rows < ROWS:
        return table, f"{ROWS - rows} of {ROWS} rows of table {table} are gone"
    for name, values in planted.items():
        if name not in columns:
            return f"{table}.{name}", f"column {table}.{name} is gone with its values"
        if all(value is None for value in values_in(database, table, name)) and any(
            value is not None for value in values
        ):
            return f"{table}.{name}", f"the values of column {table}.{name} are gone"
    return None


def values_in(database: Any, table: Any, name: Any) -> Any:
    """Return the values of one column."""
    query = f"SELECT {quoted(name)} FROM {quoted(table)}"
    return [row[0] for row in database.execute(query)]


def value_of(kind: Any, number: Any) -> Any:
    """Return a value that fits a declared type."""
    for word, make in BY_AFFINITY:
        if word in kind.upper():
            return make(number)
    return number


def quoted(name: Any) -> Any:
    """Return a name as SQL takes it."""
    return '"' + re.sub('"', '""', name) + '"'


def main() -> None:
    """Read the migrations, print what is wrong with them."""
    migrations = json.load(sys.stdin)["migrations"]
    complaints: list[Any] = []
    notes: list[str] = []
    try:
        complaints += rehearse_round(migrations)
        if not complaints:
            complaints += rehearse_data(migrations, notes)
    except Stopped as stopped:
        complaints.append(stopped.complaint)
    except sqlite3.Error as error:
        complaints.append(complaint("migration-failed", migrations[-1], str(error)))
    answer = {
        "tool": f"SQLite {sqlite3.sqlite_version}",
        "complaints": complaints,
        "examined": len(migrations),
        "notes": notes,
    }
    print(json.dumps(answer))  # noqa: T201


if __name__ == "__main__":
    main()
