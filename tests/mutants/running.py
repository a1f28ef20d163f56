"""Faults tried side by side, each in a process of its own, within a time."""

import importlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from multiprocessing import connection, get_context
from multiprocessing.context import ForkProcess
from signal import SIGXCPU

from tests.mutants.drawing import Drawn
from tests.mutants.reaching import Asked, Reaching
from tests.mutants.trying import KILLED, SURVIVED, try_fault

JOBS = int(os.environ.get("JOBS", "2"))
WAIT_S_MAX = 1200.0
"""No fault is waited for longer, on the busiest machine."""
READ_BEFORE = ("pytest", "hypothesis.stateful", "immutables", "msgspec", "ruamel.yaml", "cel")
"""What tests need of others: read once, and there in each process."""


class Outcome(Enum):
    """What became of a fault."""

    KILLED = "noticed"
    LATE = "noticed by the time it took"
    SURVIVED = "survived"
    TROUBLE = "cannot be told"
    LEFT = "not tried"


@dataclass(frozen=True)
class Tried:
    """A fault and what became of it."""

    drawn: Drawn
    outcome: Outcome


@dataclass(frozen=True)
class _Running:
    drawn: Drawn
    process: ForkProcess
    ends: float


def try_each(drawn: Sequence[Drawn], seconds: float) -> Iterator[Tried]:
    """Yield what becomes of each fault, as it becomes known. Those left at the end come last."""
    for name in READ_BEFORE:
        importlib.import_module(name)
    reaching, over = Reaching(), time.monotonic() + seconds
    left, running = list(drawn), list[_Running]()
    while running or (left and time.monotonic() < over):
        while left and len(running) < JOBS and time.monotonic() < over:
            running.append(_started(left.pop(0), reaching))
        soonest = min(each.ends for each in running)
        connection.wait(
            [each.process.sentinel for each in running], max(0.0, soonest - time.monotonic())
        )
        ended = [each for each in running if _is_over(each)]
        running = [each for each in running if each not in ended]
        yield from (Tried(each.drawn, _outcome(each)) for each in ended)
    yield from (Tried(each, Outcome.LEFT) for each in left)


def _started(drawn: Drawn, reaching: Reaching) -> _Running:
    """Return a process that tries a fault."""
    asked = reaching.asked_about(drawn.path, drawn.mutant.line if drawn.mutant else 0)
    if drawn.mutant is None:
        asked = Asked(asked.rounds[:2], asked.seconds)
    process = get_context("fork").Process(target=_try, args=(drawn, asked))
    process.start()
    return _Running(drawn, process, time.monotonic() + WAIT_S_MAX)


def _try(drawn: Drawn, asked: Asked) -> None:
    """Try a fault here, and end with what came of it."""
    os._exit(try_fault(f"gatewright.core.{drawn.module}", drawn.path, drawn.faulty, asked))


def _is_over(running: _Running) -> bool:
    return not running.process.is_alive() or time.monotonic() >= running.ends


def _outcome(running: _Running) -> Outcome:
    """Return what became of a fault whose process has ended, or has had its time."""
    if running.process.is_alive():
        running.process.kill()
        running.process.join()
        return Outcome.LATE
    code = running.process.exitcode or 0
    if code == -SIGXCPU:
        return Outcome.LATE
    if code < 0:  # out of memory or stack
        return Outcome.KILLED
    return {SURVIVED: Outcome.SURVIVED, KILLED: Outcome.KILLED}.get(code, Outcome.TROUBLE)
