"""Turns what Node's test runners report into test cases that are named alike in every tree."""

import os
import posixpath
from collections.abc import Iterable

from gatewright.checks.readers.junit import JUnitCase, merge_cases
from gatewright.model.observations import CaseOutcome, TestCase

COLLECTION = "(collection)"


def node_cases(cases: Iterable[JUnitCase], checkout: str, root: str) -> tuple[TestCase, ...]:
    """Return the cases of a report; an entry without a name stands for its whole file.

    Shape: `root` is the repository path of the folder that the runner ran in.
    """
    return merge_cases(_case(case, checkout, root) for case in cases)


def _case(case: JUnitCase, checkout: str, root: str) -> TestCase:
    # vitest names the file as the class; the others say which suites are around a test.
    said = case.file or case.classname
    file = _repository_path(said, checkout, root)
    around = "" if not case.file or case.classname == case.file else case.classname
    is_file = not case.name or case.name == said
    is_failed = case.outcome is CaseOutcome.FAILED
    names = () if is_file else tuple(part for part in (around, case.name) if part)
    return TestCase(
        test_id="::".join(part for part in (file, *names) if part),
        file=file,
        line=case.line or 0,
        name=COLLECTION if is_file else case.name,
        outcome=CaseOutcome.ERRORED if is_file and is_failed else case.outcome,
        message=case.message,
    )


def _repository_path(path: str, checkout: str, root: str) -> str:
    """Return `path` seen from the root of the checkout; "" where it lies outside."""
    whole = posixpath.normpath(os.path.join(checkout, root, path)) if path else ""
    inside = checkout.rstrip("/") + "/"
    return whole[len(inside) :] if whole.startswith(inside) else ""
