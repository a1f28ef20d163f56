"""A tool that only the project's own environment has: whoever installed it chose its version."""

from abc import ABC, abstractmethod
from typing import ClassVar

from gatewright.checks.tool_bench import Seat, ToolBench, absent
from gatewright.model.observations import FindingsRun
from gatewright.model.project import Project
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import FindingsRequest


class OwnTool(ABC):
    """Runs a program of the project's environment, and of no other."""

    programs: ClassVar[tuple[str, ...]]  # the first one that is there; it is called by the first

    def __init__(self, bench: ToolBench) -> None:
        self._bench = bench

    def requirements(self, project: Project) -> tuple[str, ...]:
        """Return nothing: it must be the project's own."""
        return ()

    def run(self, request: FindingsRequest, program_folder: str) -> FindingsRun | Trouble:
        """Run the tool over the project."""
        own = request.attachment.program_folders if request.attachment else (program_folder,)
        with self._bench.seat(request, own) as seat:
            found = (seat.program(name) for name in self.programs)
            program = next((path for path in found if path is not None), None)
            return absent(self.programs[0]) if program is None else self.gather(seat, program)

    @abstractmethod
    def gather(self, seat: Seat, program: str) -> FindingsRun | Trouble:
        """Run `program`, and read what it said."""
