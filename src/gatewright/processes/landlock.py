"""Landlock by system call: no root, no user namespace, no binary.

Invariant: only the standard library is imported; the supervisor loads this file by its path.
Invariant: what was asked for is applied whole, or OSError is raised.
Known gap: rules only add. A readable path below a writable one stays writable at this level.
"""

import ctypes
import os
import struct

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH = 1
_VERSION_FLAG = 1
_NO_NEW_PRIVS = 38

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_FILE, _MAKE_REGULAR = 1 << 5, 1 << 8
_TRUNCATE, _IOCTL_DEVICE = 1 << 14, 1 << 15
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEVICE
READ = _EXECUTE | _READ_FILE | _READ_DIR
USE_DEVICE = _READ_FILE | _READ_DIR | _WRITE_FILE | _IOCTL_DEVICE
SHARE_MEMORY = READ | _WRITE_FILE | _TRUNCATE | _REMOVE_FILE | _MAKE_REGULAR

DEVICES = (
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/dev/tty",
    "/dev/ptmx",
    "/dev/pts",
)
SHARED_MEMORY = "/dev/shm"

# Landlock lets a process read environment and memory map of every process of the same user where
# /proc is open to it, so only its own entry is, and what says nothing of others. What it starts in
# turn has no entry at all: rules name files, and theirs do not exist yet.
SYSTEM_STATE = (
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/filesystems",
    "/proc/loadavg",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/sys",
    "/proc/uptime",
    "/proc/version",
)


def read_abi() -> int:
    """Return the kernel's Landlock version; 0 where it has none."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return max(0, int(libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION_FLAG)))
    except (OSError, AttributeError):
        return 0


def handled_rights(abi: int) -> int:
    """Return every file right that a kernel of version `abi` can withhold."""
    if abi >= 5:
        return (1 << 16) - 1
    return (1 << {1: 13, 2: 14}.get(abi, 15)) - 1


def restrict(readable: list[str], writable: list[str]) -> None:
    """Confine this thread, for good, to `readable` and `writable` and the harmless devices.

    Shape: absolute paths; one that does not exist is left out.
    Raises: OSError where the kernel refuses any part of it.
    """
    abi = read_abi()
    if abi < 1:
        raise OSError("the kernel has no Landlock")
    rights = handled_rights(abi)
    libc = ctypes.CDLL(None, use_errno=True)
    ruleset = _create_ruleset(libc, abi, rights)
    for path in (*SYSTEM_STATE, *readable):
        _allow(libc, ruleset, path, READ & rights)
    for path in DEVICES:
        _allow(libc, ruleset, path, USE_DEVICE & rights)
    _allow(libc, ruleset, SHARED_MEMORY, SHARE_MEMORY & rights)
    for path in writable:
        _allow(libc, ruleset, path, rights)
    _checked(libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    _checked(libc.syscall(_RESTRICT_SELF, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)


def _create_ruleset(libc: ctypes.CDLL, abi: int, rights: int) -> int:
    """Return a new ruleset; signals and abstract sockets are kept inside where that is known."""
    scoped = 3 if abi >= 6 else 0
    attributes = struct.pack("QQQ", rights, 0, scoped)[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    size = ctypes.c_size_t(len(attributes))
    return _checked(libc.syscall(_CREATE_RULESET, attributes, size, 0), "landlock_create_ruleset")


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    """Add one rule; a folder's rights mean nothing on a file and are taken off there."""
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return
    try:
        is_folder = os.fstat(handle).st_mode & 0o170000 == 0o040000
        granted = rights if is_folder else rights & _ON_FILES
        rule = struct.pack("=Qi", granted, handle)
        _checked(libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0), f"landlock rule {path}")
    finally:
        os.close(handle)


def _checked(result: int, what: str) -> int:
    """Return `result`, or raise OSError with the kernel's reason."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result
