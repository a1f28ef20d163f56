"""Which environment a project is given: the one its configuration names, else as recognised."""

from collections.abc import Callable, Mapping, Sequence
from posixpath import join, normpath

from gatewright.model.configuration import Configuration, EnvironmentDefinition
from gatewright.model.project import Project, Stack
from gatewright.model.records import replace
from gatewright.ports.environments import EnvironmentRequest

PYTHON_TEST_REQUIREMENTS = ("pytest", "coverage")


def wanted_environment(
    project: Project,
    configuration: Configuration,
    repository_root: str,
    read: Callable[[Sequence[str]], Mapping[str, bytes]],
) -> EnvironmentRequest:
    """Return what the environment of `project` is to be built from."""
    definition = _definition(project, configuration)
    extra = PYTHON_TEST_REQUIREMENTS if project.stack is Stack.PYTHON else ()
    if definition is None:
        return EnvironmentRequest(
            project=project, sources=read(project.manifests), extra_requirements=extra
        )
    files = tuple(source.split("#", 1)[0] for source in definition.sources)
    told = replace(
        project,
        profile=definition.profile,
        profile_because=f"environments.{definition.name}",
        manifests=files or project.manifests,
    )
    return EnvironmentRequest(
        project=told,
        sources=read(told.manifests),
        build=definition.build,
        adopt=normpath(join(repository_root, definition.path)) if definition.path else "",
        extra_requirements=extra if definition.profile in ("uv", "pip") else (),
    )


def _definition(project: Project, configuration: Configuration) -> EnvironmentDefinition | None:
    """Return the definition named after the project or its folder, else the first there is."""
    definitions = configuration.environments
    named = [each for each in definitions if each.name in (project.name, project.root)]
    return next(iter((*named, *definitions)), None)
