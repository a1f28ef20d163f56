"""The one place that writes into the user's repository: objects, and a ref by compare-and-swap.

Invariants: no hook is run, neither a file nor one that their settings name; HEAD, index and files
are not touched; of their settings only those on sharing and compression have an effect.
"""

import os
import re
import shlex
import stat
from collections.abc import Iterator

from gatewright.model.change import Repository
from gatewright.model.ids import CommitId
from gatewright.model.records import dataclass
from gatewright.model.trouble import Mistake
from gatewright.workspace.git import GitCall, GitFailed
from gatewright.workspace.listing import read_copy
from gatewright.workspace.objects import to_text
from gatewright.workspace.refs import HEADS, Ref, read_refs
from gatewright.workspace.shown import shown
from gatewright.workspace.vault import Vault
from gatewright.workspace.walk import look

OURS = f"{HEADS}gw/"
_OBJECTS_AT = slice(8, 12)  # of a pack: how many objects it holds
_LOCK = re.compile(rb"(?:[0-9a-f]{40}(?:[0-9a-f]{24})?\n)?")
_HOOK = re.compile(r"hook\.(.+)\.[^.]+", re.DOTALL)
_WRITER = (
    "user.name=Gatewright",
    "user.email=gatewright@localhost",
    "core.logAllRefUpdates=false",  # an existing log goes on; none is begun
    "core.filesRefLockTimeout=1000",  # a lock that stays as it is for so long is of a dead process
)


@dataclass(frozen=True, slots=True)
class _Lock:
    """A lock of a ref, as it was seen."""

    inode: int
    changed_at_ns: int
    content: bytes | None


def give_objects(vault: Vault, repository: Repository, commit: CommitId) -> None:
    """Copy what `commit` holds and the user's repository lacks, as one pack that appears whole.

    Raises: Mistake `branch.unwritable` where git may not write there.
    """
    refs = read_refs(vault.git, repository.git_dir)
    names = "".join(f"{name}\n" for name in sorted({ref.target for ref in refs.values()}))
    kinds = vault.call("cat-file", "--batch-check", stdin=names.encode("ascii")).split(b"\n")
    tips = [words[0] for line in kinds if (words := line.split())[1:2] == [b"commit"]]
    wanted = b"\n".join([commit.encode("ascii"), *(b"^" + tip for tip in tips), b""])
    options = ("-q", "--revs", "--local", "--delta-base-offset", "--stdout")
    pack = vault.call("pack-objects", *options, stdin=wanted)
    if int.from_bytes(pack[_OBJECTS_AT], "big"):
        args = ("index-pack", "--stdin")
        answer = vault.git.ask(GitCall(git_dir=repository.common_dir, args=args, stdin=pack))
        if answer.code != 0:
            raise Mistake(
                "branch.unwritable",
                "the commits could not be written into this repository",
                found=answer.said,
            )


def swap(vault: Vault, repository: Repository, ref: str, old: Ref | None, new: CommitId) -> None:
    """Move `ref` from `old` to `new`. Raises: Mistake `branch.moved`, `branch.unwritable`.

    Crash: it is moved or not; a lock that a killed git left on a branch of ours is removed by the
           next call.
    """
    lock = _lock_of(repository, ref)
    try:
        _update(vault, repository, ref, old, new)
    except GitFailed as failed:
        if ref.startswith(OURS) and lock is not None and lock == _lock_of(repository, ref):
            os.unlink(_lock_path(repository, ref))
            swap(vault, repository, ref, old, new)
            return
        now = read_refs(vault.git, repository.git_dir).get(ref)
        if (now and now.target) == new:
            return
        if (now and now.target) != (old and old.target):
            raise moved(ref.removeprefix(HEADS), now) from failed
        raise _unwritable(ref.removeprefix(HEADS), failed.found) from failed


def take_away(vault: Vault, repository: Repository, ref: str, old: Ref) -> None:
    """Remove `ref`, which is at `old`. Raises: Mistake `branch.moved`, `branch.unwritable`.

    Crash: it is there or gone.
    """
    try:
        _write_ref(vault, repository, ("-d", ref, old.target))
    except GitFailed as failed:
        now = read_refs(vault.git, repository.git_dir).get(ref)
        if now is None:
            return
        if now.target != old.target:
            raise moved(ref.removeprefix(HEADS), now) from failed
        raise _unwritable(ref.removeprefix(HEADS), failed.found) from failed


def silencing(listing: bytes) -> Iterator[str]:
    """Give settings that switch off each hook that settings name, as newer versions of git do.

    Shape: `listing` is of `config -z --name-only`.
    Raises: Mistake `branch.unwritable` for a name that no setting on a command line can hold.
    """
    keys = (_HOOK.fullmatch(key) for key in to_text(listing).split("\0"))
    for name in sorted({match.group(1) for match in keys if match}):
        if "=" in name or "\n" in name:
            raise _unwritable("gw", f"the hook {shown(name)} cannot be switched off")
        yield f"hook.{name}.enabled=false"


def moved(branch: str, found: Ref | None) -> Mistake:
    """Return the mistake of a branch that somebody else moved to where it was `found`."""
    if found is None:
        is_at = "it is gone"
    elif found.points_to:
        is_at = f"it is another name of {shown(found.points_to)}"
    else:
        is_at = f"it is at {found.target[:12]}"
    return Mistake(
        "branch.moved",
        f"somebody else moved the branch {shown(branch)}",
        found=is_at,
        hints=(f"git branch -m {shlex.quote(shown(branch))} <name>    keeps what is on it",),
    )


def _update(vault: Vault, repository: Repository, ref: str, old: Ref | None, new: CommitId) -> None:
    before = old.target if old is not None else "0" * len(new)
    _write_ref(vault, repository, ("-m", "gatewright", ref, new, before))


def _write_ref(vault: Vault, repository: Repository, words: tuple[str, ...]) -> None:
    """Have git write one ref, with every hook switched off."""
    where = repository.common_dir
    keys = ("config", "-z", "--name-only", "--get-regexp", r"^hook\.")
    hooks = vault.git.ask(GitCall(git_dir=where, args=keys)).stdout
    args = ("update-ref", "--no-deref", *words)
    vault.git.run(GitCall(git_dir=where, args=args, settings=(*_WRITER, *silencing(hooks))))


def _lock_path(repository: Repository, ref: str) -> str:
    return os.path.join(repository.common_dir, f"{ref}.lock")


def _lock_of(repository: Repository, ref: str) -> _Lock | None:
    """Return a lock as git leaves it when it is killed: a file with nothing, or with a name."""
    path = _lock_path(repository, ref)
    found = look(path)
    if found is None or not stat.S_ISREG(found.st_mode):
        return None
    content = read_copy(path, 128)
    is_of_git = content is not None and _LOCK.fullmatch(content)
    return _Lock(found.st_ino, found.st_mtime_ns, content) if is_of_git else None


def _unwritable(branch: str, said: str) -> Mistake:
    return Mistake(
        "branch.unwritable",
        f"the branch {shown(branch)} could not be written",
        found=said,
        hints=("git branch -m gw <name>    where a branch called gw is in the way of gw/...",),
    )
