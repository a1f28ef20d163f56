"""Reads objects of the vault, each one checked against its name.

The user's objects are borrowed, and git does not check a loose one when it reads it: a file put
under a wrong name would be judged instead of what the tree says. So every object is hashed here.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import IO

from gatewright.model.change import TreeFile
from gatewright.model.ids import TreeId
from gatewright.model.records import dataclass
from gatewright.model.trouble import Mistake
from gatewright.workspace.git import GitCall
from gatewright.workspace.vault import Vault

OBJECT_BYTES_MAX = 256 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024
GITLINK = "160000"
SYMLINK = "120000"
FOLDER = "040000"
MODES = frozenset({"100644", "100755", SYMLINK, GITLINK, FOLDER})
"""Those that git writes; others it reads, and writes as one of these."""


@dataclass(frozen=True, slots=True)
class Header:
    """What git says before an object's content."""

    name: str
    kind: str
    size_bytes: int


def to_text(name: bytes) -> str:
    """Return a path as text that keeps every byte."""
    return name.decode("utf-8", "surrogateescape")


def to_bytes(name: str) -> bytes:
    """Return the bytes of a path."""
    return name.encode("utf-8", "surrogateescape")


def object_name(kind: str, content: bytes, like: str) -> str:
    """Return the name of an object, with the hash of which `like` is an example."""
    header = f"{kind} {len(content)}\0".encode("ascii")
    return _hasher(like)(header + content).hexdigest()


@dataclass(frozen=True, slots=True)
class TreeListing:
    """What a tree holds."""

    files: tuple[TreeFile, ...]  # sorted by path
    folders: Mapping[str, str]  # the name of the tree at each path, the whole one left out
    names: tuple[str, ...]  # of the tree itself and of all trees and blobs below it, each once
    is_ordinary: bool  # each name once, in git's order: no tree that git would not write


def list_whole(vault: Vault, tree: TreeId) -> TreeListing:
    """Return all that is below `tree`.

    Raises: Mistake `repository.incomplete` where a file's content is not on this machine.
    """
    listing = vault.call("ls-tree", "-r", "-t", "-z", "-l", "--full-tree", tree)
    records = [_tree_file(record) for record in listing.split(b"\0") if record]
    order = [to_bytes(file.path) + b"/" * (file.mode == FOLDER) for file in records]
    is_ordinary = all(one < other for one, other in pairwise(order))
    files = (file for file in records if file.mode != FOLDER)
    below = dict.fromkeys(file.blob for file in records if file.mode != GITLINK)
    return TreeListing(
        tuple(sorted(files, key=lambda file: file.path)),
        {file.path: file.blob for file in records if file.mode == FOLDER},
        (tree, *below),
        is_ordinary,
    )


def _tree_file(record: bytes) -> TreeFile:
    about, _, path = record.partition(b"\t")
    mode, _, blob, size = about.decode("ascii").split()
    if size == "BAD":
        raise incomplete(blob)
    return TreeFile(to_text(path), mode, blob, -1 if size == "-" else int(size))


def read_objects(vault: Vault, names: Iterable[str]) -> Iterator[tuple[Header, bytes]]:
    """Give each object with its content, in the order asked for.

    Raises: Mistake `tree.too-large` above OBJECT_BYTES_MAX; `repository.*` for what is not whole.
    """
    for header, read in _stream(vault, names):
        if header.size_bytes > OBJECT_BYTES_MAX:
            raise Mistake(
                "tree.too-large",
                "a file is too large to be read",
                found=f"object {header.name}: {header.size_bytes} bytes",
            )
        content = read(header.size_bytes)
        if object_name(header.kind, content, header.name) != header.name:
            raise _forged(header.name)
        yield header, content


def prove_objects(
    vault: Vault, names: Iterable[str], small_bytes_max: int = 0
) -> Iterator[tuple[str, bytes]]:
    """Read each object and compare it with its name; give the small blobs, which are read anyway.

    Raises: Mistake `repository.*`.
    """
    for header, read in _stream(vault, names):
        hasher = _hasher(header.name)(f"{header.kind} {header.size_bytes}\0".encode("ascii"))
        left_bytes = header.size_bytes
        is_small = header.kind == "blob" and left_bytes <= min(small_bytes_max, CHUNK_BYTES)
        piece = b""
        while left_bytes:
            piece = read(min(left_bytes, CHUNK_BYTES))
            hasher.update(piece)
            left_bytes -= len(piece)
        if hasher.hexdigest() != header.name:
            raise _forged(header.name)
        if is_small:
            yield header.name, piece


def incomplete(name: str) -> Mistake:
    """Return the mistake of a clone that does not hold everything."""
    return Mistake(
        "repository.incomplete",
        "content that is to be judged is not on this machine",
        found=f"object {name} is missing",
        hints=("git fetch --refetch --no-filter    in a partial clone, fetches all of it",),
    )


Reader = Callable[[int], bytes]


def _stream(vault: Vault, names: Iterable[str]) -> Iterator[tuple[Header, Reader]]:
    wanted = tuple(names)
    stdin = "".join(f"{name}\n" for name in wanted).encode("ascii")
    call = GitCall(git_dir=vault.git_dir, args=("cat-file", "--batch", "--buffer"), stdin=stdin)
    if not wanted:
        return
    with vault.git.stream(call) as stdout:
        for name in wanted:
            yield _header(stdout.readline(), name), _exactly(stdout, name)
            stdout.read(1)  # the line end after each content


def _header(line: bytes, name: str) -> Header:
    words = line.decode("ascii", "replace").split()
    if len(words) != 3:
        raise incomplete(name)
    return Header(name, words[1], int(words[2]))


def _exactly(stdout: IO[bytes], name: str) -> Reader:
    """Return a reader that never gives less than it is asked for."""

    def read(size_bytes: int) -> bytes:
        piece = stdout.read(size_bytes)
        if len(piece) != size_bytes:
            raise incomplete(name)
        return piece

    return read


def _hasher(like: str) -> Callable[[bytes], "hashlib._Hash"]:
    return hashlib.sha256 if len(like) == 64 else hashlib.sha1


def _forged(name: str) -> Mistake:
    return Mistake(
        "repository.unreadable",
        "this repository holds content under a wrong name",
        found=f"object {name} does not hold what its name says",
        hints=("git fsck    says what is broken",),
    )
