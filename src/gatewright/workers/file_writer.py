"""Writes files that Gatewright makes itself into a lane. No link is followed."""

import os
from collections.abc import Callable
from contextlib import suppress

from gatewright.model.events import Ended
from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.model.registers import ENGINE
from gatewright.ports.workers import Order, Unwanted, Work

NOTHING_RUN = Isolation(IsolationLevel.NONE, Network.OPEN)


class FileWriter:
    """Makes what an order holds, and nothing else."""

    @property
    def name(self) -> str:
        """Return who it is."""
        return ENGINE

    def work(
        self,
        order: Order,
        on_line: Callable[[str], None],
        is_wanted: Callable[[], bool] | None = None,
    ) -> Work | Unwanted:
        """Write the files of `order`; see the port."""
        try:
            for path, content in order.files:
                _write(order.lane, path, content)
        except OSError as problem:
            said = f"{problem.filename or 'a file'} cannot be written: {problem.strerror}"
            return Work(Ended.FAILED, said, b"", NOTHING_RUN, 0)
        said = f"wrote {', '.join(path for path, _ in order.files)}"
        return Work(Ended.DONE, said, b"", NOTHING_RUN, 0)


def write_anew(lane: str, path: str, content: bytes) -> None:
    """Write a file in the place of whatever is there, which may be of a worker. Raises: OSError."""
    _write(lane, path, content, is_anew=True)


def _write(lane: str, path: str, content: bytes, *, is_anew: bool = False) -> None:
    """Write one file below `lane`, by way of folders alone. Raises: OSError."""
    *folders, name = path.split("/")
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    place = os.open(lane, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            with suppress(FileExistsError):
                os.mkdir(folder, dir_fd=place)
            inner = os.open(folder, flags, dir_fd=place)
            os.close(place)
            place = inner
        made = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        if is_anew:  # a pipe would be waited for
            made |= os.O_EXCL
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=place)
        with os.fdopen(os.open(name, made, 0o644, dir_fd=place), "wb") as file:
            file.write(content)
    finally:
        os.close(place)
