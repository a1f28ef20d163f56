"""A small repository that can be judged without a network: it adopts the tests' own environment."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

FILES = {
    "pyproject.toml": (
        "[project]\nname = 'shelf'\nversion = '1'\n"
        "[tool.pytest.ini_options]\ntestpaths = ['tests']\n"
    ),
    ".gitignore": "/.venv\n",
    "shelf.py": "def double(number: int) -> int:\n    return number * 2\n",
    "tests/test_shelf.py": (
        "from shelf import double\n\n\ndef test_double() -> None:\n    assert double(2) == 4\n"
    ),
}
CONFIGURATION = """\
gatewright: 1
off: [lint, types, secrets]
environments:
  py: {profile: adopt, path: .venv}
"""


def make_repository(root: Path, files: dict[str, str] | None = None) -> Path:
    """Return a repository with FILES on main, judged in the environment that runs these tests."""
    root.mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    write(root, {**FILES, ".gatewright/config.yaml": CONFIGURATION, **(files or {})})
    (root / ".venv").symlink_to(sys.prefix)
    commit(root, "Base")
    return root


def write(root: Path, files: dict[str, str]) -> None:
    """Write each file of `files`."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def commit(root: Path, message: str) -> None:
    """Commit everything."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)


def git(root: Path, *words: str) -> str:
    """Run git with an identity of its own and none of the person's configuration."""
    env = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
        "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
    }
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    done = subprocess.run(
        ["git", *identity, *words], cwd=root, env=env, check=True, capture_output=True, text=True
    )
    return done.stdout


def program() -> str:
    """Return the installed command beside the interpreter that runs these tests."""
    return str(Path(sys.executable).parent / "gatewright")


def environment(state: Path) -> dict[str, str]:
    """Return an environment whose state is apart and whose home is empty."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(state),
        "XDG_STATE_HOME": str(state),
        "LANG": "C.UTF-8",
    }


def digest_of(root: Path) -> str:
    """Return the digest of every name, mode, time and byte below `root`, `.git` included."""
    seen = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        seen.update(repr((str(path), status.st_mode, status.st_size, status.st_mtime_ns)).encode())
        if path.is_file() and not path.is_symlink():
            seen.update(path.read_bytes())
    return seen.hexdigest()
