"""Lines and reports of a gigabyte, made while they are read: a pipe, and a file with a hole."""

import os
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from gatewright.checks.checkout_text import read_plain
from gatewright.checks.test_process import read_report
from gatewright.journal.heads import NotedHeads
from gatewright.processes.streams import HeadAndTail, Lines
from gatewright.workers.words import read_questions
from tests.fuzz.reading import CPU_S_MAX, Tally

GIANT_BYTES = 1024 * 1024 * 1024
PEAK_BYTES_MAX = 32 * 1024 * 1024
CHUNK = b"a" * (64 * 1024)


def _pipe(path: Path, size_bytes: int) -> None:
    """Hear one line of that size, and keep the start and the end of it."""
    reading_end, writing_end = os.pipe()

    def pour() -> None:
        with os.fdopen(writing_end, "wb", buffering=0) as pipe:
            for _ in range(size_bytes // len(CHUNK)):
                pipe.write(CHUNK)

    poured = threading.Thread(target=pour)
    poured.start()
    lines, kept, heard = Lines(), HeadAndTail(2 * 1024 * 1024), ""
    with os.fdopen(reading_end, "rb", buffering=0) as pipe:
        while chunk := pipe.read(len(CHUNK)):
            kept.add(chunk)
            heard += "".join(lines.add(chunk))
    poured.join()
    heard += "".join(lines.end())
    assert len(heard) <= 4000
    assert len(kept.content()) <= 2 * 1024 * 1024


def _report(path: Path, size_bytes: int) -> None:
    assert read_report(str(path)) is None


def _source(path: Path, size_bytes: int) -> None:
    assert read_plain(str(path)) is None


def _questions(path: Path, size_bytes: int) -> None:
    read_questions(str(path))


def _note(path: Path, size_bytes: int) -> None:
    assert NotedHeads(path.parent).read() == {"run/12": None}


_READERS: dict[str, Callable[[Path, int], None]] = {
    "giant line in a pipe": _pipe,
    "giant report": _report,
    "giant source file": _source,
    "giant file of questions": _questions,
    "giant note of a head": _note,
}


def try_giant(name: str, size_bytes: int = GIANT_BYTES) -> Tally:
    """Return what came of a giant."""
    tally = Tally(name, examples=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "run-12")
        path.touch()
        os.truncate(path, size_bytes)
        started = time.process_time()
        tracemalloc.start()
        try:
            _READERS[name](path, size_bytes)
            tally.peak_bytes = tracemalloc.get_traced_memory()[1]
        except Exception as error:  # noqa: BLE001 -- that there is none is the law
            tally.breaches.append(f"{name}: {type(error).__name__}: {error}")
        finally:
            tracemalloc.stop()
        tally.slowest_s = time.process_time() - started
    if tally.peak_bytes > PEAK_BYTES_MAX:
        tally.breaches.append(f"{name}: held {tally.peak_bytes >> 20} MiB")
    if tally.slowest_s > CPU_S_MAX:
        tally.breaches.append(f"{name}: took {tally.slowest_s:.1f} s of processor time")
    return tally


GIANTS = tuple(_READERS)
