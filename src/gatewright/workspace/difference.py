"""Parses what git says about the difference of two trees. Pure, and total over git's output.

The records give paths and states; the patch gives lines. The patch is matched by order and counted
by its own numbers, so nothing that stands in a file can be taken for a header.
"""

import re
from collections.abc import Iterator, Sequence

from gatewright.model.change import LINE_CHARS_MAX, ChangedFile, FileStatus, Line
from gatewright.model.records import dataclass, field
from gatewright.workspace.objects import GITLINK, to_text

LINES_MAX = 1_000_000  # of one difference, all files together
_HUNK = re.compile(rb"@@ -(\d{1,18})(?:,(\d{1,18}))? \+(\d{1,18})(?:,(\d{1,18}))? @@")
_STATUSES = {
    "A": FileStatus.ADDED,
    "D": FileStatus.DELETED,
    "M": FileStatus.MODIFIED,
    "T": FileStatus.MODIFIED,
    "R": FileStatus.RENAMED,
}


@dataclass(frozen=True, slots=True)
class Record:
    """One file of the difference, without its lines."""

    path: str
    old_path: str
    status: FileStatus
    is_gitlink: bool
    section_count: int  # a change of type is shown as a deletion and an addition


@dataclass(slots=True)
class Section:
    """What the patch says of one file."""

    added: list[Line] = field(default_factory=list)
    removed: list[Line] = field(default_factory=list)
    is_binary: bool = False


def parse_difference(output: bytes, is_cut: bool) -> tuple[ChangedFile, ...]:
    """Return the changed files, sorted by path.

    Shape: `output` is of `diff-tree -z --raw --patch -U0`; where it is cut, the files whose lines
    did not arrive whole count as binary: nobody saw their lines.
    """
    records, patch = _split_records(output)
    sections = list(_sections(patch))
    if is_cut and sections:
        sections[-1] = Section(is_binary=True)
    files = []
    for record in records:
        mine = sections[: record.section_count]
        del sections[: record.section_count]
        files.append(_changed_file(record, mine))
    return tuple(sorted(files, key=lambda file: file.path))


def _split_records(output: bytes) -> tuple[list[Record], bytes]:
    """Return the records and the patch after the empty field that ends them."""
    records: list[Record] = []
    position = 0
    while output.startswith(b":", position):
        fields: list[bytes] = []
        wanted = 2
        while len(fields) < wanted:
            end = output.find(b"\0", position)
            if end < 0:
                return records, b""
            fields.append(output[position:end])
            position = end + 1
            if len(fields) == 1 and fields[0].split()[-1][:1] == b"R":
                wanted = 3
        records.append(_record(fields))
    return records, output[position + 1 :]


def _record(fields: Sequence[bytes]) -> Record:
    old_mode, mode, _, _, letter = fields[0].decode("ascii")[1:].split()
    return Record(
        to_text(fields[-1]),
        to_text(fields[1]),
        _STATUSES[letter[0]],
        GITLINK in (old_mode, mode),
        2 if letter[0] == "T" else 1,
    )


def _sections(patch: bytes) -> Iterator[Section]:
    lines = _Lines(patch)
    section: Section | None = None
    lines_left = LINES_MAX
    while (line := lines.take()) is not None:
        if line.startswith(b"diff --git "):
            if section is not None:
                yield section
            section = Section(is_binary=lines_left <= 0)
        elif section is not None and line.startswith(b"Binary files "):
            section.is_binary = True
        elif section is not None and (hunk := _HUNK.match(line)):
            lines_left -= _take_hunk(lines, hunk, section, lines_left)
    if section is not None:
        yield section


def _take_hunk(lines: "_Lines", hunk: re.Match[bytes], section: Section, lines_left: int) -> int:
    """Add the lines of one hunk to `section` and return how many there were."""
    old, old_count, new, new_count = (int(group or 1) for group in hunk.groups())
    old_count = 0 if hunk.group(2) == b"0" else old_count
    new_count = 0 if hunk.group(4) == b"0" else new_count
    if old_count + new_count > lines_left:
        section.is_binary = True
    for into, first, count, mark in (
        (section.removed, old, old_count, b"-"),
        (section.added, new, new_count, b"+"),
    ):
        for number in range(first, first + count):
            line = lines.take_marked(mark)
            if line is None:
                return old_count + new_count
            if not section.is_binary:
                into.append(Line(number, _text(line)))
    return old_count + new_count


class _Lines:
    """The lines of a patch, one after the other; only a line feed ends one."""

    __slots__ = ("_patch", "_position")

    def __init__(self, patch: bytes) -> None:
        self._patch = patch
        self._position = 0

    def take(self) -> bytes | None:
        """Return the next line; None at the end."""
        if self._position >= len(self._patch):
            return None
        end = self._patch.find(b"\n", self._position)
        end = len(self._patch) if end < 0 else end
        line = self._patch[self._position : end]
        self._position = end + 1
        return line

    def take_marked(self, mark: bytes) -> bytes | None:
        """Return the next line that is marked; what says "no newline at end" is passed over."""
        line = self.take()
        while line is not None and line.startswith(b"\\"):
            line = self.take()
        return line[1:] if line is not None and line.startswith(mark) else None


def _text(line: bytes) -> str:
    return line.removesuffix(b"\r").decode("utf-8", "replace")[:LINE_CHARS_MAX]


def _changed_file(record: Record, sections: Sequence[Section]) -> ChangedFile:
    is_binary = len(sections) < record.section_count or any(part.is_binary for part in sections)
    has_lines = not is_binary and not record.is_gitlink
    return ChangedFile(
        record.path,
        record.status,
        record.old_path,
        tuple(line for part in sections for line in part.added) if has_lines else (),
        tuple(line for part in sections for line in part.removed) if has_lines else (),
        is_binary,
    )
