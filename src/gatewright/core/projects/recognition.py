"""Says which projects a tree holds, and how each is built and tested, without running anything.

First ask `manifests_of` which files are to be read, then hand their content to `recognise`.
Nothing in a tree can make this raise: what cannot be read becomes a note of the project.
"""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from gatewright.core.projects.manifests import (
    DEPTH_MAX,
    folder_of,
    is_elsewhere,
    is_under,
    joined,
    manifests_of,
    name_of,
    parse_toml,
    table_at,
    words_of,
)
from gatewright.core.projects.recognise_node import recognise_node, workspaces_of
from gatewright.core.projects.recognise_python import recognise_python
from gatewright.model.project import Project, Stack
from gatewright.model.records import replace

__all__ = ["manifests_of", "recognise"]

PROJECTS_MAX = 40
_MARKS = {
    "pyproject.toml": Stack.PYTHON,
    "setup.py": Stack.PYTHON,
    "setup.cfg": Stack.PYTHON,
    "package.json": Stack.NODE,
}
_RECOGNISERS = {Stack.PYTHON: recognise_python, Stack.NODE: recognise_node}
_UNKNOWN_RUNNERS = ("npm",)


def recognise(paths: Sequence[str], texts: Mapping[str, bytes]) -> tuple[Project, ...]:
    """Return the projects of a tree: its root, or the parts of a monorepo.

    Shape: `paths` are all files of the tree, `texts` those that `manifests_of` named. A part is
    a project of its own where the root has no tests, or where the root declares it a member.
    Bounds: at most PROJECTS_MAX projects, sorted by root; there may be one of each stack.
    """
    found: list[Project] = []
    for stack in (Stack.PYTHON, Stack.NODE):
        found += _of_stack(stack, paths, texts)
    return tuple(sorted(found, key=lambda each: (each.root, each.stack))[:PROJECTS_MAX])


def _of_stack(
    stack: Stack, paths: Sequence[str], texts: Mapping[str, bytes]
) -> tuple[Project, ...]:
    root = _RECOGNISERS[stack]("", paths, texts)
    if root is None or not root.manifests:  # loose files do not make a monorepo one project
        return _parts(stack, None, paths, texts) or ((root,) if root else ())
    parts = _parts(stack, root, paths, texts)
    if _is_tested(root):
        return (root, *parts)
    return parts or (root,)


def _is_tested(project: Project) -> bool:
    return project.tests is not None and project.tests.tool not in _UNKNOWN_RUNNERS


def _parts(
    stack: Stack, root: Project | None, paths: Sequence[str], texts: Mapping[str, bytes]
) -> tuple[Project, ...]:
    """Return the projects below the root that are judged on their own."""
    members = _members(stack, texts)
    kept: list[Project] = []
    for folder in _candidates(stack, paths)[: PROJECTS_MAX * 5]:
        is_member = any(fnmatchcase(folder, glob) for glob in members)
        if _is_covered(folder, root, kept) and not is_member:
            continue
        below = [path for path in paths if is_under(path, folder)]
        project = _RECOGNISERS[stack](folder, below, texts)
        if project and project.tests and not _runs_already(project, root):
            kept.append(_locked(project, root, paths))
        if len(kept) >= PROJECTS_MAX:
            break
    return tuple(kept)


def _candidates(stack: Stack, paths: Sequence[str]) -> list[str]:
    """Return the folders below the root that have a manifest of `stack`, shallow ones first."""
    folders = {
        folder_of(path)
        for path in paths
        if _MARKS.get(name_of(path)) is stack
        and 0 < path.count("/") <= DEPTH_MAX
        and not is_elsewhere(path)
    }
    return sorted(folders, key=lambda folder: (folder.count("/"), folder))


def _is_covered(folder: str, root: Project | None, kept: Sequence[Project]) -> bool:
    """Return whether a project around `folder` is judged already."""
    if root is not None and _is_tested(root):
        return True
    return any(is_under(folder, project.root) for project in kept)


def _runs_already(project: Project, root: Project | None) -> bool:
    """Return whether the tests of `project` are among those that the root's own run collects."""
    if root is None or not _is_tested(root) or root.tests is None or project.tests is None:
        return False
    wide = root.tests.paths
    own = project.tests.paths or (project.root,)
    return not wide or all(any(is_under(path, folder) for folder in wide) for path in own)


def _members(stack: Stack, texts: Mapping[str, bytes]) -> tuple[str, ...]:
    if stack is Stack.NODE:
        return workspaces_of("", texts)
    data = parse_toml("pyproject.toml", texts.get("pyproject.toml", b"")).data
    return words_of(table_at(data, "tool", "uv", "workspace").get("members"))[:100]


def _locked(project: Project, root: Project | None, paths: Sequence[str]) -> Project:
    """Return a member of a workspace with the lock file that its root keeps for all."""
    locks = ("uv.lock", "package-lock.json")
    lock = next((name for name in locks if name in paths and _fits(name, project)), None)
    if root is None or lock is None or project.profile_because.endswith(lock):
        return project
    profile = "uv" if lock == "uv.lock" else project.profile
    shared = tuple(dict.fromkeys((*project.manifests, *root.manifests, lock)))
    return replace(project, profile=profile, profile_because=lock, manifests=shared)


def _fits(lock: str, project: Project) -> bool:
    stack = Stack.PYTHON if lock == "uv.lock" else Stack.NODE
    own = joined(project.root, lock)
    return project.stack is stack and own not in project.manifests
