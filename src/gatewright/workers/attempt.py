"""One attempt by a program: confined to its lane, its end read off what was seen.

An exit code says little about work: agents end with 0 and nothing done, and with an HTTP status
modulo 256 after a good change. So a program that ended by itself is DONE, whatever its code; the
code is kept for people, and the change is judged. Only 126 and 127 say that nothing ran: they
are what shells and `env` give for a program that is not there. 75 is "try again later" by the
convention of mail programs (EX_TEMPFAIL): a rate limit, no network. A signal that was not ours is
FAILED, for nothing is known of the work then.
"""

import os
from collections.abc import Callable

from gatewright.model.budgets import Usage
from gatewright.model.events import Ended
from gatewright.model.isolation import Network
from gatewright.model.records import dataclass, replace
from gatewright.ports.processes import (
    Cancelled,
    Command,
    Confinement,
    Exited,
    Finished,
    Flooded,
    Killed,
    NotStarted,
    Processes,
    TimedOut,
    WentQuiet,
)
from gatewright.ports.workers import Order, Unwanted, Work
from gatewright.workers.capturing import with_captured
from gatewright.workers.surroundings import Room, Surroundings, room_in
from gatewright.workers.words import (
    last_words,
    read_entries,
    read_questions,
    read_usage,
    transcript,
)

BY_CODE = {126: Ended.ABSENT, 127: Ended.ABSENT, os.EX_TEMPFAIL: Ended.BUSY}
Ran = Exited | Killed | TimedOut | WentQuiet | Flooded | NotStarted


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read off the output of a program that says more than words."""

    ended: Ended
    said: str | None  # None for the last lines that it printed
    note: str  # ours; "" for none
    usage: Usage | None


def read_nothing(_: Finished, ended: Ended) -> Reading:
    """Return what is known of a program that says nothing but words."""
    return Reading(ended, None, "", None)


@dataclass(frozen=True, slots=True)
class Program:
    """What is run for one attempt."""

    argv: tuple[str, ...]
    stdin: Callable[[Room], bytes]
    readable: tuple[str, ...] = ()  # absolute, besides those of the surroundings
    writable: tuple[str, ...] = ()  # absolute, besides lane and home
    more: Callable[[Room], tuple[str, ...]] = lambda _: ()  # words behind those of `argv`
    read: Callable[[Finished, Ended], Reading] = read_nothing
    why_given_up: Callable[[], WentQuiet | None] = lambda: None  # asked where it was cancelled


@dataclass(frozen=True, slots=True)
class Attempts:
    """Has programs try steps, each in its own room, at the strongest isolation there is."""

    name: str
    processes: Processes
    surroundings: Surroundings

    def run(
        self,
        program: Program,
        order: Order,
        on_line: Callable[[str], None],
        is_wanted: Callable[[], bool] | None,
    ) -> Work | Unwanted:
        """Run `program` in the lane of `order` to its end, or until it is not wanted."""
        with room_in(self.surroundings, self.name) as room:
            command = self._command(program, order, room)
            finished = self.processes.run(command, on_line, is_wanted)
            ending: Ran | Cancelled | None = finished.ending
            if isinstance(ending, Cancelled):
                ending = program.why_given_up()
            ended = Ended.DONE if ending is None else ended_of(ending)
            reading = program.read(finished, ended)
            usage = _usage(read_usage(room.usage_file), reading.usage)
            if ending is None:
                return Unwanted(finished.duration_ms, usage)
            work = _work(finished, ending, reading)
            if order.capture:
                work = with_captured(work, finished, order.lane, order.capture)
            questions = read_questions(room.ask_file)
            lines = read_entries(room.record_file)
            return replace(work, questions=questions, lines=lines, usage=usage)

    def _command(self, program: Program, order: Order, room: Room) -> Command:
        """Return the confined command. The network is open: agents need their model."""
        return Command(
            argv=(*program.argv, *program.more(room)),
            cwd=order.lane,
            env=room.env,
            stdin=program.stdin(room),
            limits=order.limits,
            confinement=Confinement(
                network=Network.OPEN,
                readable=(*self.surroundings.readable, *program.readable),
                writable=(order.lane, *room.writable, *program.writable),
            ),
        )


def ended_of(ending: Ran) -> Ended:
    """Return how an attempt ended whose program ended like this."""
    match ending:
        case Exited(code):
            return BY_CODE.get(code, Ended.DONE)
        case Killed():
            return Ended.FAILED
        case TimedOut():
            return Ended.TIMED_OUT
        case WentQuiet():
            return Ended.QUIET
        case Flooded():
            return Ended.FLOODED
        case NotStarted():
            return Ended.ABSENT


def _work(finished: Finished, ending: Ran, reading: Reading) -> Work:
    """Return what came of an attempt."""
    note = _note(ending)
    notes = (reading.note, "" if ending == Exited(0) else f"[{note}]")
    told = "\n".join(each for each in notes if each)
    words = last_words(finished, told, reading.said)
    return Work(
        ended=reading.ended,
        said=words,
        transcript=transcript(finished, note),
        isolation=finished.isolation,
        duration_ms=finished.duration_ms,
    )


def _usage(written: Usage | None, read: Usage | None) -> Usage | None:
    """Return what was used: as it wrote itself, where it did, else as it was read."""
    return written if written is not None else read


def _note(ending: Ran) -> str:
    """Return how a program ended, in our words."""
    match ending:
        case Exited(code):
            return f"exit code {code}"
        case Killed(signal):
            return f"ended by signal {signal}"
        case TimedOut(limit_s):
            return f"ended at its limit of {limit_s:g} s"
        case WentQuiet(limit_s):
            return f"ended after {limit_s:g} s without a word"
        case Flooded(limit_bytes):
            return f"ended for printing more than {limit_bytes} bytes"
        case NotStarted(because):
            return f"not started: {because[:300]}"
