"""Whether what a driver has under way is still wanted, and the end of what is not.

A worker is told by its port. The looks of a judgement lie deep in tools that know no run: they end
by an exception, so that what was seen half is neither kept nor judged.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from gatewright.core.state.run_state import RunState
from gatewright.ports.journal import Journal
from gatewright.ports.processes import (
    Cancelled,
    Command,
    Finished,
    IsolationSurvey,
    Processes,
)
from gatewright.runtime.run_log import RunLog

IsWanted = Callable[[], bool]


class NoLongerWanted(BaseException):
    """Raised out of what nobody wants any more; like Ctrl-C, it is nobody's mistake and no bug."""


def wanted_while(journal: Journal, log: RunLog, holds: Callable[[RunState], bool]) -> IsWanted:
    """Return what asks whether `holds`, by what stands in the journal by then.

    Shape: cheap; nothing is read while nobody appends.
    """
    seen: int | None = None

    def is_wanted() -> bool:
        nonlocal seen
        version = journal.version()  # before the reading: what comes in between is read next time
        if version != seen:
            log.catch_up()
            seen = version
        return holds(log.state)

    return is_wanted


class InterruptibleProcesses:
    """Processes whose runs may be cut short from the outside, whoever started them.

    What a block of `while_wanted` started in its own thread is ended when it is not wanted.
    """

    def __init__(self, processes: Processes) -> None:
        """Take what runs commands."""
        self._processes = processes
        # Of this thread alone: what keeps a service is ended by the end of its block.
        self._is_wanted: ContextVar[IsWanted | None] = ContextVar("is_wanted", default=None)

    def run(
        self,
        command: Command,
        on_line: Callable[[str], None] | None = None,
        is_wanted: IsWanted | None = None,
    ) -> Finished:
        """Run `command` to its end; see the port. Raises: NoLongerWanted, once for each block."""
        asked = is_wanted or self._is_wanted.get()
        finished = self._processes.run(command, on_line, asked)
        if is_wanted is None and isinstance(finished.ending, Cancelled):
            self._is_wanted.set(None)  # what tidies up on the way out runs to its end
            raise NoLongerWanted
        return finished

    @contextmanager
    def while_wanted(self, is_wanted: IsWanted) -> Iterator[None]:
        """End what runs within the block once `is_wanted` says no."""
        before = self._is_wanted.set(is_wanted)
        try:
            yield
        finally:
            self._is_wanted.reset(before)

    def survey(self) -> IsolationSurvey:
        """Return what isolation this machine gives."""
        return self._processes.survey()
