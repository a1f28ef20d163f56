"""Puts together what two sides made of one tree: path by path, and inside a file by its lines.

No work tree, no merge driver, no attribute: git is asked only to merge three files that lie in a
scratch folder of ours. What cannot be put together is told, never guessed.
"""

import os
from collections.abc import Mapping

from gatewright.model.change import Clash, TreeFile
from gatewright.model.records import dataclass
from gatewright.workspace.git import GitCall
from gatewright.workspace.vault import Vault
from gatewright.workspace.walk import Entry

ORDINARY = ("100644", "100755")
CLASHES_MAX = 50
HUNK_CHARS_MAX = 4000
FILE_BYTES_MAX = 8 * 1024 * 1024
NAMES = ("head", "before", "work")
_MARK = b"<<<<<<<"

Files = Mapping[str, TreeFile]


@dataclass(frozen=True, slots=True)
class Sides:
    """One path as it was, as the head has it, as the work has it; None where it is not there."""

    before: TreeFile | None
    head: TreeFile | None
    work: TreeFile | None


def sides_of(before: Files, head: Files, work: Files) -> Mapping[str, Sides]:
    """Return the paths that the work changed and the head does not have the same way."""
    paths = sorted({*before, *work})
    found = {path: Sides(before.get(path), head.get(path), work.get(path)) for path in paths}
    return {
        path: each
        for path, each in found.items()
        if not _same(each.work, each.before) and not _same(each.work, each.head)
    }


def as_worked(sides: Sides) -> bool:
    """Return whether only the work changed a path, so that it is taken as the work has it."""
    return _same(sides.head, sides.before)


def merged_mode(sides: Sides) -> str:
    """Return the mode of a file that both sides changed; "" where they differ in it."""
    if sides.before is None or sides.head is None or sides.work is None:
        return ""
    modes = (sides.before.mode, sides.head.mode, sides.work.mode)
    if any(mode not in ORDINARY for mode in modes):
        return ""
    before, head, work = modes
    return work if head == before else head


def why_apart(sides: Sides) -> str:
    """Return in words why a path cannot be put together by its lines."""
    if sides.before is None:
        return "both added it, each in another way"
    if sides.head is None:
        return "it was removed meanwhile, and the work changes it"
    if sides.work is None:
        return "it was changed meanwhile, and the work removes it"
    return "both changed it, and it is no ordinary file on each side"


def folder_clashes(head: Files, edits: Mapping[str, Entry | None]) -> list[Clash]:
    """Return the paths that would have to be a file and a folder at once."""
    paths = ({*head} | {path for path, entry in edits.items() if entry is not None}) - {
        path for path, entry in edits.items() if entry is None
    }
    folders = {path[:at] for path in paths for at, sign in enumerate(path) if sign == "/"}
    says = "a file on one side, a folder on the other"
    return [Clash(path, says) for path in sorted(paths & folders)]


def merge_contents(
    vault: Vault, scratch: str, path: str, contents: tuple[bytes, bytes, bytes]
) -> bytes | Clash:
    """Return a file with the changes of both sides, or where they clash.

    Shape: `contents` are those of the head, before, and of the work.
    """
    if any(len(content) > FILE_BYTES_MAX for content in contents):
        return Clash(path, f"both changed it, and it is larger than {FILE_BYTES_MAX >> 20} MiB")
    places = [_put(scratch, name, each) for name, each in zip(NAMES, contents, strict=True)]
    labels = [word for name in NAMES for word in ("-L", name)]
    args = ("merge-file", "-p", "-q", *labels, *places)
    answer = vault.git.ask(GitCall(git_dir=vault.git_dir, args=args))
    if answer.code == 0 and not answer.is_cut:
        return answer.stdout
    if answer.code > 127 or answer.is_cut:
        return Clash(path, "both changed it, and it is no text")
    line = answer.stdout[: answer.stdout.find(_MARK)].count(b"\n") + 1
    return Clash(path, "both changed the same lines", line, hunks_in(answer.stdout))


def hunks_in(marked: bytes) -> str:
    """Return the lines that clash, with their marks, cut to what somebody reads."""
    kept: list[str] = []
    is_inside = False
    for each in marked.decode("utf-8", "replace").splitlines():
        is_inside = is_inside or each.startswith("<<<<<<< ")
        if is_inside:
            kept.append(each)
        is_inside = is_inside and not each.startswith(">>>>>>> ")
    return "\n".join(kept)[:HUNK_CHARS_MAX]


def _put(scratch: str, name: str, content: bytes) -> str:
    place = os.path.join(scratch, name)
    with open(place, "wb") as file:
        file.write(content)
    return place


def _same(one: TreeFile | None, other: TreeFile | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.mode, one.blob) == (other.mode, other.blob)
