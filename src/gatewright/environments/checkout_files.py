"""Files of a checkout by pattern, and copying them safely: a checkout may hold hostile links."""

import os
import shutil
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

FILES_MAX = 100_000
LEFT_OUT = frozenset({".git", "node_modules"})


def list_files(root: str) -> Iterator[str]:
    """Yield the relative paths of all files and links below `root`, sorted by folder."""
    seen = 0
    for folder, folders, names in os.walk(root):
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        folders[:] = sorted(name for name in folders if name not in (*links, *LEFT_OUT))
        for name in sorted((*names, *links)):
            seen += 1
            if name in LEFT_OUT or seen > FILES_MAX:
                continue
            yield os.path.relpath(os.path.join(folder, name), root)


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Return whether a path is named by a pattern: itself, a folder of it, or a glob."""
    return any(_matches(path, pattern.rstrip("/")) for pattern in patterns)


def describe_file(root: str, path: str) -> tuple[str, bytes]:
    """Return the kind and content of a file: of a link, its target."""
    full = os.path.join(root, path)
    if os.path.islink(full):
        return "link", os.fsencode(os.readlink(full))
    kind = "program" if os.access(full, os.X_OK) else "file"
    return kind, Path(full).read_bytes()


def copy_file(source_root: str, path: str, target_root: str) -> bool:
    """Copy one regular file to the same place below another root; return whether it was.

    Shape: nothing is read or written through a link, and nothing outside `target_root`.
    """
    source, target = Path(source_root, path), Path(target_root, path)
    if not _is_plain(source_root, path) or not source.is_file():
        return False
    if _crosses_link(target_root, path):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copyfile(source, target, follow_symlinks=False)
    target.chmod(0o755 if os.access(source, os.X_OK) else 0o644)
    return True


def copy_link(source_root: str, path: str, target_root: str) -> None:
    """Repeat a link at the same place below another root."""
    target = Path(target_root, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(os.readlink(os.path.join(source_root, path)))


def is_inside(path: str) -> bool:
    """Return whether a relative path stays where it starts."""
    parts = Path(path).parts
    return bool(parts) and not os.path.isabs(path) and ".." not in parts


def _matches(path: str, pattern: str) -> bool:
    if path == pattern or path.startswith(f"{pattern}/"):
        return True
    plain = pattern.replace("/**/", "/*").removesuffix("/**")
    return fnmatchcase(path, pattern) or fnmatchcase(path, plain) or path.startswith(f"{plain}/")


def _is_plain(root: str, path: str) -> bool:
    return is_inside(path) and not _crosses_link(root, path) and not Path(root, path).is_symlink()


def _crosses_link(root: str, path: str) -> bool:
    """Return whether a folder on the way to `path` is a link."""
    place = Path(root)
    for part in Path(path).parts[:-1]:
        place /= part
        if place.is_symlink():
            return True
    return not is_inside(path)
