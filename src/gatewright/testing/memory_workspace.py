"""Trees kept in memory: for tests of what works with trees but is not about git.

Same laws as the vault (tests/contract/test_trees.py); the lines of a difference are found by
another method, so where a line could be matched in two ways the two may differ.
"""

import difflib
import hashlib
import itertools
import os
from collections.abc import Iterator, Mapping, Sequence

from gatewright.model.change import (
    LINE_CHARS_MAX,
    Change,
    ChangedFile,
    Clash,
    FileStatus,
    Line,
    TreeFile,
)
from gatewright.model.ids import TreeId
from gatewright.model.trouble import Mistake

RENAME_RATIO_MIN = 0.5
ORDINARY = ("100644", "100755")
TEXT_BYTES_MAX = 1024 * 1024
_Kept = tuple[str, bytes]  # mode and content


class MemoryTrees:
    """Implements `ports.workspace.Trees`."""

    def __init__(self) -> None:
        """Start with the empty tree only."""
        self._trees: dict[TreeId, dict[str, _Kept]] = {}
        self.put({})

    def put(self, files: Mapping[str, bytes], modes: Mapping[str, str] | None = None) -> TreeId:
        """Keep a tree. Shape: a path without a mode is an ordinary file, "100644"."""
        given = modes or {}
        return self._keep({path: (given.get(path, "100644"), files[path]) for path in files})

    def files(self, tree: TreeId) -> Sequence[TreeFile]:
        """Return every file of `tree`, sorted by path."""
        return tuple(
            TreeFile(path, mode, hashlib.sha1(content).hexdigest(), len(content))
            for path, (mode, content) in sorted(self._trees[tree].items())
        )

    def read(self, tree: TreeId, paths: Sequence[str]) -> Mapping[str, bytes]:
        """Return the content of those of `paths` that `tree` has; of a link, its target."""
        kept = self._trees[tree]
        return {path: kept[path][1] for path in paths if path in kept}

    def compare(self, base: TreeId, head: TreeId) -> Change:
        """Return what differs between two trees."""
        old, new = self._trees[base], self._trees[head]
        renamed = _renames(old, new)
        gone = set(renamed.values())
        paths = [p for p in {*old, *new} if old.get(p) != new.get(p) and p not in gone]
        changed = [_changed(path, renamed.get(path, path), old, new) for path in paths]
        return Change(base, head, tuple(sorted(changed, key=lambda file: file.path)))

    def compose(self, onto: TreeId, source: TreeId, paths: Sequence[str]) -> TreeId:
        """Return `onto` with each of `paths` as it is in `source`, absent where absent there."""
        theirs = self._trees[source]
        result = {path: kept for path, kept in self._trees[onto].items() if path not in paths}
        for path in (path for path in paths if path in theirs):
            result = {p: kept for p, kept in result.items() if not _exclude_each_other(p, path)}
            result[path] = theirs[path]
        return self._keep(result)

    def rewrite(self, onto: TreeId, contents: Mapping[str, bytes]) -> TreeId:
        """Return `onto` with those ordinary files as `contents` has them; each is there already."""
        kept = self._trees[onto]
        odd = [path for path in contents if kept.get(path, ("",))[0] not in ORDINARY]
        if odd:
            raise ValueError(f"BUG: {odd[0]!r} is no ordinary file of the tree")
        return self._keep({
            path: (mode, contents.get(path, content)) for path, (mode, content) in kept.items()
        })  # fmt: skip

    def merge(self, before: TreeId, head: TreeId, work: TreeId) -> TreeId | tuple[Clash, ...]:
        """Return `head` with what `work` changed since `before`; or where the two clash."""
        old, ours, theirs = self._trees[before], self._trees[head], self._trees[work]
        merged, clashes = dict(ours), []
        for path in sorted({*old, *theirs}):
            sides = old.get(path), ours.get(path), theirs.get(path)
            put = _together(*sides)
            if isinstance(put, str):
                clashes.append(Clash(path, put))
            elif put is None:
                merged.pop(path, None)
            else:
                merged[path] = put
        for path in merged:
            if any(other.startswith(f"{path}/") for other in merged):
                clashes.append(Clash(path, "a file on one side, a folder on the other"))
        return tuple(clashes) if clashes else self._keep(merged)

    def materialise(self, tree: TreeId, folder: str) -> None:
        """Write every file of `tree` into the empty or absent `folder`; no filter is run."""
        if os.path.islink(folder) or (os.path.isdir(folder) and os.listdir(folder)):
            raise Mistake("tree.folder-taken", "the folder is not empty", found=folder)
        os.makedirs(folder, mode=0o755, exist_ok=True)
        for path, (mode, content) in self._trees[tree].items():
            _write(os.path.join(folder, path), mode, content)

    def empty(self) -> TreeId:
        """Return the tree without files."""
        return self._keep({})

    def _keep(self, files: dict[str, _Kept]) -> TreeId:
        name = hashlib.sha1(repr(sorted(files.items())).encode("utf-8", "surrogateescape"))
        tree = TreeId(name.hexdigest())
        self._trees[tree] = files
        return tree


def _together(old: _Kept | None, ours: _Kept | None, theirs: _Kept | None) -> _Kept | str | None:
    """Return what becomes of a path, None where it is gone; in words why it cannot be told."""
    if theirs in (old, ours):
        return ours
    if ours == old:
        return theirs
    if old is None or ours is None or theirs is None:
        return "each side did another thing with it"
    mode = theirs[0] if ours[0] == old[0] else ours[0]
    content = _merged_lines(old[1], ours[1], theirs[1])
    return "both changed the same lines" if content is None else (mode, content)


def _merged_lines(old: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """Return `old` with the edits of both sides; None where two of them touch."""
    lines = old.splitlines(keepends=True)
    edits = sorted({*_edits(lines, ours), *_edits(lines, theirs)}, reverse=True)
    for (later, *_), (_, end, _) in itertools.pairwise(edits):
        if end >= later:
            return None
    for start, end, put in edits:
        lines[start:end] = put
    return b"".join(lines)


def _edits(old: list[bytes], content: bytes) -> Iterator[tuple[int, int, tuple[bytes, ...]]]:
    """Yield which lines of `old` became which."""
    new = content.splitlines(keepends=True)
    for tag, i, j, k, n in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield i, j, tuple(new[k:n])


def _exclude_each_other(one: str, other: str) -> bool:
    """Return whether one path would have to be a file and a folder at once."""
    return one.startswith(other + "/") or other.startswith(one + "/")


def _renames(old: Mapping[str, _Kept], new: Mapping[str, _Kept]) -> dict[str, str]:
    """Return old paths by new ones, for files that moved and stayed alike."""
    gone = sorted(path for path in old if path not in new)
    found: dict[str, str] = {}
    for path in sorted(path for path in new if path not in old):
        ratios = [(_likeness(old[other][1], new[path][1]), other) for other in gone]
        best, other = max(ratios, default=(0.0, ""))
        if best >= RENAME_RATIO_MIN:
            found[path] = other
            gone.remove(other)
    return found


def _likeness(one: bytes, other: bytes) -> float:
    if not one or not other:
        return 0.0
    matcher = difflib.SequenceMatcher(None, one.splitlines(), other.splitlines(), autojunk=False)
    return matcher.ratio()


def _changed(
    path: str, old_path: str, old: Mapping[str, _Kept], new: Mapping[str, _Kept]
) -> ChangedFile:
    before = old.get(old_path, ("", b""))[1]
    after = new.get(path, ("", b""))[1]
    if any(b"\0" in part[:8000] or len(part) > TEXT_BYTES_MAX for part in (before, after)):
        return ChangedFile(path, _status(path, old_path, old, new), old_path, is_binary=True)
    added, removed = _lines(before, after)
    return ChangedFile(path, _status(path, old_path, old, new), old_path, added, removed)


def _status(
    path: str, old_path: str, old: Mapping[str, _Kept], new: Mapping[str, _Kept]
) -> FileStatus:
    if path != old_path:
        return FileStatus.RENAMED
    if path not in old:
        return FileStatus.ADDED
    return FileStatus.MODIFIED if path in new else FileStatus.DELETED


def _lines(before: bytes, after: bytes) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    old, new = before.split(b"\n"), after.split(b"\n")
    # A last line without its end is another line than the same with it.
    old = [line + b"\n" for line in old[:-1]] + [line for line in old[-1:] if line]
    new = [line + b"\n" for line in new[:-1]] + [line for line in new[-1:] if line]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    edits = [edit for edit in matcher.get_opcodes() if edit[0] != "equal"]
    removed = tuple(line for _, i, j, _, _ in edits for line in _numbered(old, i, j))
    added = tuple(line for _, _, _, i, j in edits for line in _numbered(new, i, j))
    return added, removed


def _numbered(lines: Sequence[bytes], start: int, end: int) -> Iterator[Line]:
    for number in range(start, end):
        line = lines[number].removesuffix(b"\n").removesuffix(b"\r")
        yield Line(number + 1, line.decode("utf-8", "replace")[:LINE_CHARS_MAX])


def _write(path: str, mode: str, content: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if mode == "120000":
        os.symlink(content, os.fsencode(path))
        return
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, 0o755 if mode == "100755" else 0o644)
