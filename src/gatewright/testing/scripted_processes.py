"""Processes that run nothing: each command gets the answer that a test wrote for it.

Use: ScriptedProcesses({("ruff", "check"): exited(1, stdout=b"[]")}); the longest prefix of the argv
that has an answer counts. `commands` holds all that was asked for, in order.
"""

from collections.abc import Callable, Mapping

from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.model.records import replace
from gatewright.ports.processes import (
    Cancelled,
    Command,
    Exited,
    Finished,
    IsolationSurvey,
    NotStarted,
    TimedOut,
    WentQuiet,
)

Answer = Finished | Callable[[Command], Finished]


def exited(
    code: int = 0,
    *,
    stdout: bytes = b"",
    stderr: bytes = b"",
    level: IsolationLevel = IsolationLevel.NAMESPACES,
) -> Finished:
    """Return a command's end, as if it had ended by itself after a millisecond."""
    network = Network.NONE if level is IsolationLevel.NAMESPACES else Network.OPEN
    return Finished(Exited(code), stdout, stderr, 1, Isolation(level, network))


class ScriptedProcesses:
    """Answers from a table; a command that has no answer is a program that is not there."""

    def __init__(self, answers: Mapping[tuple[str, ...], Answer]) -> None:
        """Take answers by the start of an argv."""
        self._answers = dict(answers)
        self.commands: list[Command] = []

    def run(
        self,
        command: Command,
        on_line: Callable[[str], None] | None = None,
        is_wanted: Callable[[], bool] | None = None,
    ) -> Finished:
        """Return the answer for `command`; `on_line` hears stdout, then stderr.

        Shape: what would go on to a limit is cancelled where it is not wanted behind its output.
        """
        if is_wanted is not None and not is_wanted():
            isolation = Isolation(command.confinement.level_max, command.confinement.network)
            return Finished(Cancelled(), b"", b"", 0, isolation)
        self.commands.append(command)
        answer = self._find(command)
        finished = answer(command) if callable(answer) else answer
        if on_line is not None:
            for line in (finished.stdout + finished.stderr).decode("utf-8", "replace").splitlines():
                on_line(line)
        goes_on = isinstance(finished.ending, TimedOut | WentQuiet)
        if goes_on and is_wanted is not None and not is_wanted():
            return replace(finished, ending=Cancelled())
        return finished

    def survey(self) -> IsolationSurvey:
        """Return a machine that has everything."""
        strongest = IsolationLevel.NAMESPACES
        return IsolationSurvey(strongest, "subreaper", "ABI 7", "bubblewrap 0.8.0")

    def _find(self, command: Command) -> Answer:
        """Return the answer with the longest fitting prefix."""
        for size in range(len(command.argv), 0, -1):
            if command.argv[:size] in self._answers:
                return self._answers[command.argv[:size]]
        isolation = Isolation(command.confinement.level_max, command.confinement.network)
        missing = NotStarted(f"{command.argv[0]}: no such program")
        return Finished(missing, b"", b"", 0, isolation)
