"""Built environments by key: one builder at a time, all or nothing, read-only once there.

An environment is built in its own place, since scripts inside it hold that path, and it exists
only from the moment its seal does: the seal is written last, whole, by a rename. A build that is
cut off leaves a folder without a seal, which is cleared before the next one and by `sweep`.

    <root>/<name>/env             what was built
    <root>/<name>/resolution.txt  what was resolved; outlives `prune`, so that a rebuild is equal
    <root>/<name>/seal.json       every file of `env`
    <root>/<name>/facts.json      what the screen says of it
    <root>/<name>/digests.json    content of it that was read, and when
"""

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from gatewright.environments.read_before import (
    FileDigests,
    known_from_bytes,
    known_to_bytes,
    tell_clock_ns,
)
from gatewright.environments.sealing import (
    differences,
    entries_from_bytes,
    entries_to_bytes,
    make_read_only,
    make_writable,
    read_digest,
    survey_folder,
)
from gatewright.model.ids import Digest
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble

NAME_CHARS = 24  # of the key: 96 bits; the whole key makes script headers too long for some kernels


@dataclass(frozen=True, slots=True)
class Kept:
    """A sealed environment as it lies on disk."""

    key: Digest
    folder: str
    described: str
    built_ms: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """Where one environment is built."""

    folder: str  # becomes the environment
    scratch: str  # removed after the build
    resolution: str  # file; may be there from an earlier build


class EnvironmentStore:
    """Keyed folders under one root."""

    def __init__(self, root: str) -> None:
        self._root = Path(root)

    @contextlib.contextmanager
    def alone(self, key: Digest) -> Iterator[None]:
        """Hold `key` alone, across processes and threads; others wait.

        Crash: the lock ends with the process.
        """
        self._root.mkdir(parents=True, exist_ok=True)
        with self._root.joinpath(f"{key[:NAME_CHARS]}.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            os.utime(lock.fileno())  # says when it was last asked for
            yield

    def open_site(self, key: Digest) -> Site:
        """Return an empty place to build `key` in; to be called alone."""
        place = self._place(key)
        _remove(place / "env")
        _remove(place / "scratch")
        (place / "seal.json").unlink(missing_ok=True)
        (place / "env").mkdir(parents=True)
        (place / "scratch").mkdir()
        return Site(str(place / "env"), str(place / "scratch"), str(place / "resolution.txt"))

    def close_site(self, key: Digest) -> None:
        """Remove what only the build needed, and what it left unsealed."""
        place = self._place(key)
        _remove(place / "scratch")
        if not (place / "seal.json").exists():
            _remove(place / "env")

    def seal(
        self,
        key: Digest,
        described: str,
        built_ms: int,
        notes: tuple[str, ...],
        profile: str = "",
    ) -> Kept:
        """Make the site of `key` an environment. Crash: it is one, or it is not."""
        place = self._place(key)
        make_read_only(str(place / "env"))
        facts = {
            "key": key,
            "profile": profile,
            "described": described,
            "built_ms": built_ms,
            "notes": list(notes),
        }
        _write_whole(place / "facts.json", json.dumps(facts).encode())
        with _digests(place) as digests:
            entries = survey_folder(str(place / "env"), digests.of)
        _write_whole(place / "seal.json", entries_to_bytes(entries))
        return Kept(key, str(place / "env"), described, built_ms, notes)

    def find(self, key: Digest) -> Kept | Trouble | None:
        """Return the environment of `key`, verified; Trouble when it is not what was built.

        Shape: to be called alone.
        """
        place = self._place(key)
        try:
            sealed = entries_from_bytes((place / "seal.json").read_bytes())
            facts = json.loads((place / "facts.json").read_bytes())
            kept = _kept(place, facts)
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            return self._altered(key, ["its record cannot be read"])
        with _digests(place) as digests:
            found = differences(kept.folder, sealed, digests.of)
        return self._altered(key, found) if found else kept

    def verify(self, key: Digest) -> Trouble | None:
        """Return what is wrong with the environment of `key`, before it is used."""
        with self.alone(key):
            found = self.find(key)
        match found:
            case Kept():
                return None
            case None:
                return self._altered(key, ["it is gone"])
            case trouble:
                return trouble

    def names(self) -> list[str]:
        """Return the names of the sealed environments, sorted."""
        return sorted(seal.parent.name for seal in self._root.glob("*/seal.json"))

    def prune(self, name: str) -> bool:
        """Remove the environment `name`, keeping its resolution; return whether it was there."""
        if name not in self.names():
            return False
        (self._root / name / "seal.json").unlink()
        _remove(self._root / name / "env")
        return True

    def sweep(self) -> list[str]:
        """Remove what cut-off builds left; return their names. A build that runs is left alone."""
        swept = [path.parent.name for path in self._root.glob("*/scratch") if self._clear(path)]
        return sorted(swept)

    def _clear(self, scratch: Path) -> bool:
        name = scratch.parent.name
        with self._root.joinpath(f"{name}.lock").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self.close_site(Digest(name))
        return True

    def _place(self, key: Digest) -> Path:
        return self._root / key[:NAME_CHARS]

    def _altered(self, key: Digest, found: list[str]) -> Trouble:
        name = key[:NAME_CHARS]
        return Trouble(
            code="environment.altered",
            wanted="the kept environment as it was built",
            found="; ".join(found),
            way_out=f"gatewright environment prune {name}   then check again: it is built anew",
        )


def _kept(place: Path, facts: dict[str, object]) -> Kept:
    notes, built_ms = facts["notes"], facts["built_ms"]
    if not isinstance(notes, list) or not isinstance(built_ms, int):
        raise TypeError("facts")
    return Kept(
        Digest(str(facts["key"])),
        str(place / "env"),
        str(facts["described"]),
        built_ms,
        tuple(str(note) for note in notes),
    )


@contextlib.contextmanager
def _digests(place: Path) -> Iterator[FileDigests]:
    """Give the digests of what lies at `place`, and keep them for the next survey."""
    kept = place / "digests.json"
    clock_ns = tell_clock_ns(kept)
    digests = FileDigests(known_from_bytes(kept.read_bytes()), clock_ns, read_digest)
    yield digests
    if digests.is_news:
        _write_whole(kept, known_to_bytes(digests.seen))


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    draft = path.with_suffix(".draft")
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remove(folder: Path) -> None:
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        make_writable(str(folder))
        shutil.rmtree(folder)
