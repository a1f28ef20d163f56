"""Looking: test tools and static tools that turn a checkout into observations."""

from typing import Protocol

from gatewright.model.ids import TreeId
from gatewright.model.isolation import Network
from gatewright.model.observations import FindingsRun, TestRun
from gatewright.model.project import Project
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import Attachment
from gatewright.ports.processes import Limits


@dataclass(frozen=True, slots=True)
class Canary:
    """Random names for the two tests that are planted in a run. Drawn in bootstrap."""

    token: str  # lower-case hex


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRequest:
    """One run of a project's tests."""

    project: Project
    checkout: str  # absolute root of the materialised tree; ours to write into
    tree: TreeId
    attachment: Attachment
    canary: Canary
    files: tuple[str, ...] | None = None  # repository paths of test files; None: all tests
    measure_coverage: bool = False
    settings: tuple[tuple[str, str], ...] = ()  # variables that lead to its services
    network: Network = Network.NONE  # OPEN only for the services it was given
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsRequest:
    """One run of a static tool."""

    project: Project
    checkout: str
    tree: TreeId
    attachment: Attachment | None  # the project's environment, for tools that read it
    candidates: tuple[str, ...]  # repository paths that should be examined
    is_part: bool = False  # a file-local tool is asked about some files, and need read no other
    limits: Limits


class TestTool(Protocol):
    """Runs tests and reports what it saw; it never says whether that is good."""

    def run(self, request: TestRequest) -> TestRun | Trouble:
        """Run the tests of one project in one checkout."""
        ...


class FindingsTool(Protocol):
    """Runs one static tool and reports what it saw."""

    def requirements(self, project: Project) -> tuple[str, ...]:
        """Return what the tool environment must hold; () when the project's own is used."""
        ...

    def run(self, request: FindingsRequest, program_folder: str) -> FindingsRun | Trouble:
        """Run the tool; `program_folder` is where the tool environment keeps its programs."""
        ...
