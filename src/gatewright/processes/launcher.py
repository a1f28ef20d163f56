"""Runs commands through a supervisor, at the strongest isolation that is wanted and there is.

Invariant: a run that cannot have the isolation it was given is NotStarted, never a weaker run.
Invariant: what was remembered of this machine starts nothing: isolation is tried before it is used.
Invariant: the environment of the program is exactly the command's, and one variable that marks
    it as ours, by which leftovers of a dead driver are found.
"""

import marshal
import os
import threading
import time
from collections.abc import Callable
from itertools import count

from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.ports.processes import (
    Cancelled,
    Command,
    Ending,
    Finished,
    IsolationSurvey,
    NotStarted,
)
from gatewright.ports.store import Records
from gatewright.processes.bubblewrap import derive_options
from gatewright.processes.marks import MARK, mark_of_this_process
from gatewright.processes.remembered import SurveyMemory
from gatewright.processes.survey import Survey, find_bubblewrap, survey_isolation
from gatewright.processes.system_folders import read_system_folders

_ROOM = os.path.dirname(os.path.abspath(__file__))
_CHANGED = "the isolation of this machine is not what it was when last tried: check again"
_NOTHING = Isolation(IsolationLevel.NONE, Network.OPEN)


class SupervisedProcesses:
    """Runs commands on this machine; nothing it started outlives it."""

    def __init__(
        self,
        python: str,
        run_folder: str,
        marker: str,
        level_max: IsolationLevel | None = None,
        remembered: Records | None = None,
    ) -> None:
        """Take the interpreter for supervisors, a folder of ours, and the name of our marks.

        Shape: `level_max` holds every command down to it; None leaves the choice to commands.
               `remembered` keeps what this machine gave; without it, each launcher tries.
        """
        self._python = python
        self._run_folder = run_folder
        self._mark = mark_of_this_process(marker)
        self._level_max = IsolationLevel.NAMESPACES if level_max is None else level_max
        self._numbers = count(1)
        self._system = read_system_folders()
        self._bubblewrap = find_bubblewrap()
        self._memory = self._memory_in(remembered) if remembered is not None else None
        self._recalled: Survey | None = None  # what others were told, until it was tried here
        self._survey: Survey | None = None
        self._survey_lock = threading.Lock()

    def run(
        self,
        command: Command,
        on_line: Callable[[str], None] | None = None,
        is_wanted: Callable[[], bool] | None = None,
    ) -> Finished:
        """Run `command` to its end, or until it is not wanted; see the port."""
        if self._wanted(command) is not IsolationLevel.NONE and not self._holds():
            return Finished(NotStarted(_CHANGED), b"", b"", 0, _NOTHING)
        level = self._level(command)
        if is_wanted is not None and not is_wanted():
            return Finished(Cancelled(), b"", b"", 0, _isolation(level, command))
        return self._run_at(level, command, on_line, is_wanted)

    def survey(self) -> IsolationSurvey:
        """Return what isolation this machine gives; tried once, then remembered."""
        with self._survey_lock:
            if self._survey is None and self._recalled is None and self._memory is not None:
                self._recalled = self._memory.recall()
            return self._survey or self._recalled or self._try()

    def _try(self) -> Survey:
        """Return what isolation is seen to work now; to be called alone."""
        if self._survey is None:
            self._survey = survey_isolation(self._run_at, self._bubblewrap, self._run_folder)
            if self._memory is not None and self._survey != self._recalled:
                self._memory.keep(self._survey)
        return self._survey

    def _holds(self) -> bool:
        """Return whether this machine gives what was told of it; it is tried, if it was not."""
        with self._survey_lock:
            told = self._recalled
            return told is None or told.strongest is self._try().strongest

    def _memory_in(self, records: Records) -> SurveyMemory:
        ours = [os.path.join(_ROOM, name) for name in os.listdir(_ROOM) if name.endswith(".py")]
        bubblewrap = [self._bubblewrap] if self._bubblewrap else []
        return SurveyMemory(records, [self._python, *sorted(ours), *bubblewrap])

    def _wanted(self, command: Command) -> IsolationLevel:
        """Return the strongest level that is wanted and allowed."""
        return min(command.confinement.level_max, self._level_max)

    def _level(self, command: Command) -> IsolationLevel:
        """Return the strongest level that is there, wanted and allowed."""
        wanted = self._wanted(command)
        if wanted is IsolationLevel.NONE:
            return wanted
        return min(wanted, self.survey().strongest)

    def _run_at(
        self,
        level: IsolationLevel,
        command: Command,
        on_line: Callable[[str], None] | None = None,
        is_wanted: Callable[[], bool] | None = None,
    ) -> Finished:
        """Run `command` at exactly `level`."""
        isolation = _isolation(level, command)
        started = time.monotonic()
        missing = _missing_folder(command)
        if missing:
            return Finished(NotStarted(missing), b"", b"", 0, isolation)
        mark = f"{self._mark}:{next(self._numbers)}"
        plan = self._plan(level, command, mark)
        ending, out, err = self._converse(command, plan, mark, on_line, is_wanted)
        return Finished(ending, out, err, int((time.monotonic() - started) * 1000), isolation)

    def _converse(
        self,
        command: Command,
        plan: bytes,
        mark: str,
        on_line: Callable[[str], None] | None,
        is_wanted: Callable[[], bool] | None,
    ) -> tuple[Ending, bytes, bytes]:
        """Have a supervisor run `command` by `plan`, and leave nothing of either."""
        # late: where all was seen before, nothing is run
        from gatewright.processes.supervision import Supervision  # noqa: PLC0415

        supervision = Supervision(self._python, self._run_folder, mark)
        return supervision.converse(command, plan, on_line, is_wanted)

    def _plan(self, level: IsolationLevel, command: Command, mark: str) -> bytes:
        """Return what the supervisor is to do, in the form it reads."""
        is_wrapped = level is IsolationLevel.NAMESPACES
        env = (*command.env, (MARK, mark))
        wrapper = [self._bubblewrap or "bwrap", *derive_options(command, self._system, env)]
        plan: dict[str, object] = {
            "argv": list(command.argv),
            "env": {MARK: mark} if is_wrapped else dict(env),
            "cwd": "/" if is_wrapped else command.cwd,
            "file_bytes_max": command.limits.file_bytes_max,
            "open_files_max": command.limits.open_files_max,
            "bubblewrap": wrapper if is_wrapped else None,
            "landlock": self._rules(command) if level is IsolationLevel.FILES else None,
        }
        return marshal.dumps(plan, 2)

    def _rules(self, command: Command) -> tuple[list[str], list[str]]:
        """Return what Landlock is to leave open: readable and writable paths."""
        readable = [*self._system.folders, *command.confinement.readable]
        return readable, list(command.confinement.writable)


def _isolation(level: IsolationLevel, command: Command) -> Isolation:
    """Return what is really enforced: below namespaces the network is always open."""
    is_wrapped = level is IsolationLevel.NAMESPACES
    return Isolation(level, command.confinement.network if is_wrapped else Network.OPEN)


def _missing_folder(command: Command) -> str:
    """Return words for a folder that must be there and is not; "" where all are."""
    if not command.argv:
        return "no program was named"
    if not os.path.isdir(command.cwd):
        return f"{command.cwd}: no such folder to work in"
    absent = [path for path in command.confinement.writable if not os.path.exists(path)]
    return f"{absent[0]}: to be writable, but not there" if absent else ""
