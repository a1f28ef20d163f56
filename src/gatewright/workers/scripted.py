"""An agent that plays from a script, as a real process: it can hang, die and be denied.

The program that plays (scripted_agent.py) is told the actions of this attempt and nothing else.
"""

import json
import os
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

from gatewright.model.agent_script import Action, AgentScript, Say
from gatewright.model.records import asdict
from gatewright.ports.processes import Processes
from gatewright.ports.workers import Order, Unwanted, Work
from gatewright.workers.attempt import Attempts, Program
from gatewright.workers.surroundings import Room, Surroundings

_AGENT = os.path.join(os.path.dirname(os.path.realpath(__file__)), "scripted_agent.py")
_NOTHING = (Say("Nothing is scripted for this step."),)


class ScriptedWorker:
    """Plays one script; attempt n plays the n-th list of its step, the last repeats."""

    def __init__(
        self,
        script: AgentScript,
        processes: Processes,
        surroundings: Surroundings,
        python: str,
        witness: str | None = None,
    ) -> None:
        """Take a script that was read before, and the interpreter that plays it.

        Shape: `witness` is the absolute path of a file that `witness` appends to.
        """
        self._script = script
        self._attempts = Attempts("scripted", processes, surroundings)
        self._python = python
        self._witness = witness

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
        """Play the step's next list to its end; see the port."""
        actions = choose_actions(self._script, order.step, order.number)
        program = Program(
            argv=(self._python, "-I", "-S", _AGENT),
            stdin=lambda room: self._told(order, actions, room),
            readable=(_AGENT,),
            writable=self._witness_file(),
        )
        return self._attempts.run(program, order, on_line, is_wanted)

    def _told(self, order: Order, actions: Sequence[Action], room: Room) -> bytes:
        """Return what the playing program is told."""
        told = {
            "step": order.step,
            "attempt": order.number,
            "brief": order.brief,
            "ask": room.ask_file,
            "record": room.record_file,
            "witness": self._witness,
            "actions": [{"do": type(one).__name__.lower(), **asdict(one)} for one in actions],
        }
        return json.dumps(told).encode()

    def _witness_file(self) -> tuple[str, ...]:
        """Return the witness file, which must be there to be opened to the program."""
        if self._witness is None:
            return ()
        with open(self._witness, "ab"):
            return (self._witness,)


def choose_actions(script: AgentScript, step: str, number: int) -> tuple[Action, ...]:
    """Return what attempt `number` of `step` plays."""
    for part in script.parts:
        if _names(part.step, step) and part.attempts:
            return part.attempts[min(number, len(part.attempts)) - 1]
    return _NOTHING


def _names(pattern: str, step: str) -> bool:
    """Return whether `pattern` is the path of `step`, its tail, or matches it."""
    return step == pattern or step.endswith(f"/{pattern}") or fnmatchcase(step, pattern)
