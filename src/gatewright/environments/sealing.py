"""Whether a kept folder is still what was built: a list of every file, taken when it is sealed.

Size and time of all files are compared; content too, of the few that run before any import does.
The list is kept outside the folder it describes. Content need not be read again where nothing can
have written to it since (`read_before`).
"""

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

HASHED_SUFFIX = ".pth"
HASHED_NAMES = ("sitecustomize.py", "usercustomize.py", "entry_points.txt", "pyvenv.cfg")
HASHED_FOLDERS = ("bin", ".bin", "Scripts")
NAMED_MAX = 5

Entry = list[str | int]
"""Kind, size, time in ns, and the digest or the link's target; kept as JSON."""
DigestOf = Callable[[str, os.stat_result], str]


def survey_folder(folder: str, digest_of: DigestOf) -> dict[str, Entry]:
    """Return an entry for every file, link and folder below `folder`, by relative path."""
    found: dict[str, Entry] = {}
    ahead = [(folder, "")]
    while ahead:
        place, inside = ahead.pop()
        parent = os.path.basename(place)
        with os.scandir(place) as entries:
            for entry in entries:
                path = inside + entry.name
                found[path] = _describe(entry, parent, digest_of)
                if found[path][0] == "folder":
                    ahead.append((entry.path, f"{path}/"))
    return found


def make_read_only(folder: str) -> None:
    """Take every right to write below `folder` away. Links are left alone."""
    for entry in _walk(folder):
        if not entry.is_symlink():
            mode = stat.S_IMODE(entry.stat(follow_symlinks=False).st_mode)
            os.chmod(entry.path, mode & 0o7555)
    os.chmod(folder, 0o555)


def make_writable(folder: str) -> None:
    """Give the owner the right to write to the folders below `folder`, to remove them."""
    if os.path.islink(folder) or not os.path.isdir(folder):
        return
    os.chmod(folder, 0o755)
    for entry in list(os.scandir(folder)):
        if entry.is_dir(follow_symlinks=False):
            make_writable(entry.path)


def differences(folder: str, sealed: dict[str, Entry], digest_of: DigestOf) -> list[str]:
    """Return in words what differs from the sealed list, at most NAMED_MAX things."""
    if not os.path.isdir(folder):
        return ["the folder is gone"]
    seen = survey_folder(folder, digest_of)
    planted = [f"{path} was added" for path in sorted(seen.keys() - sealed.keys())]
    lost = [f"{path} is gone" for path in sorted(sealed.keys() - seen.keys())]
    edited = [
        f"{path} was changed"
        for path in sorted(seen.keys() & sealed.keys())
        if seen[path] != sealed[path]
    ]
    return [*planted, *edited, *lost][:NAMED_MAX]


def read_digest(path: str) -> str:
    """Return the digest of the content of a file."""
    if not stat.S_ISREG(os.lstat(path).st_mode):
        return "not a file"
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def entries_to_bytes(entries: dict[str, Entry]) -> bytes:
    """Return the list as it is kept."""
    return json.dumps(entries, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "surrogateescape"
    )


def entries_from_bytes(kept: bytes) -> dict[str, Entry]:
    """Return a kept list. Raises: ValueError when it is not one."""
    try:
        entries = json.loads(kept.decode("utf-8", "surrogateescape"))
    except RecursionError:
        raise ValueError("not a list of files") from None
    if not isinstance(entries, dict):
        raise ValueError("not a list of files")
    return entries


def _walk(folder: str) -> Iterator[os.DirEntry[str]]:
    """Yield everything below `folder`, folders after what they hold."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path)
            yield entry


def _describe(entry: os.DirEntry[str], parent: str, digest_of: DigestOf) -> Entry:
    if entry.is_symlink():
        return ["link", 0, 0, os.readlink(entry.path)]
    if entry.is_dir(follow_symlinks=False):
        return ["folder", 0, 0, ""]
    facts = entry.stat(follow_symlinks=False)
    digest = digest_of(entry.path, facts) if _runs_early(entry.name, parent) else ""
    return ["file", facts.st_size, facts.st_mtime_ns, digest]


def _runs_early(name: str, parent: str) -> bool:
    """Return whether a file runs, or decides what runs, before any test is imported."""
    return parent in HASHED_FOLDERS or name in HASHED_NAMES or name.endswith(HASHED_SUFFIX)
