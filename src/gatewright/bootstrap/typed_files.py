"""Files that a person names on the command line, read whole or not at all.

A name may lead anywhere: to a device, a pipe that nobody writes to, a file without an end. Only a
file is read, and only so much of it.
"""

import os
import stat

from gatewright.model.trouble import Mistake

TYPED_BYTES_MAX = 4 * 1024 * 1024


def read_typed_file(path: str) -> bytes:
    """Return the content of the file at the absolute `path`.

    Raises: Mistake `arguments.file` where it cannot be read, is no file, or is above 4 MiB.
    """
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        with open(opened, "rb") as stream:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise _unreadable(path, "it is no file")
            content = stream.read(TYPED_BYTES_MAX + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, getattr(error, "strerror", None) or "no such file") from error
    if len(content) > TYPED_BYTES_MAX:
        raise _unreadable(path, f"it has more than {TYPED_BYTES_MAX >> 20} MiB")
    return content


def _unreadable(path: str, found: str) -> Mistake:
    """Return the mistake of a name that leads to no file that can be read."""
    return Mistake("arguments.file", f"The file {path!r} cannot be read.", found=found)
