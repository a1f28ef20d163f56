"""Which kind of file system a folder is on. SQLite's log does not work across a network."""

import os
from pathlib import Path

NETWORK_TYPES = frozenset({
    "9p", "afs", "ceph", "cifs", "davfs", "fuse.glusterfs", "fuse.sshfs", "glusterfs", "lustre",
    "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "virtiofs",
})  # fmt: skip
_MOUNTS = Path("/proc/self/mountinfo")
_ESCAPES = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}


def network_note(folder: str) -> str:
    """Return a warning where `folder` is on a network file system; "" where it is not, or unknown.

    Source: proc_pid_mountinfo(5), fields 5 and the first behind the dash.
    """
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
    found = file_system_type(os.path.realpath(folder), mounts)
    if found not in NETWORK_TYPES:
        return ""
    return f"{folder} is on {found}: SQLite keeps no promise there when two machines write"


def file_system_type(folder: str, mounts: str) -> str:
    """Return the type of the mount that holds the absolute `folder`; "" where none does."""
    best, found = "", ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) < 5 or not right:
            continue
        point = _unescaped(fields[4])
        is_above = folder == point or folder.startswith(point.rstrip("/") + "/")
        if is_above and len(point) >= len(best):  # the later of two at one place is on top
            best, found = point, right.split(" ")[0]
    return found


def _unescaped(text: str) -> str:
    for escape, character in _ESCAPES.items():
        text = text.replace(escape, character)
    return text
