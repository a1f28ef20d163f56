"""What is fuzzed: one way in which bytes of strangers become data of ours, and what it may answer.

The law: an answer is a value or a documented error, never another exception; it takes at most
CPU_S_MAX, and memory in bounds. Memory is measured as tracemalloc's peak (every allocation of
Python, expat's included), above what is held before the call, where that is not too slow; and of
the process that reads everything, by its bound on address space.
"""

import gc
import signal
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from gatewright.core.projects.manifests import parse_toml
from gatewright.core.text.markdown import tokens_of
from gatewright.definitions.problems import Problem
from gatewright.environments.manifests import read_toml
from gatewright.model.trouble import Trouble

CPU_S_MAX = 2.0
CPU_S_GIVEN_UP = 6.0  # a reader that does not come back is ended here
PEAK_BYTES_MAX = 256 * 1024 * 1024


@dataclass(frozen=True)
class Reading:
    """One reader."""

    name: str
    read: Callable[[bytes], object]
    corpus: tuple[bytes, ...]  # valid documents; the first one is read without an error
    families: tuple[str, ...] = ()  # of hostile documents
    hostile: Mapping[str, bytes] = field(default_factory=dict)  # and of its own
    documented: tuple[type[Exception], ...] = ()
    only_mutated: bool = False  # its bytes are another program's: of a shape, but hostile inside


@dataclass
class Tally:
    """What was seen of one reader."""

    name: str
    examples: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    peak_bytes: int = 0
    breaches: list[str] = field(default_factory=list)


class TooSlow(KeyboardInterrupt):
    """Raised in a reader that does not come back; no reader may catch what a person types."""


def judge(reading: Reading, content: bytes, tally: Tally, what: str = "") -> float:
    """Read `content` once, note it in `tally`, and return what it took, in seconds.

    Raises: AssertionError where the law is broken.
    """
    tally.examples += 1
    started = time.process_time()
    problem = _ask(reading, content, tally)
    taken_s = time.process_time() - started
    tally.slowest_s = max(tally.slowest_s, taken_s)
    if problem is None and taken_s > CPU_S_MAX:
        problem = f"took {taken_s:.1f} s of processor time"
    if problem is not None:
        _break(tally, what, content, problem)
    return taken_s


def measure(reading: Reading, content: bytes, tally: Tally, what: str = "") -> None:
    """Read `content` once more, for its memory. Raises: AssertionError above the bound."""
    gc.collect()
    tracemalloc.start()
    try:
        _ask(reading, content, tally)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    tally.peak_bytes = max(tally.peak_bytes, peak)
    if peak > PEAK_BYTES_MAX:
        _break(tally, what, content, f"held {peak >> 20} MiB")


def _ask(reading: Reading, content: bytes, tally: Tally) -> str | None:
    """Return what is against the law in an answer, given as if it were the first one."""
    for remembering in (parse_toml, read_toml, tokens_of):
        remembering.cache_clear()
    try:
        with _ended_after(CPU_S_GIVEN_UP):
            value = reading.read(content)
    except reading.documented:
        tally.refused += 1
        return None
    except TooSlow:
        return f"did not end in {CPU_S_GIVEN_UP} s of processor time"
    except Exception as error:  # noqa: BLE001 -- that there is none is the law
        return f"{type(error).__name__}: {str(error)[:200]} at {_place(error)}"
    tally.refused += _is_refusal(value)
    return None


def _place(error: Exception) -> str:
    """Return where it was raised, in our own code."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if "/gatewright/" in code.co_filename:
            places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-1] if places else "?"


def _is_refusal(value: object) -> bool:
    if isinstance(value, tuple):
        return bool(value) and isinstance(value[0], Problem)
    return value is None or isinstance(value, Trouble)


def _break(tally: Tally, what: str, content: bytes, problem: str) -> None:
    breach = f"{tally.name}: {what or 'example'} ({len(content)} bytes): {problem}"
    tally.breaches.append(breach)
    raise AssertionError(breach)


@contextmanager
def _ended_after(limit_s: float) -> Iterator[None]:
    """End what is inside after that much processor time. Only in the main thread."""

    def end(number: int, frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
