"""Turns a checkout, uncommitted files included, into a tree of the vault.

Invariants: nothing is staged in the user's repository; their index says only which paths they
track; every file is hashed afresh, whatever times and flags say; git is handed paths that were
looked at before, and never meets a nested repository.
"""

import os
import stat
from collections.abc import Iterable, Mapping

from gatewright.model.change import Repository, Snapshot, TreeFile
from gatewright.model.ids import TreeId
from gatewright.model.records import dataclass
from gatewright.workspace.git import GitCall, GitFailed
from gatewright.workspace.inspection import Content, inspect
from gatewright.workspace.listing import Listing, read_copy
from gatewright.workspace.listings import Listings
from gatewright.workspace.objects import (
    SYMLINK,
    read_objects,
    to_bytes,
    to_text,
)
from gatewright.workspace.pointers import POINTER_BYTES_MAX, parse_pointer, stands_for
from gatewright.workspace.vault import Vault, make_quarantine
from gatewright.workspace.walk import Entry, Walked, unreadable, walk

ATTRIBUTES_BYTES_MAX = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Taking:
    """One snapshot in the making."""

    vault: Vault
    repository: Repository
    scratch: str
    index: str  # our own, in the scratch folder
    settings: tuple[str, ...]  # the user's, on how file content is read
    listings: Listings

    def call(self, *args: str, stdin: bytes = b"", objects: str | None = None) -> bytes:
        """Run git on our index over the user's files."""
        return self.vault.git.run(
            GitCall(
                git_dir=self.vault.git_dir,
                args=args,
                work_tree=self.repository.root,
                index=self.index,
                objects=objects,
                settings=self.settings,
                stdin=stdin,
            )
        )


def take_snapshot(taking: Taking, listing: Listing, head_tree: TreeId) -> Snapshot:
    """Return the content of the checkout as a tree. Raises: Mistake `snapshot.*`."""
    listed = taking.listings.of(taking.vault, head_tree)
    known = {file.path: file for file in listed.files}
    walked = walk(taking.repository.root, listing.tracked, listing.untracked)
    pointers = _unchanged_pointers(taking, known, walked)
    is_as_committed = not _fill_index(taking, known, listing, walked, pointers, head_tree)
    kept = {path: _as_known(path, known, listing.tracked) for path in walked.kept}
    kept |= {path: Entry(known[path].mode, known[path].blob) for path in pointers}
    if is_as_committed and not kept and listed.is_ordinary:
        tree, held = head_tree, listed.files  # what would be written now
    else:
        _put(taking, kept, head_tree)
        tree = taking.vault.write_tree(taking.index, taking.scratch)
        held = taking.listings.of(taking.vault, tree).files
    files, notes = inspect_tree(taking.vault, known, held)
    return Snapshot(
        tree,
        taking.repository.head,
        tuple(sorted(p for p in {*known, *files} if known.get(p) != files.get(p))),
        (*listing.notes, *notes, *_own_notes(taking, listing, walked, pointers)),
    )


def inspect_tree(
    vault: Vault, known: Mapping[str, TreeFile], held: Iterable[TreeFile]
) -> tuple[Mapping[str, TreeFile], tuple[str, ...]]:
    """Return the files that a tree holds, and notes on it. Raises: Mistake `snapshot.*`."""
    files = {file.path: file for file in held}
    links = [file for file in files.values() if file.mode == SYMLINK]
    contents = (content for _, content in read_objects(vault, (file.blob for file in links)))
    targets = {file.path: to_text(content) for file, content in zip(links, contents, strict=True)}
    return files, inspect(known, Content(files, targets))


def index_lines(entries: Mapping[str, Entry | None], like: str) -> bytes:
    """Return `entries` as `update-index -z --index-info` reads them; None removes a path.

    Shape: `like` is any object name of the vault: names of nothing must be as long.
    """
    gone = Entry("0", "0" * len(like))
    lines = ((entry or gone, path) for path, entry in entries.items())
    return b"".join(
        f"{entry.mode} {entry.blob}\t".encode("ascii") + to_bytes(path) + b"\0"
        for entry, path in lines
    )


def _as_known(path: str, known: Mapping[str, TreeFile], tracked: Mapping[str, Entry]) -> Entry:
    """Return what stays as it is: as the commit has it, and for submodules as the index does."""
    file = known.get(path)
    entry = tracked[path]
    return Entry(file.mode, file.blob) if file is not None and entry.is_left_out else entry


def _fill_index(
    taking: Taking,
    known: Mapping[str, TreeFile],
    listing: Listing,
    walked: Walked,
    pointers: frozenset[str],
    head_tree: TreeId,
) -> bool:
    """Bring our index to what the checkout holds, without writing one object elsewhere.

    Shape: whether anything differs from `head_tree`.
    """
    taking.call("read-tree", head_tree)
    edits: dict[str, Entry | None] = {}
    for path, file in known.items():
        if path not in walked.present or path not in listing.tracked or path in pointers:
            edits[path] = None
        elif listing.tracked[path] != Entry(file.mode, file.blob):
            edits[path] = listing.tracked[path]
    hashed = [path for path in walked.present if path not in pointers]
    edits |= {p: listing.tracked[p] for p in hashed if p in listing.tracked and p not in known}
    _put(taking, edits, head_tree, "--replace")
    modified = _modified(taking)
    new = [path for path in hashed if path not in listing.tracked]
    _add(taking, [entry for entry in modified if entry in walked.present], new)
    return bool(edits or modified or new)


def _put(taking: Taking, entries: Mapping[str, Entry | None], like: str, *options: str) -> None:
    """Put `entries` into our index. Shape: `like` is any object name of the vault."""
    if entries:
        lines = index_lines(entries, like)
        taking.call("update-index", "-z", *options, "--index-info", stdin=lines)


def _modified(taking: Taking) -> list[str]:
    """Return paths of our index whose file differs; the index knows no times, so all are read."""
    refresh = ("update-index", "--really-refresh")  # without -q: its exit code tells
    answer = taking.vault.git.ask(
        GitCall(
            git_dir=taking.vault.git_dir,
            args=refresh,
            work_tree=taking.repository.root,
            index=taking.index,
            settings=taking.settings,
        )
    )
    if answer.code not in (0, 1):  # 1: something differs
        raise unreadable(answer.said)
    if answer.code == 0 and not answer.is_cut:
        return []
    return _paths(taking.call("diff-files", "--name-only", "-z"))


def _add(taking: Taking, modified: list[str], new: list[str]) -> None:
    """Hash files into a quarantine: writing into borrowed objects would touch their times."""
    if not modified and not new:
        return
    quarantine = make_quarantine(taking.scratch)
    _lend_old_content(taking, modified, quarantine)
    paths = b"".join(to_bytes(path) + b"\0" for path in (*modified, *new))
    args = ("update-index", "--add", "--remove", "--replace", "-z", "--stdin")
    try:
        taking.call(*args, stdin=paths, objects=quarantine)
    except GitFailed as failed:
        raise unreadable(failed.found) from failed
    taking.vault.take_in(quarantine)


def _lend_old_content(taking: Taking, modified: list[str], quarantine: str) -> None:
    """Copy the old content of `modified`: git asks it whether line ends were kept as they are."""
    if not modified:
        return
    staged = taking.call("ls-files", "-z", "--stage")
    old = {path: entry.blob for path, entry in parse_stages(staged).items()}
    names = sorted({old[path] for path in modified if path in old})
    present = [header.name for header, _ in read_objects(taking.vault, names)]
    pack = taking.vault.call(
        "pack-objects", "-q", "--stdout", stdin="".join(f"{n}\n" for n in present).encode("ascii")
    )
    taking.call("unpack-objects", "-q", stdin=pack, objects=quarantine)


def parse_stages(listing: bytes) -> dict[str, Entry]:
    """Return the entries of `ls-files -z --stage`; of a conflict, one of its sides."""
    entries: dict[str, Entry] = {}
    for record in listing.split(b"\0")[:-1]:
        about, _, path = record.partition(b"\t")
        mode, blob, _ = about.decode("ascii").split()
        entries[to_text(path)] = Entry(mode, blob)
    return entries


def _unchanged_pointers(
    taking: Taking, known: Mapping[str, TreeFile], walked: Walked
) -> frozenset[str]:
    """Return paths whose file on disk is what an LFS pointer of the commit stands for."""
    if not any("filter=lfs" in text for text in _attribute_texts(taking, walked)):
        return frozenset()
    small = [
        file
        for path, file in known.items()
        if path in walked.present
        and stat.S_ISREG(walked.present[path].st_mode)
        and 0 < file.size_bytes <= POINTER_BYTES_MAX
        and walked.present[path].st_size != file.size_bytes
    ]
    contents = read_objects(taking.vault, (file.blob for file in small))
    pointers = {f.path: parse_pointer(c) for f, (_, c) in zip(small, contents, strict=True)}
    root = taking.repository.root
    return frozenset(
        path
        for path, pointer in pointers.items()
        if pointer is not None and stands_for(pointer, os.path.join(root, path))
    )


def _attribute_texts(taking: Taking, walked: Walked) -> Iterable[str]:
    for path, found in walked.present.items():
        is_attributes = path == ".gitattributes" or path.endswith("/.gitattributes")
        if is_attributes and stat.S_ISREG(found.st_mode):
            content = read_copy(os.path.join(taking.repository.root, path), ATTRIBUTES_BYTES_MAX)
            yield to_text(content or b"")


def _own_notes(
    taking: Taking, listing: Listing, walked: Walked, pointers: frozenset[str]
) -> Iterable[str]:
    left_out = sum(1 for path in walked.kept if listing.tracked[path].is_left_out)
    if left_out:
        yield f"{left_out} files are not checked out (sparse) and are judged as committed"
    if pointers:
        yield f"{len(pointers)} Git LFS files are judged as pointers; their content is not fetched"
    filters = {
        word.removeprefix("filter=")
        for text in _attribute_texts(taking, walked)
        for word in text.split()
        if word.startswith("filter=")
    } - {"lfs"}
    for name in sorted(name for name in filters if name.isidentifier())[:3]:
        yield f"filter {name} of .gitattributes is not run: files are judged as they are on disk"


def _paths(listing: bytes) -> list[str]:
    return [to_text(path) for path in listing.split(b"\0")[:-1]]
