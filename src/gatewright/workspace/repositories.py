"""The user's repository: found, read, compared with its base; never written to.

Nothing of it is a source of commands. What may be read in place are refs; everything that needs
objects happens in the vault, which borrows them.
"""

import os
from collections.abc import Sequence

from gatewright.model.change import Base, Commit, Repository, Snapshot
from gatewright.model.ids import CommitId, TreeId
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.workspace.discovery import find_checkout
from gatewright.workspace.git import Git, GitCall
from gatewright.workspace.listing import list_checkout, read_settings
from gatewright.workspace.listings import Listings
from gatewright.workspace.objects import read_objects
from gatewright.workspace.refs import (
    DEFAULT_NAMES,
    Candidate,
    Refs,
    choose_default,
    find_ref,
    nearest_names,
    read_head,
    read_refs,
)
from gatewright.workspace.shown import shown
from gatewright.workspace.snapshot import Taking, inspect_tree, take_snapshot
from gatewright.workspace.trees import GitTrees
from gatewright.workspace.vault import Vault, open_vault, sweep

COMMITS_MAX = 1000
MESSAGE_CHARS_MAX = 16_384


class GitRepositories:
    """Repositories of this machine. Implements `ports.workspace.Repositories`."""

    def __init__(self, state_folder: str, git: Git, user_ignores: str | None = None) -> None:
        """Take the absolute state folder, git, and the person's own ignore file if there is one."""
        self._state_folder = state_folder
        self._git = git
        self._user_ignores = user_ignores
        self._known: tuple[str, CommitId, TreeId] | None = None
        self._listings = Listings()

    def open(self, start: str) -> Repository:
        """Return the repository that holds the folder `start`.

        Raises: Mistake `repository.none`, `repository.no-commit`, `repository.unreadable`.
        """
        found = find_checkout(start)
        branch, head = read_head(self._git, found.git_dir, found.common_dir)
        repository = Repository(
            found.repository_id,
            found.name,
            found.root,
            found.git_dir,
            found.common_dir,
            branch,
            head,
        )
        self._tree_of(self._vault(repository), head)  # a head without its commit is found out here
        return repository

    def trees(self, repository: Repository) -> GitTrees:
        """Return the vault of `repository` as a port of its own."""
        return GitTrees(self._vault(repository), repository.head, self._listings)

    def sweep(self) -> int:
        """Remove what killed runs left in the state folder; return how much it was."""
        return sweep(self._state_folder)

    def find_base(self, repository: Repository, wanted: str | None) -> Base | None:
        """Return what to compare with; None where there is nothing but this branch.

        Shape: without `wanted` it is the default branch, local or remote, whichever has the newest
        common point; for the default branch itself, what it follows; where there is no other
        branch, its own last commit, so that uncommitted work is judged. None only for a single
        commit with nothing uncommitted: there, everything is new.
        Raises: Mistake `base.unknown`, `base.unrelated`, `base.shallow`.
        """
        vault = self._vault(repository)
        refs = read_refs(self._git, repository.git_dir)
        if wanted is not None:
            tip = _resolve(vault, repository, refs, wanted)
            return _merge_base(vault, repository, Candidate(wanted, "--base", (tip,)))
        candidate = choose_default(refs, repository.branch)
        if candidate is not None:
            return _chosen_base(vault, repository, refs, candidate)
        if _is_shallow(vault) and repository.branch not in DEFAULT_NAMES:
            raise _shallow("no default branch was fetched")
        return self._own_last_commit(vault, repository)

    def snapshot(self, repository: Repository, ref: str | None) -> Snapshot:
        """Return the content of the checkout, uncommitted files included; of `ref` when given.

        Raises: Mistake `snapshot.*` for content that is not safe to judge, `base.unknown` for a
                ref that is not there.
        """
        vault = self._vault(repository)
        if ref is not None:
            return self._snapshot_of_ref(vault, repository, ref)
        with vault.scratch() as scratch:
            settings = read_settings(self._git, vault, repository.common_dir, scratch)
            index = os.path.join(scratch, "index")
            taking = Taking(vault, repository, scratch, index, settings, self._listings)
            listing = list_checkout(vault, repository, scratch, self._user_ignores)
            return take_snapshot(taking, listing, self._tree_of(vault, repository.head))

    def commits(
        self, repository: Repository, base: CommitId | None, head: CommitId
    ) -> Sequence[Commit]:
        """Return the commits that `head` has and `base` has not, oldest first, at most 1,000."""
        vault = self._vault(repository)
        without = (f"^{base}",) if base is not None else ()
        limits = (f"--max-count={COMMITS_MAX}", "--topo-order", "--reverse")
        names = vault.call("rev-list", *limits, head, *without).decode("ascii").split()
        return [parse_commit(header.name, raw) for header, raw in read_objects(vault, names)]

    def _vault(self, repository: Repository) -> Vault:
        return open_vault(self._git, self._state_folder, repository)

    def _tree_of(self, vault: Vault, commit: CommitId) -> TreeId:
        """Return the tree of a commit; the last one is asked for again and again."""
        if self._known is None or self._known[:2] != (vault.git_dir, commit):
            self._known = (vault.git_dir, commit, _tree_of(vault, commit))
        return self._known[2]

    def _snapshot_of_ref(self, vault: Vault, repository: Repository, ref: str) -> Snapshot:
        refs = read_refs(self._git, repository.git_dir)
        commit = CommitId(_resolve(vault, repository, refs, ref))
        tree = _tree_of(vault, commit)
        held = self.trees(repository).files(tree)
        _, notes = inspect_tree(vault, {file.path: file for file in held}, held)
        return Snapshot(tree, commit, (), notes)

    def _own_last_commit(self, vault: Vault, repository: Repository) -> Base | None:
        head = repository.head
        parents = vault.call("rev-list", "--max-count=1", "--parents", head).split()[1:]
        if not parents and not self.snapshot(repository, None).uncommitted:
            return None
        name = repository.branch or "HEAD"
        return Base(head, _tree_of(vault, head), name, "its own last commit: no other branch")


def parse_commit(name: str, raw: bytes) -> Commit:
    """Return a commit from its object."""
    head, _, message = raw.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    authors = [line.removeprefix("author ") for line in lines if line.startswith("author ")]
    return Commit(
        CommitId(name),
        message.decode("utf-8", "replace")[:MESSAGE_CHARS_MAX],
        authors[0].rsplit(">", 1)[0] + ">" if authors and ">" in authors[0] else "",
        tuple(
            CommitId(line.removeprefix("parent ")) for line in lines if line.startswith("parent ")
        ),
    )


def _resolve(vault: Vault, repository: Repository, refs: Refs, wanted: str) -> str:
    expression = find_ref(refs, repository.head, wanted)
    if expression is not None:
        args = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{expression}^{{commit}}")
        answer = vault.git.ask(GitCall(git_dir=vault.git_dir, args=args))
        if answer.code == 0:
            return answer.stdout.decode("ascii").strip()
    nearest = nearest_names(refs, wanted)
    raise Mistake(
        "base.unknown",
        f"no branch, tag or commit is called {shown(wanted)}",
        found="nearest: " + ", ".join(map(shown, nearest)) if nearest else "nothing like it",
        hints=_FETCH_HINTS if _is_shallow(vault) else (),
    )


def _merge_base(vault: Vault, repository: Repository, candidate: Candidate) -> Base:
    args = ("merge-base", repository.head, *candidate.tips)
    answer = vault.git.ask(GitCall(git_dir=vault.git_dir, args=args))
    if answer.code == 0:
        commit = CommitId(answer.stdout.decode("ascii").split()[0])
        return Base(commit, _tree_of(vault, commit), candidate.name, candidate.because)
    if _is_shallow(vault):
        raise _shallow(f"no common commit with {shown(candidate.name)} in what was fetched")
    if answer.code != 1:
        raise Mistake(
            "repository.unreadable", "git could not read this repository", found=answer.said
        )
    raise Mistake(
        "base.unrelated",
        f"this branch has no commit in common with {shown(candidate.name)}",
        hints=("gatewright check --base <branch>    names another one",),
    )


def _chosen_base(vault: Vault, repository: Repository, refs: Refs, candidate: Candidate) -> Base:
    """Return the newest common commit with `candidate`, and say which ref it was found by."""
    tips = tuple(refs[name].target for name in candidate.tips)
    base = _merge_base(vault, repository, replace(candidate, tips=tips))
    won = candidate.tips[0]
    for name in candidate.tips if len(set(tips)) > 1 else ():
        args = ("merge-base", repository.head, refs[name].target)
        answer = vault.git.ask(GitCall(git_dir=vault.git_dir, args=args))
        if answer.code == 0 and answer.stdout.decode("ascii").split()[0] == base.commit:
            won = name
            break
    return replace(base, because=f"{base.because}, found by {shown(won)}")


def _tree_of(vault: Vault, commit: CommitId) -> TreeId:
    """Return the tree of a commit, read from the checked object itself."""
    ((_, raw),) = read_objects(vault, (commit,))
    return TreeId(raw.partition(b"\n")[0].removeprefix(b"tree ").decode("ascii"))


def _is_shallow(vault: Vault) -> bool:
    return os.path.isfile(os.path.join(vault.git_dir, "shallow"))


_FETCH_HINTS = (
    "git fetch --unshallow",
    "fetch-depth: 0    in a CI checkout step",
)


def _shallow(found: str) -> Mistake:
    return Mistake(
        "base.shallow",
        "this clone does not hold the commit to compare with",
        found=found,
        hints=_FETCH_HINTS,
    )
