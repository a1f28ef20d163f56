"""Turns what pytest writes into a JUnit report (family xunit1) into test cases.

`file` there is where the function is defined, which for an inherited test is another file than
the one it was collected from; `classname` is the dotted node id. The node id decides.
"""

import posixpath
from collections.abc import Callable, Iterable

from gatewright.checks.readers.junit import JUnitCase, merge_cases
from gatewright.model.observations import CaseOutcome, TestCase

COLLECTION = "(collection)"
FOLDERS_MAX = 200  # in each other, above the file of a test
Exists = Callable[[str], bool]


def pytest_cases(cases: Iterable[JUnitCase], root: str, exists: Exists) -> tuple[TestCase, ...]:
    """Return the cases of a report, each with the id that it has in every tree.

    Shape: `root` is the repository path of the folder that pytest ran in; `exists` says whether a
    repository path is a file of the checkout.
    """
    return merge_cases(_case(case, root, exists) for case in cases)


def _case(case: JUnitCase, root: str, exists: Exists) -> TestCase:
    file, classes = _origin(case, root, exists)
    if not case.classname and case.outcome in (CaseOutcome.ERRORED, CaseOutcome.SKIPPED):
        test_id, name = file or case.name, COLLECTION
    else:
        test_id, name = "::".join(part for part in (file, *classes, case.name) if part), case.name
    return TestCase(
        test_id=test_id,
        file=file,
        line=0 if case.line is None else case.line + 1,  # pytest counts lines from 0
        name=name,
        outcome=case.outcome,
        message=case.message,
    )


def _origin(case: JUnitCase, root: str, exists: Exists) -> tuple[str, tuple[str, ...]]:
    """Return the file a case was collected from, and the classes around it."""
    said = posixpath.normpath(case.file) if case.file else ""
    dotted = said.removesuffix(".py").replace("/", ".")
    if said and (case.classname == dotted or case.classname.startswith(dotted + ".")):
        return _repository_path(root, said), _classes(case.classname[len(dotted) + 1 :])
    parts = case.classname.split(".")
    for end in range(min(len(parts), FOLDERS_MAX), 0, -1):
        path = _repository_path(root, "/".join(parts[:end]) + ".py")
        if path and exists(path):
            return path, tuple(parts[end:])
    return _repository_path(root, said), _classes(case.classname)


def _classes(dotted: str) -> tuple[str, ...]:
    return tuple(dotted.split(".")) if dotted else ()


def _repository_path(root: str, path: str) -> str:
    """Return `path` seen from the root of the checkout; "" where it lies outside."""
    if not path or path.startswith("/"):
        return ""
    whole = posixpath.normpath(posixpath.join(root, path))
    return "" if whole == ".." or whole.startswith("../") else whole
