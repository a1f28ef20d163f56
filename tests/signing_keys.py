"""Keys for tests, made by ssh-keygen."""

import subprocess
from pathlib import Path


def make_key(path: Path, passphrase: str = "") -> None:
    """Make a key of software at `path`, with its public half beside it."""
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", str(path)]
    subprocess.run(words, check=True, stdin=subprocess.DEVNULL)


def signer_line(name: str, path: Path, options: str = "", comment: str = "") -> str:
    """Return the line of a list of signers for the key at `path`."""
    public = " ".join(Path(f"{path}.pub").read_text().split()[:2])
    return " ".join(part for part in (name, options, public, comment) if part)
