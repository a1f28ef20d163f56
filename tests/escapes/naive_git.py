"""Git as one would use it without thinking: what each attack of these tests is shown to beat."""

import os
import subprocess
from pathlib import Path

from tests.checkouts import PERSON, PROGRAM


def naive(folder: Path, *args: str, **env: str) -> str:
    """Run git in the folder under judgement, with all it finds there."""
    done = subprocess.run(
        [PROGRAM, "-C", str(folder), *args],
        env={**PERSON, **env},
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def naive_snapshot(folder: Path) -> dict[str, str]:
    """Stage everything in the user's index, and return the tree's paths with their blobs."""
    naive(folder, "add", "-A")
    tree = naive(folder, "write-tree")
    return listed(folder, tree)


def listed(folder: Path, tree: str) -> dict[str, str]:
    """Return path and blob of each file."""
    lines = naive(folder, "ls-tree", "-r", tree).splitlines()
    return {line.split("\t")[1]: line.split()[2] for line in lines}


def naive_materialise(folder: Path, commit: str, out: Path) -> None:
    """Write a commit out by way of an archive."""
    out.mkdir()
    archive = subprocess.run(
        [PROGRAM, "-C", str(folder), "archive", commit], env=PERSON, capture_output=True, check=True
    )
    subprocess.run(["tar", "-x", "-C", str(out)], input=archive.stdout, check=True)


def naive_copy(folder: Path, out: Path) -> None:
    """Copy the files of a checkout, following links as a copy does."""
    for path in folder.rglob("*"):
        if ".git" not in path.parts and path.is_file():
            target = out / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())


def put_loose_object(folder: Path, name: str, content: bytes) -> None:
    """Put `content` under a name that is not its own, as anybody who may write there can."""
    import zlib

    path = folder / ".git" / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        os.chmod(path, 0o644)
    path.write_bytes(zlib.compress(b"blob %d\0" % len(content) + content))
