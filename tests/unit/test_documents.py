"""What is kept comes back whole, and what is not whole comes back as nothing."""

import pytest

from gatewright.model.observations import FileCoverage, TestRun
from gatewright.model.records import replace
from gatewright.runtime.documents import cut_to, from_document, to_document
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


@pytest.mark.parametrize("text", ["", "plain words", "caf\udce9", "\N{GRINNING FACE}" * 9, '"\\\n'])
@pytest.mark.parametrize("size_bytes_max", [0, 7, 12, 100])
def test_cut_text_is_the_longest_beginning_that_fits(text: str, size_bytes_max: int) -> None:
    cut = cut_to(text, size_bytes_max)

    assert text.startswith(cut)
    assert len(to_document(cut)) - 2 <= size_bytes_max
    longer = text[: len(cut) + 1]
    assert longer == cut or len(to_document(longer)) - 2 > size_bytes_max
