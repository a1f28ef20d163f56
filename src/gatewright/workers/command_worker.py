"""Workers that are programs: any command line that takes its brief on stdin, or a step's own.

The brief goes through stdin and never through an argument: one argument is bounded by the
kernel, and shown to everybody in the list of processes.
"""

from collections.abc import Callable

from gatewright.ports.processes import Processes
from gatewright.ports.workers import Order, Unwanted, Work
from gatewright.workers.attempt import Attempts, Program
from gatewright.workers.surroundings import Surroundings


class CommandWorker:
    """Tries steps by one command line, the same for each."""

    def __init__(
        self, name: str, argv: tuple[str, ...], processes: Processes, surroundings: Surroundings
    ) -> None:
        """Take who it is and how it is started; `argv` is found by the path given it."""
        self._attempts = Attempts(name, processes, surroundings)
        self._argv = argv

    @property
    def name(self) -> str:
        """Return who it is."""
        return self._attempts.name

    def work(
        self,
        order: Order,
        on_line: Callable[[str], None],
        is_wanted: Callable[[], bool] | None = None,
    ) -> Work | Unwanted:
        """Try the step to an end; see the port."""
        brief = order.brief.encode("utf-8", "replace")
        return self._attempts.run(Program(self._argv, lambda _: brief), order, on_line, is_wanted)


class StepCommandWorker:
    """Does steps that are commands: each names its own argv. It is told nothing on stdin."""

    def __init__(self, processes: Processes, surroundings: Surroundings) -> None:
        """Take where commands run."""
        self._attempts = Attempts("command", processes, surroundings)

    @property
    def name(self) -> str:
        """Return who it is."""
        return self._attempts.name

    def work(
        self,
        order: Order,
        on_line: Callable[[str], None],
        is_wanted: Callable[[], bool] | None = None,
    ) -> Work | Unwanted:
        """Run the step's command to its end; see the port."""
        return self._attempts.run(Program(order.argv, lambda _: b""), order, on_line, is_wanted)
