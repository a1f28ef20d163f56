"""What isolation this machine gave when it was last tried, for as long as nothing around differs.

It names observations and tells people; it starts nothing. Before a program runs confined, the
launcher tries again, and what no longer holds is no run.
"""

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from gatewright.model.digest import digest_of
from gatewright.model.isolation import IsolationLevel
from gatewright.ports.processes import IsolationSurvey
from gatewright.ports.store import Records

FOLDER, NAME = "machine", "isolation"
FACT_BYTES_MAX = 4096
BOOT = "/proc/sys/kernel/random/boot_id"
KERNEL = (
    BOOT,
    "/proc/self/attr/current",
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
    "/proc/sys/kernel/unprivileged_userns_clone",
    "/proc/sys/user/max_user_namespaces",
)
NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
OF_THIS_PROCESS = ("NoNewPrivs", "Seccomp", "Seccomp_filters", "CapEff", "CapPrm", "CapBnd")


class SurveyMemory:
    """Keeps the last survey, with all that it could depend on."""

    def __init__(self, records: Records, programs: Sequence[str]) -> None:
        """Take where to keep it, and the files that isolation is made with."""
        self._records = records
        self._around = _read_surroundings(programs)

    def recall(self) -> IsolationSurvey | None:
        """Return what was kept, if everything around is as it was then."""
        document = self._records.read(FOLDER, NAME) if self._around else None
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            kept = json.loads(document or b"{}")
            if kept["around"] == self._around:
                words = (kept["supervisor"], kept["landlock"], kept["bubblewrap"])
                return IsolationSurvey(IsolationLevel(kept["strongest"]), *map(str, words))
        return None

    def keep(self, survey: IsolationSurvey) -> None:
        """Keep what was just tried, instead of what was kept before."""
        if not self._around:
            return
        kept = {
            "around": self._around,
            "strongest": int(survey.strongest),
            "supervisor": survey.supervisor,
            "landlock": survey.landlock,
            "bubblewrap": survey.bubblewrap,
        }
        self._records.write(FOLDER, NAME, json.dumps(kept).encode())


def _read_surroundings(programs: Sequence[str]) -> str:
    """Return a digest of what isolation depends on; "" where a new start cannot be told."""
    kernel = {path: _read(path) for path in KERNEL}
    if not kernel[BOOT]:
        return ""
    system = os.uname()
    facts = {
        "system": [system.release, system.version, system.machine, list(sys.version_info[:3])],
        "kernel": kernel,
        "namespaces": [_link(f"/proc/self/ns/{name}") for name in NAMESPACES],
        "process": [
            line
            for line in _read("/proc/self/status").splitlines()
            if line.partition(":")[0] in OF_THIS_PROCESS
        ],
        "who": [os.geteuid(), os.getegid()],
        "programs": {path: _stat(path) for path in programs},
    }
    return digest_of(facts)


def _read(path: str) -> str:
    """Return the beginning of a small file; "" where there is none."""
    try:
        with Path(path).open("rb") as file:
            return file.read(FACT_BYTES_MAX).decode("utf-8", "replace")
    except OSError:
        return ""


def _link(path: str) -> str:
    try:
        return os.readlink(path)
    except OSError:
        return ""


def _stat(path: str) -> list[object]:
    """Return what differs where a file was changed or replaced; [] where there is none."""
    try:
        real = os.path.realpath(path)
        found = os.stat(real)
    except OSError:
        return []
    times = [found.st_mtime_ns, found.st_ctime_ns]
    return [real, found.st_dev, found.st_ino, found.st_size, found.st_mode, *times]
