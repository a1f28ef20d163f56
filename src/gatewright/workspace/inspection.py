"""Judges whether a finished tree is safe to work with. Pure: it sees lists, never a disk.

It looks at the tree and not at the checkout, so nothing can change between the look and the use.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from gatewright.model.change import TreeFile
from gatewright.model.records import dataclass
from gatewright.model.trouble import Mistake
from gatewright.workspace.objects import GITLINK, SYMLINK
from gatewright.workspace.shown import shown
from gatewright.workspace.walk import nested_repository, too_large

HOPS_MAX = 40  # as Linux follows links
NOTED_MAX = 3
DEPTH_MAX = 200  # folders in each other; much in the world walks them by recursion


@dataclass(frozen=True, slots=True)
class Content:
    """A listed tree, with the targets of its symbolic links."""

    files: Mapping[str, TreeFile]
    targets: Mapping[str, str]  # by path


def inspect(known: Mapping[str, TreeFile], content: Content) -> tuple[str, ...]:
    """Return notes on what is odd but was there before.

    Shape: `known` is the tree that `content` starts from.
    Raises: Mistake `snapshot.symlink-leaves`, `.nested-repository`, `.collision`,
            `.too-large` for what is new.
    """
    links = leaving_links(content)
    new_links = [path for path in links if known.get(path) != content.files[path]]
    if new_links:
        raise _leaves(new_links[0], content.targets[new_links[0]])
    gitlinks = [path for path, file in content.files.items() if file.mode == GITLINK]
    new_gitlinks = [path for path in gitlinks if not _is_gitlink(known.get(path))]
    if new_gitlinks:
        raise nested_repository(new_gitlinks)
    _refuse_collisions(known, content.files)
    _refuse_depth(known, content.files)
    return (
        *_note(gitlinks, "submodules, whose content is not judged"),
        *_note(links, "symbolic links that leave the repository, as before"),
    )


def leaving_links(content: Content) -> list[str]:
    """Return the symbolic links that lead out of the tree, seen with all other links of it."""
    links = (path for path, file in content.files.items() if file.mode == SYMLINK)
    return [path for path in links if leaves_tree(path, content.targets)]


def leaves_tree(path: str, targets: Mapping[str, str]) -> bool:
    """Return whether following the link at `path` leads out of the tree.

    Bounds: HOPS_MAX links; a longer chain is followed by no system, so it leads nowhere.
    """
    place: list[str] = []
    ahead = path.split("/")[::-1]
    hops = 0
    while ahead:
        part = ahead.pop()
        if part in ("", "."):
            continue
        if part == "..":
            if not place:
                return True
            place.pop()
            continue
        place.append(part)
        target = targets.get("/".join(place))
        if target is None:
            continue
        hops += 1
        if target.startswith("/"):
            return True
        if hops > HOPS_MAX:
            return False
        place.pop()
        ahead += target.split("/")[::-1]
    return False


def collisions(paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give pairs of names that some file systems take for one; folders are names too."""
    taken: dict[str, str] = {}
    for path in paths:
        end = len(path)
        while end > 0:
            name = path[:end]
            other = taken.setdefault(_folded(name), name)
            if other != name:
                yield other, name
            end = path.rfind("/", 0, end)


def _folded(name: str) -> str:
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def _refuse_collisions(known: Mapping[str, TreeFile], files: Mapping[str, TreeFile]) -> None:
    new = {pair for pair in collisions(tuple(files))}
    if new:
        new -= set(collisions(sorted(known))) if known else set()
    if not new:
        return
    one, other = min(new)
    raise Mistake(
        "snapshot.collision",
        "two names are one on some systems",
        found=f"{shown(one)} and {shown(other)}",
        hints=("rename one of them",),
    )


def _refuse_depth(known: Mapping[str, TreeFile], files: Mapping[str, TreeFile]) -> None:
    deep = next((p for p in files if p.count("/") > DEPTH_MAX and p not in known), None)
    if deep is not None:
        raise too_large(f"{shown(deep[:40])}... is {deep.count('/')} folders deep")


def _is_gitlink(file: TreeFile | None) -> bool:
    return file is not None and file.mode == GITLINK


def _leaves(path: str, target: str) -> Mistake:
    return Mistake(
        "snapshot.symlink-leaves",
        "a new symbolic link leaves the repository",
        found=f"{shown(path)} -> {shown(target)}",
        hints=("copy what it points to, or name the link in .gitignore",),
    )


def _note(paths: Sequence[str], what: str) -> tuple[str, ...]:
    if not paths:
        return ()
    more = ", ..." if len(paths) > NOTED_MAX else ""
    return (f"{len(paths)} {what}: " + ", ".join(shown(p) for p in paths[:NOTED_MAX]) + more,)
