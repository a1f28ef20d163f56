"""Workers: who tries a step. What they say is kept and never believed."""

from collections.abc import Callable
from typing import Protocol

from gatewright.model.budgets import Usage
from gatewright.model.events import Ended
from gatewright.model.ids import EffectId, StepPath
from gatewright.model.isolation import Isolation
from gatewright.model.records import dataclass
from gatewright.ports.processes import Limits


@dataclass(frozen=True, slots=True)
class ToolServer:
    """A program that offers an agent tools by the Model Context Protocol, on stdin and stdout."""

    name: str
    argv: tuple[str, ...]  # its program is absolute, and seen from inside the lane
    env: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One attempt, as a worker is given it."""

    effect_id: EffectId
    step: StepPath
    number: int
    title: str
    lane: str  # absolute folder; the only place it may write
    brief: str  # everything it is told; on stdin
    argv: tuple[str, ...] = ()  # of a step that is a command
    capture: str = ""  # path in the lane of what the command prints; "" for nowhere
    files: tuple[tuple[str, bytes], ...] = ()  # that Gatewright writes itself, by path
    servers: tuple[ToolServer, ...] = ()  # for agents that can be told of them
    limits: Limits


@dataclass(frozen=True, slots=True)
class Work:
    """How an attempt ended. The work itself is whatever is in the lane."""

    ended: Ended
    said: str  # last words, cut; hostile
    transcript: bytes  # everything it printed, cut to head and tail
    isolation: Isolation
    duration_ms: int
    questions: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()  # for the registers of the run; hostile
    usage: Usage | None = None  # as it reports it


@dataclass(frozen=True, slots=True)
class Unwanted:
    """An attempt was ended because nobody wants it any more; nothing that it left counts.

    Shape: what it used until then does.
    """

    duration_ms: int = 0
    usage: Usage | None = None


class Worker(Protocol):
    """Tries steps by one means: a scripted agent, a command-line agent, a plain command."""

    @property
    def name(self) -> str:
        """Return who it is: "scripted", "claude"."""
        ...

    def work(
        self,
        order: Order,
        on_line: Callable[[str], None],
        is_wanted: Callable[[], bool] | None = None,
    ) -> Work | Unwanted:
        """Try the step to an end. Nothing that it starts outlives it.

        Shape: `is_wanted` is asked now and then while it works; after a no, all of it is ended.
        """
        ...
