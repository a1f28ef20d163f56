"""The options of one bubblewrap run: a pure function from what is wanted to what is typed.

Invariant: nothing of the host is visible that is not named here or by the caller.
Invariant: a deeper path is mounted later, so a readable path may lie below a writable one and
    the other way round.
"""

from collections.abc import Sequence

from gatewright.model.isolation import Network
from gatewright.ports.processes import Command
from gatewright.processes.system_folders import SystemFolders

_FIXED = (
    "--unshare-user",
    "--unshare-pid",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
    "--cap-drop",
    "ALL",
    "--new-session",
    "--die-with-parent",
    "--clearenv",
)

_Mount = tuple[str, tuple[str, ...]]  # where, and the options that put it there


def derive_options(
    command: Command, system: SystemFolders, env: Sequence[tuple[str, str]]
) -> list[str]:
    """Return the options for `command`, without bubblewrap's own name and without its argv."""
    options = list(_FIXED)
    if command.confinement.network is Network.NONE:
        options.append("--unshare-net")
    for _, mount in sorted(_mounts(command, system), key=_depth):
        options += mount
    for name, value in env:
        options += ("--setenv", name, value)
    return [*options, "--chdir", command.cwd]


def _mounts(command: Command, system: SystemFolders) -> list[_Mount]:
    """Return all mounts; of two on one path the later counts, so what is writable comes last."""
    mounts: list[_Mount] = [(path, ("--ro-bind-try", path, path)) for path in system.folders]
    mounts += [(path, ("--symlink", target, path)) for path, target in system.links]
    mounts += [("/proc", ("--proc", "/proc")), ("/dev", ("--dev", "/dev"))]
    mounts += [(path, ("--tmpfs", path)) for path in ("/tmp", "/run")]
    confinement = command.confinement
    mounts += [(path, ("--ro-bind-try", path, path)) for path in confinement.readable]
    mounts += [(path, ("--bind", path, path)) for path in confinement.writable]
    return mounts


def _depth(mount: _Mount) -> int:
    """Return how deep a mount lies; sorting by it is stable."""
    return len([part for part in mount[0].split("/") if part])
