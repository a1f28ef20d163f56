"""Lists which paths of a checkout are part of the work: tracked ones, and new ones not ignored.

Everything of the user's is read as data: a copy of their index, of their ignore files and of three
settings that decide how a file's content is read.
"""

import os

from gatewright.model.change import Repository
from gatewright.model.records import dataclass
from gatewright.workspace.git import Git, GitCall
from gatewright.workspace.objects import to_text
from gatewright.workspace.vault import Vault
from gatewright.workspace.walk import Entry, too_large, unreadable

INDEX_BYTES_MAX = 512 * 1024 * 1024
IGNORE_BYTES_MAX = 4 * 1024 * 1024
CONFIG_BYTES_MAX = 1024 * 1024
LISTING_S_MAX = 120.0


@dataclass(frozen=True, slots=True)
class Listing:
    """The paths of a checkout."""

    tracked: dict[str, Entry]
    untracked: tuple[str, ...]  # a nested repository ends with a slash
    notes: tuple[str, ...]


TOO_DEEP = ("Too many open files", "File name too long")
"""Why git passes over a folder with a warning alone: what lies in it would be left out unseen."""


def list_checkout(
    vault: Vault, repository: Repository, scratch: str, user_ignores: str | None
) -> Listing:
    """Return the paths of the checkout, by the user's index and ignore files."""
    index = os.path.join(scratch, "user-index")
    tracked, notes = read_tracked(vault, repository, index)
    excludes = exclude_options(repository, scratch, user_ignores)
    args = ("ls-files", "-z", "--others", "--exclude-per-directory=.gitignore", *excludes)
    # A pipe named .gitignore would make git wait for ever.
    call = GitCall(
        git_dir=vault.git_dir,
        args=args,
        work_tree=repository.root,
        index=index,
        timeout_s=LISTING_S_MAX,
    )
    answer = vault.git.ask(call)
    if answer.code != 0 or answer.is_cut:
        raise unreadable(answer.said or "listing new files took too long")
    if any(reason in answer.said for reason in TOO_DEEP):
        raise too_large("folders too deep to be listed")
    ours = _own_prefix(vault, repository)
    listed = (to_text(path) for path in answer.stdout.split(b"\0")[:-1])
    untracked = tuple(path for path in listed if ours is None or not path.startswith(ours))
    return Listing(tracked, untracked, notes)


def _own_prefix(vault: Vault, repository: Repository) -> str | None:
    """Return how paths of our state folder start where it lies in the checkout it judges."""
    ours = os.path.relpath(os.path.realpath(os.path.dirname(vault.home)), repository.root)
    return None if f"{ours}/".startswith(f"{os.pardir}/") else f"{ours}/"


def read_tracked(
    vault: Vault, repository: Repository, index: str
) -> tuple[dict[str, Entry], tuple[str, ...]]:
    """Return what is tracked, with a note where the user's index cannot be read.

    Shape: a copy of the index is left in the file `index`.
    """
    tracked = _tracked(vault, repository, index)
    if tracked is not None:
        return tracked, ()
    vault.call("read-tree", repository.head, index=index)
    as_committed = parse_tagged(vault.call("ls-files", "-z", "-s", "-v", index=index))
    notes = ("the index of this checkout could not be read; tracked means as committed",)
    return as_committed, notes


def parse_tagged(listing: bytes) -> dict[str, Entry]:
    """Return the entries of `ls-files -z -s -v`; of a conflict, one of its sides.

    Shape: the tag S says that a sparse checkout leaves the file out; in lower case it also says
    that git was asked to assume it unchanged, which nobody does here.
    """
    entries: dict[str, Entry] = {}
    for record in listing.split(b"\0")[:-1]:
        about, _, path = record.partition(b"\t")
        tag, mode, blob, _ = about.decode("ascii").split()
        entries[to_text(path)] = Entry(mode, blob, tag in ("S", "s"))
    return entries


def read_settings(git: Git, vault: Vault, common_dir: str, scratch: str) -> tuple[str, ...]:
    """Return the user's settings on file modes and line ends, from a copy, includes not followed.

    Shape: only values from a short list come through; "true" for line ends counts as "input",
    since nothing is written back.
    """
    copy = os.path.join(scratch, "config")
    if not _copy(os.path.join(common_dir, "config"), copy, CONFIG_BYTES_MAX):
        return ()
    wanted = r"^core\.(filemode|autocrlf)$"
    args = ("config", "--file", copy, "--no-includes", "-z", "--get-regexp", wanted)
    answer = git.ask(GitCall(git_dir=vault.git_dir, args=args))
    values = dict(_pairs(to_text(answer.stdout))) if answer.code == 0 else {}
    settings = []
    if values.get("core.filemode") in ("false", "no", "off", "0"):
        settings.append("core.filemode=false")
    if values.get("core.autocrlf") in ("true", "input", "yes", "on", "1"):
        settings.append("core.autocrlf=input")
    return tuple(settings)


def read_copy(path: str, size_bytes_max: int) -> bytes | None:
    """Return the content of a regular file; None for anything else, or for too much."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        return None
    if not os.path.isfile(descriptor):  # a folder cannot even be opened as a file
        os.close(descriptor)
        return None
    with open(descriptor, "rb") as file:
        content = file.read(size_bytes_max + 1)
    return content if len(content) <= size_bytes_max else None


def _tracked(vault: Vault, repository: Repository, index: str) -> dict[str, Entry] | None:
    """Return what the user's index names; None where it cannot be read."""
    if not _copy(os.path.join(repository.git_dir, "index"), index, INDEX_BYTES_MAX):
        return None
    args = ("ls-files", "-z", "-s", "-v")
    answer = vault.git.ask(GitCall(git_dir=vault.git_dir, args=args, index=index))
    if answer.code != 0 or answer.is_cut:
        os.unlink(index)
        return None
    return parse_tagged(answer.stdout)


def exclude_options(
    repository: Repository, scratch: str, user_ignores: str | None
) -> tuple[str, ...]:
    """Return options for copies of the ignore files; a later one wins, as git has it."""
    own = os.path.join(repository.common_dir, "info", "exclude")
    options = []
    for number, source in enumerate((user_ignores, own)):
        copy = os.path.join(scratch, f"ignores-{number}")
        if source is not None and _copy(source, copy, IGNORE_BYTES_MAX):
            options.append(f"--exclude-from={copy}")
    return tuple(options)


def _copy(source: str, target: str, size_bytes_max: int) -> bool:
    content = read_copy(source, size_bytes_max)
    if content is None:
        return False
    with open(target, "wb") as file:
        file.write(content)
    return True


def _pairs(text: str) -> list[tuple[str, str]]:
    records = (record.partition("\n") for record in text.split("\0") if record)
    return [(name, value.lower()) for name, _, value in records]
