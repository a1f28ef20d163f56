"""Looks along the kept environments and takes some away; it builds and verifies nothing.

Invariant: what is read of an environment is said to a person and never decides anything.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from gatewright.environments.store import EnvironmentStore
from gatewright.model.ids import Digest
from gatewright.ports.shelf import KeptEnvironment

FACTS_BYTES_MAX = 1024 * 1024


class FolderShelf:
    """The environments of one store. Implements `ports.shelf.EnvironmentShelf`."""

    def __init__(self, root: str) -> None:
        """Take the absolute folder of the store."""
        self._root = Path(root)
        self._store = EnvironmentStore(root)

    def kept(self) -> list[KeptEnvironment]:
        """Return every kept environment, sorted by name."""
        return [self._describe(name) for name in self._store.names()]

    def remove(self, name: str) -> bool:
        """Remove one, after a build of the same has ended; return whether it was there."""
        if name not in self._store.names():
            return False
        with self._store.alone(Digest(name)):
            return self._store.prune(name)

    def _describe(self, name: str) -> KeptEnvironment:
        facts = _read_facts(self._root / name / "facts.json")
        return KeptEnvironment(
            name=name,
            profile=facts.get("profile", ""),
            described=facts.get("described", ""),
            size_bytes=measure_folder(str(self._root / name / "env")),
            used_at=_last_used(self._root / f"{name}.lock"),
        )


def measure_folder(folder: str) -> int:
    """Return how many bytes the files below `folder` hold; one with two names counts once."""
    seen: dict[tuple[int, int], int] = {}
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                found = os.lstat(os.path.join(root, name))
            except FileNotFoundError:
                continue  # somebody removes it just now
            seen[found.st_dev, found.st_ino] = found.st_size
    return sum(seen.values())


def _read_facts(path: Path) -> dict[str, str]:
    """Return the words written down beside an environment; none where they cannot be read."""
    try:
        with path.open("rb") as stream:
            found = json.loads(stream.read(FACTS_BYTES_MAX))
    except (OSError, ValueError):
        return {}
    items = found.items() if isinstance(found, dict) else ()
    return {key: value for key, value in items if isinstance(value, str)}


def _last_used(lock: Path) -> str:
    """Return when an environment was last asked for: its lock is touched each time."""
    try:
        modified_s = lock.stat().st_mtime
    except FileNotFoundError:
        return ""
    return datetime.fromtimestamp(modified_s, UTC).isoformat(timespec="seconds")
