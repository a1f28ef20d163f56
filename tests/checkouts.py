"""Real repositories for tests: made by a user's git, in a folder of the test's own."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gatewright.model.change import Repository, Snapshot
from gatewright.workspace.git import Git
from gatewright.workspace.repositories import GitRepositories
from gatewright.workspace.trees import GitTrees

PROGRAM = shutil.which("git") or "git"
PATH = os.environ.get("PATH", os.defpath)
OURS = Git(PROGRAM, PATH)
PERSON = {
    "PATH": PATH,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
    "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
}


@dataclass(frozen=True)
class Checkout:
    """A repository, and our own look at it."""

    root: Path
    state: Path

    def git(self, *args: str) -> str:
        """Run git as the user would."""
        done = subprocess.run(
            [PROGRAM, *args], cwd=self.root, env=PERSON, capture_output=True, check=True
        )
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, files: Mapping[str, bytes | str]) -> None:
        """Write files, making folders."""
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, files: Mapping[str, bytes | str] | None = None, message: str = "work") -> str:
        """Write files, commit all there is, and return the commit."""
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    @property
    def repositories(self) -> GitRepositories:
        """Return ours."""
        return GitRepositories(str(self.state), OURS)

    def open(self) -> Repository:
        """Open it as ours."""
        return self.repositories.open(str(self.root))

    def snapshot(self, ref: str | None = None) -> Snapshot:
        """Take our snapshot."""
        return self.repositories.snapshot(self.open(), ref)

    def trees(self) -> GitTrees:
        """Return our vault."""
        return self.repositories.trees(self.open())

    def judged(self, ref: str | None = None) -> dict[str, bytes]:
        """Return what we would judge."""
        trees = self.trees()
        tree = self.snapshot(ref).tree
        return dict(trees.read(tree, [file.path for file in trees.files(tree)]))


def new_checkout(folder: Path, name: str = "repo") -> Checkout:
    """Make an empty repository on branch main."""
    root = folder / name
    root.mkdir(parents=True)
    checkout = Checkout(root, folder / "state")
    checkout.git("init", "-q", "-b", "main")
    return checkout


def clone(source: Checkout, folder: Path, *options: str) -> Checkout:
    """Clone it as a user would."""
    subprocess.run(
        [PROGRAM, "clone", "-q", *options, source.root.as_uri(), str(folder)],
        env=PERSON,
        check=True,
    )
    return Checkout(folder, source.state)


def whole_digest(folder: Path) -> str:
    """Return a digest of every name, mode, time and byte below `folder`, `.git` included."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        stat = path.lstat()
        digest.update(repr((str(path), stat.st_mode, stat.st_mtime_ns, stat.st_size)).encode())
        if path.is_file() and not path.is_symlink():
            digest.update(path.read_bytes())
    return digest.hexdigest()
