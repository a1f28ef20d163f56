"""Says on which side of a change a file stands: the tests, the code, or neither."""

from fnmatch import fnmatchcase

from gatewright.core.projects.manifests import folder_of, is_under, name_of
from gatewright.model.project import Project, Stack

TEST_FOLDERS = frozenset({
    "tests", "test", "__tests__", "spec", "specs", "e2e", "__snapshots__", "__mocks__",
    "testdata",
})  # fmt: skip
NEAR_TEST_FOLDERS = frozenset({"tests", "test", "__tests__", "__snapshots__", "__mocks__"})
"""Those that people do keep inside the code."""

TEST_NAMES = ("conftest.py", "*.snap", "*.ambr")
CODE_SUFFIXES = {
    Stack.PYTHON: (".py",),
    Stack.NODE: (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx"),
}
NEVER_CODE_NAMES = (
    "conftest.py", "*.d.ts", "*.config.js", "*.config.mjs", "*.config.cjs", "*.config.ts", ".*",
)  # fmt: skip
NOT_CODE_NAMES = (
    "setup.py", "noxfile.py", "tasks.py", "fabfile.py", "dodo.py", "versioneer.py",
)  # fmt: skip
"""Outside the packages that the project ships; inside, such a name is like any other."""

NOT_CODE_TOPS = frozenset({
    "docs", "doc", "examples", "example", "benchmarks", "benchmark", "bench", "dist", "build",
    "scripts", ".github",
})  # fmt: skip
"""Folders right below the project's root; deeper down such a name is a part of the code."""

NOT_CODE_FOLDERS = frozenset({"node_modules", "vendor", "third_party", "migrations"})


def is_test_file(path: str, project: Project) -> bool:
    """Return whether `path` is on the side of the tests: they, and all that only they read.

    Shape: test files by name, conftest, snapshots, and everything in a test folder. Inside a
    package that the project ships, code is not test by the name of just any folder.
    """
    if not is_under(path, project.root):
        return False
    name = name_of(path)
    if _is_test_name(path, project):
        return True
    if any(is_under(path, folder) for folder in test_folders_of(project)):
        return True
    is_shipped_code = _is_code(name, project) and _is_in_package(path, project)
    folders = NEAR_TEST_FOLDERS if is_shipped_code else TEST_FOLDERS
    return bool(folders & _below_set(path, project))


TOO_WIDE = frozenset(("*.py", "*.js", "*.mjs", "*.cjs", "*.ts", "*"))
"""Patterns by which a runner takes every script of a test folder; names alone say nothing."""


def _is_test_name(path: str, project: Project) -> bool:
    """Return whether the name of the file alone says test."""
    tests, name = project.tests, name_of(path)
    patterns = (*(tests.file_patterns if tests else ()), *TEST_NAMES)
    return any(_matches(path, name, pattern) for pattern in patterns if pattern not in TOO_WIDE)


def _matches(path: str, name: str, pattern: str) -> bool:
    return fnmatchcase(path if "/" in pattern else name, pattern)


def test_folders_of(project: Project) -> tuple[str, ...]:
    """Return the folders that hold tests and nothing else, as the project names them.

    A project may look for tests in its own code; that does not make its code tests.
    """
    shipped = [root for root in project.source_roots if root not in ("", project.root)]
    shipped += [
        f"{root}/{name}".strip("/") for root in project.source_roots for name in project.packages
    ]
    named = project.tests.paths if project.tests else ()
    return tuple(
        folder
        for folder in named
        if folder not in ("", project.root)
        and not any(is_under(each, folder) or is_under(folder, each) for each in shipped)
    )


def _below(path: str, project: Project) -> list[str]:
    """Return the folders between the project's root and the file."""
    return folder_of(path)[len(project.root) :].strip("/").split("/")


def _below_set(path: str, project: Project) -> frozenset[str]:
    return frozenset(_below(path, project))


def is_source_file(path: str, project: Project) -> bool:
    """Return whether `path` is code whose lines tests should run.

    Shape: below a package that the project ships every file of code is, unless its own name says
           test: in a `tests` folder there it stands on both sides.
    """
    name = name_of(path)
    if not is_under(path, project.root) or not _is_code(name, project):
        return False
    if any(fnmatchcase(name, pattern) for pattern in NEVER_CODE_NAMES):
        return False
    if _is_in_package(path, project):
        return not _is_test_name(path, project)
    return (
        not any(fnmatchcase(name, pattern) for pattern in NOT_CODE_NAMES)
        and _below(path, project)[0] not in NOT_CODE_TOPS
        and not NOT_CODE_FOLDERS & _below_set(path, project)
        and not is_test_file(path, project)
    )


def _is_code(name: str, project: Project) -> bool:
    """Return whether a file of that name holds code of this stack."""
    return name.endswith(CODE_SUFFIXES.get(project.stack, ()))


def _is_in_package(path: str, project: Project) -> bool:
    """Return whether `path` lies in a package that the project ships under a name."""
    return any(
        is_under(path, f"{root}/{name}".strip("/"))
        for root in project.source_roots
        for name in project.packages
    )
