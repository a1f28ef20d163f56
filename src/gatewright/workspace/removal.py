"""Removes folders that somebody else has filled.

Invariants: no link is followed; no depth of folders is too deep, since each is moved up before it
is looked into; what may not be read or written is made ours first.
"""

import os
from contextlib import suppress


def remove(folder: str) -> None:
    """Remove what is at `folder`, a link or file included; what refuses to go is left behind.

    Crash: the rest lies at `folder` and beside it, under names that start with its name.
    """
    if not _is_folder(folder):
        with suppress(OSError):
            os.unlink(folder)
        return
    pending, count = [folder], 0
    while pending:
        current = pending.pop()
        for path in _opened(current):
            if not _is_folder(path):
                with suppress(OSError):
                    os.unlink(path)
                continue
            count += 1
            with suppress(OSError):
                os.chmod(path, 0o700)  # else a folder may not be moved into another one
                os.rename(path, f"{folder}.{count}")
                pending.append(f"{folder}.{count}")
        with suppress(OSError):
            os.rmdir(current)


def _opened(folder: str) -> list[str]:
    """Return the paths right below `folder`, made readable and writable."""
    with suppress(OSError):
        os.chmod(folder, 0o700)
        return [os.path.join(folder, name) for name in os.listdir(folder)]
    return []


def _is_folder(path: str) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)
