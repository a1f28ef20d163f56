"""The adapter of the port: recipes by profile, one store, one way to attach."""

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gatewright.environments.declared import CommandProfile, adopt
from gatewright.environments.errands import ErrandRunner
from gatewright.environments.interpreters import Interpreters
from gatewright.environments.npm import NodeProfiles
from gatewright.environments.python_builder import Toolchain
from gatewright.environments.python_profiles import PythonProfiles
from gatewright.environments.recipes import Recipe, Tell
from gatewright.environments.remembered import ProgramFacts
from gatewright.environments.store import EnvironmentStore, Kept
from gatewright.model.project import Project, Stack
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import Attachment, Environment, EnvironmentRequest
from gatewright.ports.processes import Processes
from gatewright.ports.store import Records

if TYPE_CHECKING:
    from gatewright.environments.attach import Attacher


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where things are on this machine; found out in bootstrap."""

    state: str  # absolute folder of ours
    uv: str  # absolute program
    python: str  # absolute program, not of a virtual environment
    npm: str | None  # absolute program
    search_path: str  # the person's PATH: other interpreters and package managers
    network_env: Mapping[str, str]  # proxies, certificates, registries; nothing else


class SealedEnvironments:
    """Builds environments once per key, and attaches checkouts to them."""

    def __init__(
        self,
        processes: Processes,
        machine: Machine,
        elapsed_ms: Callable[[], int],
        remembered: Records | None = None,
    ) -> None:
        """Take what runs programs, where things are, a clock, and what is known of programs."""
        facts = ProgramFacts(remembered)
        runner = ErrandRunner(processes, machine.network_env)
        cache, scratch = f"{machine.state}/cache", f"{machine.state}/scratch"
        self._elapsed_ms = elapsed_ms
        self.store = EnvironmentStore(f"{machine.state}/environments")
        interpreters = Interpreters(
            runner, machine.uv, machine.python, machine.search_path, scratch, facts
        )
        toolchain = Toolchain(machine.uv, f"{cache}/uv")
        self._python = PythonProfiles(runner, toolchain, interpreters)
        self._node = NodeProfiles(runner, machine.npm, machine.search_path, cache, scratch, facts)
        self._command = _command_profile(runner, machine, self._node)
        self._runner, self._uv = runner, machine.uv

    @cached_property
    def _attacher(self) -> "Attacher":
        """Return what joins checkouts, made late: where all was seen before, none is joined."""
        from gatewright.environments.attach import Attacher  # noqa: PLC0415

        return Attacher(
            self._runner,
            self._uv,
            lambda requirements: self.tools(requirements, _tell_nobody),
            self._node.node_folder,
            self._node.node_prefix,
        )

    def provide(self, request: EnvironmentRequest, tell: Tell) -> Environment | Trouble:
        """Return the environment of `request`; see the port."""
        if request.project.profile == "adopt":
            return adopt(request)
        recipe = self._recipe(request)
        return recipe if isinstance(recipe, Trouble) else self._provide(recipe, tell)

    def attach(
        self, environment: Environment, checkout: str, project: Project
    ) -> Attachment | Trouble:
        """Join `checkout` to `environment`; see the port."""
        altered = self.store.verify(environment.key) if environment.is_sealed else None
        return altered or self._attacher.attach(environment, checkout, project)

    def tools(self, requirements: tuple[str, ...], tell: Tell) -> Environment | Trouble:
        """Return an environment of static tools; see the port."""
        recipe = self._python.tools(requirements)
        return recipe if isinstance(recipe, Trouble) else self._provide(recipe, tell)

    def _recipe(self, request: EnvironmentRequest) -> Recipe | Trouble:
        if request.project.profile == "command" or request.project.stack is Stack.OTHER:
            return self._command.recipe(request)
        if request.project.stack is Stack.NODE:
            return self._node.recipe(request)
        return self._python.recipe(request)

    def _provide(self, recipe: Recipe, tell: Tell) -> Environment | Trouble:
        """Return the environment of `recipe`, built by whoever came first."""
        with self.store.alone(recipe.key):
            found = self.store.find(recipe.key)
            if isinstance(found, Kept):
                return _environment(recipe, found, was_built=False)
            if isinstance(found, Trouble):
                return found
            return self._build(recipe, tell)

    def _build(self, recipe: Recipe, tell: Tell) -> Environment | Trouble:
        started_ms = self._elapsed_ms()
        try:
            built = recipe.build(self.store.open_site(recipe.key), tell)
            if isinstance(built, Trouble):
                return built
            taken_ms = self._elapsed_ms() - started_ms
            kept = self.store.seal(
                recipe.key, built.described, taken_ms, built.notes, recipe.profile
            )
        finally:
            self.store.close_site(recipe.key)
        return _environment(recipe, kept, was_built=True)


def _environment(recipe: Recipe, kept: Kept, *, was_built: bool) -> Environment:
    return Environment(
        profile=recipe.profile,
        key=recipe.key,
        folder=kept.folder,
        is_sealed=True,
        was_built=was_built,
        built_ms=kept.built_ms,
        described=kept.described,
        notes=(*recipe.notes, *kept.notes),
    )


def _command_profile(runner: ErrandRunner, machine: Machine, node: NodeProfiles) -> CommandProfile:
    """Give a project's own build command the programs it may expect."""
    python_folder, uv_folder = Path(machine.python).parent, Path(machine.uv).parent
    folders = [
        str(python_folder),
        str(uv_folder),
        *((node.node_folder,) if node.node_folder else ()),
    ]
    prefixes = [str(Path(os.path.realpath(machine.python)).parents[1]), str(uv_folder)]
    return CommandProfile(
        runner,
        tuple(folders),
        tuple([*prefixes, *((node.node_prefix,) if node.node_prefix else ())]),
    )


def _tell_nobody(_: str) -> None:
    """Drop a line that no screen shows."""
