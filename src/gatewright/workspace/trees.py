"""Trees in the vault: read, compared, combined, and written out for a check to run in.

Invariants: no filter, no attribute of anybody's configuration, no archive (an attribute could hide
files from it); what is written out was checked object by object against its name.
"""

import os
import threading
from collections.abc import Mapping, Sequence

from gatewright.model.change import Change, Clash, TreeFile
from gatewright.model.ids import TreeId
from gatewright.model.trouble import Mistake
from gatewright.workspace.difference import parse_difference
from gatewright.workspace.edited_trees import name_edited
from gatewright.workspace.git import GitCall
from gatewright.workspace.listings import Listings
from gatewright.workspace.merging import (
    CLASHES_MAX,
    Sides,
    as_worked,
    folder_clashes,
    merge_contents,
    merged_mode,
    sides_of,
    why_apart,
)
from gatewright.workspace.objects import (
    GITLINK,
    TreeListing,
    object_name,
    prove_objects,
    read_objects,
)
from gatewright.workspace.shown import shown
from gatewright.workspace.snapshot import index_lines
from gatewright.workspace.vault import Vault, make_quarantine
from gatewright.workspace.walk import Entry

PATCH_BYTES_MAX = 64 * 1024 * 1024
CONTENTS_KEPT = 1000
KEPT_BYTES_MAX = 64 * 1024
ORDINARY = ("100644", "100755")
_COMPARE = (
    "diff-tree -r -z --raw --patch -U0 --full-index --find-renames=50% -l1000 --no-color"
    " --no-ext-diff --no-textconv --diff-algorithm=myers --ignore-submodules=none"
)


class GitTrees:
    """The trees of one vault. Implements `ports.workspace.Trees`."""

    def __init__(self, vault: Vault, like: str, listings: Listings | None = None) -> None:
        """Take an open vault; `like` is any object name of it, for the kind of hash."""
        self._vault = vault
        self._like = like
        self._listings = listings or Listings()
        self._proven: set[str] = set()
        self._contents: dict[str, bytes] = {}
        self._lock = threading.RLock()  # of what is kept: several attempts may be under way

    def files(self, tree: TreeId) -> Sequence[TreeFile]:
        """Return every file of `tree`, sorted by path."""
        return () if tree == self.empty() else self._listing(tree).files

    def _listing(self, tree: TreeId) -> TreeListing:
        """Return what `tree` holds, listed once."""
        with self._lock:
            return self._listings.of(self._vault, tree)

    def read(self, tree: TreeId, paths: Sequence[str]) -> Mapping[str, bytes]:
        """Return the content of those of `paths` that `tree` has; of a link, its target.

        Raises: Mistake `tree.too-large` for a file above 256 MiB.
        """
        wanted = frozenset(paths)
        files = [f for f in self.files(tree) if f.path in wanted and f.mode != GITLINK]
        with self._lock:
            unread = dict.fromkeys(file.blob for file in files if file.blob not in self._contents)
            read = {header.name: content for header, content in read_objects(self._vault, unread)}
            known = self._contents | read
            small = {name: each for name, each in read.items() if len(each) <= KEPT_BYTES_MAX}
            self._remember(small)
        return {file.path: known[file.blob] for file in files}

    def _remember(self, contents: Mapping[str, bytes]) -> None:
        """Keep small contents, which are what their names say for good; all anew when too many."""
        if len(self._contents) + len(contents) > CONTENTS_KEPT:
            self._contents.clear()
        self._contents.update(list(contents.items())[:CONTENTS_KEPT])

    def compare(self, base: TreeId, head: TreeId) -> Change:
        """Return what differs between two trees.

        Bounds: 64 MiB of patch and a million lines; files beyond it, above 1 MiB or with a NUL
        byte are `is_binary` and have no lines.
        """
        self._prove(base, head)
        answer = self._vault.git.ask(
            GitCall(
                git_dir=self._vault.git_dir,
                args=(*_COMPARE.split(), base, head),
                settings=("core.bigFileThreshold=1m",),  # larger ones count as binary
                stdout_bytes_max=PATCH_BYTES_MAX,
            )
        )
        if answer.code != 0 and not answer.is_cut:
            raise Mistake("repository.unreadable", "git could not compare", found=answer.said)
        return Change(base, head, parse_difference(answer.stdout, answer.is_cut))

    def rewrite(self, onto: TreeId, contents: Mapping[str, bytes]) -> TreeId:
        """Return `onto` with those ordinary files as `contents` has them; each is there already.

        Shape: modes stay. Raises: ValueError for a path that is no ordinary file of `onto`.
        """
        modes = {file.path: file.mode for file in self.files(onto)}
        odd = [path for path in contents if modes.get(path) not in ORDINARY]
        if odd:
            raise ValueError(f"BUG: {odd[0]!r} is no ordinary file of the tree")
        entries = {
            path: Entry(modes[path], self._keep(content)) for path, content in contents.items()
        }
        return self._edited(onto, entries)

    def compose(self, onto: TreeId, source: TreeId, paths: Sequence[str]) -> TreeId:
        """Return `onto` with each of `paths` as it is in `source`, absent where absent there."""
        theirs = {file.path: Entry(file.mode, file.blob) for file in self.files(source)}
        ours = {file.path for file in self.files(onto)}
        edits = {path: theirs.get(path) for path in paths if path in ours or path in theirs}
        return self._edited(onto, edits)

    def merge(self, before: TreeId, head: TreeId, work: TreeId) -> TreeId | tuple[Clash, ...]:
        """Return `head` with what `work` changed since `before`; or where the two clash."""
        self._prove(before, head, work)
        files = tuple({file.path: file for file in self.files(t)} for t in (before, head, work))
        edits: dict[str, Entry | None] = {}
        clashes: list[Clash] = []
        for path, sides in sides_of(*files).items():
            put = self._together(path, sides)
            if isinstance(put, Clash):
                clashes.append(put)
            else:
                edits[path] = put
        clashes += folder_clashes(files[1], edits)
        return tuple(clashes[:CLASHES_MAX]) if clashes else self._edited(head, edits)

    def _together(self, path: str, sides: Sides) -> Entry | Clash | None:
        """Return what becomes of a path that the work changed; None where it is removed."""
        if as_worked(sides):
            return Entry(sides.work.mode, sides.work.blob) if sides.work is not None else None
        mode = merged_mode(sides)
        files = (sides.head, sides.before, sides.work)
        names = [file.blob for file in files if file is not None]
        if not mode:
            return Clash(path, why_apart(sides))
        known = {header.name: each for header, each in read_objects(self._vault, {*names})}
        head, before, work = (known[name] for name in names)
        with self._vault.scratch() as scratch:
            put = merge_contents(self._vault, scratch, path, (head, before, work))
        return put if isinstance(put, Clash) else Entry(mode, self._keep(put))

    def materialise(self, tree: TreeId, folder: str) -> None:
        """Write every file of `tree` into the empty or absent `folder`; no filter is run.

        Raises: Mistake `tree.folder-taken` where something is there, a link included.
        Crash: an unfinished folder is left behind; it is the caller's to remove.
        """
        with self._vault.scratch() as scratch:
            self.materialise_with_index(tree, folder, os.path.join(scratch, "index"))

    def materialise_with_index(self, tree: TreeId, folder: str, index: str) -> None:
        """Do what `materialise` does, and leave an index that knows the files as just written."""
        self._prove(tree)
        if os.path.islink(folder) or (os.path.isdir(folder) and os.listdir(folder)):
            raise Mistake("tree.folder-taken", "the folder is not empty", found=shown(folder))
        os.makedirs(folder, mode=0o755, exist_ok=True)
        self._vault.call("read-tree", tree, index=index)
        args = ("checkout-index", "--all", "--quiet", "--index")
        self._vault.git.run(
            GitCall(
                git_dir=self._vault.git_dir,
                args=args,
                work_tree=folder,
                index=index,
                settings=("checkout.workers=0",),  # one for each processor
            )
        )

    def empty(self) -> TreeId:
        """Return the tree without files."""
        return TreeId(object_name("tree", b"", self._like))

    def _edited(self, onto: TreeId, edits: Mapping[str, Entry | None]) -> TreeId:
        """Return `onto` with some entries replaced or taken away."""
        listing = None if onto == self.empty() else self._listing(onto)
        names = name_edited(listing, edits, self._like) if listing is not None else ()
        if names and all(self._vault.has_own(name) for name in names):
            return names[-1]  # written before
        with self._vault.scratch() as scratch:
            index = os.path.join(scratch, "index")
            self._vault.call("read-tree", onto, index=index)
            self._vault.call(
                "update-index",
                "-z",
                "--replace",
                "--index-info",
                index=index,
                stdin=index_lines(_removals_first(edits), onto),
            )
            return self._vault.write_tree(index, scratch)

    def _keep(self, content: bytes) -> str:
        """Keep `content` as it is, through no filter, and return its name."""
        with self._vault.scratch() as scratch:
            quarantine = make_quarantine(scratch)
            call = GitCall(
                git_dir=self._vault.git_dir,
                args=("hash-object", "-w", "--no-filters", "--stdin"),
                objects=quarantine,
                stdin=content,
            )
            name = self._vault.git.run(call).decode("ascii").strip()
            self._vault.take_in(quarantine)
            return name

    def _prove(self, *trees: TreeId) -> None:
        """Check each object of `trees` against its name, once. Raises: Mistake `repository.*`."""
        with self._lock:
            self._prove_new([each for each in trees if each not in self._proven])

    def _prove_new(self, trees: Sequence[TreeId]) -> None:
        """Check each object of `trees` that was not checked before."""
        new = [tree for tree in trees if tree != self.empty()]
        below = dict.fromkeys(name for tree in new for name in self._listing(tree).names)
        names = [name for name in below if name not in self._proven]
        for name, content in prove_objects(self._vault, names, KEPT_BYTES_MAX):
            if len(self._contents) < CONTENTS_KEPT:  # it will be asked for soon
                self._contents[name] = content
        self._proven.update(names)


def _removals_first(edits: Mapping[str, Entry | None]) -> Mapping[str, Entry | None]:
    """Return `edits` so that a file can become a folder, and a folder a file."""
    return dict(sorted(edits.items(), key=lambda edit: edit[1] is not None))
