"""Where static tools run: a fresh folder of ours for each run, no network, an empty home.

Invariants: nothing is written into the checkout; the folder is gone afterwards; a report is read
only if the tool wrote it in this run, and never past its limit.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from gatewright.checks.placeholders import with_placeholders
from gatewright.model.ids import Digest
from gatewright.model.isolation import Network
from gatewright.model.observations import Execution
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import FindingsRequest
from gatewright.ports.processes import (
    Command,
    Confinement,
    Exited,
    Finished,
    NotStarted,
    Processes,
    ended,
)
from gatewright.ports.store import EvidenceStore

__all__ = ["Seat", "ToolBench", "trouble_of"]

REPORT_BYTES_MAX = 64 * 1024 * 1024
TAIL_CHARS_MAX = 2000


@dataclass(frozen=True, slots=True)
class ToolBench:
    """What every static tool needs of the outside; made in bootstrap."""

    processes: Processes
    store: EvidenceStore
    scratch: str  # absolute folder of ours, for what lives as long as one run
    remove: Callable[[str], None]  # a folder, however deep a tool has made it
    readable: tuple[str, ...] = ()  # absolute folders that interpreters live in

    @contextmanager
    def seat(self, request: FindingsRequest, program_folders: Sequence[str]) -> Iterator["Seat"]:
        """Give a fresh place to run the tool of one request at."""
        os.makedirs(self.scratch, exist_ok=True)
        folder = os.path.realpath(tempfile.mkdtemp(dir=self.scratch, prefix="tool-"))
        try:
            for name in ("home", "tmp", "out"):
                os.mkdir(os.path.join(folder, name))
            yield Seat(self, request, tuple(program_folders), folder)
        finally:
            self.remove(folder)


@dataclass(frozen=True, slots=True)
class Seat:
    """One run of one tool."""

    bench: ToolBench
    request: FindingsRequest
    program_folders: tuple[str, ...]  # absolute; searched in this order
    folder: str  # absolute; gone after the run

    @property
    def checkout(self) -> str:
        """Return the absolute root of the checkout, links resolved: as tools name it."""
        return os.path.realpath(self.request.checkout)

    @property
    def working_folder(self) -> str:
        """Return the absolute root of the project in the checkout."""
        return os.path.join(self.checkout, self.request.project.root).rstrip("/")

    def program(self, name: str) -> str | None:
        """Return the absolute path of a program, from the first folder that has it."""
        for folder in self.program_folders:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and os.access(path, os.X_OK):
                return path
        return None

    def out(self, name: str) -> str:
        """Return the absolute path of a file that the tool may write."""
        return os.path.join(self.folder, "out", name)

    def run(
        self,
        argv: Sequence[str],
        *,
        cwd: str | None = None,
        on_line: Callable[[str], None] | None = None,
    ) -> Finished:
        """Run the tool to its end, confined as far as this machine can."""
        command = Command(
            argv=tuple(argv),
            cwd=cwd or self.working_folder,
            env=self._env(),
            limits=self.request.limits,
            confinement=Confinement(
                network=Network.NONE, readable=self._readable(), writable=(self.folder,)
            ),
        )
        return self.bench.processes.run(command, on_line)

    def read_report(self, name: str) -> bytes | Trouble:
        """Return what the tool wrote to `out(name)`."""
        try:
            descriptor = os.open(self.out(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(descriptor, "rb") as stream:
                content = stream.read(REPORT_BYTES_MAX + 1)
        except OSError as error:
            return Trouble("report.absent", "a report", f"none: {error.strerror}", "")
        if len(content) > REPORT_BYTES_MAX:
            found = f"more than {REPORT_BYTES_MAX} bytes"
            return Trouble("report.too-large", "a report of bounded size", found, "")
        return content

    def execution(
        self, tool: str, argv: Sequence[str], finished: Finished, reports: Sequence[bytes] = ()
    ) -> Execution:
        """Return the record of a run, with what it said and wrote kept as evidence."""
        attachment = self.request.attachment
        code = finished.ending.code if isinstance(finished.ending, Exited) else None
        return Execution(
            tool=tool,
            argv=with_placeholders(argv, self._folders()),
            cwd=self.request.project.root,
            exit_code=code,
            ending=ended(finished.ending),
            isolation=finished.isolation,
            duration_ms=finished.duration_ms,
            tree=self.request.tree,
            environment_key=attachment.environment.key if attachment else None,
            log=self._keep(finished.stdout + finished.stderr),
            reports=tuple(self.bench.store.put(report) for report in reports),
        )

    def _folders(self) -> dict[str, str]:
        """Return the folders of a run that are gone after it, or that say nothing."""
        tools = os.path.dirname(self.program_folders[-1]) if self.program_folders else ""
        return {"checkout": self.request.checkout, "run": self.folder, "tools": tools}

    def _keep(self, content: bytes) -> Digest | None:
        return self.bench.store.put(content) if content else None

    def _env(self) -> tuple[tuple[str, str], ...]:
        attachment = self.request.attachment
        given = dict(attachment.env) if attachment else {}
        ours = {
            "PATH": ":".join((*self.program_folders, "/usr/bin", "/bin")),
            "HOME": os.path.join(self.folder, "home"),
            "TMPDIR": os.path.join(self.folder, "tmp"),
            "XDG_CACHE_HOME": os.path.join(self.folder, "tmp"),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "NO_COLOR": "1",
        }
        return tuple(sorted((given | ours).items()))

    def _readable(self) -> tuple[str, ...]:
        attachment = self.request.attachment
        folders = [os.path.dirname(folder) for folder in self.program_folders]
        folders += [_home_of_python(folder) for folder in self.program_folders]
        joined = attachment.readable if attachment else ()
        everything = (self.checkout, *folders, *joined, *self.bench.readable)
        return tuple(dict.fromkeys(folder for folder in everything if folder))


def _home_of_python(program_folder: str) -> str:
    """Return where the interpreter behind a virtual environment lives; "" where there is none."""
    python = os.path.join(program_folder, "python")
    return (
        os.path.dirname(os.path.dirname(os.path.realpath(python))) if os.path.exists(python) else ""
    )


def trouble_of(tool: str, finished: Finished, allowed: Sequence[int] = (0,)) -> Trouble | None:
    """Return why a run gives nothing to judge; None where it ended as it should."""
    tail = (finished.stderr or finished.stdout).decode("utf-8", "replace")[-TAIL_CHARS_MAX:]
    match finished.ending:
        case Exited(code) if code in allowed:
            return None
        case Exited(code):
            found = f"{tool} ended with exit code {code}"
            way_out = f"Run {tool} on a fresh clone; what it said is below."
            return Trouble("check.tool-failed", f"{tool} to end well", found, way_out, tail)
        case NotStarted(because):
            return absent(tool, because)
        case _:
            found = f"{tool} {ended(finished.ending)}"
            return Trouble("check.tool-failed", f"{tool} to end well", found, "", tail)


def absent(tool: str, found: str = "") -> Trouble:
    """Return the trouble of a tool that is not there."""
    way_out = f"Add {tool} to the development dependencies of the project."
    return Trouble("check.tool-absent", f"{tool}", found or f"no {tool} here", way_out)
