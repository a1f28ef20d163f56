"""One supervised run of a test tool: its folders, its environment, and what it left behind.

The reports go to a fresh folder outside the checkout, so none can be there before the run; a
report that is no plain file, or too large, was not written by the tool and is not read.
"""

import os
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from gatewright.checks.placeholders import with_placeholders
from gatewright.checks.readers.trouble import REPORT_BYTES_MAX
from gatewright.model.ids import Digest
from gatewright.model.observations import Execution
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import TestRequest
from gatewright.ports.processes import (
    Cancelled,
    Command,
    Confinement,
    Exited,
    Finished,
    Flooded,
    Killed,
    NotStarted,
    TimedOut,
    WentQuiet,
)
from gatewright.ports.store import EvidenceStore

TAIL_LINES = 20
TAIL_CHARS_MAX = 4000
_SYSTEM_PATH = ("/usr/bin", "/bin")
_EPOCH = "1577836800"  # one fixed instant for tools that stamp what they build


@dataclass(frozen=True, slots=True)
class RunFolders:
    """Where one run may write, beside the checkout. Absolute."""

    reports: str
    home: str
    temporary: str


@contextmanager
def open_run_folders(run_folder: str, remove: Callable[[str], None]) -> Iterator[RunFolders]:
    """Give a run its empty folders, and `remove` them after it, however deep they are by then.

    Crash: the folders stay; they lie in the run folder, which is swept as a whole.
    """
    top = os.path.realpath(tempfile.mkdtemp(dir=run_folder, prefix="tests-"))
    folders = RunFolders(
        os.path.join(top, "reports"), os.path.join(top, "home"), os.path.join(top, "tmp")
    )
    try:
        for folder in (folders.reports, folders.home, folders.temporary):
            os.mkdir(folder)
        yield folders
    finally:
        remove(top)


def working_folder(request: TestRequest) -> str:
    """Return the absolute folder of the project under test."""
    return os.path.join(request.checkout, request.project.root).rstrip("/")


def command_of(request: TestRequest, folders: RunFolders, argv: tuple[str, ...]) -> Command:
    """Return the command for one program of a test run."""
    return Command(
        argv=argv,
        cwd=working_folder(request),
        env=_environment(request, folders),
        limits=request.limits,
        confinement=Confinement(
            network=request.network,
            readable=request.attachment.readable,
            writable=(request.checkout, folders.reports, folders.home, folders.temporary),
        ),
    )


def _environment(request: TestRequest, folders: RunFolders) -> tuple[tuple[str, str], ...]:
    """Return every variable that the tests see; what the stack needs comes last and wins."""
    fixed = {
        "PATH": ":".join((*request.attachment.program_folders, *_SYSTEM_PATH)),
        "HOME": folders.home,
        "TMPDIR": folders.temporary,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "SOURCE_DATE_EPOCH": _EPOCH,
    }
    return tuple((fixed | dict(request.attachment.env) | dict(request.settings)).items())


def read_report(path: str) -> bytes | None:
    """Return what a tool wrote to `path`; None where it wrote nothing that may be read."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    status = os.fstat(file)
    if not stat.S_ISREG(status.st_mode) or status.st_size > REPORT_BYTES_MAX:
        os.close(file)  # a folder cannot even be opened as a file
        return None
    with os.fdopen(file, "rb") as report:
        content = report.read(REPORT_BYTES_MAX + 1)
    return content if len(content) <= REPORT_BYTES_MAX else None


def trouble_of_ending(finished: Finished) -> Trouble | None:
    """Return why a run that did not end by itself tells nothing; None where it did."""
    if isinstance(finished.ending, Exited):
        return None
    code, found = _say_ending(finished.ending)
    wanted = "a test run that ends by itself"
    way_out = "Run the tests by hand; raise timeout_s of the check if they need longer."
    return Trouble(code, wanted, found, way_out, tail_of(finished))


def _say_ending(
    ending: TimedOut | WentQuiet | Flooded | Killed | NotStarted | Cancelled,
) -> tuple[str, str]:
    """Return the code of Trouble, and what happened."""
    match ending:
        case TimedOut(limit_s):
            return "tests.timed-out", f"it was still running after {limit_s:g} s"
        case WentQuiet(limit_s):
            return "tests.went-quiet", f"it said nothing for {limit_s:g} s"
        case Flooded(limit_bytes):
            return "tests.flooded", f"it printed more than {limit_bytes} bytes"
        case Killed(signal):
            return "tests.killed", f"signal {signal} ended it"
        case NotStarted(because):
            return "tests.could-not-start", because
        case Cancelled():
            return "tests.killed", "nobody wanted it any more"


def exit_code_of(finished: Finished) -> int | None:
    """Return the exit code; None where something else ended the process."""
    return finished.ending.code if isinstance(finished.ending, Exited) else None


def tail_of(finished: Finished) -> str:
    """Return the last lines that a program said, both streams, cut."""
    said = finished.stdout[-TAIL_CHARS_MAX:] + b"\n" + finished.stderr[-TAIL_CHARS_MAX:]
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    return "\n".join(lines[-TAIL_LINES:])[-TAIL_CHARS_MAX:]


def execution_of(
    request: TestRequest,
    tool: str,
    ran: tuple[Command, Finished],
    reports: Mapping[str, bytes],
    store: EvidenceStore,
    planted: Sequence[str] = (),
) -> Execution:
    """Return the record of a run, with its log and reports put in the evidence store.

    Shape: `planted` are words of the command that name canaries; nobody is told them.
    """
    command, finished = ran
    code = exit_code_of(finished)
    kept: tuple[Digest, ...] = tuple(store.put(content) for content in reports.values())
    return Execution(
        tool=tool,
        argv=with_placeholders(
            [word for word in command.argv if word not in planted], _folders(request, command)
        ),
        cwd=request.project.root or ".",
        exit_code=code,
        ending="exited" if code is not None else type(finished.ending).__name__.lower(),
        isolation=finished.isolation,
        duration_ms=finished.duration_ms,
        tree=request.tree,
        environment_key=request.attachment.environment.key,
        log=store.put(finished.stdout + finished.stderr),
        reports=kept,
    )


def _folders(request: TestRequest, command: Command) -> dict[str, str]:
    """Return the folders of a run that are gone after it."""
    home = dict(command.env)["HOME"]
    folders = request.attachment.program_folders
    return {
        "checkout": request.checkout,
        "run": os.path.dirname(home),
        "environment": os.path.dirname(folders[0]) if folders else "",
    }
