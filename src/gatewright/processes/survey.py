"""Which isolation this machine gives: tried by running a program, never guessed from a version."""

import os
import sys
from collections.abc import Callable

from gatewright.model.isolation import IsolationLevel
from gatewright.ports.processes import (
    Command,
    Confinement,
    Exited,
    Finished,
    IsolationSurvey,
    Limits,
    NotStarted,
)

Survey = IsolationSurvey
_Run = Callable[[IsolationLevel, Command], Finished]
_BUBBLEWRAP = ("/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap")


def find_bubblewrap() -> str | None:
    """Return bubblewrap's path; only system folders are searched, never a person's PATH."""
    return next((path for path in _BUBBLEWRAP if os.access(path, os.X_OK)), None)


def survey_isolation(run: _Run, bubblewrap: str | None, folder: str) -> Survey:
    """Return what a trial run at each level came to; `run` runs at exactly the level given."""
    landlock, has_landlock = _try_landlock(run, folder)
    wrapped, has_bubblewrap = _try_bubblewrap(run, bubblewrap, folder)
    return Survey(
        _strongest(has_landlock, has_bubblewrap),
        "subreaper" if sys.platform == "linux" else "process group",
        landlock,
        wrapped,
    )


def _strongest(has_landlock: bool, has_bubblewrap: bool) -> IsolationLevel:
    """Return the highest level that was seen to work."""
    if has_bubblewrap:
        return IsolationLevel.NAMESPACES
    return IsolationLevel.FILES if has_landlock else IsolationLevel.NONE


def _try_landlock(run: _Run, folder: str) -> tuple[str, bool]:
    """Return words for Landlock, and whether it worked."""
    if sys.platform != "linux":
        return "only on Linux", False
    from gatewright.processes.landlock import read_abi  # noqa: PLC0415 -- late: it needs ctypes

    abi = read_abi()
    if abi < 1:
        return "not in this kernel, or switched off at start: lsm=landlock", False
    finished = run(IsolationLevel.FILES, _trial(folder, ("true",)))
    if finished.ending == Exited(0):
        return f"ABI {abi}", True
    return f"refused by the kernel: {_reason(finished)}", False


def _try_bubblewrap(run: _Run, bubblewrap: str | None, folder: str) -> tuple[str, bool]:
    """Return words for bubblewrap, and whether it worked."""
    if sys.platform != "linux":
        return "only on Linux", False
    if bubblewrap is None:
        return "not installed: apt install bubblewrap", False
    finished = run(IsolationLevel.NAMESPACES, _trial(folder, ("true",)))
    if finished.ending != Exited(0):
        return _why_refused(_reason(finished)), False
    version = run(IsolationLevel.NONE, _trial(folder, (bubblewrap, "--version")))
    return version.stdout.decode("ascii", "replace").strip()[:80] or "bubblewrap", True


def _why_refused(reason: str) -> str:
    """Return bubblewrap's own words, with what is known to cause them."""
    if any(word in reason for word in ("namespace", "uid map", "Operation not permitted")):
        return f"refused by the kernel: user namespaces are off ({reason})"
    return f"installed, but it failed: {reason}"


def _reason(finished: Finished) -> str:
    """Return why a trial did not do what it should."""
    match finished.ending:
        case NotStarted(because):
            return because
        case ending:
            words = finished.stderr.decode("utf-8", "replace").strip().splitlines()
            return words[-1][:300] if words else f"{ending}"


def _trial(folder: str, argv: tuple[str, ...]) -> Command:
    """Return a command that does nothing, with nothing but `folder`."""
    return Command(
        argv=argv,
        cwd=folder,
        env=(("PATH", "/usr/bin:/bin"),),
        limits=Limits(wall_s=10.0),
        confinement=Confinement(readable=(folder,)),
    )
