"""Sealed trees of third-party dependencies, and how a checkout is attached to one."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from gatewright.model.configuration import PrepareDefinition, ServiceDefinition
from gatewright.model.ids import Digest
from gatewright.model.project import Project
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentRequest:
    """What an environment is to be built from. It never contains the project itself."""

    project: Project
    sources: Mapping[str, bytes]  # the manifests of the tree under judgement, by repository path
    build: tuple[str, ...] = ()  # argv of profile `command`; "{env}" stands for the folder
    adopt: str = ""  # absolute folder of profile `adopt`
    extra_requirements: tuple[str, ...] = ()  # what the test tool needs where the project lacks it


@dataclass(frozen=True, slots=True)
class Environment:
    """A built environment; read-only, kept, shared by every check with the same key."""

    profile: str
    key: Digest
    folder: str  # absolute
    is_sealed: bool  # False for `adopt`, and said so
    was_built: bool  # False: it was there already
    built_ms: int
    described: str  # "uv sync --frozen": what was done, for the first lines of the screen
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A checkout joined to its environment: what a check needs to run programs there."""

    environment: Environment
    program_folders: tuple[str, ...]  # absolute; in front of PATH
    env: tuple[tuple[str, str], ...]  # variables the stack needs: VIRTUAL_ENV, NODE_PATH, ...
    readable: tuple[str, ...]  # absolute; what must be visible to run anything
    python: str | None  # absolute interpreter with project and dependencies
    notes: tuple[str, ...] = ()


class Environments(Protocol):
    """Builds environments once per key, and attaches checkouts to them."""

    def provide(
        self, request: EnvironmentRequest, tell: Callable[[str], None]
    ) -> Environment | Trouble:
        """Return the environment of `request`, building it if nobody has.

        Shape: `tell` hears what is being done, for the screen.
        Crash: a build that is cut off leaves no environment behind, only a folder to sweep.
        """
        ...

    def attach(
        self, environment: Environment, checkout: str, project: Project
    ) -> Attachment | Trouble:
        """Join `checkout` to `environment` and prove that the project is imported from it.

        Shape: `checkout` is the absolute root of the materialised tree.
        """
        ...

    def tools(
        self, requirements: tuple[str, ...], tell: Callable[[str], None]
    ) -> Environment | Trouble:
        """Return an environment of static tools, apart from every project: ("ruff==0.17.5",)."""
        ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """A preparation that is done: its files lie in the checkout."""

    name: str
    was_run: bool  # False: the files were kept from before
    files: tuple[str, ...]  # repository paths it wrote


class Preparation(Protocol):
    """Makes generated files in a checkout, once for the same inputs."""

    def prepare(
        self, definition: PrepareDefinition, attachment: Attachment, checkout: str
    ) -> Prepared | Trouble:
        """Run one preparation, or put back what it made from the same inputs before.

        Shape: the command sees only the files that `reads` names; all of them when it names none.
        """
        ...


class Services(Protocol):
    """Starts what a check needs to be live, and releases it."""

    def running(
        self, definitions: tuple[ServiceDefinition, ...], attachment: Attachment, checkout: str
    ) -> AbstractContextManager[tuple[tuple[str, str], ...] | Trouble]:
        """Return a block in which the services run; it gives the variables that lead to them.

        Shape: they listen on the machine's loopback, so a check that uses them has network OPEN.
        Crash: services end with this process.
        """
        ...


class Consent(Protocol):
    """Which ignored files of a person's checkout checks may have. Remembered, never assumed."""

    def granted(self) -> tuple[str, ...]:
        """Return the repository paths that were agreed to, sorted."""
        ...

    def grant(self, path: str) -> None:
        """Agree to `path`. Raises: Mistake `consent.path` -- the person's."""
        ...

    def revoke(self, path: str) -> bool:
        """Take the agreement back; return whether there was one."""
        ...

    def fingerprint(self, repository_root: str) -> Digest:
        """Return the digest of what was agreed to, content included: what a run may depend on."""
        ...

    def hand_over(self, repository_root: str, checkout: str) -> tuple[str, ...]:
        """Copy what was agreed to into `checkout`; return the paths that were copied."""
        ...
