"""Services by command: started on a free port for one check, and always released.

A service runs below a keeper, which ends when a file appears; the supervisor then ends whatever is
left of it. If this process dies, the supervisor ends the keeper and the service the same way.
"""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from gatewright.environments.errands import (
    Errand,
    ErrandRunner,
    derive_trouble,
    has_succeeded,
)
from gatewright.model.configuration import ServiceDefinition
from gatewright.model.isolation import Network
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import Attachment
from gatewright.ports.processes import Finished, Limits, Processes

Variables = tuple[tuple[str, str], ...]

READY_TRIES = 600
READY_PAUSE_S = 0.1
RELEASE_S = 30.0
SERVICE_LIMITS = Limits(wall_s=6 * 3600.0, idle_s=6 * 3600.0)
READY_LIMITS = Limits(wall_s=20.0, idle_s=20.0)
# Ends when the service ends, with its code, or when the file appears.
KEEPER = """
import os, subprocess, sys, time
stop, argv = sys.argv[1], sys.argv[2:]
service = subprocess.Popen(argv, stdin=subprocess.DEVNULL)
while service.poll() is None and not os.path.exists(stop):
    time.sleep(0.05)
sys.exit(service.poll() or 0)
"""


@dataclass(frozen=True, slots=True)
class _Started:
    """A service that was started; `ended` is set once it is over."""

    definition: ServiceDefinition
    port: int
    errand: Errand  # as any program of this service is run
    ended: threading.Event
    finished: list[Finished]  # one, once it is over


class SupervisedServices:
    """Starts services below the supervisor."""

    def __init__(self, processes: Processes, python: str, python_prefix: str, scratch: str) -> None:
        """Take an interpreter for the keeper, what must be readable to run it, and a folder."""
        self._runner = ErrandRunner(processes, {})
        self._python = python
        self._python_prefix = python_prefix
        self._scratch = scratch

    @contextmanager
    def running(
        self, definitions: tuple[ServiceDefinition, ...], attachment: Attachment, checkout: str
    ) -> Iterator[Variables | Trouble]:
        """Run the services while the block runs; see the port."""
        with ExitStack() as stack:
            variables: list[tuple[str, str]] = []
            trouble: Trouble | None = None
            for definition in definitions:
                started = stack.enter_context(self._started(definition, attachment, checkout))
                trouble = self._wait(started)
                if trouble is not None:
                    break
                variables += [(name, _fill(text, started.port)) for name, text in definition.gives]
            yield trouble if trouble is not None else tuple(variables)

    @contextmanager
    def _started(
        self, definition: ServiceDefinition, attachment: Attachment, checkout: str
    ) -> Iterator[_Started]:
        """Start one service and release it at the end of the block, whatever happened in it."""
        port = _free_port()
        place = os.path.join(self._scratch, f"service-{definition.name}-{port}")
        os.makedirs(place)
        started = _Started(
            definition, port, self._errand(place, attachment, checkout), threading.Event(), []
        )
        keeper = threading.Thread(target=self._keep, args=(started,), daemon=True)
        keeper.start()
        try:
            yield started
        finally:
            self._release(started, keeper)
            shutil.rmtree(place, ignore_errors=True)

    def _keep(self, started: _Started) -> None:
        """Run the keeper to its end; this is the body of a thread."""
        argv = tuple(_fill(part, started.port) for part in started.definition.start)
        stop = os.path.join(started.errand.scratch, "stop")
        kept = (self._python, "-I", "-S", "-c", KEEPER, stop, *argv)
        try:
            errand = replace(started.errand, argv=kept, limits=SERVICE_LIMITS)
            started.finished.append(self._runner.run(errand))
        finally:
            started.ended.set()

    def _wait(self, started: _Started) -> Trouble | None:
        """Return None once the service answers, else Trouble."""
        for _ in range(READY_TRIES):
            if started.ended.wait(READY_PAUSE_S):
                return _ended_early(started)
            if self._answers(started):
                return None
        return Trouble(
            code="environment.service",
            wanted=f"the service {started.definition.name} to answer on port {started.port}",
            found=f"no answer in {READY_TRIES * READY_PAUSE_S:.0f} s",
            way_out="Correct `start` or `ready` of this service in .gatewright/config.yaml.",
        )

    def _answers(self, started: _Started) -> bool:
        if not started.definition.ready:
            return _is_open(started.port)
        argv = tuple(_fill(part, started.port) for part in started.definition.ready)
        finished = self._runner.run(replace(started.errand, argv=argv, limits=READY_LIMITS))
        return has_succeeded(finished)

    def _release(self, started: _Started, keeper: threading.Thread) -> None:
        if started.definition.stop and not started.ended.is_set():
            argv = tuple(_fill(part, started.port) for part in started.definition.stop)
            self._runner.run(replace(started.errand, argv=argv, limits=READY_LIMITS))
        Path(started.errand.scratch, "stop").touch()
        keeper.join(RELEASE_S)

    def _errand(self, place: str, attachment: Attachment, checkout: str) -> Errand:
        return Errand(
            argv=(),
            cwd=checkout,
            scratch=place,
            writable=(checkout,),
            readable=(*attachment.readable, self._python_prefix),
            network=Network.OPEN,
            env=attachment.env,
            program_folders=attachment.program_folders,
        )


def _ended_early(started: _Started) -> Trouble:
    name = started.definition.name
    wanted = f"the service {name} to stay and answer on port {started.port}"
    way_out = "Correct `start` of this service in .gatewright/config.yaml."
    if not started.finished:
        return Trouble("environment.service", wanted, "it could not be run at all", way_out)
    return derive_trouble(
        started.finished[0], wanted=wanted, way_out=way_out, code="environment.service"
    )


def _fill(text: str, port: int) -> str:
    return text.replace("{port}", str(port))


def _free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0
