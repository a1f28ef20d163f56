"""Projects of two trees, paired: what the base could judge stays judged, whatever the head says.

A change that takes a project, or its tests, out of sight would otherwise be judged by nobody.
"""

from collections.abc import Sequence

from gatewright.model.project import Project, Stack
from gatewright.model.records import replace

ProjectKey = tuple[str, Stack]


def project_key(project: Project) -> ProjectKey:
    """Return what tells `project` from others: one folder may hold a Python and a Node one."""
    return project.root, project.stack


def judged_projects(head: Sequence[Project], base: Sequence[Project]) -> tuple[Project, ...]:
    """Return the projects to judge: those of the head, and those of the base that it hides."""
    known = {project_key(project): project for project in base if project.tests is not None}
    present = {project_key(project) for project in head}
    kept = tuple(_with_tests(project, known.get(project_key(project))) for project in head)
    hidden = tuple(project for place, project in known.items() if place not in present)
    return (*kept, *hidden)


def control_project(project: Project, base: Sequence[Project]) -> Project:
    """Return `project` as the base runs it: with the base's own tests, where it has some."""
    before = next((each for each in base if project_key(each) == project_key(project)), None)
    return before if before is not None and before.tests is not None else project


def red_project(project: Project, base: Sequence[Project]) -> Project:
    """Return `project` as the base's code with the head's tests runs it.

    Packages that the change adds are not there to be found.
    """
    before = next((each for each in base if project_key(each) == project_key(project)), None)
    if before is None:
        return project
    both = tuple(name for name in project.packages if name in before.packages)
    return replace(project, packages=both or before.packages or project.packages)


def _with_tests(project: Project, before: Project | None) -> Project:
    """Return `project` with the tests of the base where it shows none of its own."""
    if project.tests is not None or before is None:
        return project
    return replace(project, tests=before.tests)
