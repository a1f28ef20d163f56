"""Fetches a pinned archive by name, once, and makes a repository of it.

What arrives is compared with the digest in its row before it is opened. Archives are kept in the
person's cache folder, never in the project.
"""

import hashlib
import os
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.strangers.running import Broken, run
from tests.strangers.shapes import Registry, Stranger

IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada Stranger",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada Stranger",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def cache_folder() -> Path:
    """Return where archives are kept between runs."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    home = Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
    folder = home / "gatewright-strangers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def fetch(stranger: Stranger) -> Path:
    """Return the archive of `stranger`, from the cache or the registry.

    Raises: Broken for an archive that is not the one the row was written for.
    """
    for path in sorted(cache_folder().iterdir()):
        if path.is_file() and digest_of(path) == stranger.sha256:
            return path
    with tempfile.TemporaryDirectory(dir=cache_folder()) as folder:
        path = _download(stranger, Path(folder))
        if digest_of(path) != stranger.sha256:
            raise Broken(f"{stranger.label} is not the archive that its row was written for")
        kept = cache_folder() / path.name
        shutil.move(path, kept)
    return kept


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _download(stranger: Stranger, folder: Path) -> Path:
    """Fetch through the registry's own client. pip builds the metadata of what it fetches."""
    match stranger.registry:
        case Registry.PYPI:
            pinned = folder / "pinned.txt"
            pinned.write_text(
                f"{stranger.name}=={stranger.version} --hash=sha256:{stranger.sha256}\n"
            )
            run(
                (
                    *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                    *("--disable-pip-version-check", "--no-binary", ":all:", "--require-hashes"),
                    *("--dest", str(folder), "--requirement", str(pinned)),
                ),
                folder,
            )
        case Registry.NPM:
            named = f"{stranger.name}@{stranger.version}"
            run(("npm", "pack", "--ignore-scripts", "--silent", named), folder)
    found = [path for path in folder.iterdir() if path.name.endswith((".tar.gz", ".tgz"))]
    if len(found) != 1:
        raise Broken(f"{stranger.label} came as {len(found)} archives")
    return found[0]


def make_repository(stranger: Stranger, folder: Path) -> Path:
    """Return a repository below `folder` whose one commit on `main` is the archive's content."""
    root = folder / stranger.name.rpartition("/")[2]
    with tempfile.TemporaryDirectory(dir=folder) as unpacked:
        with tarfile.open(fetch(stranger)) as archive:
            # Early Pythons 3.11 have no filter; the archive was pinned by its digest.
            if hasattr(tarfile, "data_filter"):
                archive.extractall(unpacked, filter="data")
            else:
                archive.extractall(unpacked)
        (top,) = Path(unpacked).iterdir()
        top.rename(root)
    for path in stranger.removed:
        _remove(root / path)
    git(root, "init", "--quiet", "--initial-branch", "main")
    commit(root, "import: the archive as it was published")
    return root


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def commit(root: Path, message: str) -> None:
    """Commit everything, ignored files too: an archive holds what it was built with."""
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--message", message)


def git(root: Path, *arguments: str) -> str:
    """Return what git printed; nothing of the person's own settings counts."""
    return run(("git", *arguments), root, IDENTITY)
