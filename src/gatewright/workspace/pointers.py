"""Recognises Git LFS pointers, and files on disk that are what a pointer stands for.

No filter is run, so a checked-out LFS file differs from its pointer in the tree although nobody
changed it; comparing the digest in the pointer tells the two cases apart.
"""

import hashlib
import os
import re

from gatewright.model.records import dataclass

POINTER_BYTES_MAX = 1024
_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n(?:[a-z0-9.-]+ [^\n]*\n)*?"
    rb"oid sha256:([0-9a-f]{64})\nsize ([0-9]{1,15})\n"
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """What an LFS pointer says."""

    sha256: str
    size_bytes: int


def parse_pointer(content: bytes) -> Pointer | None:
    """Return the pointer that `content` is, None where it is something else."""
    match = _POINTER.fullmatch(content) if len(content) <= POINTER_BYTES_MAX else None
    return Pointer(match.group(1).decode("ascii"), int(match.group(2))) if match else None


def stands_for(pointer: Pointer, path: str) -> bool:
    """Return whether the regular file at `path` is what `pointer` names."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:  # whoever reads it next says why
        return False
    if not os.path.isfile(descriptor) or os.fstat(descriptor).st_size != pointer.size_bytes:
        os.close(descriptor)
        return False
    with open(descriptor, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == pointer.sha256
