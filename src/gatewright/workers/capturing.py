"""What a command printed becomes a file of its lane: `capture: stdout`.

Bounds: CAPTURE_BYTES_MAX, and the whole of it: what was cut is no content. Where a program did not
end by itself, nothing is kept. The command has no say in where the file is: what lies there goes.
"""

from gatewright.model.events import Ended
from gatewright.model.records import replace
from gatewright.ports.processes import Finished
from gatewright.ports.workers import Work
from gatewright.workers.file_writer import write_anew

CAPTURE_BYTES_MAX = 512 * 1024  # what is longer may have lost its middle in the supervisor


def with_captured(work: Work, finished: Finished, lane: str, path: str) -> Work:
    """Return `work` once what was printed stands at `path`; where it cannot, that is said."""
    because = _why_not(work, finished)
    if not because:
        try:
            write_anew(lane, path, finished.stdout)
        except OSError as problem:
            because = f"it cannot be written: {problem.strerror}"
    return replace(work, said=f"{work.said}\n[{path} is not kept: {because}]") if because else work


def _why_not(work: Work, finished: Finished) -> str:
    """Return why what was printed is no content, in words; "" where it is."""
    if work.ended is not Ended.DONE:
        return f"the command {work.ended}"
    if len(finished.stdout) > CAPTURE_BYTES_MAX:
        return f"the command printed more than {CAPTURE_BYTES_MAX >> 10} KiB"
    return ""
