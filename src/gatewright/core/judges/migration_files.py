"""Read a folder of SQL migrations: `NNN_name.up.sql` with `NNN_name.down.sql`, or one file with
a marker before each part.

The number in front orders them. Text before the first marker belongs to neither part.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from gatewright.model.records import dataclass

SQL_BYTES_MAX = 1024 * 1024
FILES_MAX = 2000
_NAME = re.compile(r"[0-9]{1,18}(?:[._-][A-Za-z0-9._-]{0,200})?")
_WAY = re.compile(r"(?:\.(?:up|down))?\.sql$")
_MARKER = re.compile(
    r"^[ \t]*--[ \t]*"
    r"(?:migrate:(up|down)|\+(?:goose|migrate)[ \t]+(up|down)|(up|down)[ \t]+migration)"
    r"\b[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_DROPS = re.compile(r"^[ \t]*--[ \t]*drops:([^\n]*)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of a database's schema."""

    name: str  # "003_users"
    up: str
    down: str
    paths: tuple[str, ...]  # the files it stands in

    @property
    def drops(self) -> tuple[str, ...]:
        """Return the tables and columns whose data it says it gives up: `-- drops: users.name`."""
        words = (word for line in _DROPS.findall(self.up) for word in re.split(r"[\s,]+", line))
        return tuple(word for word in words if word)


@dataclass(frozen=True, slots=True)
class MigrationFolder:
    """The migrations of one tree, in order, and the files that could not be taken as such."""

    migrations: tuple[Migration, ...]
    misnamed: tuple[str, ...] = ()
    one_way: tuple[str, ...] = ()  # without an up, or without a down
    twice: tuple[str, ...] = ()  # two of them claim one number
    unreadable: tuple[str, ...] = ()


def is_migration(folder: str, path: str) -> bool:
    """Return whether `path` is an SQL file right in `folder`."""
    return path.endswith(".sql") and path.rpartition("/")[0] == folder.strip("/")


def read_migrations(contents: Mapping[str, bytes]) -> MigrationFolder:
    """Return the migrations of `contents`, which are SQL files by path."""
    texts: dict[str, str] = {}
    unreadable: list[str] = []
    for path, content in sorted(contents.items()):
        text = _text_of(content)
        if text is None:
            unreadable.append(path)
        else:
            texts[path] = text
    named: dict[str, list[str]] = {}
    for path in texts:
        named.setdefault(_WAY.sub("", path.rpartition("/")[2]), []).append(path)
    misnamed = [path for name in [*named] if not _NAME.fullmatch(name) for path in named.pop(name)]
    migrations = [_migration(name, paths, texts) for name, paths in named.items()]
    ordered = sorted(migrations, key=lambda one: (_number(one.name), one.name))
    return MigrationFolder(
        tuple(ordered),
        tuple(misnamed),
        tuple(one.name for one in ordered if not (_says(one.up) and _says(one.down))),
        tuple(_repeated(ordered)),
        tuple(unreadable),
    )


def edited(base: Mapping[str, bytes], head: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the files of `base` that are gone or differ in `head`."""
    return tuple(path for path in sorted(base) if head.get(path) != base[path])


def _migration(name: str, paths: Sequence[str], texts: Mapping[str, str]) -> Migration:
    """Return one migration from its files."""
    up, down = "", ""
    for path in paths:
        if path.endswith(".up.sql"):
            up += texts[path]
        elif path.endswith(".down.sql"):
            down += texts[path]
        else:
            both = _split(texts[path])
            up, down = up + both[0], down + both[1]
    return Migration(name, up, down, tuple(paths))


def _split(text: str) -> tuple[str, str]:
    """Return the two parts of a file with markers; all of it is `up` where there is none."""
    marks = list(_MARKER.finditer(text))
    if not marks:
        return text, ""
    parts = {"up": "", "down": ""}
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        word = next(one for one in mark.groups() if one)
        parts[word.lower()] += text[mark.end() : end]
    return parts["up"], parts["down"]


def _says(sql: str) -> bool:
    """Return whether a text holds more than comments."""
    lines = (line.strip() for line in re.sub(r"/\*.*?\*/", " ", sql, flags=re.DOTALL).split("\n"))
    return any(line and not line.startswith("--") for line in lines)


def _repeated(migrations: Iterable[Migration]) -> list[str]:
    """Return the names of migrations whose number another one has."""
    seen: set[int] = set()
    found = []
    for one in migrations:
        number = _number(one.name)
        found += [one.name] if number in seen else []
        seen.add(number)
    return found


def _number(name: str) -> int:
    """Return the number in front of a name."""
    return int(re.match("[0-9]+", name)[0])  # type: ignore[index]


def _text_of(content: bytes) -> str | None:
    """Return SQL as text; None where it is none, or too much."""
    if len(content) > SQL_BYTES_MAX or b"\0" in content:
        return None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
