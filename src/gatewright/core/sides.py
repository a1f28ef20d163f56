"""Says on which side of a change a file stands: the tests, the code, or neither."""

from fnmatch import fnmatchcase

from gatewright.core.manifests import folder_of, is_under, name_of
from gatewright.model.project import Project, Stack

_TEST_FOLDERS = frozenset({
    "tests", "test", "__tests__", "spec", "specs", "e2e", "__snapshots__", "__mocks__",
    "testdata",
})  # fmt: skip
_TEST_NAMES = ("conftest.py", "*.snap", "*.ambr")
_CODE = {
    Stack.PYTHON: (".py",),
    Stack.NODE: (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx"),
}
_NOT_CODE_NAMES = (
    "setup.py", "noxfile.py", "tasks.py", "fabfile.py", "dodo.py", "conftest.py", "versioneer.py",
    "*.d.ts", "*.config.js", "*.config.mjs", "*.config.cjs", "*.config.ts", ".*",
)  # fmt: skip
_NOT_CODE_TOPS = frozenset({
    "docs", "doc", "examples", "example", "benchmarks", "benchmark", "bench", "dist", "build",
    "scripts", ".github",
})  # fmt: skip
"""Folders right below the project's root; deeper down such a name is a part of the code."""

_NOT_CODE_FOLDERS = frozenset({"node_modules", "vendor", "third_party", "migrations"})


def is_test_file(path: str, project: Project) -> bool:
    """Return whether `path` is on the side of the tests: they, and all that only they read.

    Shape: test files by name, conftest, snapshots, and everything in a test folder. A test folder
    inside the code that the project ships counts too.
    """
    if not is_under(path, project.root):
        return False
    tests = project.tests
    name = name_of(path)
    patterns = (*(tests.file_patterns if tests else ()), *_TEST_NAMES)
    if any(_matches(path, name, pattern) for pattern in patterns if pattern not in _TOO_WIDE):
        return True
    if any(is_under(path, folder) for folder in _test_folders(project)):
        return True
    return bool(_TEST_FOLDERS & set(_below(path, project)))


_TOO_WIDE = frozenset(("*.py", "*.js", "*.mjs", "*.cjs", "*.ts", "*"))
"""Patterns by which a runner takes every script of a test folder; names alone say nothing."""


def _matches(path: str, name: str, pattern: str) -> bool:
    return fnmatchcase(path if "/" in pattern else name, pattern)


def _test_folders(project: Project) -> tuple[str, ...]:
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


def is_source_file(path: str, project: Project) -> bool:
    """Return whether `path` is code whose lines tests should run."""
    name = name_of(path)
    return (
        is_under(path, project.root)
        and name.endswith(_CODE.get(project.stack, ()))
        and not any(fnmatchcase(name, pattern) for pattern in _NOT_CODE_NAMES)
        and _below(path, project)[0] not in _NOT_CODE_TOPS
        and not _NOT_CODE_FOLDERS & set(_below(path, project))
        and not is_test_file(path, project)
    )
