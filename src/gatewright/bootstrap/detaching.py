"""A run in the background: a process of its own drives it, and its words go to a file."""

import sys
import time
from typing import TYPE_CHECKING

from gatewright.bootstrap.reading import folder_of, journal, located
from gatewright.bootstrap.surroundings import make_folder
from gatewright.model.ids import RunId
from gatewright.model.trouble import Mistake

if TYPE_CHECKING:
    from gatewright.model.told import Detached

TAKES_OVER_S = 5.0
LOOK_S = 0.02


def detach(start: str, run_id: RunId) -> "Detached":
    """Have another process drive the run, and return once it does, or has done something.

    Shape: where it takes long to come up, it is not waited for any longer.
    Raises: Mistake `state.unwritable`, `detach.failed`.
    """
    from gatewright.model.told import Detached
    from gatewright.processes.detached import start_detached

    log = f"{make_folder(f'{folder_of(located(start))}/logs')}/run-{run_id}.log"
    before = _entries(start, run_id)
    # -P: with -m alone, Python would import from the folder it is in, which may be the repository.
    argv = [sys.executable, "-P", "-m", "gatewright", "run", run_id, "--plain", "-C", start]
    try:
        process_id = start_detached(sys.executable, argv, log)
    except OSError as error:
        what = f"{run_id} could not be put into the background."
        hints = (f"gatewright run {run_id}    drives it from here",)
        raise Mistake("detach.failed", what, found=str(error), hints=hints) from error
    _wait_until_driven(start, run_id, before)
    return Detached(process_id, log)


def _wait_until_driven(start: str, run_id: RunId, before: int) -> None:
    """Wait until somebody holds the right to drive, or something was recorded since."""
    from gatewright.runtime.run_log import stream_of

    deadline = time.monotonic() + TAKES_OVER_S
    runs = journal(start)
    while time.monotonic() < deadline and _entries(start, run_id) == before:
        with runs.drive(stream_of(run_id)) as is_free:
            if not is_free:
                return
        time.sleep(LOOK_S)


def _entries(start: str, run_id: RunId) -> int:
    """Return how much the journal of a run holds."""
    from gatewright.runtime.run_log import stream_of

    row = journal(start).row(stream_of(run_id))
    return row.head_seq if row else 0
