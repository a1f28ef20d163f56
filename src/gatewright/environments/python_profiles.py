"""Profiles `uv` and `pip`: how the dependencies of a Python project become an environment."""

from collections.abc import Mapping

from gatewright.environments.errands import ErrandRunner
from gatewright.environments.interpreters import Interpreter, Interpreters, derive_wanted_python
from gatewright.environments.keys import Ingredients, derive_key
from gatewright.environments.manifests import (
    at,
    in_folder,
    nearest_folder,
    normalise_name,
    read_toml,
    reduce_manifest,
    write_manifests,
)
from gatewright.environments.python_builder import PythonBuilder, Toolchain
from gatewright.environments.recipes import Built, Recipe, Tell
from gatewright.environments.requirements import declared_files, declared_requirements
from gatewright.environments.resolved import Inputs, build_resolved
from gatewright.environments.store import Site
from gatewright.model.project import Project
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import EnvironmentRequest

REQUIREMENT_TEXTS = (".txt", ".in")


@dataclass(frozen=True, slots=True)
class PythonProfiles:
    """Makes recipes for Python projects and tools."""

    runner: ErrandRunner
    toolchain: Toolchain
    interpreters: Interpreters

    def recipe(self, request: EnvironmentRequest) -> Recipe | Trouble:
        """Return how the environment of a Python project is made."""
        project = request.project
        wanted = derive_wanted_python(request.sources, project.root)
        interpreter = self.interpreters.choose(wanted)
        if isinstance(interpreter, Trouble):
            return interpreter
        lock_folder = nearest_folder("uv.lock", request.sources, project.root)
        if project.profile == "uv" and lock_folder is not None:
            return self._locked(request, interpreter, lock_folder)
        return self._resolved("pip", derive_inputs(request), interpreter, project.root)

    def tools(self, requirements: tuple[str, ...]) -> Recipe | Trouble:
        """Return how an environment of tools is made, apart from every project."""
        interpreter = self.interpreters.choose(derive_wanted_python({}, ""))
        if isinstance(interpreter, Trouble):
            return interpreter
        return self._resolved("tools", Inputs(extra=requirements), interpreter, "")

    def _locked(
        self, request: EnvironmentRequest, interpreter: Interpreter, lock_folder: str
    ) -> Recipe:
        root, sources = request.project.root, request.sources
        ingredients = Ingredients(
            profile="uv",
            toolchain=interpreter.build,
            manifests={path: reduce_manifest(path, text) for path, text in sources.items()},
            extra_requirements=request.extra_requirements,
            place=root,
        )
        whole = lock_folder == root and is_workspace(sources, root)

        def build(site: Site, tell: Tell) -> Built | Trouble:
            from gatewright.environments.locked import Locked, build_locked  # noqa: PLC0415

            folder = write_manifests(f"{site.scratch}/tree", sources, root)
            locked = Locked(folder, whole, request.extra_requirements)
            builder = PythonBuilder(self.runner, self.toolchain, interpreter, site)
            return _finish(builder, build_locked(builder, locked, tell), request.project)

        return Recipe("uv", derive_key(ingredients), build, _notes_of(interpreter))

    def _resolved(
        self, profile: str, inputs: Inputs, interpreter: Interpreter, place: str
    ) -> Recipe:
        ingredients = Ingredients(
            profile=profile,
            toolchain=interpreter.build,
            manifests=inputs.texts,
            build=tuple(f"{item.width} {item.line}" for item in inputs.declared),
            extra_requirements=inputs.extra,
            place=place,
        )

        def build(site: Site, tell: Tell) -> Built | Trouble:
            builder = PythonBuilder(self.runner, self.toolchain, interpreter, site)
            return _finish(builder, build_resolved(builder, inputs, site, tell), None)

        return Recipe(profile, derive_key(ingredients), build, _notes_of(interpreter))


def derive_inputs(request: EnvironmentRequest) -> Inputs:
    """Return what is to be resolved for a project without a lock."""
    project, sources = request.project, request.sources
    files = declared_files(sources, project.root)
    texts = {path: text for path, text in sources.items() if path.endswith(REQUIREMENT_TEXTS)}
    return Inputs(
        declared=tuple(declared_requirements(sources, project.root)),
        requirement_files=tuple(files),
        texts=texts if files else {},
        extra=request.extra_requirements,
        own_name=normalise_name(project.name),
    )


def is_workspace(sources: Mapping[str, bytes], folder: str) -> bool:
    """Return whether the pyproject.toml in `folder` is the root of a uv workspace."""
    pyproject = read_toml(sources.get(in_folder(folder, "pyproject.toml"), b""))
    return bool(at(pyproject, "tool", "uv", "workspace"))


def _finish(
    builder: PythonBuilder, built: Built | Trouble, project: Project | None
) -> Built | Trouble:
    """Compile the bytecode, and see to it that the project itself is not among the packages."""
    if isinstance(built, Trouble):
        return built
    own = normalise_name(project.name) if project is not None else ""
    if own and own in builder.installed_names():
        builder.remove(own)
    builder.compile_bytecode()
    return built


def _notes_of(interpreter: Interpreter) -> tuple[str, ...]:
    return (interpreter.note,) if interpreter.note else ()
