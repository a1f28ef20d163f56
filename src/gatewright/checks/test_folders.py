"""Finds where tests stand in a checkout, and in which folders a canary is to sit among them.

A hook in a conftest reaches the tests of its folder and below. So each group of tests under the
same nearest conftest gets a canary of its own, which every hook that reaches them reaches too.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import islice

from gatewright.checks.canaries import CANARIES_MAX
from gatewright.model.project import Project

FILES_MAX = 50_000
_NOT_WALKED = frozenset({"node_modules", "__pycache__", "venv", "build", "dist"})


def read_test_files(checkout: str, project: Project) -> tuple[str, ...]:
    """Return the repository paths of the files whose names make them tests. Bounds: FILES_MAX."""
    tests = project.tests
    if tests is None:
        return ()
    found: list[str] = []
    for start in tests.paths or (project.root,):
        for path in _walk(checkout, start):
            if any(_matches(path, pattern) for pattern in tests.file_patterns):
                found.append(path)
            if len(found) >= FILES_MAX:
                return tuple(found)
    return tuple(dict.fromkeys(found))


def read_all_files(checkout: str, root: str) -> tuple[str, ...]:
    """Return the repository paths of all files below `root`. Bounds: FILES_MAX."""
    return tuple(islice(_walk(checkout, root), FILES_MAX))


def _matches(path: str, pattern: str) -> bool:
    name = path.rpartition("/")[2]
    return fnmatchcase(path, f"*{pattern}") if "/" in pattern else fnmatchcase(name, pattern)


def _walk(checkout: str, start: str) -> Iterator[str]:
    """Yield files below `start` as repository paths, in a fixed order; links are not followed."""
    top = os.path.join(checkout, start) if start else checkout
    if os.path.isfile(top):
        yield start
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _NOT_WALKED
        )
        inside = os.path.relpath(folder, checkout)
        for name in sorted(files):
            yield name if inside == "." else f"{inside}/{name}"


def choose_canary_folders(checkout: str, root: str, files: Iterable[str]) -> tuple[str, ...]:
    """Return one folder for each group of test files under the same nearest conftest.

    Bounds: at least one folder, the project's `root` where there is no test; CANARIES_MAX at most.
    """
    groups: dict[str, str] = {}
    for path in sorted(files, key=lambda path: path.split("/")):
        folder = path.rpartition("/")[0]
        groups[_nearest_conftest(checkout, folder)] = folder  # the last one run of its group
    return tuple(groups.values())[:CANARIES_MAX] or (root,)


def _nearest_conftest(checkout: str, folder: str) -> str:
    """Return the folder of the conftest that is nearest to `folder`; "" where there is none."""
    here = folder
    while here:
        if os.path.lexists(os.path.join(checkout, here, "conftest.py")):
            return here
        here = here.rpartition("/")[0]
    return ""


def keep_existing(checkout: str, files: Sequence[str]) -> tuple[str, ...]:
    """Return those of `files` that the checkout has."""
    return tuple(path for path in files if os.path.isfile(os.path.join(checkout, path)))
