"""What is kept comes back whole, and what is not whole comes back as nothing."""

from dataclasses import replace

import pytest

from gatewright.model.observations import FileCoverage, TestRun
from gatewright.runtime.documents import from_document, to_document
from tests.observed import case_of, run_of


def test_run_with_a_strange_path_comes_back_equal() -> None:
    run = replace(
        run_of(coverage=(FileCoverage("caf\udce9.py", frozenset({1, 2}), frozenset()),)),
        cases=(case_of("caf\udce9.py::test", "."),),
    )

    assert from_document(to_document(run), TestRun) == run


@pytest.mark.parametrize(
    "document",
    [b"", b"{", b"[]", b'{"cases": []}', b"[" * 100_000, b"\xff"],
    ids=["empty", "half", "other", "fields-missing", "deep", "not-text"],
)
def test_document_that_is_not_whole_is_nothing(document: bytes) -> None:
    assert from_document(document, TestRun) is None
