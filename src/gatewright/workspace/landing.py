"""Takes a result into a branch of the user's, or says what a person is to type.

Invariants: a branch moves only forward, and only where nobody has it checked out.
"""

import shlex

from gatewright.model.change import Repository
from gatewright.model.ids import CommitId
from gatewright.model.trouble import Mistake
from gatewright.ports.lanes import MovedOn, MustBeTyped, Took
from gatewright.workspace.checked_out import find_user_of
from gatewright.workspace.publishing import is_ancestor, is_our_branch
from gatewright.workspace.refs import HEADS, Ref, Refs, nearest_names, read_refs
from gatewright.workspace.shown import shown
from gatewright.workspace.vault import Vault
from gatewright.workspace.writing import give_objects, swap


def land(
    vault: Vault, repository: Repository, commit: CommitId, target: str
) -> Took | MustBeTyped | MovedOn:
    """Fast-forward the branch `target`, or say what a person is to type, or where it is by now.

    Raises: Mistake `land.no-branch`, `branch.*`.
    Crash: the branch is where it was, or at `commit`.
    """
    refs = read_refs(vault.git, repository.git_dir)
    found = refs.get(HEADS + target)
    if found is None:
        raise _no_branch(refs, target)
    if is_ancestor(vault, commit, found.target):
        return Took(commit, target)
    if not is_ancestor(vault, found.target, commit):
        return MovedOn(CommitId(found.target))
    give_objects(vault, repository, commit)
    user = find_user_of(vault.git, repository, found.points_to or found.name)
    if user is not None or found.points_to:
        return _to_type(repository, found, _name_of(refs, commit), user)
    swap(vault, repository, found.name, found, commit)
    return Took(commit, target)


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


def _no_branch(refs: Refs, target: str) -> Mistake:
    nearest = nearest_names(refs, target)
    return Mistake(
        "land.no-branch",
        f"no branch is called {shown(target)}",
        found="nearest: " + ", ".join(map(shown, nearest)) if nearest else "nothing like it",
    )
