"""What a run changes, as lines of a unified difference. There is no context: a change has none."""

from collections.abc import Iterator

from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.records import dataclass
from gatewright.views.quoting import plain

SCHEMA = "gatewright.diff/1"


@dataclass(frozen=True, slots=True)
class FileDiff:
    """One file of a difference."""

    path: str
    old_path: str
    status: str
    added: int
    removed: int
    is_binary: bool
    lines: tuple[str, ...]  # with their sign; hunks begin with "@@"


@dataclass(frozen=True, slots=True)
class DiffView:
    """All that a run changes."""

    schema: str
    run_id: str
    base_tree: str
    head_tree: str
    added: int
    removed: int
    files: tuple[FileDiff, ...]


def diff_view(run_id: str, change: Change) -> DiffView:
    """Return a change as every face shows it."""
    return DiffView(
        schema=SCHEMA,
        run_id=run_id,
        base_tree=change.base_tree,
        head_tree=change.head_tree,
        added=change.added_count,
        removed=change.removed_count,
        files=tuple(_file(each) for each in change.files),
    )


def _file(file: ChangedFile) -> FileDiff:
    return FileDiff(
        path=plain(file.path),
        old_path=plain(file.old_path),
        status=file.status.value,
        added=len(file.added),
        removed=len(file.removed),
        is_binary=file.is_binary,
        lines=tuple(_hunks(file)),
    )


def headings(file: FileDiff) -> tuple[str, str]:
    """Return the two lines that name a file before and after."""
    old = "/dev/null" if file.status == FileStatus.ADDED else f"a/{file.old_path}"
    new = "/dev/null" if file.status == FileStatus.DELETED else f"b/{file.path}"
    return f"--- {old}", f"+++ {new}"


def _hunks(file: ChangedFile) -> Iterator[str]:
    """Yield each stretch of changed lines under its heading.

    Shape: `shift` is how far the head's line numbers are ahead of the base's so far.
    """
    removed, added = list(_stretches(file.removed)), list(_stretches(file.added))
    shift = 0
    while removed or added:
        old = removed[0][0].number if removed else None
        new = added[0][0].number - shift if added else None
        takes_old = old is not None and (new is None or old <= new)
        takes_new = new is not None and (old is None or new <= old)
        gone = removed.pop(0) if takes_old else []
        come = added.pop(0) if takes_new else []
        yield _heading(gone, come, shift)
        yield from (f"-{plain(line.text)}" for line in gone)
        yield from (f"+{plain(line.text)}" for line in come)
        shift += len(come) - len(gone)


def _stretches(lines: tuple[Line, ...]) -> Iterator[list[Line]]:
    """Yield runs of lines that follow one another."""
    stretch: list[Line] = []
    for line in lines:
        if stretch and line.number != stretch[-1].number + 1:
            yield stretch
            stretch = []
        stretch.append(line)
    if stretch:
        yield stretch


def _heading(gone: list[Line], come: list[Line], shift: int) -> str:
    """Return the heading of a hunk; an empty side names the line before it, as diff does."""
    old = gone[0].number if gone else come[0].number - shift - 1
    new = come[0].number if come else gone[0].number + shift - 1
    return f"@@ -{old},{len(gone)} +{new},{len(come)} @@"
