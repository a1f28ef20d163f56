"""Reads branches and tags, and finds what a branch is to be compared with.

Refs are read from the user's git folder; anything that needs an object is asked of the vault.
Choosing is pure: `choose_default` and `find_ref` work on what was read.
"""

import os
import re
from collections.abc import Mapping, Sequence

from gatewright.model.ids import CommitId
from gatewright.model.records import dataclass
from gatewright.model.trouble import Mistake
from gatewright.workspace.git import Git, GitCall
from gatewright.workspace.listing import read_copy
from gatewright.workspace.objects import to_text

HEADS = "refs/heads/"
REMOTES = "refs/remotes/"
DEFAULT_NAMES = ("main", "master", "trunk", "develop", "default")
NEAREST_MAX = 5
_FORMAT = "--format=%(objectname)%00%(symref)%00%(upstream)%00%(refname)"
_EXPRESSION = re.compile(r"([^~^@{}:\s\\?*\[]+|@)((?:[~^][0-9]*)*)")
_HEX = re.compile(r"[0-9a-f]{4,64}")
_PLAIN_HEAD = re.compile(rb"ref: (refs/heads/[A-Za-z0-9_][A-Za-z0-9_./-]*)\n")
_COMMIT = re.compile(rb"[0-9a-f]{40,64}\n")
HEAD_BYTES_MAX = 4096


@dataclass(frozen=True, slots=True)
class Ref:
    """One ref, as it is stored."""

    name: str  # whole: "refs/heads/main"
    target: str  # the object's name
    points_to: str = ""  # of a symbolic ref: the ref it names
    upstream: str = ""  # whole name of the ref it follows


Refs = Mapping[str, Ref]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a branch may be compared with: the newest common point with any of `tips` counts."""

    name: str
    because: str
    tips: tuple[str, ...]


def read_refs(git: Git, git_dir: str) -> Refs:
    """Return all refs of the user's repository by their whole names."""
    listing = git.run(GitCall(git_dir=git_dir, args=("for-each-ref", _FORMAT)))
    refs: dict[str, Ref] = {}
    for line in to_text(listing).split("\n")[:-1]:  # a name may hold what else ends lines
        target, points_to, upstream, name = line.split("\0")
        refs[name] = Ref(name, target, points_to, upstream)
    return refs


def read_head(git: Git, git_dir: str, common_dir: str) -> tuple[str | None, CommitId]:
    """Return the branch, None where the head is detached, and the commit.

    Raises: Mistake `repository.no-commit`.
    """
    where = _plain_head(git_dir, common_dir)
    if where is None:
        symbolic = git.ask(GitCall(git_dir=git_dir, args=("symbolic-ref", "--quiet", "HEAD")))
        where = to_text(symbolic.stdout).rstrip("\n")
    branch = where.removeprefix(HEADS) if where.startswith(HEADS) else None
    answer = git.ask(GitCall(git_dir=git_dir, args=("rev-parse", "--verify", "--quiet", "HEAD")))
    if answer.code != 0:
        # An unborn branch and a broken folder fail alike; listing refs tells them apart.
        read_refs(git, git_dir)
        raise Mistake(
            "repository.no-commit",
            "this repository has no commit yet",
            found=f"branch {branch or '(none)'} is empty",
            hints=("git add -A && git commit",),
        )
    return branch, CommitId(answer.stdout.decode("ascii").strip())


def _plain_head(git_dir: str, common_dir: str) -> str | None:
    """Return the branch that HEAD names, where it stands there as git writes it.

    Shape: None where git must say: a link, another way to keep refs, a branch that names another.
    """
    head = os.path.join(git_dir, "HEAD")
    content = None if os.path.islink(head) else read_copy(head, HEAD_BYTES_MAX)
    match = _PLAIN_HEAD.fullmatch(content or b"")
    if match is None:
        return None
    where = match[1].decode("ascii")
    target = read_copy(os.path.join(common_dir, where), HEAD_BYTES_MAX)
    return None if target is not None and not _COMMIT.fullmatch(target) else where


def find_ref(refs: Refs, head: CommitId, wanted: str) -> str | None:
    """Return an expression git understands without refs: an object's name and a suffix of ~ and ^.

    Shape: a whole object name wins over a branch of that name; a branch over a tag.
    """
    match = _EXPRESSION.fullmatch(wanted)
    if match is None or wanted.startswith("-"):
        return None
    name, suffix = match.group(1), match.group(2)
    if name in ("HEAD", "@"):
        return head + suffix
    if len(name) == len(head) and _HEX.fullmatch(name):
        return name + suffix
    places = ("", HEADS, REMOTES, f"{REMOTES}origin/", "refs/tags/", "refs/")
    found = next((place + name for place in places if place + name in refs), None)
    if found is not None:
        return refs[found].target + suffix
    return name + suffix if _HEX.fullmatch(name) else None


def choose_default(refs: Refs, branch: str | None) -> Candidate | None:
    """Return what `branch` is to be compared with; None where there is nothing else.

    Only `origin` counts, and the remotes that this branch and a default one follow: any other ref
    below refs/remotes may be the work of whoever is judged.
    """
    remotes = _trusted_remotes(refs, branch)
    default, because = _default_branch(refs, remotes)
    if default is None:
        return None
    remote = [name for name in _remote_refs(remotes, default) if name in refs]
    if branch == default:
        upstream = refs[HEADS + branch].upstream if HEADS + branch in refs else ""
        tips = [name for name in (upstream, *remote) if name in refs][:1]
        name = tips[0].removeprefix(REMOTES).removeprefix(HEADS) if tips else ""
        return Candidate(name, "what this branch follows", tuple(tips)) if tips else None
    # The local and the remote branch may each be behind; the newer common point is the right one.
    tips = [name for name in (HEADS + default, *remote) if name in refs]
    return Candidate(default, because, tuple(tips)) if tips else None


def nearest_names(refs: Refs, wanted: str) -> tuple[str, ...]:
    """Return the names that `wanted` may have been meant as, best first."""
    from difflib import get_close_matches  # noqa: PLC0415 -- late: only for a wrong name

    shorts = {_short(name) for name in refs}
    return tuple(get_close_matches(wanted, sorted(shorts), n=NEAREST_MAX, cutoff=0.5))


def _trusted_remotes(refs: Refs, branch: str | None) -> tuple[str, ...]:
    """Return the remotes whose default branch counts, origin first."""
    local = [HEADS + name for name in (branch, *DEFAULT_NAMES) if name is not None]
    followed = [refs[name].upstream for name in local if name in refs]
    names = [each.removeprefix(REMOTES).split("/", 1)[0] for each in followed if REMOTES in each]
    return tuple(dict.fromkeys(("origin", *names)))


def _default_branch(refs: Refs, remotes: Sequence[str]) -> tuple[str | None, str]:
    for remote in remotes:
        head = refs.get(f"{REMOTES}{remote}/HEAD")
        if head is not None and head.points_to.startswith(f"{REMOTES}{remote}/"):
            default = head.points_to.removeprefix(f"{REMOTES}{remote}/")
            return default, f"the default branch of {remote}"
    for default in DEFAULT_NAMES:
        if HEADS + default in refs or any(name in refs for name in _remote_refs(remotes, default)):
            return default, "the usual name of a default branch"
    return None, ""


def _remote_refs(remotes: Sequence[str], branch: str) -> list[str]:
    """Return where `remotes` would keep `branch`."""
    return [f"{REMOTES}{remote}/{branch}" for remote in remotes]


def _short(name: str) -> str:
    for prefix in (HEADS, REMOTES, "refs/tags/"):
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name
