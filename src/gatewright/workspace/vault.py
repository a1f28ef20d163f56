"""Our own store of trees for one repository, under the state folder; nobody else writes there.

Invariants: the user's objects are borrowed by an alternates file and never touched, not even their
times; objects are made in a quarantine without alternates and moved in afterwards. Every run works
in its own scratch folder, so that two of them never meet. Nothing here is ever garbage collected.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from gatewright.model.change import Repository
from gatewright.model.ids import TreeId
from gatewright.model.records import dataclass
from gatewright.workspace.git import Git, GitCall
from gatewright.workspace.removal import remove


@dataclass(frozen=True, slots=True)
class Vault:
    """An open vault."""

    git: Git
    home: str  # <state>/<repository id>
    git_dir: str

    def call(self, *args: str, index: str | None = None, stdin: bytes = b"") -> bytes:
        """Run git on the vault's objects; no work tree is in sight."""
        return self.git.run(GitCall(git_dir=self.git_dir, args=args, index=index, stdin=stdin))

    @contextmanager
    def scratch(self) -> Iterator[str]:
        """Give an empty folder of one's own.

        Crash: it is left behind, and `sweep` removes it once nobody works here.
        """
        with _held(self.home, fcntl.LOCK_SH):
            folder = tempfile.mkdtemp(dir=os.path.join(self.home, "scratch"))
            try:
                yield folder
            finally:
                remove(folder)

    def write_tree(self, index: str, scratch: str) -> TreeId:
        """Keep what `index` holds as a tree. Its blobs are here or borrowed, which is checked."""
        quarantine = make_quarantine(scratch)
        answer = self.git.run(
            GitCall(
                git_dir=self.git_dir,
                args=("write-tree", "--missing-ok"),
                index=index,
                objects=quarantine,
            )
        )
        self.take_in(quarantine)
        return TreeId(answer.decode("ascii").strip())

    def has_own(self, name: str) -> bool:
        """Return whether an object was taken in: borrowed ones do not count."""
        return os.path.isfile(os.path.join(self.git_dir, "objects", name[:2], name[2:]))

    def take_in(self, quarantine: str) -> None:
        """Move the objects of `quarantine` into the vault.

        Crash: some are there and some are not; an object without a tree to name it does no harm.
        """
        objects = os.path.join(self.git_dir, "objects")
        for part in (part for part in os.listdir(quarantine) if part != "info"):
            os.makedirs(os.path.join(objects, part), exist_ok=True)
            # Large files come as packs; git looks at .idx first, so that is to come last.
            names = os.listdir(os.path.join(quarantine, part))
            for name in sorted(names, key=lambda name: name.endswith(".idx")):
                source = os.path.join(quarantine, part, name)
                os.replace(source, os.path.join(objects, part, name))


def open_vault(git: Git, state_folder: str, repository: Repository) -> Vault:
    """Return the vault of `repository`, made if nobody has.

    Crash: either the whole vault is there, or only something to sweep.
    """
    home = os.path.join(state_folder, repository.repository_id)
    os.makedirs(home, mode=0o700, exist_ok=True)  # it holds private work
    os.makedirs(os.path.join(home, "scratch"), exist_ok=True)
    hash_name = "sha1" if len(repository.head) == 40 else "sha256"
    vault = Vault(git, home, os.path.join(home, f"vault-{hash_name}.git"))
    if not os.path.isdir(vault.git_dir):
        _create(vault, hash_name)
    _learn(vault, "objects/info/alternates", _lenders(f"{repository.common_dir}/objects"))
    # Where a shallow clone ends, git would else look for parents that are not there.
    _learn(vault, "shallow", _read(os.path.join(repository.common_dir, "shallow")))
    return vault


def make_quarantine(scratch: str) -> str:
    """Return a new object folder that borrows nothing."""
    return tempfile.mkdtemp(prefix="objects-", dir=scratch)


def sweep(state_folder: str) -> int:
    """Remove what killed runs left behind. Shape: how many folders and files went.

    Crash: less is removed; a vault in which somebody works is left alone.
    """
    removed = 0
    for name in os.listdir(state_folder) if os.path.isdir(state_folder) else []:
        home = os.path.join(state_folder, name)
        if os.path.isdir(os.path.join(home, "scratch")):
            removed += _sweep_home(home)
    return removed


def _sweep_home(home: str) -> int:
    try:
        with _held(home, fcntl.LOCK_EX | fcntl.LOCK_NB):
            scratch = os.path.join(home, "scratch")
            left = [os.path.join(scratch, name) for name in os.listdir(scratch)]
            for folder in left:
                remove(folder)
            return len(left)
    except BlockingIOError:
        return 0


def _create(vault: Vault, hash_name: str) -> None:
    with vault.scratch() as scratch:
        made = os.path.join(scratch, "vault.git")
        os.mkdir(made)
        args = ("init", "--quiet", "--bare", "--template=", f"--object-format={hash_name}")
        vault.git.run(GitCall(git_dir=made, args=args))
        os.makedirs(os.path.join(made, "objects", "info"), exist_ok=True)
        try:
            os.rename(made, vault.git_dir)
        except OSError:  # another run was faster; its vault is the same
            if not os.path.isdir(vault.git_dir):
                raise


def _learn(vault: Vault, name: str, wanted: bytes | None) -> None:
    """Bring a file of the vault to `wanted`, None for no file; others may do the same meanwhile."""
    path = os.path.join(vault.git_dir, name)
    if _read(path) == wanted:
        return
    with vault.scratch() as scratch:
        if wanted is None:
            with suppress(FileNotFoundError):  # another run was faster
                os.replace(path, os.path.join(scratch, "old"))
            return
        _write(os.path.join(scratch, "new"), wanted)
        os.replace(os.path.join(scratch, "new"), path)


def _lenders(objects: str) -> bytes:
    """Return the alternates file: the user's objects, and what they borrow by a relative path.

    Git follows the user's own alternates by itself, but ignores relative ones at second hand.
    """
    theirs = _read(os.path.join(objects, "info", "alternates")) or b""
    relative = [
        line for line in os.fsdecode(theirs).split("\n") if line[:1] not in ("", "#", "/", '"')
    ]
    lenders = [objects, *(os.path.normpath(os.path.join(objects, line)) for line in relative)]
    return b"".join(_quoted(lender) + b"\n" for lender in lenders)


@contextmanager
def _held(home: str, how: int) -> Iterator[None]:
    """Hold the lock of a vault's home; the system lets go of it whatever ends this process."""
    lock = os.open(os.path.join(home, "in-use"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, how)
        yield
    finally:
        os.close(lock)


def _quoted(path: str) -> bytes:
    """Return `path` as git quotes it in C, so that no byte of it can end the line."""
    return b'"' + b"".join(b"\\%03o" % byte for byte in os.fsencode(path)) + b'"'


def _read(path: str) -> bytes | None:
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        return file.read(64 * 1024 * 1024)


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)
