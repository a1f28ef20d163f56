"""Puts our commits into the user's repository: objects first, then one ref by compare-and-swap.

Invariants: a ref other than `refs/heads/gw/...` is moved only by `land`, only forward, and only
where nobody has it checked out; no hook is run; HEAD, index and files are never touched. All of it
looks first and acts then, so that it may be repeated after a kill between any two steps.
"""

import re
import shlex
from collections.abc import Sequence

from gatewright.model.change import Repository
from gatewright.model.ids import CommitId
from gatewright.model.trouble import Mistake
from gatewright.ports.lanes import MustBeTyped, Took
from gatewright.workspace.checked_out import find_user_of
from gatewright.workspace.git import GitCall, GitFailed
from gatewright.workspace.objects import to_text
from gatewright.workspace.refs import HEADS, Ref, Refs, nearest_names, read_refs
from gatewright.workspace.vault import Vault
from gatewright.workspace.walk import shown

PUBLISHED = "refs/published/"
"""Where the vault remembers what we last put on a branch of ours."""

_BRANCH = re.compile(r"gw/[a-z0-9][a-z0-9._-]{0,199}")
_OBJECTS_AT = slice(8, 12)  # of a pack: how many objects it holds
_WRITER = (
    "user.name=Gatewright",
    "user.email=gatewright@localhost",
    "core.logAllRefUpdates=false",  # an existing log goes on; none is begun
)


def is_our_branch(name: str) -> bool:
    """Return whether `name` is one that Gatewright may write."""
    return bool(_BRANCH.fullmatch(name)) and ".." not in name and not name.endswith((".", ".lock"))


def list_branches(vault: Vault, repository: Repository) -> Sequence[str]:
    """Return our branches in the user's repository, sorted."""
    refs = read_refs(vault.git, repository.git_dir)
    names = (name.removeprefix(HEADS) for name in refs if name.startswith(HEADS))
    return sorted(name for name in names if is_our_branch(name))


def publish(vault: Vault, repository: Repository, branch: str, commit: CommitId) -> None:
    """Let `branch` of the user's repository point at `commit`.

    Shape: it may be moved on from what we put there, and from any commit that `commit` holds.
    Raises: Mistake `branch.moved`, `branch.checked-out`, `branch.unwritable`; ValueError for a
            branch that is not ours.
    Crash: the branch is where it was, or at `commit`; objects nobody names may be left.
    """
    if not is_our_branch(branch):
        raise ValueError(f"not a branch of ours: {branch!r}")
    found = read_refs(vault.git, repository.git_dir).get(HEADS + branch)
    if found is None or found.points_to or found.target != commit:
        _require_ours(vault, branch, found, commit)
        user = find_user_of(vault.git, repository, HEADS + branch)
        if user is not None:
            raise _checked_out(branch, user)
        give_objects(vault, repository, commit)
        swap(vault, repository, HEADS + branch, found, commit)
    vault.call("update-ref", PUBLISHED + branch, commit)


def land(vault: Vault, repository: Repository, commit: CommitId, target: str) -> Took | MustBeTyped:
    """Fast-forward the branch `target`, or say what a person is to type.

    Raises: Mistake `land.no-branch`, `land.not-forward`, `branch.*`.
    Crash: the branch is where it was, or at `commit`.
    """
    refs = read_refs(vault.git, repository.git_dir)
    found = refs.get(HEADS + target)
    if found is None:
        raise _no_branch(refs, target)
    if is_ancestor(vault, commit, found.target):
        return Took(commit, target)
    name = _name_of(refs, commit)
    if not is_ancestor(vault, found.target, commit):
        raise _not_forward(found, target, name)
    give_objects(vault, repository, commit)
    user = find_user_of(vault.git, repository, found.points_to or found.name)
    if user is not None or found.points_to:
        return _to_type(repository, found, name, user)
    swap(vault, repository, found.name, found, commit)
    return Took(commit, target)


def give_objects(vault: Vault, repository: Repository, commit: CommitId) -> None:
    """Copy what `commit` holds and the user's repository lacks, as one pack that appears whole."""
    refs = read_refs(vault.git, repository.git_dir)
    names = "".join(f"{name}\n" for name in sorted({ref.target for ref in refs.values()}))
    kinds = vault.call("cat-file", "--batch-check", stdin=names.encode("ascii")).split(b"\n")
    tips = [words[0] for line in kinds if (words := line.split())[1:2] == [b"commit"]]
    wanted = b"\n".join([commit.encode("ascii"), *(b"^" + tip for tip in tips), b""])
    options = ("-q", "--revs", "--local", "--delta-base-offset", "--stdout")
    pack = vault.call("pack-objects", *options, stdin=wanted)
    if int.from_bytes(pack[_OBJECTS_AT], "big"):
        _call(vault, repository, "index-pack", "--stdin", stdin=pack)


def swap(vault: Vault, repository: Repository, ref: str, old: Ref | None, new: CommitId) -> None:
    """Move `ref` from `old` to `new`. Raises: Mistake `branch.moved`, `branch.unwritable`."""
    before = old.target if old is not None else "0" * len(new)
    try:
        _call(vault, repository, "update-ref", "--no-deref", "-m", "gatewright", ref, new, before)
    except GitFailed as failed:
        now = read_refs(vault.git, repository.git_dir).get(ref)
        if (now.target if now else before) not in (before, new):
            raise _moved(ref.removeprefix(HEADS), now) from failed
        if now is None or now.target != new:
            raise _unwritable(ref.removeprefix(HEADS), failed.found) from failed


def is_ancestor(vault: Vault, old: str, new: str) -> bool:
    """Return whether the commit `new` holds the commit `old`."""
    args = ("merge-base", "--is-ancestor", old, new)
    answer = vault.git.ask(GitCall(git_dir=vault.git_dir, args=args))
    if answer.code not in (0, 1):
        raise GitFailed(args, answer.said)
    return answer.code == 0


def _call(vault: Vault, repository: Repository, *args: str, stdin: bytes = b"") -> bytes:
    """Run git on what all checkouts of the user's repository share."""
    call = GitCall(git_dir=repository.common_dir, args=args, settings=_WRITER, stdin=stdin)
    return vault.git.run(call)


def _require_ours(vault: Vault, branch: str, found: Ref | None, commit: CommitId) -> None:
    """Raise Mistake where moving the branch would lose what somebody else put there."""
    if found is None:
        return
    args = ("rev-parse", "--verify", "--quiet", PUBLISHED + branch)
    answer = vault.git.ask(GitCall(git_dir=vault.git_dir, args=args))
    is_as_left = to_text(answer.stdout).strip() == found.target
    if found.points_to or not (is_as_left or is_ancestor(vault, found.target, commit)):
        raise _moved(branch, found)


def _name_of(refs: Refs, commit: CommitId) -> str:
    """Return how a person names `commit`: our branch that is there, else the commit itself."""
    ours = (name.removeprefix(HEADS) for name in sorted(refs) if refs[name].target == commit)
    return next((name for name in ours if is_our_branch(name)), commit)


def _to_type(repository: Repository, found: Ref, name: str, user: str | None) -> MustBeTyped:
    target = shown(found.name.removeprefix(HEADS))
    if found.points_to:
        real = found.points_to.removeprefix(HEADS)
        because = f"{target} is another name of {shown(real)}"
        if user is None:
            return MustBeTyped(f"git switch {shlex.quote(shown(real))}", because)
    is_here = user in (None, repository.root) or not (user or "").isprintable()
    place = "" if is_here else f"-C {shlex.quote(user or '')} "
    because = f"{target} is checked out in {shown(user or '')}"
    return MustBeTyped(f"git {place}merge --ff-only {name}", because)


def _moved(branch: str, found: Ref | None) -> Mistake:
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


def _checked_out(branch: str, user: str) -> Mistake:
    return Mistake(
        "branch.checked-out",
        f"the branch {branch} is written by Gatewright and is checked out",
        found=shown(user),
        hints=("git switch --detach    there; it stays as it is",),
    )


def _unwritable(branch: str, said: str) -> Mistake:
    return Mistake(
        "branch.unwritable",
        f"the branch {shown(branch)} could not be written",
        found=said,
        hints=("a branch called gw is in the way of gw/...; git branch -m gw <name>",),
    )


def _no_branch(refs: Refs, target: str) -> Mistake:
    nearest = nearest_names(refs, target)
    return Mistake(
        "land.no-branch",
        f"no branch is called {shown(target)}",
        found="nearest: " + ", ".join(map(shown, nearest)) if nearest else "nothing like it",
    )


def _not_forward(found: Ref, target: str, name: str) -> Mistake:
    return Mistake(
        "land.not-forward",
        f"{shown(target)} has moved on since this was begun",
        found=f"{shown(target)} is at {found.target[:12]}, which this work does not hold",
        hints=(
            f"git switch {shlex.quote(shown(target))} && git merge {name}",
            "gatewright check    judges what came of it",
        ),
    )
