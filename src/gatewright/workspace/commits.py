"""Makes the commits that Gatewright signs for: from a request alone, so that a repeat is the same.

Nothing of the machine goes in: no clock, no configured name, no hook, no signature.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from gatewright.model.ids import CommitId, TreeId
from gatewright.ports.lanes import CommitRequest
from gatewright.workspace.git import GitCall
from gatewright.workspace.objects import read_objects
from gatewright.workspace.vault import Vault, make_quarantine

COMMITTER = "Gatewright <gatewright@localhost>"
HASH_COMMIT = ("hash-object", "-t", "commit", "-w", "--stdin")
_PERSON = re.compile(r"[^<>\n\0]+ <[^<>\n\0]*>")
_COMMITTED = re.compile(rb"^committer [^\n]*> ([0-9]{1,15}) [+-][0-9]{4}$", re.MULTILINE)


def make_commit(vault: Vault, request: CommitRequest) -> CommitId:
    """Keep the commit of `request` in the vault.

    Raises: Mistake `repository.*` where its tree or parent is not whole; ValueError for a request
            that names the wrong kind of object, no person or no instant.
    Crash: the commit is there or not; it is made again under the same name.
    """
    parents = (request.parent, *request.also)
    found = read_objects(vault, (request.tree, *parents))
    if [header.kind for header, _ in found] != ["tree", *("commit" for _ in parents)]:
        raise ValueError(f"not a tree and commits: {request.tree} {' '.join(parents)}")
    instant = datetime.fromisoformat(request.at)
    if instant.tzinfo is None:
        raise ValueError(f"an instant without its zone: {request.at}")
    content = commit_content(
        request.tree, parents, request.message, request.author, int(instant.timestamp())
    )
    return _keep(vault, content)


def commit_content(
    tree: TreeId, parents: Sequence[CommitId], message: str, author: str, at_s: int
) -> bytes:
    """Return the bytes of a commit object. Raises: ValueError where `author` is no person."""
    if not _PERSON.fullmatch(author):
        raise ValueError(f"not a name with a mail address: {author!r}")
    lines = [f"tree {tree}"]
    lines += [f"parent {parent}" for parent in parents]
    lines += [f"author {author} {at_s} +0000", f"committer {COMMITTER} {at_s} +0000"]
    text = message.replace("\0", "?").strip("\n")
    return ("\n".join(lines) + f"\n\n{text}\n").encode("utf-8", "replace")


def committed_at_s(raw: bytes) -> int:
    """Return when a commit was made, in seconds since 1970; 0 where it does not say."""
    match = _COMMITTED.search(raw.partition(b"\n\n")[0])
    return int(match.group(1)) if match else 0


def _keep(vault: Vault, content: bytes) -> CommitId:
    """Write a commit by way of a quarantine: where it is borrowed already, its times stay."""
    with vault.scratch() as scratch:
        quarantine = make_quarantine(scratch)
        call = GitCall(git_dir=vault.git_dir, args=HASH_COMMIT, objects=quarantine, stdin=content)
        name = vault.git.run(call).decode("ascii").strip()
        vault.take_in(quarantine)
        return CommitId(name)
