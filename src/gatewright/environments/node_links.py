"""A checkout's node_modules: a folder of its own, whose packages are links into the environment.

The folder itself is real, so that tools can keep their caches in it; the packages behind the links
are read-only. Links between members of a workspace stay relative, and so reach the checkout.
"""

import os
from collections.abc import Iterator
from pathlib import Path

NODE_MODULES = "node_modules"
DEPTH_MAX = 8


def link_node_modules(
    environment: str, checkout: str, root: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give `checkout` the node_modules of `environment`; return notes and program folders.

    Shape: the environment repeats the repository's folders; the nearest programs come first.
    """
    notes = []
    for source in _node_modules_in(environment):
        place = os.path.relpath(source, environment)
        target = Path(checkout, place)
        if os.path.lexists(target):
            notes.append(f"{place} is part of the repository and was left as it is")
        elif target.parent.is_dir() and not target.parent.is_symlink():
            _link_entries(Path(source), target)
    return tuple(notes), tuple(_program_folders(checkout, root))


def _node_modules_in(folder: str, depth: int = 0) -> Iterator[str]:
    """Yield the outermost node_modules folders below `folder`."""
    with os.scandir(folder) as entries:
        folders = sorted(entry.path for entry in entries if entry.is_dir(follow_symlinks=False))
    for path in folders:
        if os.path.basename(path) == NODE_MODULES:
            yield path
        elif depth < DEPTH_MAX:
            yield from _node_modules_in(path, depth + 1)


def _link_entries(source: Path, target: Path) -> None:
    """Make `target` a folder that links to each package of `source`."""
    target.mkdir()
    for entry in sorted(source.iterdir()):
        if entry.name == ".bin" or (entry.name.startswith("@") and not entry.is_symlink()):
            _link_entries(entry, target / entry.name)
        elif entry.is_symlink():
            (target / entry.name).symlink_to(_same_link(entry))
        else:
            (target / entry.name).symlink_to(entry)


def _same_link(entry: Path) -> str:
    """Return what a link becomes: of a member of the workspace, the same; else the package."""
    is_package = NODE_MODULES in Path(os.path.realpath(entry)).parts
    return str(entry) if is_package else os.readlink(entry)


def _program_folders(checkout: str, root: str) -> Iterator[str]:
    """Yield the .bin folders from the project's folder up to the repository's root."""
    place = Path(root)
    for folder in (place, *place.parents) if root else (place,):
        yield str(Path(checkout, folder, NODE_MODULES, ".bin"))
