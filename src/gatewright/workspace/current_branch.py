"""Which branch a checkout is on, by reading one small file: git is not run."""

import os

from gatewright.workspace.discovery import Found

HEAD_BYTES_MAX = 4096
HEADS = "refs/heads/"


def current_branch(found: Found) -> str:
    """Return the branch that is checked out; "" where there is none, or where it cannot be said."""
    head = os.path.join(found.git_dir, "HEAD")
    if os.path.islink(head):  # as very old versions of git wrote it
        return _branch_in(os.readlink(head))
    try:
        descriptor = os.open(head, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        return ""
    if not os.path.isfile(descriptor):  # a folder cannot even be opened as a file
        os.close(descriptor)
        return ""
    with open(descriptor, "rb") as file:
        content = file.read(HEAD_BYTES_MAX)
    text = os.fsdecode(content).strip()
    return _branch_in(text.removeprefix("ref:").strip()) if text.startswith("ref:") else ""


def _branch_in(ref: str) -> str:
    return ref.removeprefix(HEADS) if ref.startswith(HEADS) else ""
