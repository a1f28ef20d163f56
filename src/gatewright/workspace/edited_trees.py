"""Names the tree that edits of another one come to, where git would only write it once more.

Pure: it sees a listing. What it does not name, git is asked to write: edits of a tree that git
itself would not have written, and those that make a folder of a file or a file of a folder.
"""

from collections.abc import Iterable, Iterator, Mapping

from gatewright.model.ids import TreeId
from gatewright.workspace.objects import FOLDER, MODES, TreeListing, object_name, to_bytes
from gatewright.workspace.walk import Entry

Folder = dict[str, Entry]
"""What lies in a folder, by its name there."""


def name_edited(
    listing: TreeListing, edits: Mapping[str, Entry | None], like: str
) -> tuple[TreeId, ...]:
    """Return the names of the new trees, the whole one last; () where git must say.

    Shape: None takes a path away. `like` is any object name of the same kind of hash.
    """
    has_empty = object_name("tree", b"", like) in listing.folders.values()
    if not listing.is_ordinary or has_empty or _is_odd(listing, edits):
        return ()
    folders = _touched(listing, edits)
    for path, entry in edits.items():
        place, name = _parted(path)
        folders[place].pop(name, None)
        if entry is not None:
            folders[place][name] = entry
    if any(entry.mode not in MODES for folder in folders.values() for entry in folder.values()):
        return ()
    return tuple(_named(folders, like))


def _is_odd(listing: TreeListing, edits: Mapping[str, Entry | None]) -> bool:
    """Return whether something is a file on one side and a folder on the other."""
    files = {file.path for file in listing.files}
    above = set(_folders_of(edits))
    return not files.isdisjoint(above) or not listing.folders.keys().isdisjoint(edits)


def _touched(listing: TreeListing, edits: Iterable[str]) -> dict[str, Folder]:
    """Return each folder that an edited path lies in, at any depth, as the listing has it."""
    folders: dict[str, Folder] = {folder: {} for folder in _folders_of(edits)}
    for file in listing.files:
        place, name = _parted(file.path)
        if place in folders:
            folders[place][name] = Entry(file.mode, file.blob)
    for path, tree in listing.folders.items():
        place, name = _parted(path)
        if place in folders and path not in folders:
            folders[place][name] = Entry(FOLDER, tree)
    return folders


def _named(folders: dict[str, Folder], like: str) -> Iterator[TreeId]:
    """Give the name of each folder, those below first; one that holds nothing is gone."""
    for path in sorted(folders, key=lambda path: path.count("/") if path else -1, reverse=True):
        tree = TreeId(object_name("tree", _content(folders[path]), like))
        if path and folders[path]:
            place, name = _parted(path)
            folders[place][name] = Entry(FOLDER, tree)
        if folders[path] or not path:
            yield tree


def _content(folder: Folder) -> bytes:
    """Return a tree object: git's order counts a folder as if its name ended with a slash."""
    named = {
        to_bytes(name) + b"/" * (entry.mode == FOLDER): (to_bytes(name), entry)
        for name, entry in folder.items()
    }
    return b"".join(
        entry.mode.lstrip("0").encode("ascii") + b" " + name + b"\0" + bytes.fromhex(entry.blob)
        for _, (name, entry) in sorted(named.items())
    )


def _folders_of(paths: Iterable[str]) -> Iterator[str]:
    """Give every folder above each of `paths`, the whole tree among them."""
    for path in paths:
        place = path
        while place:
            place = _parted(place)[0]
            yield place


def _parted(path: str) -> tuple[str, str]:
    place, _, name = path.rpartition("/")
    return place, name
